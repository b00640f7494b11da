"""Checks of a dataset on disk: schemas of the parts, SQL that returns failing rows, and proofs against the raw texts.

What to do about a failure is the caller's business.
"""

import errno
import glob
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from flows.storage.dataset.query import one_line
from flows.storage.dataset.sql_checks import SqlCheck, sql_checks
from flows.storage.rows.proofs import QUOTING, Quotes, disprove
from schemas import TABLES
from schemas.derive import arrow_schema
from schemas.validate import check as check_rows

RawText = Callable[[str, str | None, str], str | None]
MOST_SHOWN = 20
_ROWS_AT_A_TIME = 50_000
_BYTES_AT_A_TIME = 50_000_000
_ARTICLES_AT_A_TIME = 2_000
_CONFIG: dict[str, Any] = {"memory_limit": "192MB", "threads": 2}
# The files of each table, by the name of their part.
_Files = Mapping[str, Mapping[str, Path]]


@dataclass(frozen=True, slots=True)
class Failure:
    """A row, or a file, that fails a check; `doc_id` is null where no single article is at fault."""

    check: str
    table: str
    doc_id: str | None
    detail: str

    def __str__(self) -> str:
        """Return the failure as one line."""
        article = f" of {self.doc_id}" if self.doc_id else ""
        return f"{self.check}: {self.table}{article}: {self.detail}"


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was checked and what failed.

    `failures` shows at most `MOST_SHOWN` of a check, `totals` counts all. Of `n_documents` articles `n_proved` were
    held against their raw text; `n_unprovable` could not be, their raw text being gone or changed, and `unprovable`
    names the first of them.
    """

    checks: tuple[str, ...]
    failures: tuple[Failure, ...]
    totals: dict[str, int]
    n_documents: int
    n_proved: int
    n_unprovable: int
    unprovable: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Say whether nothing failed; an article that cannot be proved is no failure."""
        return not self.totals


FILE_CHECKS = ("parts_there", "parts_readable", "arrow_schema", "descriptions", "rows_follow_schema")
PROOFS = ("text_covered", "clean_text_from_blocks", "text_proved", "cue_proved")


@dataclass(slots=True)
class _Findings:
    """Failures as they come, shown up to a limit a check and counted beyond it."""

    failures: list[Failure] = field(default_factory=list)
    totals: Counter[str] = field(default_factory=Counter)

    def add(self, failure: Failure, count: int = 1) -> None:
        if self.totals[failure.check] < MOST_SHOWN:
            self.failures.append(failure)
        self.totals[failure.check] += count


class _Block(NamedTuple):
    """Where a block stands, and its label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the dataset holds of one article."""

    doc_id: str
    source_path: str
    record: str | None
    text: str | None
    blocks: Sequence[_Block]
    quotes: Sequence[Quotes]


def check_dataset(
    dataset_dir: Path, raw_text: RawText | None = None, proven: Collection[str] = frozenset()
) -> CheckReport:
    """Check the dataset in `dataset_dir`, which holds <table>/*.parquet.

    `raw_text(source_path, record, doc_id)` returns the decoded raw text, or null where the raw item is gone or its
    bytes have changed; without it nothing is proved. Where a part's columns are not those of its schema, neither
    SQL nor proofs are run. `proven`: names of parts that were checked before, in a dataset that holds; of them only
    what the whole dataset decides is checked. Raises OSError where the checks cannot be brought to their end: no room
    for what they put aside, a file that is not given out, or one that was damaged since it was checked.
    """
    # Arrow's own pool keeps what it once held, a hundred megabytes after the checks.
    pa.set_memory_pool(pa.system_memory_pool())
    findings = _Findings()
    _check_parts(dataset_dir, findings, proven)
    if any(findings.totals[name] for name in FILE_CHECKS[:3]):
        return _report(FILE_CHECKS, findings)
    checks = tuple(sql_checks())
    files = _files(dataset_dir)
    unproven = sorted({name for table in TABLES[:-1] for name in files[table]} - set(proven))
    try:
        n_documents = _query(files, unproven, checks, findings)
    except duckdb.Error as error:
        raise OSError(errno.EIO, one_line(error), str(dataset_dir)) from error
    n_proved, unprovable = _prove(dataset_dir, raw_text, findings) if raw_text else (0, [])
    names = (*FILE_CHECKS, *dict.fromkeys(check.name for check in checks), *(PROOFS if raw_text else ()))
    return _report(names, findings, n_documents, n_proved, unprovable)


def _report(
    checks: Sequence[str],
    findings: _Findings,
    n_documents: int = 0,
    n_proved: int = 0,
    unprovable: Sequence[str] = (),
) -> CheckReport:
    totals = {name: count for name, count in findings.totals.items() if count}
    shown = tuple(unprovable[:MOST_SHOWN])
    return CheckReport(tuple(checks), tuple(findings.failures), totals, n_documents, n_proved, len(unprovable), shown)


def _query(files: _Files, unproven: Collection[str], checks: Sequence[SqlCheck], findings: _Findings) -> int:
    """Run the SQL checks, those of single parts on the unproven ones; returns the number of articles."""
    with TemporaryDirectory() as spill, duckdb.connect(config=_CONFIG | {"temp_directory": spill}) as connection:
        connection.execute("SET enable_progress_bar = false")
        # Nearly all that the checks of the whole read of a large dataset are the ends of its files, each time the same.
        connection.execute("SET parquet_metadata_cache = true")
        for group in _groups(files["documents"], unproven):
            _create_views(connection, files, group)
            for check in checks:
                if not check.whole:
                    _run_sql(connection, check, findings)
        _create_whole_views(connection, files, unproven)
        for check in checks:
            if check.whole:
                _run_sql(connection, check, findings)
        (n_documents,) = connection.execute("SELECT count(*) FROM documents").fetchall()[0]
    return int(n_documents)


def _check_parts(dataset_dir: Path, findings: _Findings, proven: Collection[str]) -> None:
    for table in TABLES:
        parts = _parts(dataset_dir, table)
        if not parts:
            findings.add(Failure("parts_there", table, None, "no Parquet file; an empty table has an empty one"))
        unproven = [part for part in parts if part.stem not in proven]
        for rows in _in_chunks(_readable(table, part, findings) for part in unproven):
            for violation in check_rows(table, pl.DataFrame(rows)):
                findings.add(Failure("rows_follow_schema", table, violation.doc_id, str(violation)))


def _in_chunks(parts: Iterable[pa.Table | None]) -> Iterator[pa.Table]:
    """Put small parts together: a check costs some milliseconds whatever it is given."""
    chunk: list[pa.Table] = []
    n_rows = n_bytes = 0
    for rows in parts:
        if rows is None:
            continue
        chunk.append(rows)
        n_rows, n_bytes = n_rows + len(rows), n_bytes + rows.nbytes
        if n_rows >= _ROWS_AT_A_TIME or n_bytes >= _BYTES_AT_A_TIME:
            yield pa.concat_tables(chunk)
            chunk, n_rows, n_bytes = [], 0, 0
    if chunk:
        yield pa.concat_tables(chunk)


def _parts(dataset_dir: Path, table: str) -> list[Path]:
    return sorted((dataset_dir / table).glob("*.parquet"))


def _readable(table: str, part: Path, findings: _Findings) -> pa.Table | None:
    """Return the rows of a part, or None where it is damaged or has other columns.

    Raises OSError where the system does not give it out, which says nothing of the part.
    """
    expected = arrow_schema(table)
    try:
        rows = pq.read_table(part, partitioning=None, use_threads=False)
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # Arrow's own have no number
            raise OSError(error.errno, os.strerror(error.errno), str(part)) from error
        findings.add(Failure("parts_readable", table, None, f"{part.name}: {error}"))
        return None
    if not rows.schema.equals(expected):
        findings.add(Failure("arrow_schema", table, None, f"{part.name}: {_difference(rows.schema, expected)}"))
        return None
    if not rows.schema.equals(expected, check_metadata=True):
        findings.add(Failure("descriptions", table, None, f"{part.name}: not those of the schema"))
    return rows.replace_schema_metadata(None)


def _difference(found: pa.Schema, expected: pa.Schema) -> str:
    if found.names != expected.names:
        lacks = [f"lacks {name}" for name in expected.names if name not in found.names]
        beyond = [f"{name} is no column" for name in found.names if name not in expected.names]
        return "; ".join((*lacks, *beyond)) or f"columns in another order: {', '.join(found.names)}"
    wrong = [(f, e) for f, e in zip(found, expected, strict=True) if not f.equals(e)]
    return "; ".join(f"{_field(f)} should be {_field(e)}" for f, e in wrong)


def _field(found: pa.Field) -> str:
    return f"{found.name} {found.type}{'' if found.nullable else ' not null'}"


def _files(dataset_dir: Path) -> _Files:
    return {table: {part.stem: part for part in _parts(dataset_dir, table)} for table in TABLES}


def _groups(files: Mapping[str, Path], names: Iterable[str]) -> Iterator[set[str]]:
    """Put parts together that are checked at once: a check costs some milliseconds whatever it is given."""
    group: set[str] = set()
    articles = 0
    for name in names:
        group.add(name)
        articles += pq.read_metadata(files[name]).num_rows if name in files else 0
        if articles >= _ARTICLES_AT_A_TIME:
            yield group
            group, articles = set(), 0
    if group:
        yield group


def _create_views(connection: duckdb.DuckDBPyConnection, files: _Files, group: Collection[str]) -> None:
    for table, parts in files.items():
        found = _reading(parts, group)
        by_part = _reading(parts, group, ", filename = true, file_row_number = true")
        connection.execute(f'CREATE OR REPLACE VIEW "{table}" AS {found}')
        connection.execute(f'CREATE OR REPLACE VIEW "{table} by part" AS {by_part}')


def _create_whole_views(connection: duckdb.DuckDBPyConnection, files: _Files, unproven: Collection[str]) -> None:
    for table, parts in files.items():
        halves = {"proven": set(parts) - set(unproven), "unproven": set(parts) & set(unproven)}
        # Most checks of the whole ask for documents, and for these columns alone; each would open every file.
        kind, columns = ("TABLE", "doc_id, duplicate_of") if table == "documents" else ("VIEW", "*")
        for name, half in halves.items():
            connection.execute(f'CREATE {kind} "{table} {name}" AS SELECT {columns} {_reading(parts, half)}')
        everything = f'FROM "{table} proven" UNION ALL FROM "{table} unproven"'
        connection.execute(f'CREATE OR REPLACE VIEW "{table}" AS {everything}')


def _reading(parts: Mapping[str, Path], names: Collection[str], options: str = "") -> str:
    """Return the SQL that reads some parts of a table; of none, no rows but all columns."""
    some = [path for name, path in parts.items() if name in names]
    listed = ", ".join("'" + glob.escape(str(path)).replace("'", "''") + "'" for path in some or [*parts.values()][:1])
    return f"FROM read_parquet([{listed}]{options})" + ("" if some else " WHERE false")


def _run_sql(connection: duckdb.DuckDBPyConnection, check: SqlCheck, findings: _Findings) -> None:
    counted = f"SELECT doc_id, detail, count(*) OVER () FROM ({check.sql}) ORDER BY ALL LIMIT {MOST_SHOWN}"
    rows = connection.execute(counted).fetchall()
    for place, (doc_id, detail, total) in enumerate(rows, 1):
        rest = total - len(rows) if place == len(rows) else 0
        findings.add(Failure(check.name, check.table, doc_id, detail), 1 + rest)


def _prove(dataset_dir: Path, raw_text: RawText, findings: _Findings) -> tuple[int, list[str]]:
    """Hold every article against its raw text; returns how many, and the ids of those without a raw text."""
    proved, unprovable = 0, []
    for rows in _articles(dataset_dir):
        raw = raw_text(rows.source_path, rows.record, rows.doc_id)
        if raw is None:
            unprovable.append(rows.doc_id)
            continue
        proved += 1
        for disproof in disprove(raw, rows.text, rows.blocks, rows.quotes):
            findings.add(Failure(disproof.check, disproof.table, rows.doc_id, disproof.detail))
    return proved, unprovable


def _articles(dataset_dir: Path) -> Iterator[_Rows]:
    """Yield the rows of each article, one part at a time; that they are all in one part is a check of its own."""
    for part in _parts(dataset_dir, "documents"):
        blocks = _by_article(dataset_dir / "blocks" / part.name, ("start", "end", "label"))
        quoting = {table: _by_article(dataset_dir / table / part.name, names) for table, names in QUOTING.items()}
        documents = pl.read_parquet(part, columns=["doc_id", "source_path", "record", "text"], glob=False)
        # Raw texts are asked for container by container.
        documents = documents.sort("source_path", "doc_id")
        for doc_id, source_path, record, text in documents.iter_rows():
            yield _Rows(
                doc_id,
                source_path,
                record,
                text,
                list(map(_Block, *blocks(doc_id))),
                [Quotes(table, *columns(doc_id)) for table, columns in quoting.items()],
            )


def _by_article(part: Path, names: tuple[str, ...]) -> Callable[[str], list[list[Any]]]:
    """Return what gives these columns of the rows of an article, in order of their starts."""
    if not part.exists():
        return lambda doc_id: [[] for _ in names]
    rows = pl.read_parquet(part, columns=["doc_id", *names], glob=False).sort("doc_id", *names[:2])
    counts = rows.group_by("doc_id", maintain_order=True).len()
    ends = counts["len"].cum_sum().to_list()
    places = dict(zip(counts["doc_id"].to_list(), map(slice, [0, *ends], ends), strict=True))
    values = [rows[name].to_list() for name in names]
    return lambda doc_id: [column[places.get(doc_id, slice(0))] for column in values]
