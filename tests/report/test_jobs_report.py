from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest

from runner.observed import ObservedJob, Status
from runner.report.jobs import elapsed, jobs_document, jobs_text, metrics_text, status_text, table

NOW = datetime(2026, 1, 1, 12, 0, 42, tzinfo=UTC)


def job(**more) -> ObservedJob:
    given = {"name": "cnn-train-1", "project": "cnn", "key": "train", "digest": "d", "status": Status.RUNNING}
    return ObservedJob(**{**given, **more})


@pytest.fixture
def utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_jobs_are_a_table(utc):
    jobs = [
        job(status=Status.QUEUED, submitted="2026-01-01T12:00:00.123Z"),
        job(name="a", submitted="2026-01-01T12:00:00Z", started="2026-01-01T12:00:02Z", metrics={"loss": 0.51234}),
        job(name="日本", status=Status.FAILED, error="exit code 1: see the log", started="2026-01-01T10:00:00Z", ended="2026-01-01T12:00:00Z"),
        job(name="b\x1b[31m\n", status=Status.CANCELED),
    ]  # fmt: skip
    assert jobs_text(jobs, NOW).splitlines() == [
        "JOB          STATUS                SUBMITTED            ELAPSED  METRICS",
        "cnn-train-1  Queued                2026-01-01 12:00:00",
        "a            Running               2026-01-01 12:00:00  0:00:40  loss 0.5123",
        "日本         Failed (exit code 1)                       2:00:00",
        "b\\x1b[31m⏎   Canceled",
    ]


def test_a_table_of_headings_alone_is_one_line():
    assert table([["A", "B"]]) == "A  B\n"


@pytest.mark.parametrize(
    ("metrics", "shown"),
    [
        ({}, ""),
        ({"loss": 1.0, "val_loss": 2.0, "test_loss": 3.0, "accuracy": 0.5}, "test_loss 3  val_loss 2  accuracy 0.5"),
        ({"a": 1234567.0, "b": 1e-9}, "a 1.235e+06  b 1e-09"),
        ({"a": float("nan"), "b": float("inf")}, "a nan  b inf"),
    ],
)
def test_metrics_of_the_test_set_come_first(metrics, shown):
    assert metrics_text(job(metrics=metrics)) == shown


@pytest.mark.parametrize(
    ("status", "error", "shown"),
    [
        (Status.COMPLETED, "", "Completed"),
        (Status.FAILED, "", "Failed"),
        (Status.FAILED, "timed out; after 60 s", "Failed (timed out)"),
        (Status.CANCELED, "somebody asked", "Canceled"),
    ],
)
def test_a_failed_job_says_why(status, error, shown):
    assert status_text(job(status=status, error=error)) == shown


@pytest.mark.parametrize(
    ("started", "ended", "shown"),
    [
        (None, None, ""),
        ("2026-01-01T12:00:00Z", None, "0:00:42"),
        ("2026-01-01T13:00:00+01:00", None, "0:00:42"),
        ("2026-01-01T12:00:00Z", "2026-01-03T12:00:01Z", "2 days, 0:00:01"),
        ("2026-01-01T12:01:00Z", None, "0:00:00"),
    ],
)
def test_time_is_counted_from_the_start(started, ended, shown):
    assert elapsed(job(started=started, ended=ended), NOW) == shown


def test_the_document_is_json_without_numbers_that_it_does_not_have():
    document = json.loads(json.dumps(jobs_document([job(metrics={"a": float("nan"), "b": 1.5})]), allow_nan=False))
    (found,) = document["jobs"]
    assert found["metrics"] == {"a": None, "b": 1.5}
    assert list(found) == [
        "name", "project", "key", "display_name", "experiment", "compute", "status", "error", "digest", "attempt",
        "submitted", "started", "ended", "exit_code", "run_id", "metrics",
    ]  # fmt: skip
