"""Which lines recur on a site: counted over any number of articles in bounded memory, in whatever order they come.

The lines go to disk as they are seen, and DuckDB counts them. Nothing here reads articles or knows labels.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from flows.cleaning.recurring import Recurring, SeenLine, SiteLines

_PAGES_A_GROUP = 2_000
_MEMORY = "512MB"
_SCHEMA = pa.schema(
    {"site": pa.string(), "page": pa.int64(), "line": pa.uint64(), "words": pa.int32(), "is_text": pa.bool_()}
)
SeenPage = tuple[str, Sequence[SeenLine]]

# Pages most of whose text stands on no other page of their site are compared; the others are versions of one article,
# or indexes, whose text recurs without being the site's own.
_COMPARED = """
CREATE TEMP TABLE compared AS
SELECT site, page FROM seen JOIN (SELECT site, line, count(*) AS pages FROM seen GROUP BY ALL) USING (site, line)
GROUP BY ALL
HAVING sum(words) FILTER (is_text AND pages = 1) * 2 > sum(words) FILTER (is_text)
"""
_RECURRING = """
SELECT site, pages_of_site, line, count(*) AS pages, bool_or(is_text)
FROM seen JOIN compared USING (site, page) JOIN (SELECT site, count(*) AS pages_of_site FROM compared GROUP BY site)
USING (site)
GROUP BY ALL HAVING count(*) >= $least AND count(*) >= $share * pages_of_site
ORDER BY site, line
"""


@dataclass(frozen=True, slots=True)
class SiteCount:
    """What was found on one site: pages seen and compared, recurring lines, and those of them that read like text."""

    site: str
    seen: int
    compared: int
    lines: int
    text_lines: int


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The recurring lines of all sites that have some, and a count for every site, by name."""

    sites: Recurring
    counts: tuple[SiteCount, ...]


def find_recurring(pages: Iterable[SeenPage], min_pages: int, min_share: float) -> Recurrence:
    """Return the lines that stand on so many pages of a site, and on such a share of them (0 to 1)."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        file = Path(folder) / "seen.parquet"
        _spool(pages, file)
        connection.execute(f"SET memory_limit = '{_MEMORY}'")
        connection.execute("SET temp_directory = ?", [folder])
        connection.read_parquet(str(file)).create_view("seen")
        connection.execute(_COMPARED)
        rows = connection.execute(_RECURRING, {"least": min_pages, "share": min_share}).fetchall()
        totals = connection.execute(
            "SELECT site, count(DISTINCT seen.page), count(DISTINCT compared.page) "
            "FROM seen LEFT JOIN compared USING (site, page) GROUP BY site ORDER BY site"
        ).fetchall()
    lines: dict[str, dict[int, int]] = {}
    sizes: dict[str, int] = {}
    text_lines: dict[str, int] = {}
    for site, n_pages, line, n_with_line, is_text in rows:
        lines.setdefault(site, {})[line] = n_with_line
        sizes[site] = n_pages
        text_lines[site] = text_lines.get(site, 0) + is_text
    return Recurrence(
        {site: SiteLines(sizes[site], found) for site, found in lines.items()},
        tuple(
            SiteCount(site, seen, compared, len(lines.get(site, ())), text_lines.get(site, 0))
            for site, seen, compared in totals
        ),
    )


def _spool(pages: Iterable[SeenPage], file: Path) -> None:
    """Write a row for every line of every page."""
    rows = _rows(pages)
    with pq.ParquetWriter(file, _SCHEMA, compression="zstd") as writer:
        while group := list(islice(rows, _PAGES_A_GROUP)):
            columns = zip(*(row for page in group for row in page), strict=True)
            arrays = [pa.array(values, field.type) for values, field in zip(columns, _SCHEMA, strict=True)]
            if arrays:
                writer.write_table(pa.Table.from_arrays(arrays, schema=_SCHEMA))


def _rows(pages: Iterable[SeenPage]) -> Iterator[list[tuple[str, int, int, int, bool]]]:
    for number, (site, lines) in enumerate(pages):
        yield [(site, number, *line) for line in lines]
