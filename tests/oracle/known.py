"""What fields of the SDK's schemas take where their class does not tell: texts, files, and what else they need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

FILES: Mapping[str, str] = {
    "src/train.py": "print()\n",
    "data/a.csv": "a\n",
    "table/MLTable": "paths:\n  - file: ./a.csv\n",
    "table/a.csv": "a\n",
    "model/model.pkl": "x",
    "mlflow/MLmodel": "flavors:\n  python_function: {}\n",
    "conda.yml": "name: base\ndependencies:\n- python=3.11\n- pip:\n  - numpy\n",
    "docker/Dockerfile": "FROM ubuntu:22.04\n",
    "key.pem": "key\n",
    "inline.yml": "image: ubuntu:22.04\n",
}
"""What lies beside the resources, for the local paths in them."""

_ARM = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers"
_ML = f"{_ARM}/Microsoft.MachineLearningServices/workspaces/w"

PLACES: Mapping[str, tuple[object, ...]] = {
    "inputs.*.path": (
        "data/a.csv", "./data", "azureml:some-data:1", "azureml:some-data@latest", "https://example.org/a.csv",
        "wasbs://c@a.blob.core.windows.net/a.csv", "azureml://datastores/d/paths/a/b", "azureml://registries/r/data/n/versions/1",
        f"{_ML}/data/d/versions/1", f"azureml:{_ML}/data/d/versions/1", "abfss://f@a.dfs.core.windows.net/x",
    ),
    "data.path": (
        "data/a.csv", "./data", "azureml://datastores/d/paths/a/b", "https://example.org/a.csv",
        "wasbs://c@a.blob.core.windows.net/a", "abfss://f@a.dfs.core.windows.net/x",
    ),
    "model.path": ("model/model.pkl", "./model", "azureml://datastores/d/paths/a/b", "azureml://jobs/j/outputs/o/paths/m"),
    "outputs.*.path": ("azureml://datastores/d/paths/out", "azureml://datastores/workspaceblobstore/paths/${{name}}"),
    "inputs.*.path_on_compute": ("data/a.csv",),
    "msi_resource_id": (),  # the entity does not know what its schema has
    "conda_file": ("conda.yml", "./conda.yml", {"name": "e", "dependencies": ["python=3.11", {"pip": ["numpy"]}]}),
    "build.path": ("docker", "./docker", "https://example.org/context"),
    "dockerfile_path": ("Dockerfile",),
    "image": ("ubuntu:22.04", "mcr.microsoft.com/azureml/base:1"),
    "command": ("python train.py", "a\nb\n"),
    "compute": ("azureml:cluster", "cluster", f"azureml:{_ML}/computes/c", f"{_ML}/computes/c"),
    "size": ("STANDARD_D2_V2", "Standard_DS3_v2"),
    "idle_time_before_shutdown": ("PT30M",),
    "start_time": ("2026-03-21T21:21:00",),
    "time_zone": ("Pacific Standard Time", "UTC"),
    "expression": ("0 18 * * *",),
    "trigger.schedule.hours.*": (1,),
    "trigger.schedule.minutes.*": (0,),
    "week_days.*": ("monday", "friday"),
    "shm_size": ("2g", "512m"),
    "nodes": ("all",),
    "ssh_private_key_file": (),
    "account_name": ("account", "12"),
    "container_name": ("container", "12"),
    "file_share_name": ("share", "12"),
    "filesystem": ("files", "12"),
    "store_name": ("store", "12"),
    "key_vault": (f"{_ARM}/Microsoft.KeyVault/vaults/v",),
    "storage_account": (f"{_ARM}/Microsoft.Storage/storageAccounts/s",),
    "application_insights": (f"{_ARM}/Microsoft.Insights/components/i",),
    "container_registry": (f"{_ARM}/Microsoft.ContainerRegistry/registries/r",),
    "workspace_hub": (f"{_ML}",),
    "managed_network.outbound_rules.*.destination": ("example.org",),
    "service_resource_id": (f"{_ARM}/Microsoft.Storage/storageAccounts/s",),
    "subresource_target": ("blob",),
    "service_tag": ("DataFactory",),
    "destination.protocol": ("TCP",),
    "protocol": ("https",),
    "port_ranges": ("80, 8080-8089",),
    "endpoints.*.target": (8787,),
    "endpoints.*.published": (8790, "8791"),
    "flavors.*": ({"python_function": {"env": "conda.yml"}}, {}),
    "max_total_trials": (20, "30", 40.0),
    "max_concurrent_trials": (2, "3", 4.0),
    "sweep_job.limits.timeout": (7200, "7300", 7400.0),
    "trial_timeout": (60, "70", 80.0),
    "min_value": (1, -1, 0.5),
    "max_value": (3, 4.0, 2.5),
    "sigma": (2, 0.5),
    "min_instances": (0, "1", 2.0),
    "max_instances": (3, "4", 5.0),
    "ip_rules.*.value": ("10.0.0.0/24",),
    "default_action": ("Deny", "Allow"),
    "system_datastores_auth_mode": ("identity", "accesskey"),
    "custom_subnet": (f"{_ARM}/Microsoft.Network/virtualNetworks/v/subnets/s",),
    "auto_delete_setting.value": ("30d",),
    "resource_id": (f"{_ARM}/Microsoft.Compute/virtualMachines/vm",),
    "user_assigned_identities.*.resource_id": (f"{_ARM}/Microsoft.ManagedIdentity/userAssignedIdentities/i",),
    "environment.id": ("azureml:e:1",),
    "key_uri": ("https://v.vault.azure.net/keys/k/1",),
    "name": ("some-name", "name-2"),
    "azure_blob.name": ("some_store",),
    "azure_file.name": ("some_store",),
    "azure_data_lake_gen1.name": ("some_store",),
    "azure_data_lake_gen2.name": ("some_store",),
    "one_lake.name": ("some_store",),
    "custom_applications.*.name": ("app",),
    "certificate": ("key.pem",),
    "ssh_key_value": ("ssh-rsa AAAA",),
    "logbase": (10, 2.5, "e"),
    "location": ("westus2", "West US 2"),
    "upper": (10,),
    "version": ("1", "2024-01-01", 3, 1.5),
    "model.version": ("1", 2),
    "type": ("uri_file",),
}  # fmt: skip
"""Texts and other values that a field takes, by the end of its place (longest first), for where the class does not tell."""

SCALARS: Mapping[str, tuple[tuple[str, object], ...]] = {
    "String": (("text", "some text"), ("digits", "12"), ("word", "true")),
    "Integer": (("number", 3), ("text", "4"), ("fraction-free", 5.0)),
    "Float": (("number", 0.5), ("whole", 2), ("text", "0.25")),
    "Number": (("number", 0.5), ("whole", 2)),
    "Boolean": (("true", True), ("false", False), ("text", "yes"), ("number", 0)),
    "DumpableIntegerField": (("number", 3), ("negative", -1)),
    "DumpableFloatField": (("number", 0.125), ("exponent", 1e-9)),
    "Url": (("url", "https://example.org/a"),),
    "SerializeValidatedUrl": (("url", "https://example.org/a.zip"),),
    "GitStr": (),  # refused on purpose
    "VersionField": (("text", "1"), ("number", 2), ("fraction", 1.5)),
    "LocalPathField": (("folder", "src"), ("dotted", "./src")),
    "DateTime": (("time", "2026-01-01T00:00:00"),),
    "Constant": (),
    "Raw": (("text", "x"), ("number", 1), ("true", True), ("map", {"a": [1, {"b": None}]}), ("fraction", 1.5)),
    "Deeper": (),
}
REFERENCES = {
    "ArmStr": ("azureml:{name}",),
    "ArmVersionedStr": ("azureml:{name}:1", "azureml:{name}@latest", _ML.join(("azureml:", "/{type}/{name}/versions/1"))),
    "RegistryStr": ("azureml://registries/r/{type}/{name}/versions/1", "azureml://registries/r/{type}/{name}/labels/latest"),
    "InternalRegistryStr": ("azureml://feeds/f/{type}/{name}/versions/1",),
}  # fmt: skip
CONSTANTS = {"FqdnOutboundRuleSchema": "fqdn", "PrivateEndpointOutboundRuleSchema": "private_endpoint", "ServiceTagOutboundRuleSchema": "service_tag"}  # fmt: skip

NEEDED: Mapping[str, frozenset[str]] = {
    "AmlComputeSshSettingsSchema": frozenset({"admin_username", "admin_password"}),
    "VirtualMachineSshSettingsSchema": frozenset({"admin_username", "admin_password"}),
    "VirtualMachineComputeSchema": frozenset({"ssh_settings"}),
    "IdentitySchema": frozenset({"type"}),
    "ImageSettingsSchema": frozenset({"reference"}),
    "VolumeSettingsSchema": frozenset({"source", "target"}),
    "CustomApplicationsSchema": frozenset({"image", "endpoints"}),
    "EndpointsSettingsSchema": frozenset({"target", "published"}),
    "CreateOnBehalfOfSchema": frozenset({"user_tenant_id", "user_object_id"}),
    "RecurrenceTriggerSchema": frozenset({"interval"}),
    "RecurrenceScheduleSchema": frozenset({"hours", "minutes"}),
    "ManagedNetworkSchema": frozenset({"isolation_mode"}),
    "NetworkAclsSchema": frozenset({"ip_rules"}),
    "OneLakeSchema": frozenset({"artifact"}),
    "SweepJobSchema": frozenset({"search_space"}),
    # from here on what only we refuse to do without
    "UserAssignedIdentitySchema": frozenset({"resource_id"}),
    "ChoiceSchema": frozenset({"values"}),
    "BuildContextSchema": frozenset({"path"}),
    "NetworkSettingsSchema": frozenset({"subnet"}),
    "ComputeStartStopScheduleSchema": frozenset({"trigger"}),
    "DataInputSchema": frozenset({"path"}),
    "MLTableInputSchema": frozenset({"path"}),
    "ModelInputSchema": frozenset({"path"}),
    "InputLiteralValueSchema": frozenset({"value"}),
    "EnvironmentSchema": frozenset({"image"}),
    "AnonymousEnvironmentSchema": frozenset({"image"}),
}
"""Fields that no schema requires, and without which the SDK makes no body."""

IMAGE_OR_BUILD = frozenset({"EnvironmentSchema", "AnonymousEnvironmentSchema"})
NAMED_VERSION = frozenset({"OutputSchema", "DataSchema"})

PROBES: tuple[object, ...] = (
    None, "", "some text", "12", "1.5", "yes", 0, 7, -1, 2.0, 1.5, True, {}, {"a": 1}, {"a": "b"}, [], ["a"], [1], [{"a": "b"}],
    dt.date(2026, 1, 1), float("inf"), 10**20,
)  # fmt: skip
"""Values of every class, for a field to take or to refuse as the SDK does."""
