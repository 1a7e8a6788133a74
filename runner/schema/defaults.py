"""What azure-ai-ml sends where a field is left out; a test holds each against it."""

from __future__ import annotations

from collections.abc import Mapping

DEFAULTS: Mapping[str, object] = {
    "AmlCompute.min_instances": 0,
    "AmlCompute.max_instances": 4,
    "AmlCompute.idle_time_before_scale_down": 120,
    "AmlCompute.size": "STANDARD_DS3_V2",
    "AmlCompute.enable_node_public_ip": True,
    "ComputeInstance.size": "STANDARD_DS3_V2",
    "ComputeInstance.enable_node_public_ip": True,
    "ComputeInstance.enable_sso": True,
    "ComputeInstance.enable_root_access": True,
    "ComputeInstance.release_quota_on_stop": False,
    "ComputeInstance.enable_os_patching": False,
    "Kubernetes.namespace": "default",
    "Workspace.hbi_workspace": False,
    "Workspace.enable_data_isolation": False,
    "AzureBlob.endpoint": "core.windows.net",
    "AzureBlob.protocol": "https",
    "AzureFile.endpoint": "core.windows.net",
    "AzureFile.protocol": "https",
    "AzureDataLakeGen2.endpoint": "core.windows.net",
    "AzureDataLakeGen2.protocol": "https",
    "Data.type": "uri_folder",
    "Model.type": "custom_model",
    "CommandJob.type": "command",
    "DataInput.type": "uri_folder",
    "Output.type": "uri_folder",
    "Bandit.evaluation_interval": 0,
    "Bandit.delay_evaluation": 0,
    "MedianStopping.evaluation_interval": 1,
    "MedianStopping.delay_evaluation": 0,
    "TruncationSelection.evaluation_interval": 0,
    "TruncationSelection.delay_evaluation": 0,
    "CronTrigger.time_zone": "UTC",
    "RecurrenceTrigger.time_zone": "UTC",
    "CustomApplication.type": "docker",
    "SshSettings.ssh_port": 22,
    "ServerlessCompute.no_public_ip": False,
}
"""By model and field, as `AmlCompute.max_instances`."""
