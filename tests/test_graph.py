from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.diagnostics import Source, Span
from runner.document import Node
from runner.graph import in_order
from runner.project import Link, Resource, ResourceId
from runner.resources import kind

NOWHERE = Node(None, Span(Source(None, "spec.yml", ""), 1, 1, 1, 1))


def resource(key: str, needs: str = "", links: str = "") -> Resource:
    """A job that depends on the jobs of `needs` and takes outputs of those of `links`, one letter each."""
    linked = tuple(Link(("inputs", letter, "path"), ResourceId("jobs", letter), "o") for letter in links)
    depends_on = tuple(ResourceId("jobs", letter) for letter in needs)
    return Resource(kind("command_job"), key, key, None, {}, NOWHERE, (), links=linked, depends_on=depends_on)


def order(resources: list[Resource]) -> str:
    return "".join(found.key for found in in_order(resources))


@pytest.mark.parametrize(
    ("needs", "ordered"),
    [
        ({}, ""),
        ({"c": "", "b": "", "a": ""}, "cba"),
        ({"a": "", "b": "a", "c": ""}, "abc"),
        ({"a": "c", "b": "", "c": ""}, "bca"),
        ({"a": "b", "b": "c", "c": "", "d": ""}, "cbad"),
        ({"a": "d", "b": "", "c": "d", "d": ""}, "bdac"),
    ],
)
def test_each_comes_after_what_it_needs_and_otherwise_as_written(needs, ordered):
    assert order([resource(key, needs=needed) for key, needed in needs.items()]) == ordered
    assert order([resource(key, links=needed) for key, needed in needs.items()]) == ordered


@given(data=st.data(), keys=st.permutations("abcdefgh"))
def test_whatever_is_needed_comes_before(data, keys):
    needs = {
        key: data.draw(st.sets(st.sampled_from("abcdefgh"[:at])) if at else st.just(set()))
        for at, key in enumerate("abcdefgh")
    }
    ordered = order([resource(key, needs="".join(sorted(needs[key]))) for key in keys])
    assert sorted(ordered) == sorted(keys)
    assert all(ordered.index(needed) < ordered.index(key) for key in keys for needed in needs[key])
