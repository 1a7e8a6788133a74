from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from runner.diagnostics import Source
from runner.document import Node, read_documents
from runner.resources import (
    ENTRIES,
    SECTIONS,
    UnsupportedKind,
    UntoldKind,
    find,
    kind,
    kind_in_section,
    kind_of,
    matches,
    pattern,
)

SCHEMA = "https://azuremlschemas.azureedge.net/latest"


def read(text: str) -> Node:
    (node,) = read_documents(Source(Path("/s.yml"), "s.yml", text), lambda _: None)
    return node


@pytest.mark.parametrize("name", ENTRIES)
def test_a_kind_s_lists_name_fields_that_it_has(name):
    found = kind(name)
    fields = {field.alias or key for key, field in found.fields.model_fields.items()} | {"services"}
    places = {*found.local_paths, *found.references, *found.credentials}
    assert {place[0] for place in places} <= fields
    named = found.identity_excluded | found.replace_on | found.fixed | set(found.normalisers)
    assert {place.partition(".")[0] for place in named} <= fields
    assert found.name == name
    assert name in SECTIONS[found.section]


def test_a_kind_s_module_is_imported_when_it_is_met():
    program = "import sys, runner.resources; print(any(m.endswith(('amlcompute', 'command_job')) for m in sys.modules))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"$schema: {SCHEMA}/commandJob.schema.json", "command_job"),
        (f"$schema: {SCHEMA}/amlCompute.schema.json#", "amlcompute"),
        (f"$schema: {SCHEMA}/compute.schema.json\ntype: amlcompute", "amlcompute"),
        (f"$schema: {SCHEMA}/environment.schema.json", "environment"),
        (f"$schema: {SCHEMA}/workspace.schema.json", "workspace"),
        ("type: command", "command_job"),
        ("type: AmlCompute", "amlcompute"),
        ("command: x\nenvironment: y", "command_job"),
        ("command: x\ntype: comand", "command_job"),
        ("size: x\nname: a", "amlcompute"),
        ("name: e\nimage: x", "environment"),
        ("name: e\nconda_file: x", "environment"),
        ("name: w\nlocation: x", "workspace"),
        ("name: w\nmanaged_networkk: {}", "workspace"),
        ("name: w", None),
        (f"$schema: {SCHEMA}/compute.schema.json\ntype: computeinstance", "computeinstance"),
        ("type: computeinstance\nsize: x", "computeinstance"),
        ("type: kubernetes\nname: k", "kubernetes"),
        ("type: synapsespark\nname: s", "synapsespark"),
        ("type: virtualmachine\nname: v", "virtualmachine"),
        ("type: uri_folder\npath: x", "data"),
        ("type: mlflow_model\npath: x", "model"),
        (f"$schema: {SCHEMA}/data.schema.json\npath: x", "data"),
        (f"$schema: {SCHEMA}/model.schema.json\npath: x", "model"),
        ("type: azure_blob", "azure_blob"),
        ("name: d\nfile_share_name: x", "azure_file"),
        ("type: azure_data_lake_gen1", "azure_data_lake_gen1"),
        ("type: azure_data_lake_gen2", "azure_data_lake_gen2"),
        ("type: one_lake", "one_lake"),
        ("trial: {}", "sweep_job"),
        ("name: w\nserverless_compute: {no_public_ip: true}", "workspace"),
        ("name: w\nprimary_user_assigned_identity: x", "workspace"),
        ("command: x\ninputs: {rate: {type: uri_file, path: x}, note: {value: 1}}", "command_job"),
        ("type: sweep", "sweep_job"),
        ("$schema: ./mine.json\nname: e\nbuild: {path: .}", "environment"),
        ("$schema: http://azureml/sdk-2-0/OneLakeDatastore.json\nname: o\ntype: one_lake", "one_lake"),
        (f"$schema: {SCHEMA}/datastore.schema.json\nname: b\ntype: azure_blob", "azure_blob"),
        (f"$schema: {SCHEMA}/asset.schema.json\nname: d\nversion: 1\npath: x", "data"),
        (f"$schema: {SCHEMA}/asset.schema.json\nname: d\ntype: uri_folder\npath: x", "data"),
        (f"$schema: {SCHEMA}/asset.schema.json\nname: m\ntype: custom_model\npath: x", "model"),
        (f"$schema: {SCHEMA}/asset.schema.json\nname: e\nimage: x", "environment"),
        (f"$schema: {SCHEMA}/dataset.schema.json\nname: d\nlocal_path: x", "data"),
        ("name: d\npath: x\nauto_delete_setting: {condition: created_greater_than, value: 30d}", "data"),
        ("name: m\npath: x\nversion: 1", None),
        ("[]", None),
        ("text", None),
    ],
)
def test_a_plain_document_tells_its_kind(text, expected):
    found = kind_of(read(text))
    assert (found.kind.name if found else None) == expected


@pytest.mark.parametrize(
    ("text", "name", "field"),
    [
        (f"$schema: {SCHEMA}/pipelineJob.schema.json", "pipeline job", "$schema"),
        (f"$schema: {SCHEMA}/managedOnlineEndpoint.schema.json", "managed online endpoint", "$schema"),
        (f"$schema: {SCHEMA}/commandComponent.schema.json\ncommand: x", "command component", "$schema"),
        ("type: pipeline\njobs: {}", "pipeline job", "type"),
        ("$schema: http://azureml/sdk-2-0/Connection.json\ntype: s3", "connection", "$schema"),
        ("type: finetuning\ntask: x", "fine-tuning job", "type"),
        ("type: command\nversion: 1\ncommand: x", "component", "type"),
        ("type: mltable\npath: x\nsource: {}", "data import", "source"),
        ("name: r\nlocation: x\nreplication_locations: []", "registry", "replication_locations"),
        ("name: r\ncreate_monitor: {}", "schedule", "create_monitor"),
        ("name: h\nkind: hub", "hub", "kind"),
        ("jobs: {}", "pipeline job", "jobs"),
        ("auth_mode: key\nname: e", "endpoint", "auth_mode"),
        ("endpoint_name: e", "deployment", "endpoint_name"),
        ("name: b\nmodel: azureml:m:1\ncode_configuration: {}\ninstance_type: x", "deployment", "code_configuration"),
        ("name: e\ntraffic: {blue: 100}", "endpoint", "traffic"),
        ("type: hdfs\nname: h", "HDFS datastore", "type"),
        ("name: p\nhub_id: h\nresource_group: g", "project", "hub_id"),
        ("name: h\nlocation: x\ndefault_project_resource_group: g", "hub", "default_project_resource_group"),
        ("type: git\nname: c\ntarget: x", "connection", "type"),
        ("type: AzureOpenAI\nname: c", "connection", "type"),
        ("type: azure_blob\nname: c\nurl: x\ncontainer_name: y", "connection", "type"),
        ("name: c\nversion: 1\ncommand: x", "component", "version"),
        ("type: command\ncommand: x\ninputs: {rate: {type: number, default: 1}}", "component", "type"),
        ("name: d\nmodel: azureml:m:1\ninstance_type: x\ninstance_count: 1", "deployment", "instance_type"),
        ("name: d\ninstance_count: 1", "deployment", "instance_count"),
        ("name: f\nversion: 1\nentities: []\nspecification: {path: .}", "feature set", "specification"),
        ("name: f\nhbi_workspace: true\noffline_store: {}", "feature store", "offline_store"),
        ("target_environment_name: e\ninferencing_server: {}", "model package", "target_environment_name"),
        ("inputs: {}\noutputs: {}\nnodes: []", "prompt flow", "nodes"),
        ("type: mltable\npaths: []\ntransformations: []", "MLTable", "transformations"),
        (f"$schema: {SCHEMA}/autoMLJob.schema.json", "auto ml job", "$schema"),
        (f"$schema: {SCHEMA}/MLTable.schema.json\ntype: mltable\npaths: []", "MLTable", "$schema"),
        ("$schema: http://azureml/sdk-2-0/DataImport.json\ntype: mltable\nsource: {}", "data import", "$schema"),
    ],
)
def test_a_kind_that_there_is_not_is_named(text, name, field):
    with pytest.raises(UnsupportedKind) as caught:
        kind_of(read(text))
    assert (caught.value.name, caught.value.field) == (name, field)


@pytest.mark.parametrize(
    ("section", "text", "name"),
    [
        ("jobs", "type: pipeline", "pipeline job"),
        ("jobs", "jobs: {}", "pipeline job"),
        ("environments", "jobs: {}", "pipeline job"),
        ("computes", "auth_mode: key", "endpoint"),
        ("data", "type: pipeline", "pipeline job"),
        ("data", "endpoint_name: x", "deployment"),
        ("jobs", f"$schema: {SCHEMA}/managedOnlineEndpoint.schema.json", "managed online endpoint"),
    ],
)
def test_a_kind_that_there_is_not_is_named_in_a_section_as_well(section, text, name):
    with pytest.raises(UnsupportedKind) as caught:
        kind_in_section(section, read(text))
    assert (caught.value.name, caught.value.belongs) == (name, "")


@pytest.mark.parametrize(
    ("section", "text", "name", "belongs"),
    [
        ("jobs", f"$schema: {SCHEMA}/environment.schema.json\ncommand: x", "environment", "environments"),
        ("models", f"$schema: {SCHEMA}/dataset.schema.json\npath: x", "dataset", "data"),
        ("jobs", "type: uri_file", "data asset", "data"),
        ("computes", "type: azure_blob", "blob datastore", "datastores"),
        ("data", "type: mlflow_model", "model", "models"),
        ("environments", "type: command", "command job", "jobs"),
    ],
)
def test_a_kind_in_the_wrong_section_is_told_where_it_belongs(section, text, name, belongs):
    with pytest.raises(UnsupportedKind) as caught:
        kind_in_section(section, read(text))
    assert (caught.value.name, caught.value.belongs) == (name, belongs)


@pytest.mark.parametrize("text", ["type: 3", "description: x", "type: zzz", "{}"])
def test_a_body_that_does_not_say_its_kind_may_be_of_each_of_its_section(text):
    with pytest.raises(UntoldKind) as caught:
        kind_in_section("computes", read(text))
    assert caught.value.types == ("amlcompute", "computeinstance", "kubernetes", "virtualmachine", "synapsespark")


@pytest.mark.parametrize(
    ("section", "text", "expected"),
    [
        ("jobs", "command: x", "command_job"),
        ("jobs", "type: sweep", "sweep_job"),
        ("jobs", "trial: {}", "sweep_job"),
        ("computes", "type: computeinstance", "computeinstance"),
        ("datastores", "type: azure_blob", "azure_blob"),
        ("datastores", "filesystem: x", "azure_data_lake_gen2"),
        ("data", "path: x", "data"),
        ("data", f"$schema: {SCHEMA}/dataset.schema.json\npath: x", "data"),
        ("models", "path: x", "model"),
        ("models", f"$schema: {SCHEMA}/asset.schema.json\npath: x", "model"),
        ("jobs", "type: comand", "command_job"),
        ("computes", "type: amlcompue", "amlcompute"),
        ("computes", "size: x", "amlcompute"),
        ("workspace", "{}", "workspace"),
    ],
)
def test_a_misspelt_type_is_left_to_the_fields_of_the_section_s_kind(section, text, expected):
    assert kind_in_section(section, read(text)).kind.name == expected


@pytest.mark.parametrize(
    ("kind_name", "name", "is_valid"),
    [
        ("command_job", "a-b_1", True),
        ("command_job", "-a", False),
        ("command_job", "a" * 255, True),
        ("command_job", "a" * 256, False),
        ("command_job", "a.b", False),
        ("command_job", "a\n", False),
        ("amlcompute", "a", False),
        ("amlcompute", "cpu-cluster", True),
        ("amlcompute", "cpu-", False),
        ("amlcompute", "1cpu", False),
        ("amlcompute", "a" * 33, False),
        ("workspace", "ab", False),
        ("workspace", "a" * 33, True),
        ("environment", "a.b-c_d", True),
    ],
)
def test_names_follow_the_service_s_rules(kind_name, name, is_valid):
    assert kind(kind_name).accepts_name(name) is is_valid


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("code", [("code",)]),
        ("inputs.*.path", [("inputs", "a", "path"), ("inputs", "b", "path")]),
        ("list.*", [("list", 0), ("list", 1)]),
        ("list.*.x", [("list", 1, "x")]),
        ("nothing.*", []),
        ("code.x", []),
    ],
)
def test_a_pattern_names_places(wanted, found):
    manifest = {"code": ".", "inputs": {"a": {"path": 1}, "b": {"path": 2}, "c": 3}, "list": [1, {"x": 1}]}
    assert [path for path, _ in find(manifest, pattern(wanted))] == found
    assert all(matches(path, pattern(wanted)) for path in found)
