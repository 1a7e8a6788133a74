"""Virtual machine: one that is there already and is attached to the workspace (CLI v2 `vmCompute`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from runner.resources.base import Kind, Lifecycle, Manifest, Problem, lower, lower_without_spaces, pattern
from runner.resources.fields import Fields, NonEmpty, Port, Word
from runner.resources.parts.compute import COMPUTE_NAME, COMPUTE_NAME_IN_WORDS, Compute, attached, way_to_log_in


class SshSettings(Fields):
    """How the service logs in. The key file is read by azure-ai-ml, from the current folder."""

    admin_username: NonEmpty
    admin_password: str | None = None
    ssh_port: Port | None = None
    ssh_private_key_file: str | None = None


class VirtualMachine(Compute):
    """Fields of an attached virtual machine."""

    READ_ONLY = Compute.READ_ONLY | {"compute_location"}

    type: Annotated[str, Word("virtualmachine")]
    resource_id: NonEmpty
    ssh_settings: SshSettings | None = None


def _account(manifest: Manifest) -> Iterator[Problem]:
    """azure-ai-ml cannot send a machine that it does not know how to log in to."""
    if "ssh_settings" not in manifest:
        message, hint = "the machine has no `ssh_settings`", "add `ssh_settings:`"
        yield Problem((), "missing-field", message, hint, at_key=True, missing=(("ssh_settings",),))
    yield from way_to_log_in(manifest, ("admin_password", "ssh_private_key_file"))


KIND = Kind(
    name="virtualmachine",
    noun="virtual machine",
    section="computes",
    folder="compute",
    lifecycle=Lifecycle.MUTABLE,
    fields=VirtualMachine,
    name_rule=COMPUTE_NAME,
    name_rule_text=COMPUTE_NAME_IN_WORDS,
    credentials=(pattern("ssh_settings.admin_password"),),
    identity_excluded=frozenset({"$schema", "description", "tags"}),
    replace_on=frozenset({"resource_id", "ssh_settings", "location"}),
    normalisers={"resource_id": lower, "location": lower_without_spaces, "type": lower},
    rules=(attached, _account),
)
