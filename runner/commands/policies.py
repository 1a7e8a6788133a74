"""`--policy FILE`, and the policy of the project itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runner.backend import Backend
from runner.commands.options import FILE
from runner.diagnostics import PolicyViolated
from runner.project import Project, Resource

if TYPE_CHECKING:
    from runner.policy import Policy


def policy_option(command: Callable[..., None]) -> Callable[..., None]:
    """`--policy`, which may be repeated: all of them hold, beside the project's own."""
    text = "A YAML file of rules that the spec cannot loosen; may be repeated."
    return click.option("--policy", "policy_files", multiple=True, type=FILE, metavar="FILE", help=text)(command)


def notes_of(
    project: Project, backend: Backend | None, policies: tuple[Policy, ...]
) -> Callable[[Resource], tuple[str, ...]] | None:
    """What a reader of a plan should know about a resource: how the target honours it, and what it costs."""
    if not policies:
        return backend.notes if backend is not None else None
    from runner.policy.cost import cost_notes

    def notes(resource: Resource) -> tuple[str, ...]:
        of_target = backend.notes(resource) if backend is not None else ()
        return (*of_target, *cost_notes(resource, project, policies))

    return notes


def held_policies(project: Project, files: tuple[Path, ...]) -> tuple[Policy, ...]:
    """The policies that a project keeps to.

    Raises:
        PolicyViolated: it does not keep to one of them.
        InvalidSpec: one of them has errors.
    """
    if project.policy is None and not files:
        return ()
    from runner.policy import policies_of, violations  # most projects have none, and need not wait for it

    policies = policies_of(project, files)
    found = violations(project, policies)
    if found:
        raise PolicyViolated(found)
    return policies
