"""A schema takes whatever `validate` takes: examples, and every part of every kind in each place that it may have."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from runner.report.explanations import EXPLANATIONS
from runner.resources import ENTRIES, kind
from runner.schema import PROJECT
from tests.oracle.compare import written
from tests.oracle.shapes import SCHEMAS
from tests.oracle.values import probes, resources
from tests.schema.judge import told_by_fields, told_by_schema

ROOT = Path(__file__).parents[2]
CASES = sorted(ROOT.glob("tests/acceptance/*/*.yml"))
MOST = 150
"""Resources of each kind; the same each time."""
by_kind = pytest.mark.parametrize("schema", SCHEMAS, ids=[schema.kind for schema in SCHEMAS])
TELLING = ("project:", "include:", "variables:", "targets:", "computes:", "environments:", "jobs:")


def is_project(text: str) -> bool:
    return any(line.startswith(TELLING) for line in text.splitlines())


PROJECTS = {code: one.right.partition("# file:")[0] for code, one in EXPLANATIONS.items() if is_project(one.right)}


@pytest.mark.parametrize("text", PROJECTS.values(), ids=PROJECTS)
def test_right_examples_of_project_files_fit(text):
    assert told_by_schema(PROJECT, text) == []


# Their defects are no schema's business, or are what the case is about.
VALID_CASES = [
    path for path in CASES if path.parent.name not in ("validate", "formats") and is_project(path.read_text())
]


@pytest.mark.parametrize("path", VALID_CASES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_project_files_that_commands_are_shown_with_fit(path):
    assert told_by_schema(PROJECT, path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "targets: {t: {backend: local, environment: null, variables: null, overrides: null}}",
        "targets: {t: {backend: local, slots: '2', default: 'yes'}}",
        "targets: {t: {backend: '{{ var.b }}', slots: '{{ var.n }}'}}",
        "targets: {t: {backend: local, overrides: {jobs: {a: {matrix: null, depends_on: null}}, models: null}}}",
        "targets: {t: {backend: local, overrides: {jobs: {a: {matrix: {y: null, include: null}}}}}}",
        "variables: {n: {type: null, default: 1, allowed: null, description: null, secret: 'no'}, größe: 2026-01-01}",
        "jobs: {a: {command: x, environment: 'azureml:e:1', matrix: {x: [1], include: '{{ var.cells }}'}}}",
        "jobs: {a: {command: x, environment: 'azureml:e:1', matrix: {x: '{{ var.x }}', include: ['{{ var.cell }}']}}}",
    ],
)
def test_what_a_project_file_may_leave_open_fits(text):
    assert told_by_schema(PROJECT, text) == []


@by_kind
def test_what_the_fields_of_a_kind_take_fits_its_schema(schema):
    made = [*some(resources(schema.shape, schema.kind)), *some(body for _, body in probes(schema.shape, schema.kind))]
    taken = [text for text in (written(schema, body) for body in made) if told_by_fields(schema.kind, text) == []]
    assert len(taken) > 50
    assert refused(schema.kind, taken) == []


@by_kind
def test_an_expression_may_stand_for_any_value_in_a_project(schema):
    random = Random(schema.kind)
    projects = [project(schema.kind, templated(random, body, is_key=False), random) for body in valid_resources(schema)]
    assert refused(PROJECT, projects) == []


@by_kind
def test_an_override_may_give_any_part_and_remove_any(schema):
    random = Random(schema.kind)
    found = []
    for body in valid_resources(schema):
        change = partial(random, body)
        section = ENTRIES[schema.kind].section
        changes = change if section == "workspace" else {"one": random.choice([change, None])}
        target = {"backend": "azureml", "overrides": {section: changes}}
        whole = yaml.safe_load(project(schema.kind, body, random))
        found.append(yaml.safe_dump({**whole, "targets": {"there": target}}))
    assert refused(PROJECT, found) == []


def some(made: Iterator[Any]) -> list[dict[str, Any]]:
    bodies = [body for body in made if isinstance(body, dict)]
    return bodies if len(bodies) <= MOST else Random(MOST).sample(bodies, MOST)


def valid_resources(schema) -> list[dict[str, Any]]:
    made = some(resources(schema.shape, schema.kind))
    return [body for body in made if told_by_fields(schema.kind, written(schema, body)) == []]


def refused(name: str, texts: list[str]) -> list[str]:
    """Each text with what a schema has against it."""
    return [f"{text}\n{told}" for text in texts if (told := told_by_schema(name, text))]


def project(name: str, body: dict[str, Any], random: Random) -> str:
    """A project with a resource, which has no name where its key can be one, and what jobs have more in a project."""
    section = ENTRIES[name].section
    own = {key: value for key, value in body.items() if key != "name" or not kind(name).needs_name}
    if section == "jobs":
        own |= random.choice([{}, {"matrix": {"x": [1, "a"], "exclude": [{"x": 1}]}}, {"depends_on": ["one"]}])
    return yaml.safe_dump({"project": "p", section: own if section == "workspace" else {"one": own}})


def templated(random: Random, value: Any, *, is_key: bool) -> Any:
    """The value with an expression in the place of some values, at any depth; never of the whole resource."""
    if is_key and random.random() < 0.3:
        return random.choice(["{{ var.x }}", "{{ var.x + 1 }}", "a {{ var.x }} b"])
    if isinstance(value, dict):
        return {key: templated(random, item, is_key=True) for key, item in value.items()}
    return [templated(random, item, is_key=True) for item in value] if isinstance(value, list) else value


def partial(random: Random, value: Any) -> Any:
    """The value with some of its entries, some of them null, and one that removes what is not there."""
    if not isinstance(value, dict):
        return copy.deepcopy(value)
    kept = {key: item for key, item in value.items() if random.random() < 0.7}
    changes = {key: None if random.random() < 0.2 else partial(random, item) for key, item in kept.items()}
    return changes | ({"not_there": None} if random.random() < 0.2 else {})
