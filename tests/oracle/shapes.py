"""The SDK's marshmallow schemas as plain shapes: what each field may hold, read from the classes themselves."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple


class Scalar(NamedTuple):
    """One value that is no map or list. `type` is the name of the SDK's class; `words` and `takes` are an enum's."""

    type: str
    words: tuple[str, ...] = ()
    takes: Callable[[str], bool] | None = None
    resource: str = ""
    """What a reference refers to: `environments`, `data`, ….."""


class Several(NamedTuple):
    """A list."""

    item: Shape


class ByName(NamedTuple):
    """A mapping with names of the user's."""

    value: Shape


class OneOf(NamedTuple):
    """Any of several shapes, tried in this order."""

    members: tuple[Shape, ...]


class Object(NamedTuple):
    """A mapping with the fields of a schema; `file` tells that `file:PATH` may stand in its place."""

    schema: str
    fields: Mapping[str, FieldShape]
    file: bool = False


Shape = Scalar | Several | ByName | OneOf | Object


class FieldShape(NamedTuple):
    """A field of a schema. `read_only` fields may be written, and are dropped."""

    shape: Shape
    required: bool
    read_only: bool
    nullable: bool


class Schema(NamedTuple):
    """A kind as the SDK has it: `kind` is ours, `oracle` what `oracle.py` calls it, `url` the name in `$schema`."""

    kind: str
    oracle: str
    url: str
    place: str

    @property
    def shape(self) -> Object:
        """The shape of the kind."""
        module, _, name = self.place.partition(":")
        schema = getattr(importlib.import_module(f"azure.ai.ml.{module}"), name)
        return _object(schema(context={"base_path": Path.cwd()}))


SCHEMAS = (
    Schema("command_job", "command_job", "commandJob", "_schema.job.command_job:CommandJobSchema"),
    Schema("sweep_job", "sweep_job", "sweepJob", "_schema._sweep.sweep_job:SweepJobSchema"),
    Schema("environment", "environment", "environment", "_schema:EnvironmentSchema"),
    Schema("amlcompute", "compute", "amlCompute", "_schema.compute.aml_compute:AmlComputeSchema"),
    Schema("computeinstance", "compute", "computeInstance", "_schema.compute.compute_instance:ComputeInstanceSchema"),
    Schema("virtualmachine", "compute", "vmCompute", "_schema.compute.virtual_machine_compute:VirtualMachineComputeSchema"),
    Schema("kubernetes", "compute", "kubernetesCompute", "_schema.compute.kubernetes_compute:KubernetesComputeSchema"),
    Schema(
        "synapsespark", "compute", "synapseSparkCompute", "_schema.compute.synapsespark_compute:SynapseSparkComputeSchema"
    ),
    Schema("workspace", "workspace", "workspace", "_schema.workspace.workspace:WorkspaceSchema"),
    Schema("azure_blob", "datastore", "azureBlob", "_schema._datastore:AzureBlobSchema"),
    Schema("azure_file", "datastore", "azureFile", "_schema._datastore:AzureFileSchema"),
    Schema("azure_data_lake_gen1", "datastore", "azureDataLakeGen1", "_schema._datastore.adls_gen1:AzureDataLakeGen1Schema"),
    Schema("azure_data_lake_gen2", "datastore", "azureDataLakeGen2", "_schema._datastore:AzureDataLakeGen2Schema"),
    Schema("one_lake", "datastore", "oneLake", "_schema._datastore.one_lake:OneLakeSchema"),
    Schema("data", "data", "data", "_schema:DataSchema"),
    Schema("model", "model", "model", "_schema:ModelSchema"),
)  # fmt: skip


def _object(schema: Any, above: tuple[str, ...] = ()) -> Object:
    name = type(schema).__name__
    fields = {
        field.data_key or key: FieldShape(
            _shape(field, (*above, name)), field.required, field.dump_only, bool(field.allow_none)
        )
        for key, field in schema.fields.items()
    }
    takes_files = any(base.__name__ == "YamlFileSchema" for base in type(schema).__mro__)
    return Object(name, fields, takes_files)


def _shape(field: Any, above: tuple[str, ...]) -> Shape:
    if hasattr(field, "experimental_field"):
        return _shape(field.experimental_field, above)
    if hasattr(field, "union_fields"):
        return OneOf(tuple(_shape(member, above) for member in field.union_fields))
    if hasattr(field, "nested"):
        return _nested(field, above)
    if hasattr(field, "value_field"):
        return ByName(_shape(field.value_field, above) if field.value_field is not None else Scalar("Raw"))
    if hasattr(field, "inner"):
        return Several(_shape(field.inner, above))
    if hasattr(field, "allowed_values"):
        words, transform = tuple(dict.fromkeys(field.allowed_values)), field.casing_transform
        return Scalar("Enum", words, lambda word: transform(word) in words)
    return Scalar(type(field).__name__, resource=getattr(field, "azureml_type", None) or "")


def _nested(field: Any, above: tuple[str, ...]) -> Shape:
    nested = field.nested
    name = nested if isinstance(nested, str) else getattr(nested, "__name__", "")
    if name in above:
        return Scalar("Deeper")  # a choice among choices: once is enough
    below = _object(field.schema, above)
    return Several(below) if field.many else below


def walk(shape: Shape, path: str = "") -> Iterator[tuple[str, FieldShape]]:
    """Every field below a shape, by its place: `inputs.*.path`."""
    if isinstance(shape, Object):
        for name, field in shape.fields.items():
            place = f"{path}.{name}".strip(".")
            yield place, field
            yield from walk(field.shape, place)
    elif isinstance(shape, Several):
        yield from walk(shape.item, f"{path}.*")
    elif isinstance(shape, ByName):
        yield from walk(shape.value, f"{path}.*")
    elif isinstance(shape, OneOf):
        for member in shape.members:
            yield from walk(member, path)
