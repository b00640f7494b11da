"""`alliance plan`, as its user types it."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.cli import cli
from tests.building import ARTICLE, Build


@pytest.fixture
def plan(raw: Path, tmp_path: Path) -> "Plan":
    return Plan(raw, tmp_path / "output")


class Plan:
    """The command with its folders."""

    def __init__(self, raw: Path, output: Path) -> None:
        self.raw, self.output = raw, output

    def __call__(self, *more: str) -> Result:
        arguments = ["plan", "--raw", str(self.raw), "--output", str(self.output), *more]
        result = CliRunner().invoke(cli, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result


def test_before_the_first_build(plan: Plan) -> None:
    result = plan()
    assert result.exit_code == 0
    assert "new      raw/good.txt: the dataset does not hold it" in result.stdout
    assert "items: 1 new, 0 changed, 0 stale, 0 gone, 0 rejected, 0 kept" in result.stdout
    assert not plan.output.exists()


def test_nothing_to_do(plan: Plan, build: Build) -> None:
    build()
    result = plan("--exit-code")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "nothing to do"


def test_something_to_do_is_no_error_unless_asked(plan: Plan, build: Build, raw: Path) -> None:
    build()
    (raw / "new.txt").write_text(ARTICLE.replace("Nagoya", "Kure"), "utf-8")
    assert plan().exit_code == 0
    result = plan("--exit-code")
    assert result.exit_code == 1
    assert "work:  1 to extract; of 1 parts 1 stay, 1 are made" in result.stdout


def test_an_article_that_is_gone_is_something_to_do(plan: Plan, build: Build, raw: Path) -> None:
    (raw / "new.txt").write_text(ARTICLE.replace("Nagoya", "Kure"), "utf-8")
    build()
    (raw / "new.txt").unlink()
    result = plan("--exit-code")
    assert result.exit_code == 1
    assert "work:  0 to extract; of 1 parts 0 stay, 1 are made" in result.stdout


def test_many_of_one_kind_are_told_together(plan: Plan, raw: Path) -> None:
    for number in range(30):
        (raw / f"{number:02}.txt").write_text(f"{ARTICLE} {number}", "utf-8")
    lines = plan().stdout.splitlines()
    assert len(lines) == 8
    assert "… and 26 more for the same reason" in lines[5]


def test_as_json_each_item_is_a_line(plan: Plan, build: Build, raw: Path) -> None:
    build()
    (raw / "new.txt").write_text(ARTICLE.replace("Nagoya", "Kure"), "utf-8")
    found = [json.loads(line) for line in plan("--json").stdout.splitlines()]
    assert {one["source_path"]: one["status"] for one in found} == {"raw/good.txt": "kept", "raw/new.txt": "new"}
    assert all(set(one) == {"status", "source_path", "record", "doc_id", "because"} for one in found)


def test_a_build_does_what_the_plan_says(plan: Plan, build: Build, raw: Path) -> None:
    build()
    (raw / "new.txt").write_text(ARTICLE.replace("Nagoya", "Kure"), "utf-8")
    planned = [json.loads(line) for line in plan("--json").stdout.splitlines()]
    content = build()
    n_new = sum(part.rows["documents"] for part in content.new_parts)
    assert n_new == sum(one["status"] == "new" for one in planned)
    assert plan("--exit-code").exit_code == 0


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("rights", "sources.toml"),
        ("raw", "no such file or folder"),
        ("no articles", "no articles in"),
        ("output", "a file, not a folder"),
    ],
)
def test_what_a_build_refuses_is_one_line(plan: Plan, raw: Path, tmp_path: Path, damage: str, told: str) -> None:
    if damage == "rights":
        (raw / "sources.toml").write_text("[[source]")
    elif damage == "raw":
        plan.raw = tmp_path / "none"
    elif damage == "no articles":
        shutil.rmtree(raw)
        raw.mkdir()
    else:
        (tmp_path / "output").write_text("")
    result = plan("--exit-code")
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith("alliance: ")
    assert told in line
