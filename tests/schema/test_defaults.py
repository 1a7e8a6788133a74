"""The defaults that the schemas tell are those of azure-ai-ml: what it sends is the same with and without them."""

from __future__ import annotations

import logging

import pytest
import yaml

from runner.resources import ENTRIES, kind
from runner.schema.descriptions import DEFAULTS
from tests.corpus.place import corpus_folder
from tests.corpus.sdk import comparable, sdk
from tests.corpus.test_corpus import absent
from tests.oracle.known import FILES
from tests.oracle.shapes import SCHEMAS
from tests.oracle.values import least

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


@pytest.mark.parametrize("place", DEFAULTS)
def test_a_default_is_what_azure_ai_ml_sends(loaded, tmp_path, place):
    model, _, field = place.partition(".")
    (one,) = (schema for schema in SCHEMAS if schema.kind == NAMES[model])
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
