"""A text of half a million characters is looked at once: one that is looked at again from each of them takes hours."""

from __future__ import annotations

import pytest

LONG = "1" * 500_000
SWEEP = """type: sweep
trial: {command: x, environment: "azureml:a:1"}
search_space: {}
objective: {goal: minimize, primary_metric: a}
limits: {max_total_trials: 2}
"""


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("amlcompute", f'name: gpu\ntype: amlcompute\nsize: "standard_a{LONG}!"\n', "invalid-value"),
        ("sweep_job", f'{SWEEP}early_termination: {{type: bandit, slack_factor: "{LONG}x"}}\n', "wrong-type"),
        (
            "workspace",
            f'name: abc\nnetwork_acls: {{default_action: Deny, ip_rules: [{{value: "{LONG}"}}]}}\n',
            "invalid-value",
        ),
    ],
)
def test_a_long_value_is_refused_in_one_look(check, kind, text, code):
    assert [error.code for error in check(kind, text)] == [code]


def test_a_long_text_that_is_no_address_is_left_to_the_service(check):
    rules = f'network_acls: {{default_action: Deny, ip_rules: [{{value: "{LONG}x"}}]}}\n'
    assert check("workspace", f"name: abc\n{rules}") == []
