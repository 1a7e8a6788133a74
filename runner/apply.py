"""Applies a plan: does its steps in order, follows its jobs, and submits each job when those it needs have ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from runner.backend import Backend, Request, Stamps
from runner.diagnostics import ActionFailed, RunnerError
from runner.identity import Identity
from runner.observed import ObservedJob, Status
from runner.plan import Action, Plan, Step
from runner.project import Project, ResourceId

POLL_SECONDS = 0.5


class Progress:
    """Is told what happens, as it happens. This one says nothing; a display overrides what it shows."""

    def done(self, step: Step) -> None:
        """A resource was made or changed, or a job was submitted."""

    def failed(self, step: Step, error: RunnerError) -> None:
        """An action on the target failed."""

    def skipped(self, step: Step, because: ResourceId) -> None:
        """A step was not done because one that it needs failed."""

    def jobs(self, jobs: Sequence[ObservedJob]) -> None:
        """How the followed jobs are now."""


@dataclass(frozen=True)
class Outcome:
    """What an apply came to. `submitted` are the jobs that it submitted, `waiting` those that it left for later,
    `failed_before` the unchanged ones whose latest attempt did not complete, `left` those that had not ended.
    """

    jobs: tuple[ObservedJob, ...] = ()
    submitted: tuple[str, ...] = ()
    waiting: tuple[ResourceId, ...] = ()
    skipped: tuple[ResourceId, ...] = ()
    errors: tuple[str, ...] = ()
    failed_before: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def succeeded(self) -> bool:
        """Whether every action was done and every followed job completed."""
        ended_badly = any(job.status in (Status.FAILED, Status.CANCELED) for job in self.jobs)
        return not (self.errors or self.skipped or ended_badly or self.failed_before)


@dataclass
class _Run:
    """The state of one apply while it goes on."""

    todo: dict[ResourceId, Step]
    done: set[ResourceId] = field(default_factory=set)
    broken: set[ResourceId] = field(default_factory=set)
    followed: dict[str, ResourceId] = field(default_factory=dict)
    jobs: dict[str, ObservedJob] = field(default_factory=dict)
    submitted: list[str] = field(default_factory=list)
    skipped: list[ResourceId] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    failed_before: list[str] = field(default_factory=list)


class Applier:
    """Applies one plan to one backend."""

    def __init__(
        self,
        project: Project,
        identities: Mapping[ResourceId, Identity],
        plan: Plan,
        backend: Backend,
        commit: str,
        progress: Progress,
    ) -> None:
        self._project = project
        self._identities = identities
        self._backend = backend
        self._commit = commit
        self._progress = progress
        self._steps = {step.id: step for step in plan.steps}
        self._run = _Run(dict(self._steps))
        self._by_id = {resource.id: resource for resource in project.resources}

    def start(self) -> None:
        """Does everything that need not wait for a job to end."""
        while self._one_round():
            pass

    def follow(self, sleep: Callable[[float], None] = time.sleep) -> None:
        """Follows the jobs until all have ended, and does what waited for them."""
        while True:
            self._look()
            if any(self._is_ready(step) for step in self._run.todo.values()):
                with self._backend.exclusive(lambda: None):
                    self.start()
            elif not self._unsettled():
                return
            sleep(POLL_SECONDS)

    def outcome(self) -> Outcome:
        """What it came to so far."""
        run = self._run
        return Outcome(
            jobs=tuple(run.jobs.values()),
            submitted=tuple(run.submitted),
            waiting=tuple(run.todo),
            skipped=tuple(run.skipped),
            errors=tuple(run.errors),
            failed_before=tuple(run.failed_before),
            left=tuple(name for name in run.followed if not self._has_ended(name)),
        )

    def _unsettled(self) -> bool:
        return not all(self._has_ended(name) for name in self._run.followed)

    def _has_ended(self, name: str) -> bool:
        return name in self._run.jobs and self._run.jobs[name].status.is_final

    def _one_round(self) -> bool:
        """Does each step whose needs are settled; whether there was one."""
        ready = [step for step in self._run.todo.values() if self._is_ready(step)]
        for step in ready:
            del self._run.todo[step.id]
            broken = next((need for need in self._needs(step) if need in self._run.broken), None)
            if broken is not None and step.action is not Action.UNCHANGED:
                self._run.broken.add(step.id)
                self._run.skipped.append(step.id)
                self._progress.skipped(step, broken)
            else:
                self._do(step)
        return bool(ready)

    def _is_ready(self, step: Step) -> bool:
        if step.action is Action.UNCHANGED:
            return True  # what is there already waits for nothing
        return all(need in self._run.done or need in self._run.broken for need in self._needs(step))

    def _needs(self, step: Step) -> Sequence[ResourceId]:
        """What must be settled before a step: what is taken away goes last, and only where all else was done."""
        if step.action in (Action.DELETE, Action.ARCHIVE):
            others = (other for other in self._steps.values() if other.action not in (Action.DELETE, Action.ARCHIVE))
            return [other.id for other in others if other.id.section != "jobs"]
        return self._by_id[step.id].needs

    def _do(self, step: Step) -> None:
        run = self._run
        is_job = step.id.section == "jobs"
        if step.action is Action.UNCHANGED:
            if not is_job or step.status is None:
                run.done.add(step.id)
            elif not self._settle(step.id, step.status):
                run.followed[step.name] = step.id  # an earlier apply submitted it: attach to it again
            elif step.status is not Status.COMPLETED:
                run.failed_before.append(step.name)
            return
        try:
            if is_job:
                self._backend.submit(self._request(step))
                run.followed[step.name] = step.id
                run.submitted.append(step.name)
            elif step.action is Action.DELETE:
                self._backend.delete(step.kind, step.name, step.version)
            elif step.action is Action.ARCHIVE:
                self._backend.archive(step.kind, step.name, step.version)
            else:
                self._backend.put(self._request(step))
                run.done.add(step.id)
        except RunnerError as error:
            self._failed(step, error)
        else:
            self._progress.done(step)

    def _failed(self, step: Step, error: RunnerError) -> None:
        self._run.broken.add(step.id)
        self._run.errors.append(f"{step.id}: {error.message}" + (f" ({error.hint})" if error.hint else ""))
        self._progress.failed(step, error)

    def _settle(self, resource: ResourceId, status: Status) -> bool:
        """Counts a job that has ended; whether it has."""
        if status is Status.COMPLETED:
            self._run.done.add(resource)
        elif status.is_final:
            self._run.broken.add(resource)
        return status.is_final

    def _look(self) -> None:
        """Asks for the followed jobs."""
        run = self._run
        if not self._unsettled():
            return
        there = {job.name: job for job in self._backend.status(run.followed)}
        for name, resource in list(run.followed.items()):
            if name in there:
                run.jobs[name] = there[name]
                self._settle(resource, there[name].status)
            else:
                del run.followed[name]
                self._failed(self._steps[resource], ActionFailed(f"the target knows nothing of {name} any more"))
        self._progress.jobs(tuple(run.jobs.values()))

    def _request(self, step: Step) -> Request:
        resource = self._by_id[step.id]
        upstream = {
            link.at: (self._steps[link.to].name, link.output) for link in resource.links if link.output is not None
        }
        used = frozenset().union(*resource.secrets.values()) if resource.secrets else frozenset()
        return Request(
            resource=resource,
            identity=self._identities[step.id],
            name=step.name,
            stamps=Stamps(self._project.name, resource.key, step.digest, self._commit, resource.is_protected),
            attempt=step.attempt,
            upstream=upstream,
            secrets={name: self._project.secrets[name] for name in used},
        )
