"""A target in memory: jobs end as the test says, and every effect is written down in order."""

# ruff: noqa: ARG002 - the signatures are the protocol's
from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from runner.diagnostics import ActionFailed
from runner.observed import Observed, ObservedJob, ObservedResource, Status


class FakeBackend:
    """`ends` says by key how a job ends (completed where it says nothing), `broken` which keys cannot be made.

    `tick()` is one step of time: what was submitted runs, what ran ends, but for the keys in `hang`.
    """

    def __init__(self, ends=None, broken=(), hang=()):
        self.ends = ends or {}
        self.broken = set(broken)
        self.hang = set(hang)
        self.calls = []
        self.requests = {}
        self.jobs = {}
        self.resources = {}

    def tick(self, _seconds=0.0):
        for name, job in self.jobs.items():
            if job.status is Status.QUEUED:
                self.jobs[name] = replace(job, status=Status.RUNNING)
            elif job.status is Status.RUNNING and job.key not in self.hang:
                self.jobs[name] = replace(job, status=self.ends.get(job.key, Status.COMPLETED))

    def refusals(self, project):
        return []

    def notes(self, resource):
        return ()

    def observe(self, project):
        return Observed(dict(self.resources), dict(self.jobs))

    @contextmanager
    def exclusive(self, waiting):
        self.calls.append("lock")
        yield
        self.calls.append("unlock")

    def put(self, request):
        self._fail_if_broken(request)
        kind, version, stamps = request.resource.kind.name, request.identity.version, request.stamps
        self.resources[kind, request.name, version] = ObservedResource(
            kind, request.name, version, request.resource.manifest, stamps.project, stamps.key, stamps.digest
        )
        self.calls.append(f"put {stamps.key}")

    def delete(self, kind, name, version):
        self.resources.pop((kind, name, version), None)

    def submit(self, request):
        self._fail_if_broken(request)
        stamps = request.stamps
        self.requests[request.name] = request
        if request.name not in self.jobs:
            self.jobs[request.name] = ObservedJob(
                request.name,
                stamps.project,
                stamps.key,
                stamps.digest,
                Status.QUEUED,
                submitted=f"2026-01-01T00:00:{len(self.jobs):02}Z",
                fields=request.identity.fields,
                attempt=request.attempt,
            )
            self.calls.append(f"submit {stamps.key}")

    def status(self, names=None):
        return [job for name, job in self.jobs.items() if names is None or name in set(names)]

    def logs(self, name, offset=0):
        return b""

    def cancel(self, name):
        self.jobs[name] = replace(self.jobs[name], status=Status.CANCELED)

    def outputs(self, name):
        return Path("/nowhere") / name

    def _fail_if_broken(self, request):
        if request.stamps.key in self.broken:
            raise ActionFailed(f"no {request.stamps.key} today", "try tomorrow")
