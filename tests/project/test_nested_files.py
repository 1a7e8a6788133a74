"""`environment: file:PATH`: what the file holds stands in its place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from runner.diagnostics import InvalidSpec
from runner.identity import identify
from runner.project import Options, load_project
from runner.render import render_files, render_text
from runner.report.diagnostics import diagnostics_text

JOB = "command: x\nenvironment: file:env/cpu.yml\n"
FILES = {
    "env/cpu.yml": "$schema: https://example.org/environment.schema.json\nname: cpu\nversion: 3\nimage: a:1\nconda_file: conda.yml\n",
    "env/conda.yml": "dependencies: [python]\n",
}


def test_a_file_stands_for_what_it_holds_without_its_name(load):
    (job,) = load(JOB, FILES).resources
    assert job.manifest["environment"] == {"image": "a:1", "conda_file": "conda.yml"}


def test_paths_in_it_are_relative_to_it(load, folder):
    project = load(JOB, FILES)
    assert yaml.safe_load(render_text(project))["environment"]["conda_file"] == "env/conda.yml"
    ((path, text),) = render_files(project, folder / "out").items()
    assert (path.name, yaml.safe_load(text)["environment"]["conda_file"]) == ("spec.yml", "../../env/conda.yml")


def test_it_is_one_of_the_files_of_the_project(load):
    assert [source.name for source in load(JOB, FILES).sources] == ["spec.yml", "env/cpu.yml"]


def test_a_change_in_it_is_another_job(load):
    (before,) = identify(load(JOB, FILES)).values()
    (after,) = identify(load(JOB, {**FILES, "env/conda.yml": "dependencies: [python, numpy]\n"})).values()
    assert before.digest != after.digest


def test_an_error_in_it_points_into_it_and_names_the_place_that_named_it(fails):
    (error,) = fails(JOB, {**FILES, "env/cpu.yml": "image: a:1\nconda_fil: conda.yml\n"})
    assert (error.code, str(error.span), error.suggestion) == ("unknown-field", "env/cpu.yml:2:1", "conda_file")
    assert "spec.yml:2:14" in [str(origin.span) for origin in error.related]


@pytest.mark.parametrize(
    ("path", "content", "code"),
    [
        ("file:nowhere.yml", "", "missing-path"),
        ("file:../out.yml", "", "path-outside-project"),
        ("file:env/bad.yml", "[a]\n", "not-a-resource"),
        ("file:env/bad.yml", "image: [\n", "yaml-syntax"),
        ("file:env/bad.yml", "image: a:1\nimage: a:2\n", "duplicate-key"),
        ("file:env", "", "unreadable-file"),
    ],
)
def test_what_cannot_be_read_is_reported(fails, path, content, code):
    found = fails(f"command: x\nenvironment: {path}\n", {"env/bad.yml": content})
    assert code in [error.code for error in found]
    assert not [error for error in found if error.span is None]


def test_a_sweep_s_trial_may_name_one_as_well(load):
    text = (
        "type: sweep\ntrial: {command: 'x ${{search_space.a}}', environment: file:env/cpu.yml}\n"
        "search_space: {a: {type: choice, values: [1]}}\nobjective: {goal: minimize, primary_metric: m}\n"
        "limits: {max_total_trials: 1}\n"
    )
    (job,) = load(text, FILES).resources
    assert job.manifest["trial"]["environment"] == {"image": "a:1", "conda_file": "conda.yml"}


def test_one_file_serves_many_jobs(load):
    jobs = "project: p\njobs:\n" + "".join(
        f"  j{number}: {{command: x, environment: 'file:env/cpu.yml'}}\n" for number in range(3)
    )
    project = load(jobs, FILES)
    assert len(project.resources) == 3
    assert [source.name for source in project.sources] == ["spec.yml", "env/cpu.yml"]


@pytest.fixture
def plain(tmp_path, monkeypatch):
    """Folders in no repository, with a spec in one of them."""
    for name, text in {
        "environments/e.yml": "image: a:1\n",
        "environments/keys": "password: hunter2\nnope: 1\n",
        ".private/e.yml": "image: hunter2\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "environments/link.yml").symlink_to("keys")
    (tmp_path / "jobs").mkdir()
    monkeypatch.chdir(tmp_path / "jobs")
    return tmp_path


def test_a_file_of_a_neighbouring_folder_is_read_with_a_warning_where_there_is_no_repository(plain):
    Path("job.yml").write_text("command: x\nenvironment: file:../environments/e.yml\n")
    project = load_project(Path("job.yml"), Options())
    assert project.resources[0].manifest["environment"] == {"image": "a:1"}
    assert [found.code for found in project.warnings] == ["path-outside-project"]


@pytest.mark.parametrize(
    "written", ["../environments/keys", "../environments/link.yml", "../.private/e.yml", "ABSOLUTE/environments/e.yml"]
)
def test_nothing_else_outside_is_read_or_shown(plain, written):
    Path("job.yml").write_text(f"command: x\nenvironment: file:{written}\n".replace("ABSOLUTE", str(plain)))
    with pytest.raises(InvalidSpec) as caught:
        load_project(Path("job.yml"), Options())
    assert [found.code for found in caught.value.diagnostics] == ["path-outside-project"]
    assert "hunter2" not in diagnostics_text(caught.value.diagnostics)


def test_a_build_folder_is_taken_from_beside_the_job_as_azure_ai_ml_does(load):
    files = {"env/e.yml": "build: {path: ctx}\n", "env/ctx/Dockerfile": "", "ctx/Dockerfile": ""}
    project = load("command: x\nenvironment: file:env/e.yml\n", files)
    assert [(found.code, str(found.span)) for found in project.warnings] == [("ambiguous-path", "env/e.yml:1:15")]
    assert yaml.safe_load(render_text(project))["environment"] == {"build": {"path": "ctx"}}


def test_a_build_folder_that_only_the_environment_has_is_its_own(load):
    project = load(
        "command: x\nenvironment: file:env/e.yml\n", {"env/e.yml": "build: {path: ctx}\n", "env/ctx/Dockerfile": ""}
    )
    assert not project.warnings
    assert yaml.safe_load(render_text(project))["environment"] == {"build": {"path": "env/ctx"}}
