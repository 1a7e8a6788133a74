"""Kubernetes compute: a namespace of a cluster that is attached to the workspace (CLI v2 `kubernetesCompute`)."""

from __future__ import annotations

from typing import Annotated

from runner.resources.base import Kind, Lifecycle, lower, lower_without_spaces
from runner.resources.fields import Anything, NonEmpty, Word
from runner.resources.parts.compute import COMPUTE_NAME, COMPUTE_NAME_IN_WORDS, Compute, attached
from runner.resources.parts.identity import ComputeIdentity, assigned_identities


class Kubernetes(Compute):
    """Fields of an attached Kubernetes cluster. Without a `namespace` it is `default`."""

    type: Annotated[str, Word("kubernetes")]
    namespace: NonEmpty | None = None
    properties: Anything | None = None
    identity: ComputeIdentity | None = None


KIND = Kind(
    name="kubernetes",
    noun="Kubernetes cluster",
    section="computes",
    folder="compute",
    lifecycle=Lifecycle.MUTABLE,
    fields=Kubernetes,
    name_rule=COMPUTE_NAME,
    name_rule_text=COMPUTE_NAME_IN_WORDS,
    identity_excluded=frozenset({"$schema", "description", "tags"}),
    replace_on=frozenset({"resource_id", "namespace", "location"}),
    normalisers={"resource_id": lower, "location": lower_without_spaces, "type": lower},
    rules=(attached, assigned_identities),
)
