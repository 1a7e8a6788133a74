from __future__ import annotations

from pathlib import Path

import pytest

SPEC = """project: p
include: [jobs.yml]
variables:
  kind: {type: string, default: uri_folder}
  count: 1
  where: src
targets:
  dev: {backend: local, default: true, variables: {%s}}
"""
JOB = """jobs:
  train:
    command: python main.py
    environment: azureml:e:1
    %s
"""
DEFAULT_OF_KIND = ("variable kind", "spec.yml:4:33")


@pytest.mark.parametrize(
    ("field", "given", "code", "at"),
    [
        ("inputs: {d: {type: '{{ var.kind }}', path: src}}", "uri_foldr", "invalid-value", 24),
        ("resources: {instance_count: '{{ var.kind }}'}", "three", "wrong-type", 33),
        ("code: '{{ var.kind }}'", "nowhere", "missing-path", 11),
        ("code: ./{{ var.kind }}/x", "nowhere", "missing-path", 11),
        ("inputs: {d: '${{ jobs.{{ var.kind }}.outputs.m }}'}", "nobody", "unknown-job", 17),
    ],
)
@pytest.mark.parametrize("source", ["default", "target", "file", "--var", "environment"])
def test_a_bad_value_of_a_variable_is_reported_where_it_is_used_and_names_where_it_is_written(
    errors, source, field, given, code, at
):
    if code == "unknown-job":
        field = field.replace("${{ jobs.{{ var.kind }}.outputs.m }}", '{{ "${{jobs." ~ var.kind ~ ".outputs.m}}" }}')
    spec = SPEC % (f"kind: {given}" if source == "target" else "")
    spec = spec.replace("default: uri_folder", f"default: {given}") if source == "default" else spec
    options = {
        "file": {"variable_files": (Path("vars.yml"),)},
        "--var": {"variables": {"kind": given}},
        "environment": {"environ": {"RUNNER_VAR_kind": given}},
    }.get(source, {})
    files = {"jobs.yml": JOB % field, "vars.yml": f"# values\nkind: {given}\n", "src/main.py": ""}
    (error,) = errors(spec, files, **options)
    assert (error.code, str(error.span)) == (code, f"jobs.yml:5:{at}")
    assert [(origin.role, str(origin.span)) for origin in error.related] == [
        {
            "default": DEFAULT_OF_KIND,
            "target": ("variable kind", "spec.yml:8:58"),
            "file": ("variable kind", "vars.yml:2:7"),
            "--var": ("variable kind, given with --var kind", "spec.yml:4:3"),
            "environment": ("variable kind, given with RUNNER_VAR_kind", "spec.yml:4:3"),
        }[source]
    ]


def test_all_variables_of_a_text_are_named(errors):
    files = {"jobs.yml": JOB % "code: '{{ var.where }}/{{ var[\"count\"] }}'"}
    (error,) = errors(SPEC % "", files)
    assert [(o.role, str(o.span)) for o in error.related] == [
        ("variable where", "spec.yml:6:10"),
        ("variable count", "spec.yml:5:10"),
    ]


def test_a_value_of_the_target_is_named_where_it_is_written(errors):
    spec = (
        "project: p\nvariables: {w: gone}\n"
        "targets:\n  dev: {backend: azureml, resource_group: g, workspace: '{{ var.w }}'}\n"
        "jobs: {a: {command: x, environment: azureml:e:1, code: './{{ target.workspace }}'}}\n"
    )
    (error,) = errors(spec)
    assert (error.code, str(error.span)) == ("missing-path", "spec.yml:5:56")
    assert [(o.role, str(o.span)) for o in error.related] == [
        ("target dev", "spec.yml:4:57"),
        ("variable w", "spec.yml:2:16"),
    ]


def test_a_bad_field_of_a_target_names_the_variable_that_gave_it(errors):
    spec = "project: p\nvariables: {n: many}\ntargets: {t: {backend: local, slots: '{{ var.n }}'}}\njobs: {}\n"
    (error,) = errors(spec)
    assert (error.code, str(error.span)) == ("wrong-type", "spec.yml:3:38")
    assert [(o.role, str(o.span)) for o in error.related] == [("variable n", "spec.yml:2:16")]


def test_an_undefined_input_in_a_templated_command_is_at_its_place_in_the_template(errors):
    job = JOB.replace("python main.py", "python main.py --n {{ var.count }} --x ${{inputs.x}}") % "inputs: {y: 1}"
    error = next(d for d in errors(SPEC % "", {"jobs.yml": job}) if d.code == "undefined-input")
    assert str(error.span) == "jobs.yml:3:53"
    assert [(o.role, str(o.span)) for o in error.related] == [("variable count", "spec.yml:5:10")]


def test_a_mapping_from_a_variable_is_reported_where_the_variable_is_used(errors):
    spec = (
        "project: p\nvariables:\n  r:\n    default: {instance_cout: 2}\n"
        "jobs: {a: {command: x, environment: azureml:e:1, resources: '{{ var.r }}'}}\n"
    )
    (error,) = errors(spec)
    assert (error.code, error.path, error.span.line) == ("unknown-field", "jobs.a.resources.instance_cout", 5)
    assert [(o.role, str(o.span)) for o in error.related] == [("variable r", "spec.yml:4:14")]


def test_an_expression_that_fails_names_the_alias_that_brought_the_job(errors):
    spec = "project: p\njobs:\n  a: &a {command: x, environment: azureml:e:1, tags: {t: '{{ var.nope }}'}}\n  b: *a\n"
    (error,) = errors(spec)
    assert str(error.span) == "spec.yml:3:59"
    assert [(o.role, str(o.span)) for o in error.related] == [("alias *a", "spec.yml:4:6")]


@pytest.mark.parametrize(
    ("value", "hint"),
    [("3", "put it in quotes"), ("'{{ var.n }}'", "give it as text: {{ … | string }}"), ("[a]", "")],
)
def test_how_a_value_becomes_text_depends_on_where_it_is_from(errors, value, hint):
    job = f"jobs: {{a: {{command: x, environment: azureml:e:1, display_name: {value}}}}}\n"
    (error,) = errors(f"project: p\nvariables: {{n: 3}}\n{job}")
    assert (error.code, error.hint) == ("wrong-type", hint)
