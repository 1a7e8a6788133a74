from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.diagnostics import Diagnostic, InvalidSpec, RunnerError
from runner.project import Options, load_project

SPEC = yaml.safe_load("""
project: proj
include: [more.yml]
variables: {n: 1, s: {type: string, default: x, allowed: [x, y], description: d}, p: {secret: true}}
targets: {t: {backend: local, default: true, slots: 2, variables: {n: 3}, overrides: {jobs: {a: {tags: {x: y}}}}}}
workspace: {location: westus2, tags: {a: b}}
computes:
  cpu:
    type: amlcompute
    size: STANDARD_D2_V2
    max_instances: 2
    identity: {type: user_assigned, user_assigned_identities: [{resource_id: /x}]}
    ssh_settings: {admin_username: u, admin_password: "{{ var.p }}"}
environments: {e: {image: "a:1", conda_file: {dependencies: [python]}}, b: {build: {path: .}}}
jobs:
  a:
    code: .
    command: x ${{inputs.d}} {{ var.n }}
    environment: azureml:e@latest
    compute: azureml:cpu
    inputs: {d: {path: spec.yml, type: uri_file}, n: 1}
    outputs: {o: {type: uri_folder}}
    limits: {timeout: 60}
    resources: {instance_count: 1, shm_size: 2g}
  b:
    command: y
    environment: {image: "a:1"}
    inputs: {m: "${{ jobs.a.outputs.o }}"}
    matrix: {r: [0.1, 0.2], exclude: [{r: 0.1}], include: [{r: 3}]}
    depends_on: [a]
""")
ODD = [
    *(None, True, 0, -1, 1.5, float("nan"), float("inf"), 10**399, "", "x", "\0", "a b", "{{ var.n }}", "{{ nope }}"),
    *(
        "{{ var.p }}",
        "{{ var }}",
        "{{ {'a': [1]} }}",
        "{{",
        "${{ inputs.d }}",
        "${{",
        "azureml:e",
        "..",
        "é😀",
        "x" * 5000,
    ),
    *([], [None], [[]], ["x"], {}, {"x": None}, {"x": {"y": ["z"]}}, dt.date(2024, 1, 31), "1e-4", "null", "<<"),
]


def places(value: object, path: tuple = ()):
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, key)
        yield from places(item, (*path, key))


def replaced(value: object, path: tuple, new: object) -> object:
    if not path:
        return new
    if isinstance(value, list):
        return [replaced(item, path[1:], new) if index == path[0] else item for index, item in enumerate(value)]
    return {key: replaced(item, path[1:], new) if key == path[0] else item for key, item in value.items()}


@pytest.fixture
def folder_of_files(folder) -> Path:
    (folder / "more.yml").write_text("variables: {m: 1}\n")
    return folder


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(list(places(SPEC))), st.sampled_from(ODD)), min_size=1, max_size=3))
def test_any_value_in_any_place_is_taken_or_reported_with_its_place(folder_of_files, changes):
    spec = SPEC
    for path, value in changes:
        if path in set(places(spec)):
            spec = replaced(spec, path, value)
    (folder_of_files / "spec.yml").write_text(yaml.safe_dump(spec, sort_keys=False, allow_unicode=True), "utf-8")
    for diagnostic in problems(folder_of_files / "spec.yml"):
        assert diagnostic.message
        assert diagnostic.span is not None or diagnostic.code == "usage"
        assert "hunter2" not in repr(diagnostic)
        assert "Node(" not in diagnostic.message + diagnostic.hint


def problems(spec: Path) -> list[Diagnostic]:
    try:
        load_project(spec, Options(variables={"p": "hunter2"}))
    except InvalidSpec as error:
        return list(error.diagnostics)
    except RunnerError as error:
        # A variable that an odd value has made an ordinary one may be shown.
        return [Diagnostic("usage", error.message.replace("hunter2", ""), hint=error.hint)]
    return []
