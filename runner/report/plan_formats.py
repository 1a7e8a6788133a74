"""The formats of a plan that there are, each imported when it is chosen."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import cast

from runner.plan import Plan

PLAN_FORMATS = {
    "text": "runner.report.plan_text:plan_text",
    "json": "runner.report.plan_json:plan_json",
    "markdown": "runner.report.plan_markdown:plan_markdown",
    "junit": "runner.report.plan_junit:plan_junit",
    "github": "runner.report.plan_github:plan_github",
}


def written_plan(output_format: str, plan: Plan) -> str:
    """A plan in one of the formats.

    Raises:
        KeyError: there is no such format.
    """
    module, _, attribute = PLAN_FORMATS[output_format].partition(":")
    return cast("Callable[[Plan], str]", getattr(importlib.import_module(module), attribute))(plan)
