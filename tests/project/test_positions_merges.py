from __future__ import annotations

import pytest

HEAD = "project: p\njobs:\n"
BAD = [
    ("inputs: {d: {type: uri_foldr, path: src}}", "invalid-value", "uri_foldr"),
    ("resources: {instance_count: three}", "wrong-type", "three"),
    ("resources: {instance_cout: 3}", "unknown-field", "instance_cout"),
    ("code: nowhere", "missing-path", "nowhere"),
    ("inputs: {d: {type: uri_file, path: nowhere}}", "missing-path", "nowhere"),
]


def places(error) -> list[tuple[str, str]]:
    return [(origin.role, str(origin.span)) for origin in error.related]


def text_at(span) -> str:
    return span.source.line(span.line)[span.column - 1 : span.end_column - 1]


@pytest.mark.parametrize(("field", "code", "at"), BAD)
def test_what_an_alias_brings_is_wrong_at_its_anchor_and_names_each_alias(errors, field, code, at):
    jobs = f"  a: &a\n    command: x\n    environment: azureml:e:1\n    {field}\n  b: *a\n  c: *a\n"
    (error,) = errors(HEAD + jobs, {"src/x": ""})
    assert (error.code, error.span.line, text_at(error.span)) == (code, 6, at)
    assert places(error) == [("alias *a", "spec.yml:7:6"), ("alias *a", "spec.yml:8:6")]


@pytest.mark.parametrize(("field", "code", "at"), BAD)
def test_what_a_merge_key_brings_is_wrong_at_its_anchor_and_names_the_merge(errors, field, code, at):
    jobs = f"  a: &a\n    {field}\n    command: x\n    environment: azureml:e:1\n  b: {{<<: *a, command: y}}\n"
    (error,) = errors(HEAD + jobs, {"src/x": ""})
    assert (error.code, error.span.line, text_at(error.span)) == (code, 4, at)
    assert places(error) == [("alias *a", "spec.yml:7:11")]


def test_the_own_key_beside_a_merge_names_nothing(errors):
    jobs = "  a: &a {command: x, environment: azureml:e:1}\n  b: {<<: *a, code: nowhere}\n"
    (error,) = errors(HEAD + jobs)
    assert (str(error.span), places(error)) == ("spec.yml:4:21", [])


def test_an_alias_of_an_alias_names_both(errors):
    jobs = "  a: &a {command: x, environment: azureml:e:1, inputs: &i {d: {type: bad, path: 'azureml:x:1'}}}\n"
    jobs += "  b: {command: x, environment: azureml:e:1, inputs: &j {<<: *i}}\n"
    jobs += "  c: {command: x, environment: azureml:e:1, inputs: *j}\n"
    (error,) = errors(HEAD + jobs)
    assert str(error.span) == "spec.yml:3:70"
    assert places(error) == [("alias *i", "spec.yml:4:61"), ("alias *j", "spec.yml:5:53")]


def test_the_alias_of_a_whole_section_is_named(errors):
    spec = "project: p\nvariables: {v: {default: &s {one: {image: 5}}}}\nenvironments: *s\n"
    (error,) = errors(spec)
    assert (str(error.span), places(error)) == ("spec.yml:2:43", [("alias *s", "spec.yml:3:15")])


def test_an_undefined_input_in_a_command_of_an_anchor_is_at_its_place(errors):
    jobs = "  a: {command: &c 'x ${{inputs.n}}', environment: azureml:e:1, inputs: {n: 1}}\n"
    jobs += "  b: {command: *c, environment: azureml:e:1, inputs: {m: 1}}\n"
    error = next(d for d in errors(HEAD + jobs) if d.code == "undefined-input")
    assert (str(error.span), places(error)) == ("spec.yml:3:22", [("alias *c", "spec.yml:4:16")])


def test_an_error_in_an_included_file_is_in_that_file(errors):
    files = {
        "more/one.yml": "include: [two.yml]\njobs: {a: {command: x, environment: azureml:e:1, cod: x}}\n",
        "more/two.yml": "jobs:\n  b: {command: x, environment: azureml:e:1, code: gone}\n",
    }
    found = errors("project: p\ninclude: [more/one.yml]\n", files)
    assert [(d.code, str(d.span)) for d in found] == [
        ("unknown-field", "more/one.yml:2:50"),
        ("missing-path", "more/two.yml:2:51"),
    ]
    chain = found[1].span.source.included_at
    assert (str(chain), str(chain.source.included_at)) == ("more/one.yml:1:11", "spec.yml:2:11")


def test_a_plain_file_names_its_aliases_as_well(errors):
    text = "command: x\nenvironment: azureml:e:1\ninputs:\n  a: &i {type: bad, path: azureml:x:1}\n  b: *i\n"
    found = {error.path: (str(error.span), places(error)) for error in errors(text)}
    assert found["inputs.a.type"] == ("spec.yml:4:16", [])
    assert found["inputs.b.type"] == ("spec.yml:4:16", [("alias *i", "spec.yml:5:6")])
