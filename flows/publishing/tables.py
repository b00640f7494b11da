"""The tables of a release, from those of a dataset: without what was taken down, corrected, and with no more words of
an article than its rights allow. DuckDB does the work and spills to disk, so memory does not grow with the corpus.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from flows.publishing.corrections import Correction, CorrectionsError
from flows.publishing.parquet import TableFile, sort_key, write_parquet
from flows.publishing.sql import database, reading
from flows.publishing.verify import arrow_type_name
from flows.publishing.words import carried_columns, words_in
from flows.settings import QuotationCaps
from schemas import RELEASE_TABLES, TABLES
from schemas.derive import arrow_schema, columns, is_correctable, primary_key, release_schema

_ROWS_AT_A_TIME = 16_384


@contextmanager
def dataset_tables(dataset: Path, spill_to: Path, threads: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the tables of a dataset (<table>/*.parquet) as views."""
    with database(threads, spill_to) as connection:
        for table in TABLES:
            connection.execute(f'CREATE VIEW "{table}" AS FROM {reading(dataset / table, "/*.parquet")}')
        yield connection


def write_tables(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    caps: QuotationCaps,
    takedowns: Mapping[str, str | None],
    corrections: Sequence[Correction],
) -> tuple[TableFile, ...]:
    """Write every table of a release into a folder; raises CorrectionsError where a correction no longer fits."""
    _correct(connection, corrections)
    _withhold(connection, takedowns)
    _decide_quotations(connection, caps)
    return tuple(_write(connection, folder, table, caps) for table in RELEASE_TABLES)


def _write(connection: duckdb.DuckDBPyConnection, folder: Path, table: str, caps: QuotationCaps) -> TableFile:
    order = ", ".join(f'"{name}" NULLS FIRST' for name in sort_key(table))
    sql = f"SELECT {', '.join(carried_columns(table, caps))} FROM ({_standing(table)}) ORDER BY {order}"
    return write_parquet(folder, table, connection.sql(sql).to_arrow_reader(_ROWS_AT_A_TIME))


def _standing(table: str) -> str:
    """Return SQL for the rows that a release has, each with `reserved`; claims with `quotable` as well."""
    if table == "claims":
        return """
            SELECT c.*, d.reserved, q.claim_id IS NOT NULL AS quotable
            FROM corrected_claims c JOIN standing d USING (doc_id) LEFT JOIN quotable q USING (claim_id)"""
    if is_correctable(table):
        return f'SELECT t.*, d.reserved FROM "corrected_{table}" t JOIN standing d USING (doc_id)'
    if table == "rejects":
        return """
            SELECT *, true AS reserved FROM rejects
            WHERE raw_sha256 IS NULL OR left(raw_sha256, 16) NOT IN (SELECT doc_id FROM withheld)"""
    return f'SELECT *, true AS reserved FROM "{table}"'


def _correct(connection: duckdb.DuckDBPyConnection, corrections: Sequence[Correction]) -> None:
    """Make a view corrected_<table> of each table that tells of articles, and the table of corrections."""
    by_table: dict[str, list[Correction]] = defaultdict(list)
    rows = []
    for correction in corrections:
        rows.append(_tell(connection, correction))
        by_table[correction.table].append(correction)
    _create(connection, "corrections", pa.Table.from_pylist(rows, release_schema("corrections")))
    for table in filter(is_correctable, TABLES):
        connection.execute(f'CREATE VIEW "corrected_{table}" AS {_corrected(connection, table, by_table[table])}')


def _tell(connection: duckdb.DuckDBPyConnection, correction: Correction) -> dict[str, Any]:
    """Return the row that tells of a correction; raises CorrectionsError where its old value is not there any more."""
    values = ((correction.column, value) for value in (correction.expected, correction.value))
    for name, given in (*correction.key.items(), *values):
        _held(correction, name, given)
    column = f'"{correction.column}"'
    kind = _sql_type(connection, correction.table, correction.column)
    sql = (
        f"SELECT {column}::VARCHAR, {column} IS NOT DISTINCT FROM CAST($expected AS {kind}), "
        f'CAST($value AS {kind})::VARCHAR FROM "{correction.table}" WHERE '
        + " AND ".join(f'"{name}" = $key_{name}' for name in correction.key)
    )
    given = {"expected": correction.expected, "value": correction.value}
    try:
        found = connection.execute(sql, {**given, **{f"key_{k}": v for k, v in correction.key.items()}}).fetchall()
    except duckdb.Error as error:
        raise CorrectionsError(f"{correction}: {str(error).splitlines()[0]}") from None
    if not found:
        raise CorrectionsError(f"{correction}: no such row any more; take the correction out")
    was, is_as_expected, became = found[0]
    if not is_as_expected:
        raise CorrectionsError(f"{correction}: expected {correction.expected!r}, found {was!r}; look again")
    return {
        "correction_no": correction.number,
        "table_name": correction.table,
        "key": correction.key_json,
        "column_name": correction.column,
        "was": was,
        "became": became,
        "reason": correction.reason,
    }


def _sql_type(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> str:
    return str(connection.sql(f'SELECT typeof("{column}") FROM "{table}" LIMIT 1').fetchall()[0][0])


def _corrected(connection: duckdb.DuckDBPyConnection, table: str, corrections: Sequence[Correction]) -> str:
    """Return SQL for a table with its corrections in place and the columns that they changed in `corrected`."""
    if not corrections:
        return f'SELECT *, []::VARCHAR[] AS corrected FROM "{table}"'
    _create(connection, f"fixes_{table}", _fixes(table, corrections))
    changed = sorted({correction.column for correction in corrections})
    replaced = ", ".join(
        f'CASE WHEN list_contains(f.corrected, \'{name}\') THEN f."new_{name}" ELSE t."{name}" END AS "{name}"'
        for name in changed
    )
    same_row = " AND ".join(f't."{name}" = f."key_{name}"' for name in primary_key(table))
    return (
        f"SELECT t.* REPLACE ({replaced}), coalesce(f.corrected, []) AS corrected "
        f'FROM "{table}" t LEFT JOIN "fixes_{table}" f ON {same_row}'
    )


def _fixes(table: str, corrections: Sequence[Correction]) -> pa.Table:
    """Return a row for each row to correct: its key, its new values and the columns that they stand in."""
    schema, key = arrow_schema(table), primary_key(table)
    rows: dict[str, dict[str, Any]] = {}
    for correction in corrections:
        row = rows.setdefault(correction.key_json, {f"key_{name}": correction.key[name] for name in key})
        row[f"new_{correction.column}"] = _held(correction, correction.column, correction.value)
        row["corrected"] = [*row.get("corrected", []), correction.column]
    changed = sorted({correction.column for correction in corrections})
    fields = [
        *(pa.field(f"key_{name}", schema.field(name).type) for name in key),
        *(pa.field(f"new_{name}", schema.field(name).type) for name in changed),
        pa.field("corrected", pa.list_(pa.string())),
    ]
    return pa.Table.from_pylist(list(rows.values()), pa.schema(fields))


def _held(correction: Correction, column: str, given: object) -> Any:
    """Return a value as its column holds it; raises CorrectionsError where the column cannot."""
    kind = arrow_schema(correction.table).field(column).type
    if given is None:
        return None
    try:
        if pa.types.is_list(kind) != isinstance(given, list):  # Arrow takes a text for a list of its letters
            raise pa.ArrowTypeError
        return (pa.scalar(given).cast(kind) if pa.types.is_date(kind) else pa.scalar(given, kind)).as_py()
    except (pa.ArrowException, OverflowError):
        raise CorrectionsError(f"{correction}: {column} is {arrow_type_name(kind)}, which {given!r} is not") from None


def _withhold(connection: duckdb.DuckDBPyConnection, takedowns: Mapping[str, str | None]) -> None:
    """Make the tables `withheld` (what was taken down, and reprints of it) and `standing` (the articles left)."""
    rows = {doc_id: {"doc_id": doc_id, "cause": "request", "note": note} for doc_id, note in takedowns.items()}
    fresh = set(rows)
    while fresh:
        sql = "SELECT doc_id FROM corrected_documents WHERE list_contains(?, duplicate_of)"
        fresh = {doc_id for (doc_id,) in connection.execute(sql, [sorted(fresh)]).fetchall()} - rows.keys()
        rows |= {doc_id: {"doc_id": doc_id, "cause": "reprint", "note": None} for doc_id in fresh}
    _create(connection, "withheld", pa.Table.from_pylist(list(rows.values()), release_schema("withheld")))
    connection.execute("""
        CREATE TEMP TABLE standing AS
        SELECT doc_id, rights != 'open' AS reserved, n_chars FROM corrected_documents
        ANTI JOIN withheld USING (doc_id)""")


def _decide_quotations(connection: duckdb.DuckDBPyConnection, caps: QuotationCaps) -> None:
    """Make the table `quotable`: the claims whose sentences are carried, those most worth checking first."""
    connection.execute(
        f"""
        CREATE TEMP TABLE quotable AS
        WITH quoted AS (
            SELECT claim_id, n_chars, sum({words_in("text")}) OVER foregoing AS words,
                sum(length(text)) OVER foregoing AS characters
            FROM corrected_claims JOIN standing USING (doc_id) WHERE reserved
            WINDOW foregoing AS (
                PARTITION BY doc_id ORDER BY checkworthiness DESC, "start", claim_id ROWS UNBOUNDED PRECEDING
            )
        )
        SELECT claim_id FROM quoted WHERE words <= $words AND characters <= $share * n_chars""",
        {"words": caps.words, "share": caps.share},
    )


def _create(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    """Make a table in the database of Arrow rows."""
    connection.register("given_rows", rows)
    connection.execute(f'CREATE TEMP TABLE "{name}" AS FROM given_rows')
    connection.unregister("given_rows")


def corrected_rows(connection: duckdb.DuckDBPyConnection, table: str) -> pa.Table:
    """Return the corrected rows of a table as they are in the dataset with the corrections in place."""
    names = ", ".join(f'"{column.name}"' for column in columns(table))
    return connection.sql(f'SELECT {names} FROM "corrected_{table}" WHERE len(corrected) > 0').to_arrow_table()
