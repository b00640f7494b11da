"""Files that did not change are not read again; files that did are, whatever their times say."""

import hashlib
import os
import time
from pathlib import Path

import pytest

from flows.settings import BuildSettings
from flows.storage.planning import seen as seen_module
from flows.storage.planning.plan import make_plan, seen_files
from flows.storage.planning.seen import SeenFiles
from tests.building import Build

LATER_NS = 10**10


def look(folder: Path, file: Path, version: str = "1", later: int = LATER_NS) -> str:
    """Ask for a hash as a run would that begins `later` nanoseconds from now."""
    seen = SeenFiles(folder, version, lambda: time.time_ns() + later)
    found = seen.sha256(str(file), file.stat())
    seen.save()
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "a.txt"
    found.write_text("words")
    return found


def forbid_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str) -> str:
        raise AssertionError(f"{path} was read again")

    monkeypatch.setattr(seen_module, "_sha256", refuse)


def test_a_file_is_read_once(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = look(tmp_path, file)
    assert first == hashlib.sha256(b"words").hexdigest()
    forbid_reading(monkeypatch)
    assert look(tmp_path, file) == first


def test_the_same_size_and_time_do_not_hide_a_change(tmp_path: Path, file: Path) -> None:
    first, status = look(tmp_path, file), file.stat()
    file.write_text("sword")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert file.stat().st_mtime_ns == status.st_mtime_ns
    assert look(tmp_path, file) != first


def test_a_file_changed_while_it_is_looked_at_is_looked_at_again(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(tmp_path, file, later=0)
    forbid_reading(monkeypatch)
    with pytest.raises(AssertionError, match="read again"):
        look(tmp_path, file, later=0)


@pytest.mark.parametrize("damage", ["{", "[]", "[1, 2]", '[1, "1", 7]', ""])
def test_without_what_was_seen_all_is_read(tmp_path: Path, file: Path, damage: str) -> None:
    first = look(tmp_path, file)
    (tmp_path / "seen.json").write_text(damage)
    assert look(tmp_path, file) == first


def test_another_version_looks_for_itself(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look(tmp_path, file)
    forbid_reading(monkeypatch)
    with pytest.raises(AssertionError, match="read again"):
        look(tmp_path, file, version="2")


def test_files_that_are_gone_are_forgotten(tmp_path: Path, file: Path) -> None:
    look(tmp_path, file)
    other = tmp_path / "b.txt"
    other.write_text("others")
    look(tmp_path, other)
    assert "a.txt" not in (tmp_path / "seen.json").read_text()


def test_a_container_is_unpacked_once(raw: Path, tmp_path: Path, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    (raw / "many.jsonl").write_text('{"text": "Japan and its ally met."}\n{"text": 3}\n')
    monkeypatch.setattr(seen_module, "_TICK_NS", -1)
    build()
    settings = BuildSettings((raw,), tmp_path / "output")
    first = make_plan(settings)
    monkeypatch.setattr("flows.storage.planning.plan.records_of", lambda *_: pytest.fail("unpacked again"))
    again = make_plan(settings, seen_files(settings))
    assert (again.wanted, again.rejects) == (first.wanted, first.rejects)
