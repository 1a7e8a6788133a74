from __future__ import annotations

import pytest

from runner.resources.meant import meant_field, meant_word

IMAGE = "image: a:1\n"


@pytest.mark.parametrize(
    ("kind", "text", "line", "suggestion"),
    [
        ("amlcompute", "name: cc\ntype: amlcompute\nvmSize: STANDARD_DS3_V2\n", 3, "size"),
        ("amlcompute", "name: cc\ntype: amlcompute\nmaxNodeCount: 3\n", 3, "max_instances"),
        ("amlcompute", "name: cc\ntype: amlcompute\nmin_nodes: 3\n", 3, "min_instances"),
        ("amlcompute", "name: cc\ntype: amlcompute\nregion: westeurope\n", 3, "location"),
        ("environment", "name: ee\ndocker_image: a:1\n", 2, "image"),
        ("environment", f"name: ee\n{IMAGE}condaDependencies: c.yml\n", 3, "conda_file"),
        ("command_job", f"command: x\nenvironment: {{{IMAGE.strip()}}}\nenvVars: {{A: b}}\n", 3, "environment_variables"),
        ("command_job", f"command: x\nenvironment: {{{IMAGE.strip()}}}\ncompute_target: c\n", 3, "compute"),
        ("command_job", f"command: x\nenvironment: {{{IMAGE.strip()}}}\nresources: {{node_count: 2}}\n", 3, "instance_count"),
        ("command_job", f"command: x\nenvironment: {{{IMAGE.strip()}}}\nresources: {{vm_size: a}}\n", 3, "instance_type"),
        ("azure_blob", "name: b\ntype: azure_blob\naccount_name: abc\ncontainer: d\n", 4, "container_name"),
        ("azure_data_lake_gen2", "name: b\ntype: azure_data_lake_gen2\naccount_name: abc\ncontainer: d\n", 4, "filesystem"),
        ("model", "name: m\nmodelUri: ./m\n", 2, "path"),
        ("model", "name: m\nlocal_path: ./m\n", 2, "path"),
        ("data", "name: d\nlocal_path: ./d\n", 2, "path"),
        ("environment", "name: ee\nbuild: {local_path: .}\n", 2, "path"),
        ("command_job", "command: x\nenvironment: azureml:e:1\nservices: {a: {job_service_type: ssh}}\n", 3, "type"),
        ("command_job", "command: x ${{inputs.a}}\nenvironment: azureml:e:1\ninputs: {a: {data: azureml:d:1}}\n", 3, "path"),
    ],
)  # fmt: skip
def test_what_another_client_calls_a_field_has_the_field_suggested_and_is_one_error(
    check, kind, text, line, suggestion
):
    (error,) = check(kind, text)
    assert (error.code, error.span.line, error.suggestion) == ("unknown-field", line, suggestion)


@pytest.mark.parametrize(
    ("text", "allowed", "meant"),
    [
        ("min", ("minimize", "maximize"), "minimize"),
        ("Maximise", ("minimize", "maximize"), "maximize"),
        ("median", ("bandit", "median_stopping", "truncation_selection"), "median_stopping"),
        ("low-priority", ("dedicated", "low_priority"), "low_priority"),
        ("PyTroch", ("pytorch", "tensorflow", "mpi"), "pytorch"),
        ("model", ("custom_model", "mlflow_model"), ""),
        ("on", ("python_one", "other"), ""),
        ("", ("a", "b"), ""),
    ],
)
def test_a_word_that_is_cut_short_stands_for_the_only_one_that_holds_it(text, allowed, meant):
    assert meant_word(text, allowed) == meant


def test_a_field_that_there_is_comes_before_one_of_another_client():
    assert meant_field("containerName", {"container_name", "filesystem"}) == "container_name"
    assert meant_field("containerName", {"account_name", "filesystem"}) == "filesystem"
    assert meant_field("zzz", {"account_name"}) == ""


def test_a_field_that_stands_too_high_is_sent_to_its_place(check):
    (error,) = check("command_job", f"command: x\nenvironment: {{{IMAGE.strip()}}}\ntimeout: 3\n")
    assert (error.span.line, error.hint) == (3, "it belongs under `limits`")


@pytest.mark.parametrize(
    ("kind", "text", "hint"),
    [
        ("command_job", "command: x\nenvironment: a:1\nresources: {timeout: 3}\n", "it belongs under `limits`"),
        ("command_job", "command: x\nenvironment: a:1\nlimits: {compute: a}\n", "one level up, beside `limits`"),
        ("amlcompute", "name: cc\ntype: amlcompute\nscale_settings: {min_instances: 3}\n", "one level up: `min_instances`"),
        ("environment", "name: ee\nimage: a:1\ndependencies: [a]\n", "it belongs into the `conda_file`, or under it"),
        ("environment", "name: ee\nimage: a:1\ndockerfile: a\n", "it belongs under `build` as `dockerfile_path`"),
        ("sweep_job", "type: sweep\nmetric: a\n", "it belongs under `objective` as `primary_metric`"),
    ],
)  # fmt: skip
def test_a_field_at_a_wrong_level_is_sent_to_its_place(check, kind, text, hint):
    assert any(hint in error.hint for error in check(kind, text) if error.code == "unknown-field")
