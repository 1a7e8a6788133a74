from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.report.printable import columns, one_line, printable, printable_json


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 日本 😀\ttab\nline", "plain é 日本 😀\ttab\nline"),
        ("\x1b[31m\x07\x9b", "\\x1b[31m\\x07\\x9b"),
        ("a\r\x0b\x7f", "a\\x0d\\x0b\\x7f"),
        ("\u202eexe\u2066", "\\u202eexe\\u2066"),
        ("a\u2028b", "a\\u2028b"),
        ("\udcff", "\\udcff"),
    ],
)
def test_what_controls_a_terminal_is_written_out(text, shown):
    assert printable(text) == shown


def test_one_line_is_one_line():
    assert one_line("a\nb\r\nc") == "a⏎b\\x0d⏎c"


@given(st.text(st.characters()))
def test_no_control_is_left_and_all_else_is_kept(text):
    shown = printable(text)
    left = {
        c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or unicodedata.bidirectional(c) in BIDI
    }
    assert left <= {"\t", "\n"}
    assert shown == text or len(shown) > len(text)
    assert len(one_line(text).splitlines()) <= 1


BIDI = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


@given(
    st.recursive(
        st.text(st.characters()), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5
    )
)
def test_escaped_json_is_the_same_json(value):
    text = json.dumps(value, indent=1, ensure_ascii=False)
    assert json.loads(printable_json(text)) == value
    assert printable(printable_json(text)) == printable_json(text)


@pytest.mark.parametrize(("text", "width"), [("", 0), ("abc", 3), ("é", 1), ("e\u0301", 1), ("日本", 4), ("Ａ", 2)])
def test_columns_are_those_of_a_terminal(text, width):
    assert columns(text) == width
