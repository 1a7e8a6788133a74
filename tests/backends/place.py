"""A project folder with a backend, driven as `runner apply` does it."""

from __future__ import annotations

import re
import textwrap
import time
from pathlib import Path

from runner.apply import Applier, Outcome, Progress
from runner.backend import Request, Stamps
from runner.backends.registry import open_backend
from runner.identity import identify
from runner.observed import ObservedJob
from runner.plan import Plan, Rerun, make_plan
from runner.project import Options, Project, load_project

ENVIRONMENT = "environment: {image: docker.io/library/python:3.11}"


def eventually(check, seconds=60.0, every=0.1):
    """The first true value of `check()`, asked again and again for a bounded time."""
    end = time.monotonic() + seconds
    while not (value := check()):
        assert time.monotonic() < end, f"{check} did not become true within {seconds:g} s"
        time.sleep(every)
    return value


def jobs_spec(project: str = "demo", target: str = "{backend: local, slots: 8}", **commands: str) -> str:
    """A spec with a job for each command."""
    lines = [f"project: {project}", f"targets: {{here: {target}}}", "jobs:"]
    for key, command in commands.items():
        lines += [f"  {key}:", f"    {ENVIRONMENT}", "    command: |", textwrap.indent(command, " " * 6)]
    return "\n".join(lines) + "\n"


class Place:
    """A project folder. `root` is resolved, as the backend's paths are."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / ".git").mkdir(exist_ok=True)

    def load(self, text: str) -> Project:
        spec = self.root / "spec.yml"
        spec.write_text(text, "utf-8")
        return load_project(spec, Options())

    def plan(self, project: Project, rerun: Rerun | None = None) -> Plan:
        backend = open_backend(project.root, project.target)
        return make_plan(project, identify(project), backend.observe(project), backend.refusals(project), rerun)

    def apply(self, text: str, *, follow: bool = True, rerun: Rerun | None = None) -> Outcome:
        project = self.load(text)
        backend = open_backend(project.root, project.target)
        with backend.exclusive(lambda: None):
            plan = self.plan(project, rerun)
            assert not plan.refused, plan.refused
            applier = Applier(project, identify(project), plan, backend, "c0ffee", Progress())
            applier.start()
        if follow:
            applier.follow()
        return applier.outcome()

    def submit(self, text: str) -> list[str]:
        """Applies without following; the names of the submitted jobs."""
        outcome = self.apply(text, follow=False)
        assert not outcome.errors, outcome.errors
        return list(outcome.submitted)

    def request(self, text: str, key: str, **upstream: tuple[str, str]) -> Request:
        """The request for one resource, as an apply makes it."""
        project = self.load(text)
        identities = identify(project)
        resource = next(resource for resource in project.resources if resource.key == key)
        identity = identities[resource.id]
        stamps = Stamps(project.name, key, identity.digest)
        taken = {("inputs", name, "path"): source for name, source in upstream.items()}
        return Request(resource, identity, identity.name, stamps, upstream=taken)

    @property
    def backend(self):
        return open_backend(self.root, load_project(self.root / "spec.yml", Options()).target)

    def job(self, key: str) -> ObservedJob:
        """The newest job of a key."""
        return [job for job in self.backend.status() if job.key == key][-1]

    def ended(self, *names: str) -> list[ObservedJob]:
        """Waits until these jobs have ended, all of them where none is named."""
        return eventually(lambda: self._if_ended(names), 120)

    def _if_ended(self, names: tuple[str, ...]) -> list[ObservedJob]:
        jobs = list(self.backend.status(names or None))
        return jobs if all(job.status.is_final for job in jobs) else []

    def log(self, name: str) -> str:
        return self.backend.logs(name).decode()


def processes(pattern: str) -> list[int]:
    """The processes whose command line this regular expression finds."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
        except (FileNotFoundError, ProcessLookupError):
            continue  # ended meanwhile
        if re.search(pattern, command):
            found.append(int(entry.name))
    return found
