from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from runner.diagnostics import InvalidSpec
from runner.identity import Identity, identify
from runner.project import Project, ResourceId

DIGESTS = yaml.safe_load((Path(__file__).parent / "golden" / "digests_v1.yml").read_text("utf-8"))

FILES = {"code/train.py": "print(1)\n", "data/a.csv": "1\n", "file.csv": "1\n", "conda.yml": "dependencies: [python]\n"}
SPEC = """
project: p
environments:
  base: {image: "ubuntu:22.04", conda_file: conda.yml}
jobs:
  train:
    display_name: shown
    description: told
    tags: {a: b}
    command: python train.py
    code: code
    environment: azureml:base@latest
    inputs: {epochs: 3, data: {type: uri_folder, path: data}, file: {type: uri_file, path: file.csv}}
    limits: {timeout: 60}
"""


def last(project: Project) -> Identity:
    return identify(project)[project.resources[-1].id]


@pytest.mark.parametrize("case", DIGESTS, ids=lambda case: case["what"])
def test_the_digest_stays_what_it_is_for(load, case):
    project = load(case["spec"], case.get("files"), **case.get("variables", {}))
    for name in case.get("executable", ()):
        (project.root / name).chmod(0o755)
    assert last(project).digest == case["digest"]


def test_no_two_of_these_have_one_digest():
    assert len({case["digest"] for case in DIGESTS}) == len(DIGESTS)


REWRITTEN = {
    "a display name": ("display_name: shown", "display_name: other"),
    "no description": ("    description: told\n", ""),
    "tags": ("tags: {a: b}", "tags: {c: d}"),
    "a schema": ("    command:", "    $schema: https://example.com/latest/commandJob.schema.json\n    command:"),
    "the order of keys": ("inputs: {epochs: 3, data:", "inputs: {data:"),
    "quotes": ("command: python train.py", 'command: "python train.py"'),
    "another way to a file": ("path: data}", "path: ./code/../data/}"),
    "a comment": ("limits:", "# at most\n    limits:"),
    "an environment's tags": ("conda_file: conda.yml}", "conda_file: conda.yml, tags: {a: b}, description: x}"),
    "a template": ("epochs: 3", 'epochs: "{{ 1 + 2 }}"'),
}


@pytest.mark.parametrize(("old", "new"), REWRITTEN.values(), ids=REWRITTEN)
def test_it_does_not_count(load, tmp_path, old, new):
    rewritten = SPEC.replace(old, new).replace(
        "file: {type", "epochs: 3, file: {type" if "{data" in new else "file: {type"
    )
    assert rewritten != SPEC
    first, second = load(SPEC, FILES), load(rewritten, FILES, folder=tmp_path / "other")
    assert last(first).digest == last(second).digest


def test_neither_the_place_on_disk_nor_the_name_of_the_project_file_counts(load, tmp_path):
    moved = {f"deep/er/{name}": content for name, content in FILES.items()}
    there = load(SPEC, moved, folder=tmp_path / "moved", name="deep/er/other name.yaml")
    assert last(load(SPEC, FILES)).digest == last(there).digest


def test_what_describes_an_environment_in_place_does_not_count(load, tmp_path):
    spec = "project: p\njobs: {a: {command: echo, environment: {image: a}}}"
    told = spec.replace("image: a", "image: a, description: told, tags: {a: b}")
    assert last(load(spec)).digest == last(load(told, folder=tmp_path / "told")).digest
    assert last(load(spec)).digest != last(load(spec.replace("image: a", "image: b"), folder=tmp_path / "other")).digest


def test_whether_a_file_of_code_may_be_executed_counts(load):
    project = load(SPEC, FILES)
    before = last(project).digest
    (project.root / "data/a.csv").chmod(0o755)
    assert last(project).digest == before
    (project.root / "code/train.py").chmod(0o755)
    assert last(project).digest != before
    (project.root / "code/train.py").chmod(0o600)
    assert last(project).digest == before


def test_renaming_what_an_input_names_does_not_count(load, tmp_path):
    renamed = {**FILES, "new.csv": FILES["file.csv"]}
    there = load(SPEC.replace("path: file.csv", "path: new.csv"), renamed, folder=tmp_path / "renamed")
    assert last(load(SPEC, FILES)).digest == last(there).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("project: p", "project: q"),
        ("command: python train.py", "command: python train.py -v"),
        ("epochs: 3", "epochs: 4"),
        ("epochs: 3", 'epochs: "3"'),
        ("epochs: 3", "epochs: 3.0"),
        ("epochs: 3, ", ""),
        ("epochs: 3", "epoch: 3"),
        ("type: uri_folder, path: data", "type: uri_folder, mode: download, path: data"),
        ("timeout: 60", "timeout: 61"),
        ("ubuntu:22.04", "ubuntu:24.04"),
        ("azureml:base@latest", "azureml:base:7"),
        ("    code: code\n", ""),
    ],
)
def test_a_change_of_the_spec_counts(load, tmp_path, old, new):
    changed = load(SPEC.replace(old, new), FILES, folder=tmp_path / "changed")
    assert last(load(SPEC, FILES)).digest != last(changed).digest


@pytest.mark.parametrize(
    "file",
    [
        ("code/train.py", "print(2)\n"),
        ("code/new.py", ""),
        ("code/.gitignore", "*.log\n"),
        ("data/a.csv", "2\n"),
        ("data/b.csv", "1\n"),
        ("file.csv", "2\n"),
        ("conda.yml", "dependencies: [python] \n"),
    ],
    ids=lambda file: file[0],
)
def test_a_byte_in_a_file_counts(load, tmp_path, file):
    changed = load(SPEC, {**FILES, **dict([file])}, folder=tmp_path / "changed")
    assert last(load(SPEC, FILES)).digest != last(changed).digest


@pytest.mark.parametrize("ignored", ["code/x.log", "code/__pycache__/train.pyc", ".gitignore"])
def test_what_git_ignores_is_no_code(load, tmp_path, ignored):
    files = {**FILES, "code/.gitignore": "*.log\n"}
    more = load(SPEC, {**files, ignored: "x"}, folder=tmp_path / "more")
    assert last(load(SPEC, files)).digest == last(more).digest


def test_data_counts_though_git_ignores_it(load, tmp_path):
    files = {**FILES, ".gitignore": "*.csv\n/data/\n"}
    changed = load(SPEC, {**files, "data/a.csv": "2\n"}, folder=tmp_path / "changed")
    assert last(load(SPEC, files)).digest != last(changed).digest


def test_a_job_counts_what_the_jobs_before_it_are(load, tmp_path):
    chain = (
        "project: p\njobs:\n"
        "  a: {command: echo 1, environment: azureml:e@latest, outputs: {o: {type: uri_folder}}}\n"
        "  b: {command: echo, environment: azureml:e@latest, inputs: {i: {path: '${{ jobs.a.outputs.o }}'}}}\n"
    )
    changed = load(chain.replace("echo 1", "echo 2"), folder=tmp_path / "changed")
    assert last(load(chain)).digest != last(changed).digest


def test_a_secret_counts_by_its_name_only(load, tmp_path):
    spec = (
        "project: p\nvariables: {one: {secret: true}, two: {secret: true}}\ncomputes: {cpu: {type: amlcompute,"
        " size: STANDARD_D2_V2, ssh_settings: {admin_username: me, admin_password: '{{ var.one }}'}}}"
    )
    first = last(load(spec, one="a", two="b"))
    assert first.digest == last(load(spec, one="b", two="b")).digest
    assert (
        first.digest != last(load(spec.replace(".one }", ".two }"), folder=tmp_path / "other", one="a", two="b")).digest
    )
    assert "admin_password': '${one}'" in str(first.fields)


def test_what_identifies_each_kind_on_a_target(load):
    spec = (
        "project: cnn\nworkspace: {location: westus2}\ncomputes: {cpu: {type: amlcompute, size: STANDARD_D2_V2}}\n"
        "environments: {base: {image: a}, fixed: {image: a, version: 3}, named: {name: other, image: a}}\n"
        "jobs:\n  train: {command: echo, environment: azureml:base@latest}\n"
        "  own: {name: my-job, command: echo, environment: azureml:fixed:3}\n"
        "  many: {command: echo, environment: azureml:other@latest, matrix: {n: [1, 2]}}\n"
    )
    found = identify(load(spec))
    names = {str(key): (identity.name, identity.version) for key, identity in found.items()}
    short = {str(key): identity.digest[:12] for key, identity in found.items()}
    assert names == {
        "workspace.workspace": ("cnn", None),
        "computes.cpu": ("cpu", None),
        "environments.base": ("base", f"c{short['environments.base']}"),
        "environments.fixed": ("fixed", "3"),
        "environments.named": ("other", f"c{short['environments.named']}"),
        "jobs.train": (f"cnn-train-{short['jobs.train']}", None),
        "jobs.own": ("my-job", None),
        "jobs.many-1": (f"cnn-many-1-{short['jobs.many-1']}", None),
        "jobs.many-2": (f"cnn-many-2-{short['jobs.many-2']}", None),
    }
    sent = {key: dict(identity.resolved) for key, identity in found.items() if identity.resolved}
    assert sent == {
        ResourceId("jobs", "train"): {("environment",): f"azureml:base:c{short['environments.base']}"},
        ResourceId("jobs", "own"): {("environment",): "azureml:fixed:3"},
        ResourceId("jobs", "many-1"): {("environment",): f"azureml:other:c{short['environments.named']}"},
        ResourceId("jobs", "many-2"): {("environment",): f"azureml:other:c{short['environments.named']}"},
    }


def test_every_tree_that_cannot_be_taken_is_named_once_at_its_place(load, tmp_path):
    spec = (
        "project: p\njobs:\n  a: {command: a, code: code, environment: azureml:e@latest, matrix: {n: [1, 2, 3]}}\n"
        "  b: {command: b, code: empty, environment: azureml:e@latest, inputs: {d: {path: data}}}\n"
    )
    project = load(spec, {"code/a": "", "empty/a.log": "", "empty/.gitignore": "*", "data/a": ""})
    for folder in ("code", "data"):
        (project.root / folder / "out").symlink_to("/etc")
    with pytest.raises(InvalidSpec) as caught:
        identify(project)
    found = [(d.code, d.path, d.span and (d.span.line, d.span.column)) for d in caught.value.diagnostics]
    assert found == [
        ("unsafe-path", "jobs.a.code", (3, 25)),
        ("empty-folder", "jobs.b.code", (4, 25)),
        ("unsafe-path", "jobs.b.inputs.d.path", (4, 82)),
    ]
