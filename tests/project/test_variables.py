from __future__ import annotations

from pathlib import Path

import pytest

from runner.diagnostics import UsageError

SPEC = """
project: p
variables:
  n: {n}
  s: {{type: string}}
targets:
  dev: {{backend: local, default: true, variables: {{n: 3}}}}
  other: {{backend: local}}
jobs: {{a: {{command: "echo {{{{ var.n }}}}", environment: azureml:a:1}}}}
"""


def command(project) -> object:
    return project.resources[0].manifest["command"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"target": "other"}, "echo 1"),
        ({"target": "other", "environ": {"RUNNER_VAR_n": "2"}}, "echo 2"),
        ({"target": "dev", "environ": {"RUNNER_VAR_n": "2"}}, "echo 3"),
        ({"variable_files": (Path("a.yml"),)}, "echo 4"),
        ({"variable_files": (Path("a.yml"), Path("b.yml"))}, "echo 5"),
        ({"variable_files": (Path("a.yml"),), "variables": {"n": "6"}}, "echo 6"),
        ({"target": "other", "environ": {"n": "9", "RUNNER_VAR_N": "9"}}, "echo 1"),
    ],
)
def test_the_nearer_source_of_a_variable_wins(load, options, expected):
    project = load(SPEC.format(n=1), {"a.yml": "n: 4\n", "b.yml": "n: 5\n"}, **options)
    assert command(project) == expected
    assert project.variables["n"] == int(expected.split()[1])


@pytest.mark.parametrize(
    ("declared", "given", "expected"),
    [
        ("1", "5", 5),
        ("0.5", "1e-3", 0.001),
        ("0.5", "2", 2),
        ("x", "5", "5"),
        ("'3.9'", "3.10", "3.10"),
        ("true", "FALSE", False),
        ("{type: string}", "true", "true"),
        ("{type: integer}", " 7 ", 7),
        ("{type: number, default: 1}", "1.5", 1.5),
        ("{description: anything}", "5", "5"),
        ("{default: 5}", "6", 6),
        ("{type: string, allowed: [a, b]}", "b", "b"),
        ("{type: integer, allowed: [1, 2]}", "2", 2),
        ("x", "{{ var.n }}", "{{ var.n }}"),
        ("x", "", ""),
    ],
)
def test_a_value_from_the_command_line_has_the_variable_s_type(load, declared, given, expected):
    project = load(
        f"project: p\nvariables: {{v: {declared}}}\njobs: {{a: {{command: x, environment: azureml:a:1, inputs: {{v: '{{{{ var.v }}}}'}}}}}}\n",
        variables={"v": given},
    )
    value = project.resources[0].manifest["inputs"]["v"]
    assert (type(value), value) == (type(expected), expected)


@pytest.mark.parametrize(
    ("declared", "given", "said"),
    [
        ("1", "x", "--var v: `v` must be a whole number, and is `x`"),
        ("1", "1.5", "`v` must be a whole number, and is `1.5`"),
        ("1", "9" * 500, "`v` must be a whole number"),
        ("0.5", "x", "`v` must be a number, and is `x`"),
        ("true", "yes", "`v` must be true or false, and is `yes`"),
        ("{type: string, allowed: [a, b]}", "c", "`v` must be one of a, b, and is `c`"),
        (
            "{type: string, allowed: [a], secret: true}",
            "hunter2",
            "`v` must be one of a, and is a value that is hidden",
        ),
        ("{type: integer, secret: true}", "hunter2", "`v` must be a whole number, and is a value that is hidden"),
    ],
)
@pytest.mark.parametrize("source", ["--var", "environment", "file"])
def test_a_value_that_does_not_fit_is_a_usage_error(load, declared, given, said, source):
    text = f"project: p\nvariables: {{v: {declared}}}\njobs: {{}}\n"
    options = {
        "--var": {"variables": {"v": given}},
        "environment": {"environ": {"RUNNER_VAR_v": given}},
        "file": {"variable_files": (Path("vars.yml"),)},
    }
    with pytest.raises(UsageError) as caught:
        load(text, {"vars.yml": f"v: '{given}'\n"}, **options[source])
    assert said.removeprefix("--var v: " if source != "--var" else "") in caught.value.message
    assert "hunter2" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    ("options", "said", "hint"),
    [
        ({"variables": {"m": "1"}}, "--var m: the spec has no variable `m`", "the spec declares n, s"),
        ({"variables": {"N": "1"}}, "--var N: the spec has no variable `N`", "did you mean `n`?"),
        ({"variable_files": (Path("other.yml"),)}, "other.yml:1:1: the spec has no variable `nn`", "did you mean `n`?"),
        ({"variable_files": (Path("list.yml"),)}, "list.yml is not one mapping of variables", "write name: value"),
        ({"variable_files": (Path("broken.yml"),)}, "broken.yml:1:4: the quote `'` is not closed", ""),
        ({"variable_files": (Path("two.yml"),)}, "two.yml is not one mapping of variables", "write name: value"),
    ],
)
def test_a_variable_that_is_not_declared_is_a_usage_error(load, options, said, hint):
    files = {"other.yml": "nn: 1", "list.yml": "[1]", "broken.yml": "n: 'x", "two.yml": "n: 1\n---\nn: 2\n"}
    with pytest.raises(UsageError) as caught:
        load(SPEC.format(n=1), files, **options)
    assert said in caught.value.message
    assert hint in caught.value.hint


def test_a_warning_about_a_value_in_a_file_neither_stops_nor_shows_it(load):
    project = load(SPEC.format(n=1), {"v.yml": "s: 1e5\n"}, variable_files=(Path("v.yml"),))
    assert project.variables["s"] == "1e5"


@pytest.mark.parametrize(
    ("text", "place", "code", "said"),
    [
        ("variables: 5", "1:1", "wrong-type", "`variables` must be a mapping"),
        ("variables: {a-b: 1}", "1:13", "invalid-name", "`a-b` cannot be a variable's name"),
        ("variables: {a: {typ: string}}", "1:17", "unknown-field", "a variable has no field `typ`"),
        ("variables: {a: {type: text}}", "1:23", "invalid-value", "`type` cannot be the text `text`"),
        ("variables: {a: {type: string, default: 5}}", "1:40", "invalid-value", "`a` must be text, and is `5`"),
        ("variables: {a: {default: 1, allowed: [2]}}", "1:26", "invalid-value", "`a` must be one of 2, and is `1`"),
        ("variables: {a: '{{ var.b }}'}", "1:17", "template-forbidden", "a variable's value is plain"),
        ("variables: {a: [1, '{{ var.b }}']}", "1:21", "template-forbidden", "a variable's value is plain"),
        ("variables: {a: {default: '{{ 1 }}'}}", "1:27", "template-forbidden", "a variable's value is plain"),
        ("variables: {a: {secret: true, default: x}}", "1:40", "secret-in-spec", "a secret has no default"),
        ("targets: {t: {backend: local, variables: {a: 1}}}", "1:43", "undefined-variable", "no variable `a`"),
        ("targets: {t: {backend: local, variables: [a]}}", "1:31", "wrong-type", "must be a mapping of names"),
        (
            "variables: {a: 1}\ntargets: {t: {backend: local, variables: {a: x}}}",
            "2:46",
            "invalid-value",
            "`a` must be a whole number, and is `x`",
        ),
        (
            "variables: {a: {secret: true}}\ntargets: {t: {backend: local, variables: {a: x}}}",
            "2:46",
            "secret-in-spec",
            "a secret has no value in a file that is committed",
        ),
        (
            "variables: {a: x}\ntargets: {t: {backend: local, variables: {a: '{{ 1 }}'}}}",
            "2:47",
            "template-forbidden",
            "a variable's value is plain",
        ),
    ],
)
def test_a_wrong_declaration_is_reported_at_its_place(fails, text, place, code, said):
    error = fails(f"{text}\nproject: p\njobs: {{}}\n")[0]
    assert (error.code, str(error.span)) == (code, f"spec.yml:{place}")
    assert said in error.message


def test_a_description_may_show_how_a_variable_is_used(load):
    assert load("project: p\nvariables: {a: {default: 1, description: 'as {{ var.a }}'}}\njobs: {}\n").variables == {
        "a": 1
    }


def test_the_environment_is_known_by_name_and_only_where_it_is_allowed(load, fails):
    text = "project: p\njobs: {a: {command: 'echo {{ env.USER }}', environment: azureml:a:1}}\n"
    environ = {"USER": "me", "HOME": "/h"}
    assert command(load(text, environ=environ, allow_env=("USER",))) == "echo me"
    (error,) = fails(text, environ=environ, allow_env=("HOME", "NOPE"))
    assert (error.code, error.hint) == ("unset-variable", "set it, and let it in with --allow-env USER")


def test_a_variable_without_a_value_is_an_error_where_it_is_used(load, fails):
    assert load(SPEC.format(n="{type: integer}")).variables == {"n": 3}
    (error,) = fails(SPEC.format(n="{type: integer}"), target="other")
    assert (error.code, str(error.span)) == ("unset-variable", "spec.yml:9:27")
    assert [str(origin.span) for origin in error.related] == ["spec.yml:4:3"]
