"""How jobs end: by themselves, when asked, when somebody kills them or who looks after them."""

from __future__ import annotations

import os
import re
import signal

import pytest
from place import eventually, jobs_spec, processes

from runner.backends.local.dispatch import LOST, NO_SUPERVISOR
from runner.backends.local.layout import Layout
from runner.backends.local.locks import is_held
from runner.backends.local.store import Store
from runner.backends.local.supervisor import _ending
from runner.observed import Status


@pytest.mark.parametrize(
    ("code", "why", "status", "error"),
    [
        (0, "", Status.COMPLETED, ""),
        (1, "", Status.FAILED, "exit code 1"),
        (128, "", Status.FAILED, "exit code 128"),
        (255, "", Status.FAILED, "exit code 255"),
        (-11, "", Status.FAILED, "killed by SIGSEGV"),
        (139, "", Status.FAILED, "killed by SIGSEGV"),
        (137, "", Status.FAILED, "killed by SIGKILL; the machine may have run out of memory"),
        (0, "cancel", Status.CANCELED, ""),
        (-15, "cancel", Status.CANCELED, ""),
        (-15, "timeout", Status.FAILED, "ended after 60 s, its limits.timeout"),
        (-15, "shutdown", Status.FAILED, "its supervisor was told to end (SIGTERM)"),
    ],
)
def test_endings(code, why, status, error):
    assert _ending(code, why, 60) == (status, code, error)


LONG = "echo up; sleep 900"


def running(place, key):
    """The job of this key, once its command has written something."""
    eventually(lambda: place.log(place.job(key).name))
    return place.job(key)


def supervisor_of(place, name):
    return processes(re.escape(f"supervisor {place.root} {name}") + "$")[0]


def test_jobs_that_were_killed_end_as_failed_and_those_beside_them_go_on(place):
    place.submit(
        jobs_spec(
            orphan=LONG,
            lost=f"setsid -w sh -c '{LONG}'",
            killed=LONG,
            told=f"trap '' TERM; python -c 'import time; print(1, flush=True); time.sleep(900)' & {LONG}",
            finishing="echo up; while [ ! -e outputs/end ]; do sleep 0.1; done; exit 7",
        )
    )
    orphan, lost, killed, told, finishing = (
        running(place, key) for key in ("orphan", "lost", "killed", "told", "finishing")
    )
    store = Store(Layout(place.root).store)
    eventually(lambda: all(row["process_group"] for row in store.rows()))  # written just after the start
    groups = {row["name"]: row["process_group"] for row in store.rows()}

    # The supervisor alone: the job is left running, and can still be ended.
    os.kill(supervisor_of(place, orphan.name), signal.SIGKILL)
    eventually(lambda: not is_held(Layout(place.root).job(orphan.name).supervisor_lock))
    assert place.job("orphan").status is Status.RUNNING
    place.backend.cancel(orphan.name)

    # Both: the job is lost, also where its processes went to a session of their own.
    os.kill(supervisor_of(place, lost.name), signal.SIGKILL)
    os.killpg(groups[lost.name], signal.SIGKILL)
    for number in processes(re.escape("sleep 900")):
        if os.readlink(f"/proc/{number}/cwd") == str(Layout(place.root).job(lost.name).code):
            os.kill(number, signal.SIGKILL)

    # The job alone; and a supervisor that is told to end, as at a shutdown, with a job that does not listen.
    os.killpg(groups[killed.name], signal.SIGKILL)
    os.kill(supervisor_of(place, told.name), signal.SIGTERM)

    jobs = {job.key: job for job in place.ended(orphan.name, lost.name, killed.name, told.name)}
    assert {key: (job.status, job.error) for key, job in jobs.items()} == {
        "orphan": (Status.CANCELED, ""),
        "lost": (Status.FAILED, LOST),
        "killed": (Status.FAILED, "killed by SIGKILL; the machine may have run out of memory"),
        "told": (Status.FAILED, "its supervisor was told to end (SIGTERM)"),
    }
    assert all(place.log(job.name).startswith(("up\n", "1\n")) for job in jobs.values())
    assert place.job("finishing").status is Status.RUNNING

    (Layout(place.root).job(finishing.name).outputs / "end").touch()
    place.ended()
    assert place.job("finishing").exit_code == 7
    eventually(lambda: not processes(re.escape(f"supervisor {place.root} ")), 10)
    assert place.apply((place.root / "spec.yml").read_text(), follow=False).submitted == ()


def test_a_canceled_job_has_time_to_save_its_work_and_leaves_nothing_behind(place):
    saving = "import signal, sys, time\nsignal.signal(15, lambda *_: (time.sleep(1), print('saved'), sys.exit()))\n"
    command = f"cat > save.py <<'X'\n{saving}print('up', flush=True)\ntime.sleep(900)\nX\npython save.py; echo never\n"
    place.submit(jobs_spec(saves=command, daemon="setsid sleep 901 & (sleep 902 &); echo up"))
    job = running(place, "saves")
    place.backend.cancel(job.name)
    ended = {job.key: job for job in place.ended()}
    assert ended["saves"].status is Status.CANCELED
    assert place.log(job.name) == "up\nsaved\n"
    assert ended["daemon"].status is Status.COMPLETED
    assert not processes("sleep 90[12]")


def test_a_job_that_cannot_be_started_says_why(place):
    place.submit(jobs_spec(bad="true").replace("command: |\n      true", 'command: "echo a\\0b"'))
    assert [job.error for job in place.ended()] == ["could not be started: embedded null byte"]


def test_a_job_whose_supervisor_always_dies_ends_instead_of_being_tried_for_ever(place):
    name = place.submit(jobs_spec(first="sleep 900", target="{backend: local, slots: 1}"))[0]
    running_one = eventually(lambda: place.job("first").status is Status.RUNNING and place.job("first"))
    # What the supervisor reads before it starts anything is made to kill it.
    store = Store(Layout(place.root).store)
    group = eventually(lambda: store.rows()[0]["process_group"])  # written just after the status
    store.set_job(name, start_attempts=3)
    os.kill(supervisor_of(place, name), signal.SIGKILL)
    os.killpg(group, signal.SIGKILL)
    store.set_job(name, status=Status.STARTING, started=None)
    assert [job.error for job in place.ended(running_one.name)] == [NO_SUPERVISOR]


def test_the_job_ignores_no_signal_and_inherits_one_lock_and_its_streams(place):
    command = "grep SigIgn /proc/self/status; for f in /proc/$$/fd/*; do readlink $f; done"
    name = place.submit(jobs_spec(look=command))[0]
    place.ended()
    folder = Layout(place.root).job(name)
    ignored, *files = sorted(place.log(name).splitlines(), key=lambda line: not line.startswith("SigIgn"))
    # Signals from 32 on are the C library's own; some containers ignore them, and no program can change that.
    assert int(ignored.split()[1], 16) & 0x7FFF_FFFF == 0
    assert sorted(files) == sorted(["/dev/null", str(folder.log), str(folder.job_lock), str(folder.log)])


def test_the_supervisor_leaves_no_zombie_with_who_started_it(place):
    place.submit(jobs_spec(quick="true"))
    place.ended()

    def zombies():
        children = [p for p in processes(".*") if _parent(p) == os.getpid()]
        return [p for p in children if _state(p) == "Z"]

    eventually(lambda: not zombies(), 5)


def _stat(number):
    try:
        with open(f"/proc/{number}/stat") as file:
            return file.read().rpartition(")")[2].split()
    except FileNotFoundError:
        return ["", "0"]


def _parent(number):
    return int(_stat(number)[1])


def _state(number):
    return _stat(number)[0]


def test_a_full_disk_at_the_end_of_a_job_loses_nothing(place):
    """The store refuses every write for a while, as it does on a full disk."""
    name = place.submit(jobs_spec(held="echo up; while [ ! -e outputs/end ]; do sleep 0.1; done; exit 5"))[0]
    running(place, "held")
    layout = Layout(place.root)
    aside = layout.folder / "aside.db"
    layout.store.rename(aside)
    layout.store.mkdir()  # cannot be opened: what a store without room does at its first write
    (layout.job(name).outputs / "end").touch()
    eventually(lambda: "StoreUnavailable" in layout.job(name).supervisor_log.read_text())
    layout.store.rmdir()
    aside.rename(layout.store)
    job = place.ended()[0]
    assert (job.status, job.exit_code) == (Status.FAILED, 5)
