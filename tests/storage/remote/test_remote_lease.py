"""One build at a time for an output in a store, and none that waits for the dead."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from typing import Any

import pytest
from fsspec.implementations.memory import MemoryFileSystem  # type: ignore[import-untyped]

from flows.storage.disk.locks import DEAD_AFTER, Holder, LockedError
from flows.storage.remote import lease
from flows.storage.remote.lease import output_lock, refuse_if_held
from flows.storage.remote.store import Store
from tests.stores import TestStore


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "_ASKED_EVERY", 0.1)


def left_behind(store: TestStore, **changes: Any) -> None:
    said = {"pid": 7, "host": "elsewhere", "since": "2026-01-01T00:00:00+00:00", "token": "t", "at": time.time()}
    store.put("out/.lock", json.dumps(said | changes))


def test_the_second_build_is_told_who_holds_the_output(store: TestStore) -> None:
    output = store.settings().output
    told = rf"another build \(process {os.getpid()} on .+, since .+\) is writing to {store.url}/out; .*--wait"
    with output_lock(output):
        with pytest.raises(LockedError, match=told), output_lock(output):
            pass
        with pytest.raises(LockedError, match=told):
            refuse_if_held(output, wait=False)
        refuse_if_held(output, wait=True)
    assert store.names("out") == []
    with output_lock(output):
        pass


def test_a_build_may_wait_and_says_for_whom(memory: TestStore) -> None:
    waits, done, output = list[Holder | None](), threading.Event(), memory.settings().output

    def second() -> None:
        with output_lock(output, wait=True, waiting=waits.append):
            done.set()

    with output_lock(output):
        waiter = threading.Thread(target=second)
        waiter.start()
        assert not done.wait(0.5)
    waiter.join(20)
    assert done.is_set()
    assert [holder.pid for holder in waits if holder] == [os.getpid()]


def test_of_many_that_come_at_once_one_holds_the_output(store: TestStore) -> None:
    held, refused, output = list[int](), list[int](), store.settings().output
    gate, leave = threading.Barrier(4), threading.Event()

    def build(number: int) -> None:
        gate.wait(20)
        try:
            with output_lock(output):
                held.append(number)
                leave.wait(20)
        except LockedError:
            refused.append(number)
        if len(refused) == 3:
            leave.set()

    builds = [threading.Thread(target=build, args=(number,)) for number in range(4)]
    for one in builds:
        one.start()
    for one in builds:
        one.join(40)
    assert (len(held), len(refused)) == (1, 3)


def test_a_lock_that_nobody_renews_is_taken_over(store: TestStore) -> None:
    left_behind(store)
    with pytest.raises(LockedError, match="process 7 on elsewhere"), output_lock(store.settings().output):
        pass
    took = list[Holder | None]()
    later = time.time() + DEAD_AFTER + 1
    with output_lock(store.settings().output, took_over=took.append, now=lambda: later):
        assert [left.host for left in took if left] == ["elsewhere"]


def test_a_process_of_this_host_that_is_gone_holds_nothing(memory: TestStore) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    left_behind(memory, pid=ended.pid, host=socket.gethostname())
    with output_lock(memory.settings().output):
        pass


def test_a_lock_that_is_let_go_while_it_is_looked_at_is_free(store: TestStore, monkeypatch: pytest.MonkeyPatch) -> None:
    left_behind(store, at=0)
    real = Store.write_if

    def write_if(self: Store, *arguments: Any) -> bool:
        monkeypatch.setattr(Store, "write_if", real)
        store.remove("out/.lock")
        return real(self, *arguments)

    monkeypatch.setattr(Store, "write_if", write_if)
    with output_lock(store.settings().output):
        assert store.names("out") == ["out/.lock"]


def test_a_lock_is_held_though_the_answer_was_lost(memory: TestStore, monkeypatch: pytest.MonkeyPatch) -> None:
    real = MemoryFileSystem.pipe_file

    def pipe_file(self: MemoryFileSystem, path: str, *arguments: Any, **options: Any) -> None:
        real(self, path, *arguments, **options)
        raise FileExistsError(path)  # as of a client that asked again

    monkeypatch.setattr(MemoryFileSystem, "pipe_file", pipe_file)
    with output_lock(memory.settings().output):
        assert memory.names("out") == ["out/.lock"]


@pytest.mark.parametrize("said", ["", "{", "[]", '{"pid": 1}'])
def test_a_lock_that_says_nothing_is_no_lock(memory: TestStore, said: str) -> None:
    memory.put("out/.lock", said)
    with output_lock(memory.settings().output):
        pass


@pytest.mark.parametrize("at", [float("nan"), 1e300, -1e300])
def test_a_lock_of_no_time_is_no_lock(memory: TestStore, at: float) -> None:
    left_behind(memory, at=at)
    with output_lock(memory.settings().output):
        pass


def test_a_holder_shows_that_it_lives_and_leaves_the_lock_of_others_alone(
    memory: TestStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "_WRITTEN_EVERY", 0.05)
    clock = iter(range(1_000, 100_000))
    with output_lock(memory.settings().output, now=lambda: float(next(clock))):
        began = memory.read("out/.lock")
        deadline = time.monotonic() + 20
        while memory.read("out/.lock") == began and time.monotonic() < deadline:
            time.sleep(0.02)
        assert json.loads(memory.read("out/.lock"))["at"] > json.loads(began)["at"]
        left_behind(memory, token="another's")
    assert json.loads(memory.read("out/.lock"))["token"] == "another's"
