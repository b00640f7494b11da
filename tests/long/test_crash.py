"""Builds killed at random points: readers always have a whole dataset, and the next build gives what an undisturbed
one gives."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from flows.settings import BuildSettings
from flows.storage.checks import check_dataset
from flows.storage.parts import TABLES
from tests.building import ROOT, SAMPLE, build_without_prefect

pytestmark = pytest.mark.long
KILLS = 25
BUILD = """
import sys
from pathlib import Path
from flows.settings import BuildSettings
from tests.building import build_without_prefect
print("ready", flush=True)
build_without_prefect(BuildSettings((Path(sys.argv[1]),), Path(sys.argv[2])))
"""


def killed_build(raw: Path, output: Path, seconds: float) -> None:
    command = [sys.executable, "-c", BUILD, str(raw), str(output)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(seconds)
    process.kill()
    process.wait()
    process.stdout.close()


def content(dataset: Path) -> dict[str, list[dict[str, object]]]:
    found = {}
    for table in TABLES:
        rows = [row for file in (dataset / table).glob("*.parquet") for row in pq.read_table(file).to_pylist()]
        found[table] = sorted(rows, key=repr)
    return found


def test_a_killed_build_harms_nobody(tmp_path: Path) -> None:
    undisturbed = tmp_path / "undisturbed"
    build_without_prefect(BuildSettings((SAMPLE,), undisturbed))
    expected = content(undisturbed / "dataset")
    chance = random.Random(20_261_125)
    output = tmp_path / "output"
    for _ in range(KILLS):
        killed_build(SAMPLE, output, chance.uniform(0, 1.5))
        if (output / "dataset").exists():
            assert check_dataset((output / "dataset").resolve()).ok
            assert content(output / "dataset") == expected
    build_without_prefect(BuildSettings((SAMPLE,), output))
    assert content(output / "dataset") == expected
    assert len(list((output / "datasets").iterdir())) <= 2
