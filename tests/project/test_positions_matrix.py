from __future__ import annotations

from pathlib import Path

import pytest

JOB = """project: p
jobs:
  train:
    command: python main.py
    environment: azureml:e:1
    %s
    matrix:
      kind:
        - uri_folder
        - %s
      n: [1, 2]
"""
OVERRIDDEN = """project: p
include: [base.yml]
variables: {v: gone}
targets:
  dev:
    backend: local
    overrides: {jobs: {train: {matrix: {part: [src, '{{ var.v }}']}, code: './{{ matrix.part }}'}}}
"""
BASE = "jobs:\n  train: {command: x, environment: azureml:e:1, code: src, matrix: {part: [src]}}\n"


def places(error) -> list[tuple[str, str]]:
    return [(origin.role, str(origin.span)) for origin in error.related]


@pytest.mark.parametrize(
    ("field", "value", "code", "column"),
    [
        ("inputs: {d: {type: '{{ matrix.kind }}', path: 'azureml:d:1'}}", "bad", "invalid-value", 24),
        ("resources: {instance_count: '{{ matrix.kind if matrix.kind == \"x\" else 1 }}'}", "x", "wrong-type", 33),
        ('code: \'{{ matrix.kind | replace("uri_folder", ".") }}\'', "gone", "missing-path", 11),
    ],
)
def test_a_bad_cell_is_wrong_where_the_template_uses_it_and_names_the_list_s_item(errors, field, value, code, column):
    (error,) = errors(JOB % (field, value))
    assert (error.code, str(error.span)) == (code, f"spec.yml:6:{column}")
    assert places(error) == [("matrix kind", "spec.yml:10:11")]


def test_two_cells_with_the_same_problem_are_one_error_that_names_both_items(errors):
    spec = JOB.replace("uri_folder", "bad") % ("resources: {instance_count: '{{ matrix.kind | length }}x'}", "xyz")
    (error,) = errors(spec)
    assert places(error) == [("matrix kind", "spec.yml:9:11"), ("matrix kind", "spec.yml:10:11")]


def test_an_added_cell_names_its_own_item(errors):
    matrix = "{kind: [uri_file], include: [{kind: bad}]}"
    spec = "project: p\njobs:\n  a: {command: x, environment: azureml:e:1, inputs: {d: {type: '{{ matrix.kind }}', path: azureml:d:1}},\n"
    (error,) = errors(f"{spec}    matrix: {matrix}}}\n")
    assert (str(error.span), places(error)) == ("spec.yml:3:64", [("matrix kind", "spec.yml:4:49")])


def test_an_expression_that_fails_in_a_cell_names_the_item(errors):
    (error,) = errors(JOB % ("tags: {t: 'x {{ matrix.kind }}'}", "null"))
    assert (error.code, str(error.span)) == ("template-value", "spec.yml:6:18")
    assert places(error) == [("matrix kind", "spec.yml:10:11")]


@pytest.mark.parametrize("options", [{}, {"variable_files": (Path("vars.yml"),)}])
def test_override_in_an_included_project_with_a_cell_from_a_variable_names_all_of_them(errors, options):
    files = {"base.yml": BASE, "src/x": "", "vars.yml": "v: lost\n"}
    (error,) = errors(OVERRIDDEN, files, **options)
    assert (error.code, str(error.span)) == ("missing-path", "spec.yml:7:76")
    assert places(error) == [
        ("base", "base.yml:2:55"),
        ("matrix part", "spec.yml:7:53"),
        ("base", "base.yml:2:69"),
        ("override of target dev", "spec.yml:7:47"),
        ("variable v", "vars.yml:1:4" if options else "spec.yml:3:16"),
    ]


def test_an_aliased_axis_names_its_alias(errors):
    matrix = "{kind: *k}"
    spec = "project: p\nvariables: {v: {default: &k [bad]}}\njobs:\n  a: {command: x, environment: azureml:e:1, "
    (error,) = errors(
        f"{spec}inputs: {{d: {{type: '{{{{ matrix.kind }}}}', path: azureml:d:1}}}}, matrix: {matrix}}}\n"
    )
    assert places(error) == [("matrix kind", "spec.yml:2:30"), ("alias *k", "spec.yml:4:121")]


def test_a_wrong_matrix_behind_an_alias_names_the_alias(errors):
    spec = "project: p\nvariables: {v: {default: &m {kind: 5}}}\njobs:\n  a: {command: x, environment: azureml:e:1, matrix: *m}\n"
    (error,) = errors(spec)
    assert (error.code, str(error.span)) == ("wrong-type", "spec.yml:2:36")
    assert places(error) == [("alias *m", "spec.yml:4:53")]
