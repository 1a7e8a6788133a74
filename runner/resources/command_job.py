"""Command job: one command on one compute, with inputs, outputs and an environment (CLI v2 `commandJob`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from runner.resources.base import Kind, Lifecycle, Manifest, Problem, pattern
from runner.resources.fields import Anything, NonEmpty, Word, exactly
from runner.resources.parts.command import command_rules, command_texts, names_of_values, unused
from runner.resources.parts.data_paths import job_inputs, job_outputs, section_of_data
from runner.resources.parts.job import (
    JOB_IDENTITY_EXCLUDED,
    JOB_NAME,
    JOB_NAME_IN_WORDS,
    Distribution,
    Environment,
    Job,
    Limits,
)
from runner.resources.parts.references import compute_reference
from runner.resources.parts.run import other_texts, run_rules
from runner.resources.parts.services import service_rules


class CommandJob(Job):
    """Fields of a command job."""

    READ_ONLY = Job.READ_ONLY | {"parameters"}

    type: Annotated[str, Word("command", fold=exactly)] | None = None
    command: NonEmpty
    code: NonEmpty | None = None
    environment: Environment
    environment_variables: Anything | None = None
    distribution: Distribution | None = None
    limits: Limits | None = None
    parent_job_name: str | None = None


def _texts(manifest: Manifest) -> Iterator[Problem]:
    yield from command_rules(command_texts(manifest), manifest)
    yield from names_of_values(manifest)


def _unused(manifest: Manifest) -> Iterator[Problem]:
    yield from unused(manifest, command_texts(manifest), other_texts(manifest))


def _run(manifest: Manifest) -> Iterator[Problem]:
    yield from run_rules(manifest)
    yield from compute_reference(manifest.get("compute"), ("compute",))


KIND = Kind(
    name="command_job",
    noun="command job",
    section="jobs",
    folder="job",
    lifecycle=Lifecycle.RUN,
    fields=CommandJob,
    name_rule=JOB_NAME,
    name_rule_text=JOB_NAME_IN_WORDS,
    needs_name=False,
    local_paths=(
        pattern("code"),
        pattern("inputs.*.path"),
        pattern("inputs.*.path_on_compute"),
        pattern("environment.conda_file"),
        pattern("environment.build.path"),
    ),
    data_paths=(pattern("inputs.*.path"), pattern("inputs.*.path_on_compute")),
    nested_files=(pattern("environment"),),
    references={
        pattern("environment"): "environments",
        pattern("compute"): "computes",
        pattern("inputs.*.path"): section_of_data,
    },
    identity_excluded=JOB_IDENTITY_EXCLUDED | {"environment.description", "environment.tags"},
    rules=(_texts, job_inputs, job_outputs, service_rules, _run, _unused),
)
