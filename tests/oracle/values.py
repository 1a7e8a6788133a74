"""Values for shapes: of every class that the SDK takes (a case each), and of classes that a field may not take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tests.oracle.known import (
    CONSTANTS,
    IMAGE_OR_BUILD,
    NAMED_VERSION,
    NEEDED,
    PLACES,
    PROBES,
    REFERENCES,
    SCALARS,
)
from tests.oracle.pairs import pairwise
from tests.oracle.shapes import ByName, FieldShape, Object, OneOf, Scalar, Several, Shape

ABSENT = "absent"
"""The level of a field that is left out."""


class Case(NamedTuple):
    """A value with the class that it stands for."""

    label: str
    value: object


def resources(shape: Object, kind: str) -> Iterator[dict[str, object]]:
    """Resources in which every two fields meet in every class of value, and every value occurs."""
    yield from (case.value for case in _objects(shape, kind) if isinstance(case.value, dict))


def _named_apart(value: object, number: int) -> object:
    """An entry of a list with a name, and ports where it is reached, that no other one has."""
    if not isinstance(value, dict):
        return value
    apart = {**value, "name": f"{value['name']}-{number}"} if "name" in value else dict(value)
    if isinstance(apart.get("endpoints"), list):
        apart["endpoints"] = [
            {**endpoint, "published": 9000 + 100 * number + place} for place, endpoint in enumerate(apart["endpoints"])
        ]
    return apart


def cases(shape: Shape, place: str) -> list[Case]:
    """Values that a shape takes, at a place (`kind.field.*.field`)."""
    if isinstance(shape, Object):
        found = _objects(shape, place)
        return [*found, Case("file", "file:./inline.yml")] if shape.file and "environment" in place else found
    if isinstance(shape, OneOf):
        return _unique(
            Case(f"{number}{case.label}", case.value)
            for number, member in enumerate(shape.members)
            for case in cases(member, place)
        )
    if isinstance(shape, ByName):
        below = cases(shape.value, f"{place}.*")
        together = {f"n{number}": case.value for number, case in enumerate(below[:3])}
        return [
            *(Case(f"of {case.label}", {"one": case.value}) for case in below),
            Case("together", together),
            Case("empty", {}),
        ]
    if isinstance(shape, Several):
        below = cases(shape.item, f"{place}.*")
        return [
            *(Case(f"of {case.label}", [case.value]) for case in below),
            Case("together", [_named_apart(case.value, number) for number, case in enumerate(below[:3])]),
        ]
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
    if shape.type in REFERENCES:
        kind = shape.resource or "things"
        return [Case(shape.type, form.format(name="thing", type=kind)) for form in REFERENCES[shape.type]]
    return [Case(label, value) for label, value in SCALARS.get(shape.type, SCALARS["String"])]


def _spellings(shape: Scalar) -> list[Case]:
    """Every word of an enum, in each spelling that the SDK takes."""
    takes = shape.takes
    assert takes is not None
    found = []
    for word in shape.words:
        camel = "".join(part.capitalize() for part in word.split("_"))
        spellings = (
            word,
            word.upper(),
            word.capitalize(),
            camel,
            camel[:1].lower() + camel[1:],
            word.replace("_", "-"),
        )
        found += [
            Case(f"{word}{number}" if number else word, spelling)
            for number, spelling in enumerate(dict.fromkeys(spellings))
            if takes(spelling)
        ]
    return found


def _objects(shape: Object, place: str) -> list[Case]:
    fields = {name: field for name, field in shape.fields.items() if not field.read_only}
    values = {name: _field_cases(shape, name, field, place) for name, field in fields.items()}
    values = {name: found for name, found in values.items() if found}
    is_whole = "." not in place
    classes = {name: _by_class(found, whole=is_whole) for name, found in values.items()}
    if is_whole and "type" in fields:
        classes["type"] = {"as written": [values["type"][0].value]}  # other spellings are tried one by one
    factors = {name: [*([] if _is_needed(shape, name) else [ABSENT]), *by_class] for name, by_class in classes.items()}
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
    if shape.schema in IMAGE_OR_BUILD and "build" in body:
        kept = "build" if number % 2 == 0 else "image"
        left_out = {"image", "conda_file"} if kept == "build" else {"build"}
        body = {name: value for name, value in body.items() if name not in left_out}
    if shape.schema in NAMED_VERSION and "version" in body:
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
    if name == "type" and shape.schema in CONSTANTS:
        return [Case("constant", CONSTANTS[shape.schema])]
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
    if shape.schema in CONSTANTS:
        required = {"type": Scalar("Constant"), **required}
    return {
        name: CONSTANTS[shape.schema] if below == Scalar("Constant") else first(below, f"{place}.{name}")
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
            if name == "$schema" and "." not in place:
                continue  # it tells the kind
            if name == "user_assigned_identities":
                whole = {**whole, "type": "user_assigned"}
            if field.read_only:
                yield at, {**whole, name: "written by the service"}
                continue
            yield from ((at, {**whole, name: probe}) for probe in PROBES)
            if name in whole:
                yield at, {other: value for other, value in whole.items() if other != name}
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
