"""Workspace: where everything else lives (CLI v2 `workspace`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from runner.resources.base import Fields, Kind, Lifecycle, Manifest, NonEmpty, Problem, lower_without_spaces

_ARM_ID = re.compile(r"/subscriptions/[^/]+/resourcegroups/[^/]+/providers/[^/]+/[^/]+/[^/]+", re.IGNORECASE)
_DEPENDENCIES = ("storage_account", "key_vault", "application_insights", "container_registry")


class Workspace(Fields):
    """Fields of a workspace."""

    schema_: str | None = Field(default=None, alias="$schema")
    name: NonEmpty
    location: NonEmpty | None = None
    resource_group: str | None = None
    display_name: str | None = None
    description: str | None = None
    tags: dict[str, str | int | float | bool] | None = None
    hbi_workspace: bool | None = None
    public_network_access: Literal["Enabled", "Disabled"] | None = None
    image_build_compute: str | None = None
    storage_account: str | None = None
    key_vault: str | None = None
    application_insights: str | None = None
    container_registry: str | None = None


def _dependencies(manifest: Manifest) -> Iterator[Problem]:
    """What a workspace uses beside itself is named by its full ARM id."""
    for name in _DEPENDENCIES:
        text = manifest.get(name)
        if isinstance(text, str) and not _ARM_ID.fullmatch(text):
            hint = "write /subscriptions/…/resourceGroups/…/providers/…"
            yield Problem((name,), "invalid-reference", f"`{text}` is not an ARM id", hint)


KIND = Kind(
    name="workspace",
    noun="workspace",
    section="workspace",
    folder="workspace",
    lifecycle=Lifecycle.MUTABLE,
    fields=Workspace,
    name_rule=r"[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}",
    name_rule_text="3 to 33 letters, digits, `-` and `_`, beginning with a letter or digit",
    identity_excluded=frozenset({"$schema", "display_name", "description", "tags"}),
    # `begin_update` sends none of these, so a change of one would be lost silently.
    fixed=frozenset({"location", "resource_group", "hbi_workspace", "storage_account", "key_vault"}),
    normalisers={"location": lower_without_spaces},
    rules=(_dependencies,),
)
