"""Diagnostics as SARIF 2.1.0 (OASIS standard with errata 01), for code scanning and editors."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote_from_bytes

from runner import __version__
from runner.diagnostics import Diagnostic, Origin, Span
from runner.report.checked import Checked, Written
from runner.report.explanations import EXPLANATIONS
from runner.report.fixes import Fixes
from runner.report.printable import json_text, one_line

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_BASE = "%SRCROOT%"
_LINE_BREAKS = ["\r\n", "\n", "\r", "\u0085", "\u2028", "\u2029"]
"""What ends a line for YAML, and so for our lines and columns (`newlineSequences`, 3.14.16)."""


def write_sarif(checked: Sequence[Checked], folder: Path) -> Written:
    """One run with all results, each once, and the rules that they are about."""
    found = [(diagnostic, one) for one in checked for diagnostic in one.diagnostics]
    codes = sorted({diagnostic.code for diagnostic, _ in found})
    writer = _Writer(folder, {code: index for index, code in enumerate(codes)})
    results = [writer.result(diagnostic, one) for diagnostic, one in found]
    unique = {json.dumps(result): result for result in results}
    run = {
        "tool": {
            "driver": {"name": "runner", "semanticVersion": __version__, "rules": [_rule(code) for code in codes]}
        },
        "originalUriBaseIds": {_BASE: {"uri": f"{folder.as_uri().rstrip('/')}/"}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": _LINE_BREAKS,
        "results": list(unique.values()),
    }
    return Written(json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n")


def _rule(code: str) -> dict[str, object]:
    explanation = EXPLANATIONS.get(code)
    if explanation is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": _message(explanation.title),
        "fullDescription": _message(explanation.meaning),
        "help": _message(f"{explanation.why}\n\n`runner explain {code}` shows an example.".lstrip()),
        "defaultConfiguration": {"level": str(explanation.severity)},
    }


class _Writer:
    """Writes the results of one run: file names are relative to its folder, rules have its numbers."""

    def __init__(self, folder: Path, rules: dict[str, int]) -> None:
        self._folder = folder
        self._rules = rules
        self._fixes = Fixes()

    def result(self, diagnostic: Diagnostic, checked: Checked) -> dict[str, object]:
        """One result. A diagnostic without a place is about the spec as a whole."""
        span = diagnostic.span
        place = self._place(span) if span else {"artifactLocation": self._artifact(checked.path)}
        location: dict[str, object] = {"physicalLocation": place}
        if diagnostic.path:
            location["logicalLocations"] = [{"fullyQualifiedName": diagnostic.path}]
        message = one_line(diagnostic.message)
        hint = f"\n→ {one_line(diagnostic.hint)}" if diagnostic.hint else ""
        result: dict[str, object] = {
            "ruleId": diagnostic.code,
            "ruleIndex": self._rules[diagnostic.code],
            "level": str(diagnostic.severity),
            "message": _message(message + hint),
            "locations": [location],
        }
        related = list(self._related(diagnostic.related))
        if related:
            result["relatedLocations"] = related
        written = self._fixes.replacement(diagnostic)
        if span is not None and written is not None:
            result["fixes"] = [self._fix(span, written)]
        return result

    def _related(self, origins: Sequence[Origin]) -> Iterator[dict[str, object]]:
        for number, origin in enumerate(dict.fromkeys(origins)):
            message = _message(one_line(origin.role))
            yield {"id": number, "physicalLocation": self._place(origin.span), "message": message}

    def _place(self, span: Span) -> dict[str, object]:
        return {"artifactLocation": self._artifact(span.source.path), "region": _region(span)}

    def _fix(self, span: Span, written: str) -> dict[str, object]:
        replacement = {"deletedRegion": _region(span), "insertedContent": {"text": written}}
        change = {"artifactLocation": self._artifact(span.source.path), "replacements": [replacement]}
        return {"description": _message(f"write `{written}`"), "artifactChanges": [change]}

    def _artifact(self, path: Path) -> dict[str, object]:
        """A file by its URI, percent-encoded: relative to the folder where it lies below it."""
        try:
            relative = path.relative_to(self._folder)
        except ValueError:
            return {"uri": path.as_uri()}
        return {"uri": quote_from_bytes(os.fsencode(relative)), "uriBaseId": _BASE}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _message(text: str) -> dict[str, str]:
    """A message string: braces are doubled, since single ones would be placeholders (3.11.5), and what would read as
    a link is escaped (3.11.6), since the text may come from anybody's file.
    """
    if "](" in text:
        text = re.sub(r"([\\\[\]])", r"\\\1", text)
    return {"text": text.replace("{", "{{").replace("}", "}}")}
