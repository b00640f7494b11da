"""What a build decides to do, from raw bytes and versions alone."""

import os
from pathlib import Path

import pytest

from flows.settings import BuildSettings
from flows.storage.planning.plan import Plan, make_plan
from tests.building import ARTICLE, Build


def plan(raw: Path, tmp_path: Path, **changes: int) -> Plan:
    settings = BuildSettings((raw,), tmp_path / "output", **changes)
    return make_plan(settings)


def planned(one: Plan) -> list[str]:
    return sorted(item.item.source_path for item in one.missing)


def rejected(one: Plan) -> dict[str, str]:
    return {reject.source_path: reject.reason for reject in one.rejects}


def test_everything_is_new_at_first(raw: Path, tmp_path: Path) -> None:
    assert planned(plan(raw, tmp_path)) == ["raw/good.txt"]


def test_the_same_bytes_twice_are_one_article(raw: Path, tmp_path: Path) -> None:
    (raw / "again.txt").write_text(ARTICLE, "utf-8")
    one = plan(raw, tmp_path)
    assert planned(one) == ["raw/again.txt"]
    (reject,) = one.rejects
    assert (reject.source_path, reject.reason) == ("raw/good.txt", "duplicate")
    assert reject.detail == "the same bytes as raw/again.txt"


def test_too_large_files_are_not_read(raw: Path, tmp_path: Path) -> None:
    (raw / "huge.txt").write_text("x" * 5000)
    one = plan(raw, tmp_path, max_bytes=4000)
    assert rejected(one) == {"raw/huge.txt": "too_large"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_files_are_rejected(raw: Path, tmp_path: Path) -> None:
    (raw / "secret.txt").write_text("x")
    (raw / "secret.txt").chmod(0)
    assert rejected(plan(raw, tmp_path)) == {"raw/secret.txt": "unreadable"}


def test_limit_takes_the_first_articles(raw: Path, tmp_path: Path) -> None:
    for name in "abc":
        (raw / f"{name}.txt").write_text(f"words {name}")
    assert planned(plan(raw, tmp_path, limit=2)) == ["raw/a.txt", "raw/b.txt"]


def test_done_work_is_reused(raw: Path, tmp_path: Path, build: Build) -> None:
    build()
    one = plan(raw, tmp_path)
    assert not one.missing
    assert len(one.published) == 1


def test_only_new_articles_are_new(raw: Path, tmp_path: Path, build: Build) -> None:
    build()
    (raw / "new.txt").write_text("Another text about the alliance and its costs.")
    one = plan(raw, tmp_path)
    assert planned(one) == ["raw/new.txt"]
    assert len(one.published) == 1
