"""Workspace: where everything else lives (CLI v2 `workspace`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from runner.resources.base import Kind, Lifecycle, Manifest, Problem, find, lower_without_spaces, pattern
from runner.resources.fields import NULL, Fields, Flag, NonEmpty, Tags, Word
from runner.resources.parts.identity import IDENTITY_WORDS, assigned_identities
from runner.resources.parts.network import (
    ManagedNetwork,
    NetworkAcls,
    ServerlessCompute,
    access_rules,
    rule_names,
    rule_values,
)
from runner.resources.parts.places import region
from runner.resources.parts.references import arm_id, resource_id

_BY_ARM_ID_BELOW = (
    pattern("customer_managed_key.key_vault"),
    pattern("customer_managed_key.cosmosdb_id"),
    pattern("customer_managed_key.storage_id"),
    pattern("customer_managed_key.search_id"),
    pattern("managed_network.outbound_rules.*.destination.service_resource_id"),
)
_BY_ARM_ID = ("storage_account", "key_vault", "application_insights", "container_registry", "workspace_hub")


class WorkspaceUser(Fields):
    """What is known of an assigned identity; its ARM id is the key."""

    principal_id: str | None = None
    client_id: str | None = None
    resource_id: str | None = None


class WorkspaceIdentity(Fields):
    """The managed identity of the workspace. Assigned ones are keys here, where a compute has a list."""

    type: Annotated[str, IDENTITY_WORDS]
    principal_id: str | None = None
    tenant_id: str | None = None
    user_assigned_identities: Annotated[dict[str, WorkspaceUser | None] | None, NULL] = None


class CustomerManagedKey(Fields):
    """The key that encrypts the workspace's data, and where that data lies."""

    key_vault: str | None = None
    key_uri: Annotated[str, Field(pattern=r"^https?://[^/\s<>]+\S*$")] | None = None
    cosmosdb_id: str | None = None
    storage_id: str | None = None
    search_id: str | None = None


class Workspace(Fields):
    """Fields of a workspace."""

    READ_ONLY = frozenset({"id", "mlflow_tracking_uri"})

    schema_: str | None = Field(default=None, alias="$schema")
    name: NonEmpty
    location: NonEmpty | None = None
    resource_group: str | None = None
    display_name: str | None = None
    description: str | None = None
    tags: Tags | None = None
    discovery_url: str | None = None
    hbi_workspace: Flag | None = None
    storage_account: str | None = None
    key_vault: str | None = None
    application_insights: str | None = None
    container_registry: str | None = None
    customer_managed_key: CustomerManagedKey | None = None
    image_build_compute: str | None = None
    public_network_access: Annotated[str, Word("Enabled", "Disabled")] | None = None
    network_acls: NetworkAcls | None = None
    system_datastores_auth_mode: str | None = None
    identity: WorkspaceIdentity | None = None
    primary_user_assigned_identity: str | None = None
    workspace_hub: str | None = None
    managed_network: ManagedNetwork | None = None
    provision_network_now: Flag | None = None
    enable_data_isolation: Flag | None = None
    allow_roleassignment_on_rg: Flag | None = None
    serverless_compute: ServerlessCompute | None = None


def _dependencies(manifest: Manifest) -> Iterator[Problem]:
    """What a workspace uses beside itself is named by its full ARM id."""
    for name in _BY_ARM_ID:
        yield from arm_id(manifest.get(name), (name,))
    serverless = manifest.get("serverless_compute")
    subnet = serverless.get("custom_subnet") if isinstance(serverless, dict) else None
    if subnet != "None":  # what azure-ai-ml takes for: none any more
        yield from arm_id(subnet, ("serverless_compute", "custom_subnet"))
    yield from region(manifest.get("location"), ("location",))
    yield from resource_id(manifest.get("primary_user_assigned_identity"), ("primary_user_assigned_identity",))
    for wanted in _BY_ARM_ID_BELOW:
        for path, text in find(manifest, wanted):
            yield from resource_id(text, path)


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
    rules=(_dependencies, assigned_identities, access_rules, rule_values, rule_names),
)
