from __future__ import annotations

import contextlib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from runner.document import child, plain
from runner.template import TemplateBudget
from runner.template.split import UnclosedExpression, split


def quoted(text: str) -> str:
    return "a: " + yaml.safe_dump(text, default_style="'", width=10_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ var.epochs }}", 10),
        ("{{var.epochs}}", 10),
        ("{{ var.rate }}", 0.001),
        ("{{ var.version }}", "3.10"),
        ("{{ '3.10' }}", "3.10"),
        ("{{ '010' }}", "010"),
        ("{{ 'true' }}", "true"),
        ("{{ var.flag }}", True),
        ("{{ var.nothing }}", None),
        ("{{ var.list }}", [1, "two", None]),
        ("{{ var.map }}", {"a": 1, "b": [2]}),
        ("{{ var.map.b[0] }}", 2),
        ("{{ var['map']['a'] }}", 1),
        ("{{ var.list[-1] }}", None),
        ("{{ (1, 'x') }}", [1, "x"]),
        ("{{ {'k': var.epochs} }}", {"k": 10}),
        ("{{ {'k': {'l': 1}} }}", {"k": {"l": 1}}),
        ("{{ var.epochs * 2 + 1 }}", 21),
        ("{{ -var.epochs }}", -10),
        ("{{ var.epochs // 3 }}", 3),
        ("{{ 'a' + 'b' }}", "ab"),
        ("{{ 'a' ~ 1 ~ true ~ var.rate }}", "a1true0.001"),
        ("{{ 'yes' if var.epochs > 5 else 'no' }}", "yes"),
        ("{{ var.map.c | default('d') }}", "d"),
        ("{{ var.map.c.d | default(5) }}", 5),
        ("{{ var.nothing | default('d', true) }}", "d"),
        ("{{ env.HOME is defined }}", False),
        ("{{ 1 in var.list and 'x' not in var.text }}", True),
    ],
)
def test_a_text_that_is_wholly_an_expression_keeps_the_type_of_its_value(expand, text, expected):
    node, found = expand(quoted(text))
    assert not found
    assert (type(plain(node)), plain(node)) == (type(expected), expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("n={{ var.epochs }}", "n=10"),
        ("{{ var.epochs }} ", "10 "),
        ("{{ var.epochs }}{{ var.epochs }}", "1010"),
        ("v{{ var.version }}", "v3.10"),
        ("--flag {{ var.flag }}", "--flag true"),
        ("{{ var.list | tojson }}!", '[1, "two", null]!'),
        ("{{ project }}-{{ matrix.rate }}", "p-0.1"),
        ("{{ '{{' }}", "{{"),
        ("{{ '{{ x }}' }} {{ '}}' }}", "{{ x }} }}"),
        ('{{ "it\'s \\"}}\\"" }}', 'it\'s "}}"'),
        ("${{ inputs.a }}", "${{ inputs.a }}"),
        ("${{inputs.a}}{{ var.epochs }}${{outputs.b}}", "${{inputs.a}}10${{outputs.b}}"),
        ("${{ '{{ var.epochs }}' }} {{ var.epochs }}", "${{ '{{ var.epochs }}' }} 10"),
        ("${{ open", "${{ open"),
        ("{% raw %} {# note #} {{ 1 }}", "{% raw %} {# note #} 1"),
        ("{ x } }} {", "{ x } }} {"),
        ("${HOME} $ {{ 1 }}", "${HOME} $ 1"),
        ("# {{ 1 }}\n## x", "# 1\n## x"),
    ],
)
def test_an_expression_inside_a_text_becomes_text_and_the_rest_stays_as_it_is(expand, text, expected):
    node, found = expand("a: " + yaml.safe_dump(text, default_style='"', width=10_000))
    assert (node.value, found) == (expected, [])


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("' x ' | trim", "x"),
        ("'aXb' | lower | upper", "AXB"),
        ("'a-b' | replace('-', '_')", "a_b"),
        ("'abc' | replace('', '.')", ".a.b.c."),
        ("var.list | length", 3),
        ("[1, 'b', true] | join('/')", "1/b/true"),
        ("'12' | int + ('0.5' | float)", 12.5),
        ("2.567 | round(1)", 2.6),
        ("-3 | abs", 3),
        ("[4, 5] | first + ([4, 5] | last)", 9),
        ("'abc' | first", "a"),
        ("12 | string", "12"),
        ("var.map | tojson", '{"a": 1, "b": [2]}'),
        ("'1e-3' | float", 0.001),
    ],
)
def test_each_filter_does_what_its_name_says(expand, expression, expected):
    node, found = expand(quoted(f"{{{{ {expression} }}}}"))
    assert (plain(node), found) == (expected, [])


def test_keys_are_never_templated(expand):
    node, found = expand("a: {'{{ var.text }}': '{{ var.text }}'}")
    assert (plain(node), found) == ({"{{ var.text }}": "a b"}, [])


def test_what_an_expression_gives_is_not_expanded_again(expand):
    node, _ = expand(quoted("{{ var.evil }} {{ '{{ var.epochs }}' }}"), var={"evil": "{{ var.epochs }}"})
    assert node.value == "{{ var.epochs }} {{ var.epochs }}"


def test_what_holds_no_expression_is_the_same_node(expand):
    node, _ = expand("a: {b: [1, 'x ${{ inputs.a }}'], c: '{{ 1 }}'}")
    assert child(node, ("b",)) == node.value["b"]
    assert node.value["b"].value[1].also == ()


def test_a_value_stands_where_its_expression_does_and_names_its_variable(expand):
    node, _ = expand("a: '{{ var.map }}'")
    assert {str(item.span) for item in (node, *node.value.values())} == {"spec.yml:1:4"}
    assert [origin.role for origin in node.also] == ["variable map"]


@given(st.text(st.sampled_from("{}$'\"\\ a%#-\n"), max_size=30))
def test_the_parts_of_a_text_are_the_text(text):
    with contextlib.suppress(UnclosedExpression):
        parts = split(text)
        assert "".join(f"{{{{{part.text}}}}}" if part.is_expression else part.text for part in parts) == text
        assert all(text.startswith(part.text, part.start + 2 * part.is_expression) for part in parts)


@given(st.text(st.characters(codec="utf-8"), max_size=30).filter(lambda text: "{{" not in text and "\r" not in text))
def test_a_text_without_expression_and_one_quoted_in_an_expression_stay(expand, text):
    literal = text.replace("\\", "\\\\").replace("'", "\\'")
    for written in (text, f"{{{{ '{literal}' }}}}"):
        node, _ = expand("a: " + yaml.safe_dump(written, default_style='"', allow_unicode=False))
        assert node.value == text


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("a: '{{ var.long }} {{ var.long }}'", TemplateBudget()),
        ("a: '{{ [var.long, var.long] }}'", TemplateBudget()),
        ("a: ['{{ var.text }}', '{{ var.text }}', '{{ var.text }}']", TemplateBudget(total_chars=7)),
        ("a: ['{{ [[], []] }}', '{{ [[], []] }}']", TemplateBudget(total_chars=100)),
        ("a: '{{ var.text }}'", TemplateBudget(text_chars=2)),
        ("a: '{{ var.text }}'", TemplateBudget(expression_chars=5)),
    ],
)
def test_more_than_the_budget_allows_is_an_error(expand, text, budget):
    _, found = expand(text, budget)
    assert [diagnostic.code for diagnostic in found] == ["over-budget"]
