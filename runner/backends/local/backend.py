"""The local target as a backend: everything the engine asks of it, over the store, the queue and the job folders."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from runner.backend import Request
from runner.backends.local import tracking
from runner.backends.local.dispatch import reconcile, start_next
from runner.backends.local.layout import JobFolder, Layout
from runner.backends.local.locks import held, is_held, kill_holders
from runner.backends.local.metrics import latest_metrics
from runner.backends.local.notes import notes
from runner.backends.local.prepare import prepare, remove_leftovers
from runner.backends.local.refusals import refusals
from runner.backends.local.store import Store, StoreUnavailable, now, update_job
from runner.diagnostics import ActionFailed
from runner.observed import Observed, ObservedJob, ObservedResource, Status
from runner.plan import Refusal
from runner.project import Project, Resource, Target
from runner.reference import parse_reference
from runner.render import manifest_in
from runner.resources import whole_number

_DEFAULT_POOL = "local"
_LOG_PIECE = 4 * 1024 * 1024
_DEFAULT_NODES = 4
"""Nodes of a cluster that does not say `max_instances` (the service's default)."""


def open_target(root: Path, target: Target) -> LocalBackend:
    """The backend of a local target."""
    return LocalBackend(root, slots=target.slots or 1)


class LocalBackend:
    """This machine. `slots` is how many jobs that name no cluster run at once."""

    def __init__(self, root: Path, slots: int = 1) -> None:
        self.layout = Layout(root)
        self._store = Store(self.layout.store)
        self._slots = slots

    def refusals(self, project: Project) -> list[Refusal]:
        """What in the project this machine cannot honour."""
        return refusals(project)

    def notes(self, resource: Resource) -> tuple[str, ...]:
        """How this machine honours a resource, where that is not as Azure ML does."""
        return notes(resource)

    def observe(self, project: Project) -> Observed:
        """What the store holds: all resources, and the jobs of the project and of the names that it uses."""
        self._reconcile()
        names = {resource.name for resource in project.resources}
        jobs = {job.name: job for job in self._store.jobs() if job.project == project.name or job.name in names}
        resources = {(r.kind, r.name, r.version): r for r in self._store.resources()}
        return Observed(resources, jobs)

    @contextmanager
    def exclusive(self, waiting: Callable[[], None]) -> Iterator[None]:
        """The lock of `.runner/`: a second apply waits until the first has done its effects."""
        self._make_folder()
        if is_held(self.layout.apply_lock):
            waiting()
        with held(self.layout.apply_lock):
            remove_leftovers(self.layout)
            yield

    def was_applied(self, plan: str) -> bool:
        """Whether the store knows of an approved plan that it was applied."""
        return self._store.was_applied(plan)

    def record_applied(self, plan: str) -> None:
        """Remembers an approved plan, which is then never applied again."""
        self._store.record_applied(plan)

    def put(self, request: Request) -> None:
        """Records a resource; a compute's nodes become slots."""
        resource = request.resource
        manifest = manifest_in(resource, self.layout.root)
        stored = ObservedResource(
            kind=resource.kind.name,
            name=request.name,
            version=request.identity.version,
            manifest=manifest,
            project=request.stamps.project,
            key=request.stamps.key,
            digest=request.stamps.digest,
            is_protected=request.stamps.is_protected,
        )
        self._store.put_resource(stored, request.stamps.commit)
        if resource.kind.section == "computes":
            is_cluster = resource.kind.name == "amlcompute"
            nodes = whole_number(manifest.get("max_instances"), _DEFAULT_NODES) if is_cluster else 1
            self._store.set_slots(request.name, nodes)
            start_next(self.layout, self._store)

    def delete(self, kind: str, name: str, version: str | None) -> None:
        """Removes a resource from the store."""
        self._store.delete_resource(kind, name, version)

    def archive(self, kind: str, name: str, version: str | None) -> None:
        """Marks a resource of the store as archived."""
        self._store.archive_resource(kind, name, version)

    def submit(self, request: Request) -> None:
        """Makes the job's run and folder, and queues it. Killed at any point and done again, there is one job."""
        if self._store.jobs([request.name]):
            return
        manifest, stamps = request.resource.manifest, request.stamps
        experiment = str(manifest.get("experiment_name") or stamps.project)
        display_name = str(manifest.get("display_name", stamps.key))
        own_tags = manifest.get("tags")
        tags = {
            **{str(k): "" if v is None else str(v) for k, v in _items(own_tags)},
            "runner.project": stamps.project,
            "runner.key": stamps.key,
            "runner.digest": stamps.digest,
            "runner.commit": stamps.commit,
        }
        client = tracking.client(self.layout)
        run_id = tracking.create_run(self.layout, client, experiment, request.name, display_name, tags)
        prepare(self.layout, request, run_id, experiment)
        pool = _pool(manifest)
        if pool == _DEFAULT_POOL:
            self._store.set_slots(pool, self._slots)
        self._store.add_job(
            {
                "name": request.name,
                "project": stamps.project,
                "key": stamps.key,
                "digest": stamps.digest,
                "git_commit": stamps.commit,
                "attempt": request.attempt,
                "fields": json.dumps(request.identity.fields),
                "files": json.dumps(request.identity.files),
                "experiment": experiment,
                "display_name": display_name,
                "pool": pool,
                "run_id": run_id,
            }
        )
        start_next(self.layout, self._store)

    def status(self, names: Iterable[str] | None = None) -> Sequence[ObservedJob]:
        """The jobs as they are now, with the newest value of each metric."""
        with contextlib.suppress(StoreUnavailable):  # on a full disk, what is known is still shown
            self._reconcile()
        jobs = self._store.jobs(list(names) if names is not None else None)
        metrics: dict[str, dict[str, float]] = {}
        with contextlib.suppress(ActionFailed):  # a damaged tracking store keeps nobody from ending a job
            metrics = latest_metrics(self.layout, [job.run_id for job in jobs])
        return [replace(job, metrics=metrics.get(job.run_id, {})) for job in jobs]

    def logs(self, name: str, offset: int = 0) -> bytes:
        """The job's standard output and error from this byte on, at most 4 MiB of it."""
        try:
            with open(self.layout.job(name).log, "rb") as log:
                log.seek(offset)
                return log.read(_LOG_PIECE)
        except FileNotFoundError:
            return b""

    def cancel(self, name: str) -> None:
        """Asks the job's supervisor to end it; ends a queued job, and one without a supervisor, itself."""
        folder = self.layout.job(name)
        try:
            folder.cancel_request.touch()
        except OSError as error:
            raise ActionFailed(f"cannot ask {name} to end: {(error.strerror or str(error)).lower()}") from error
        with self._store.transaction() as connection:
            row = connection.execute("SELECT * FROM jobs WHERE name = ?", (name,)).fetchone()
            status = Status(row["status"])
            if status is Status.QUEUED:
                # A supervisor finds the request, starts nothing, and closes the run; it needs no slot for that.
                update_job(connection, name, status=Status.FINALIZING, outcome=Status.CANCELED, ended=now())
            elif status in (Status.STARTING, Status.RUNNING):
                update_job(connection, name, status=Status.CANCEL_REQUESTED)
                if not is_held(folder.supervisor_lock) and is_held(folder.job_lock):
                    _kill_orphan(folder, row["process_group"])
        self._reconcile()

    def outputs(self, name: str) -> Path:
        """The job's folder."""
        return self.layout.job(name).path

    def _reconcile(self) -> None:
        reconcile(self.layout, self._store)

    def _make_folder(self) -> None:
        try:
            self.layout.jobs.mkdir(parents=True, exist_ok=True)
            (self.layout.folder / ".gitignore").write_text("*\n")
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise ActionFailed(
                f"cannot write {self.layout.folder}: {reason}", "check the disk and its rights"
            ) from None


def _kill_orphan(folder: JobFolder, group: int | None) -> None:
    """Ends a job whose supervisor was killed: nobody is there to give it time."""
    if group is not None:
        # A process of the job lives, so its group's number cannot have been given to another one.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
    kill_holders(folder.job_lock)


def _items(value: object) -> Iterable[tuple[object, object]]:
    return value.items() if isinstance(value, Mapping) else ()


def _pool(manifest: Mapping[str, object]) -> str:
    """The name of the cluster that a job names, or the pool of jobs that name none."""
    compute = manifest.get("compute")
    if not isinstance(compute, str) or compute.lower() == _DEFAULT_POOL:
        return _DEFAULT_POOL
    reference = parse_reference(compute)
    return reference.name if reference is not None else compute.rsplit("/", 1)[-1]
