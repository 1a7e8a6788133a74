"""Command job: one command on one compute, with inputs, outputs and an environment (CLI v2 `commandJob`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from runner.diagnostics import closest
from runner.reference import (
    EXPRESSION_ROOTS,
    expressions,
    is_local_path,
    parse_job_output,
    parse_reference,
    unclosed_expression,
)
from runner.resources.base import Fields, Kind, Lifecycle, Manifest, NonEmpty, Problem, find, pattern
from runner.resources.environment import InlineEnvironment, image_and_build
from runner.resources.environment import reference_form as environment_form

_COMPUTE = re.compile(r"(?:azureml:)?(?:[A-Za-z][A-Za-z0-9-]{0,31}|/subscriptions/\S+)")
"""`local`, a bare name, `azureml:NAME` or an ARM id: what azure-ai-ml takes for a compute."""

_DATA = re.compile(
    r"azureml:/?/?(?:subscriptions/.+|datastores/[^/]+/paths(?:/.*)?|jobs/[^/]+/outputs/.+|locations/.+)", re.DOTALL
)
"""Data by its place: `azureml://datastores/NAME/paths/…` and the longer forms with a subscription or a location."""
_SCHEMES = frozenset({"azureml", "http", "https", "wasb", "wasbs", "abfs", "abfss", "adl", "hdfs", "runs"})
_ONE_BRACE = re.compile(r"\$\{\s*(?P<path>(?:inputs|outputs)\.[^{}\n]*)\}")
"""What a shell would refuse as well: its names have no dot."""
_SHM_SIZE = re.compile(r"[1-9][0-9]*[bkmgBKMG]?")
"""Docker's `--shm-size`: a number above 0, and bytes, KiB, MiB or GiB."""


class DataInput(Fields):
    """An input that is a file, a folder or a model, or a literal in its long form (`value`)."""

    type: Literal["uri_file", "uri_folder", "mltable", "custom_model", "mlflow_model", "triton_model"] | None = None
    path: NonEmpty | None = None
    mode: Literal["download", "ro_mount", "direct", "eval_mount", "eval_download"] | None = None
    datastore: str | None = None
    path_on_compute: str | None = None
    value: str | bool | int | float | None = None


class Output(Fields):
    """A folder or file that the job writes, by name; with `name` it becomes an asset."""

    type: Literal["uri_file", "uri_folder", "mltable", "custom_model", "mlflow_model", "triton_model"] | None = None
    path: str | None = None
    mode: Literal["mount", "upload", "rw_mount", "direct"] | None = None
    name: str | None = None
    version: str | int | None = None


class Limits(Fields):
    """When the job is ended. `timeout` is in seconds."""

    timeout: Annotated[int, Field(ge=1)] | None = None


class Resources(Fields):
    """What each node of the job gets."""

    instance_count: Annotated[int, Field(ge=1)] | None = None
    instance_type: str | None = None
    max_instance_count: Annotated[int, Field(ge=1)] | None = None
    shm_size: str | None = None
    docker_args: str | list[str] | None = None
    locations: list[str] | None = None
    properties: dict[str, object] | None = None


def _form(value: object) -> str:
    return "object" if isinstance(value, dict) else "literal"


Input = Annotated[
    Annotated[str | bool | int | float, Tag("literal")] | Annotated[DataInput, Tag("object")], Discriminator(_form)
]
OutputForm = Annotated[Annotated[Output, Tag("object")] | Annotated[None, Tag("literal")], Discriminator(_form)]
Environment = Annotated[
    Annotated[NonEmpty, Tag("literal")] | Annotated[InlineEnvironment, Tag("object")], Discriminator(_form)
]


class CommandJob(Fields):
    """Fields of a command job."""

    schema_: str | None = Field(default=None, alias="$schema")
    type: Literal["command"] | None = None
    name: str | None = None
    display_name: str | None = None
    description: str | None = None
    experiment_name: NonEmpty | None = None
    tags: dict[str, str | int | float | bool] | None = None
    properties: dict[str, str | int | float | bool] | None = None
    command: NonEmpty
    code: NonEmpty | None = None
    environment: Environment
    environment_variables: dict[str, str | int | float | bool] | None = None
    compute: NonEmpty | None = None
    inputs: dict[str, Input] | None = None
    outputs: dict[str, OutputForm] | None = None
    limits: Limits | None = None
    resources: Resources | None = None


def _expressions(manifest: Manifest) -> Iterator[Problem]:
    """Every `${{ … }}` of the command and of environment variables names something that is there."""
    texts: list[tuple[tuple[str, ...], object]] = [(("command",), manifest.get("command"))]
    variables = manifest.get("environment_variables")
    if isinstance(variables, Mapping):
        texts += [(("environment_variables", name), value) for name, value in variables.items()]
    for path, text in texts:
        if isinstance(text, str):
            yield from _expressions_of(path, text, manifest)


def _expressions_of(path: tuple[str, ...], text: str, manifest: Manifest) -> Iterator[Problem]:
    for expression in expressions(text):
        root = expression.path[0]
        if root in ("inputs", "outputs"):
            known = manifest.get(root)
            names = list(known) if isinstance(known, Mapping) else []
            name = ".".join(expression.path[1:])
            if name in names:
                continue
            meant = closest(name, names)
            suggestion = f"${{{{{root}.{meant}}}}}" if meant else ""
            hint = f"did you mean `{suggestion}`?" if meant else f"declare it under `{root}:`"
            code = "undefined-input" if root == "inputs" else "undefined-output"
            message = f"`{name}` is not one of the job's {root}"
            yield Problem(path, code, message, hint, suggestion, fragment=expression.text)
        elif root in ("search_space", "parent"):
            where = "a sweep job" if root == "search_space" else "a pipeline"
            message = f"`{expression.text}` is known only inside {where}"
            yield Problem(path, "unknown-expression", message, "use `${{inputs.…}}`", fragment=expression.text)
        elif root not in EXPRESSION_ROOTS or root == "jobs":
            meant = closest(root, ("inputs", "outputs"))
            suggestion = ""
            if root in ("var", "target", "matrix", "project", "git", "env"):
                suggestion = meant = expression.text[1:]  # ours, written as Azure ML's
            hint = f"did you mean `{meant}`?" if meant else "Azure ML knows `inputs` and `outputs` here"
            message = f"`{expression.text}` is not an expression of a command"
            yield Problem(path, "unknown-expression", message, hint, suggestion, fragment=expression.text)
    for match in _ONE_BRACE.finditer(text):
        meant = f"${{{{{match['path'].strip()}}}}}"
        message = f"`{match[0]}` is not an expression"
        yield Problem(path, "unknown-expression", message, f"did you mean `{meant}`?", meant, fragment=match[0])
    broken = unclosed_expression(text)
    if broken is not None:
        fragment, before = broken
        message = f"`{fragment}` is not closed"
        yield Problem(path, "unclosed-expression", message, "end it with `}}`", fragment=fragment, occurrence=before)


def _inputs(manifest: Manifest) -> Iterator[Problem]:
    inputs = manifest.get("inputs")
    for name, value in inputs.items() if isinstance(inputs, Mapping) else ():
        path = ("inputs", name)
        if not isinstance(value, Mapping):
            continue
        if "value" in value and "path" in value:
            yield Problem(path, "conflicting-fields", "an input has a `path` or a `value`, not both", "remove one")
        elif "value" not in value and "path" not in value:
            yield Problem(path, "missing-field", "the input has no `path`", "say where its data is", at_key=True)


def _reference_forms(manifest: Manifest) -> Iterator[Problem]:
    environment = manifest.get("environment")
    if isinstance(environment, str):
        yield from environment_form(environment, ("environment",))
    elif isinstance(environment, Mapping):
        yield from image_and_build(environment, ("environment",))
    compute = manifest.get("compute")
    if isinstance(compute, str) and not _COMPUTE.fullmatch(compute):
        hint = "write azureml:NAME, or local"
        yield Problem(("compute",), "invalid-reference", f"`{compute}` is not a reference to a compute", hint)


def _shm_size(manifest: Manifest) -> Iterator[Problem]:
    for path, text in find(manifest, pattern("resources.shm_size")):
        if isinstance(text, str) and not _SHM_SIZE.fullmatch(text):
            yield Problem(path, "invalid-value", f"`{text}` is not a size", "write a number with b, k, m or g: 2g")


def _data(manifest: Manifest) -> Iterator[Problem]:
    """An input's path is local, a URL, data by its place, or a name with a version or a label."""
    for path, text in find(manifest, pattern("inputs.*.path")):
        if not isinstance(text, str) or is_local_path(text) or "${{" in text or _DATA.fullmatch(text):
            continue
        scheme = text.partition(":")[0]
        if scheme.lower() not in _SCHEMES:
            hint = f"the schemes are {', '.join(sorted(_SCHEMES))}"
            yield Problem(path, "invalid-reference", f"`{scheme}:` is not a place where data can be", hint)
        if scheme != "azureml":
            continue
        found = parse_reference(text)
        if found is None or found.collection not in (None, "data", "models"):
            hint = "write azureml:NAME:VERSION, azureml:NAME@latest, or azureml://datastores/NAME/paths/…"
            yield Problem(path, "invalid-reference", f"`{text}` is not a reference to data", hint)
        elif found.version is None and found.label is None:
            hint = f"write `{text}@latest`, or `{text}:VERSION`"
            message = f"`{text}` names neither a version nor a label"
            yield Problem(path, "invalid-reference", message, hint, f"{text}@latest")


def _inputs_from_jobs(manifest: Manifest) -> Iterator[Problem]:
    inputs = manifest.get("inputs")
    for name, value in inputs.items() if isinstance(inputs, Mapping) else ():
        text = value.get("path") if isinstance(value, Mapping) else value
        path = ("inputs", name, "path") if isinstance(value, Mapping) else ("inputs", name)
        if isinstance(text, str) and "${{" in text and parse_job_output(text) is None:
            hint = "take another job's output as `${{ jobs.KEY.outputs.NAME }}`, and nothing else in the text"
            yield Problem(path, "unknown-expression", "an input cannot use this expression", hint, fragment="${{")


KIND = Kind(
    name="command_job",
    noun="command job",
    section="jobs",
    folder="job",
    lifecycle=Lifecycle.RUN,
    fields=CommandJob,
    name_rule=r"[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}",
    name_rule_text="letters, digits, `-` and `_`, at most 255, beginning with a letter or digit",
    needs_name=False,
    local_paths=(
        pattern("code"),
        pattern("inputs.*.path"),
        pattern("environment.conda_file"),
        pattern("environment.build.path"),
    ),
    references={pattern("environment"): "environments", pattern("compute"): "computes"},
    identity_excluded=frozenset(
        {
            "$schema",
            "name",
            "display_name",
            "description",
            "tags",
            "services",
            "environment.description",
            "environment.tags",
        }
    ),
    rules=(_expressions, _inputs, _reference_forms, _shm_size, _data, _inputs_from_jobs),
)
