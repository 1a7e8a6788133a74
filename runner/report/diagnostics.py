"""Diagnostics as text with a caret."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from runner.diagnostics import Diagnostic, Span
from runner.report.checked import Checked, Written
from runner.report.printable import columns, one_line

_MAX_LINE = 160


def write_text(checked: Sequence[Checked], _: Path) -> Written:
    """A line for each valid spec, and apart from them what was found in all."""
    out = "".join(one_line(f"{one.name}: {one.summary}") + "\n" for one in checked if one.summary)
    found = [diagnostic for one in checked for diagnostic in one.diagnostics]
    return Written(out, diagnostics_text(found) + "\n" if found else "")


def diagnostics_text(diagnostics: Iterable[Diagnostic]) -> str:
    """Each problem with its place, the line with a caret, and the next step."""
    return "\n".join(_text(diagnostic) for diagnostic in diagnostics)


def _text(diagnostic: Diagnostic) -> str:
    place = f"{diagnostic.span}: " if diagnostic.span else ""
    lines = [one_line(f"{place}{diagnostic.severity}: {diagnostic.message} [{diagnostic.code}]")]
    if diagnostic.span:
        lines += _excerpt(diagnostic.span)
    if diagnostic.hint:
        lines.append(f"    → {one_line(diagnostic.hint)}")
    lines += [one_line(f"    {origin.role}: {origin.span}") for origin in diagnostic.related]
    return "\n".join(lines) + "\n"


def _excerpt(span: Span) -> list[str]:
    """The line of a span and a caret line below it."""
    text = span.source.line(span.line)
    if not text.strip():
        return []
    start = span.column - 1
    stop = span.end_column - 1 if span.end_line == span.line else len(text)
    cut = max(0, start - _MAX_LINE // 2)
    before, marked, after = (
        one_line(part.replace("\t", " "))
        for part in (text[cut:start], text[start : min(stop, cut + _MAX_LINE)], text[stop : cut + _MAX_LINE])
    )
    number = str(span.line)
    carets = " " * columns(before) + "^" * max(1, columns(marked))
    return [f"  {number} | {before}{marked}{after}", f"  {' ' * len(number)} | {carets}"]
