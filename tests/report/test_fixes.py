from __future__ import annotations

import pytest
from found import span
from hypothesis import given
from hypothesis import strategies as st

from runner.diagnostics import Diagnostic
from runner.document import plain, read_documents
from runner.report.fixes import Fixes


def written(text: str, located: str, suggestion: str, code: str = "invalid-value") -> str | None:
    """What is to be written over `located`, which stands in the first line of the text."""
    at = text.index(located) + 1
    return Fixes().replacement(Diagnostic(code, "m", span(text, 1, at, at + len(located)), suggestion=suggestion))


@pytest.mark.parametrize(
    ("text", "located", "suggestion", "replacement"),
    [
        ("comand: x\n", "comand", "command", "command"),
        ("tier: low_prority\n", "low_prority", "low_priority", "low_priority"),
        ("tier: 'low_prority'\n", "'low_prority'", "low_priority", "'low_priority'"),
        ('{"comand": x}\n', '"comand"', "command", '"command"'),
        ("environment: keras:1\n", "keras:1", "azureml:keras:1", "azureml:keras:1"),
        ("command: a ${{inputs.rte}} b\n", "${{inputs.rte}}", "${{inputs.rate}}", "${{inputs.rate}}"),
        ("command: a ${inputs.rate} b\n", "${inputs.rate}", "${{inputs.rate}}", "${{inputs.rate}}"),
    ],
)
def test_a_word_or_an_expression_takes_the_place_of_another(text, located, suggestion, replacement):
    assert written(text, located, suggestion) == replacement


@pytest.mark.parametrize(
    ("text", "located", "suggestion"),
    [
        ("size: '{{ var.size }}'\n", "'{{ var.size }}'", "STANDARD_DS3_V2"),
        ("x: ${{jobs.prepar.outputs.o}}\n", "${{jobs.prepar.outputs.o}}", "prepare"),
        ("tier: *tier\n", "*tier", "low_priority"),
        ("tier: &t low_prority\n", "&t low_prority", "low_priority"),
        ("tier: !!str low_prority\n", "!!str low_prority", "low_priority"),
        ("a: two words\n", "two words", "word"),
        ("a: word\n", "word", "two words"),
        ("depends_on: onn\n", "onn", "on"),
        ("comand: x\ncommand: y\n", "comand", "command"),
        ("a: word\n", "word", "@word"),
        ("a: word\n", "word", "word:"),
        ("a: word\n", "word", "-"),
        ("a: word\n", "word", ""),
    ],
    ids=[
        "template",
        "part of it",
        "alias",
        "anchor",
        "tag",
        "two words",
        "to two words",
        "no text",
        "given twice then",
        "not YAML then",
        "a key then",
        "an item then",
        "nothing suggested",
    ],
)
def test_a_person_has_to_look_where_it_is_not_one_for_one(text, located, suggestion):
    assert written(text, located, suggestion) is None


def test_a_number_may_take_the_place_of_a_text_that_looks_like_one():
    assert written("rate: 1e-4\n", "1e-4", "1.0e-4", "text-like-number") == "1.0e-4"
    assert written("rate: x\n", "x", "1.0e-4") is None


def test_an_old_problem_elsewhere_does_not_stand_in_the_way():
    assert written("comand: x\na: 1\na: 2\n", "comand", "command") == "command"


def test_a_place_of_several_lines_or_none_has_no_fix():
    fixes = Fixes()
    assert fixes.replacement(Diagnostic("c", "m", span("a: b\nc: d\n", 1, 1, 2, end_line=2), suggestion="x")) is None
    assert fixes.replacement(Diagnostic("c", "m", suggestion="x")) is None


def test_a_key_that_a_merge_brings_is_there_already():
    assert written("{x: &m {command: y}, z: {comand: x, <<: *m}}\n", "comand", "command") is None


def test_a_key_of_another_mapping_does_not_count():
    assert written("{a: {comand: x}, b: {command: y}}\n", "comand", "command") == "command"


def test_a_key_of_a_file_that_cannot_be_read_is_left_to_a_person():
    assert written("comand: x\nb: [\n", "comand", "command") is None


_WORDS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)


@given(st.lists(_WORDS, min_size=1, max_size=5, unique=True), _WORDS, st.data())
def test_a_fix_of_a_key_changes_that_key_and_nothing_else(keys, suggestion, data):
    lines = [f"{'k' + key}: {index}" for index, key in enumerate(keys)]
    number = data.draw(st.integers(0, len(keys) - 1))
    text, key = "\n".join(lines) + "\n", "k" + keys[number]
    place = span(text, number + 1, 1, 1 + len(key))
    fix = Fixes().replacement(Diagnostic("unknown-field", "m", place, suggestion="k" + suggestion))
    if suggestion in keys:
        assert fix is None
        return
    offset = place.source.offset(place.line, place.column)
    changed = span(text[:offset] + fix + text[offset + len(key) :], 1, 1, 1).source
    (document,) = read_documents(changed, lambda problem: pytest.fail(problem.message))
    assert plain(document) == {
        ("k" + suggestion if index == number else "k" + other): index for index, other in enumerate(keys)
    }
