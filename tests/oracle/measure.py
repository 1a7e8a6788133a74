"""Compares many resources with the SDK, and tells the defects with the smallest resource for each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from random import Random
from typing import NamedTuple

import yaml

from tests.oracle.compare import Bench, Body, Finding
from tests.oracle.deliberate import DELIBERATE, DELIBERATE_OF_PROBES, Deliberate, defects
from tests.oracle.shapes import Schema
from tests.oracle.values import probes, resources

EVERYTHING = os.environ.get("RUNNER_ORACLE") == "all"
"""Compares all that is made, for minutes; else a part that is the same each time."""


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


def pairwise_defects(bench: Bench, schema: Schema, most: int) -> list[Defect]:
    """What is wrong with resources in which every two fields meet, the smallest resource for each cause."""
    found = _defects(bench, schema, _part(list(resources(schema.shape, schema.kind)), most), DELIBERATE)
    return [_smaller(bench, schema, defect) for defect in found]


def probed_defects(bench: Bench, schema: Schema, most: int) -> list[Defect]:
    """What is wrong with resources that have one field of any class of value."""
    made = [body for _, body in probes(schema.shape, schema.kind) if isinstance(body, dict)]
    return list(_defects(bench, schema, _part(made, most), DELIBERATE_OF_PROBES))


def _part(made: list[dict[str, object]], most: int) -> list[dict[str, object]]:
    return made if EVERYTHING or len(made) <= most else Random(most).sample(made, most)


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
