from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "code", "place", "said", "hint"),
    [
        ("a: {b: '{{ var.epoch }}'}", "template-error", "1:9", "`epoch` is not defined", "did you mean `var.epochs`?"),
        ("a: x {{ var.zzz }}", "template-error", "1:6", "`zzz` is not defined", "declare it under `variables:`"),
        ("a: x {{ var.unset }}", "unset-variable", "1:6", "the variable `unset` has no value", "--var unset=VALUE"),
        (
            "a: '{{ vars.epochs }}'",
            "template-error",
            "1:5",
            "'vars' is undefined",
            "the names are env, matrix, project",
        ),
        ("a: '{{ [var.unset] }}'", "unset-variable", "1:5", "`unset` has no value", "--var-file"),
        ("a: '{{ env.HOME }}'", "unset-variable", "1:5", "`HOME` of the environment has no value", "--allow-env"),
        ("a: 'it''s {{ nope }}'", "template-error", "1:11", "'nope' is undefined", "the names are"),
        ('a: "{{ nope | replace(\\"x\\", 1) }}"', "template-error", "1:4", "'nope' is undefined", ""),
        ("a: |\n  one\n  two {{ nope }}\n", "template-error", "3:7", "'nope' is undefined", ""),
        ("a: >-\n  one\n  two {{ nope }}\n", "template-error", "3:7", "'nope' is undefined", ""),
        ("a: '${{ nope }} {{ nope }}'", "template-error", "1:17", "'nope' is undefined", ""),
        ("a: '{{ 1 }} {{ open'", "template-syntax", "1:13", "`{{` is not closed by `}}`", "{{ '{{' }}"),
        ("a: '${{ x }} {{ open }'", "template-syntax", "1:14", "`{{` is not closed by `}}`", ""),
        ("a: '{{ }}'", "template-error", "1:5", "the expression is empty", ""),
        ("a: '{{ 1 2 }}'", "template-error", "1:5", "cannot read `2` here", ""),
        ("a: '{{ 1 + }}'", "template-error", "1:5", "unexpected", ""),
        ("a: '{{ 1 & 2 }}'", "template-error", "1:5", "unexpected char '&'", ""),
        ("a: '{{- var.epochs }}'", "template-error", "1:5", "write {{ -x }} for a negative number", ""),
        ("a: '{{ var.epochs -}}'", "template-error", "1:5", "remove no white space here", ""),
        ("a: x {{ var.list }}", "template-value", "1:6", "a list or a mapping cannot stand inside a text", "tojson"),
        ("a: x {{ var.nothing }}", "template-value", "1:6", "null cannot stand inside a text", "default"),
        ("a: '{{ git }}'", "template-error", "1:5", "'git' is undefined", ""),
        ("a: '{{ var.text.nope }}'", "template-error", "1:5", "`nope` cannot be looked up in a text", ""),
        ("a: '{{ var.list[3] }}'", "template-error", "1:5", "`3` cannot be looked up in a list", ""),
        ("a: '{{ 1 + \"a\" }}'", "template-error", "1:5", "`+` works on numbers, not on a number and a text", ""),
        ("a: '{{ 1 / 0 }}'", "template-error", "1:5", "division by zero", ""),
        ("a: '{{ \"x\" | int }}'", "template-error", "1:5", "`x` is not a whole number", ""),
        ("a: '{{ \"x\" | replace(1) }}'", "template-error", "1:5", "replace() missing 1 required", ""),
        ("a: '{{ 1 if false }}'", "template-error", "1:5", "no else section", ""),
    ],
)
def test_what_is_wrong_with_an_expression_is_said_at_its_place(expand, text, code, place, said, hint):
    _, (error,) = expand(text)
    assert (error.code, str(error.span)) == (code, f"spec.yml:{place}")
    assert said in error.message
    assert hint in error.hint


def test_every_expression_of_a_text_is_reported_and_equal_ones_once(expand):
    _, found = expand("a: '{{ one }} {{ two }} {{ one }}'\n")
    assert [(str(d.span), d.path) for d in found] == [("spec.yml:1:5", "a"), ("spec.yml:1:15", "a")]


def test_each_text_is_reported_with_its_path(expand):
    _, found = expand("a:\n  - {b: '{{ nope }}'}\n  - {b: '{{ nope }}'}\n")
    assert [(str(d.span), d.path) for d in found] == [("spec.yml:2:10", "a[0].b"), ("spec.yml:3:10", "a[1].b")]


@pytest.mark.timeout(10)
def test_a_text_of_thousands_of_wrong_expressions_ends_early(expand):
    _, found = expand("a: '" + "".join(f"{{{{ x{n} }}}} " for n in range(20_000)) + "'")
    assert len(found) == 20


def test_the_place_where_a_variable_was_given_stands_beside_the_error(expand):
    _, (error,) = expand("a: '{{ var.text + var.epochs }}'")
    assert [origin.role for origin in error.related] == ["variable text", "variable epochs"]


def test_a_text_with_an_error_keeps_its_template(expand):
    node, _ = expand("a: x {{ nope }}")
    assert node.value == "x {{ nope }}"
