"""Any one-key mistake in a valid resource is rejected at its line, and a misspelt key gets the right one suggested."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from runner.diagnostics import join_path
from runner.resources import ENTRIES, kind
from tests.resources.damage import Damage, damages, keys
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
            missed.append(f"{damage.path} {damage.what}: {list(damage.lines)}: {said}")
    assert not missed, "\n".join(["", text, *missed])


@pytest.mark.parametrize("name", ENTRIES)
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_two_damaged_lines_are_both_told(place, name, data):
    text = written(name, data.draw(resources(place, name)))
    made = damages(kind(name).fields, text, spellings=1)
    found = [one for one in made if one.what not in ("twice", "removed")]
    first, second = data.draw(st.sampled_from(found)), data.draw(st.sampled_from(found))
    assume(_are_apart(first, second))
    both = first.text.split("\n")
    number = second.lines.start
    both[number - 1] = second.text.split("\n")[number - 1]
    lines = {error.span.line for error in place.errors("\n".join(both)) if error.span}
    assert {first.lines.start, number} <= lines, "\n".join([*both, f"{first.what}, {second.what}", str(lines)])


def _are_apart(first: Damage, second: Damage) -> bool:
    """Whether neither stands in the other, and neither says what the other may be."""
    pairs = ((first, second), (second, first))
    is_inside = any(one.path[: len(other.path)] == other.path for one, other in pairs)
    return not is_inside and "type" not in (first.path[-1], second.path[-1])


@pytest.mark.parametrize("name", ENTRIES)
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_every_missing_field_of_a_mapping_is_told(place, name, data):
    text = written(name, data.draw(resources(place, name)))
    at_top = [key for key in keys(kind(name).fields, text) if len(key.path) == 1 and key.name != "type"]
    missing = [key for key in at_top if key.is_needed and key.line == key.last_line]
    lines = text.split("\n")
    left = [line for number, line in enumerate(lines, 1) if number not in {key.line for key in missing}]
    said = {error.path for error in place.errors("\n".join(left)) if error.code == "missing-field"}
    assert {join_path(key.path) for key in missing} <= said
