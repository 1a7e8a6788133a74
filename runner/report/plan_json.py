"""The plan as JSON."""

from __future__ import annotations

from runner.plan import Plan, plan_document
from runner.report.printable import json_text


def plan_json(plan: Plan) -> str:
    """The plan's document, for programs."""
    return json_text(plan_document(plan)) + "\n"
