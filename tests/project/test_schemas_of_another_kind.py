"""`$schema` and the fields of a body have to agree."""

from __future__ import annotations

import pytest

SCHEMA = "$schema: https://azuremlschemas.azureedge.net/latest/{}.schema.json\n"


@pytest.mark.parametrize(
    ("schema", "body", "noun"),
    [
        ("amlCompute", "command: x\nenvironment: azureml:e:1\n", "a compute cluster, and this is a command job"),
        ("environment", "command: x\nenvironment: azureml:e:1\n", "an environment, and this is a command job"),
        ("commandJob", "name: e\nimage: a:1\n", "a command job, and this is an environment"),
        ("amlCompute", "name: abc\ntype: computeinstance\n", "a compute cluster, and this is a compute instance"),
        ("azureBlob", "name: a\ntype: azure_file\naccount_name: a\nfile_share_name: s\n", "this is a file datastore"),
        ("workspace", "name: abc\ntype: amlcompute\nmax_instances: 2\n", "this is a compute cluster"),
        ("model", "name: e\nimage: a:1\n", "a model, and this is an environment"),
    ],
)
def test_a_schema_of_another_kind_is_an_error_at_the_schema(fails, schema, body, noun):
    (error,) = fails(SCHEMA.format(schema) + body)
    assert (error.code, str(error.span)) == ("wrong-schema", "spec.yml:1:10")
    assert noun in error.message


@pytest.mark.parametrize(
    ("schema", "body"),
    [
        ("commandJob", "command: x\nenvironment: azureml:e:1\n"),
        ("compute", "name: abc\ntype: computeinstance\n"),
        ("environment", "name: e\nbuild: {path: .}\n"),
        ("data", "name: a\npath: https://example.org/a\ntype: uri_file\n"),
        ("model", "name: a\npath: azureml://jobs/j/outputs/o/paths/\ntype: mlflow_model\n"),
        ("asset", "name: a\npath: https://example.org/a\n"),
        ("asset", "name: e\nimage: a:1\n"),
        ("dataset", "name: a\npath: https://example.org/a\n"),
        ("datastore", "name: a\ntype: azure_blob\naccount_name: abc\ncontainer_name: abc\n"),
    ],
)
def test_a_schema_of_the_same_kind_is_fine(load, schema, body):
    load(SCHEMA.format(schema) + body)


def test_what_is_misspelt_is_no_other_kind(fails):
    (error,) = fails(SCHEMA.format("commandJob") + "comand: x\nenvironment: azureml:e:1\n")
    assert (error.code, error.suggestion) == ("unknown-field", "command")


def test_a_file_of_another_kind_that_cannot_be_read_is_named_as_well(fails):
    found = fails(SCHEMA.format("managedOnlineDeployment") + "name: {{MODEL}}\n")
    assert {"unsupported-kind", "key-not-text"} == {error.code for error in found}
