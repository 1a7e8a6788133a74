"""Compute cluster: nodes of one size that come and go with the queue (CLI v2 `amlCompute`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from runner.resources.base import (
    Fields,
    Kind,
    Lifecycle,
    Manifest,
    NonEmpty,
    Problem,
    lower,
    lower_without_spaces,
    pattern,
    whole_number,
)

_Count = Annotated[int, Field(ge=0)]
_SIZE = re.compile(r"(?:standard|basic)_[a-z0-9]+(?:[-_][a-z0-9]+)*", re.IGNORECASE)
"""Names of Azure's VM sizes (`Standard_NC24ads_A100_v4`); which of them there are depends on the location."""


class SshSettings(Fields):
    """The account on each node."""

    admin_username: str | None = None
    admin_password: str | None = None
    ssh_key_value: str | None = None


class NetworkSettings(Fields):
    """The virtual network of the nodes."""

    vnet_name: str | None = None
    subnet: str | None = None


class UserAssignedIdentity(Fields):
    """An identity by its ARM id."""

    resource_id: NonEmpty


class Identity(Fields):
    """The managed identity of the nodes."""

    type: Literal["system_assigned", "user_assigned", "none"]
    user_assigned_identities: list[UserAssignedIdentity] | None = None


class AmlCompute(Fields):
    """Fields of a compute cluster. `idle_time_before_scale_down` is in seconds."""

    schema_: str | None = Field(default=None, alias="$schema")
    name: NonEmpty
    type: Literal["amlcompute"]
    description: str | None = None
    tags: dict[str, str | int | float | bool] | None = None
    location: str | None = None
    size: NonEmpty | None = None
    tier: Literal["dedicated", "low_priority"] | None = None
    min_instances: _Count | None = None
    max_instances: _Count | None = None
    idle_time_before_scale_down: _Count | None = None
    enable_node_public_ip: bool | None = None
    ssh_public_access_enabled: bool | None = None
    ssh_settings: SshSettings | None = None
    network_settings: NetworkSettings | None = None
    identity: Identity | None = None
    resource_id: str | None = None


def _scale(manifest: Manifest) -> Iterator[Problem]:
    """The service's defaults are 0 and 4 nodes (`AmlCompute._to_rest_object`)."""
    low, high = whole_number(manifest.get("min_instances"), 0), whole_number(manifest.get("max_instances"), 4)
    if low > high:
        path = ("max_instances",) if "max_instances" in manifest else ("min_instances",)
        message = f"at least {low} and at most {high} nodes contradict each other"
        yield Problem(path, "conflicting-fields", message, "raise `max_instances` or lower `min_instances`")


def _size(manifest: Manifest) -> Iterator[Problem]:
    size = manifest.get("size")
    if isinstance(size, str) and not _SIZE.fullmatch(size):
        hint = "write it as Azure does: STANDARD_DS3_V2"
        yield Problem(("size",), "invalid-value", f"`{size}` is not the name of a VM size", hint)


def _identity(manifest: Manifest) -> Iterator[Problem]:
    identity = manifest.get("identity")
    if not isinstance(identity, dict) or identity.get("type") != "user_assigned":
        return
    if not identity.get("user_assigned_identities"):
        message = "a user assigned identity needs `user_assigned_identities`"
        yield Problem(("identity",), "missing-field", message, "name at least one by its resource_id", at_key=True)


KIND = Kind(
    name="amlcompute",
    noun="compute cluster",
    section="computes",
    folder="compute",
    lifecycle=Lifecycle.MUTABLE,
    fields=AmlCompute,
    name_rule=r"[a-zA-Z](?:[a-zA-Z0-9-]{0,30}[a-zA-Z0-9])",
    name_rule_text="2 to 32 letters, digits and `-`, beginning with a letter and not ending with `-`",
    credentials=(pattern("ssh_settings.admin_password"),),
    identity_excluded=frozenset({"$schema", "description", "tags"}),
    # The cluster's scale, idle time, tags and identity change in place, everything else needs a new cluster.
    replace_on=frozenset(
        {
            "size",
            "tier",
            "location",
            "network_settings",
            "ssh_settings",
            "ssh_public_access_enabled",
            "enable_node_public_ip",
        }
    ),
    normalisers={"size": lower, "location": lower_without_spaces},
    rules=(_scale, _size, _identity),
)
