"""The kinds that there are: one line each. A kind's module is imported when it is first met."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from runner.resources.base import Kind


class Entry(NamedTuple):
    """What is known of a kind before its module is imported.

    `schema` is the name in its `$schema` address, `type` what its bodies give as `type:`, `telling` the keys that no
    other kind has and that tell it where neither is given.
    """

    module: str
    noun: str
    section: str
    schema: str
    type: str = ""
    telling: tuple[str, ...] = ()


ENTRIES: Mapping[str, Entry] = {
    "workspace": Entry(
        "workspace", "workspace", "workspace", "workspace", "",
        ("managed_network", "hbi_workspace", "key_vault", "application_insights", "container_registry",
         "storage_account", "image_build_compute", "public_network_access", "customer_managed_key", "serverless_compute",
         "network_acls", "enable_data_isolation", "primary_user_assigned_identity", "system_datastores_auth_mode"),
    ),
    "amlcompute": Entry(
        "amlcompute", "compute cluster", "computes", "amlCompute", "amlcompute",
        ("min_instances", "max_instances", "idle_time_before_scale_down"),
    ),
    "computeinstance": Entry(
        "computeinstance", "compute instance", "computes", "computeInstance", "computeinstance",
        ("idle_time_before_shutdown", "idle_time_before_shutdown_minutes", "setup_scripts", "custom_applications"),
    ),
    "kubernetes": Entry(
        "kubernetes", "Kubernetes cluster", "computes", "kubernetesCompute", "kubernetes", ("namespace",)
    ),
    "virtualmachine": Entry("virtualmachine", "virtual machine", "computes", "vmCompute", "virtualmachine"),
    "synapsespark": Entry("synapsespark", "Synapse Spark pool", "computes", "synapseSparkCompute", "synapsespark"),
    "azure_blob": Entry(
        "azure_blob", "blob datastore", "datastores", "azureBlob", "azure_blob", ("container_name",)
    ),
    "azure_file": Entry(
        "azure_file", "file datastore", "datastores", "azureFile", "azure_file", ("file_share_name",)
    ),
    "azure_data_lake_gen2": Entry(
        "azure_data_lake_gen2", "Data Lake Gen2 datastore", "datastores", "azureDataLakeGen2",
        "azure_data_lake_gen2", ("filesystem",),
    ),
    "azure_data_lake_gen1": Entry(
        "azure_data_lake_gen1", "Data Lake Gen1 datastore", "datastores", "azureDataLakeGen1",
        "azure_data_lake_gen1", ("store_name",),
    ),
    "one_lake": Entry(
        "one_lake", "OneLake datastore", "datastores", "oneLake", "one_lake", ("one_lake_workspace_name",)
    ),
    "environment": Entry(
        "environment", "environment", "environments", "environment", "", ("image", "conda_file", "build")
    ),
    "data": Entry("data", "data asset", "data", "data"),
    "model": Entry("model", "model", "models", "model", "", ("flavors",)),
    "command_job": Entry("command_job", "command job", "jobs", "commandJob", "command", ("command",)),
    "sweep_job": Entry("sweep_job", "sweep job", "jobs", "sweepJob", "sweep", ("trial", "search_space")),
}  # fmt: skip

SECTIONS: Mapping[str, tuple[str, ...]] = {
    section: tuple(name for name, entry in ENTRIES.items() if entry.section == section)
    for section in ("workspace", "computes", "datastores", "environments", "data", "models", "jobs")
}
"""The sections of a project file, in the order in which they are rendered, and the kinds that each may hold."""


@cache
def kind(name: str) -> Kind:
    """The kind of this name.

    Raises:
        KeyError: there is none.
    """
    module = importlib.import_module(f"runner.resources.{ENTRIES[name].module}")
    return cast("Kind", module.KIND)
