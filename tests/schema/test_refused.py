"""A schema tells an editor of mistakes in fields while they are typed."""

from __future__ import annotations

import re
from random import Random

import pytest

from runner.schema import PROJECT
from tests.oracle.compare import written
from tests.oracle.shapes import SCHEMAS
from tests.oracle.values import probes
from tests.schema.judge import told_by_fields, told_by_schema

MOST = 300
UNSAYABLE = re.compile(r"2026-01-01|[-+]?\.(inf|nan)\b", re.IGNORECASE)
PROJECT_TEXT = "project: p\njobs: {a: {command: x, environment: azureml:e@latest}}\n"


@pytest.mark.parametrize("schema", SCHEMAS, ids=[schema.kind for schema in SCHEMAS])
def test_what_the_fields_of_a_kind_refuse_is_refused(schema):
    """All but what JSON cannot say: dates are texts there, no number is infinite, and one as text has no bounds."""
    made = [body for _, body in probes(schema.shape, schema.kind) if isinstance(body, dict)]
    chosen = made if len(made) <= MOST else Random(MOST).sample(made, MOST)
    broken = [text for text in (written(schema, body) for body in chosen) if told_by_fields(schema.kind, text)]
    missed = [text for text in broken if not UNSAYABLE.search(text) and not told_by_schema(schema.kind, text)]
    assert len(broken) > 100
    assert len(missed) <= 0.02 * len(broken), "\n".join(missed)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("projct: p\n", "'projct' was unexpected"),
        ("project: p q\n", "does not match"),
        ("project: p\npolicy: {max_instances: 0}\n", "is not valid under any of the given schemas"),
        ("project: p\npolicy: {max_instancs: 1}\n", "'max_instancs' was unexpected"),
        ("project: p\njobs: {a.b: {command: x, environment: e}}\n", "does not match"),
        ("project: p\njobs: {a: {comand: x, environment: e}}\n", "not valid under any"),
        ("project: p\njobs: {a: '{{ var.job }}'}\n", "not valid under any"),
        (PROJECT_TEXT + "targets: {}\n", "should be non-empty"),
        (PROJECT_TEXT + "targets: {here: {backend: locl}}\n", "not valid under any"),
        (PROJECT_TEXT + "targets: {here: {backend: local, slots: true}}\n", "not valid under any"),
        (PROJECT_TEXT + "targets: {here: '{{ var.t }}'}\n", "is not of type 'object'"),
        (PROJECT_TEXT + "targets: {here: {backend: local, workspace: w}}\n", "False schema"),
        (PROJECT_TEXT + "targets: {here: {backend: azureml, slots: 2}}\n", "False schema"),
        (PROJECT_TEXT + "targets: {here: {backend: local, overrides: {job: {}}}}\n", "'job' was unexpected"),
        (
            PROJECT_TEXT + "targets: {here: {backend: local, overrides: {jobs: {a: {comand: x}}}}}\n",
            "not valid under any",
        ),
        (PROJECT_TEXT + "variables: {n: {typ: integer}}\n", "not valid under any"),
        (PROJECT_TEXT + "variables: {1n: 2}\n", "does not match"),
        (PROJECT_TEXT + "include: {a: b}\n", "not valid under any"),
    ],
)
def test_mistakes_in_project_files_are_refused(text, said):
    assert any(said in told for told in told_by_schema(PROJECT, text))


@pytest.mark.parametrize("text", ["compute: '${{ var.c }}'", "limits: {timeout: '${{inputs.t}}'}"])
def test_only_our_own_expressions_stand_for_values(text):
    whole = f"project: p\njobs: {{a: {{command: x, environment: e, {text}}}}}\n"
    is_text_anyway = "compute" in text
    assert (told_by_schema(PROJECT, whole) == []) == is_text_anyway


def test_in_a_plain_file_an_expression_is_a_text_like_any_other():
    text = "name: c\ntype: amlcompute\nmax_instances: '{{ var.n }}'\n"
    assert told_by_schema("amlcompute", text)
    assert (
        told_by_schema(PROJECT, "project: p\ncomputes: {c: {type: amlcompute, max_instances: '{{ var.n }}'}}\n") == []
    )
