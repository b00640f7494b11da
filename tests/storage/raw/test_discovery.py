"""Which files under raw/ are articles, and why the others are not."""

import os
from pathlib import Path

import pytest

from flows.storage.raw.discovery import discover


def reasons(root: Path) -> dict[str, str]:
    return {reject.source_path: reject.reason for reject in discover([root]).rejects}


def paths(root: Path) -> list[str]:
    return [item.source_path for item in discover([root]).items]


def test_lists_articles_by_their_place_under_the_root(raw: Path) -> None:
    (raw / "deep").mkdir()
    (raw / "deep" / "b.md").write_text("words")
    assert paths(raw) == ["raw/deep/b.md", "raw/good.txt"]


def test_a_root_may_be_one_file_or_relative(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert paths(raw / "good.txt") == ["raw/good.txt"]
    monkeypatch.chdir(raw)
    assert paths(Path()) == ["raw/good.txt"]
    assert paths(Path("../raw")) == ["raw/good.txt"]


def test_passes_over_hidden_files_settings_and_sidecars(raw: Path) -> None:
    for name in (".DS_Store", "sources.toml", "takedowns.txt", "corrections.toml", "good.json"):
        (raw / name).write_text("{}")
    found = discover([raw])
    assert [item.source_path for item in found.items] == ["raw/good.txt"]
    assert found.rejects == []


def test_settings_files_are_articles_further_down(raw: Path) -> None:
    (raw / "deep").mkdir()
    (raw / "deep" / "takedowns.txt").write_text("words")
    assert "raw/deep/takedowns.txt" in paths(raw)


def test_writes_down_what_is_no_article(raw: Path) -> None:
    (raw / "scan.pdf").write_bytes(b"%PDF")
    (raw / "lonely.json").write_text("{}")
    (raw / "README").write_text("?")
    assert reasons(raw) == {
        "raw/scan.pdf": "unknown_format",
        "raw/lonely.json": "sidecar_orphan",
        "raw/README": "unknown_format",
    }


def test_links_that_lead_nowhere_or_back(raw: Path) -> None:
    (raw / "loop.txt").symlink_to("loop.txt")
    (raw / "broken.txt").symlink_to("nothing.txt")
    (raw / "deep").mkdir()
    (raw / "deep" / "up").symlink_to(raw, target_is_directory=True)
    assert reasons(raw) == {
        "raw/loop.txt": "symlink_loop",
        "raw/broken.txt": "unreadable",
        "raw/deep/up": "symlink_loop",
    }
    assert paths(raw) == ["raw/good.txt"]


def test_follows_links_to_other_folders(raw: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "c.txt").write_text("words")
    (raw / "linked").symlink_to(elsewhere, target_is_directory=True)
    assert paths(raw) == ["raw/good.txt", "raw/linked/c.txt"]


def test_a_pipe_is_no_file(raw: Path) -> None:
    os.mkfifo(raw / "pipe.txt")
    assert reasons(raw) == {"raw/pipe.txt": "unreadable"}


def test_a_file_name_that_is_no_utf8_can_be_stored(raw: Path) -> None:
    (raw / os.fsdecode(b"caf\xe9.txt")).write_text("words")
    assert "raw/caf\\xe9.txt" in paths(raw)
    "".join(paths(raw)).encode("utf-8")


def test_two_folders_of_one_name_stay_apart(raw: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "raw"
    other.mkdir(parents=True)
    (other / "good.txt").write_text("words")
    assert [item.source_path for item in discover([raw, other]).items] == ["raw/good.txt", "raw~2/good.txt"]


def test_a_file_named_twice_is_one_item(raw: Path) -> None:
    assert [item.source_path for item in discover([raw, raw / "good.txt", raw]).items] == ["raw/good.txt"]


def test_names_that_look_alike_as_text_stay_apart(raw: Path) -> None:
    for name in (b"b\xff.txt", b"b\\xff.txt"):
        (raw / os.fsdecode(name)).write_text("words")
    assert len(set(paths(raw))) == 3


def test_folders_that_link_to_each_other_are_read_once(raw: Path) -> None:
    names = [f"f{number}" for number in range(7)]
    for name in names:
        (raw / name).mkdir()
        (raw / name / "a.txt").write_text(name)
        for other in names:
            if other != name:
                (raw / name / other).symlink_to(raw / other, target_is_directory=True)
    found = discover([raw])
    assert [item.source_path for item in found.items] == [*(f"raw/{name}/a.txt" for name in names), "raw/good.txt"]
    assert len(found.rejects) == 42
