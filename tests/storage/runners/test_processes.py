"""Workers that an article takes along: it is rejected, the rest of its batch goes on."""

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from multiprocessing import Pipe, get_context
from pathlib import Path

import pytest

from flows.settings import BuildSettings
from flows.storage import steps
from flows.storage.batches.extract import AtWork, Batch, Built, PartSettings, build_part
from flows.storage.batches.limits import HANGING, ArticleHangsError, ArticleTimeoutError, spent_by
from flows.storage.planning.plan import make_plan
from flows.storage.runners.losses import WorkerError
from flows.storage.runners.processes import _Worker, extract_in_processes
from tests.building import ARTICLE, build_without_prefect
from tests.hostile import LIMIT, outcomes, run_with
from tests.storage.dataset.test_merging import part_files

run_hostile = partial(run_with, "process")
StartWorker = Callable[[Callable[[float], None]], _Worker]


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


def test_an_article_that_cannot_be_interrupted_is_rejected(settings: BuildSettings) -> None:
    (raw,) = settings.raw
    (raw / "bad.txt").write_text("This text is stuck in C code.")
    assert run_hostile(settings, max_seconds=LIMIT) == (6, {"bad.txt": "timeout"})


@pytest.fixture
def worker_at(request: pytest.FixtureRequest) -> StartWorker:
    """Return what starts a worker that does something for a minute, and waits until it is at it."""

    def start(work: Callable[[float], None]) -> _Worker:
        process = get_context("spawn").Process(target=work, args=(60.0,), daemon=True)
        process.start()
        request.addfinalizer(process.kill)
        until = time.monotonic() + 20
        while not spent_by(process.pid or 0) and time.monotonic() < until:
            time.sleep(0.01)
        return _Worker(process, Pipe()[0])

    return start


def burn(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere only the clock tells")
def test_a_worker_is_given_up_when_its_article_has_taken_too_much_of_the_processor(
    worker_at: StartWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.storage.runners.processes._PATIENCE", 0.0)
    monkeypatch.setattr("flows.storage.runners.processes.HANGING", 1e9)
    worker = worker_at(burn)
    assert worker.reached(0.0) is None  # no article is at work
    worker.begin(0)
    assert worker.reached(60.0) is None
    until = time.monotonic() + 60
    while worker.reached(0.1) is None and time.monotonic() < until:
        time.sleep(0.01)
    assert type(worker.reached(0.1)) is ArticleTimeoutError
    worker.begin(1)
    assert worker.reached(60.0) is None


def test_a_worker_that_hangs_is_given_up_by_the_clock(worker_at: StartWorker) -> None:
    worker = worker_at(time.sleep)
    worker.begin(0)
    worker.since -= 60.0 * (HANGING - 1)
    assert worker.reached(60.0) is None
    worker.since -= 70.0
    assert type(worker.reached(60.0)) is ArticleHangsError


def test_articles_that_kill_their_worker_are_found_one_by_one(settings: BuildSettings) -> None:
    (raw,) = settings.raw
    for name in ("bad", "worse"):
        (raw / f"{name}.txt").write_text(f"This {name} text kills its process.")
    (raw / "slow.txt").write_text("This text is stuck in Python code.")
    (raw / "large.txt").write_text("This text leaves no memory.")
    assert run_hostile(settings, workers=2, max_seconds=LIMIT) == (
        6, {"bad.txt": "crashed", "worse.txt": "crashed", "slow.txt": "timeout", "large.txt": "crashed"},
    )  # fmt: skip


def test_an_article_that_was_at_work_when_the_system_killed_the_worker_is_tried_again(
    settings: BuildSettings, tmp_path: Path
) -> None:
    (raw,) = settings.raw
    (raw / "unlucky.txt").write_text(f"{ARTICLE}\nIt was hit once: {tmp_path / 'mark'}")
    assert run_hostile(settings) == (7, {})


def test_too_many_rows_together_are_done_in_smaller_batches(settings: BuildSettings) -> None:
    plan = make_plan(settings)
    work = extract_in_processes(plan.batches(), steps.part_settings(settings, plan), 1, make_without_room)
    assert outcomes(work) == (6, {})


def test_what_is_no_fault_of_an_article_stops_the_build(settings: BuildSettings) -> None:
    plan = make_plan(settings)
    with pytest.raises(OSError, match="No space left on device"):
        list(extract_in_processes(plan.batches(), steps.part_settings(settings, plan), 1, make_failing))


def test_workers_that_cannot_start_are_not_the_articles_fault(settings: BuildSettings) -> None:
    plan = make_plan(settings)
    with pytest.raises(WorkerError, match="ended with status 3 before it could begin"):
        list(extract_in_processes(plan.batches(), steps.part_settings(settings, plan), 1, Unreadable()))


def test_workers_and_one_process_make_the_same_dataset(settings: BuildSettings, tmp_path: Path) -> None:
    found = []
    for name, processes in (("one", False), ("many", True)):
        one = replace(settings, output=tmp_path / name)
        build_without_prefect(one, processes)
        found.append(part_files(one.dataset))
    assert found[0] == found[1]
