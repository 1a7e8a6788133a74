"""Data asset: a file, a folder or a table, by name and version (CLI v2 `data`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from runner.resources.base import Kind, Lifecycle, Manifest, Problem, pattern
from runner.resources.fields import Anything, Fields, NonEmpty, Version, Word, exactly
from runner.resources.parts.container import AutoDelete, version_form
from runner.resources.parts.data_paths import data_place
from runner.resources.parts.job import DATA_TYPES

_MANAGED = re.compile(r"azureml://datastores/workspacemanageddatastore/?")
"""Storage that Azure ML manages itself: it chooses the path, and azure-ai-ml takes none after the name."""


class Data(Fields):
    """Fields of a data asset. Without a `type` it is a folder."""

    READ_ONLY = frozenset({"creation_context", "latest_version", "properties"})

    schema_: str | None = Field(default=None, alias="$schema")
    name: NonEmpty | None = None
    id: str | None = None
    version: Version | None = None
    type: Annotated[str, Word(*DATA_TYPES, fold=exactly)] | None = None
    path: NonEmpty
    description: str | None = None
    tags: Anything | None = None
    datastore: str | None = None
    auto_delete_setting: AutoDelete | None = None


def _place(manifest: Manifest) -> Iterator[Problem]:
    path = manifest.get("path")
    if isinstance(path, str) and not _MANAGED.fullmatch(path):
        yield from data_place(path, ("path",), ("data",))


def _version_of_a_name(manifest: Manifest) -> Iterator[Problem]:
    if "version" in manifest and "name" not in manifest:
        message = "a `version` needs a `name`, under which the asset is registered"
        yield Problem(("version",), "missing-field", message, "add `name:`", at_key=True, missing=(("name",),))


def _version(manifest: Manifest) -> Iterator[Problem]:
    yield from version_form(manifest)


KIND = Kind(
    name="data",
    noun="data asset",
    section="data",
    folder="data",
    lifecycle=Lifecycle.VERSIONED,
    fields=Data,
    name_rule=r"[a-zA-Z0-9][a-zA-Z0-9\-_.]{0,254}",
    name_rule_text="letters, digits, `-`, `_` and `.`, at most 255, beginning with a letter or digit",
    local_paths=(pattern("path"),),
    data_paths=(pattern("path"),),
    may_come_later=True,
    identity_excluded=frozenset({"$schema", "version", "description", "tags"}),
    rules=(_place, _version_of_a_name, _version),
)
