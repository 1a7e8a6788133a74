"""What jobs have in common: inputs, outputs, services, queue, resources, distribution."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from runner.resources.fields import (
    Anything,
    Count,
    Fields,
    Flag,
    LiteralValue,
    NonEmpty,
    Port,
    Positive,
    Version,
    Word,
    form,
    type_folded,
)
from runner.resources.parts.container import InlineEnvironment
from runner.resources.parts.identity import JobIdentity
from runner.resources.parts.services import Service

DATA_TYPES = ("uri_file", "uri_folder", "mltable")
MODEL_TYPES = ("custom_model", "mlflow_model", "triton_model")
TABLE_MODES = ("eval_mount", "eval_download")
"""Modes of an input that only an MLTable has."""


class DataInput(Fields):
    """An input that is a file, a folder, a table or a model, or a literal in its long form (`value`)."""

    type: Annotated[str, Word(*DATA_TYPES, *MODEL_TYPES)] | None = None
    path: NonEmpty | None = None
    mode: Annotated[str, Word("ro_mount", "download", "direct", *TABLE_MODES)] | None = None
    datastore: str | None = None
    path_on_compute: str | None = None
    value: LiteralValue | None = None


class Output(Fields):
    """A folder or file that the job writes, by name; with `name` it becomes an asset."""

    READ_ONLY = frozenset({"$schema"})

    type: Annotated[str, Word(*DATA_TYPES, *MODEL_TYPES)] | None = None
    path: str | None = None
    mode: Annotated[str, Word("rw_mount", "upload", "mount", "direct")] | None = None
    name: str | None = None
    version: Version | None = None


Input = Annotated[Annotated[LiteralValue, Tag("literal")] | Annotated[DataInput, Tag("object")], Discriminator(form)]
OutputForm = Annotated[Annotated[Output, Tag("object")] | Annotated[None, Tag("literal")], Discriminator(form)]
Environment = Annotated[
    Annotated[str, Tag("literal")] | Annotated[InlineEnvironment, Tag("object")], Discriminator(form)
]


class Limits(Fields):
    """When the job is ended. `timeout` is in seconds."""

    timeout: Positive | None = None


class Resources(Fields):
    """What each node of the job gets."""

    instance_count: Positive | None = None
    instance_type: str | None = None
    max_instance_count: Positive | None = None
    shm_size: str | None = None
    docker_args: str | list[str] | None = None
    locations: list[str] | None = None
    properties: Anything | None = None


class PyTorch(Fields):
    """Processes that find each other as torch.distributed expects it."""

    type: Annotated[str, Word("pytorch")]
    process_count_per_instance: Positive | None = None


class TensorFlow(Fields):
    """Workers and parameter servers, told by `TF_CONFIG`."""

    type: Annotated[str, Word("tensorflow")]
    worker_count: Positive | None = None
    parameter_server_count: Count | None = None


class Mpi(Fields):
    """Processes started by mpirun."""

    type: Annotated[str, Word("mpi")]
    process_count_per_instance: Positive | None = None


class Ray(Fields):
    """A Ray cluster over the nodes of the job."""

    type: Annotated[str, Word("ray")]
    port: Port | None = None
    address: str | None = None
    include_dashboard: Flag | None = None
    dashboard_port: Port | None = None
    head_node_additional_args: str | None = None
    worker_node_additional_args: str | None = None


Distribution = Annotated[
    Annotated[PyTorch, Tag("pytorch")]
    | Annotated[TensorFlow, Tag("tensorflow")]
    | Annotated[Mpi, Tag("mpi")]
    | Annotated[Ray, Tag("ray")],
    Discriminator(type_folded()),
]


class QueueSettings(Fields):
    """What the job pays for not waiting, on serverless compute and in virtual clusters."""

    job_tier: Annotated[str, Word("spot", "basic", "standard", "premium", "null")] | None = None
    priority: Annotated[str, Word("low", "medium", "high")] | None = None


class Job(Fields):
    """Fields of every job."""

    READ_ONLY = frozenset({"id", "creation_context", "log_files", "status"})

    schema_: str | None = Field(default=None, alias="$schema")
    name: str | None = None
    display_name: str | None = None
    description: str | None = None
    experiment_name: str | None = None
    tags: dict[str, str | None] | None = None
    properties: dict[str, str | None] | None = None
    compute: str | None = None
    identity: JobIdentity | None = None
    inputs: dict[str, Input] | None = None
    outputs: dict[str, OutputForm] | None = None
    services: dict[str, Service] | None = None
    queue_settings: QueueSettings | None = None
    resources: Resources | None = None


JOB_NAME = r"[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}"
JOB_NAME_IN_WORDS = "letters, digits, `-` and `_`, at most 255, beginning with a letter or digit"
JOB_IDENTITY_EXCLUDED = frozenset({"$schema", "name", "display_name", "description", "tags", "services"})
"""What only describes a job, or says how to get into it: no part of what it is."""
