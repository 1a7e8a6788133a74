from __future__ import annotations

import sqlite3
import subprocess
import sys

import pytest

from runner.backends.local.store import SCHEMA_VERSION, Store, StoreUnavailable
from runner.diagnostics import ActionFailed
from runner.observed import ObservedResource, Status


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store.db")


def job(name, **more):
    values = {
        "name": name,
        "project": "p",
        "key": "k",
        "digest": "d",
        "git_commit": "",
        "attempt": 1,
        "fields": "{}",
        "experiment": "e",
        "display_name": "k",
        "pool": "local",
        "run_id": "r",
    }
    return values | more


def test_where_nothing_was_stored_everything_is_empty_and_nothing_is_made(store, tmp_path):
    assert (store.exists(), store.has_work(), store.jobs(), store.resources()) == (False, False, [], [])
    assert list(tmp_path.iterdir()) == []


def test_a_job_is_added_once(store):
    store.add_job(job("a", digest="first"))
    store.add_job(job("b"))
    store.add_job(job("a", digest="second"))
    assert [(found.name, found.digest, found.status) for found in store.jobs()] == [
        ("a", "first", Status.QUEUED),
        ("b", "d", Status.QUEUED),
    ]
    assert [found.name for found in store.jobs(["b", "x"])] == ["b"]


def test_there_is_work_until_every_job_has_ended(store):
    store.add_job(job("a"))
    assert store.has_work()
    store.set_job("a", status=Status.FINALIZING)
    assert store.has_work()
    store.set_job("a", status=Status.CANCELED)
    assert not store.has_work()


def test_a_resource_is_written_over_and_removed_by_its_version(store):
    first = ObservedResource("environment", "keras", "c1", {"image": "a"}, "p", "keras", "d1")
    store.put_resource(first, "commit")
    store.put_resource(ObservedResource("environment", "keras", "c2", {"image": "b"}), "")
    store.put_resource(first, "commit")
    assert first in store.resources()
    store.delete_resource("environment", "keras", "c1")
    assert [found.version for found in store.resources()] == ["c2"]


def test_a_failed_transaction_leaves_nothing(store):
    store.add_job(job("a"))

    def delete_and_fail():
        with store.transaction() as connection:
            connection.execute("DELETE FROM jobs")
            raise KeyError

    with pytest.raises(KeyError):
        delete_and_fail()
    assert len(store.jobs()) == 1


def test_a_store_of_a_newer_version_is_left_alone(store, tmp_path):
    store.add_job(job("a"))
    with sqlite3.connect(tmp_path / "store.db") as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = (tmp_path / "store.db").read_bytes()
    for use in (store.jobs, store.has_work, lambda: store.add_job(job("b"))):
        with pytest.raises(ActionFailed, match="newer version of runner"):
            use()
    assert (tmp_path / "store.db").read_bytes() == before


def test_a_damaged_store_is_named_with_what_to_do(store, tmp_path):
    (tmp_path / "store.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(ActionFailed) as failure:
        store.jobs()
    assert not isinstance(failure.value, StoreUnavailable)
    assert "move .runner/store.db away" in failure.value.hint


def test_a_full_disk_is_told_apart_and_loses_nothing(store, tmp_path):
    store.add_job(job("a"))

    def write_without_space():
        with store.transaction() as connection:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")
            connection.execute("UPDATE jobs SET error = ?", ("x" * 100_000,))

    with pytest.raises(StoreUnavailable) as failure:
        write_without_space()
    assert "full" in failure.value.message
    assert "free some disk space" in failure.value.hint
    assert store.jobs()[0].error == ""


def test_processes_that_make_the_store_together_lose_nothing(tmp_path):
    code = (
        "import sys; from pathlib import Path; from runner.backends.local.store import Store\n"
        "for n in range(5): Store(Path(sys.argv[1])).set_slots(f'{sys.argv[2]}-{n}', 1)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "store.db")]
    started = [subprocess.Popen([*command, str(number)]) for number in range(6)]
    assert [process.wait(60) for process in started] == [0] * 6
    with sqlite3.connect(tmp_path / "store.db") as connection:
        assert connection.execute("SELECT count(*) FROM pools").fetchone() == (30,)


def test_a_store_of_the_first_version_is_read_as_it_is_and_brought_up_to_date_by_who_writes(store, tmp_path):
    store.add_job(job("a"))
    with sqlite3.connect(tmp_path / "store.db") as connection:
        for statement in (
            "ALTER TABLE resources DROP COLUMN protected",
            "ALTER TABLE jobs DROP COLUMN files",
            "DROP TABLE plans",
            "PRAGMA user_version = 1",
        ):
            connection.execute(statement)
    before = (tmp_path / "store.db").read_bytes()
    assert ([found.files for found in store.jobs()], store.resources(), store.was_applied("x")) == ([{}], [], False)
    assert (tmp_path / "store.db").read_bytes() == before
    store.record_applied("x")
    assert ([found.name for found in store.jobs()], store.was_applied("x")) == (["a"], True)
    store.add_job(job("b"))
    assert [found.name for found in store.jobs()] == ["a", "b"]
