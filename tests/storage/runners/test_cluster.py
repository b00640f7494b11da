"""A real Dask cluster of this machine: the same parts, and no trouble of a worker becomes the build's."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import distributed
import psutil
import pytest

from flows.settings import BuildSettings
from flows.storage import steps
from flows.storage.batches.extract import AtWork, Batch, Built, PartSettings, build_part
from flows.storage.planning.plan import make_plan
from flows.storage.runners import cluster
from flows.storage.runners.choice import RunnerError, check_runner
from flows.storage.runners.cluster import ClusterError, extract_on_cluster
from flows.storage.runners.crews import difference
from tests.building import ROOT
from tests.hostile import LIMIT, outcomes, run_with


def make_failing(batch: Batch, settings: PartSettings, at_work: AtWork) -> Built:
    raise OSError(28, "No space left on device", str(settings.parts_dir))


def make_out_of_reach(batch: Batch, settings: PartSettings, at_work: AtWork) -> Built:
    """Build a part where no file of the build can be reached."""
    assert not any(planned.item.path.exists() for planned in batch)
    return build_part(batch, settings, at_work)


def make_slowly(batch: Batch, settings: PartSettings, at_work: AtWork) -> Built:
    time.sleep(2)
    return build_part(batch, settings, at_work)


@pytest.fixture(scope="module")
def dask_address() -> Iterator[str]:
    """The scheduler of a cluster of two workers that stays for all tests here; a loss is told at once."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, memory_limit=0, dashboard_address=None, silence_logs=50,
        scheduler_kwargs={"allowed_failures": 0},
    ) as local:  # fmt: skip
        yield local.scheduler_address


@pytest.fixture
def on_cluster(settings: BuildSettings, dask_address: str) -> BuildSettings:
    """The settings of a build on that cluster."""
    return replace(settings, runner="dask", dask_address=dask_address)


def test_articles_that_hang_or_crash_are_found_and_the_rest_goes_on(on_cluster: BuildSettings) -> None:
    (raw,) = on_cluster.raw
    (raw / "bad.txt").write_text("This text is stuck in C code.")
    (raw / "worse.txt").write_text("This text kills its process.")
    assert run_with("dask", on_cluster, max_seconds=LIMIT) == (6, {"bad.txt": "timeout", "worse.txt": "crashed"})


@pytest.mark.long
def test_an_article_that_takes_the_worker_of_the_cluster_along_is_found(on_cluster: BuildSettings) -> None:
    (raw,) = on_cluster.raw
    for number in range(3, 5):
        (raw / f"{number}.txt").unlink()
    (raw / "bad.txt").write_text("This text kills its parent.")
    assert run_with("dask", on_cluster) == (4, {"bad.txt": "crashed"})


def test_what_is_no_fault_of_an_article_stops_the_build(on_cluster: BuildSettings, dask_address: str) -> None:
    plan = make_plan(on_cluster)
    with pytest.raises(OSError, match="No space left on device"):
        list(extract_on_cluster(plan.batches(), steps.part_settings(on_cluster, plan), 1, dask_address, make_failing))


def test_workers_need_none_of_the_files(
    on_cluster: BuildSettings, dask_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (raw,) = on_cluster.raw
    plan = make_plan(on_cluster)
    pack = cluster.packed

    def pack_and_hide(batch: Batch, max_bytes: int) -> bytes:
        data = pack(batch, max_bytes)
        raw.rename(raw.with_name("hidden"))
        return data

    monkeypatch.setattr(cluster, "packed", pack_and_hide)
    how = steps.part_settings(on_cluster, plan)
    assert outcomes(extract_on_cluster(plan.batches(), how, 1, dask_address, make_out_of_reach)) == (6, {})
    (part,) = on_cluster.parts_dir.glob("[!.]*/")
    assert (part / "part.json").exists()


def test_workers_of_other_code_are_refused(on_cluster: BuildSettings, dask_address: str) -> None:
    plan = make_plan(on_cluster)
    how = steps.part_settings(on_cluster, plan)
    other = replace(how, recipe={**how.recipe, "lexicon": "0123456789ab"})
    with pytest.raises(ClusterError, match=r"the scheduler is not made of .* \(lexicon \w+, here 0123"):
        list(extract_on_cluster(plan.batches(), other, 1, dask_address))


@pytest.mark.parametrize(
    ("there", "told"),
    [
        ({"code": "1", "lxml": "6"}, None),
        ({"code": "2", "lxml": "6"}, "code 2, here 1"),
        ({"code": "1"}, "lxml unknown, here 6"),
        ({"code": "1", "lxml": "6", "warcio": "1.8"}, "warcio 1.8, here unknown"),
    ],
)
def test_what_differs_on_a_worker_is_named(there: dict[str, str], told: str | None) -> None:
    assert difference({"code": "1", "lxml": "6", "rights records": "none"}, there) == told


def test_a_cluster_that_is_there_is_fit(on_cluster: BuildSettings) -> None:
    check_runner(on_cluster)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "carrier-pigeon://loft:1"])
def test_a_cluster_that_is_not_there_is_told(
    settings: BuildSettings, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_REACHED_WITHIN", "1s")
    with pytest.raises(RunnerError, match=f"--dask-address {address}: the cluster cannot be reached"):
        check_runner(replace(settings, runner="dask", dask_address=address))


@pytest.mark.long
def test_a_cluster_that_goes_away_is_told(settings: BuildSettings) -> None:
    plan = make_plan(settings)
    (batch,) = plan.batches()
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, memory_limit=0, dashboard_address=None, silence_logs=50
    ) as local:
        work = extract_on_cluster(
            [(one,) for one in batch], steps.part_settings(settings, plan), 1, local.scheduler_address, make_slowly
        )
        next(work)
    with pytest.raises(ClusterError, match="the cluster went away during the work"):
        list(work)


def test_a_cluster_without_workers_is_waited_for(settings: BuildSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, told = make_plan(settings), list[str]()
    monkeypatch.setattr(cluster, "_ASKED_EVERY", 0.5)
    with distributed.LocalCluster(
        n_workers=0, threads_per_worker=1, memory_limit=0, dashboard_address=None, silence_logs=50
    ) as local:

        def send_for_one(event: str, **_: object) -> None:
            told.append(event)
            local.scale(1)

        monkeypatch.setattr(cluster, "log", send_for_one)
        how = steps.part_settings(settings, plan)
        assert outcomes(extract_on_cluster(plan.batches(), how, 1, local.scheduler_address)) == (6, {})
    assert set(told) == {"no_workers"}


def test_nothing_to_do_needs_no_cluster(settings: BuildSettings) -> None:
    how = steps.part_settings(settings, make_plan(settings))
    assert list(extract_on_cluster([], how, 1, "tcp://127.0.0.1:1")) == []


BUILD = """
from pathlib import Path
from sys import argv
from flows.settings import BuildSettings
from tests.hostile import run_with

if __name__ == "__main__":
    run_with("dask", BuildSettings((Path(argv[1]),), Path(argv[2])), workers=2)
"""


def processes_of(group: int) -> list[psutil.Process]:
    """Return the processes of a group that are alive."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, ProcessLookupError):
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def wait_until(holds: Callable[[], object], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.mark.parametrize("how", ["Ctrl-C", pytest.param("killed", marks=pytest.mark.long)])
def test_a_build_that_is_stopped_leaves_no_process_behind(settings: BuildSettings, tmp_path: Path, how: str) -> None:
    (raw,) = settings.raw
    mark = tmp_path / "mark"
    (raw / "slow.txt").write_text(f"This text is slow: {mark}")
    script = tmp_path / "build.py"
    script.write_text(BUILD)
    command = [sys.executable, str(script), str(raw), str(tmp_path / "output")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL) as build:
        wait_until(mark.exists, 120)
        if how == "Ctrl-C":
            os.killpg(build.pid, signal.SIGINT)
        else:
            build.kill()
        wait_until(lambda: not processes_of(build.pid), 30)
