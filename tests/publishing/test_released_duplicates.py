"""What a release says of duplicates: the column, the views, and nothing of what was taken down."""

from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from flows.publishing.verify import verify
from flows.settings import BuildSettings
from tests.building import build_without_prefect
from tests.releasing import build_and_release
from tests.storage.duplicates.test_duplicates import TWO_SITES, write


def documents(release: Path) -> dict[str, dict[str, Any]]:
    """Return the documents of a release by the names of their raw files."""
    return {Path(row["source_path"]).stem: row for row in pq.read_table(release / "documents.parquet").to_pylist()}


@pytest.fixture
def released(raw: Path, tmp_path: Path) -> Path:
    write(raw, TWO_SITES)
    return build_and_release(raw, tmp_path / "output")


def test_a_release_says_what_is_repeated(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = documents(released)
    assert {name: row["duplicate_of"] for name, row in found.items() if row["duplicate_of"]} == {
        "paper": found["agency"]["doc_id"]
    }
    monkeypatch.chdir(released)
    with duckdb.connect() as connection:
        connection.execute(Path("catalog.sql").read_text("utf-8"))
        for table in ("claims", "figures"):
            missing = f"FROM {table} ANTI JOIN unique_{table} USING (doc_id) SELECT DISTINCT doc_id"
            assert connection.sql(missing).fetchall() == [(found["paper"]["doc_id"],)]


def take_down(name: str, released: Path, raw: Path, tmp_path: Path) -> Path:
    doc_id = documents(released)[name]["doc_id"]
    (raw / "takedowns.txt").write_text(f"{doc_id}  asked on 3 May\n", "utf-8")
    return build_and_release(raw, tmp_path / "output", accept=("counts",))


def test_what_repeats_an_article_that_was_taken_down_goes_with_it(released: Path, raw: Path, tmp_path: Path) -> None:
    after = take_down("agency", released, raw, tmp_path)
    assert documents(after).keys() == {"good", "rice"}
    withheld = pq.read_table(after / "withheld.parquet")["cause"].to_pylist()
    assert sorted(withheld) == ["reprint", "request"]
    assert list(verify(after)) == []


def test_the_original_of_a_reprint_that_was_taken_down_stays(released: Path, raw: Path, tmp_path: Path) -> None:
    after = take_down("paper", released, raw, tmp_path)
    assert documents(after).keys() == {"good", "rice", "agency"}
    assert list(verify(after)) == []


def test_an_article_that_is_none_by_correction_does_not_go_with_it(released: Path, raw: Path, tmp_path: Path) -> None:
    paper, agency = (documents(released)[name]["doc_id"] for name in ("paper", "agency"))
    (raw / "corrections.toml").write_text(
        f'[[correction]]\ntable = "documents"\nkey = {{doc_id = "{paper}"}}\ncolumn = "duplicate_of"\n'
        f'expected = "{agency}"\nreason = "the paper wrote it itself"\n',
        "utf-8",
    )
    after = take_down("agency", released, raw, tmp_path)
    assert documents(after)["paper"]["duplicate_of"] is None
    assert list(verify(after)) == []


def test_a_release_of_many_nights_has_the_bytes_of_one_of_a_single_build(raw: Path, tmp_path: Path) -> None:
    for name, text in TWO_SITES.items():
        write(raw, {name: text})
        build_without_prefect(BuildSettings((raw,), tmp_path / "nights", 1))
    nights, once = (build_and_release(raw, tmp_path / name) / "documents.parquet" for name in ("nights", "once"))
    assert nights.read_bytes() == once.read_bytes()
