"""Policies: each rule, what cannot be known, and files that the spec cannot loosen."""

from __future__ import annotations

import pytest

from runner.diagnostics import InvalidSpec
from runner.policy import policies_of, violations
from runner.policy.cost import cost_notes

PRICES = "Standard_DS3_v2: 0.5\nSTANDARD_D2_V2: 1\n"
SPEC = """project: prj
workspace: {location: %(place)s}
computes: {cpu: {type: amlcompute, size: %(size)s, max_instances: %(nodes)s}}
jobs:
  one: {command: x, environment: {image: "a:1"}, compute: azureml:cpu%(more)s}
policy: {%(rules)s}
"""
USUAL = {"place": "westeurope", "size": "Standard_DS3_v2", "nodes": 2, "more": "", "rules": ""}


@pytest.fixture
def violated(load):
    """The violations of a spec with some of its parts changed, as code paths and messages."""

    def found(**parts: object) -> list[tuple[str, str]]:
        project = load(SPEC % {**USUAL, **parts}, {"prices.yml": PRICES})
        return [(one.path, one.message) for one in violations(project, policies_of(project, ()))]

    return found


@pytest.mark.parametrize(
    ("rules", "parts", "path", "message"),
    [
        ("allowed_sizes: [Standard_D2_v2]", {}, "computes.cpu.size", "the size Standard_DS3_v2 is not allowed"),
        (
            "allowed_sizes: ['standard_ds*']",
            {"more": ", resources: {instance_type: Standard_NC6}", "size": "STANDARD_DS3_V2"},
            None,
            "",
        ),
        ("allowed_locations: [eastus]", {}, "workspace.location", "the location westeurope is not allowed"),
        ("allowed_locations: [West Europe]", {}, None, ""),
        ("max_instances: 1", {}, "computes.cpu.max_instances", "2 instances are more than 1"),
        ("max_instances: 2", {}, None, ""),
        ("max_duration: 60", {}, "jobs.one.limits.timeout", "nothing says when the job ends"),
        ("max_duration: 60", {"more": ", limits: {timeout: 61}"}, "jobs.one.limits.timeout", "61 s are more than 60"),
        ("max_duration: 60", {"more": ", limits: {timeout: 60}"}, None, ""),
        (
            "max_hourly_cost: 0.9, prices: prices.yml",
            {},
            "computes.cpu.max_instances",
            "1.00 an hour are more than 0.90",
        ),
        ("max_hourly_cost: 1, prices: prices.yml", {}, None, ""),
        (
            "max_hourly_cost: 1, prices: prices.yml",
            {"size": "Standard_NC6"},
            "computes.cpu.size",
            "what Standard_NC6 costs cannot be known here",
        ),
        (
            "max_total_cost: 0.4, prices: prices.yml",
            {"more": ", limits: {timeout: 3600}"},
            "",
            "the jobs may cost 0.50 in all, which is more than 0.40",
        ),
        ("max_total_cost: 0.5, prices: prices.yml", {"more": ", limits: {timeout: 3600}"}, None, ""),
        (
            "max_total_cost: 9, prices: prices.yml",
            {},
            "jobs.one.limits.timeout",
            "when it ends cannot be known here, and the jobs have a common limit",
        ),
    ],
)
def test_a_rule_is_kept_or_named_at_its_place(violated, rules, parts, path, message):
    found = violated(rules=rules, **parts)
    assert found[:1] == ([] if path is None else [(path, message)])


@pytest.mark.parametrize("rule", ["allowed_sizes: [Standard_DS3_v2]", "max_hourly_cost: 9, prices: prices.yml"])
def test_machines_that_cannot_be_known_are_not_allowed(load, rule):
    text = f"project: prj\njobs: {{a: {{command: x, environment: {{image: 'a:1'}}, compute: azureml:other}}}}\npolicy: {{{rule}}}\n"
    project = load(text, {"prices.yml": PRICES})
    (found,) = violations(project, policies_of(project, ()))
    assert (found.path, "cannot be known here" in found.message) == ("jobs.a.compute", True)
    serverless = load(text.replace(", compute: azureml:other", ""), {"prices.yml": PRICES})
    (found,) = violations(serverless, policies_of(serverless, ()))
    assert found.path == "jobs.a.resources.instance_type"


def test_a_place_that_cannot_be_known_is_not_allowed(load):
    project = load("project: prj\ncomputes: {cpu: {type: amlcompute}}\npolicy: {allowed_locations: [eastus]}\n")
    (found,) = violations(project, policies_of(project, ()))
    assert (found.path, found.message) == ("computes.cpu.location", "its location cannot be known here")


def test_a_sweep_counts_the_trials_that_run_at_once_and_all_of_them(load):
    text = """project: prj
computes: {cpu: {type: amlcompute, size: Standard_DS3_v2, max_instances: 4}}
jobs:
  s:
    type: sweep
    trial: {command: "x ${{search_space.a}}", environment: {image: "a:1"}}
    compute: azureml:cpu
    search_space: {a: {type: choice, values: [1, 2]}}
    objective: {goal: minimize, primary_metric: loss}
    limits: {max_total_trials: 10, max_concurrent_trials: 4, trial_timeout: 3600}
policy: {max_duration: 10799, max_instances: 3, max_total_cost: 5, prices: prices.yml}
"""
    project = load(text, {"prices.yml": PRICES})
    assert [
        one.message
        for one in violations(project, policies_of(project, ()))
        if one.path.startswith("jobs") or not one.path
    ] == [
        "4 instances are more than 3",
        "10800 s are more than 10799",
        "the jobs may cost 6.00 in all, which is more than 5.00",
    ]


def test_a_policy_from_outside_holds_beside_the_project_s_own(load, tmp_path):
    project = load(SPEC % {**USUAL, "rules": "max_instances: 9"})
    outside = tmp_path / "strict.yml"
    outside.write_text("max_instances: 1\n")
    found = violations(project, policies_of(project, [outside]))
    assert [(one.path, [origin.role for origin in one.related]) for one in found] == [
        ("computes.cpu.max_instances", ["policy `max_instances`"])
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("max_instancs: 1\n", "unknown-field"),
        ("max_instances: many\n", "wrong-type"),
        ("- a\n", "wrong-type"),
        ("", "empty-file"),
        ("max_hourly_cost: 1\n", "missing-field"),
        ("prices: nothing.yml\n", "unreadable-file"),
        ("prices: list.yml\n", "wrong-type"),
        ("prices: words.yml\n", "wrong-type"),
    ],
)
def test_a_policy_with_errors_is_refused_at_its_place(load, tmp_path, text, code):
    project = load(SPEC % USUAL)
    outside = tmp_path / "policy.yml"
    outside.write_text(text)
    (tmp_path / "list.yml").write_text("- 1\n")
    (tmp_path / "words.yml").write_text("Standard_DS3_v2: cheap\n")
    with pytest.raises(InvalidSpec) as caught:
        policies_of(project, [outside])
    assert [one.code for one in caught.value.diagnostics] == [code]


def test_prices_of_a_project_s_own_policy_stay_inside_it(load):
    project = load(SPEC % {**USUAL, "rules": "prices: ../prices.yml"})
    with pytest.raises(InvalidSpec) as caught:
        policies_of(project, ())
    assert [one.code for one in caught.value.diagnostics] == ["path-outside-project"]


def test_a_plan_says_what_things_cost(load):
    more = ", limits: {timeout: 1800}"
    project = load(SPEC % {**USUAL, "more": more, "rules": "prices: prices.yml"}, {"prices.yml": PRICES})
    policies = policies_of(project, ())
    notes = {str(resource.id): cost_notes(resource, project, policies) for resource in project.resources}
    assert notes == {
        "workspace.workspace": (),
        "computes.cpu": ("costs 1.00 an hour at most",),
        "jobs.one": ("costs 0.25 at most (0.50 an hour at most)",),
    }
    assert cost_notes(project.resources[1], project, ()) == ()
