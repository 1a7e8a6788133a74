"""Sweep job: one command, many times, over a space of its parameters (CLI v2 `sweepJob`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from runner.resources.base import Kind, Lifecycle, Manifest, Problem, pattern, whole_number
from runner.resources.fields import Anything, Fields, NonEmpty, Positive, Word, exactly, snake
from runner.resources.parts.command import command_rules, command_texts, names_of_values, unused
from runner.resources.parts.data_paths import job_inputs, job_outputs, section_of_data
from runner.resources.parts.job import (
    JOB_IDENTITY_EXCLUDED,
    JOB_NAME,
    JOB_NAME_IN_WORDS,
    Distribution,
    Environment,
    Job,
    QueueSettings,
    Resources,
)
from runner.resources.parts.references import compute_reference
from runner.resources.parts.run import other_texts, resource_rules, run_rules
from runner.resources.parts.search_space import EarlyTermination, Sampling, Space, space_rules
from runner.resources.parts.services import service_rules

_ROOTS = ("inputs", "outputs", "search_space")


class Trial(Fields):
    """What runs for each choice of parameters."""

    READ_ONLY = frozenset({"$schema"})

    command: NonEmpty
    code: NonEmpty | None = None
    environment: Environment
    environment_variables: Anything | None = None
    distribution: Distribution | None = None
    queue_settings: QueueSettings | None = None
    resources: Resources | None = None


class Objective(Fields):
    """The metric that decides, as the trial logs it."""

    goal: Annotated[str, Word("minimize", "maximize", fold=snake)]
    primary_metric: NonEmpty


class SweepLimits(Fields):
    """How many trials, and when they and the sweep end. Times are in seconds."""

    max_total_trials: Positive
    max_concurrent_trials: Positive | None = None
    timeout: Positive | None = None
    trial_timeout: Positive | None = None


class SweepJob(Job):
    """Fields of a sweep job."""

    type: Annotated[str, Word("sweep", fold=exactly)]
    trial: Trial
    search_space: dict[str, Space]
    objective: Objective
    limits: SweepLimits
    sampling_algorithm: Sampling | None = None
    early_termination: EarlyTermination | None = None


def _texts(manifest: Manifest) -> Iterator[Problem]:
    yield from command_rules(command_texts(manifest.get("trial"), ("trial",)), manifest, _ROOTS)
    yield from names_of_values(manifest, _ROOTS)


def _unused(manifest: Manifest) -> Iterator[Problem]:
    trial = manifest.get("trial")
    extra = other_texts(trial) if isinstance(trial, Mapping) else iter(())
    yield from unused(manifest, command_texts(trial, ("trial",)), extra, _ROOTS)


def _run(manifest: Manifest) -> Iterator[Problem]:
    yield from run_rules(manifest.get("trial"), ("trial",))
    yield from resource_rules(manifest)
    yield from compute_reference(manifest.get("compute"), ("compute",))


def _limits(manifest: Manifest) -> Iterator[Problem]:
    """A part that is more than the whole has no effect; the service takes it (azure-ai-ml's own tests submit such jobs)."""
    limits = manifest.get("limits")
    if not isinstance(limits, Mapping):
        return
    for part, whole in (("max_concurrent_trials", "max_total_trials"), ("trial_timeout", "timeout")):
        if part in limits and whole in limits:
            low, high = whole_number(limits[part], 0), whole_number(limits[whole], 0)
            if 0 < high < low:
                message = f"`{part}` {low} is more than `{whole}` {high}"
                at, beside = ("limits", part), ("limits", whole)
                yield Problem(at, "conflicting-fields", message, "lower it", is_warning=True, beside=beside)


KIND = Kind(
    name="sweep_job",
    noun="sweep job",
    section="jobs",
    folder="job",
    lifecycle=Lifecycle.RUN,
    fields=SweepJob,
    name_rule=JOB_NAME,
    name_rule_text=JOB_NAME_IN_WORDS,
    needs_name=False,
    local_paths=(
        pattern("trial.code"),
        pattern("inputs.*.path"),
        pattern("inputs.*.path_on_compute"),
        pattern("trial.environment.conda_file"),
        pattern("trial.environment.build.path"),
    ),
    data_paths=(pattern("inputs.*.path"), pattern("inputs.*.path_on_compute")),
    nested_files=(pattern("trial.environment"),),
    references={
        pattern("trial.environment"): "environments",
        pattern("compute"): "computes",
        pattern("inputs.*.path"): section_of_data,
    },
    identity_excluded=JOB_IDENTITY_EXCLUDED | {"trial.environment.description", "trial.environment.tags"},
    rules=(_texts, job_inputs, job_outputs, service_rules, _run, _limits, space_rules, _unused),
)
