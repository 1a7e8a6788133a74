"""What datastores have in common: fields, credentials, and the rule of their names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from runner.reference import is_open
from runner.resources.base import Kind, Lifecycle, Manifest, Problem, Rule, pattern
from runner.resources.fields import Fields, NonEmpty, Tags, told_by

_NAME = r"[a-zA-Z0-9][a-zA-Z0-9\-_]{0,254}"
_NAME_IN_WORDS = "letters, digits, `-` and `_`, at most 255, beginning with a letter or digit"

_SECRETS = tuple(
    pattern(f"credentials.{name}") for name in ("account_key", "sas_token", "client_secret", "certificate")
)
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


def datastore_kind(name: str, noun: str, fields: type[Datastore], rules: tuple[Rule, ...] = ()) -> Kind:
    """The kind of a type of datastore: all that they have in common, with its own fields and rules."""
    return Kind(
        name=name,
        noun=noun,
        section="datastores",
        folder="datastore",
        lifecycle=Lifecycle.MUTABLE,
        fields=fields,
        name_rule=_NAME,
        name_rule_text=_NAME_IN_WORDS,
        credentials=_SECRETS,
        identity_excluded=frozenset({"$schema", "description", "tags"}),
        rules=rules,
    )


def storage_names(manifest: Manifest) -> Iterator[Problem]:
    """The account and what lies in it are names, and no addresses: azure-ai-ml looks at none of them."""
    for field in ("account_name", "container_name", "file_share_name", "filesystem", "store_name"):
        text = manifest.get(field)
        if not isinstance(text, str) or is_open(text) or not re.search(r"[\s/:]", text):
            continue
        host = re.match(r"[a-z]+://([a-z0-9-]+)\.", text)
        meant = host[1] if host and field in ("account_name", "store_name") else ""
        hint = f"did you mean `{meant}`?" if meant else "write the name alone"
        yield Problem((field,), "invalid-name", f"`{text}` cannot be a name in `{field}`", hint, meant)


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


_STORAGE = {"account_key": "by account key", "sas_token": "by SAS token"}
_LAKE = {"client_secret": "by client secret", "thumbprint": "by certificate", "certificate": "by certificate"}
"""What credentials are, by their keys: they have no `type`. No key is named as a tag is, so none is taken for one."""


_SHARED = frozenset({"tenant_id", "client_id", "authority_url", "authority_uri", "resource_url"})


def _by_key(value: object) -> str | None:
    return _way(_STORAGE, "by account key", value)


def _by_application(value: object) -> str | None:
    return _way(_LAKE, "by client secret", value)


def _by_secret(value: object) -> str | None:
    return _way({}, "by client secret", value)


def _way(keys: Mapping[str, str], usual: str, value: object) -> str | None:
    if not isinstance(value, dict):
        return None
    return (told_by(keys, value, _SHARED) or usual) if value else "by identity"


StorageCredentials = Annotated[
    Annotated[AccountKey, Tag("by account key")]
    | Annotated[SasToken, Tag("by SAS token")]
    | Annotated[NoCredentials, Tag("by identity")],
    Discriminator(_by_key),
]
LakeCredentials = Annotated[
    Annotated[ServicePrincipal, Tag("by client secret")]
    | Annotated[Certificate, Tag("by certificate")]
    | Annotated[NoCredentials, Tag("by identity")],
    Discriminator(_by_application),
]
OneLakeCredentials = Annotated[
    Annotated[ServicePrincipal, Tag("by client secret")] | Annotated[NoCredentials, Tag("by identity")],
    Discriminator(_by_secret),
]
