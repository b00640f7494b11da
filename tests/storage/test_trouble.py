"""A full disk and a lost permission: one clear line, the old dataset untouched, nothing half made left behind."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from flows.commands.flow_runs import RunError, told_in_one_line
from flows.settings import BuildSettings
from flows.storage.dataset.checks import check_dataset
from flows.storage.parts.stored import TABLES
from tests.building import ARTICLE, build_without_prefect
from tests.storage.dataset.test_merging import part_files

# What a build asks of the system on its way: where it is, and how often it may succeed before it fails.
CALLS = {
    "write of a table": "flows.storage.parts.tables.pq.write_table",
    "sync": "os.fsync",
    "link": "os.link",
    "folder": "os.mkdir",
    "rename": "os.rename",
    "swap": "os.replace",
    "link to the dataset": "os.symlink",
}
FULL, FORBIDDEN = errno.ENOSPC, errno.EACCES
CASES = [(call, FULL, after) for call in CALLS for after in (0, 2)] + [("rename", FORBIDDEN, 0), ("swap", FORBIDDEN, 0)]


@contextmanager
def failing(call: str, number: int, after: int, patch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Have a call fail from the time it was made `after` times, for paths in the output folder."""
    module, _, name = CALLS[call].rpartition(".")
    owner: Any = os if module == "os" else __import__("pyarrow.parquet").parquet
    real: Callable[..., Any] = getattr(owner, name)
    failures: list[int] = []
    made = 0

    def maybe(*arguments: Any, **options: Any) -> Any:
        nonlocal made
        made += 1
        if made > after and (name == "fsync" or "output" in "".join(map(str, arguments[-2:]))):
            failures.append(made)
            raise OSError(number, os.strerror(number))
        return real(*arguments, **options)

    with patch.context() as patched:
        patched.setattr(owner, name, maybe)
        yield failures


def leftovers(output: Path) -> list[Path]:
    return [path for path in output.rglob("*") if path.name.startswith((".draft-", ".dataset-"))]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles and what was built of them, of which one changed since; shared, so not to be written to."""
    folder = tmp_path_factory.mktemp("built")
    (raw := folder / "raw").mkdir()
    (raw / "good.txt").write_text(ARTICLE, "utf-8")
    (raw / "second.txt").write_text(ARTICLE.replace("Nagoya", "Kure"), "utf-8")
    build_without_prefect(BuildSettings((raw,), folder / "output"))
    (raw / "second.txt").write_text(ARTICLE.replace("Nagoya", "Sasebo"), "utf-8")
    return folder


@pytest.fixture
def settings(built: Path, tmp_path: Path) -> BuildSettings:
    """The settings of a build that was done, and of which an article changed since."""
    shutil.copytree(built, tmp_path, symlinks=True, dirs_exist_ok=True)
    return BuildSettings((tmp_path / "raw",), tmp_path / "output")


@pytest.mark.parametrize(("call", "number", "after"), CASES)
def test_the_dataset_stays_and_the_next_build_does_the_rest(
    settings: BuildSettings, call: str, number: int, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    published, before = settings.dataset.resolve(), part_files(settings.dataset)
    told = None
    with failing(call, number, after, monkeypatch) as failures:
        try:
            with told_in_one_line(settings.output, "the dataset is as it was"):
                build_without_prefect(settings)
        except RunError as error:
            told = str(error)
    if failures:
        assert told is not None
        assert os.strerror(number) in told
        assert len(told.splitlines()) == 1
        assert str(settings.output) in told
    if settings.dataset.resolve() == published:
        assert part_files(settings.dataset) == before
    assert check_dataset(settings.dataset.resolve()).ok
    build_without_prefect(settings)
    assert not leftovers(settings.output)
    assert part_files(settings.dataset) != before
    assert set(TABLES) <= {path.name for path in settings.dataset.iterdir()}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("folder", ["parts", "datasets", "."])
def test_a_folder_that_may_not_be_written_to(settings: BuildSettings, folder: str) -> None:
    before = part_files(settings.dataset)
    locked = settings.output / folder
    locked.chmod(0o500)
    try:
        with pytest.raises(RunError, match="Permission denied"), told_in_one_line(settings.output, "all stays"):
            build_without_prefect(settings)
        assert part_files(settings.dataset) == before
    finally:
        locked.chmod(0o700)


def test_all_that_the_link_leads_to_is_on_the_disk_before_the_link_is(
    settings: BuildSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced, at_swap = set[int](), list[set[int]]()
    sync, replace = os.fsync, os.replace

    def note_sync(descriptor: int) -> None:
        synced.add(os.fstat(descriptor).st_ino)
        sync(descriptor)

    def note_swap(source: Path, target: Path) -> None:
        if Path(target) == settings.dataset:
            at_swap.append(set(synced))
        replace(source, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(os, "replace", note_swap)
    shutil.rmtree(settings.output)
    build_without_prefect(settings)
    (before_swap,) = at_swap
    dataset = settings.dataset.resolve()
    needed = [dataset, dataset.parent, *dataset.rglob("*")]
    assert len(needed) > 20
    assert not [path for path in needed if path.stat().st_ino not in before_swap]
    assert settings.output.stat().st_ino in synced
