"""Model: files of a trained model, by name and version (CLI v2 `model`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from runner.reference import filled_in
from runner.resources.base import Kind, Lifecycle, Manifest, Problem, pattern
from runner.resources.fields import Anything, Fields, NonEmpty, Version, Word
from runner.resources.parts.data_paths import data_place
from runner.resources.parts.job import MODEL_TYPES


class DeploymentTemplate(Fields):
    """A template that the model can be deployed with."""

    asset_id: str | None = None


class Model(Fields):
    """Fields of a model. Without a `type` it is a custom_model."""

    READ_ONLY = frozenset(
        {"id", "creation_context", "intellectual_property", "job_name", "latest_version", "utc_time_created"}
    )

    schema_: str | None = Field(default=None, alias="$schema")
    name: NonEmpty
    version: Version | None = None
    type: Annotated[str, Word(*MODEL_TYPES)] | None = None
    path: NonEmpty | None = None
    description: str | None = None
    tags: Anything | None = None
    properties: Anything | None = None
    stage: str | None = None
    flavors: dict[str, Anything] | None = None
    datastore: str | None = None
    system_metadata: Anything | None = None
    default_deployment_template: DeploymentTemplate | None = None
    allowed_deployment_templates: list[DeploymentTemplate] | None = None


def _place(manifest: Manifest) -> Iterator[Problem]:
    path = manifest.get("path")
    if isinstance(path, str):
        yield from data_place(path, ("path",), ("models",))


def _version(manifest: Manifest) -> Iterator[Problem]:
    """The service counts a model's versions in whole numbers from 1 on."""
    version = manifest.get("version")
    if isinstance(version, str | int | float) and not re.fullmatch(r"[1-9][0-9]*", filled_in(str(version))):
        message = f"`{version}` is not the version of a model"
        yield Problem(("version",), "invalid-value", message, "write a whole number from 1 on")


KIND = Kind(
    name="model",
    noun="model",
    section="models",
    folder="model",
    lifecycle=Lifecycle.VERSIONED,
    fields=Model,
    name_rule=r"[a-zA-Z0-9][a-zA-Z0-9\-_.]{0,254}",
    name_rule_text="letters, digits, `-`, `_` and `.`, at most 255, beginning with a letter or digit",
    local_paths=(pattern("path"),),
    data_paths=(pattern("path"),),
    may_come_later=True,
    identity_excluded=frozenset({"$schema", "version", "description", "tags", "stage"}),
    rules=(_place, _version),
)
