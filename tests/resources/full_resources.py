"""One valid resource of each kind with nearly every field, in several styles of YAML: what mistakes are made in."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ARM = "/subscriptions/aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb/resourceGroups/g/providers"
_URL = "https://azuremlschemas.azureedge.net/latest"

FULL: Mapping[str, str] = {
    "command_job": f"""\
$schema: {_URL}/commandJob.schema.json
type: command
name: train-1
display_name: Train
experiment_name: cifar
description: a job
tags: {{team: vision}}
properties:
  origin: test
code: src
command: >-
  python train.py
  --data ${{{{inputs.data}}}}
  --rate ${{{{inputs.rate}}}}
  --out ${{{{outputs.model}}}} ${{{{outputs.rest}}}} ${{{{inputs.base}}}}
environment: azureml:keras-cpu:3
environment_variables:
  RATE: ${{{{inputs.rate}}}}
compute: azureml:cluster
inputs:
  data:
    type: uri_folder
    path: azureml:cifar@latest
    mode: ro_mount
  base:
    type: mlflow_model
    path: azureml://registries/azureml/models/resnet/versions/3
    mode: download
  rate: 0.1
outputs:
  model:
    type: mlflow_model
    mode: upload
    name: resnet
    version: 1
  rest:
    type: uri_folder
    path: azureml://datastores/workspaceblobstore/paths/out
    mode: rw_mount
distribution:
  type: pytorch
  process_count_per_instance: 2
resources:
  instance_count: 2
  instance_type: Standard_NC6
  max_instance_count: 4
  shm_size: 2g
  docker_args: --ipc=host
  locations: [westus2]
  properties: {{a: b}}
limits:
  timeout: 3600
identity:
  type: managed
  client_id: aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb
services:
  lab:
    type: jupyter_lab
    nodes: all
  shell:
    type: ssh
    ssh_public_keys: ssh-rsa AAAA
  board:
    type: tensor_board
    log_dir: outputs/tb
    port: 6006
queue_settings:
  job_tier: standard
  priority: medium
""",
    "sweep_job": f"""\
$schema: {_URL}/sweepJob.schema.json
type: sweep
name: tune-1
display_name: Tune
experiment_name: cifar
description: a sweep
tags: {{team: vision}}
trial:
  code: src
  command: python train.py --data ${{{{inputs.data}}}} --lr ${{{{search_space.lr}}}} --batch ${{{{search_space.batch}}}} --depth ${{{{search_space.depth}}}} --width ${{{{search_space.width}}}} --out ${{{{outputs.model}}}}
  environment:
    image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250601.v1
    conda_file: conda.yml
    os_type: linux
  environment_variables:
    DEPTH: ${{{{search_space.depth}}}}
  distribution:
    type: tensorflow
    worker_count: 2
    parameter_server_count: 0
  resources:
    instance_count: 1
    shm_size: 512m
inputs:
  data:
    type: uri_file
    path: data/a.csv
outputs:
  model:
    type: uri_folder
    mode: upload
compute: azureml:cluster
search_space:
  lr:
    type: loguniform
    min_value: -5
    max_value: -1
  batch:
    type: choice
    values: [16, 32, 64]
  depth:
    type: quniform
    min_value: 2
    max_value: 8
    q: 2
  width:
    type: randint
    upper: 10
sampling_algorithm:
  type: random
  seed: 7
  rule: sobol
objective:
  goal: maximize
  primary_metric: val_accuracy
limits:
  max_total_trials: 20
  max_concurrent_trials: 4
  timeout: 7200
  trial_timeout: 600
early_termination:
  type: bandit
  slack_factor: 0.1
  evaluation_interval: 1
  delay_evaluation: 5
queue_settings:
  job_tier: spot
identity:
  type: user_identity
""",
    "environment": f"""\
$schema: {_URL}/environment.schema.json
name: keras-cpu
version: 3
description: an environment
tags: {{team: vision}}
image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250601.v1
conda_file: conda.yml
os_type: linux
inference_config:
  liveness_route:
    path: /live
    port: 5001
  readiness_route:
    path: /ready
    port: 5001
  scoring_route:
    path: /score
    port: 5001
""",
    "environment build": f"""\
$schema: {_URL}/environment.schema.json
name: built
version: "1"
build:
  path: docker
  dockerfile_path: Dockerfile
""",
    "amlcompute": f"""\
$schema: {_URL}/amlCompute.schema.json
name: cpu-cluster
type: amlcompute
description: a cluster
location: westus2
tags: {{team: vision}}
size: Standard_DS3_v2
tier: low_priority
min_instances: 0
max_instances: 4
idle_time_before_scale_down: 120
enable_node_public_ip: true
ssh_public_access_enabled: true
ssh_settings:
  admin_username: azureuser
  ssh_key_value: ssh-rsa AAAA
network_settings:
  vnet_name: net
  subnet: default
identity:
  type: user_assigned
  user_assigned_identities:
    - resource_id: {_ARM}/Microsoft.ManagedIdentity/userAssignedIdentities/i
""",
    "computeinstance": f"""\
$schema: {_URL}/computeInstance.schema.json
name: my-instance
type: computeinstance
description: an instance
size: STANDARD_DS3_v2
ssh_public_access_enabled: true
ssh_settings:
  ssh_key_value: ssh-rsa AAAA
create_on_behalf_of:
  user_tenant_id: aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb
  user_object_id: aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb
idle_time_before_shutdown: PT30M
enable_node_public_ip: true
network_settings:
  vnet_name: net
  subnet: default
schedules:
  compute_start_stop:
    - action: stop
      state: enabled
      trigger:
        type: cron
        start_time: "2026-03-21T21:21:00"
        time_zone: Pacific Standard Time
        expression: 0 18 * * 1-5
    - action: start
      trigger:
        type: recurrence
        frequency: week
        interval: 1
        time_zone: UTC
        schedule:
          hours: [8]
          minutes: [0, 30]
          week_days: [monday, friday]
custom_applications:
  - name: rstudio
    type: docker
    image:
      reference: ghcr.io/azure/rocker:latest
    endpoints:
      - target: 8787
        published: 8788
    environment_variables: {{A: b}}
    bind_mounts:
      - source: /home/azureuser
        target: /home/azureuser
setup_scripts:
  creation_script:
    path: setup.sh
    timeout_minutes: 15
  startup_script:
    command: echo hello
    timeout_minutes: 15
identity:
  type: system_assigned
""",
    "kubernetes": f"""\
$schema: {_URL}/kubernetesCompute.schema.json
name: k8s
type: kubernetes
description: a cluster
resource_id: {_ARM}/Microsoft.Kubernetes/connectedClusters/c
namespace: ml
identity:
  type: user_assigned
  user_assigned_identities:
    - resource_id: {_ARM}/Microsoft.ManagedIdentity/userAssignedIdentities/i
""",
    "virtualmachine": f"""\
$schema: {_URL}/vmCompute.schema.json
name: my-vm
type: virtualmachine
description: a machine
resource_id: {_ARM}/Microsoft.Compute/virtualMachines/vm
ssh_settings:
  admin_username: azureuser
  admin_password: s3cret
  ssh_port: 22
""",
    "synapsespark": f"""\
$schema: {_URL}/synapseSparkCompute.schema.json
name: spark
type: synapsespark
resource_id: {_ARM}/Microsoft.Synapse/workspaces/w/bigDataPools/p
identity:
  type: system_assigned
""",
    "workspace": f"""\
$schema: {_URL}/workspace.schema.json
name: my-workspace
location: westus2
display_name: Mine
description: a workspace
tags: {{team: vision}}
hbi_workspace: false
resource_group: g
storage_account: {_ARM}/Microsoft.Storage/storageAccounts/s
key_vault: {_ARM}/Microsoft.KeyVault/vaults/v
application_insights: {_ARM}/Microsoft.Insights/components/i
container_registry: {_ARM}/Microsoft.ContainerRegistry/registries/r
image_build_compute: cpu-cluster
public_network_access: Disabled
identity:
  type: user_assigned
  user_assigned_identities:
    {_ARM}/Microsoft.ManagedIdentity/userAssignedIdentities/i: {{}}
primary_user_assigned_identity: {_ARM}/Microsoft.ManagedIdentity/userAssignedIdentities/i
customer_managed_key:
  key_vault: {_ARM}/Microsoft.KeyVault/vaults/v
  key_uri: https://v.vault.azure.net/keys/k/1
network_acls:
  default_action: Deny
  ip_rules:
    - value: 203.0.113.0/24
managed_network:
  isolation_mode: allow_only_approved_outbound
  firewall_sku: basic
  outbound_rules:
    - name: pypi
      type: fqdn
      destination: "*.pypi.org"
    - name: factory
      type: service_tag
      destination:
        service_tag: DataFactory
        protocol: TCP
        port_ranges: 80, 8080-8089
    - name: blob
      type: private_endpoint
      destination:
        service_resource_id: {_ARM}/Microsoft.Storage/storageAccounts/s
        subresource_target: blob
        spark_enabled: true
serverless_compute:
  custom_subnet: {_ARM}/Microsoft.Network/virtualNetworks/v/subnets/s
  no_public_ip: true
""",
    "azure_blob": f"""\
$schema: {_URL}/azureBlob.schema.json
name: blob_store
type: azure_blob
description: a store
tags: {{team: vision}}
account_name: account
container_name: container
endpoint: core.windows.net
protocol: https
credentials:
  account_key: a2V5
""",
    "azure_file": f"""\
$schema: {_URL}/azureFile.schema.json
name: file_store
type: azure_file
account_name: account
file_share_name: share
credentials:
  sas_token: sv=2020
""",
    "azure_data_lake_gen1": f"""\
$schema: {_URL}/azureDataLakeGen1.schema.json
name: lake_one
type: azure_data_lake_gen1
store_name: lake
credentials:
  tenant_id: aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb
  client_id: aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb
  client_secret: secret
""",
    "azure_data_lake_gen2": f"""\
$schema: {_URL}/azureDataLakeGen2.schema.json
name: lake_two
type: azure_data_lake_gen2
account_name: account
filesystem: files
credentials:
  tenant_id: aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb
  client_id: aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb
  client_secret: secret
  authority_url: https://login.microsoftonline.com
  resource_url: https://storage.azure.com
""",
    "one_lake": f"""\
$schema: {_URL}/oneLake.schema.json
name: fabric
type: one_lake
description: a lake house
one_lake_workspace_name: house
endpoint: onelake.dfs.fabric.microsoft.com
artifact:
  name: lake.Lakehouse
  type: lake_house
credentials:
  tenant_id: aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb
  client_id: aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb
  client_secret: secret
""",
    "data": f"""\
$schema: {_URL}/data.schema.json
name: cifar
version: 1
type: uri_folder
description: images
tags: {{team: vision}}
path: data
""",
    "model": f"""\
$schema: {_URL}/model.schema.json
name: resnet
version: 1
type: custom_model
description: a model
tags: {{team: vision}}
properties: {{a: b}}
stage: Production
path: model/model.pkl
flavors:
  python_function:
    env: conda.yml
""",
}


def kind_named(name: str) -> str:
    """The kind of a full resource: `environment build` is an environment."""
    return name.partition(" ")[0]


def commented(text: str) -> str:
    """The text with comments in and between its lines, tabs in them; no line of it moves to another number."""
    return re.sub(r"(?m)^(\s*[a-z_]+:(?: [\w-]+)?)$", r"\1 # a \tcomment: with {brackets", text)


def quoted(text: str) -> str:
    """The text with its keys in quotes."""
    return re.sub(r"(?m)^((?:\s|- )*)([a-z_]+):(?=\s)", r'\1"\2":', text)


def windows(text: str) -> str:
    """The text with the line ends of Windows."""
    return text.replace("\n", "\r\n")
