"""The schemas for editors: valid themselves, published as they are printed, and no stricter than `validate`."""

from __future__ import annotations

import json
import typing
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from runner.commands.schema import command
from runner.diagnostics import InvalidSpec
from runner.policy.model import PolicyFields
from runner.project import Options, load_project
from runner.project.targets import TargetFields
from runner.project.variables import VariableFields
from runner.resources import ENTRIES, kind
from runner.resources.annotations import members, models
from runner.resources.fields import Fields
from runner.schema import PROJECT, schema, schema_names
from runner.schema.defaults import DEFAULTS
from runner.schema.descriptions import DESCRIPTIONS
from tests.absent import absent
from tests.corpus.place import corpus_folder, index, mutants
from tests.oracle.compare import written
from tests.oracle.known import FILES
from tests.oracle.shapes import SCHEMAS
from tests.oracle.values import resources as oracle_resources
from tests.resources.generated import Place, resources
from tests.resources.test_fields import VALID

SPECS = Path(__file__).parents[2] / "specs"
IN_SECTIONS = {name: entry for name, entry in ENTRIES.items() if entry.section != "workspace"}


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name))


def problems(name: str, document: object) -> list[str]:
    """What the schema says about a document, as an editor would."""
    as_json = json.loads(json.dumps(document, default=str))
    return [f"{error.json_path}: {error.message[:200]}" for error in validator(name).iter_errors(as_json)]


@pytest.mark.parametrize("name", schema_names())
def test_a_schema_is_one(name):
    Draft202012Validator.check_schema(schema(name))


@pytest.mark.parametrize("name", schema_names())
def test_the_published_schema_is_what_the_command_prints(name, tmp_path):
    command.main([name, "-o", str(tmp_path)], standalone_mode=False)
    written = (tmp_path / f"{name}.schema.json").read_bytes()
    assert (SPECS / "schema" / f"{name}.schema.json").read_bytes() == written, "run `make docs`"


@pytest.mark.parametrize("spec", sorted(SPECS.glob("*.yml")), ids=lambda path: path.name)
def test_a_shipped_spec_names_the_schema_and_keeps_it(spec):
    assert spec.read_text("utf-8").startswith("# yaml-language-server: $schema=schema/project.schema.json\n")
    assert problems(PROJECT, yaml.safe_load(spec.read_text("utf-8"))) == []


@pytest.mark.parametrize(("name", "text"), VALID.values(), ids=VALID)
def test_what_is_valid_is_so_for_the_schema(name, text):
    assert problems(name, yaml.safe_load(text)) == []


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Place:
    return Place(tmp_path_factory.mktemp("schemas").resolve())


@pytest.mark.parametrize("name", ENTRIES)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_a_generated_resource_is_valid_for_the_schema_alone_and_in_a_project(place, name, data):
    body = data.draw(resources(place, name))
    assert problems(name, body) == []
    entry = ENTRIES[name]
    section = body if entry.section == "workspace" else {"a": body}
    assert problems(PROJECT, {"project": "p", entry.section: section}) == []
    changes = {entry.section: section}
    assert problems(PROJECT, {"targets": {"t": {"backend": "local", "overrides": changes}}}) == []


@pytest.mark.parametrize("name", IN_SECTIONS)
def test_an_expression_may_stand_for_any_value_of_a_project_and_of_none_of_a_plain_file(name):
    fields = {field.alias or key for key, field in kind(name).fields.model_fields.items()} - {"name"}
    body = dict.fromkeys(sorted(fields), "{{ var.x }}")
    assert problems(PROJECT, {"project": "p", ENTRIES[name].section: {"a": body}}) == []
    assert problems(name, {"name": "a", **body})


@pytest.mark.parametrize(
    "text",
    [
        "variables: {a: 1, b: {type: integer, default: 2, allowed: [2, 3], description: d}, c: [1], d: null}",
        "include: jobs/*.yml",
        "include: [a.yml]",
        "targets: {t: {backend: local, default: true, slots: 2, variables: {a: 1}, overrides: {jobs: {a: null}}}}",
        "targets: {t: {backend: azureml, workspace: '{{ var.w }}', overrides: {jobs: {a: {limits: {timeout: null}}}}}}",
        "jobs: {a: {command: x, environment: 'azureml:e:1', matrix: {r: [1, 2], exclude: [{r: 1}]}, depends_on: b}}",
        "jobs: {a: {command: x, environment: 'azureml:e:1', depends_on: [b, c], limits: {timeout: '{{ var.t }}'}}}",
        "workspace: {location: westeurope}",
    ],
)
def test_what_a_project_file_has_beside_resources_is_valid_for_the_schema(text):
    assert problems(PROJECT, yaml.safe_load(text)) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (PROJECT, "josb: {}"),
        (PROJECT, "jobs: {a: {comand: x}}"),
        (PROJECT, "jobs: {a: {command: x, environment: 'azureml:e:1', limits: {timeout: soon}}}"),
        (PROJECT, "computes: {a: {type: amlcompute, tier: cheap}}"),
        (PROJECT, "targets: {t: {backend: locl}}"),
        (PROJECT, "variables: {a: {typ: string}}"),
        ("command_job", "command: x"),
        ("command_job", "{command: x, environment: 'azureml:e:1', tags: {a: 1}}"),
        ("command_job", "{command: x, environment: 'azureml:e:1', description: null}"),
        ("command_job", "{command: x, environment: 'azureml:e:1', inputs: {a: {path: x, mode: fast}}}"),
        ("sweep_job", "type: sweep"),
        ("workspace", "{name: abc, managed_network: {isolation_mode: open}}"),
    ],
)
def test_what_is_wrong_is_so_for_the_schema(name, text):
    assert problems(name, yaml.safe_load(text))


def test_public_files_are_valid_for_the_schemas():
    corpus = corpus_folder()
    if corpus is None:
        absent("there are no public files at $RUNNER_CORPUS or ../shared/corpus")
    checked = 0
    for row in index(corpus):
        file = corpus / row.path
        try:
            project = load_project(file, Options())
        except InvalidSpec:
            continue
        (resource,) = project.resources
        assert problems(resource.kind.name, yaml.safe_load(file.read_text("utf-8-sig"))) == [], row.path
        checked += 1
    assert checked >= 45


def test_most_broken_files_are_so_for_the_schemas():
    corpus = corpus_folder()
    if corpus is None:
        absent("there are no public files at $RUNNER_CORPUS or ../shared/corpus")
    caught = total = 0
    kinds = {"compute": None, "command_job": "command_job", "environment": "environment", "workspace": "workspace"}
    for mutant in mutants(corpus):
        document = yaml.safe_load((corpus / mutant.file).read_text("utf-8-sig")) if mutant.group == "schema" else None
        if not isinstance(document, dict):
            continue
        word = str(document.get("type", "amlcompute")).lower()
        name = kinds[mutant.kind] or (word if word in ENTRIES else "amlcompute")
        total += 1
        caught += bool(problems(name, document))
    assert total > 80
    assert caught >= 0.95 * total


def test_every_field_is_described_and_every_description_is_of_a_field():
    fields = {
        (model.__name__, field.alias or name) for model in all_models() for name, field in model.model_fields.items()
    }
    assert [
        f"{model}.{name}" for model, name in sorted(fields) if not {name, f"{model}.{name}"} & set(DESCRIPTIONS)
    ] == []
    known = {name for _, name in fields} | {f"{model}.{name}" for model, name in fields}
    assert sorted(set(DESCRIPTIONS) - known) == []
    assert sorted(set(DEFAULTS) - known) == []


def all_models() -> set[type[Fields]]:
    found: set[type[Fields]] = set()
    stack = [PolicyFields, TargetFields, VariableFields, *(kind(name).fields for name in ENTRIES)]
    while stack:
        model = stack.pop()
        if model not in found:
            found.add(model)
            stack += [below for field in model.model_fields.values() for below in below_annotation(field.annotation)]
    return found


def below_annotation(annotation: object) -> Iterator[type[Fields]]:
    yield from models(annotation)
    for member in members(annotation):
        for argument in typing.get_args(member.annotation):
            yield from below_annotation(argument)


@pytest.mark.parametrize("number", range(len(SCHEMAS)), ids=[one.kind for one in SCHEMAS])
def test_whatever_is_accepted_of_what_azure_ml_s_schemas_have_is_valid_for_ours(tmp_path, number):
    try:
        made = list(oracle_resources(SCHEMAS[number].shape, SCHEMAS[number].kind))
    except ImportError as error:
        absent(f"azure-ai-ml is not installed: {error}")
    (tmp_path / ".git").mkdir()
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    checked = 0
    for body in made[:: max(1, len(made) // 100)]:
        (tmp_path / "resource.yml").write_text(written(SCHEMAS[number], body), "utf-8")
        try:
            load_project(tmp_path / "resource.yml", Options())
        except InvalidSpec:
            continue
        assert problems(SCHEMAS[number].kind, body) == [], body
        checked += 1
    assert checked >= 0.5 * min(len(made), 100)
