"""A build whose store fails at any step: readers have the old dataset or the new one, and the next build ends the work.

The store's memory is made to fail where S3 would: at the n-th object that is written or removed, for every n.
"""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fsspec.implementations.memory import MemoryFileSystem  # type: ignore[import-untyped]

from flows.settings import BuildSettings
from flows.storage.dataset.manifest import open_dataset
from flows.storage.disk.locks import LockedError
from flows.storage.remote.published import bring_output, send_output
from flows.storage.remote.store import StoreError
from tests.building import ARTICLE, build_without_prefect
from tests.stores import TestStore

WRITES = ("put_file", "pipe_file", "rm")


@contextmanager
def failing(after: int, patch: pytest.MonkeyPatch, methods: tuple[str, ...] = WRITES) -> Iterator[list[str]]:
    """Have the store go away after so many calls that write; yields the calls that were made."""
    calls: list[str] = []

    def wrapped(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(self: MemoryFileSystem, *arguments: Any, **options: Any) -> Any:
            calls.append(name)
            if len(calls) > after:
                raise ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET))
            return real(self, *arguments, **options)

        return call

    with patch.context() as patched:
        for name in methods:
            patched.setattr(MemoryFileSystem, name, wrapped(name, getattr(MemoryFileSystem, name)))
        yield calls


def whole(store: TestStore) -> str:
    """Return the run of the dataset that readers have, after a look at every object of it."""
    pointer = store.pointer()
    for name, piece in pointer["objects"].items():
        data = store.read(f"out/{name}")
        assert (len(data), hashlib.sha256(data).hexdigest()) == (piece["size"], piece["sha256"]), name
    return str(pointer["run_id"])


def second_build_not_sent(store: TestStore, copy: Path) -> tuple[BuildSettings, dict[str, bytes]]:
    """Build twice; returns the objects of the first build, with which the store is as if the second was not sent.

    `copy`: where the folder here is copied to, as it is before the second is sent.
    """
    store.put("raw/good.txt", ARTICLE)
    build_without_prefect(store.settings())
    first = {name: store.read(name) for name in store.names("out")}
    store.put("raw/more.txt", ARTICLE.replace("Nagoya", "Kobe"))
    build_without_prefect(store.settings(grace_hours=0))
    settings = store.settings(grace_hours=0)
    shutil.copytree(settings.output, copy, symlinks=True)
    return settings, first


def set_back(store: TestStore, objects: dict[str, bytes]) -> None:
    for name in store.names("out"):
        store.remove(name)
    for name, data in objects.items():
        store.put(name, data)


def test_at_every_step_readers_have_the_old_dataset_or_the_new_one(
    memory: TestStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy"
    settings, first = second_build_not_sent(memory, copy)
    new = whole(memory)
    set_back(memory, first)
    old, base = whole(memory), bring_output(settings)
    seen = []
    for step in range(100):
        set_back(memory, first)
        shutil.rmtree(settings.output)
        shutil.copytree(copy, settings.output, symlinks=True)
        with failing(step, monkeypatch) as calls:
            try:
                send_output(settings, base)
            except StoreError as error:
                assert "the store does not answer" in str(error)
        seen.append(whole(memory))
        if len(calls) <= step:
            break
    # Every object was once the last that could be written; the pointer came after all that it needs.
    assert set(seen) == {old, new}
    assert seen == sorted(seen, key=[old, new].index)
    assert len(seen) > 10


@pytest.mark.parametrize("after", [0, 1, 5, 12])
def test_the_next_build_ends_the_work_and_extracts_nothing_again(
    memory: TestStore, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.put("raw/good.txt", ARTICLE)
    with failing(after, monkeypatch), pytest.raises(StoreError):
        build_without_prefect(memory.settings())
    assert "out/dataset.json" not in memory.names("out")
    content = build_without_prefect(memory.settings())
    # The lock is the first object that is written: without it no build begins.
    assert len(content.new_parts) == (1 if after == 0 else 0)
    whole(memory)


def test_a_store_that_goes_away_while_raw_objects_are_read_changes_nothing(
    memory: TestStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.put("raw/good.txt", ARTICLE)
    build_without_prefect(memory.settings())
    before = whole(memory)
    for number in range(5):
        memory.put(f"raw/{number}.txt", ARTICLE.replace("Nagoya", f"Town {number}"))
    with failing(3, monkeypatch, ("get_file",)), pytest.raises(StoreError, match="does not answer"):
        build_without_prefect(memory.settings())
    assert whole(memory) == before
    assert build_without_prefect(memory.settings()).rows()["documents"] == 6


def test_a_cleaning_up_that_fails_fails_no_build(memory: TestStore, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.put("raw/good.txt", ARTICLE)
    build_without_prefect(memory.settings())
    with failing(0, monkeypatch, ("rm",)) as calls:
        build_without_prefect(memory.settings(grace_hours=0))
    assert "rm" in calls
    whole(memory)


def test_a_dataset_published_meanwhile_is_not_overwritten(store: TestStore) -> None:
    store.put("raw/good.txt", ARTICLE)
    build_without_prefect(store.settings())
    base = bring_output(store.settings())
    build_without_prefect(store.settings())
    store.put("out/dataset.json", json.dumps(store.pointer() | {"run_id": "another"}))
    with pytest.raises(LockedError, match=f"another build has published to {store.url}/out since"):
        send_output(store.settings(), base)
    assert whole(store) == "another"


def test_an_answer_that_was_lost_is_no_other_build(memory: TestStore) -> None:
    memory.put("raw/good.txt", ARTICLE)
    build_without_prefect(memory.settings())
    base = bring_output(memory.settings())
    build_without_prefect(memory.settings())
    sent = whole(memory)
    send_output(memory.settings(), base)
    assert whole(memory) == sent


def test_a_dataset_that_is_replaced_while_it_is_read_is_read_anew(
    memory: TestStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.put("raw/good.txt", ARTICLE)
    build_without_prefect(memory.settings())
    real = MemoryFileSystem.get_file
    builds = iter([True])

    def get_file(self: MemoryFileSystem, path: str, *arguments: Any, **options: Any) -> Any:
        if "/out/" in path and next(builds, False):
            memory.put("raw/good.txt", ARTICLE.replace("Nagoya", "Kobe"))
            build_without_prefect(memory.settings(grace_hours=0))
        return real(self, path, *arguments, **options)

    monkeypatch.setattr(MemoryFileSystem, "get_file", get_file)
    assert open_dataset(memory.dataset).manifest["run_id"] == whole(memory)
