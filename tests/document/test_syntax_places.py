"""Where a YAML text that cannot be read is said to be wrong: at the line to edit, not where libyaml gives up."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.diagnostics import Diagnostic, Source
from runner.document import read_documents


def syntax_error(text: str) -> Diagnostic:
    found: list[Diagnostic] = []
    read_documents(Source(Path("/spec.yml"), "spec.yml", text), found.append)
    (error,) = found
    assert error.code == "yaml-syntax"
    assert error.span is not None
    return error


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a: 1\nname: "abc\nb: 2\nc: "x y"\n', 2),
        ('a: 1\nname: "abc\nb: 2\nc: d\ne: ["x", "y"]\n', 2),
        ("a: 'it\nb: x\nc: 'd'\n", 1),
        ('a:\n  - "x\n  - "y"\n', 2),
        ('k: {a: "x, b: 1}\nc: "y"\n', 1),
    ],
)
def test_a_quote_that_a_later_quote_seems_to_close_is_wrong_where_it_begins(text, line):
    error = syntax_error(text)
    assert error.span.line == line
    assert "is not closed" in error.message


def test_a_text_over_several_lines_that_is_closed_is_not_what_is_wrong():
    assert syntax_error('a: "x\n  y"\nb: "z" w\n').span.line == 3


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a:\n   b: 1\n  c: 2\nd: 3\n", 2),
        ("a:\n   b:\n    x: 1\n  c:\n    y: 2\nd: 3\n", 2),
        ("a:\n    b: 1\n  c: 2\n  d: 3\n", 2),
        ("a:\n  b: 1\n  c: 2\n d: 3\n", 4),
        ("a:\n  b: 1\n c: 2\n", 3),
    ],
)
def test_of_two_neighbours_the_one_that_is_indented_oddly_is_wrong(text, line):
    assert syntax_error(text).span.line == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{\n  "a": 1\n  "b": [1, "}"]\n}\n', 2),
        ('{\n  "a": {"x": 1}\n\n  "b": 2\n}\n', 2),
        ('a: [\n  "x"\n  "y"\n]\n', 2),
    ],
)
def test_a_comma_that_is_missing_belongs_to_the_end_of_the_line_before(text, line):
    error = syntax_error(text)
    assert error.span.line == line
    assert "`,`" in error.message


@pytest.mark.parametrize("text", ["a: [x, y\nb: 1\nc: [z]\n", "a: {x: 1\nb: {y: 2}\n"])
def test_a_bracket_that_nothing_closes_is_wrong_where_it_begins(text):
    error = syntax_error(text)
    assert error.span.line == 1
    assert "is not closed" in error.message
