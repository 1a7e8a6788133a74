"""Values for shapes: of every class that the SDK takes (a case each), and of classes that a field may not take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tests.oracle.pairs import pairwise
from tests.oracle.shapes import ByName, FieldShape, Object, OneOf, Scalar, Several, Shape

FILES: Mapping[str, str] = {
    "src/train.py": "print()\n",
    "data/a.csv": "a\n",
    "table/MLTable": "paths:\n  - file: ./a.csv\n",
    "table/a.csv": "a\n",
    "model/model.pkl": "x",
    "mlflow/MLmodel": "flavors:\n  python_function: {}\n",
    "conda.yml": "name: base\ndependencies:\n- python=3.11\n- pip:\n  - numpy\n",
    "docker/Dockerfile": "FROM ubuntu:22.04\n",
    "key.pem": "key\n",
    "inline.yml": "image: ubuntu:22.04\n",
}
"""What lies beside the resources, for the local paths in them."""

ABSENT = "absent"
_ARM = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers"
_ML = f"{_ARM}/Microsoft.MachineLearningServices/workspaces/w"

PLACES: Mapping[str, tuple[object, ...]] = {
    "inputs.*.path": (
        "data/a.csv", "./data", "azureml:some-data:1", "azureml:some-data@latest", "https://example.org/a.csv",
        "wasbs://c@a.blob.core.windows.net/a.csv", "azureml://datastores/d/paths/a/b", "azureml://registries/r/data/n/versions/1",
        f"{_ML}/data/d/versions/1", f"azureml:{_ML}/data/d/versions/1", "abfss://f@a.dfs.core.windows.net/x",
    ),
    "data.path": (
        "data/a.csv", "./data", "azureml://datastores/d/paths/a/b", "https://example.org/a.csv",
        "wasbs://c@a.blob.core.windows.net/a", "abfss://f@a.dfs.core.windows.net/x",
    ),
    "model.path": ("model/model.pkl", "./model", "azureml://datastores/d/paths/a/b", "azureml://jobs/j/outputs/o/paths/m"),
    "outputs.*.path": ("azureml://datastores/d/paths/out", "azureml://datastores/workspaceblobstore/paths/${{name}}"),
    "inputs.*.path_on_compute": ("data/a.csv",),
    "msi_resource_id": (),  # the entity does not know what its schema has
    "conda_file": ("conda.yml", "./conda.yml", {"name": "e", "dependencies": ["python=3.11", {"pip": ["numpy"]}]}),
    "build.path": ("docker", "./docker", "https://example.org/context"),
    "dockerfile_path": ("Dockerfile",),
    "image": ("ubuntu:22.04", "mcr.microsoft.com/azureml/base:1"),
    "command": ("python train.py", "a\nb\n"),
    "compute": ("azureml:cluster", "cluster", f"azureml:{_ML}/computes/c", f"{_ML}/computes/c"),
    "size": ("STANDARD_D2_V2", "Standard_DS3_v2"),
    "idle_time_before_shutdown": ("PT30M",),
    "start_time": ("2026-03-21T21:21:00",),
    "time_zone": ("Pacific Standard Time", "UTC"),
    "expression": ("0 18 * * *",),
    "trigger.schedule.hours.*": (1,),
    "trigger.schedule.minutes.*": (0,),
    "week_days.*": ("monday", "friday"),
    "shm_size": ("2g", "512m"),
    "nodes": ("all",),
    "ssh_private_key_file": (),
    "key_vault": (f"{_ARM}/Microsoft.KeyVault/vaults/v",),
    "storage_account": (f"{_ARM}/Microsoft.Storage/storageAccounts/s",),
    "application_insights": (f"{_ARM}/Microsoft.Insights/components/i",),
    "container_registry": (f"{_ARM}/Microsoft.ContainerRegistry/registries/r",),
    "workspace_hub": (f"{_ML}",),
    "managed_network.outbound_rules.*.destination": ("example.org",),
    "service_resource_id": (f"{_ARM}/Microsoft.Storage/storageAccounts/s",),
    "subresource_target": ("blob",),
    "service_tag": ("DataFactory",),
    "destination.protocol": ("TCP",),
    "protocol": ("https",),
    "port_ranges": ("80, 8080-8089",),
    "endpoints.*.target": (8787,),
    "endpoints.*.published": (8790, "8791"),
    "flavors.*": ({"python_function": {"env": "conda.yml"}}, {}),
    "max_total_trials": (20, "30", 40.0),
    "max_concurrent_trials": (2, "3", 4.0),
    "sweep_job.limits.timeout": (7200, "7300", 7400.0),
    "trial_timeout": (60, "70", 80.0),
    "min_value": (1, -1, 0.5),
    "max_value": (3, 4.0, 2.5),
    "sigma": (2, 0.5),
    "min_instances": (0, "1", 2.0),
    "max_instances": (3, "4", 5.0),
    "ip_rules.*.value": ("10.0.0.0/24",),
    "default_action": ("Deny", "Allow"),
    "system_datastores_auth_mode": ("identity", "accesskey"),
    "custom_subnet": (f"{_ARM}/Microsoft.Network/virtualNetworks/v/subnets/s",),
    "auto_delete_setting.value": ("30d",),
    "resource_id": (f"{_ARM}/Microsoft.Compute/virtualMachines/vm",),
    "user_assigned_identities.*.resource_id": (f"{_ARM}/Microsoft.ManagedIdentity/userAssignedIdentities/i",),
    "environment.id": ("azureml:e:1",),
    "key_uri": ("https://v.vault.azure.net/keys/k/1",),
    "name": ("some-name", "name-2"),
    "azure_blob.name": ("some_store",),
    "azure_file.name": ("some_store",),
    "azure_data_lake_gen1.name": ("some_store",),
    "azure_data_lake_gen2.name": ("some_store",),
    "one_lake.name": ("some_store",),
    "custom_applications.*.name": ("app",),
    "certificate": ("key.pem",),
    "ssh_key_value": ("ssh-rsa AAAA",),
    "logbase": (10, 2.5, "e"),
    "location": ("westus2", "West US 2"),
    "upper": (10,),
    "version": ("1", "2024-01-01", 3, 1.5),
    "model.version": ("1", 2),
    "type": ("uri_file",),
}  # fmt: skip
"""Texts and other values that a field takes, by the end of its place (longest first), for where the class does not tell."""

_SCALARS: Mapping[str, tuple[tuple[str, object], ...]] = {
    "String": (("text", "some text"), ("digits", "12"), ("word", "true")),
    "Integer": (("number", 3), ("text", "4"), ("fraction-free", 5.0)),
    "Float": (("number", 0.5), ("whole", 2), ("text", "0.25")),
    "Number": (("number", 0.5), ("whole", 2)),
    "Boolean": (("true", True), ("false", False), ("text", "yes"), ("number", 0)),
    "DumpableIntegerField": (("number", 3), ("negative", -1)),
    "DumpableFloatField": (("number", 0.125), ("exponent", 1e-9)),
    "Url": (("url", "https://example.org/a"),),
    "SerializeValidatedUrl": (("url", "https://example.org/a.zip"),),
    "GitStr": (),  # refused on purpose
    "VersionField": (("text", "1"), ("number", 2), ("fraction", 1.5)),
    "LocalPathField": (("folder", "src"), ("dotted", "./src")),
    "DateTime": (("time", "2026-01-01T00:00:00"),),
    "Constant": (),
    "Raw": (("text", "x"), ("number", 1), ("true", True), ("map", {"a": [1, {"b": None}]}), ("fraction", 1.5)),
    "Deeper": (),
}
_REFERENCES = {
    "ArmStr": ("azureml:{name}",),
    "ArmVersionedStr": ("azureml:{name}:1", "azureml:{name}@latest", _ML.join(("azureml:", "/{type}/{name}/versions/1"))),
    "RegistryStr": ("azureml://registries/r/{type}/{name}/versions/1", "azureml://registries/r/{type}/{name}/labels/latest"),
    "InternalRegistryStr": ("azureml://feeds/f/{type}/{name}/versions/1",),
}  # fmt: skip
_CONSTANTS = {"FqdnOutboundRuleSchema": "fqdn", "PrivateEndpointOutboundRuleSchema": "private_endpoint", "ServiceTagOutboundRuleSchema": "service_tag"}  # fmt: skip

NEEDED: Mapping[str, frozenset[str]] = {
    "AmlComputeSshSettingsSchema": frozenset({"admin_username", "admin_password"}),
    "VirtualMachineSshSettingsSchema": frozenset({"admin_username", "admin_password"}),
    "VirtualMachineComputeSchema": frozenset({"ssh_settings"}),
    "IdentitySchema": frozenset({"type"}),
    "ImageSettingsSchema": frozenset({"reference"}),
    "VolumeSettingsSchema": frozenset({"source", "target"}),
    "CustomApplicationsSchema": frozenset({"image", "endpoints"}),
    "EndpointsSettingsSchema": frozenset({"target", "published"}),
    "CreateOnBehalfOfSchema": frozenset({"user_tenant_id", "user_object_id"}),
    "RecurrenceTriggerSchema": frozenset({"interval"}),
    "RecurrenceScheduleSchema": frozenset({"hours", "minutes"}),
    "ManagedNetworkSchema": frozenset({"isolation_mode"}),
    "NetworkAclsSchema": frozenset({"ip_rules"}),
    "OneLakeSchema": frozenset({"artifact"}),
    "SweepJobSchema": frozenset({"search_space"}),
    # from here on what only we refuse to do without
    "UserAssignedIdentitySchema": frozenset({"resource_id"}),
    "ChoiceSchema": frozenset({"values"}),
    "BuildContextSchema": frozenset({"path"}),
    "NetworkSettingsSchema": frozenset({"subnet"}),
    "ComputeStartStopScheduleSchema": frozenset({"trigger"}),
    "DataInputSchema": frozenset({"path"}),
    "MLTableInputSchema": frozenset({"path"}),
    "ModelInputSchema": frozenset({"path"}),
    "InputLiteralValueSchema": frozenset({"value"}),
    "EnvironmentSchema": frozenset({"image"}),
    "AnonymousEnvironmentSchema": frozenset({"image"}),
}
"""Fields that no schema requires, and without which the SDK makes no body."""

_IMAGE_OR_BUILD = frozenset({"EnvironmentSchema", "AnonymousEnvironmentSchema"})
_NAMED_VERSION = frozenset({"OutputSchema", "DataSchema"})

PROBES: tuple[object, ...] = (
    None, "", "some text", "12", "1.5", "yes", 0, 7, -1, 2.0, 1.5, True, {}, {"a": 1}, {"a": "b"}, [], ["a"], [1], [{"a": "b"}],
    dt.date(2026, 1, 1), float("inf"), 10**20,
)  # fmt: skip
"""Values of every class, for a field to take or to refuse as the SDK does."""


class Case(NamedTuple):
    """A value with the class that it stands for."""

    label: str
    value: object


def resources(shape: Object, kind: str) -> Iterator[dict[str, object]]:
    """Resources in which every two fields meet in every class of value, and every value occurs."""
    yield from (case.value for case in _objects(shape, kind) if isinstance(case.value, dict))


def cases(shape: Shape, place: str) -> list[Case]:
    """Values that a shape takes, at a place (`kind.field.*.field`)."""
    if isinstance(shape, Object):
        found = _objects(shape, place)
        return [*found, Case("file", "file:./inline.yml")] if shape.file and "environment" in place else found
    if isinstance(shape, OneOf):
        return _unique(Case(f"{number}{case.label}", case.value) for number, member in enumerate(shape.members) for case in cases(member, place))
    if isinstance(shape, ByName):
        below = cases(shape.value, f"{place}.*")
        together = {f"n{number}": case.value for number, case in enumerate(below[:3])}
        return [*(Case(f"of {case.label}", {"one": case.value}) for case in below), Case("together", together), Case("empty", {})]
    if isinstance(shape, Several):
        below = cases(shape.item, f"{place}.*")
        return [*(Case(f"of {case.label}", [case.value]) for case in below), Case("together", [case.value for case in below[:3]])]
    return _scalars(shape, place)


def _unique(found: Iterator[Case]) -> list[Case]:
    """Values once each: the texts that one member of a union takes may be another's as well."""
    seen: dict[str, Case] = {}
    for case in found:
        seen.setdefault(f"{type(case.value).__name__} {case.value!r}", case)
    return list(seen.values())


def _scalars(shape: Scalar, place: str) -> list[Case]:
    if shape.type == "Enum":
        return _spellings(shape)
    for known in sorted(PLACES, key=len, reverse=True):
        if f".{place}".endswith(f".{known}"):
            return [Case(f"{type(value).__name__}", value) for value in PLACES[known]]
    if shape.type in _REFERENCES:
        kind = shape.resource or "things"
        return [Case(shape.type, form.format(name="thing", type=kind)) for form in _REFERENCES[shape.type]]
    return [Case(label, value) for label, value in _SCALARS.get(shape.type, _SCALARS["String"])]


def _spellings(shape: Scalar) -> list[Case]:
    """Every word of an enum, in each spelling that the SDK takes."""
    takes = shape.takes
    assert takes is not None
    found = []
    for word in shape.words:
        camel = "".join(part.capitalize() for part in word.split("_"))
        spellings = (word, word.upper(), word.capitalize(), camel, camel[:1].lower() + camel[1:], word.replace("_", "-"))
        found += [Case(f"{word}{number}" if number else word, spelling) for number, spelling in enumerate(dict.fromkeys(spellings)) if takes(spelling)]
    return found


def _objects(shape: Object, place: str) -> list[Case]:
    fields = {name: field for name, field in shape.fields.items() if not field.read_only}
    values = {name: _field_cases(shape, name, field, place) for name, field in fields.items()}
    values = {name: found for name, found in values.items() if found}
    is_whole = "." not in place
    classes = {name: _by_class(found, whole=is_whole) for name, found in values.items()}
    if is_whole and "type" in fields:
        classes["type"] = {"as written": [values["type"][0].value]}  # other spellings are tried one by one
    factors = {
        name: [*([] if _is_needed(shape, name) else [ABSENT]), *by_class] for name, by_class in classes.items()
    }
    turns = dict.fromkeys(values, 0)
    made = []
    for row in pairwise(factors):
        body = {}
        for name, level in row.items():
            if level != ABSENT:
                of_class = classes[name][level]
                body[name] = of_class[turns[name] % len(of_class)]
                turns[name] += 1
        made.append(_sendable(shape, body, len(made)))
    for name, found in values.items():
        made += [_sendable(shape, {**least(shape, place), name: case.value}, 0) for case in found]
    return [Case(shape.schema, body) for body in _unique_bodies(made)]


def _is_needed(shape: Object, name: str) -> bool:
    return shape.fields[name].required or name in NEEDED.get(shape.schema, ())


def _sendable(shape: Object, body: dict[str, object], number: int) -> dict[str, object]:
    """The body without combinations that the SDK refuses: an image and a build, a version without a name."""
    if shape.schema in _IMAGE_OR_BUILD and "build" in body:
        kept = "build" if number % 2 == 0 else "image"
        left_out = {"image", "conda_file"} if kept == "build" else {"build"}
        body = {name: value for name, value in body.items() if name not in left_out}
    if shape.schema in _NAMED_VERSION and "version" in body:
        body = {"name": "some-name", **body}
    if "user_assigned_identities" in shape.fields:
        body = _with_its_identities(shape, body)
    return body


def _with_its_identities(shape: Object, body: dict[str, object]) -> dict[str, object]:
    """Identities of the user's exactly where the type speaks of them."""
    others = {name: value for name, value in body.items() if name != "user_assigned_identities"}
    if "user" not in str(body.get("type")).lower():
        return others
    if body.get("user_assigned_identities"):
        return body
    identity = {"resource_id": PLACES["user_assigned_identities.*.resource_id"][0]}
    is_by_name = isinstance(shape.fields["user_assigned_identities"].shape, ByName)
    return {**others, "user_assigned_identities": {"one": identity} if is_by_name else [identity]}


def _field_cases(shape: Object, name: str, field: FieldShape, place: str) -> list[Case]:
    if name == "type" and shape.schema in _CONSTANTS:
        return [Case("constant", _CONSTANTS[shape.schema])]
    return cases(field.shape, f"{place}.{name}")


def _by_class(found: list[Case], *, whole: bool) -> dict[str, list[object]]:
    """Values by class: each label of its own below, and at the top the kinds of labels only, so that rows stay few."""
    grouped: dict[str, list[object]] = {}
    for case in found:
        label = case.label if not whole else case.label[:12]
        grouped.setdefault(label, []).append(case.value)
    return grouped if len(grouped) <= 6 else {"present": [case.value for case in found]}


def _unique_bodies(made: list[dict[str, object]]) -> list[dict[str, object]]:
    return list({repr(body): body for body in made}.values())


def least(shape: Object, place: str) -> dict[str, object]:
    """The smallest object: the required fields, each with its first value."""
    required = {name: field.shape for name, field in shape.fields.items() if _is_needed(shape, name)}
    if shape.schema in _CONSTANTS:
        required = {"type": Scalar("Constant"), **required}
    return {
        name: _CONSTANTS[shape.schema] if below == Scalar("Constant") else first(below, f"{place}.{name}")
        for name, below in required.items()
    }


def first(shape: Shape, place: str) -> object:
    """A value that a shape takes, as small as can be."""
    if isinstance(shape, Object):
        return least(shape, place)
    if isinstance(shape, OneOf):
        return first(shape.members[0], place)
    if isinstance(shape, ByName):
        return {"one": first(shape.value, f"{place}.*")}
    if isinstance(shape, Several):
        return [first(shape.item, f"{place}.*")]
    return _scalars(shape, place)[0].value


def probes(shape: Shape, place: str) -> Iterator[tuple[str, object]]:
    """Values of a shape with one field, at any depth, of each class of value; with the place of that field."""
    if isinstance(shape, Object):
        whole = least(shape, place)
        for name, field in shape.fields.items():
            at = f"{place}.{name}"
            if field.read_only:
                yield at, {**whole, name: "written by the service"}
                continue
            yield from ((at, {**whole, name: probe}) for probe in PROBES)
            yield from ((below, {**whole, name: value}) for below, value in probes(field.shape, at))
        yield f"{place}.unknown", {**whole, "no_such_field": 1}
    elif isinstance(shape, OneOf):
        for member in shape.members:
            if not isinstance(member, Scalar):
                yield from probes(member, place)
    elif isinstance(shape, ByName):
        yield from ((f"{place}.*", {"one": probe}) for probe in PROBES)
        yield from ((below, {"one": value}) for below, value in probes(shape.value, f"{place}.*"))
    elif isinstance(shape, Several):
        yield from ((f"{place}.*", [probe]) for probe in PROBES)
        yield from ((below, [value]) for below, value in probes(shape.item, f"{place}.*"))
