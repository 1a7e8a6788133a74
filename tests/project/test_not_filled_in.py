"""What a public file leaves open: placeholders, read-only fields, versions that are numbers, files that come later."""

from __future__ import annotations

import pytest

from runner.commands.options import load_complete
from runner.diagnostics import InvalidSpec
from runner.project import Options
from runner.render import render_text

JOB = "command: x\nenvironment: azureml:e:1\n"


def said(project) -> list[tuple[str, str, str]]:
    return [(found.code, str(found.span), found.path) for found in project.warnings]


def test_a_placeholder_is_a_warning_at_its_own_text(load):
    project = load(f"{JOB}compute: azureml:<CLUSTER_NAME>\n")
    assert said(project) == [("placeholder", "spec.yml:3:18", "compute")]


def test_a_placeholder_where_azure_ml_wants_an_arm_id_is_an_error(fails):
    (error,) = fails("name: abc\nkey_vault: /subscriptions/<SUBSCRIPTION>/resourceGroups/g/providers/a.b/c/d\n")
    assert (error.code, str(error.span)) == ("placeholder", "spec.yml:2:27")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("command: x\nenvironment: azureml:<NAME>:<VERSION>\n", "2:22"),
        ("command: x\nenvironment: azureml:<NAME>@latest\n", "2:22"),
        ("command: x\nenvironment: azureml://registries/<REGISTRY>/environments/<NAME>/versions/1\n", "2:35"),
        ("command: x\nenvironment: {image: <REGISTRY>.azurecr.io/<IMAGE>:<TAG>}\n", "2:22"),
        (f"{JOB}code: azureml:<CODE>:1\n", "3:15"),
        (f"{JOB}compute: azureml:<your compute name>\n", "3:18"),
        (f"{JOB}compute: <PREFIX>-gpu\n", "3:10"),
        ("type: custom_model\nname: m\nversion: <VERSION>\npath: azureml:a:1\n", "3:10"),
        ("type: uri_file\nname: d\npath: azureml:<DATA>:<VERSION>\n", "3:15"),
    ],
)
def test_a_form_holds_with_a_placeholder_in_it(load, text, place):
    assert [found[:2] for found in said(load(text))] == [("placeholder", f"spec.yml:{place}")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("command: x\nenvironment: azureml:<NAME>\n", "invalid-reference"),
        ("command: x\nenvironment: azureml:<NAME>:1:2\n", "invalid-reference"),
        (f"{JOB}compute: azurml:<NAME>\n", "invalid-reference"),
        ("type: custom_model\nname: m\nversion: v<VERSION>\npath: azureml:a:1\n", "invalid-value"),
    ],
)
def test_a_placeholder_mends_no_wrong_form(fails, text, code):
    assert code in [found.code for found in fails(text)]


def test_angle_brackets_of_a_command_are_the_shell_s(load):
    assert load("command: cat <in >out\nenvironment: azureml:e:1\n").warnings == ()


def test_what_is_to_be_applied_has_no_placeholder_left(load, folder):
    load(f"{JOB}compute: azureml:<CLUSTER_NAME>\n")
    with pytest.raises(InvalidSpec) as caught:
        load_complete(folder / "spec.yml", Options())
    assert [(found.code, found.severity) for found in caught.value.diagnostics] == [("placeholder", "error")]


def test_fields_that_the_service_fills_in_are_left_out_with_a_warning(load):
    project = load(f"{JOB}id: azureml:x\nstatus: Completed\nservices: {{s: {{type: ssh, endpoint: x}}}}\n")
    assert said(project) == [
        ("read-only-field", "spec.yml:3:1", "id"),
        ("read-only-field", "spec.yml:4:1", "status"),
        ("read-only-field", "spec.yml:5:27", "services.s.endpoint"),
    ]
    assert project.resources[0].manifest["services"] == {"s": {"type": "ssh"}}
    assert not {"id", "status"} & set(project.resources[0].manifest)
    assert "Completed" not in render_text(project)


def test_a_nested_schema_is_left_out_without_a_word(load):
    project = load("command: x\nenvironment: {$schema: x, image: a:1}\n")
    assert (project.warnings, project.resources[0].manifest["environment"]) == ((), {"image": "a:1"})


@pytest.mark.parametrize(("version", "is_warned"), [("1.10", True), ("1.1", False), ('"1.10"', False), ("3", False)])
def test_a_version_that_a_number_changes_is_warned_about(load, version, is_warned):
    project = load(f"name: e\nimage: a:1\nversion: {version}\n")
    assert bool(said(project)) is is_warned


@pytest.mark.parametrize("kind", ["type: uri_folder\n", "type: custom_model\n"])
def test_an_asset_s_files_may_come_later(load, kind):
    project = load(f"name: a\n{kind}path: ./later\n")
    assert said(project) == [("missing-path", "spec.yml:3:7", "path")]
    assert "./later" in render_text(project)


def test_without_a_repository_a_path_out_of_the_folder_is_a_warning(tmp_path, monkeypatch, write):
    from runner.project import load_project

    write(tmp_path, {"src/train.py": "", "jobs/job.yml": f"{JOB}code: ../src\n"})
    monkeypatch.chdir(tmp_path)
    project = load_project(tmp_path / "jobs/job.yml", Options())
    assert said(project) == [("path-outside-project", "jobs/job.yml:3:7", "code")]
    assert "code: ../src\n" in render_text(project)


def test_a_path_is_rendered_as_it_is_written_where_it_was_written(load):
    assert "code: ./src/../src/\n" in render_text(load(f"{JOB}code: ./src/../src/\n", {"src/a": ""}))


@pytest.mark.parametrize(
    "field",
    [
        "environment: <ENV>",
        "limits: {timeout: <SECONDS>}",
        "distribution: {type: <TYPE>}",
        "code: <CODE>",
        "resources: {shm_size: <SIZE>}",
        "outputs: {o: {name: <OUT>}}",
        "code: '#{code}#'",
    ],
)
def test_of_a_value_that_is_one_placeholder_nothing_else_is_said(fails, field):
    text = f"command: x ${{{{outputs.o}}}}\nenvironment: azureml:e:1\noutputs: {{o: {{}}}}\n{field}\n"
    text = text.replace("outputs: {o: {}}\n", "") if field.startswith("outputs") else text
    text = text.replace("environment: azureml:e:1\n", "") if field.startswith("environment") else text
    (error,) = fails(text)
    assert (error.code, error.hint) == ("placeholder", "write the value")


def test_a_project_may_take_it_from_a_variable(load):
    project = load("project: p\njobs: {a: {command: x, environment: 'azureml:e:1', compute: 'azureml:<C>'}}\n")
    assert [found.hint for found in project.warnings] == ["write the value, or take it from a variable: {{ var.NAME }}"]


@pytest.mark.parametrize("text", ["${{ secrets.KEY }}", "${{github.sha}}", "${{ vars.STAGE }}"])
def test_what_a_workflow_puts_in_place_is_a_placeholder(load, text):
    assert said(load(f"{JOB}environment_variables: {{A: '{text}'}}\n")) == [
        ("placeholder", "spec.yml:3:29", "environment_variables.A")
    ]


@pytest.mark.parametrize("name", ["#{cluster}#", "__CLUSTER__", "gpu-__STAGE__"])
def test_a_compute_may_be_put_in_place_later(load, name):
    assert [found[0] for found in said(load(f"{JOB}compute: azureml:{name}\n"))] == ["placeholder"]


def test_a_value_between_underscores_is_one_where_only_the_users_code_reads_it(load):
    assert not load(f"{JOB}environment_variables: {{A: __MAIN__}}\ntags: {{b: __X__}}\n").warnings


def test_in_a_command_it_is_an_expression_that_nobody_knows(fails):
    (error,) = fails("command: echo ${{ secrets.KEY }}\nenvironment: azureml:e:1\n")
    assert error.code == "unknown-expression"


def test_what_a_task_of_a_pipeline_replaces_is_a_placeholder(load):
    assert said(load(f"{JOB}compute: azureml:#{{cluster}}#\n")) == [("placeholder", "spec.yml:3:18", "compute")]
