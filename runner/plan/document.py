"""The plan as JSON: versioned, for programs."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from runner.diagnostics import Span
from runner.plan.model import Plan, Step

PLAN_VERSION = 1


def plan_document(plan: Plan) -> dict[str, Any]:
    """The plan as plain values: `version`, `project`, `target`, `backend`, `offline`, `summary` and `steps`."""
    return {
        "version": PLAN_VERSION,
        "project": plan.project,
        "target": plan.target,
        "backend": plan.backend,
        "offline": plan.is_offline,
        "summary": {str(action): count for action, count in plan.counts.items()},
        "steps": [_step(step, plan.root) for step in plan.steps],
    }


def _step(step: Step, root: Path) -> dict[str, object]:
    return {
        "resource": str(step.id),
        "kind": step.kind,
        "name": step.name,
        "version": step.version,
        "digest": step.digest,
        "action": str(step.action),
        "reason": step.reason,
        "status": str(step.status) if step.status is not None else None,
        "changes": [
            {
                "path": list(change.path),
                "old": json_value(change.old),
                "new": json_value(change.new),
                "written": _place(change.written, root),
                "files": list(change.files),
            }
            for change in step.changes
        ],
        "notes": list(step.notes),
        "written": _place(step.written, root),
    }


def _place(span: Span | None, root: Path) -> dict[str, object] | None:
    """A place in a file of the project, named from its root: the same from whichever folder a plan is made."""
    if span is None:
        return None
    file = os.path.relpath(os.path.realpath(span.source.path), root)
    return {"file": file, "line": span.line, "column": span.column}


def json_value(value: object) -> object:
    """A value of a manifest as JSON can have it: dates, infinity and not-a-number as the texts that YAML has for them."""
    if isinstance(value, Mapping):
        return {key: json_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [json_value(item) for item in value]
    if isinstance(value, date):  # datetime.datetime is one too
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    return value
