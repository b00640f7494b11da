"""Builds killed at 200 seeded points: readers have the old dataset or the new one, whole, and the next build ends with
the bytes of an undisturbed one.

A point is the n-th time that any process of the build asks the system to write, rename, link, sync or remove something
in the output folder, or a moment. There the whole process group is killed. What counts the calls stands here alone: the
test puts a `sitecustomize` of its own into the path of the processes that it starts.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.settings import BuildSettings
from flows.storage.dataset.checks import check_dataset
from tests.building import ROOT, SAMPLE, build_without_prefect

pytestmark = pytest.mark.long
CALLS, MOMENTS = 140, 60
SEED = 20_261_125

KILLER = """
import os, signal, sys

at, counter, below = int(os.environ["KILL_AT"]), os.environ["KILL_COUNTER"], os.environ["KILL_BELOW"]
changing = {"os.rename", "os.link", "os.symlink", "os.remove", "os.rmdir", "os.mkdir"}

def count():
    file = os.open(counter, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, b".")
    number = os.lseek(file, 0, os.SEEK_CUR)
    os.close(file)
    if number == at:
        os.killpg(0, signal.SIGKILL)

def watch(event, arguments):
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if (event in changing or writes) and any(
        below in os.fsdecode(name) for name in arguments if isinstance(name, (str, bytes, os.PathLike))
    ):
        count()

sync = os.fsync

def counted_sync(descriptor):
    count()
    sync(descriptor)

os.fsync = counted_sync
sys.addaudithook(watch)
"""
BUILD = """
import sys
from pathlib import Path
from flows.settings import BuildSettings
from tests.building import build_without_prefect

if __name__ == "__main__":
    print("ready", flush=True)
    build_without_prefect(BuildSettings((Path(sys.argv[1]),), Path(sys.argv[2]), workers=2), processes=True)
    print("done", flush=True)
"""


@dataclass(frozen=True, slots=True)
class Point:
    """Where a build is killed: at a call, or so many seconds after it began. `before`: a dataset is there already."""

    before: bool
    call: int = 0
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What the builds start from and what they are to end with."""

    folder: Path
    raw: Path
    old: Path
    old_bytes: dict[str, bytes]
    new_bytes: dict[str, bytes]

    def output(self, before: bool) -> Path:
        """Return a fresh output folder, with the old dataset in it or without."""
        output = self.folder / "output"
        shutil.rmtree(output, ignore_errors=True)
        if before:
            shutil.copytree(self.old, output, symlinks=True)
        return output


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """Sixteen articles were built; then some came, some went and some changed."""
    folder = tmp_path_factory.mktemp("crash")
    (folder / "site").mkdir()
    (folder / "site" / "sitecustomize.py").write_text(KILLER)
    (folder / "build.py").write_text(BUILD)
    raw = Path(shutil.copytree(SAMPLE, folder / "raw"))
    late = sorted(raw.glob("*.txt"))[:3]
    for file in late:
        file.rename(folder / file.name)
    build_without_prefect(BuildSettings((raw,), folder / "old"))
    for file in late:
        (folder / file.name).rename(file)
    gone, changed, *_ = sorted(raw.glob("*.txt"))[4:]
    gone.unlink()
    changed.write_text(f"{changed.read_text('utf-8')}\nJapan will spend 3 percent more.\n", "utf-8")
    build_without_prefect(BuildSettings((raw,), folder / "new"))
    build_without_prefect(BuildSettings((raw,), Path(shutil.copytree(folder / "old", folder / "next", symlinks=True))))
    found = [dataset_bytes(folder / name / "dataset") for name in ("old", "new", "next")]
    assert found[1] == found[2]
    return Ground(folder, raw, folder / "old", found[0], found[1])


def dataset_bytes(dataset: Path) -> dict[str, bytes]:
    """Return all files of a dataset but what tells of the run: the table `runs`, and the run's id in dataset.json."""
    files = {str(file.relative_to(dataset)): file.read_bytes() for file in dataset.rglob("*") if file.is_file()}
    del files["runs/runs.parquet"]
    manifest = json.loads(files["dataset.json"])
    del manifest["run_id"]
    return files | {"dataset.json": json.dumps(manifest).encode()}


def start(ground: Ground, output: Path, call: int) -> subprocess.Popen[bytes]:
    """Start a build, in a process group of its own, that is killed at a call (0: never)."""
    counter = ground.folder / "counter"
    counter.unlink(missing_ok=True)
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ground.folder / "site"), str(ROOT)]),
        "KILL_AT": str(call),
        "KILL_COUNTER": str(counter),
        "KILL_BELOW": str(output),
    }
    command = [sys.executable, str(ground.folder / "build.py"), str(ground.raw), str(output)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=env, start_new_session=True)


def run_until(ground: Ground, output: Path, point: Point) -> float:
    """Run a build until it is killed or done; returns the seconds it took."""
    with start(ground, output, point.call) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        began = time.monotonic()
        if point.seconds is not None:
            time.sleep(point.seconds)
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return time.monotonic() - began


def points(ground: Ground) -> list[Point]:
    """Return 200 points, half of each kind of build: calls spread over all, moments over the time that it takes."""
    chance = random.Random(SEED)
    found = []
    for before in (False, True):
        seconds = run_until(ground, ground.output(before), Point(before))
        calls = (ground.folder / "counter").stat().st_size
        share = calls / (CALLS // 2)
        found += [Point(before, 1 + int((place + chance.random()) * share)) for place in range(CALLS // 2)]
        found += [Point(before, seconds=chance.uniform(0, seconds)) for _ in range(MOMENTS // 2)]
    return found


def test_a_killed_build_harms_nobody(ground: Ground) -> None:
    seen = {"nothing": 0, "old": 0, "new": 0}
    chosen = points(ground)
    assert len(chosen) == 200
    for point in chosen:
        output = ground.output(point.before)
        run_until(ground, output, point)
        dataset = output / "dataset"
        if not dataset.exists():
            assert not point.before, point
            seen["nothing"] += 1
        else:
            found = dataset_bytes(dataset)
            assert found in (ground.old_bytes, ground.new_bytes), point
            seen["new" if found == ground.new_bytes else "old"] += 1
        build_without_prefect(BuildSettings((ground.raw,), output))
        assert dataset_bytes(dataset) == ground.new_bytes, point
        assert not [path for path in output.rglob("*") if path.name.startswith((".draft-", ".dataset-"))], point
    assert check_dataset(dataset.resolve()).ok
    print(f"killed at {len(chosen)} points; readers then had: {seen}")
    assert all(seen.values())  # Points lie before, amid and behind the swap.
