"""The release as a Prefect flow, from the command line."""

import os
import signal
from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli import cli
from flows.commands.flow_runs import RunError
from flows.commands.release import run_release
from flows.settings import BuildSettings, ReleaseSettings
from tests.building import ARTICLE, build_without_prefect

pytestmark = pytest.mark.flow


def release(output: Path, *arguments: str) -> tuple[int, str]:
    command = ["release", "--dataset", str(output / "dataset"), "--output", str(output), *arguments]
    result = CliRunner().invoke(cli, command)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stderr


@pytest.fixture
def built(raw: Path, tmp_path: Path) -> Path:
    """An output folder with a dataset."""
    build_without_prefect(BuildSettings((raw,), tmp_path / "output", 1))
    return tmp_path / "output"


def test_release_verify_and_diff_from_the_command_line(built: Path, raw: Path) -> None:
    status, told = release(built)
    assert status == 0, told
    assert "0.1.0 (the first)" in told
    (raw / "second.txt").write_text(ARTICLE.replace("Nagoya", "Kure"), "utf-8")
    build_without_prefect(BuildSettings((raw,), built, 1))
    status, told = release(built)
    assert status == 0, told
    assert "0.2.0 after 0.1.0 (minor)" in told
    old, new = (str(built / "releases" / version) for version in ("0.1.0", "0.2.0"))
    assert CliRunner().invoke(cli, ["verify", new]).exit_code == 0
    different = CliRunner().invoke(cli, ["diff", old, new])
    assert different.exit_code == 1
    assert "documents: 1 → 2 rows, +1 -0 ~0" in different.stdout


def test_the_summary_is_an_artifact(built: Path) -> None:
    from prefect.artifacts import Artifact

    release(built)
    artifact = Artifact.get("release-summary")
    assert artifact is not None
    assert "# Release 0.1.0" in str(artifact.data)


def test_a_gate_that_does_not_hold_is_told_and_nothing_is_left(built: Path, raw: Path) -> None:
    (raw / "good.txt").unlink()
    status, told = release(built)
    assert status == 1
    assert "gate evidence does not hold; nothing was released\n" in told
    assert list((built / "releases").iterdir()) == []


def test_a_gate_that_may_be_let_pass_says_how(built: Path, raw: Path) -> None:
    (raw / "second.txt").write_text(ARTICLE.replace("Nagoya", "Kure"), "utf-8")
    build_without_prefect(BuildSettings((raw,), built, 1))
    release(built)
    (raw / "second.txt").unlink()
    build_without_prefect(BuildSettings((raw,), built, 1))
    status, told = release(built)
    assert status == 1
    assert "nothing was released; let it pass with --accept counts\ndocuments: 2 → 1 articles" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(["--version", "1.0"], "'1.0' is no version"), (["--version", "0.1.0"], "0.1.0 is released already")],
)
def test_wrong_versions_are_refused_before_prefect_is_waited_for(arguments: list[str], told: str, built: Path) -> None:
    (built / "releases" / "0.1.0").mkdir(parents=True)
    status, found = release(built, *arguments)
    assert status == 2
    assert told in found


def test_a_check_that_is_killed_is_told(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.release.check_dataset", be_killed)
    status, told = release(built, "--workers", "2")
    assert (status, told.count("\n")) == (1, 1)
    assert "was ended, perhaps for want of memory; nothing was released; try --workers 1" in told
    assert list((built / "releases").iterdir()) == []


def be_killed(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_without_a_checkout_nothing_is_released(built: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError, match=f"no checkout of the project in {tmp_path}"):
        run_release(ReleaseSettings(built / "dataset", built, project=tmp_path))
    assert not (built / "releases").exists()


def test_an_output_that_is_a_file_is_told(built: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="a file, not a folder"):
        run_release(ReleaseSettings(built / "dataset", tmp_path / "file"))


def test_no_dataset_is_told(tmp_path: Path) -> None:
    status, told = release(tmp_path)
    assert status == 2
    assert "no dataset in" in told
