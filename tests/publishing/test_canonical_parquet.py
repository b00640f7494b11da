"""The same rows are the same bytes, however they came; and the bytes are made to be read a little at a time."""

import filecmp
import json
import random
import shutil
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.publishing import parquet, tables
from flows.publishing.parquet import sort_key, write_parquet
from flows.publishing.verify import content_hash_of, sha256_of
from flows.settings import BuildSettings, ReleaseSettings
from schemas import RELEASE_TABLES
from schemas.derive import release_columns, release_schema
from tests.building import SAMPLE, build_without_prefect
from tests.releasing import build_and_release, release_without_prefect


def batches_of(rows: pa.Table, size: int) -> list[pa.RecordBatch]:
    return rows.to_batches(max_chunksize=size)


@pytest.fixture(scope="module")
def claims(sample_release: Path) -> pa.Table:
    return pq.read_table(sample_release / "claims.parquet").replace_schema_metadata(None)


@pytest.mark.parametrize("size", [1, 7, 64, 100_000])
def test_how_rows_are_cut_into_batches_does_not_matter(
    claims: pa.Table, size: int, sample_release: Path, tmp_path: Path
) -> None:
    written = write_parquet(tmp_path, "claims", batches_of(claims, size))
    assert written.sha256 == sha256_of(sample_release / "claims.parquet")


def test_rows_of_many_groups_do_not_depend_on_batches_either(
    claims: pa.Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "_ROWS_IN_OTHER_GROUPS", 50)
    digests = set()
    for size in (1, 33, 50, 1_000):
        digests.add(write_parquet(tmp_path, "claims", batches_of(claims, size)).sha256)
        metadata = pq.read_metadata(tmp_path / "claims.parquet")
        groups = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
        assert groups[:-1] == [50] * (len(groups) - 1)
        assert sum(groups) == len(claims)
    assert len(digests) == 1


def test_another_writer_keeps_the_content_hash_and_another_value_does_not(
    claims: pa.Table, sample_release: Path, tmp_path: Path
) -> None:
    own = content_hash_of(sample_release / "claims.parquet")
    pl.from_arrow(claims).write_parquet(tmp_path / "polars.parquet", row_group_size=10, compression="snappy")
    large = pq.read_table(tmp_path / "polars.parquet")
    pq.write_table(large.cast(claims.schema), tmp_path / "small_groups.parquet", row_group_size=17)
    duckdb.sql("FROM claims").write_parquet(str(tmp_path / "duckdb.parquet"))
    assert content_hash_of(tmp_path / "small_groups.parquet") == own
    assert content_hash_of(tmp_path / "duckdb.parquet") == own
    column = claims.schema.get_field_index("confidence")
    values = [*claims["confidence"].to_pylist()[:-1], 0.123456]
    changed = claims.set_column(column, claims.schema.field(column), pa.array(values))
    pq.write_table(changed, tmp_path / "changed.parquet")
    assert content_hash_of(tmp_path / "changed.parquet") != own


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([["ab", "c"]], [["a", "bc"]]),
        ([["a", None]], [["a", ""]]),
        ([[["a"], []]], [[[], ["a"]]]),
        ([[["a"], [], None]], [[["a"], None, []]]),
        ([[1, None]], [[None, 1]]),
    ],
    ids=str,
)
def test_what_differs_in_cutting_or_nulls_has_another_content_hash(one: list, other: list, tmp_path: Path) -> None:
    digests = set()
    for name, values in (("one", one), ("other", other)):
        pq.write_table(pa.table({"x": pa.array(values[0])}), tmp_path / f"{name}.parquet")
        digests.add(content_hash_of(tmp_path / f"{name}.parquet"))
    assert len(digests) == 2


@pytest.mark.parametrize("table", RELEASE_TABLES)
def test_files_are_sorted_compressed_indexed_and_described(table: str, sample_release: Path) -> None:
    file = sample_release / f"{table}.parquet"
    rows = pl.read_parquet(file)
    key = list(sort_key(table))
    assert rows.equals(rows.sort(key, nulls_last=False))
    schema = pq.read_schema(file)
    assert schema.equals(release_schema(table), check_metadata=True)
    told = {column.name: column.description for column in release_columns(table)}
    assert json.loads(schema.metadata[b"columns"]) == told
    for number in range(pq.read_metadata(file).num_row_groups):
        group = pq.read_metadata(file).row_group(number)
        for column in (group.column(i) for i in range(group.num_columns)):
            assert column.compression == "ZSTD"
            assert column.has_column_index
            assert column.is_stats_set


def test_an_id_is_found_by_bloom_filter(sample_release: Path) -> None:
    assert duckdb.sql(
        f"SELECT count(bloom_filter_offset) FROM parquet_metadata('{sample_release}/claims.parquet') "
        "WHERE path_in_schema = 'claim_id'"
    ).fetchall() == [(1,)]


def same_files(one: Path, other: Path) -> list[str]:
    """Return the names of files that differ or are only in one of the folders."""
    compared = filecmp.dircmp(one, other)
    _, mismatch, errors = filecmp.cmpfiles(one, other, compared.common_files, shallow=False)
    return [*compared.left_only, *compared.right_only, *mismatch, *errors]


def test_a_release_is_the_same_bytes_however_its_dataset_came_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`diff -r` of two releases: articles at once or one after the other, other parts, other threads, other batches."""
    raw = tmp_path / "raw"
    raw.mkdir()
    shutil.copy(SAMPLE.parent / "sources.toml", raw)
    at_once = tmp_path / "at_once"
    files = sorted(SAMPLE.glob("0*"))
    for file in files:
        shutil.copy(file, raw)
    first = build_and_release(raw, at_once, workers=1)

    bit_by_bit = tmp_path / "bit_by_bit"
    shutil.rmtree(raw)
    raw.mkdir()
    shutil.copy(SAMPLE.parent / "sources.toml", raw)
    stems = sorted({file.stem for file in files})
    random.Random(7).shuffle(stems)
    for stem in stems:
        for file in SAMPLE.glob(f"{stem}.*"):
            shutil.copy(file, raw)
        if len(list(raw.iterdir())) % 4 == 0:
            build_without_prefect(BuildSettings((raw,), bit_by_bit, 1))
    build_without_prefect(BuildSettings((raw,), bit_by_bit, 1))
    monkeypatch.setattr(tables, "_ROWS_AT_A_TIME", 2_048)
    again = release_without_prefect(ReleaseSettings(bit_by_bit / "dataset", bit_by_bit, workers=3))

    parts = [len(list((output / "dataset" / "claims").iterdir())) for output in (at_once, bit_by_bit)]
    assert parts[0] != parts[1]
    assert same_files(first, again) == []
    assert same_files(first.parent, again.parent) == []
