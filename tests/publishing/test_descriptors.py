"""The descriptors of a release: valid by their own validators, every column described from one source."""

import json
import logging
import re
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
import yaml

from flows.publishing.card import accuracy_table
from flows.publishing.dictionary import release_dictionary_markdown
from schemas import RELEASE_TABLES
from schemas.derive import release_columns
from tests.building import ROOT

SCORES = json.loads((ROOT / "tests" / "quality" / "scores.json").read_text("utf-8"))


def package(release: Path) -> dict[str, Any]:
    return dict(json.loads((release / "datapackage.json").read_text("utf-8")))


def croissant(release: Path) -> dict[str, Any]:
    return dict(json.loads((release / "croissant.json").read_text("utf-8")))


def test_the_data_package_is_valid_by_frictionless(sample_release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frictionless = pytest.importorskip("frictionless")
    monkeypatch.chdir(sample_release)
    report = frictionless.validate("datapackage.json")
    assert report.valid, report.flatten(["title", "message"])[:5]
    assert {task.name for task in report.tasks} == set(RELEASE_TABLES)


def test_frictionless_finds_a_wrong_value(release_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frictionless = pytest.importorskip("frictionless")
    rows = pq.read_table(release_copy / "claims.parquet")
    place = rows.schema.get_field_index("claim_type")
    pq.write_table(
        rows.set_column(place, "claim_type", [["rumour"] * len(rows)]),
        release_copy / "claims.parquet",
    )
    monkeypatch.chdir(release_copy)
    report = frictionless.validate("datapackage.json")
    assert "rumour" in str(report.flatten(["message"])[:1])


def test_the_croissant_is_valid_and_loads_every_row(
    sample_release: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    mlcroissant = pytest.importorskip("mlcroissant")
    monkeypatch.chdir(sample_release)
    with caplog.at_level(logging.WARNING):
        dataset = mlcroissant.Dataset("croissant.json")
    assert dataset.metadata.ctx.issues.errors == set()
    assert dataset.metadata.ctx.issues.warnings == set()
    assert not [record.message for record in caplog.records]
    for resource in package(sample_release)["resources"]:
        assert sum(1 for _ in dataset.records(resource["name"])) == resource["rows"]


@pytest.mark.parametrize("table", RELEASE_TABLES)
def test_every_column_is_described_alike_in_every_place(
    table: str, sample_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resource = next(r for r in package(sample_release)["resources"] if r["name"] == table)
    in_package = {field["name"]: field["description"] for field in resource["schema"]["fields"]}
    record_set = next(r for r in croissant(sample_release)["recordSet"] if r["name"] == table)
    in_croissant = {field["name"]: field["description"] for field in record_set["field"]}
    in_parquet = {field.name: field.metadata for field in pq.read_schema(sample_release / f"{table}.parquet")}
    monkeypatch.chdir(sample_release)
    with duckdb.connect() as connection:
        connection.execute((sample_release / "catalog.sql").read_text("utf-8"))
        told = "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = ?"
        in_catalog = dict(connection.execute(told, [table]).fetchall())
    page = (sample_release / "DICTIONARY.md").read_text("utf-8")
    for column in release_columns(table):
        assert in_package[column.name] == column.description
        assert in_croissant[column.name].startswith(column.description)
        assert in_parquet[column.name][b"description"].decode() == column.description
        assert in_catalog[column.name].startswith(column.description)
        assert column.description.replace("|", "\\|") in page
    assert len(in_package) == len(in_croissant) == len(in_parquet) == len(in_catalog) == len(release_columns(table))


def test_the_dictionary_of_a_release_has_its_own_tables() -> None:
    page = release_dictionary_markdown()
    assert "## withheld" in page
    assert "## corrections" in page
    assert "## runs" not in page


def test_the_card_states_rows_scores_rights_and_how_to_cite(sample_release: Path) -> None:
    page = (sample_release / "README.md").read_text("utf-8")
    head = yaml.safe_load(page.split("---\n")[1])
    assert {config["data_files"] for config in head["configs"]} == {f"{table}.parquet" for table in RELEASE_TABLES}
    assert accuracy_table(SCORES) in page
    n_claims = pq.read_metadata(sample_release / "claims.parquet").num_rows
    assert f"| [`claims`](claims.parquet) | {n_claims:,} |" in page
    assert "version 0.1.0. CC BY 4.0." in page
    for section in ("How it was made", "How good it is", "Known limits", "Rights", "Citation"):
        assert f"## {section}\n" in page


def test_every_score_says_what_it_is_about() -> None:
    table = accuracy_table(SCORES)
    rows = [line.split(" | ") for line in table.splitlines() if "| `" in line]
    measures = {measure for scores in SCORES.values() for measure in scores}
    assert {row[2].strip("`") for row in rows} == measures
    assert all(row[0].strip("| ") and row[1] for row in rows)


def test_files_that_pages_link_are_there(sample_release: Path) -> None:
    for page in sample_release.glob("*.md"):
        for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text("utf-8")):
            assert (sample_release / link).exists(), (page.name, link)


def test_the_citation_is_that_of_the_release(sample_release: Path) -> None:
    content = yaml.safe_load((sample_release / "CITATION.cff").read_text("utf-8"))
    assert content["version"] == "0.1.0"
    assert str(content["date-released"]) == "2026-01-01"


def test_provenance_names_code_libraries_and_raw_items(sample_release: Path) -> None:
    content = json.loads((sample_release / "PROVENANCE.json").read_text("utf-8"))
    hashes = pq.read_table(sample_release / "documents.parquet")["raw_sha256"].to_pylist()
    assert content["raw_items"]["read"] == sorted(hashes)
    assert content["made_by"]["libraries"]["pyarrow"]
    assert content["accuracy"] == SCORES
    assert content["made_by"]["code_version"].startswith("0.1.0+")
