"""What nobody uses any more goes, after a while and not before."""

import hashlib
import os
import shutil
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from flows.settings import BuildSettings
from flows.storage.dataset.cleanup import remove_leftovers, remove_unused
from tests.building import ARTICLE, Build, build_without_prefect

HOUR = 3600.0


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an article and its output are after it changed three times; shared, so not to be written to."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "raw").mkdir()
    for number in range(4):
        (folder / "raw" / "good.txt").write_text(f"{ARTICLE}\nLine {number}.", "utf-8")
        build_without_prefect(BuildSettings((folder / "raw",), folder / "output"))
    return folder


@pytest.fixture
def settings(built: Path, tmp_path: Path) -> BuildSettings:
    """The settings of a build whose article changed three times since."""
    shutil.copytree(built, tmp_path, symlinks=True, dirs_exist_ok=True)
    return BuildSettings((tmp_path / "raw",), tmp_path / "output")


def counted(settings: BuildSettings) -> tuple[int, int]:
    return len(list(settings.datasets_dir.iterdir())), len(list(settings.parts_dir.glob("*/")))


def test_nothing_goes_before_its_time(settings: BuildSettings) -> None:
    assert remove_unused(settings, time.time() + 23 * HOUR) == ()
    assert counted(settings) == (4, 4)


def test_after_the_grace_only_the_published_dataset_is_left(settings: BuildSettings) -> None:
    removed = remove_unused(settings, time.time() + 25 * HOUR)
    assert len(removed) == 6
    assert counted(settings) == (1, 1)
    (file,) = (settings.dataset / "documents").glob("*.parquet")
    (raw,) = settings.raw
    sha256 = hashlib.sha256((raw / "good.txt").read_bytes()).hexdigest()
    assert pq.read_table(file)["raw_sha256"].to_pylist() == [sha256]


def test_the_time_begins_when_a_dataset_is_replaced_not_when_it_was_made(
    settings: BuildSettings,
) -> None:
    (raw,) = settings.raw
    tomorrow = time.time() + 30 * HOUR
    remove_unused(settings, tomorrow)
    last = settings.dataset.resolve()
    (raw / "good.txt").write_text(f"{ARTICLE}\nThe end.", "utf-8")
    build_without_prefect(settings)
    (last / ".replaced").unlink()
    remove_unused(settings, tomorrow)
    remove_unused(settings, tomorrow + 23 * HOUR)
    assert last.exists()
    remove_unused(settings, tomorrow + 24 * HOUR)
    assert not last.exists()


def test_the_time_begins_anew_for_a_dataset_that_readers_had_again(settings: BuildSettings) -> None:
    newest = settings.dataset.resolve()
    old = next(folder for folder in settings.datasets_dir.iterdir() if folder != newest)
    for folder in (old, newest):
        (settings.output / "again").symlink_to(folder)
        (settings.output / "again").replace(settings.dataset)  # as a maintainer does by hand
        remove_unused(settings, time.time() + 20 * HOUR)
    remove_unused(settings, time.time() + 25 * HOUR)
    assert set(settings.datasets_dir.iterdir()) == {old, newest}


def test_a_reader_who_opened_the_old_dataset_goes_on(raw: Path, tmp_path: Path, build: Build) -> None:
    build()
    old = (tmp_path / "output" / "dataset").resolve()
    for number in range(3):
        (raw / "good.txt").write_text(f"{ARTICLE}\nLine {number}.", "utf-8")
        build()
    (file,) = (old / "documents").glob("*.parquet")
    assert pq.read_metadata(file).num_rows == 1


def test_without_grace_only_what_readers_have_is_kept(raw: Path, tmp_path: Path, build: Build) -> None:
    for number in range(3):
        (raw / "good.txt").write_text(f"{ARTICLE}\nLine {number}.", "utf-8")
        build(grace_hours=0)
    assert counted(BuildSettings((raw,), tmp_path / "output")) == (1, 1)


def test_parts_of_a_dataset_that_is_kept_stay(settings: BuildSettings) -> None:
    for part in settings.parts_dir.glob("*/"):
        os.utime(part, (0, 0))
    remove_unused(settings, time.time() + 20 * HOUR)
    assert counted(settings) == (4, 4)


def test_a_part_that_no_dataset_uses_yet_stays_for_a_while(settings: BuildSettings) -> None:
    part = next(settings.parts_dir.glob("*/"))
    left = Path(shutil.copytree(part, part.with_name("left-by-a-kill")))
    os.utime(left)
    remove_unused(settings, time.time() + 23 * HOUR)
    assert left.exists()
    remove_unused(settings, time.time() + 25 * HOUR)
    assert not left.exists()


def test_what_a_killed_run_left_half_made(settings: BuildSettings) -> None:
    published = settings.dataset.resolve()
    (settings.parts_dir / ".draft-x").mkdir()
    (settings.parts_dir / ".draft-x" / "claims.parquet").write_bytes(b"half")
    (settings.parts_dir / ".draft-seen.json").write_text("[")
    (settings.datasets_dir / ".draft-y" / "claims").mkdir(parents=True)
    (settings.output / ".dataset-z").symlink_to("datasets/z")
    assert len(remove_leftovers(settings)) == 4
    assert counted(settings) == (4, 4)
    assert settings.dataset.resolve() == published
    assert remove_leftovers(settings) == ()
