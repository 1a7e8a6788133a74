"""The plan as text: a line for each resource, readable without colour."""

from __future__ import annotations

from runner.plan import Action, Change, Plan, Step
from runner.report.printable import printable

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


def plan_text(plan: Plan) -> str:
    """All steps, then a summary line."""
    lines = [printable(f"{plan.project} → {plan.target} ({plan.backend}{', offline' if plan.is_offline else ''})"), ""]
    for step in plan.steps:
        lines += _step(step)
    lines += ["", summary(plan)]
    return "\n".join(lines) + "\n"


def summary(plan: Plan) -> str:
    """`1 to submit, 2 unchanged.`"""
    return ", ".join(f"{count} {_COUNTED[action]}" for action, count in plan.counts.items()) + "."


def _step(step: Step) -> list[str]:
    version = f":{step.version}" if step.version is not None else ""
    verb = f"{step.action} " if step.action is not Action.UNCHANGED else ""
    head = f"  {_SYMBOLS[step.action]:<3} {verb}{step.id}  {step.name}{version}"
    lines = [printable(head)]
    if step.reason:
        lines.append(printable(f"        {step.reason}"))
    lines += [_change(change) for change in step.changes]
    if step.action is not Action.UNCHANGED:
        lines += [printable(f"        {note}") for note in step.notes]
    return lines


def _change(change: Change) -> str:
    where = f"  ({change.written})" if change.written else ""
    return printable(f"      {change.path}: {_value(change.old)} → {_value(change.new)}{where}").replace("\n", "⏎")


def _value(value: object) -> str:
    text = "unset" if value is None else str(value)
    return text if len(text) <= _MAX_VALUE else text[: _MAX_VALUE - 1] + "…"
