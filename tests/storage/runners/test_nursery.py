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


@pytest.mark.parametrize(("runner", "opened"), [("process", 1), ("thread", 0)])
def test_it_loads_while_a_build_plans_and_is_gone_afterwards(settings: BuildSettings, runner: str, opened: int) -> None:
    settings = replace(settings, runner=runner)
    before = set(workers())
    with getting_ready(settings):
        made = steps.plan(settings)
        assert len(set(workers()) - before) == opened
        list(runner_of(settings)(made.batches(), steps.part_settings(settings, made)))
    assert set(workers()) == before


def test_none_is_left_of_a_build_that_fails_before_there_was_work(settings: BuildSettings) -> None:
    before = set(workers())
    with pytest.raises(OSError, match="no disk"), getting_ready(settings):
        raise OSError("no disk")
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
