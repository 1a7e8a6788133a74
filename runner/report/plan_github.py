"""The plan as workflow commands of GitHub Actions: an annotation for each step that does something, at its place."""

from __future__ import annotations

from runner.plan import Action, Plan, Step
from runner.report.github import command
from runner.report.plan_text import detail_lines, head_text, summary
from runner.report.printable import one_line


def plan_github(plan: Plan) -> str:
    """One command for each step that is not unchanged; what cannot be done is an error."""
    commands = [_command(step) for step in plan.steps if step.action is not Action.UNCHANGED]
    where = f"{plan.project} → {plan.target}"
    return "".join([*commands, command("notice", {"title": f"plan of {where}"}, [summary(plan)])])


def _command(step: Step) -> str:
    level = "error" if step.action is Action.REFUSE else "notice"
    span = step.written
    place: dict[str, object] = {} if span is None else {"file": span.source.name, "line": span.line}
    lines = [one_line(line) for line in (head_text(step), *detail_lines(step))]
    return command(level, {**place, "title": f"{step.action} {step.id}"}, lines)
