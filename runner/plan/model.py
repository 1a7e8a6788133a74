"""The plan as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path as FilePath

from runner.diagnostics import Diagnostic, Span
from runner.document import Path
from runner.observed import Status
from runner.project import ResourceId


class Action(StrEnum):
    """What is done to one resource."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    SUBMIT = "submit"
    RERUN = "rerun"
    RESTORE = "restore"
    ARCHIVE = "archive"
    DELETE = "delete"
    UNCHANGED = "unchanged"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Change:
    """A field whose value differs: its place, both values (None: not set), and where the new one is written.

    `files` says which files of a local path differ, and how, where that is known.
    """

    path: Path
    old: object
    new: object
    written: Span | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What is planned for one resource. `reason` says why in a line; `name` and `version` are those on the target.

    `status` is that of the job's latest attempt, where there is one, and `written` the resource's place in the spec.
    """

    id: ResourceId
    kind: str
    name: str
    version: str | None
    digest: str
    action: Action
    reason: str = ""
    changes: tuple[Change, ...] = ()
    status: Status | None = None
    attempt: int = 1
    notes: tuple[str, ...] = ()
    written: Span | None = None


@dataclass(frozen=True)
class Plan:
    """The steps for all resources of a project on a target, each after those that it needs.

    `root` is the project's, from which places in files are named. `is_offline`: the target was not asked, so every resource is taken as new.
    """

    project: str
    target: str
    backend: str
    steps: tuple[Step, ...]
    root: FilePath
    is_offline: bool = False

    @property
    def counts(self) -> Mapping[Action, int]:
        """How many steps there are of each action, in the order of `Action`, without those that there are none of."""
        return {action: n for action in Action if (n := sum(step.action is action for step in self.steps))}

    @property
    def has_changes(self) -> bool:
        """Whether an apply would do anything."""
        return any(step.action not in (Action.UNCHANGED, Action.REFUSE) for step in self.steps)

    @property
    def removed(self) -> tuple[Step, ...]:
        """The steps after which something is gone that was there, for which a person is asked."""
        return tuple(step for step in self.steps if step.action in (Action.DELETE, Action.ARCHIVE, Action.REPLACE))

    @property
    def refused(self) -> tuple[Step, ...]:
        """The steps that cannot be done."""
        return tuple(step for step in self.steps if step.action is Action.REFUSE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something in a resource that a backend cannot honour, at its place."""

    id: ResourceId
    diagnostic: Diagnostic
