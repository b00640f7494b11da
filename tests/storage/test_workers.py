"""Workers that an article takes along: it is rejected, the rest of its batch goes on."""

import os
import re
import signal
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from flows.article import Extracted
from flows.cleaning.recurring import Recurring
from flows.settings import BuildSettings
from flows.storage import parts, steps
from flows.storage.parts import Article, AtWork, Batch, Built, PartSettings, build_part
from flows.storage.planning import make_plan
from flows.storage.workers import WorkerError, extract_batches
from tests.building import ARTICLE, build_without_prefect
from tests.storage.test_merging import part_files

# Ample for a good article, also for the first of a process, on a busy machine.
LIMIT = 4.0

whole = parts.extract_article


def hostile(article: Article, recurring: Recurring) -> Extracted:
    """Extract, but for texts that ask for trouble."""
    if "stuck in C" in article.text:
        re.match(r"(a+)+$", "a" * 60 + "b")
    if "kills" in article.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "once" in article.text and not (mark := Path(article.text.split()[-1])).exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if "slow" in article.text:
        time.sleep(60)
    if "no memory" in article.text:
        raise MemoryError
    return whole(article, recurring)


def make(batch: Batch, settings: PartSettings, at_work: AtWork) -> Built:
    parts.extract_article = hostile
    return build_part(batch, settings, at_work)


def make_without_room(batch: Batch, settings: PartSettings, at_work: AtWork) -> Built:
    """Lose the worker over the rows of more than two articles together."""
    if len(batch) > 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return build_part(batch, settings, at_work)


def make_failing(batch: Batch, settings: PartSettings, at_work: AtWork) -> Built:
    raise OSError(28, "No space left on device", str(settings.parts_dir))


class Unreadable:
    """A function that a worker cannot load."""

    def __call__(self, batch: Batch, settings: PartSettings, at_work: AtWork) -> Built:
        raise NotImplementedError

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (3,)


@pytest.fixture
def settings(raw: Path, tmp_path: Path) -> BuildSettings:
    """The settings of a build of six good articles in one batch."""
    for number in range(5):
        (raw / f"{number}.txt").write_text(ARTICLE.replace("Nagoya", f"Kure {number}"), "utf-8")
    return BuildSettings((raw,), tmp_path / "output")


def outcomes(built: Iterable[Built]) -> tuple[int, dict[str, str]]:
    """Return how many articles have rows, and the rejected files with their reasons."""
    done = list(built)
    passing = {reject.source_path.removeprefix("raw/"): reject.reason for one in done for reject in one.passing}
    events = [event for one in done for event in one.events]
    assert len({event["source_path"] for event in events}) == len(events)
    return sum(one.part.rows["documents"] for one in done if one.part), passing


def run(settings: BuildSettings, workers: int = 1, max_seconds: float = 60.0) -> tuple[int, dict[str, str]]:
    settings = replace(settings, max_seconds=max_seconds)
    plan = make_plan(settings)
    assert len(plan.batches()) == 1
    return outcomes(extract_batches(plan.batches(), steps.part_settings(settings, plan), workers, make))


def test_an_article_that_cannot_be_interrupted_is_rejected(settings: BuildSettings) -> None:
    (raw,) = settings.raw
    (raw / "bad.txt").write_text("This text is stuck in C code.")
    assert run(settings, max_seconds=LIMIT) == (6, {"bad.txt": "timeout"})


def test_articles_that_kill_their_worker_are_found_one_by_one(settings: BuildSettings) -> None:
    (raw,) = settings.raw
    for name in ("bad", "worse"):
        (raw / f"{name}.txt").write_text(f"This {name} text kills its worker.")
    (raw / "slow.txt").write_text("This text is slow.")
    (raw / "large.txt").write_text("This text leaves no memory.")
    assert run(settings, workers=2, max_seconds=LIMIT) == (
        6, {"bad.txt": "crashed", "worse.txt": "crashed", "slow.txt": "timeout", "large.txt": "crashed"},
    )  # fmt: skip


def test_an_article_that_was_at_work_when_the_system_killed_the_worker_is_tried_again(
    settings: BuildSettings, tmp_path: Path
) -> None:
    (raw,) = settings.raw
    (raw / "unlucky.txt").write_text(f"{ARTICLE}\nIt was hit once: {tmp_path / 'mark'}")
    assert run(settings) == (7, {})


def test_too_many_rows_together_are_done_in_smaller_batches(settings: BuildSettings) -> None:
    plan = make_plan(settings)
    work = extract_batches(plan.batches(), steps.part_settings(settings, plan), 1, make_without_room)
    assert outcomes(work) == (6, {})


def test_what_is_no_fault_of_an_article_stops_the_build(settings: BuildSettings) -> None:
    plan = make_plan(settings)
    with pytest.raises(OSError, match="No space left on device"):
        list(extract_batches(plan.batches(), steps.part_settings(settings, plan), 1, make_failing))


def test_workers_that_cannot_start_are_not_the_articles_fault(settings: BuildSettings) -> None:
    plan = make_plan(settings)
    with pytest.raises(WorkerError, match="ended with status 3 before it could begin"):
        list(extract_batches(plan.batches(), steps.part_settings(settings, plan), 1, Unreadable()))


def test_workers_and_one_process_make_the_same_dataset(settings: BuildSettings, tmp_path: Path) -> None:
    found = []
    for name, processes in (("one", False), ("many", True)):
        one = replace(settings, output=tmp_path / name)
        build_without_prefect(one, processes)
        found.append(part_files(one.dataset))
    assert found[0] == found[1]
