"""Whichever runner does the work, the dataset is the same; one that cannot be had is told in a line."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner

from flows.cli import cli
from flows.settings import RUNNERS, BuildSettings
from flows.storage.runners import choice
from tests.building import ARTICLE, SAMPLE, build_without_prefect
from tests.packing import jsonl, packed
from tests.storage.dataset.test_merging import part_files


def stored(output: Path) -> dict[str, bytes]:
    """Return the files of the parts and of the dataset by name, but for what tells of the run."""
    parts = {str(file.relative_to(output)): file.read_bytes() for file in output.glob("parts/*/*")}
    return {**parts, **part_files(output / "dataset")}


def workers() -> Iterator[psutil.Process]:
    kinds = ("spawn_main", "forkserver")
    children = psutil.Process().children(recursive=True)
    return (child for child in children if any(kind in "".join(child.cmdline()) for kind in kinds))


def test_every_runner_makes_the_same_parts_and_dataset(raw: Path, tmp_path: Path) -> None:
    (raw / "good.json").write_text('{"publisher": "The Harbour Post"}')
    (raw / "many.jsonl.zst").write_bytes(
        packed(jsonl(*({"text": f"{ARTICLE}\nNumber {number}."} for number in range(12))), ".jsonl.zst")
    )
    (raw / "menu.txt").write_text("Home\nAbout\nContact\n")
    before = set(workers())
    found = {}
    for runner in RUNNERS:
        settings = BuildSettings((raw, SAMPLE), tmp_path / runner, workers=2, runner=runner)
        content = build_without_prefect(settings, processes=True)
        assert content.rows()["documents"] == 29
        assert content.reasons() == {"no_article": 1}
        found[runner] = stored(settings.output)
    assert found["process"] == found["thread"] == found["dask"]
    assert set(workers()) == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--runner", "ray"], "'ray' is not one of 'process', 'thread', 'dask'"),
        (["--dask-address", "tcp://127.0.0.1:8786"], "alliance: --dask-address needs --runner dask"),
        (
            ["--runner", "dask", "--dask-address", "nonsense:port"],
            "alliance: --dask-address nonsense:port: not an address such as tcp://HOST:8786",
        ),
    ],
)
def test_wrong_use_is_told(raw: Path, tmp_path: Path, arguments: list[str], told: str) -> None:
    result = CliRunner().invoke(cli, ["build", "--raw", str(raw), "--output", str(tmp_path / "output"), *arguments])
    assert result.exit_code == 2
    assert told in result.stderr


def test_how_to_get_dask_is_told(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "find_spec", lambda name: None)
    arguments = ["--raw", str(raw), "--output", str(tmp_path / "output"), "--runner", "dask"]
    result = CliRunner().invoke(cli, ["build", *arguments])
    assert result.exit_code == 2
    assert result.stderr == 'alliance: --runner dask needs Dask; pip install "alliance-commentary[dask]"\n'


def test_a_name_that_is_no_runner_is_refused(raw: Path) -> None:
    with pytest.raises(choice.RunnerError, match="--runner ray: there are process, thread, dask"):
        choice.runner_of(replace(BuildSettings((raw,)), runner="ray"))
