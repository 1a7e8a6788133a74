"""Compares many resources with the SDK, and tells the defects with the smallest resource for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

import yaml

from tests.oracle.compare import Bench, Body, Finding
from tests.oracle.deliberate import DELIBERATE, DELIBERATE_OF_PROBES, Deliberate, defects
from tests.oracle.shapes import Schema
from tests.oracle.values import probes, resources


class Defect(NamedTuple):
    """A cause with how many resources show it, and one of them."""

    outcome: str
    cause: str
    count: int
    body: Body
    detail: str

    def __str__(self) -> str:
        text = yaml.safe_dump(dict(self.body), default_flow_style=True, sort_keys=False, width=10_000).strip()
        return f"{self.outcome} ({self.count} of them): {self.cause}\n  {text}\n  {self.detail[:300]}"


def pairwise_defects(bench: Bench, schema: Schema) -> list[Defect]:
    """What is wrong with resources in which every two fields meet, the smallest resource for each cause."""
    found = _defects(bench, schema, resources(schema.shape, schema.kind), DELIBERATE)
    return [_smaller(bench, schema, defect) for defect in found]


def probed_defects(bench: Bench, schema: Schema) -> list[Defect]:
    """What is wrong with resources that have one field of any class of value."""
    made = (body for _, body in probes(schema.shape, schema.kind) if isinstance(body, dict))
    return list(_defects(bench, schema, made, DELIBERATE_OF_PROBES))


def unmet_pairs(bench: Bench, schema: Schema) -> set[tuple[str, str]]:
    """The pairs of fields that meet in no resource that the SDK sends: what it refuses compares nothing."""
    made: set[tuple[str, str]] = set()
    sent: set[tuple[str, str]] = set()
    for body in resources(schema.shape, schema.kind):
        pairs = set(combinations(sorted(set(_fields(body))), 2))
        made |= pairs
        if bench.is_sent(schema, body):
            sent |= pairs
    assert len(made) > len(schema.shape.fields)
    return made - sent


def _fields(value: object, at: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield f"{at}.{key}"
            yield from _fields(item, f"{at}.{key}")
    elif isinstance(value, list):
        for item in value:
            yield from _fields(item, f"{at}.*")


def _defects(bench: Bench, schema: Schema, made: Iterable[Body], deliberate: Iterable[Deliberate]) -> Iterator[Defect]:
    groups: dict[tuple[str, str], list[tuple[Body, Finding]]] = {}
    for body in made:
        finding = bench.compare(schema, body)
        for cause in defects(finding, deliberate):
            assert finding is not None
            groups.setdefault((finding.outcome, cause), []).append((body, finding))
    for (outcome, cause), group in sorted(groups.items(), key=lambda item: item[0]):
        body, finding = min(group, key=lambda entry: len(str(entry[0])))
        yield Defect(outcome, cause, len(group), body, finding.detail)


def _smaller(bench: Bench, schema: Schema, defect: Defect) -> Defect:
    body = bench.smallest(schema, defect.body, defect.outcome, defect.cause)
    finding = bench.compare(schema, body)
    return defect._replace(body=body, detail=finding.detail if finding else defect.detail)
