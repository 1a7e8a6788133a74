from __future__ import annotations

import pytest

from runner.diagnostics import ActionFailed
from runner.observed import ObservedJob, Status
from runner.plan import Action, Step
from runner.project import ResourceId
from runner.report.progress import Display, LogReader

STEP = Step(ResourceId("environments", "base"), "environment", "base", "c1", "d", Action.CREATE)


def job(name: str, status: Status, **more) -> ObservedJob:
    return ObservedJob(name, "p", name, "d", status, **more)


class Log:
    """A log that grows."""

    def __init__(self) -> None:
        self.content = b""

    def read(self, _: str, offset: int) -> bytes:
        return self.content[offset:]


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def display(log: Log) -> Display:
    return Display(log.read)


def test_a_log_is_read_as_it_grows_and_no_character_is_cut(log):
    reader = LogReader(log.read, "a")
    pieces = []
    for piece in ["é".encode()[:1], "é".encode()[1:], b"", b"a\r\nb\rc\xff\x1b[0m"]:
        log.content += piece
        pieces.append(reader.more())
    assert pieces == ["", "é", "", "a\nb\nc\ufffd\\x1b[0m"]


def test_the_log_of_a_single_job_is_shown_as_it_comes(display, log, capsys):
    display.jobs([job("a", Status.QUEUED)])
    display.jobs([job("a", Status.RUNNING)])
    log.content = b"epoch 1\nepo"
    display.jobs([job("a", Status.RUNNING)])
    log.content += b"ch 2"
    display.jobs([job("a", Status.COMPLETED)])
    display.close()
    assert capsys.readouterr() == ("", "a: Queued\na: Running\nepoch 1\nepoch 2\n")


def test_of_several_jobs_each_change_is_a_line_where_there_is_no_terminal(display, capsys):
    display.jobs([job("a", Status.STARTING), job("b", Status.QUEUED)])
    display.jobs([job("a", Status.RUNNING), job("b", Status.QUEUED)])
    display.jobs([job("a", Status.RUNNING), job("b", Status.RUNNING)])
    display.jobs([job("a", Status.COMPLETED, metrics={"loss": 0.5}), job("b", Status.FAILED, error="exit code 1")])
    display.close()
    assert capsys.readouterr().err.splitlines() == [
        "b: Queued",
        "a: Running",
        "b: Running",
        "a: Completed  loss 0.5",
        "b: Failed (exit code 1)",
    ]


def test_steps_are_told_as_they_are_done(display, capsys):
    display.done(STEP)
    display.failed(STEP, ActionFailed("no\x1b", "try again"))
    display.skipped(STEP, ResourceId("computes", "c"))
    assert capsys.readouterr().err.splitlines() == [
        "created environments.base  base:c1",
        "failed: environments.base: no\\x1b",
        "    → try again",
        "skipped: environments.base, because computes.c failed",
    ]
