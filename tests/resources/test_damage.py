"""Any one-key mistake in a valid resource is rejected at its line, and a misspelt key gets the right one suggested."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.resources import ENTRIES, kind
from tests.resources.damage import damages
from tests.resources.generated import Place, resources, written


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Place:
    return Place(tmp_path_factory.mktemp("damage"))


@pytest.mark.parametrize("name", ENTRIES)
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_one_damaged_key_is_rejected_at_its_line(place, name, data):
    text = written(name, data.draw(resources(place, name)))
    missed = []
    for damage in damages(kind(name).fields, text, spellings=3):
        errors = place.errors(damage.text)
        there = [error for error in errors if error.span and error.span.line in damage.lines]
        said = [f"{error.span and error.span.line}: {error.code}: {error.message}" for error in errors]
        is_suggested = not damage.word or any(error.suggestion == damage.word for error in there)
        if not (there and is_suggested):
            missed.append(f"{damage.what}: {list(damage.lines)}: {said}")
    assert not missed, "\n".join(["", text, *missed])
