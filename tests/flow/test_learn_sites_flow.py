"""`alliance learn-sites` as a Prefect flow, on Prefect's own test server."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.cli import cli
from tests.sites import APPEAL, write_site

pytestmark = pytest.mark.flow


def learn(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(cli, ["learn-sites", *(str(argument) for argument in arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_what_was_learnt_is_told_by_site_and_written_to_the_same_bytes(tmp_path: Path) -> None:
    write_site(tmp_path / "raw")
    (tmp_path / "raw" / "empty.txt").write_bytes(b"")
    (tmp_path / "raw" / "nowhere.txt").write_text(APPEAL)
    first = learn("--raw", tmp_path / "raw")
    assert first.exit_code == 0
    assert [line.split() for line in first.stdout.splitlines() if "ledger.example" in line] == [
        ["ledger.example", "8", "8", "1", "1"]
    ]
    assert "1 recurring lines of 1 sites from 9 articles, 1 show no site, 1 items could not be read" in first.stdout
    written = (tmp_path / "raw" / "recurring.json").read_bytes()
    assert learn("--raw", tmp_path / "raw").exit_code == 0
    assert (tmp_path / "raw" / "recurring.json").read_bytes() == written


def test_fewer_pages_than_asked_for_teach_nothing(tmp_path: Path) -> None:
    write_site(tmp_path / "raw")
    assert "0 recurring lines of 0 sites" in learn("--raw", tmp_path / "raw", "--min-pages", "9").stdout
