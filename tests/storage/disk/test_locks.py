"""One build at a time: who holds the lock is told, and a lock that was left behind does not matter."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from flows.storage.disk import locks
from flows.storage.disk.locks import DEAD_AFTER, Holder, LockedError, build_lock, refuse_if_locked
from tests.building import ROOT

HOLD = """
import sys, time
from pathlib import Path
from flows.storage.disk.locks import build_lock
with build_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def left_behind(output: Path, host: str, pid: int, age: float = 0.0) -> None:
    lock = output / ".lock"
    lock.write_text(json.dumps({"pid": pid, "host": host, "since": "2026-01-01T00:00:00+00:00"}))
    os.utime(lock, (time.time() - age,) * 2)


def test_the_second_build_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    told = rf"process {os.getpid()} on .+, since \d{{4}}-\d\d-\d\dT.*--wait"
    with build_lock(tmp_path):
        with pytest.raises(LockedError, match=told), build_lock(tmp_path):
            pass
        with pytest.raises(LockedError, match=told):
            refuse_if_locked(tmp_path)
    refuse_if_locked(tmp_path)
    with build_lock(tmp_path):
        pass


def test_a_build_may_wait_and_says_for_whom(tmp_path: Path) -> None:
    waits, done = list[Holder | None](), threading.Event()

    def second() -> None:
        with build_lock(tmp_path, wait=True, waiting=waits.append):
            done.set()

    with build_lock(tmp_path):
        waiter = threading.Thread(target=second)
        waiter.start()
        assert not done.wait(0.7)
    waiter.join(5)
    assert done.is_set()
    assert [holder.pid for holder in waits if holder] == [os.getpid()]


def test_a_lock_whose_process_was_killed_is_taken_over(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LockedError, match=f"process {holder.pid} on"):
            refuse_if_locked(tmp_path)
        holder.kill()
    took = list[Holder | None]()
    with build_lock(tmp_path, took_over=took.append):
        assert [left.pid for left in took if left] == [holder.pid]


def test_a_build_that_was_taken_for_dead_leaves_the_lock_to_whoever_took_it(tmp_path: Path) -> None:
    with build_lock(tmp_path):
        left_behind(tmp_path, "elsewhere", 7)
    with pytest.raises(LockedError, match="process 7 on elsewhere"):
        refuse_if_locked(tmp_path)


def test_a_build_that_ended_leaves_nothing_to_take_over(tmp_path: Path) -> None:
    took = list[Holder | None]()
    for _ in range(2):
        with build_lock(tmp_path, took_over=took.append):
            pass
    assert took == []


def test_a_build_of_another_host_is_believed_as_long_as_it_shows_life(tmp_path: Path) -> None:
    left_behind(tmp_path, "elsewhere", 7)
    with pytest.raises(LockedError, match="process 7 on elsewhere"), build_lock(tmp_path):
        pass
    took = list[Holder | None]()
    later = time.time() + DEAD_AFTER + 1
    with build_lock(tmp_path, took_over=took.append, now=lambda: later):
        assert [left.host for left in took if left] == ["elsewhere"]


def test_a_build_shows_that_it_lives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_TOUCHED_EVERY", 0.02)
    with build_lock(tmp_path):
        os.utime(lock := tmp_path / ".lock", (0, 0))
        deadline = time.monotonic() + 20
        while lock.stat().st_mtime == 0 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert lock.stat().st_mtime > 0


@pytest.mark.parametrize("content", ["", "4711", "{", "[]", '{"pid": 1}'])
def test_a_lock_that_says_nothing_is_no_lock(tmp_path: Path, content: str) -> None:
    (tmp_path / ".lock").write_text(content)
    with build_lock(tmp_path):
        pass
