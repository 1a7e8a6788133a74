"""The kinds that there are, and which one a document is of. A kind's module is imported when it is first met."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from runner.document import Node
    from runner.resources.base import Kind

KINDS = {
    "workspace": "runner.resources.workspace:KIND",
    "amlcompute": "runner.resources.amlcompute:KIND",
    "environment": "runner.resources.environment:KIND",
    "command_job": "runner.resources.command_job:KIND",
}

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "workspace": ("workspace",),
    "computes": ("amlcompute",),
    "environments": ("environment",),
    "jobs": ("command_job",),
}
"""The sections of a project file, in the order in which they are rendered, and the kinds that each may hold."""

_TYPES = {"amlcompute": "amlcompute", "command": "command_job"}
"""`type:` in a body, for sections and schemas that hold several kinds."""

_OTHER_TYPES = {
    "pipeline": "pipeline job",
    "sweep": "sweep job",
    "parallel": "parallel job",
    "spark": "Spark job",
    "automl": "automated ML job",
    "import": "import job",
    "computeinstance": "compute instance",
    "virtualmachine": "virtual machine",
    "kubernetes": "Kubernetes cluster",
    "synapsespark": "Synapse Spark pool",
    "uri_file": "data asset",
    "uri_folder": "data asset",
    "mltable": "data asset",
    "custom_model": "model",
    "mlflow_model": "model",
    "triton_model": "model",
    "azure_blob": "datastore",
    "azure_file": "datastore",
    "azure_data_lake_gen1": "datastore",
    "azure_data_lake_gen2": "datastore",
}
"""`type:` of what CLI v2 knows and we do not."""

_SCHEMAS = {
    "workspace": "workspace",
    "amlcompute": "amlcompute",
    "compute": "amlcompute",
    "environment": "environment",
    "commandjob": "command_job",
}
_SCHEMA_NAME = re.compile(r"(?:.*/)?(?P<name>[A-Za-z0-9]+)\.schema\.json#?")

_SHAPES = {
    "jobs": "pipeline job",
    "trial": "sweep job",
    "endpoint_name": "deployment",
    "auth_mode": "endpoint",
    "create_job": "schedule",
}
"""Keys that give away a kind we do not have."""


class UnsupportedKind(LookupError):
    """A document is of a kind that is not one of ours; `name` is what it is, in words."""

    def __init__(self, name: str, field: str) -> None:
        super().__init__(name)
        self.name = name
        self.field = field


@cache
def kind(name: str) -> Kind:
    """The kind of this name.

    Raises:
        KeyError: there is none.
    """
    module, _, attribute = KINDS[name].partition(":")
    return cast("Kind", getattr(importlib.import_module(module), attribute))


def kind_in_section(section: str, body: Node) -> Kind:
    """The kind of a resource in a section of a project file.

    Raises:
        UnsupportedKind: its `type`, `$schema` or shape is of a kind that we do not have, or not in this section.
    """
    names = SECTIONS[section]
    schema = _schema_name(body)
    if schema and _SCHEMAS.get(schema.lower()) not in names:
        raise UnsupportedKind(f"{_in_words(schema)} under `{section}`", "$schema")
    if section in ("computes", "jobs"):
        _refuse_other_types(body)
    if section == "jobs":
        _refuse_other_shapes(body)
    declared = _TYPES.get((_text_at(body, "type") or "").lower())
    return kind(declared if declared in names else names[0])


def kind_of(body: Node) -> Kind | None:
    """The kind of a plain CLI v2 document, from `$schema`, else from its shape; None where neither tells.

    Raises:
        UnsupportedKind: it is of a kind that is not one of ours.
    """
    name = _schema_name(body)
    found = _SCHEMAS.get(name.lower())
    if name and found is None:
        raise UnsupportedKind(_in_words(name), "$schema")
    if found is None or name.lower() == "compute":
        _refuse_other_types(body)
    if found is not None:
        return kind(found)
    declared = _TYPES.get((_text_at(body, "type") or "").lower())
    if declared is not None:
        return kind(declared)
    _refuse_other_shapes(body)
    return _kind_by_shape(body)


def _kind_by_shape(body: Node) -> Kind | None:
    keys = set(body.value) if isinstance(body.value, dict) else set()
    if "command" in keys:
        return kind("command_job")
    if keys & {"size", "min_instances", "max_instances", "idle_time_before_scale_down"}:
        return kind("amlcompute")
    if keys & {"image", "conda_file", "build"}:
        return kind("environment")
    if "name" in keys and keys & {"hbi_workspace", "location", "resource_group", "managed_network"}:
        return kind("workspace")
    return None


def _schema_name(body: Node) -> str:
    match = _SCHEMA_NAME.fullmatch((_text_at(body, "$schema") or "").strip())
    return match["name"] if match else ""


def _refuse_other_types(body: Node) -> None:
    declared = _text_at(body, "type")
    if declared is not None and declared.lower() in _OTHER_TYPES:
        raise UnsupportedKind(_OTHER_TYPES[declared.lower()], "type")


def _refuse_other_shapes(body: Node) -> None:
    if isinstance(body.value, dict) and "command" not in body.value:
        for key, noun in _SHAPES.items():
            if key in body.value:
                raise UnsupportedKind(noun, key)


def _in_words(schema_name: str) -> str:
    """`managedOnlineEndpoint` as people say it: managed online endpoint."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", schema_name).lower()


def _text_at(body: Node, key: str) -> str | None:
    if not isinstance(body.value, dict) or key not in body.value:
        return None
    value = body.value[key].value
    return value if isinstance(value, str) else None
