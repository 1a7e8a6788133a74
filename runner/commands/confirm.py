"""Asks before something goes that was there."""

from __future__ import annotations

import sys

import click

from runner.diagnostics import ActionFailed, InvalidSpec, UsageError
from runner.plan import Action, Plan

_NAMED = 10
"""Things that are named one by one in a question; the plan above it has all."""


def refuse_or_ask(plan: Plan, *, yes: bool) -> None:
    """Ends the command where a step cannot be done, or where a person does not want what goes to go.

    Raises:
        UsageError: there is nobody to ask.
        ActionFailed: the answer is no.
    """
    if plan.refused:
        click.echo("nothing was done: the steps marked with ! cannot be done on this target", err=True)
        raise click.exceptions.Exit(InvalidSpec.exit_code)
    if not plan.removed or yes:
        return
    replaced = [str(step.id) for step in plan.removed if step.action is Action.REPLACE]
    others = [f"{step.id} ({step.action})" for step in plan.removed if step.action is not Action.REPLACE]
    parts = []
    if replaced:
        parts.append(f"{_listed(replaced)} would be deleted and made again")
    if others:
        parts.append(f"{_listed(others)} would go")
    question = "; ".join(parts)
    if not sys.stdin.isatty():
        raise UsageError(question, "give --yes if that is meant")
    if not click.confirm(f"{question}. Go on?", err=True):
        raise ActionFailed("nothing was done")


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
