"""Compute cluster: nodes of one size that come and go with the queue (CLI v2 `amlCompute`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from runner.resources.base import (
    Kind,
    Lifecycle,
    Manifest,
    Problem,
    lower,
    lower_without_spaces,
    pattern,
    whole_number,
)
from runner.resources.fields import MOST, Count, Fields, Flag, NonEmpty, Word
from runner.resources.parts.compute import (
    COMPUTE_NAME,
    COMPUTE_NAME_IN_WORDS,
    Compute,
    NetworkSettings,
    size_and_region,
    subnet_with_network,
    way_to_log_in,
)
from runner.resources.parts.identity import ComputeIdentity, assigned_identities


class SshSettings(Fields):
    """The account on each node."""

    admin_username: NonEmpty
    admin_password: str | None = None
    ssh_key_value: str | None = None


class AmlCompute(Compute):
    """Fields of a compute cluster. `idle_time_before_scale_down` is in seconds."""

    type: Annotated[str, Word("amlcompute")]
    size: NonEmpty | None = None
    tier: Annotated[str, Word("dedicated", "low_priority")] | None = None
    min_instances: Count | None = None
    max_instances: Count | None = None
    idle_time_before_scale_down: Count | None = None
    enable_node_public_ip: Flag | None = None
    ssh_public_access_enabled: Flag | None = None
    ssh_settings: SshSettings | None = None
    network_settings: NetworkSettings | None = None
    identity: ComputeIdentity | None = None


def _scale(manifest: Manifest) -> Iterator[Problem]:
    """The service's defaults are 0 and 4 nodes (`AmlCompute._to_rest_object`)."""
    low, high = whole_number(manifest.get("min_instances"), 0), whole_number(manifest.get("max_instances"), 4)
    if MOST >= low > high >= 0:
        path = ("max_instances",) if "max_instances" in manifest else ("min_instances",)
        message = f"at least {low} and at most {high} nodes contradict each other"
        hint = "raise `max_instances` or lower `min_instances`"
        yield Problem(path, "conflicting-fields", message, hint, beside=("min_instances",))


def _account(manifest: Manifest) -> Iterator[Problem]:
    yield from way_to_log_in(manifest, ("admin_password", "ssh_key_value"))


KIND = Kind(
    name="amlcompute",
    noun="compute cluster",
    section="computes",
    folder="compute",
    lifecycle=Lifecycle.MUTABLE,
    fields=AmlCompute,
    name_rule=COMPUTE_NAME,
    name_rule_text=COMPUTE_NAME_IN_WORDS,
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
    normalisers={"size": lower, "location": lower_without_spaces, "type": lower, "tier": lower},
    rules=(_scale, size_and_region, _account, subnet_with_network, assigned_identities),
)
