from __future__ import annotations

import os
import subprocess
import sys

import pytest
from place import eventually

from runner.backends.local.locks import held, is_held, kill_holders, try_lock


def test_a_lock_is_held_until_it_is_closed(tmp_path):
    path = tmp_path / "lock"
    assert not is_held(path)
    assert not path.exists()
    descriptor = try_lock(path)
    assert is_held(path)
    assert try_lock(path) is None
    os.close(descriptor)
    assert not is_held(path)


def test_a_lock_is_let_go_on_an_exception(tmp_path):
    with pytest.raises(KeyError), held(tmp_path / "lock"):
        raise KeyError
    assert not is_held(tmp_path / "lock")


def test_a_child_that_inherits_a_lock_holds_it_until_it_dies(tmp_path):
    descriptor = try_lock(tmp_path / "lock")
    child = subprocess.Popen(["sleep", "60"], pass_fds=(descriptor,))
    other = subprocess.Popen(["sleep", "60"])
    os.close(descriptor)
    assert is_held(tmp_path / "lock")
    child.kill()
    child.wait()
    assert not is_held(tmp_path / "lock")
    other.kill()
    other.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who has a file open")
def test_who_holds_a_lock_is_ended_and_nobody_else(tmp_path):
    descriptor = try_lock(tmp_path / "lock")
    daemon = subprocess.Popen(["sleep", "60"], pass_fds=(descriptor,), start_new_session=True)
    other = subprocess.Popen(["sleep", "60"])
    os.close(descriptor)
    kill_holders(tmp_path / "lock")
    assert daemon.wait(10) == -9
    assert other.poll() is None
    eventually(lambda: not is_held(tmp_path / "lock"))
    other.kill()
    other.wait()
