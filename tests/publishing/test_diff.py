"""`diff` shows what two releases do not share: in words, as JSON, as a page."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from flows.cli import cli
from flows.publishing.diff import diff_releases
from flows.publishing.diff_pages import diff_html, diff_json, diff_markdown, diff_text
from flows.publishing.verify import content_hash_of
from tests.releasing import unlocked


def changed_copy(release: Path, to: Path, table: str, change: Callable[[pa.Table], pa.Table]) -> Path:
    """Copy a release with other rows in a table, described as they are."""
    copy = unlocked(Path(shutil.copytree(release, to)))
    file = copy / f"{table}.parquet"
    rows = change(pq.read_table(file))
    pq.write_table(rows, file)
    package = json.loads((copy / "datapackage.json").read_text("utf-8"))
    resource = next(resource for resource in package["resources"] if resource["name"] == table)
    resource |= {"rows": len(rows), "contentSha256": content_hash_of(file)}
    names = set(rows.column_names)
    resource["schema"]["fields"] = [field for field in resource["schema"]["fields"] if field["name"] in names]
    package["version"] = "0.2.0"
    (copy / "datapackage.json").write_text(json.dumps(package), "utf-8")
    return copy


def retitle_first(rows: pa.Table) -> pa.Table:
    titles = ["<b>Another & title</b>", *rows["title"].to_pylist()[1:]]
    return rows.set_column(rows.schema.get_field_index("title"), rows.schema.field("title"), pa.array(titles))


@pytest.fixture
def retitled(sample_release: Path, tmp_path: Path) -> Path:
    return changed_copy(sample_release, tmp_path / "retitled", "documents", retitle_first)


@pytest.fixture
def shorter(sample_release: Path, tmp_path: Path) -> Path:
    """Without the first three claims."""
    return changed_copy(sample_release, tmp_path / "shorter", "claims", lambda rows: rows.slice(3))


def test_the_same_release_is_the_same(sample_release: Path) -> None:
    diff = diff_releases(sample_release, sample_release)
    assert diff.same
    assert list(diff_text(diff)) == ["0.1.0 → 0.1.0: the same"]


def test_a_changed_value_is_a_patch_and_shown_with_its_key(sample_release: Path, retitled: Path) -> None:
    diff = diff_releases(sample_release, retitled)
    before = pq.read_table(sample_release / "documents.parquet").slice(0, 1).to_pylist()[0]
    lines = list(diff_text(diff))
    assert diff.level == "patch"
    assert lines[0] == "0.1.0 → 0.2.0: values changed (patch)"
    assert "+0 -0 ~1 (title 1)" in lines[1]
    assert lines[2] == f"  ~ {before['doc_id']} title: {before['title']} → <b>Another & title</b>"


@pytest.mark.parametrize("forwards", [True, False])
def test_rows_that_come_or_go_are_minor_and_named(forwards: bool, sample_release: Path, shorter: Path) -> None:
    pair = (sample_release, shorter) if forwards else (shorter, sample_release)
    diff = diff_releases(*pair)
    table = next(table for table in diff.tables if table.table == "claims")
    gone = sorted(pq.read_table(sample_release / "claims.parquet")["claim_id"].to_pylist()[:3])
    assert diff.level == "minor"
    assert [*(table.first_removed if forwards else table.first_added)] == gone
    assert (table.removed, table.added) == ((3, 0) if forwards else (0, 3))


def test_a_lost_column_is_breaking_and_the_other_columns_are_compared(sample_release: Path, tmp_path: Path) -> None:
    def change(rows: pa.Table) -> pa.Table:
        return retitle_first(rows).drop_columns(["encoding"])

    diff = diff_releases(sample_release, changed_copy(sample_release, tmp_path / "lost", "documents", change))
    assert diff.level == "major"
    assert [str(found) for found in diff.schema] == ["breaking: documents.encoding removed"]
    assert next(table for table in diff.tables if table.table == "documents").columns == {"title": 1}


def test_nulls_lists_and_many_rows_are_compared(sample_release: Path, tmp_path: Path) -> None:
    def change(rows: pa.Table) -> pa.Table:
        none = pa.nulls(len(rows), rows.schema.field("cue").type)
        return rows.set_column(rows.schema.get_field_index("cue"), rows.schema.field("cue"), none)

    rows = pq.read_table(sample_release / "claims.parquet")
    with_cue = len(rows) - rows["cue"].null_count
    assert with_cue > 20
    diff = diff_releases(sample_release, changed_copy(sample_release, tmp_path / "cueless", "claims", change))
    assert next(table for table in diff.tables if table.table == "claims").columns == {"cue": with_cue}
    assert f"    … and {with_cue - 20} more" in diff_text(diff)


def test_json_has_values_only_where_it_is_asked_for_them(sample_release: Path, retitled: Path) -> None:
    diff = diff_releases(sample_release, retitled)
    (row,) = json.loads(diff_json(diff, with_values=True))["tables"]["documents"]["first_changed"]
    assert row["columns"]["title"][1] == "<b>Another & title</b>"
    released = json.loads(diff_json(diff, with_values=False))
    assert released["level"] == "patch"
    assert released["tables"]["documents"]["first_changed"][0]["columns"] == ["title"]
    for page in (diff_json(diff, with_values=False), diff_markdown(diff)):
        assert "Another" not in page
    assert "| documents | title | 1 |" in diff_markdown(diff)


def test_the_page_escapes_what_stands_in_the_data_and_loads_nothing(sample_release: Path, retitled: Path) -> None:
    page = diff_html(diff_releases(sample_release, retitled))
    assert "&lt;b&gt;Another &amp; title&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "src=" not in page
    assert "http" not in page


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_the_command_exits_like_diff(form: str, sample_release: Path, retitled: Path, tmp_path: Path) -> None:
    def run(*arguments: str | Path) -> int:
        return CliRunner().invoke(cli, ["diff", *map(str, arguments), "--format", form]).exit_code

    assert run(sample_release, sample_release) == 0
    assert run(sample_release, retitled) == 1
    assert run(sample_release, tmp_path) == 2
    (retitled / "documents.parquet").write_bytes(b"nothing")
    assert run(sample_release, retitled) == 2


def test_the_command_writes_a_file(sample_release: Path, retitled: Path, tmp_path: Path) -> None:
    arguments = ["diff", str(sample_release), str(retitled), "--format", "html", "--output", str(tmp_path / "d.html")]
    result = CliRunner().invoke(cli, arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert (tmp_path / "d.html").read_text("utf-8").startswith("<!doctype html>")


def test_the_same_rows_in_another_order_of_keys_differ_nowhere(sample_release: Path, tmp_path: Path) -> None:
    def change(rows: pa.Table) -> pa.Table:
        return rows.take(pc.sort_indices(rows["claim_id"]))

    shuffled = changed_copy(sample_release, tmp_path / "shuffled", "claims", change)
    assert diff_releases(sample_release, shuffled).same
