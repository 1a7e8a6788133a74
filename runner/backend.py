"""The protocol between the engine and a target. A backend is one package and one line in `backends.registry`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from runner.identity import Identity
from runner.observed import Observed, ObservedJob
from runner.plan import Refusal
from runner.project import Project, Resource


@dataclass(frozen=True, slots=True)
class Stamps:
    """What an apply writes on everything that it makes, so that it is found again (`runner.project`, `.key`, …).

    `is_protected`: the spec says that it is never deleted.
    """

    project: str
    key: str
    digest: str
    commit: str = ""
    is_protected: bool = False


@dataclass(frozen=True)
class Request:
    """One resource to be made or changed, or a job to be submitted, with all that it takes.

    `name` is that on the target; for jobs it includes the attempt. `upstream` maps places in the manifest that take
    another job's output to the name of that job and of the output. `secrets` holds the values of the secret variables
    that the manifest has placeholders of.
    """

    resource: Resource
    identity: Identity
    name: str
    stamps: Stamps
    attempt: int = 1
    upstream: Mapping[tuple[str | int, ...], tuple[str, str]] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


class Backend(Protocol):
    """A place where resources live and jobs run. Every call is repeatable: done twice, it has been done once.

    A failure that a user can understand is raised as `runner.diagnostics.ActionFailed`.
    """

    def refusals(self, project: Project) -> list[Refusal]:
        """What in the project this target cannot honour. Needs no connection."""
        ...

    def notes(self, resource: Resource) -> tuple[str, ...]:
        """What a reader of the plan should know about how this target honours a resource."""
        ...

    def observe(self, project: Project) -> Observed:
        """What is on the target: resources of the project's names, and the project's jobs."""
        ...

    def exclusive(self, waiting: Callable[[], None]) -> AbstractContextManager[None]:
        """Held while a plan is made and its effects are done, so that two applies do not mix, where that is possible.
        `waiting` is called once where somebody else holds it.
        """
        ...

    def was_applied(self, plan: str) -> bool:
        """Whether an approved plan of this id was applied to its end."""
        ...

    def record_applied(self, plan: str) -> None:
        """Remembers that an approved plan was applied to its end, where the target can remember it."""
        ...

    def put(self, request: Request) -> None:
        """Makes or changes a resource."""
        ...

    def delete(self, kind: str, name: str, version: str | None) -> None:
        """Removes a resource; one that is not there is removed already."""
        ...

    def archive(self, kind: str, name: str, version: str | None) -> None:
        """Puts a versioned resource aside, to be restored when it is wanted again; nothing is lost."""
        ...

    def submit(self, request: Request) -> None:
        """Submits a job under its name; one that is there already stays as it is."""
        ...

    def status(self, names: Iterable[str] | None = None) -> Sequence[ObservedJob]:
        """The jobs of these names as they are now, or all of them, oldest first."""
        ...

    def logs(self, name: str, offset: int = 0) -> bytes:
        """A piece of a job's log from this byte on; empty where nothing has been written since."""
        ...

    def cancel(self, name: str) -> None:
        """Asks for a job to be ended; one that has ended stays as it is."""
        ...

    def outputs(self, name: str) -> Path:
        """The folder on this machine with a job's log, outputs and named outputs."""
        ...
