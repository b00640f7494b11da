"""Where workers come from: it is there when there is work, finds the modules of the build, and ends with it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from flows.settings import BuildSettings
from flows.storage import steps
from flows.storage.planning import seen
from flows.storage.runners.choice import getting_ready, runner_of
from flows.storage.runners.nursery import close_nursery, open_nursery
from tests.building import ARTICLE, build_without_prefect
from tests.storage.runners.test_choice import workers

# A build that is killed while its worker is stuck, where no word of its end reaches it.
_STUCK = """
import os, sys, time
from pathlib import Path
from flows.storage.batches.extract import PartSettings
from flows.storage.runners.processes import extract_in_processes

def stuck(batch, settings, at_work):
    Path(sys.argv[1], str(os.getpid())).touch()
    while True:
        time.sleep(0.1)

if __name__ == "__main__":
    list(extract_in_processes([(None,)], PartSettings(None, {}, 0, 60.0, (), None, {}), 1, stuck))
"""


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    close_nursery()


def test_it_is_opened_while_a_build_plans_that_will_have_work(settings: BuildSettings) -> None:
    before = set(workers())
    made = steps.plan(settings, getting_ready(settings))
    assert len(set(workers()) - before) == 1
    list(runner_of(settings)(made.batches(), steps.part_settings(settings, made)))
    assert set(workers()) == before


@pytest.mark.parametrize("runner", ["process", "thread"])
def test_a_build_with_nothing_new_does_without(
    settings: BuildSettings, runner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen, "_TICK_NS", 0)  # else files of this moment are no more believed to be known
    settings = replace(settings, runner=runner)
    if runner == "process":
        build_without_prefect(settings)
    before = set(workers())
    steps.plan(settings, getting_ready(settings))
    assert set(workers()) == before


def test_it_finds_the_modules_of_the_build(
    settings: BuildSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here" / "flows").mkdir(parents=True)
    (tmp_path / "here" / "flows" / "__init__.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("PYTHONPATH", "kept")
    (settings.raw[0] / "new.txt").write_text(f"{ARTICLE}\nAnd more.")
    assert build_without_prefect(settings, processes=True).rows()["documents"] > 0
    assert os.environ["PYTHONPATH"] == "kept"
    assert "PYTHONSAFEPATH" not in os.environ


def test_one_that_was_ended_is_opened_again(settings: BuildSettings) -> None:
    open_nursery()
    (server,) = workers()
    server.kill()
    assert build_without_prefect(settings, processes=True).rows()["documents"] > 0


def test_nothing_is_left_of_a_build_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "build.py").write_text(_STUCK)
    pids = tmp_path / "pids"
    pids.mkdir()
    with subprocess.Popen([sys.executable, tmp_path / "build.py", pids]) as build:
        _until(lambda: any(pids.iterdir()))
        children = psutil.Process(build.pid).children(recursive=True)
        assert len(children) >= 2
        build.send_signal(signal.SIGKILL)
    _until(lambda: not any(child.is_running() and child.status() != "zombie" for child in children))


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
