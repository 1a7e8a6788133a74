"""Diagnostics as workflow commands of GitHub Actions, which become annotations of a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from runner.diagnostics import Diagnostic
from runner.report.checked import Checked, Written
from runner.report.printable import one_line, printable


def write_github(checked: Sequence[Checked], _: Path) -> Written:
    """One command for each diagnostic; what several specs include is said once."""
    commands = dict.fromkeys(_command(found, one.name) for one in checked for found in one.diagnostics)
    return Written("".join(commands))


def _command(diagnostic: Diagnostic, spec: str) -> str:
    """`::error file=…,line=…::message`. A diagnostic without a place is about the spec as a whole.

    Columns are given only within one line: an annotation of several lines cannot have them (GitHub's checks API).
    """
    span = diagnostic.span
    properties: dict[str, object] = {"file": spec if span is None else span.source.name}
    if span is not None and span.end_line == span.line:
        properties |= {"line": span.line, "col": span.column, "endLine": span.end_line, "endColumn": span.end_column}
    elif span is not None:
        properties |= {"line": span.line, "endLine": span.end_line}
    properties["title"] = diagnostic.code
    lines = [one_line(diagnostic.message)]
    if diagnostic.hint:
        lines.append(f"→ {one_line(diagnostic.hint)}")
    lines += [one_line(f"{origin.role}: {origin.span}") for origin in diagnostic.related]
    return command(str(diagnostic.severity), properties, lines)


def command(level: str, properties: Mapping[str, object], lines: Iterable[str]) -> str:
    """A workflow command with its newline; no text in it can end it or begin another one."""
    written = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{level} {written}::{_data(chr(10).join(lines))}\n"


def _data(text: str) -> str:
    """A message, in which the end of a line would end the command. Nothing else in it can control a terminal."""
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A property's value, which `:` and `,` end as well."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
