"""Resources of every kind, made from the SDK's schemas: what it takes we take and keep, what it rejects we reject."""

from __future__ import annotations

import logging

import pytest

from tests.absent import absent
from tests.corpus.place import corpus_folder
from tests.corpus.sdk import sdk
from tests.oracle.compare import Bench
from tests.oracle.measure import Defect, pairwise_defects, probed_defects, unmet_pairs
from tests.oracle.pairs import pairwise
from tests.oracle.shapes import SCHEMAS

by_kind = pytest.mark.parametrize("schema", SCHEMAS, ids=[schema.kind for schema in SCHEMAS])


@pytest.fixture(scope="module")
def bench(tmp_path_factory) -> Bench:
    corpus = corpus_folder()
    if corpus is None:
        absent("there is no oracle.py at $RUNNER_CORPUS or ../shared/corpus")
    try:
        loaded = sdk(corpus)
    except ImportError as error:
        absent(f"azure-ai-ml is not installed: {error}")
    return Bench(tmp_path_factory.mktemp("bench").resolve(), loaded)


@by_kind
def test_what_the_sdk_sends_we_take_with_the_same_meaning(bench, schema):
    found = pairwise_defects(bench, schema)
    assert not found, told(found)


@by_kind
def test_what_the_sdk_rejects_we_reject(bench, schema):
    found = probed_defects(bench, schema)
    assert not found, told(found)


@by_kind
def test_every_two_fields_meet_in_a_resource_that_the_sdk_sends(bench, schema):
    assert not unmet_pairs(bench, schema)


def told(found: list[Defect]) -> str:
    return "\n".join(["", *map(str, found)])


def test_every_pair_of_levels_meets_in_some_row():
    factors = {"a": "12", "b": "xyz", "c": "pq", "d": "0"}
    rows = pairwise(factors)
    for one, other in (("a", "b"), ("a", "c"), ("b", "c"), ("c", "d")):
        met = {(row[one], row[other]) for row in rows}
        assert met == {(first, second) for first in factors[one] for second in factors[other]}
    assert len(rows) < 2 * 3 * 2
    assert pairwise(factors) == rows


@pytest.fixture(autouse=True)
def _quiet():
    """The SDK tells on each use that a class is experimental, and `oracle.py` disables logging for good."""
    before = logging.root.manager.disable
    yield
    logging.disable(before)
