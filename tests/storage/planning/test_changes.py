"""What a plan says will become of each article, and why."""

import json
import shutil
from pathlib import Path

import pytest

from flows.settings import BuildSettings
from flows.storage import steps
from flows.storage.keys import versions
from flows.storage.planning import plan as planning
from flows.storage.planning.changes import changes
from flows.storage.planning.plan import make_plan
from tests.building import ARTICLE, build_without_prefect


@pytest.fixture
def settings(raw: Path, tmp_path: Path) -> BuildSettings:
    """The settings of a build of five articles and an empty file that was done."""
    for name in ("b", "c", "d", "e"):
        (raw / f"{name}.txt").write_text(ARTICLE.replace("Nagoya", f"Kure {name}"), "utf-8")
    (raw / "empty.txt").write_bytes(b"")
    (raw / "scan.pdf").write_bytes(b"%PDF")
    found = BuildSettings((raw,), tmp_path / "output")
    build_without_prefect(found)
    return found


def told(settings: BuildSettings) -> dict[str, tuple[str, str]]:
    """Return what is not kept, with the reasons."""
    found = changes(make_plan(settings), settings.dataset)
    return {
        one.source_path.removeprefix("raw/"): (one.status, ", ".join(one.because))
        for one in found
        if one.status != "kept"
    }


def test_nothing_changed(settings: BuildSettings) -> None:
    assert told(settings) == {}


def test_without_a_dataset_all_is_new(raw: Path, tmp_path: Path) -> None:
    assert told(BuildSettings((raw,), tmp_path / "none")) == {"good.txt": ("new", "the dataset does not hold it")}


def test_each_article_for_its_own_reason(settings: BuildSettings) -> None:
    (raw,) = settings.raw
    (raw / "new.txt").write_text(ARTICLE.replace("Nagoya", "Sasebo"), "utf-8")
    (raw / "b.txt").write_text(ARTICLE.replace("Nagoya", "Ominato"), "utf-8")
    (raw / "c.json").write_text(json.dumps({"title": "T"}))
    (raw / "d.txt").unlink()
    (raw / "e.txt").rename(raw / "moved.txt")
    (raw / "note.doc").write_text("?")
    found = told(settings)
    assert found.pop("note.doc")[0] == "rejected"
    assert found == {
        "new.txt": ("new", "the dataset does not hold it"),
        "b.txt": ("changed", "its bytes"),
        "c.txt": ("stale", "sidecar new"),
        "d.txt": ("gone", "it is not among the raw articles any more"),
        "moved.txt": ("changed", "it lay in raw/e.txt"),
    }


def test_an_article_that_is_refused_now(settings: BuildSettings) -> None:
    (raw,) = settings.raw
    (raw / "f.txt").write_bytes((raw / "b.txt").read_bytes())
    (raw / "b.txt").write_bytes((raw / "c.txt").read_bytes())
    found = told(settings)
    assert found["f.txt"] == ("new", "the dataset does not hold it")
    assert found["c.txt"][0] in ("gone", "rejected")


@pytest.mark.parametrize(
    ("entry", "reason"),
    [("code", "code"), ("lexicon", "lexicon"), ("schemas", "schemas"), ("lxml", "lxml {old} → 999")],
)
def test_what_made_the_rows_changed(
    settings: BuildSettings, entry: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = versions.recipe(())
    monkeypatch.setattr(planning, "recipe", lambda *facts: {**old, entry: "999"})
    found = told(settings)
    assert set(found) == {"good.txt", "b.txt", "c.txt", "d.txt", "e.txt", "empty.txt"}
    assert set(found.values()) == {("stale", reason.format(old=old[entry]))}


def test_rights_records_changed(settings: BuildSettings) -> None:
    (raw,) = settings.raw
    (raw / "sources.toml").write_text('[[source]]\nname = "The Mail"\n')
    assert set(told(settings).values()) == {("stale", "rights records")}


def test_the_rows_are_gone(settings: BuildSettings) -> None:
    shutil.rmtree(settings.parts_dir)
    reasons = {reason for status, reason in told(settings).values() if status == "stale"}
    assert reasons == {"the part with its rows is missing or damaged"}


def test_a_run_that_was_stopped_had_done_it(settings: BuildSettings) -> None:
    (raw,) = settings.raw
    (raw / "new.txt").write_text(ARTICLE.replace("Nagoya", "Sasebo"), "utf-8")
    plan = make_plan(settings)
    (batch,) = plan.batches()
    from flows.storage.batches.extract import build_part

    build_part(batch, steps.part_settings(settings, plan))
    assert told(settings) == {"new.txt": ("new", "the dataset does not hold it, its rows are there from another run")}


def test_planning_writes_nothing(settings: BuildSettings) -> None:
    (raw,) = settings.raw
    (raw / "new.txt").write_text(ARTICLE.replace("Nagoya", "Sasebo"), "utf-8")
    before = sorted((path, path.lstat().st_mtime_ns) for path in settings.output.rglob("*"))
    list(changes(make_plan(settings), settings.dataset))
    assert sorted((path, path.lstat().st_mtime_ns) for path in settings.output.rglob("*")) == before
