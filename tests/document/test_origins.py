from __future__ import annotations

import pytest

from runner.diagnostics import Diagnostic, Source
from runner.document import child, contributors, follow, naming_contributors, read_documents

TEXT = """a: &a {x: &x 1, y: [1, {z: 2}], k.l: {m: 3}, k: {n: 4}}
b: *a
c: &c {<<: *a, own: 5}
d: *c
"""


@pytest.fixture
def node():
    (document,) = read_documents(Source("/s", "s", TEXT), lambda _: None)
    return document


@pytest.mark.parametrize(
    ("path", "roles"),
    [
        (("a", "x"), []),
        (("b",), ["alias *a 2"]),
        (("b", "y", 1, "z"), ["alias *a 2"]),
        (("c", "x"), ["alias *a 3"]),
        (("c", "y", 1, "z"), ["alias *a 3"]),
        (("d", "y", 1, "z"), ["alias *c 4", "alias *a 3"]),
        (("d", "own"), ["alias *c 4"]),
        (("b", "nothing", "below"), ["alias *a 2"]),
    ],
)
def test_an_alias_counts_for_all_that_it_brings(node, path, roles):
    found = [f"{origin.role} {origin.span.line}" for origin in contributors(node, path)]
    assert sorted(found) == sorted(roles)


@pytest.mark.parametrize(
    ("written", "path", "left"),
    [
        ("", (), ""),
        ("a.x", ("a", "x"), ""),
        ("a.y[1].z", ("a", "y", 1, "z"), ""),
        ("a.k.l.m", ("a", "k.l", "m"), ""),
        ("a.k.n", ("a", "k", "n"), ""),
        ("a.y[2].z", ("a", "y"), "[2].z"),
        ("a.y.1", ("a", "y"), "1"),
        ("a.x.z", ("a", "x"), "z"),
        ("ax", (), "ax"),
        ("a.y[99999999999]", ("a", "y"), "[99999999999]"),
    ],
)
def test_a_written_path_leads_as_far_as_there_are_values(node, written, path, left):
    assert follow(node, written) == (path, left)


@pytest.mark.parametrize(("at", "path"), [((), "x"), (("jobs", "j"), "jobs.j.x")])
def test_a_report_is_completed_with_the_places_but_its_own(node, at, path):
    found: list[Diagnostic] = []
    below = child(node, ("b",))
    naming_contributors(below, at, found.append)(Diagnostic("c", "m", below.also[0].span, path))
    naming_contributors(below, at, found.append)(Diagnostic("c", "m", below.span, path))
    assert [[origin.role for origin in d.related] for d in found] == [[], ["alias *a"]]
