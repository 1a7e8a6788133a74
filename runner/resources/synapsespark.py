"""Synapse Spark pool: one of a Synapse workspace that is attached (CLI v2 `synapseSparkCompute`)."""

from __future__ import annotations

from typing import Annotated

from runner.resources.base import Kind, Lifecycle, lower, lower_without_spaces
from runner.resources.fields import Fields, NonEmpty, Word
from runner.resources.parts.compute import COMPUTE_NAME, COMPUTE_NAME_IN_WORDS, Compute, attached
from runner.resources.parts.identity import ComputeIdentity, assigned_identities


class ScaleSettings(Fields):
    """The pool's own scale, as Synapse has it."""

    READ_ONLY = frozenset({"$schema", "auto_scale_enabled", "max_node_count", "min_node_count"})


class PauseSettings(Fields):
    """When the pool pauses, as Synapse has it."""

    READ_ONLY = frozenset({"$schema", "auto_pause_enabled", "delay_in_minutes"})


class SynapseSpark(Compute):
    """Fields of an attached Spark pool."""

    READ_ONLY = Compute.READ_ONLY | {"node_count", "node_family", "node_size", "spark_version"}

    type: Annotated[str, Word("synapsespark")]
    resource_id: NonEmpty
    identity: ComputeIdentity | None = None
    scale_settings: ScaleSettings | None = None
    auto_pause_settings: PauseSettings | None = None


KIND = Kind(
    name="synapsespark",
    noun="Synapse Spark pool",
    section="computes",
    folder="compute",
    lifecycle=Lifecycle.MUTABLE,
    fields=SynapseSpark,
    name_rule=COMPUTE_NAME,
    name_rule_text=COMPUTE_NAME_IN_WORDS,
    identity_excluded=frozenset({"$schema", "description", "tags"}),
    replace_on=frozenset({"resource_id", "location"}),
    normalisers={"resource_id": lower, "location": lower_without_spaces, "type": lower},
    rules=(attached, assigned_identities),
)
