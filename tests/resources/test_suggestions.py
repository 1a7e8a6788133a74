"""Which field a misspelt one is taken for, and which errors follow from it."""

from __future__ import annotations

import pytest

JOB = "command: x\nenvironment: azureml:a:1\n"
LAKE = "name: a\ntype: azure_data_lake_gen2\naccount_name: a\nfilesystem: f\ncredentials:\n  tenant_id: t\n  client_id: c\n"
SWEEP = """type: sweep
trial: {command: "x ${{search_space.a}}", environment: "azureml:a:1"}
objective: {goal: minimize, primary_metric: a}
limits: {max_total_trials: 2}
"""


@pytest.mark.parametrize(
    ("kind", "text", "word"),
    [
        ("azure_data_lake_gen2", f"{LAKE}  client: s\n", "client_secret"),  # client_id is there
        ("azure_file", "name: a\ntype: azure_file\naccount_name: a\nfile_share_name: f\ncredentials:\n  sas: s\n", "sas_token"),
        ("sweep_job", f"{SWEEP}search_space: {{a: {{type: choice, values: [1]}}}}\nearly_termination:\n  type: median_stopping\n  evaluation_delay: 5\n", "delay_evaluation"),
        ("sweep_job", f"{SWEEP}search_space:\n  a:\n    type: uniform\n    min_value: 1\n    upper: 3\n", "max_value"),
        ("sweep_job", f"{SWEEP}search_space:\n  a:\n    type: quniform\n    min_value: 1\n    max_value: 3\n    step: 1\n", "q"),
        ("command_job", f"{JOB}outputs:\n  model:\n    version: 1\n    naem: m\n", "name"),
        ("data", "path: https://example.org/a\nversion: 1\nnaem: a\n", "name"),
    ],
)  # fmt: skip
def test_what_is_there_already_is_not_suggested_and_what_was_meant_is_not_missed(check, kind, text, word):
    (error,) = [found for found in check(kind, text) if found.code != "undefined-output"]
    assert (error.code, error.suggestion) == ("unknown-field", word)
    assert error.span.line == text.count("\n")


@pytest.mark.parametrize("word", ["customer_managed_ke", "cstomer_managed_key"])
def test_a_misspelt_part_is_told_so_though_all_its_fields_are_known_one_level_up(check, word):
    (error,) = check(
        "workspace",
        f"name: abc\n{word}:\n  key_vault: /subscriptions/{'0' * 8}-0000-0000-0000-{'0' * 12}/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v\n",
    )
    assert (error.code, error.suggestion, error.span.line) == ("unknown-field", "customer_managed_key", 2)


def test_a_field_that_is_missing_is_told_beside_an_unknown_one_that_is_not_meant_for_it(check):
    errors = check("command_job", f"{JOB}outputs:\n  model:\n    version: 1\n    zzz: m\n")
    assert sorted(error.code for error in errors) == ["missing-field", "unknown-field"]


def test_a_key_that_is_named_as_a_member_of_its_union_is_a_key(check):
    text = "name: abc\ntype: computeinstance\nschedules:\n  compute_start_stop:\n  - action: stop\n    trigger:\n      type: cron\n      cron: 0 18 * * *\n"
    (error,) = check("computeinstance", text)
    assert (error.code, error.suggestion, error.span.line) == ("unknown-field", "expression", 8)


@pytest.mark.parametrize("word", ["system_asigned,user_assigned", "user_asigned"])
def test_a_misspelt_identity_does_not_lack_identities(check, word):
    (error,) = check("amlcompute", f"name: abc\ntype: amlcompute\nidentity: {{type: '{word}'}}\n")
    assert error.code == "invalid-value"


@pytest.mark.parametrize("value", ["[1]", "{a: b}"])
def test_a_service_whose_type_is_no_text_is_one_error(check, value):
    (error,) = check("command_job", f"{JOB}services: {{a: {{log_dir: x, type: {value}}}}}\n")
    assert error.code == "wrong-type"
