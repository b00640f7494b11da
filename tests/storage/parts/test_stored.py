"""A part is whole or not there, whenever the power fails or a process is killed."""

import errno
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.storage.keys.items import Facts
from flows.storage.parts import stored
from flows.storage.parts.stored import HELD, TABLES, Part, discard_part, read_rows, store_part, stored_part
from flows.storage.parts.tables import InvalidRowsError, write_table

ITEMS = (Facts("raw/a.txt", None, "a" * 64, None),)


def store(parts_dir: Path) -> Part:
    def write(folder: Path) -> dict[str, int]:
        for table in HELD:
            write_table(folder / f"{table}.parquet", pa.table({"doc_id": ["a" * 16]}))
        return dict.fromkeys(TABLES, 1)

    return store_part(parts_dir, {"code": "1"}, ITEMS, write, {})


def test_all_of_a_part_is_on_the_disk_before_its_name_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced, at_rename = set[int](), list[set[int]]()
    sync, rename = os.fsync, os.replace

    def note_sync(descriptor: int) -> None:
        synced.add(os.fstat(descriptor).st_ino)
        sync(descriptor)

    def note_rename(source: Path, target: Path) -> None:
        at_rename.append(set(synced))
        synced.clear()
        rename(source, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(os, "replace", note_rename)
    part = store(tmp_path)
    (before,) = at_rename
    needed = [part.folder, *part.folder.iterdir()]
    assert len(needed) == len(HELD) + 2
    assert not [path for path in needed if path.stat().st_ino not in before]
    assert tmp_path.stat().st_ino in synced


def test_a_part_may_be_read_by_whoever_may_read_the_folder_it_is_in(tmp_path: Path) -> None:
    (beside := tmp_path / "beside").mkdir()
    assert store(tmp_path).folder.stat().st_mode == beside.stat().st_mode


def test_half_a_removal_leaves_no_part_that_looks_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part = store(tmp_path)
    assert stored_part(part.folder) == part
    monkeypatch.setattr(stored, "remove", lambda folder: None)  # killed before it began
    discard_part(part.folder)
    assert stored_part(part.folder) is None


def test_a_part_that_the_disk_does_not_give_out_is_not_taken_for_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = store(tmp_path)

    def failing(_file: Path) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch, pytest.raises(OSError, match="Input/output error"):
        patch.setattr(pq, "ParquetFile", failing)
        read_rows(part.folder, "claims")
    assert stored_part(part.folder) == part
    part.file("claims").write_bytes(b"x" * part.file("claims").stat().st_size)
    with pytest.raises(InvalidRowsError, match=r"claims\.parquet is damaged"):
        read_rows(part.folder, "claims")
    assert stored_part(part.folder) is None


def test_a_part_that_is_whole_is_not_written_again(tmp_path: Path) -> None:
    first = store(tmp_path)
    before = {file.name: file.stat().st_ino for file in first.folder.iterdir()}
    assert store(tmp_path) == first
    assert {file.name: file.stat().st_ino for file in first.folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == [first.name]
