"""The defaults that the schemas tell are those of azure-ai-ml: what it sends is the same with and without them."""

from __future__ import annotations

import logging
from collections import Counter
from random import Random

import pytest
import yaml

from runner.resources import ENTRIES, kind
from runner.schema import schema
from runner.schema.defaults import DEFAULTS
from tests.absent import absent
from tests.corpus.place import corpus_folder
from tests.corpus.sdk import comparable, differences, sdk
from tests.oracle.compare import Bench
from tests.oracle.known import FILES
from tests.oracle.shapes import SCHEMAS
from tests.oracle.values import least, resources
from tests.schema.defaults import with_a_default

NAMES = {kind(name).fields.__name__: name for name in ENTRIES}


@pytest.fixture(scope="module")
def loaded():
    corpus = corpus_folder()
    if corpus is None:
        absent("there is no oracle.py at $RUNNER_CORPUS or ../shared/corpus")
    try:
        return sdk(corpus)
    except ImportError as error:
        absent(f"azure-ai-ml is not installed: {error}")


@pytest.fixture(autouse=True)
def _quiet():
    """`oracle.py` disables logging for good."""
    before = logging.root.manager.disable
    yield
    logging.disable(before)


@pytest.mark.parametrize("place", [place for place in DEFAULTS if place.partition(".")[0] in NAMES])
def test_a_default_is_what_azure_ai_ml_sends(loaded, tmp_path, place):
    model, _, field = place.partition(".")
    (one,) = (found for found in SCHEMAS if found.kind == NAMES[model])
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")

    def body(fields: dict[str, object]) -> object:
        (tmp_path / "resource.yml").write_text(yaml.safe_dump(fields), "utf-8")
        answer = loaded.answer(tmp_path / "resource.yml", one.oracle)
        assert answer.body is not None, answer.error
        return comparable(answer.body, tmp_path)

    without = least(one.shape, one.kind)
    without.pop(field, None)
    assert body({**without, field: DEFAULTS[place]}) == body(without)


MOST_RESOURCES, MOST_TIMES = 800, 2


def test_every_default_below_is_what_azure_ai_ml_sends(loaded, tmp_path_factory):
    bench = Bench(tmp_path_factory.mktemp("bench").resolve(), loaded)
    compared: Counter[str] = Counter()
    for one in SCHEMAS:
        made = list(resources(one.shape, one.kind))
        for body in Random(0).sample(made, min(len(made), MOST_RESOURCES)):
            for place, whole in with_a_default(schema(one.kind), body):
                if place.startswith(".") or compared[place] >= MOST_TIMES:
                    continue
                before, after = bench.body(one, body), bench.body(one, whole)
                if before is not None and after is not None:  # a `value` stands alone, without the default of `type`
                    compared[place] += 1
                    assert differences(before, after) == [], place
    assert {place.partition(".")[2] for place in compared} == {
        place for place in DEFAULTS if place.partition(".")[0] not in NAMES
    }
