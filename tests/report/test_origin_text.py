from __future__ import annotations

from pathlib import Path

from runner.diagnostics import Source, Span
from runner.project.origin import Contribution, Traced
from runner.report.origin_json import origin_document
from runner.report.origin_text import origin_text

SOURCE = Source(Path("/spec.yml"), "spec.yml", "")


def at(line: int) -> Span:
    return Span(SOURCE, line, 1, line, 2)


def test_places_texts_and_roles_stand_below_each_other():
    rows = (
        Contribution(at(5), "base", "a"),
        Contribution(at(12), "alias *x", "長い"),
        Contribution(None, "--var v", ""),
    )
    assert origin_text([Traced("jobs.a.b", "v", rows)]).splitlines() == [
        "jobs.a.b = v",
        "  spec.yml:5:1   a     base",
        "  spec.yml:12:1  長い  alias *x",
        "  --var v              command line or environment",
    ]


def test_a_value_is_written_as_yaml_so_that_a_text_is_not_taken_for_a_number():
    values = ["5", 5, True, None, "", [], {}, "x"]
    lines = origin_text(Traced("a", value, ()) for value in values).splitlines()
    assert [line.removeprefix("a = ") for line in lines if line] == ["'5'", "5", "true", "null", "''", "[]", "{}", "x"]


def test_mappings_lists_and_long_texts_stand_on_lines_of_their_own():
    for value, lines in ({"b": 1}, ["b: 1"]), ([1, 2], ["- 1", "- 2"]), ("one\n two\n", ["one", " two"]):
        written = origin_text([Traced("a", value, ())]).splitlines()
        assert written[0] == "a ="
        assert [line.removeprefix("    ") for line in written[1:]] == lines


def test_nothing_from_a_spec_moves_the_cursor_or_begins_a_line():
    row = Contribution(at(1), "alias *\x1b[2J", "a\x1b[2J\nb")
    text = origin_text([Traced("a\x1b", "v\x1b[2J", (row,), (Traced("a.b\n", 1, ()),))])
    assert "\x1b" not in text
    assert [line[:2] for line in text.splitlines()[1:]] == ["  ", "  "]


def test_a_document_has_the_places_as_numbers():
    (value,) = origin_document(
        [Traced("a", 1, (Contribution(at(3), "base", "1"), Contribution(None, "--var v", "2")))]
    )["values"]
    assert value["contributions"] == [
        {"role": "base", "text": "1", "file": "spec.yml", "line": 3, "column": 1, "end_line": 3, "end_column": 2},
        {
            "role": "--var v",
            "text": "2",
            "file": None,
            "line": None,
            "column": None,
            "end_line": None,
            "end_column": None,
        },
    ]
