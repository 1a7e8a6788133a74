from __future__ import annotations

from pathlib import Path

import pytest

from runner.diagnostics import (
    ActionFailed,
    Diagnostic,
    InvalidSpec,
    RunnerError,
    Severity,
    Source,
    Span,
    UsageError,
    closest,
    has_errors,
    join_path,
)

WARNING = Diagnostic("w", "careful", severity=Severity.WARNING)


def test_lines_are_counted_as_yaml_counts_them():
    source = Source(Path("/s.yml"), "s.yml", "one\r\ntwo\rthree\n\nfive\u2028six\x85seven")
    assert [source.line(number) for number in range(9)] == ["", "one", "two", "three", "", "five", "six", "seven", ""]


@pytest.mark.parametrize(
    ("offset", "place"), [(0, (1, 1)), (2, (1, 3)), (3, (1, 4)), (5, (2, 1)), (7, (2, 3)), (8, (3, 1))]
)
def test_an_offset_has_a_line_and_a_column(offset, place):
    source = Source(Path("/s.yml"), "s.yml", "aé1\r\nb2\rc")
    assert source.place(offset) == place
    assert source.offset(*place) == offset


def test_a_span_is_written_as_editors_read_it():
    source = Source(Path("/p/s.yml"), "s.yml", "a: 1\n")
    assert str(Span(source, 1, 4, 1, 5)) == "s.yml:1:4"
    assert "a: 1" not in repr(source)


@pytest.mark.parametrize(
    ("path", "text"),
    [((), ""), (("a",), "a"), (("a", "b", 0, "c"), "a.b[0].c"), ((0, 1), "[0][1]"), (("a", "b.c"), "a.b.c")],
)
def test_a_place_in_the_data_is_written_as_people_write_it(path, text):
    assert join_path(path) == text


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("enviroment", "environment"),
        ("Compute", "compute"),
        ("display-name", "display_name"),
        ("cmopute", "compute"),
        ("zzz", ""),
        ("", ""),
        ("compute" * 100_000, ""),
    ],
)
def test_the_closest_name_is_the_one_that_was_probably_meant(word, meant):
    assert closest(word, ["environment", "compute", "display_name", "command"]) == meant


def test_the_closest_of_nothing_is_nothing():
    assert closest("a", []) == ""


def test_only_errors_make_a_spec_invalid_and_are_counted():
    error = Diagnostic("e", "wrong")
    assert not has_errors([WARNING])
    assert has_errors([WARNING, error])
    assert str(InvalidSpec([error, WARNING])) == "1 error in the spec"
    assert str(InvalidSpec([error, error])) == "2 errors in the spec"


@pytest.mark.parametrize(("error", "code"), [(InvalidSpec([]), 3), (UsageError("x"), 64), (ActionFailed("x"), 1)])
def test_each_class_of_failure_has_its_exit_code(error, code):
    assert isinstance(error, RunnerError)
    assert error.exit_code == code
