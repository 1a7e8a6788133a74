"""Resources of every kind, made from the SDK's schemas: what it takes we take and keep, what it rejects we reject.

`RUNNER_ORACLE=all` compares all that is made (about 20,000 resources, minutes) instead of a part.
"""

from __future__ import annotations

import logging

import pytest

from tests.absent import absent
from tests.corpus.place import corpus_folder
from tests.corpus.sdk import sdk
from tests.oracle.compare import Bench
from tests.oracle.measure import Defect, pairwise_defects, probed_defects
from tests.oracle.pairs import pairwise
from tests.oracle.shapes import SCHEMAS
from tests.oracle.values import resources

MOST_PAIRS = 200
MOST_PROBES = 150
"""Resources compared for each kind: all in about a minute."""

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
    found = pairwise_defects(bench, schema, MOST_PAIRS)
    assert not found, told(found)


@by_kind
def test_what_the_sdk_rejects_we_reject(bench, schema):
    found = probed_defects(bench, schema, MOST_PROBES)
    assert not found, told(found)


@by_kind
def test_the_sdk_takes_nearly_all_that_is_made_for_it(bench, schema):
    made = list(resources(schema.shape, schema.kind))[::10]
    taken = sum(bench.is_sent(schema, body) for body in made)
    assert taken >= 0.8 * len(made)  # the rest are spellings of `type`


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
