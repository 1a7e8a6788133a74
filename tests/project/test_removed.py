"""What an override or a null took away, and something still names: the error names the place that took it away."""

from __future__ import annotations

import pytest

from runner.diagnostics import UsageError
from runner.project.origin import trace

SPEC = """project: p
variables: {n: null}
targets:
  dev:
    backend: local
    overrides:
      jobs: %s
jobs:
  a: {command: "echo ${{inputs.x}}", environment: azureml:e:1, inputs: {x: %s}, outputs: {o: {}}}
  b: {command: echo, environment: azureml:e:1, depends_on: a}
  c: {command: "echo ${{inputs.z}}", environment: azureml:e:1, inputs: {z: {path: "${{ jobs.a.outputs.o }}"}}}
"""


@pytest.mark.parametrize(
    ("change", "value", "code", "role", "place"),
    [
        ("{a: {inputs: {x: null}}}", "1", "undefined-input", "override of target dev, which removes `x`", "7:27"),
        ("{a: {inputs: null}}", "1", "undefined-input", "override of target dev, which removes `inputs`", "7:18"),
        ("{}", "'{{ var.n }}'", "undefined-input", "null, which leaves out `x`", "9:76"),
        ("{a: {outputs: null}}", "1", "undefined-output", "override of target dev, which removes `outputs`", "7:18"),
    ],
)
def test_a_name_that_was_taken_away_is_missed_with_the_place_that_took_it(errors, change, value, code, role, place):
    found = [one for one in errors(SPEC % (change, value)) if one.code == code]
    assert (role, f"spec.yml:{place}") in [(origin.role, str(origin.span)) for origin in found[0].related]


def test_a_job_that_was_taken_away_is_missed_with_the_place_that_took_it(errors):
    found = errors(SPEC % ("{a: null}", "1"))
    assert [(one.code, one.path) for one in found] == [
        ("unknown-job", "jobs.b.depends_on"),
        ("unknown-job", "jobs.c.inputs.z.path"),
    ]
    for one in found:
        assert [(o.role, str(o.span)) for o in one.related] == [
            ("override of target dev, which removes `a`", "spec.yml:7:14")
        ]


@pytest.mark.parametrize(("change", "what"), [("{b: null}", "`b`"), ("null", "`jobs`")])
def test_origin_tells_what_took_a_resource_away(load, change, what):
    keep = "environments: {e: {image: 'a:1'}}\n"
    project = load(SPEC % (change, "1") + keep)
    with pytest.raises(UsageError) as caught:
        trace(project, "jobs.b.command")
    assert caught.value.message == "there is no `jobs.b` on dev"
    assert caught.value.hint.startswith(f"override of target dev, which removes {what} (spec.yml:7:")
