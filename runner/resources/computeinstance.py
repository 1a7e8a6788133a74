"""Compute instance: one machine for one person (CLI v2 `computeInstance`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from runner.resources.base import (
    Kind,
    Lifecycle,
    Manifest,
    Problem,
    find,
    lower,
    lower_without_spaces,
    pattern,
    whole_number,
)
from runner.resources.fields import Anything, Fields, Flag, NonEmpty, Positive, WholeNumber, Word
from runner.resources.parts.compute import (
    Compute,
    NetworkSettings,
    size_and_region,
    subnet_with_network,
)
from runner.resources.parts.identity import ComputeIdentity, assigned_identities
from runner.resources.parts.schedule import Schedules, duration, triggers

_AppPort = Annotated[int, WholeNumber(at_least=1026, at_most=65534)]
"""As azure-ai-ml checks it (`EndpointsSettings._validate_endpoint_settings`)."""


class SshSettings(Fields):
    """The public key that may log in."""

    READ_ONLY = frozenset({"$schema", "admin_username", "ssh_port"})

    ssh_key_value: str | None = None


class AssignedUser(Fields):
    """The person that the machine is for, by ids of Microsoft Entra."""

    READ_ONLY = frozenset({"$schema"})

    user_tenant_id: str
    user_object_id: str


class Script(Fields):
    """A script on the workspace's file share; the command runs it."""

    path: str | None = None
    command: str | None = None
    timeout_minutes: Positive | None = None


class SetupScripts(Fields):
    """Scripts that run once when the machine is created, and at each start."""

    creation_script: Script | None = None
    startup_script: Script | None = None


class ImageSettings(Fields):
    """The image of an application."""

    reference: str


class Endpoint(Fields):
    """The port in the container and the one it is reached at."""

    target: _AppPort
    published: _AppPort


class BindMount(Fields):
    """A folder of the machine in the container."""

    source: str
    target: str


class CustomApplication(Fields):
    """A container that runs on the machine."""

    name: str
    type: Annotated[str, Word("docker")] | None = None
    image: ImageSettings
    endpoints: list[Endpoint]
    environment_variables: Anything | None = None
    bind_mounts: list[BindMount] | None = None


class ComputeInstance(Compute):
    """Fields of a compute instance. `idle_time_before_shutdown` is a duration of ISO 8601."""

    READ_ONLY = Compute.READ_ONLY | {"last_operation", "os_image_metadata", "services", "state"}

    type: Annotated[str, Word("computeinstance")]
    size: NonEmpty | None = None
    network_settings: NetworkSettings | None = None
    create_on_behalf_of: AssignedUser | None = None
    ssh_settings: SshSettings | None = None
    ssh_public_access_enabled: Flag | None = None
    schedules: Schedules | None = None
    identity: ComputeIdentity | None = None
    idle_time_before_shutdown: str | None = None
    idle_time_before_shutdown_minutes: Positive | None = None
    custom_applications: list[CustomApplication] | None = None
    setup_scripts: SetupScripts | None = None
    enable_node_public_ip: Flag | None = None
    enable_sso: Flag | None = None
    enable_root_access: Flag | None = None
    release_quota_on_stop: Flag | None = None
    enable_os_patching: Flag | None = None


def _idle(manifest: Manifest) -> Iterator[Problem]:
    yield from duration(manifest.get("idle_time_before_shutdown"), ("idle_time_before_shutdown",))
    if "idle_time_before_shutdown" in manifest and "idle_time_before_shutdown_minutes" in manifest:
        message = "`idle_time_before_shutdown` is ignored beside `idle_time_before_shutdown_minutes`"
        path = ("idle_time_before_shutdown",)
        yield Problem(path, "ignored-field", message, "remove one of them", is_warning=True, at_key=True)


def _applications(manifest: Manifest) -> Iterator[Problem]:
    """Applications have names and published ports of their own (azure-ai-ml checks it when it sends)."""
    applications = manifest.get("custom_applications")
    names: set[str] = set()
    for index, application in enumerate(applications if isinstance(applications, list) else ()):
        name = application.get("name") if isinstance(application, Mapping) else None
        if isinstance(name, str) and name in names:
            path = ("custom_applications", index, "name")
            yield Problem(path, "duplicate-name", f"two applications are named `{name}`", "rename one")
        names.add(str(name))
    ports: set[int] = set()
    for at, published in find(manifest, pattern("custom_applications.*.endpoints.*.published")):
        port = whole_number(published, 0)
        if port and port in ports:
            message = f"port {port} is published twice"
            yield Problem(at, "duplicate-name", message, "publish each endpoint at a port of its own")
        ports.add(port)


KIND = Kind(
    name="computeinstance",
    noun="compute instance",
    section="computes",
    folder="compute",
    lifecycle=Lifecycle.MUTABLE,
    fields=ComputeInstance,
    name_rule=r"[a-zA-Z](?:[a-zA-Z0-9-]{1,22}[a-zA-Z0-9])",
    name_rule_text="3 to 24 letters, digits and `-`, beginning with a letter and not ending with `-`",
    identity_excluded=frozenset({"$schema", "description", "tags"}),
    # The service changes only schedules and the idle time of an instance that is there.
    replace_on=frozenset(
        {
            "size",
            "location",
            "network_settings",
            "create_on_behalf_of",
            "ssh_settings",
            "ssh_public_access_enabled",
            "identity",
            "custom_applications",
            "setup_scripts",
            "enable_node_public_ip",
            "enable_root_access",
        }
    ),
    normalisers={"size": lower, "location": lower_without_spaces, "type": lower},
    rules=(size_and_region, _idle, _applications, triggers, subnet_with_network, assigned_identities),
)
