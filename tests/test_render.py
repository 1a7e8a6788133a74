from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from runner.diagnostics import Source
from runner.document import plain, read_documents
from runner.render import render_files, render_text, to_yaml

SPEC = """
project: cnn
variables: {epochs: 3}
targets: {here: {backend: local, overrides: {jobs: {train: {limits: {timeout: 60}}}}}}
workspace: {location: westus2, tags: {team: a}}
computes: {cluster: {type: amlcompute, size: STANDARD_D2_V2, max_instances: 2}}
environments: {base: {image: "ubuntu:22.04", conda_file: ../conda.yml}}
jobs:
  train:
    command: python train.py --epochs {{ var.epochs }} --rate {{ matrix.rate }} ${{inputs.data}}
    code: ../code
    environment: azureml:base@latest
    compute: azureml:cluster
    inputs: {data: {type: uri_folder, path: ../data}}
    outputs: {model: }
    matrix: {rate: [0.1, 0.2]}
  after: {command: echo, environment: {image: a, conda_file: ../conda.yml}, depends_on: train}
"""
FILES = {"code/train.py": "", "data/a.csv": "", "conda.yml": "dependencies: []"}


@pytest.fixture
def project(load):
    return load(SPEC, FILES, name="specs/spec.yml")


def test_a_project_renders_as_a_file_for_each_resource(project):
    out = project.root / "out"
    assert [str(path.relative_to(out)) for path in render_files(project, out)] == [
        "workspace/cnn.yml", "compute/cluster.yml", "environment/base.yml", "job/train-1.yml", "job/train-2.yml",
        "job/after.yml",
    ]  # fmt: skip


def test_a_manifest_holds_what_the_spec_sets_and_nothing_of_ours(project):
    files = render_files(project, project.root / "out")
    manifests = {path.stem: yaml.safe_load(text) for path, text in files.items()}
    assert manifests["train-2"] == {
        "command": "python train.py --epochs 3 --rate 0.2 ${{inputs.data}}",
        "code": "../../code",
        "environment": "azureml:base@latest",
        "compute": "azureml:cluster",
        "inputs": {"data": {"type": "uri_folder", "path": "../../data"}},
        "outputs": {"model": None},
        "limits": {"timeout": 60},
    }
    assert manifests["after"] == {"command": "echo", "environment": {"image": "a", "conda_file": "../../conda.yml"}}
    assert manifests["base"] == {"name": "base", "image": "ubuntu:22.04", "conda_file": "../../conda.yml"}
    assert manifests["cnn"] == {"name": "cnn", "location": "westus2", "tags": {"team": "a"}}


def test_rendering_is_the_same_to_the_byte_from_another_folder_and_another_process(project, tmp_path):
    runs = []
    for number, folder in enumerate([project.root, project.root / "specs", tmp_path]):
        out = project.root / f"out-{number}"
        spec = os.path.relpath(project.root / "specs" / "spec.yml", folder)
        command = [sys.executable, "-m", "runner", "render", spec, "-o", os.path.relpath(out, folder)]
        environment = {**os.environ, "PYTHONHASHSEED": str(number)}
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
        runs.append({str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*.yml")})
    assert runs[0] == runs[1] == runs[2]
    assert len(runs[0]) == 6


def make_plain(folder: Path) -> Path:
    return folder / "out"


def make_linked(folder: Path) -> Path:
    (folder.parent / "elsewhere" / "deep").mkdir(parents=True)
    (folder / "out").symlink_to("../elsewhere/deep")
    return folder / "out"


def make_below_a_link(folder: Path) -> Path:
    return make_linked(folder) / "more"


def make_outside(folder: Path) -> Path:
    return folder.parent / "outside" / "of" / "it"


@pytest.mark.parametrize("make", [make_plain, make_linked, make_below_a_link, make_outside])
def test_local_paths_lead_from_where_the_manifest_is_to_the_files(project, make):
    out = make(project.root)
    for path, text in render_files(project, out).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    job = yaml.safe_load((out / "job" / "train-1.yml").read_text())
    assert (out / "job" / job["code"] / "train.py").samefile(project.root / "code" / "train.py")
    assert (out / "job" / job["inputs"]["data"]["path"]).samefile(project.root / "data")
    environment = yaml.safe_load((out / "environment" / "base.yml").read_text())
    assert (out / "environment" / environment["conda_file"]).samefile(project.root / "conda.yml")


def test_paths_are_relative_to_the_file_that_wrote_them(load):
    part = "jobs: {a: {command: echo, code: ../code, environment: azureml:e@latest}}"
    project = load("project: p\ninclude: [parts/*.yml]", {"parts/a.yml": part, **FILES})
    (text,) = render_files(project, project.root / "out").values()
    assert yaml.safe_load(text)["code"] == "../../code"


def test_all_manifests_together_are_as_if_they_lay_beside_the_spec(project):
    documents = list(yaml.safe_load_all(render_text(project)))
    told_by = ["location", "size", "image", "code", "code", "environment"]
    assert [field in document for field, document in zip(told_by, documents, strict=True)] == [True] * 6
    assert documents[3]["code"] == "../code"


def test_a_plain_file_renders_as_it_is_meant(load):
    text = (
        "$schema: https://azuremlschemas.azureedge.net/latest/commandJob.schema.json\n"
        "name: my-job\ncommand: |\n  echo {{ not ours }}\n\n  echo ${{inputs.a}}\nenvironment: azureml:e:1\n"
        "inputs: {a: 1.0e-9}\ntags: {version: '3.10'}\n"
    )
    project = load(text)
    assert yaml.safe_load(render_text(project)) == yaml.safe_load(text)


def test_what_is_rendered_is_a_plain_file_that_renders_the_same(load, project):
    again = load(render_text(project), name="specs/rendered.yml")
    assert render_text(again) == render_text(project)


SCALARS = (
    st.text(max_size=30)
    | st.text(" \n\t#-|>:a'\"\x85\u2028\r%&*!?[]{},`@~=<", max_size=8)
    | st.sampled_from(["null", "~", "yes", "NO", "on", "0o7", "017", "1_000", "1e5", "1.5", ".inf", "0x1F", "1:30", "2020-01-01",
                       "=", "<<", "- a", "a: b", "a #b", "# a", "*a", "&a", "!a", "%a", "@a", "---", "...", "x" * 2000 + " y"])
    | st.integers() | st.floats(allow_nan=False) | st.booleans() | st.none() | st.dates() | st.datetimes()
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(value=SCALARS)
@example(value="\n a\nb ")
@example(value="a\n\n")
@example(value="é\U0001f600\ufeff\x00\x1b[31m")
@example(value="a\r\nb")
@example(value="x y " * 400)
@example(value="a\nb \u202e \x9b" * 200)
def test_any_scalar_survives(value):
    assert_survives({"command": value, "list": [value, {"k": value}], "map": {"k": value}})


@settings(max_examples=300, deadline=None)
@given(key=st.text(max_size=20) | st.text(" \n#-|>:a'\"?\u2028", max_size=6))
@example(key="a" * 200)
def test_any_key_survives(key):
    assert_survives({"inputs": {key: 1}})


def assert_survives(manifest: dict[str, object]) -> None:
    text = to_yaml(manifest)
    assert yaml.safe_load(text) == manifest
    problems = []
    (node,) = read_documents(Source(Path("a.yml"), "a.yml", text), problems.append)
    assert plain(node) == manifest
    assert to_yaml(manifest) == text


def test_commands_of_several_lines_are_read_as_they_are_written():
    command = "set -e\npython train.py \\\n  --epochs 3\n\n# done: é\n"
    assert to_yaml({"command": command}) == (
        "command: |\n  set -e\n  python train.py \\\n    --epochs 3\n\n  # done: é\n"
    )


def test_a_value_that_is_used_twice_is_written_twice():
    spec = "a: &a [1]\nb: *a\n"
    problems = []
    (node,) = read_documents(Source(Path("a.yml"), "a.yml", spec), problems.append)
    assert to_yaml(plain(node)) == "a:\n- 1\nb:\n- 1\n"


@pytest.mark.parametrize("mark", "\u061c\u200e\u202e\u2066")
def test_marks_that_turn_text_around_are_written_so_that_a_review_shows_them(mark):
    text = to_yaml({"command": f"rm é {mark}x", f"a{mark}": 1})
    assert mark not in text
    assert f"\\u{ord(mark):04X}" in text
    assert "é" in text
