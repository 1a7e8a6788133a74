"""The fields of our models beside those of the SDK's schemas: names, required, read-only, words."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pytest

from runner.resources import Fields, kind
from runner.resources.annotations import field_named, members, names
from runner.resources.fields import Word
from tests.absent import absent
from tests.oracle.shapes import SCHEMAS, ByName, Object, OneOf, Scalar, Several, Shape

_NEEDED = "the SDK's entity or body needs it, its schema does not say so"
_VALIDATED = "the SDK tells the words in code, not in its schema"
DELIBERATE = {
    "$schema: read-only only for the SDK": "we read the kind from it",
    "id: read-only only for us": "the SDK takes it and sends nothing of it",
    "environment.id: read-only only for us": "the SDK takes it and sends nothing of it",
    "trial.environment.id: read-only only for us": "the SDK takes it and sends nothing of it",
    "managed_network.status: read-only only for us": "the SDK takes it and sends nothing of it",
    "credentials.authority_uri: only we have it": "the SDK renames it to `authority_url` before it loads",
    "namespace: required only by the SDK": "its schema has a default",
    "compute: words ['local']": "`local` is refused where it would start a process, any other name is taken",
    "environment_variables.value: only the SDK has it": "a variable may be called `value`, and is a variable then",
    "trial.environment_variables.value: only the SDK has it": "a variable may be called `value`, and is a variable then",
    "schedules.compute_start_stop.*.schedule_id: only the SDK has it": "it tells it and does not take it",
    "schedules.compute_start_stop.*.provisioning_state: only the SDK has it": "it tells it and does not take it",
    "managed_network.outbound_rules.*.category: words ['dependency', 'recommended', 'required', 'user_defined']": (
        "the service tells it"
    ),
    "managed_network.outbound_rules.*.type: words ['fqdn', 'private_endpoint', 'service_tag']": (
        "the SDK takes any text and guesses by the destination"
    ),
    "services.*.nodes: words ['all']": _VALIDATED,
    "identity.msi_resource_id: only the SDK has it": "its schema takes it, and what is made of it fails",
    "network_acls.default_action: words ['allow', 'deny']": _VALIDATED,
    "services.*.type: words ['jupyter_lab', 'ssh', 'tensor_board', 'vs_code']": "ours are tags of a union",
    "type: words ['mltable', 'uri_file', 'uri_folder']": _VALIDATED,
    "schedules.compute_start_stop.*.trigger.schedule.hours: required only by us": _NEEDED,
    "schedules.compute_start_stop.*.trigger.schedule.minutes: required only by us": _NEEDED,
    "artifact: required only by us": _NEEDED,
    "create_on_behalf_of.user_object_id: required only by us": _NEEDED,
    "create_on_behalf_of.user_tenant_id: required only by us": _NEEDED,
    "custom_applications.*.bind_mounts.*.source: required only by us": _NEEDED,
    "custom_applications.*.bind_mounts.*.target: required only by us": _NEEDED,
    "custom_applications.*.endpoints.*.published: required only by us": _NEEDED,
    "custom_applications.*.endpoints.*.target: required only by us": _NEEDED,
    "custom_applications.*.endpoints: required only by us": _NEEDED,
    "custom_applications.*.image.reference: required only by us": _NEEDED,
    "custom_applications.*.image: required only by us": _NEEDED,
    "identity.type: required only by us": _NEEDED,
    "identity.user_assigned_identities.*.resource_id: required only by us": "an identity without its id is none",
    "managed_network.isolation_mode: required only by us": _NEEDED,
    "schedules.compute_start_stop.*.trigger.interval: required only by us": _NEEDED,
    "schedules.compute_start_stop.*.trigger: required only by us": "a schedule without a time never comes",
    "search_space: required only by us": _NEEDED,
    "ssh_settings.admin_username: required only by us": _NEEDED,
}
"""Differences that are meant to be, each with its reason, in whichever kind the place is."""


class Seen(NamedTuple):
    """A field at a place, over all members of a union: required is what all of them require."""

    required: bool
    read_only: bool
    words: frozenset[str]


Places = dict[str, Seen]


@pytest.mark.parametrize("schema", SCHEMAS, ids=[schema.kind for schema in SCHEMAS])
def test_fields_are_those_of_the_sdk_but_for_the_known_differences(schema):
    try:
        theirs = dict(merged(fields_of_shape(schema.shape, "")))
    except ImportError as error:
        absent(f"azure-ai-ml is not installed: {error}")
    ours = dict(merged(fields_of_model(kind(schema.kind).fields, "")))
    found = {f"{schema.kind} {line}" for line in differences(theirs, ours)}
    unknown = {line for line in found if line.partition(" ")[2] not in DELIBERATE}
    assert not unknown, "\n".join(["", *sorted(unknown)])


def test_every_known_difference_is_still_one():
    try:
        lines = {
            line
            for schema in SCHEMAS
            for line in differences(
                dict(merged(fields_of_shape(schema.shape, ""))),
                dict(merged(fields_of_model(kind(schema.kind).fields, ""))),
            )
        }
    except ImportError as error:
        absent(f"azure-ai-ml is not installed: {error}")
    assert not DELIBERATE.keys() - lines


def differences(theirs: Places, ours: Places) -> Iterator[str]:
    """What differs, as lines: a place below one that only one of them has is not told."""
    for place in sorted(theirs.keys() | ours.keys()):
        their, our = theirs.get(place), ours.get(place)
        above = place.rpartition(".")[0].removesuffix(".*")
        if their is None or our is None:
            if not above or (is_open(theirs, above) and is_open(ours, above)):
                yield f"{place}: only {'we have it' if their is None else 'the SDK has it'}"
            continue
        if their.read_only != our.read_only:
            yield f"{place}: read-only {'only for us' if our.read_only else 'only for the SDK'}"
        if their.required != our.required:
            yield f"{place}: required {'only by us' if our.required else 'only by the SDK'}"
        if their.words != our.words:
            yield f"{place}: words {sorted(their.words ^ our.words)}"


def is_open(places: Places, place: str) -> bool:
    """Whether there is a field whose own fields matter."""
    return place in places and not places[place].read_only


def merged(fields: Iterator[tuple[str, Seen]]) -> Iterator[tuple[str, Seen]]:
    """The fields of the members of a union at one place as one."""
    found: dict[str, list[Seen]] = {}
    for place, seen in fields:
        found.setdefault(place, []).append(seen)
    for place, several in found.items():
        words = frozenset(word for seen in several for word in seen.words)
        yield place, Seen(all(seen.required for seen in several), all(seen.read_only for seen in several), words)


def fields_of_shape(shape: Shape, place: str) -> Iterator[tuple[str, Seen]]:
    if isinstance(shape, OneOf):
        for member in shape.members:
            yield from fields_of_shape(member, place)
    elif isinstance(shape, ByName):
        yield from fields_of_shape(shape.value, f"{place}.*")
    elif isinstance(shape, Several):
        yield from fields_of_shape(shape.item, f"{place}.*")
    elif isinstance(shape, Object):
        for name, field in shape.fields.items():
            at = f"{place}.{name}".strip(".")
            yield at, Seen(field.required, field.read_only, frozenset(words_of_shape(field.shape)))
            if not field.read_only:
                yield from fields_of_shape(field.shape, at)


def words_of_shape(shape: Shape) -> Iterator[str]:
    if isinstance(shape, Scalar):
        yield from (word.lower() for word in shape.words)
    elif isinstance(shape, OneOf):
        for member in shape.members:
            yield from words_of_shape(member)


def fields_of_model(annotation: object, place: str) -> Iterator[tuple[str, Seen]]:
    for member in members(annotation):
        found = member.annotation
        origin = typing.get_origin(found)
        if isinstance(found, type) and issubclass(found, Fields):
            for name in sorted(names(found)):
                field = field_named(found, name)
                assert field is not None
                at = f"{place}.{name}".strip(".")
                words = (word.lower() for item in field.metadata if isinstance(item, Word) for word in item.allowed)
                yield at, Seen(field.is_required(), False, frozenset((*words, *words_of_model(field.annotation))))
                yield from fields_of_model(field.annotation, at)
            yield from ((f"{place}.{name}".strip("."), Seen(False, True, frozenset())) for name in found.READ_ONLY)
        elif origin in (dict, Mapping, typing.get_origin(Mapping[str, object])):
            yield from fields_of_model(typing.get_args(found)[1], f"{place}.*")
        elif origin is list:
            yield from fields_of_model(typing.get_args(found)[0], f"{place}.*")


def words_of_model(annotation: object) -> Iterator[str]:
    if typing.get_origin(annotation) is typing.Annotated:
        inner, *metadata = typing.get_args(annotation)
        yield from (word.lower() for item in metadata if isinstance(item, Word) for word in item.allowed)
        yield from words_of_model(inner)
    elif typing.get_origin(annotation) in (typing.Union, type(int | str)):
        for member in typing.get_args(annotation):
            yield from words_of_model(member)
