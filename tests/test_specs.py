"""Every spec that is shipped works for each of its targets, and azure-ai-ml reads what it renders as it is meant."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from runner.identity import identify
from runner.plan import Action, make_plan
from runner.project import Options, Project, load_project
from runner.render import render_files
from tests.absent import absent

SPECS = Path(__file__).parents[1] / "specs"


def cases() -> Iterator[tuple[str, str]]:
    for path in sorted(SPECS.glob("**/*.yml")):
        document = yaml.safe_load(path.read_text("utf-8"))
        for target in document.get("targets", ["local"]):
            yield str(path.relative_to(SPECS)), target


@pytest.fixture(scope="module", params=cases(), ids="-".join)
def project(request) -> Project:
    name, target = request.param
    declared = yaml.safe_load((SPECS / name).read_text("utf-8")).get("variables", {})
    given = {"subscription": "00000000-0000-0000-0000-000000000000"} if "subscription" in declared else {}
    return load_project(SPECS / name, Options(target, given))


def test_there_are_specs():
    assert {"quickstart.yml", "cifar10.yml"} <= {name for name, _ in cases()}


def test_it_is_valid_without_a_warning(project):
    assert project.resources
    assert not project.warnings


def test_its_plan_makes_everything_when_the_target_is_not_asked(project):
    plan = make_plan(project, identify(project), observed=None)
    assert {step.action for step in plan.steps} <= {Action.CREATE, Action.SUBMIT}
    assert len(plan.steps) == len(project.resources)


@pytest.fixture(scope="module")
def sdk() -> SimpleNamespace:
    try:
        from azure.ai import ml
    except ImportError as error:
        absent(f"azure-ai-ml is not installed: {error}")
    logging.getLogger("azure.ai.ml").setLevel(logging.ERROR)
    return SimpleNamespace(
        workspace=ml.load_workspace, compute=ml.load_compute, environment=ml.load_environment, job=ml.load_job
    )


def test_azure_ai_ml_loads_what_it_renders_with_the_same_meaning(project, sdk, tmp_path):
    for path, text in render_files(project, tmp_path).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        folder = path.parent.name
        EXPECTED[folder](getattr(sdk, folder)(path), yaml.safe_load(text), path.parent)


def same_workspace(loaded: Any, manifest: Mapping[str, Any], _: Path) -> None:
    assert (loaded.name, loaded.location) == (manifest["name"], manifest.get("location"))
    assert loaded.description == manifest.get("description")


def same_compute(loaded: Any, manifest: Mapping[str, Any], _: Path) -> None:
    names = ("name", "type", "size", "min_instances", "max_instances", "idle_time_before_scale_down")
    assert {name: getattr(loaded, name) for name in names} == {name: manifest[name] for name in names}


def same_environment(loaded: Any, manifest: Mapping[str, Any], folder: Path) -> None:
    assert (loaded.image, loaded.description) == (manifest.get("image"), manifest.get("description"))
    if "name" in manifest:
        assert loaded.name == manifest["name"]
    if "conda_file" in manifest:
        conda = yaml.safe_load((folder / manifest["conda_file"]).read_text("utf-8"))
        assert loaded.conda_file == conda


def same_job(loaded: Any, manifest: Mapping[str, Any], folder: Path) -> None:
    loaded = loaded._to_job()  # what it is before that is a step of a pipeline
    names = ("command", "display_name", "description", "experiment_name", "compute")
    # The SDK gives a job without an experiment the name of the current folder, and takes `azureml:` from a compute.
    expected = {name: manifest.get(name) for name in names}
    expected["compute"] = (manifest.get("compute") or "").removeprefix("azureml:") or None
    expected["experiment_name"] = manifest.get("experiment_name", loaded.experiment_name)
    assert {name: getattr(loaded, name) for name in names} == expected
    assert (loaded.limits and loaded.limits.timeout) == manifest.get("limits", {}).get("timeout")
    assert dict(loaded.inputs) == manifest.get("inputs", {})
    assert (folder / manifest["code"]).samefile(folder / loaded.code)
    if isinstance(manifest["environment"], str):
        assert loaded.environment.removeprefix("azureml:") == manifest["environment"].removeprefix("azureml:")
    else:
        same_environment(loaded.environment, manifest["environment"], folder)


EXPECTED = {"workspace": same_workspace, "compute": same_compute, "environment": same_environment, "job": same_job}
