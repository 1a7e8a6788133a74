"""Diagnostics for tests of formats: by hand, and any that there can be."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from runner.diagnostics import Diagnostic, Origin, Severity, Source, Span
from runner.report.checked import Checked

HERE = Path("/here")


def span(text: str, line: int, column: int, end_column: int, *, name: str = "spec.yml", end_line: int = 0) -> Span:
    """A place in a file of this text, which lies in the current folder unless its name is absolute."""
    return Span(Source(HERE / name, name, text), line, column, end_line or line, end_column)


def checked(*found: Diagnostic, name: str = "spec.yml") -> Checked:
    """A spec in which this was found."""
    return Checked(name, HERE / name, found)


_TEXTS = st.text(st.characters(), max_size=20) | st.sampled_from(
    [
        "\x1b[31m",
        "a\nb",
        "a\r\nb",
        "::error::x",
        "%0A",
        "]]>",
        "<&\"'>",
        "\ufffe\uffff",
        "[a](b)",
        "{0}",
        "\udcff",
        "\0",
    ]
)
_NAMES = st.text(st.characters(blacklist_characters="/\0", blacklist_categories=["Cs"]), min_size=1, max_size=8).filter(
    lambda name: name not in (".", "..")
)


@st.composite
def any_span(draw: st.DrawFn) -> Span:
    """A place in a text that may hold anything."""
    line, column = draw(st.integers(1, 4)), draw(st.integers(1, 9))
    lines, columns = draw(st.integers(0, 2)), draw(st.integers(0, 5))
    end_column = column + columns if lines == 0 else 1 + columns
    return span(draw(_TEXTS), line, column, end_column, name=draw(_NAMES), end_line=line + lines)


any_diagnostic = st.builds(
    Diagnostic,
    code=st.sampled_from(["unknown-field", "duplicate-key", "text-like-number"]),
    message=_TEXTS,
    span=st.none() | any_span(),
    path=_TEXTS,
    hint=_TEXTS,
    suggestion=_TEXTS,
    severity=st.sampled_from(Severity),
    related=st.lists(st.builds(Origin, _TEXTS, any_span()), max_size=2).map(tuple),
)
any_checked = st.lists(
    st.builds(lambda name, found: checked(*found, name=name), _NAMES, st.lists(any_diagnostic, max_size=3)), max_size=3
)
