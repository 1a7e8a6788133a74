"""The plan as text: a line for each resource, readable without colour."""

from __future__ import annotations

import json

from runner.diagnostics import join_path
from runner.plan import Action, Change, Plan, Step, json_value
from runner.report.printable import one_line

_SYMBOLS = {
    Action.CREATE: "+",
    Action.SUBMIT: "+",
    Action.RERUN: "+",
    Action.RESTORE: "+",
    Action.UPDATE: "~",
    Action.REPLACE: "-/+",
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
    Action.UNCHANGED: "unchanged",
    Action.REFUSE: "refused",
}
_MAX_VALUE = 100
_BEFORE_DIFFERENCE = 30
"""Characters shown before the first one that differs, in values that are too long to be shown whole."""


def plan_text(plan: Plan) -> str:
    """All steps, then a summary line."""
    lines = [one_line(f"{plan.project} → {plan.target} ({plan.backend}{', offline' if plan.is_offline else ''})"), ""]
    for step in plan.steps:
        lines += _step(step)
    lines += ["", summary(plan)]
    return "\n".join(lines) + "\n"


def summary(plan: Plan) -> str:
    """How many steps there are of each action, as `1 to submit, 2 unchanged.`."""
    return ", ".join(f"{count} {_COUNTED[action]}" for action, count in plan.counts.items()) + "."


def _step(step: Step) -> list[str]:
    version = f":{step.version}" if step.version is not None else ""
    verb = f"{step.action} " if step.action is not Action.UNCHANGED else ""
    head = f"  {_SYMBOLS[step.action]:<3} {verb}{step.id}  {step.name}{version}"
    lines = [head]
    lines += [f"        {reason}" for reason in step.reason.splitlines()]
    lines += [f"        {_change(change)}" for change in step.changes]
    if step.action is not Action.UNCHANGED:
        lines += [f"        {note}" for note in step.notes]
    return [one_line(line) for line in lines]


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
