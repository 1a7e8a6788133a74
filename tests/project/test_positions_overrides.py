from __future__ import annotations

import pytest

SPEC = """project: p
include: [base.yml]
variables: {v: gone}
targets:
  dev:
    backend: local
    overrides:
      jobs:
        train:
          %s
"""
BASE = """jobs:
  train:
    command: python main.py
    environment: azureml:e:1
    code: src
    inputs: {d: {type: uri_folder, path: src}}
    resources: {instance_count: 1}
"""
FILES = {"base.yml": BASE, "src/main.py": ""}
ROLE = "override of target dev"


def places(error) -> list[tuple[str, str]]:
    return [(origin.role, str(origin.span)) for origin in error.related]


@pytest.mark.parametrize(
    ("change", "code", "place", "related"),
    [
        ("code: nowhere", "missing-path", "spec.yml:10:17", [("base", "base.yml:5:11")]),
        ("resources: {instance_count: x}", "wrong-type", "spec.yml:10:39", [("base", "base.yml:7:33")]),
        ("inputs: {d: {type: bad}}", "invalid-value", "spec.yml:10:30", [("base", "base.yml:6:24")]),
        ("inputs: {d: {path: gone}}", "missing-path", "spec.yml:10:30", [("base", "base.yml:6:42")]),
        ("inputs: {d: [1]}", "wrong-type", "spec.yml:10:23", [("base", "base.yml:6:14")]),
        ("comand: x", "unknown-field", "spec.yml:10:11", [(ROLE, "spec.yml:10:19")]),
        ("inputs: {e: {type: bad, path: src}}", "invalid-value", "spec.yml:10:30", [(ROLE, "spec.yml:10:23")]),
        (
            "code: '{{ var.v }}'",
            "missing-path",
            "spec.yml:10:17",
            [("base", "base.yml:5:11"), ("variable v", "spec.yml:3:16")],
        ),
        (
            "command: 'x ${{inputs.z}}'",
            "undefined-input",
            "spec.yml:10:23",
            [("base", "base.yml:3:14"), (ROLE, "spec.yml:10:20")],
        ),
    ],
)
def test_what_an_override_gives_is_wrong_there_and_names_what_it_replaced(errors, change, code, place, related):
    error = next(d for d in errors(SPEC % change, FILES) if d.code == code)
    assert str(error.span) == place
    assert sorted(places(error)) == sorted(related)


def test_what_an_override_left_alone_does_not_name_it(errors):
    (error,) = errors(SPEC % "display_name: x", {**FILES, "base.yml": BASE.replace("code: src", "code: gone")})
    assert (str(error.span), places(error)) == ("base.yml:5:11", [])


def test_a_field_that_an_override_removed_is_missed_at_the_resource_and_names_the_override(errors):
    (error,) = errors(SPEC % "environment: null", FILES)
    assert (error.code, str(error.span)) == ("missing-field", "base.yml:2:3")
    assert (f"{ROLE}, which removes `environment`", "spec.yml:10:11") in places(error)


def test_an_alias_in_an_override_is_wrong_at_the_anchor_and_names_alias_override_and_base(errors):
    spec = SPEC.replace("variables: {v: gone}", "variables: {v: {default: &c gone}}") % "code: *c"
    (error,) = errors(spec, FILES)
    assert error.span.line == 3
    assert places(error) == [
        ("base", "base.yml:5:11"),
        ("alias *c", "spec.yml:10:17"),
        (ROLE, "spec.yml:10:11"),
    ]


def test_an_aliased_mapping_in_an_override_names_the_alias_for_what_it_brings(errors):
    spec = SPEC.replace("{v: gone}", "{v: {default: &r {instance_count: x}}}") % "resources: *r"
    (error,) = errors(spec, FILES)
    assert str(error.span) == "spec.yml:3:46"
    assert ("alias *r", "spec.yml:10:22") in places(error)
    assert ("base", "base.yml:7:33") in places(error)


def test_an_override_of_what_an_alias_brought_names_the_alias_beside_the_base(errors):
    base = "jobs:\n  other: &o {command: x, environment: azureml:e:1, resources: {instance_count: 1}}\n  train: *o\n"
    (error,) = errors(SPEC % "resources: {instance_count: x}", {"base.yml": base})
    assert str(error.span) == "spec.yml:10:39"
    assert places(error) == [("base", "base.yml:2:80"), ("alias *o", "base.yml:3:10")]
