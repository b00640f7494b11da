"""Threads that extract: what they can stop they do, and what is no article's fault stops the build."""

import threading
import time

import pytest

from flows.settings import BuildSettings
from flows.storage import steps
from flows.storage.batches.extract import AtWork, Batch, Built, PartSettings, build_part
from flows.storage.planning.plan import make_plan
from flows.storage.runners.threads import extract_in_threads
from tests.hostile import LIMIT, outcomes, run_with


def make_failing(batch: Batch, settings: PartSettings, at_work: AtWork) -> Built:
    raise OSError(28, "No space left on device", str(settings.parts_dir))


def make_slowly(batch: Batch, settings: PartSettings, at_work: AtWork) -> Built:
    def wait_at_work(place: int) -> None:
        time.sleep(0.2)
        at_work(place)

    return build_part(batch, settings, wait_at_work)


def test_an_article_that_takes_too_long_is_interrupted_and_the_rest_goes_on(settings: BuildSettings) -> None:
    (raw,) = settings.raw
    (raw / "bad.txt").write_text("This text is stuck in Python code.")
    (raw / "large.txt").write_text("This text leaves no memory.")
    assert run_with("thread", settings, max_seconds=LIMIT) == (6, {"bad.txt": "timeout", "large.txt": "crashed"})


def test_what_is_no_fault_of_an_article_stops_the_build(settings: BuildSettings) -> None:
    plan = make_plan(settings)
    with pytest.raises(OSError, match="No space left on device"):
        list(extract_in_threads(plan.batches(), steps.part_settings(settings, plan), 2, make_failing))


def test_who_stops_early_leaves_no_thread_at_work(settings: BuildSettings) -> None:
    plan = make_plan(settings)
    (batch,) = plan.batches()
    work = extract_in_threads([batch[:1], batch[1:]], steps.part_settings(settings, plan), 2, make_slowly)
    assert outcomes([next(work)])[0] == 1
    work.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("extract")]
    assert len(list(settings.parts_dir.glob("[!.]*/"))) == 1
