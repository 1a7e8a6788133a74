from __future__ import annotations

import pytest

from runner.resources.parts.durations import iso_duration, seconds_in

JOB = "command: x\nenvironment: azureml:a:1\n"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("10m", 600),
        ("PT1H", 3600),
        ("pt1h30m", 5400),
        ("1h30m", 5400),
        ("30 minutes", 1800),
        ("2 days", 172800),
        ("90s", 90),
        ("01:00:00", 3600),
        ("3,600", 3600),
        ("PT0.5H", 1800),
        ("0m", None),
        ("PT", None),
        ("P", None),
        ("", None),
        ("1.2.3h", None),
        ("forever", None),
        ("0.5s", None),
    ],
)
def test_a_span_of_time_in_another_form_has_its_seconds(text, seconds):
    assert seconds_in(text) == seconds


@pytest.mark.parametrize(
    ("text", "meant"),
    [("30 minutes", "PT30M"), ("1h30m", "PT1H30M"), ("PT30", "PT30M"), ("00:30:00", "PT30M"), ("90s", "PT90S"), ("24h", "P1D"), ("x", "")],
)  # fmt: skip
def test_a_span_of_time_in_another_form_is_written_as_iso_8601_does(text, meant):
    assert iso_duration(text) == meant


@pytest.mark.parametrize(
    ("kind", "text", "suggestion", "hint"),
    [
        ("command_job", JOB + "limits: {timeout: 10m}\n", "600", "it is in seconds: write 600"),
        ("command_job", JOB + "limits: {timeout: soon}\n", "", "it is in seconds"),
        ("command_job", JOB + "resources: {instance_count: 10m}\n", "", ""),
        ("amlcompute", "name: cc\ntype: amlcompute\nidle_time_before_scale_down: PT15M\n", "900", "it is in seconds: write 900"),
        ("computeinstance", "name: ccc\ntype: computeinstance\nidle_time_before_shutdown_minutes: 1h\n", "60", "it is in minutes: write 60"),
        ("computeinstance", "name: ccc\ntype: computeinstance\nidle_time_before_shutdown: 30m\n", "PT30M", "did you mean `PT30M`?"),
    ],
)  # fmt: skip
def test_a_time_in_the_wrong_form_is_told_in_the_form_of_its_field(check, kind, text, suggestion, hint):
    (error,) = check(kind, text)
    assert (error.suggestion, error.hint) == (suggestion, hint)
