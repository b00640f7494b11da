"""`verify` names what is wrong with a release: as the command, and as the one file that every release holds."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from flows.cli import cli
from flows.publishing import verify as verifier
from flows.publishing.verify import NoReleaseError, sha256_of, verify
from schemas import RELEASE_TABLES

ENGINES = {"duckdb": verifier._DuckDB, "pyarrow": verifier._Arrow}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Verify with DuckDB, then with pyarrow: both are to find the same."""
    monkeypatch.setattr(verifier, "_tables", ENGINES[request.param])
    return str(request.param)


def take_long(*_: object) -> None:
    raise AssertionError("a release that is whole needs no long look")


@pytest.mark.parametrize("library", ENGINES.values(), ids=ENGINES)
def test_what_is_whole_is_seen_at_a_glance(
    library: type[verifier.Tables], sample_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifier, "_tables", library)
    for name in ("repeated", "missing"):
        monkeypatch.setattr(library, name, take_long)
    assert list(verify(sample_release)) == []


def flip_a_byte(release: Path) -> None:
    file = release / "claims.parquet"
    data = bytearray(file.read_bytes())
    data[len(data) // 3] ^= 1
    file.write_bytes(data)


def rewrite(release: Path, table: str, change: Callable[[pa.Table], pa.Table], *, cover_up: bool = False) -> None:
    """Change the rows of a table; `cover_up` mends the checksum, as a forger would."""
    file = release / f"{table}.parquet"
    rows = change(pq.read_table(file))
    pq.write_table(rows, file)
    if cover_up:
        sums = release / "SHA256SUMS"
        lines = [line for line in sums.read_text().splitlines() if not line.endswith(f"  {file.name}")]
        sums.write_text("\n".join([*lines, f"{sha256_of(file)}  {file.name}"]) + "\n")


def rows_of(release: Path, table: str) -> int:
    return int(pq.read_metadata(release / f"{table}.parquet").num_rows)


def rename_first(rows: pa.Table) -> pa.Table:
    return rows.rename_columns(["renamed", *rows.column_names[1:]])


def repeat_first(rows: pa.Table) -> pa.Table:
    return pa.concat_tables([rows.slice(0, 1), rows.slice(0, len(rows) - 1)])


def without_a_type(rows: pa.Table) -> pa.Table:
    kinds = pa.array([None, *rows["claim_type"].to_pylist()[1:]])
    return rows.set_column(rows.schema.get_field_index("claim_type"), "claim_type", kinds)


def orphan_first(rows: pa.Table) -> pa.Table:
    ids = ["clm-0000000000000000", *rows["claim_id"].to_pylist()[1:]]
    return rows.set_column(rows.schema.get_field_index("claim_id"), rows.schema.field("claim_id"), pa.array(ids))


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (flip_a_byte, "checksum: claims.parquet has "),
        (
            lambda r: rewrite(r, "figures", lambda t: t.slice(1)),
            "count: figures has 133 rows, datapackage.json says 134",
        ),
        (lambda r: rewrite(r, "figures", lambda t: t.slice(1)), "checksum: figures.parquet has "),
        (lambda r: (r / "extra.txt").write_text("x"), "added: extra.txt is not in SHA256SUMS"),
        (lambda r: (r / "LICENSE").unlink(), "missing: LICENSE"),
        (lambda r: (r / "blocks.parquet").unlink(), "missing: blocks.parquet"),
        (lambda r: (r / "blocks.parquet").write_bytes(b"PAR1"), "unreadable: blocks: "),
    ],
)
def test_each_failure_is_named(damage: Callable[[Path], object], told: str, release_copy: Path) -> None:
    damage(release_copy)
    assert any(failure.startswith(told) for failure in verify(release_copy))


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("table", "change", "told"),
    [
        ("claims", lambda t: t.slice(1), "count: claims has "),
        ("documents", repeat_first, "key: documents has more than one row with "),
        ("claims", without_a_type, "schema: claims: claim_type may be null, datapackage.json says never"),
        ("claims", rename_first, "schema: claims: claim_id is missing, datapackage.json says string"),
        ("attributions", orphan_first, "key: attributions.claim_id clm-0000000000000000 is not in claims.claim_id"),
    ],
)
def test_a_forger_who_mends_the_checksums_is_found_by_what_the_tables_hold(
    table: str, change: Callable[[pa.Table], pa.Table], told: str, release_copy: Path
) -> None:
    rewrite(release_copy, table, change, cover_up=True)
    failures = list(verify(release_copy))
    assert any(failure.startswith(told) for failure in failures), failures
    assert not any(failure.startswith("checksum") for failure in failures)


def shuffle(rows: pa.Table) -> pa.Table:
    return rows.take(list(reversed(range(len(rows)))))


def with_odd_ids(rows: pa.Table) -> pa.Table:
    """Give each row an id of another length, each once."""
    ids = pa.array([f"fig-{'x' * number}" for number in range(len(rows))])
    return rows.set_column(rows.schema.get_field_index("figure_id"), rows.schema.field("figure_id"), ids)


def list_a_lost_figure(rows: pa.Table) -> pa.Table:
    lists = [["fig-ffffffffffffffff", "fig-0000000000000000"], *rows["figure_ids"].to_pylist()[1:]]
    place = rows.schema.get_field_index("figure_ids")
    return rows.set_column(place, rows.schema.field(place), pa.array(lists, rows.schema.field(place).type))


def repeat_all(rows: pa.Table) -> pa.Table:
    return pa.concat_tables([rows, rows])


DAMAGES = {
    "a byte flipped": flip_a_byte,
    "a row dropped": lambda r: rewrite(r, "figures", lambda t: t.slice(1)),
    "a key of one column twice": lambda r: rewrite(r, "claims", repeat_first, cover_up=True),
    "a key of several columns twice": lambda r: rewrite(r, "mentions", repeat_first, cover_up=True),
    "a dangling key": lambda r: rewrite(r, "attributions", orphan_first, cover_up=True),
    "a column renamed": lambda r: rewrite(r, "claims", rename_first, cover_up=True),
    "other ids than ours": lambda r: rewrite(r, "figures", with_odd_ids, cover_up=True),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_both_libraries_find_the_same(
    damage: Callable[[Path], object], release_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(release_copy)
    found = []
    for engine in ENGINES.values():
        monkeypatch.setattr(verifier, "_tables", engine)
        found.append(list(verify(release_copy)))
    assert found[0] == found[1]
    assert found[0]


@pytest.mark.usefixtures("engine")
def test_each_lost_figure_is_a_line(release_copy: Path) -> None:
    rewrite(release_copy, "claims", list_a_lost_figure, cover_up=True)
    assert list(verify(release_copy)) == [
        "key: claims.figure_ids fig-0000000000000000 is not in figures.figure_id",
        "key: claims.figure_ids fig-ffffffffffffffff is not in figures.figure_id",
    ]


@pytest.mark.usefixtures("engine")
def test_of_many_keys_the_first_are_named_and_the_others_counted(release_copy: Path) -> None:
    rows = rows_of(release_copy, "blocks")
    rewrite(release_copy, "blocks", repeat_all, cover_up=True)
    lines = [line for line in verify(release_copy) if line.startswith("key: ")]
    assert len(lines) == 21
    assert lines[-1] == f"key: blocks has more than one row with {rows - 20} others"


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("table", ["blocks", "claims"])
def test_rows_in_another_order_are_no_failure(table: str, release_copy: Path) -> None:
    rewrite(release_copy, table, shuffle, cover_up=True)
    assert list(verify(release_copy)) == []


@pytest.mark.usefixtures("engine")
def test_ids_that_are_not_of_one_length_are_compared_as_they_are(release_copy: Path) -> None:
    rewrite(release_copy, "figures", with_odd_ids, cover_up=True)
    assert all(line.startswith("key: ") and "is not in figures.figure_id" in line for line in verify(release_copy))


RESOURCE = {"name": "claims", "path": "claims.parquet", "rows": 1, "schema": {"fields": [], "primaryKey": ["claim_id"]}}
ELSEWHERE = {"version": "1", "resources": [RESOURCE | {"path": "../claims.parquet"}]}
WITHOUT_KEY = {"version": "1", "resources": [RESOURCE | {"schema": {"fields": [], "primaryKey": []}}]}


@pytest.mark.parametrize(
    "broken",
    [
        "{}", "[", '{"version": "1"}', '{"version": "1", "resources": [{"rows": 1}]}',
        json.dumps(ELSEWHERE), json.dumps(WITHOUT_KEY),
    ],
)  # fmt: skip
def test_what_is_no_release_is_refused(broken: str, release_copy: Path) -> None:
    (release_copy / "datapackage.json").write_text(broken)
    with pytest.raises(NoReleaseError, match=r"datapackage\.json"):
        list(verify(release_copy))


def run_script(release: Path, without: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the verifier that lies in the release, by itself; `without`: a library that is not there."""
    hide = f"import sys; sys.modules[{without!r}] = None; " if without else ""
    script = f"{hide}import runpy, sys; sys.argv = ['verify.py']; runpy.run_path('verify.py', run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-I", "-c", script], cwd=release, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("without", [None, "duckdb", "pyarrow"])
def test_the_script_in_the_release_needs_only_one_library(without: str | None, release_copy: Path) -> None:
    whole = run_script(release_copy, without)
    assert (whole.returncode, whole.stdout[:10]) == (0, "ok: 0.1.0,"), whole.stderr
    flip_a_byte(release_copy)
    damaged = run_script(release_copy, without)
    assert damaged.returncode == 1
    assert "FAIL checksum: claims.parquet" in damaged.stdout


def test_the_script_asks_for_a_library_where_there_is_none(release_copy: Path) -> None:
    script = "import sys, runpy; sys.modules.update(duckdb=None, pyarrow=None); sys.argv = ['verify.py']; "
    script += "runpy.run_path('verify.py', run_name='__main__')"
    asked = subprocess.run(
        [sys.executable, "-I", "-c", script], cwd=release_copy, capture_output=True, text=True, check=False
    )
    assert asked.returncode == 2
    assert "pip install pyarrow" in asked.stderr


def test_the_command_exits_for_ci(sample_release: Path, release_copy: Path, tmp_path: Path) -> None:
    whole = CliRunner().invoke(cli, ["verify", str(sample_release)])
    rows = sum(rows_of(sample_release, table) for table in RELEASE_TABLES)
    assert (whole.exit_code, whole.stdout) == (0, f"ok: 0.1.0, 10 tables, {rows} rows\n")
    (release_copy / "extra.txt").write_text("x")
    damaged = CliRunner().invoke(cli, ["verify", str(release_copy)])
    assert damaged.exit_code == 1
    assert damaged.stdout.startswith("FAIL added: extra.txt")
    none = CliRunner().invoke(cli, ["verify", str(tmp_path)])
    assert none.exit_code == 2
    assert "name the folder of a release" in none.stderr


def test_every_column_and_row_is_told_to_the_verifier(sample_release: Path) -> None:
    package = json.loads((sample_release / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        file = pq.ParquetFile(sample_release / resource["path"])
        assert resource["rows"] == file.metadata.num_rows
        assert [field["name"] for field in resource["schema"]["fields"]] == file.schema_arrow.names
