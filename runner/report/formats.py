"""The formats of `validate` that there are, each imported when it is chosen."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from runner.report.checked import Checked, Format, Written

FORMATS = {
    "text": "runner.report.diagnostics:write_text",
    "json": "runner.report.diagnostics_json:write_json",
    "sarif": "runner.report.sarif:write_sarif",
    "junit": "runner.report.junit:write_junit",
    "github": "runner.report.github:write_github",
}


def write_checked(output_format: str, checked: Sequence[Checked], folder: Path) -> Written:
    """What was found in several specs, in one of the formats.

    Raises:
        KeyError: there is no such format.
    """
    module, _, attribute = FORMATS[output_format].partition(":")
    write = cast("Format", getattr(importlib.import_module(module), attribute))
    return write(checked, folder)
