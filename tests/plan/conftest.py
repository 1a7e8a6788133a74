from __future__ import annotations

from collections.abc import Callable

import pytest

from runner.identity import identify
from runner.observed import Observed, ObservedJob, ObservedResource, Status
from runner.plan import Plan, make_plan
from runner.project import Project
from runner.resources import Lifecycle

SPEC = """
project: cnn
workspace: {name: mldemows, location: westus2}
computes:
  cluster: {type: amlcompute, size: STANDARD_D2_V2, max_instances: 2, idle_time_before_scale_down: 900}
environments:
  base: {image: "ubuntu:22.04"}
  fixed: {image: "ubuntu:22.04", version: 3}
jobs:
  train:
    command: python train.py
    code: code
    environment: azureml:base@latest
    compute: azureml:cluster
    inputs: {epochs: 3}
"""
FILES = {"code/train.py": "print(1)\n"}


@pytest.fixture
def project(load) -> Project:
    return load(SPEC, FILES)


@pytest.fixture(scope="session")
def applied() -> Callable[[Project], Observed]:
    """What a target shows once a project was applied to it and its jobs completed."""

    def observe(project: Project) -> Observed:
        resources, jobs = {}, {}
        for resource in project.resources:
            identity = identify(project)[resource.id]
            if resource.kind.lifecycle is Lifecycle.RUN:
                jobs[identity.name] = ObservedJob(
                    identity.name,
                    project.name,
                    resource.key,
                    identity.digest,
                    Status.COMPLETED,
                    submitted="2026-01-01T00:00:00Z",
                    fields=identity.fields,
                    files=identity.files,
                )
            else:
                key = (resource.kind.name, identity.name, identity.version)
                stamps = (project.name, resource.key, identity.digest)
                resources[key] = ObservedResource(*key, resource.manifest, *stamps)
        return Observed(resources, jobs)

    return observe


@pytest.fixture(scope="session")
def plan() -> Callable[..., Plan]:
    """The plan for a project on a target."""

    def make(project: Project, observed: Observed | None, **options) -> Plan:
        return make_plan(project, identify(project), observed, **options)

    return make
