"""What the README says can be typed, and the numbers it gives are those of the floors."""

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli import cli
from tests.building import ROOT
from tests.quality.raise_floors import FLOORS, readme_table

README = (ROOT / "README.md").read_text("utf-8")
SQL = re.findall(r"^```sql\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
SHELL = [
    line for block in re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL) for line in block.splitlines()
]
# Those that start a flow are run by the tests of the flows.
FLOWS = ("alliance build", "alliance learn-sites")
COMMANDS = [line for line in SHELL if line.startswith("alliance ") and not line.startswith(FLOWS)]


@pytest.fixture
def beside_sample(sample_dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder whose output/dataset is the sample's, with an article of one's own."""
    (tmp_path / "raw" / "mine").mkdir(parents=True)
    (tmp_path / "raw" / "mine" / "new.txt").write_text("A text about the alliance, and about its costs.", "utf-8")
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "dataset").symlink_to(sample_dataset.resolve())
    monkeypatch.chdir(tmp_path)


def test_the_readme_has_something_to_try() -> None:
    assert len(SQL) >= 5
    assert len(COMMANDS) >= 5


@pytest.mark.usefixtures("beside_sample")
@pytest.mark.parametrize("sql", SQL)
def test_its_queries_have_answers(sql: str) -> None:
    result = CliRunner().invoke(cli, ["query", sql, "--format", "json"])
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)


@pytest.mark.usefixtures("beside_sample")
@pytest.mark.parametrize("command", COMMANDS)
def test_its_commands_run(command: str) -> None:
    result = CliRunner().invoke(cli, shlex.split(command, comments=True)[1:])
    assert result.exit_code == 0, result.stderr
    assert result.stdout


def test_make_targets_that_it_names_exist() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z][\w-]+)", "\n".join(re.findall(r"`[^`]+`", README) + SHELL)))
    assert named <= targets


def test_files_that_it_links_exist() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert all((ROOT / link).exists() for link in links)


def test_its_scores_are_the_floors() -> None:
    assert readme_table(json.loads(FLOORS.read_text("utf-8"))) in README
