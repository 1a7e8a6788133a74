"""What datastores have in common: fields, credentials, and the rule of their names."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from runner.resources.base import pattern
from runner.resources.fields import Fields, NonEmpty, Tags

DATASTORE_NAME = r"[a-zA-Z0-9][a-zA-Z0-9\-_]{0,254}"
DATASTORE_NAME_IN_WORDS = "letters, digits, `-` and `_`, at most 255, beginning with a letter or digit"

SECRETS = tuple(pattern(f"credentials.{name}") for name in ("account_key", "sas_token", "client_secret", "certificate"))
"""Where a secret variable may stand."""


class Datastore(Fields):
    """Fields of every datastore."""

    READ_ONLY = frozenset({"id"})

    schema_: str | None = Field(default=None, alias="$schema")
    name: NonEmpty
    description: str | None = None


class StorageAccount(Datastore):
    """Fields of the datastores in a storage account."""

    account_name: NonEmpty
    endpoint: str | None = None
    protocol: str | None = None
    tags: Tags | None = None


class AccountKey(Fields):
    """A key of the storage account."""

    account_key: str


class SasToken(Fields):
    """A shared access signature."""

    sas_token: str


class NoCredentials(Fields):
    """Access with the identity of whoever reads."""


class ServicePrincipal(Fields):
    """An application of Microsoft Entra, with a secret. `authority_uri` is an older name of `authority_url`."""

    tenant_id: str
    client_id: str
    client_secret: str
    authority_url: str | None = None
    authority_uri: str | None = None
    resource_url: str | None = None


class Certificate(Fields):
    """An application of Microsoft Entra, with a certificate."""

    tenant_id: str
    client_id: str
    thumbprint: str
    certificate: str | None = None
    authority_url: str | None = None
    authority_uri: str | None = None
    resource_url: str | None = None


def _way(value: object) -> str | None:
    """What credentials are, by their keys: they have no `type`."""
    if not isinstance(value, dict):
        return None
    if "sas_token" in value:
        return "sas_token"
    return "account_key" if value else "none"


def _application(value: object) -> str | None:
    if not isinstance(value, dict):
        return None
    if "thumbprint" in value or "certificate" in value:
        return "certificate"
    return "client_secret" if value else "none"


StorageCredentials = Annotated[
    Annotated[AccountKey, Tag("account_key")]
    | Annotated[SasToken, Tag("sas_token")]
    | Annotated[NoCredentials, Tag("none")],
    Discriminator(_way),
]
LakeCredentials = Annotated[
    Annotated[ServicePrincipal, Tag("client_secret")]
    | Annotated[Certificate, Tag("certificate")]
    | Annotated[NoCredentials, Tag("none")],
    Discriminator(_application),
]
OneLakeCredentials = Annotated[
    Annotated[ServicePrincipal, Tag("client_secret")] | Annotated[NoCredentials, Tag("none")],
    Discriminator(_application),
]
