"""Text from specs, logs and metrics as it may be shown on a terminal.

Nothing in it can move the cursor, change the order in which other text is read, or begin a line of its own.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

# Controls of C0 (but for tab and newline) and C1, marks of direction, separators of lines, halves of surrogate pairs.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    r"""The text with control characters other than tab and newline written as `\x1b` or `\u202e`."""
    return _CONTROL.sub(_escaped, text)


def one_line(text: str) -> str:
    """The same, with each newline shown as `⏎`."""
    return printable(text).replace("\n", "⏎")


def json_text(document: Any) -> str:
    """A document as JSON that any program reads and any terminal shows."""
    return printable_json(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False, default=str))


def printable_json(text: str) -> str:
    """A JSON text with the same characters escaped as JSON does it: inside its strings there can be no others."""
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: East Asian characters two, combining ones none."""
    if text.isascii():
        return len(text)
    widths = (0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)
    return sum(widths)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
