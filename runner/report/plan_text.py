"""The plan as text: a line for each resource, readable without colour."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from runner.diagnostics import join_path
from runner.plan import Action, Change, Plan, Step, json_value
from runner.report.printable import one_line

SYMBOLS = {
    Action.CREATE: "+",
    Action.SUBMIT: "+",
    Action.RERUN: "+",
    Action.RESTORE: "+",
    Action.UPDATE: "~",
    Action.REPLACE: "-/+",
    Action.ARCHIVE: "-",
    Action.DELETE: "-",
    Action.UNCHANGED: "=",
    Action.REFUSE: "!",
}
_COUNTED = {
    Action.CREATE: "to create",
    Action.UPDATE: "to update",
    Action.REPLACE: "to replace",
    Action.SUBMIT: "to submit",
    Action.RERUN: "to run again",
    Action.RESTORE: "to restore",
    Action.ARCHIVE: "to archive",
    Action.DELETE: "to delete",
    Action.UNCHANGED: "unchanged",
    Action.REFUSE: "refused",
}
_MAX_VALUE = 100
_MOST_FILES = 20
"""Files of one folder that are named one by one; the JSON has all."""
_BEFORE_DIFFERENCE = 30
"""Characters shown before the first one that differs, in values that are too long to be shown whole."""


def plan_text(plan: Plan) -> str:
    """All steps, then a summary line."""
    lines = [one_line(f"{plan.project} → {plan.target} ({plan.backend}{', offline' if plan.is_offline else ''})"), ""]
    for step in plan.steps:
        lines += [one_line(f"  {head_text(step)}"), *(one_line(f"        {line}") for line in detail_lines(step))]
    lines += ["", summary(plan)]
    return "\n".join(lines) + "\n"


def summary(plan: Plan) -> str:
    """How many steps there are of each action, as `1 to submit, 2 unchanged.`."""
    return count_text(plan.counts)


def count_text(counts: Mapping[Action, int]) -> str:
    """The counts of actions in words."""
    return ", ".join(f"{count} {_COUNTED[action]}" for action, count in counts.items()) + "."


def head_text(step: Step) -> str:
    """A step in a line: symbol, action, resource, and its name on the target."""
    version = f":{step.version}" if step.version is not None else ""
    verb = f"{step.action} " if step.action is not Action.UNCHANGED else ""
    return f"{SYMBOLS[step.action]:<3} {verb}{step.id}  {step.name}{version}"


def detail_lines(step: Step) -> Iterator[str]:
    """Why a step is planned, what it changes, and what a reader should know, a line each."""
    yield from step.reason.splitlines()
    for change in step.changes:
        yield _change(change)
        yield from (f"  {line}" for line in change.files[:_MOST_FILES])
        if len(change.files) > _MOST_FILES:
            yield f"  and {len(change.files) - _MOST_FILES} more files"
    if step.action is not Action.UNCHANGED:
        yield from step.notes


def _change(change: Change) -> str:
    old, new = _value(change.old), _value(change.new)
    if old == new:  # a number and the text of the same digits
        old, new = _json(change.old), _json(change.new)
    where = f"  ({change.written})" if change.written else ""
    same = next(
        (at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
    )
    start = max(0, same - _BEFORE_DIFFERENCE)
    return f"{join_path(change.path)}: {_shortened(old, start)} → {_shortened(new, start)}{where}"


def _value(value: object) -> str:
    if value is None:
        return "unset"
    plain = json_value(value)
    return plain if isinstance(plain, str) else _json(value)


def _json(value: object) -> str:
    return json.dumps(json_value(value), ensure_ascii=False)


def _shortened(text: str, start: int) -> str:
    """A text, or of a long one the stretch from `start` on, where two of them begin to differ."""
    if len(text) <= _MAX_VALUE:
        return text
    end = start + _MAX_VALUE
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
