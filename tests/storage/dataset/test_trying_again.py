"""The steps that make a dataset, tried again as Prefect does when the disk failed in the middle of one."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pyarrow.parquet as pq
import pytest

from flows.settings import BuildSettings
from flows.storage import steps
from flows.storage.dataset.checks import CheckReport, check_dataset
from flows.storage.dataset.run import Content, Summary
from flows.storage.parts.tables import InvalidRowsError
from flows.storage.planning.plan import Plan
from tests.building import ARTICLE, build_without_prefect, in_process
from tests.storage.dataset.test_merging import part_files

CALLS = ("fsync", "mkdir", "link", "rename", "replace", "symlink", "open", "unlink", "rmdir")
GOOD = CheckReport((), (), {}, 0, 0, 0, ())
_T = TypeVar("_T")


@contextmanager
def failing_once(call: str, at: int, patch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Have a call to the system do its work and fail nevertheless, the `at`-th time it is made."""
    real: Callable[..., Any] = getattr(os, call)
    made: list[int] = []

    def fails(*arguments: Any, **options: Any) -> Any:
        made.append(at)
        done = real(*arguments, **options)
        if len(made) == at:
            if call == "open":
                os.close(done)
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return done

    with patch.context() as patched:
        patched.setattr(os, call, fails)
        yield made


def tried_again(step: Callable[[], _T]) -> _T:
    """Return what a step does at the second try if the first one fails."""
    with suppress(OSError):
        return step()
    return step()


def arranged(settings: BuildSettings) -> tuple[Plan, Content]:
    plan = steps.plan(settings)
    built = tuple(in_process(plan, steps.part_settings(settings, plan)))
    return plan, steps.arrange_parts(settings, plan, built)


def published(settings: BuildSettings, plan: Plan, content: Content, run_id: str) -> Summary:
    run = content.run(run_id, datetime.now(UTC), 0.0)
    staged = tried_again(lambda: steps.stage_and_check(settings, run, plan, content))
    return tried_again(lambda: steps.publish(settings, staged, run, content))


def answer(summary: Summary) -> tuple[object, ...]:
    return summary.rows, summary.reasons, summary.first_rejects, summary.published, summary.dataset


@pytest.mark.parametrize("call", CALLS)
def test_wherever_the_disk_fails_the_second_try_ends_as_if_it_had_not(
    raw: Path, tmp_path: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = BuildSettings((raw,), tmp_path / "output")
    (raw / "empty.txt").write_bytes(b"")
    build_without_prefect(settings)
    (raw / "second.txt").write_text(ARTICLE.replace("Nagoya", "Kure"), "utf-8")
    plan, content = arranged(settings)
    undisturbed = answer(published(settings, plan, content, "undisturbed"))
    # The checks write nothing, and take longer than all the rest.
    monkeypatch.setattr(steps, "check_dataset", lambda *_, **__: GOOD)
    files, at, made = part_files(settings.dataset), 0, [0]
    while len(made) >= at:
        at += 1
        with failing_once(call, at, monkeypatch) as made:
            assert answer(published(settings, plan, content, f"try-{at}")) == undisturbed
        assert settings.dataset.resolve().name == f"try-{at}"
        assert part_files(settings.dataset) == files
        runs = pq.read_table(settings.dataset / "runs").column("run_id").to_pylist()
        assert runs[1:] == ["undisturbed", *(f"try-{number}" for number in range(1, at + 1))]
        assert not list(settings.datasets_dir.glob(".*"))
    assert check_dataset(settings.dataset.resolve()).ok


def test_what_could_not_be_checked_is_staged_and_checked_again(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = BuildSettings((raw,), tmp_path / "output")
    plan, content = arranged(settings)
    answers = iter([OSError(errno.EIO, "no"), GOOD])

    def checked(*_: object, **__: object) -> CheckReport:
        if isinstance(found := next(answers), OSError):
            raise found
        return found

    monkeypatch.setattr(steps, "check_dataset", checked)
    assert published(settings, plan, content, "run").published
    assert check_dataset(settings.dataset.resolve()).ok


def test_a_part_that_could_not_be_read_is_checked_again_and_not_taken_for_damaged(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = BuildSettings((raw,), tmp_path / "output")
    plan, content = arranged(settings)
    whole, made = pq.read_table, list[int]()

    def failing(*arguments: Any, **options: Any) -> Any:
        made.append(1)
        if len(made) == 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return whole(*arguments, **options)

    monkeypatch.setattr("flows.storage.dataset.checks.pq.read_table", failing)
    assert published(settings, plan, content, "run").published
    assert content.parts[0].folder.exists()


def test_a_first_dataset_without_articles_is_told_as_published_by_the_second_try(raw: Path, tmp_path: Path) -> None:
    (raw / "good.txt").write_bytes(b"")
    settings = BuildSettings((raw,), tmp_path / "output")
    plan, content = arranged(settings)
    run = content.run("first", datetime.now(UTC), 0.0)
    staged = steps.stage_and_check(settings, run, plan, content)
    tries = [steps.publish(settings, staged, run, content) for _ in range(2)]
    assert tries[0] == tries[1]
    assert tries[1].published
    again = content.run("second", datetime.now(UTC), 0.0)
    staged = steps.stage_and_check(settings, again, plan, content)
    assert [steps.publish(settings, staged, again, content).published for _ in range(2)] == [False, False]
    assert settings.dataset.resolve().name == "first"


def test_a_dataset_that_was_never_staged_is_not_published(raw: Path, tmp_path: Path) -> None:
    settings = BuildSettings((raw,), tmp_path / "output")
    build_without_prefect(settings)
    before = settings.dataset.resolve()
    _, content = arranged(settings)
    with pytest.raises(FileNotFoundError):
        steps.publish(
            settings, settings.datasets_dir / ".draft-gone", content.run("gone", datetime.now(UTC), 0.0), content
        )
    assert settings.dataset.resolve() == before


def test_rows_that_break_their_schema_are_told_though_their_part_cannot_be_removed(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = BuildSettings((raw,), tmp_path / "output")
    plan, content = arranged(settings)
    file = content.parts[0].file("documents")
    rows = pq.read_table(file)
    place = rows.schema.get_field_index("language")
    pq.write_table(rows.set_column(place, rows.schema.field(place), [["english"]]), file)

    def stays(_folder: Path) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(steps, "discard_part", stays)
    monkeypatch.setattr(steps, "stored_parts", lambda _: content.parts)
    with pytest.raises(InvalidRowsError, match=r"documents\.language: 'english'"):
        steps.stage_and_check(settings, content.run("broken", datetime.now(UTC), 0.0), plan, content)
