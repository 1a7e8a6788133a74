"""Managed identities: of what a job runs as, and of computes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import Discriminator, Tag

from runner.resources.base import Manifest, Problem
from runner.resources.fields import Fields, Word, snake, type_folded
from runner.resources.parts.references import resource_id

if TYPE_CHECKING:
    from runner.document import Path


class ManagedIdentity(Fields):
    """A job runs as a managed identity of its compute."""

    type: Annotated[str, Word("managed", "managed_identity", fold=snake)]
    client_id: str | None = None
    object_id: str | None = None


class TokenIdentity(Fields):
    """A job runs with a token of the workspace."""

    type: Annotated[str, Word("aml_token", fold=snake)]


class UserIdentity(Fields):
    """A job runs as the user who submits it."""

    type: Annotated[str, Word("user_identity", fold=snake)]


JobIdentity = Annotated[
    Annotated[ManagedIdentity, Tag("managed")]
    | Annotated[ManagedIdentity, Tag("managed_identity")]
    | Annotated[TokenIdentity, Tag("aml_token")]
    | Annotated[UserIdentity, Tag("user_identity")],
    Discriminator(type_folded(snake)),
]

IDENTITY_WORDS = Word("system_assigned", "user_assigned", "none", "system_assigned,user_assigned", fold=snake)


class UserAssignedIdentity(Fields):
    """An identity by its ARM id."""

    READ_ONLY = frozenset({"$schema", "principal_id", "client_id", "tenant_id"})

    resource_id: str


class ComputeIdentity(Fields):
    """The managed identity of a compute."""

    READ_ONLY = frozenset({"$schema", "principal_id", "tenant_id"})

    type: Annotated[str, IDENTITY_WORDS]
    user_assigned_identities: list[UserAssignedIdentity] | None = None


def assigned_identities(manifest: Manifest, path: Path = ("identity",)) -> Iterator[Problem]:
    """A user assigned identity says which ones; azure-ai-ml lets one without them through."""
    identity = manifest.get("identity")
    if not isinstance(identity, Mapping):
        return
    word = identity.get("type")
    is_user_assigned = isinstance(word, str) and snake(word) in ("user_assigned", "system_assigned,user_assigned")
    given = identity.get("user_assigned_identities")
    for key in given if isinstance(given, Mapping) else ():
        yield from resource_id(key, (*path, "user_assigned_identities", key), at_key=True)
    for index, item in enumerate(given if isinstance(given, list) else ()):
        if isinstance(item, Mapping):
            at = (*path, "user_assigned_identities", index, "resource_id")
            if item.get("resource_id") == "":
                yield Problem(at, "missing-field", "the `resource_id` is empty", "name the identity by its ARM id")
            yield from resource_id(item.get("resource_id"), at)
    if is_user_assigned and not given:
        message = "a user assigned identity needs `user_assigned_identities`"
        place = (*path, "user_assigned_identities")
        at = place if "user_assigned_identities" in identity else path
        hint = "name at least one by its resource_id"
        yield Problem(at, "missing-field", message, hint, at_key=True, missing=(place,))
