"""What a finished release quotes of its sources: counted for the page of sources, and held against the caps.

Looks at the files alone, and knows nothing of how they were made, so that it can find a leak.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import duckdb

from flows.publishing.facts import SourceFacts
from flows.publishing.sql import reading
from flows.publishing.words import LABEL, PASSAGE, TITLE, held_in, words_in
from flows.settings import QuotationCaps
from schemas import RELEASE_TABLES
from schemas.derive import Column, is_correctable, release_columns

_MOST_SHOWN = 20


class RightsRecord(Protocol):
    """What a rights record tells of a source."""

    @property
    def name(self) -> str:
        """Return who it speaks of."""

    @property
    def basis(self) -> str | None:
        """Return how the rights are known."""

    @property
    def contact(self) -> str | None:
        """Return whom to ask."""

    @property
    def profile(self) -> str | None:
        """Return the profile of the site."""


# (source_path, publisher, site) → the record that covers the article
RecordOf = Callable[[str, str | None, str | None], RightsRecord | None]


def quotation_failures(folder: Path, caps: QuotationCaps) -> list[str]:
    """Return a line for each article, and each value, of which a release carries more than its rights allow."""
    with duckdb.connect() as connection:
        _open(connection, folder)
        return [*_sentences_over_caps(connection, caps), *_values_over_caps(connection, caps)]


def _open(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    connection.execute("SET enable_progress_bar = false")
    for table in RELEASE_TABLES:
        connection.execute(f'CREATE VIEW "{table}" AS FROM {reading(folder / f"{table}.parquet")}')
    connection.execute("CREATE TEMP TABLE reserved AS SELECT doc_id, n_chars FROM documents WHERE rights != 'open'")


def _sentences_over_caps(connection: duckdb.DuckDBPyConnection, caps: QuotationCaps) -> Iterator[str]:
    sql = f"""
        SELECT doc_id, sum({words_in("text")}) AS words, sum(length(text)) / any_value(n_chars) AS share
        FROM claims JOIN reserved USING (doc_id) WHERE text IS NOT NULL
        GROUP BY doc_id HAVING words > $words OR share > $share ORDER BY doc_id LIMIT {_MOST_SHOWN}"""
    for doc_id, words, share in connection.execute(sql, {"words": caps.words, "share": caps.share}).fetchall():
        yield f"claims of {doc_id} quote {words:.0f} words, {share:.0%} of the article"


def _values_over_caps(connection: duckdb.DuckDBPyConnection, caps: QuotationCaps) -> Iterator[str]:
    for table in RELEASE_TABLES:
        rows = f'"{table}" SEMI JOIN reserved USING (doc_id)' if is_correctable(table) else f'"{table}"'
        for column in release_columns(table):
            most = _most_words(table, column, caps)
            if most is None:
                continue
            value = f'unnest("{column.name}")' if column.type.startswith("list") else f'"{column.name}"'
            # A cut value has an ellipsis more.
            sql = f"SELECT count(*) FROM (SELECT {value} AS v FROM {rows}) WHERE v IS NOT NULL AND {words_in('v')} > ?"
            (count,) = connection.execute(sql, [most + 1 if most else 0]).fetchall()[0]
            if count:
                yield f"{table}.{column.name} holds more than {most} words of an article in {count} rows"


def _most_words(table: str, column: Column, caps: QuotationCaps) -> int | None:
    """Return how many words a value of a column may have where rights are reserved; None: it holds no such words."""
    return {PASSAGE: 0, LABEL: caps.label_words, TITLE: caps.title_words}.get(held_in(table, column))


def source_facts(folder: Path, record_of: RecordOf) -> tuple[SourceFacts, ...]:
    """Return what a release carries of each source, those with the most articles first.

    A source is what a rights record names, else the publisher, else the site.
    """
    groups: dict[tuple[str, str, str | None], list[tuple[int, bool]]] = defaultdict(list)
    records: dict[str, RightsRecord] = {}
    with duckdb.connect() as connection:
        _open(connection, folder)
        for source_path, publisher, site, rights, licence, has_text, words in _articles(connection):
            record = record_of(source_path, publisher, site)
            name = record.name if record else publisher or site or "unknown"
            if record:
                records[name] = record
            groups[name, rights, licence].append((int(words), has_text))
    found = (_facts(key, articles, records.get(key[0])) for key, articles in groups.items())
    return tuple(sorted(found, key=lambda source: (-source.articles, source.name, source.rights, source.license or "")))


def _articles(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str | None, str | None, str, str, bool, float]]:
    return connection.sql(f"""
        WITH quoted AS (
            SELECT doc_id, sum({words_in("text")}) AS words FROM claims WHERE text IS NOT NULL GROUP BY doc_id
        )
        SELECT source_path, publisher, site, rights, license, text IS NOT NULL, coalesce(words, 0)
        FROM documents LEFT JOIN quoted USING (doc_id)""").fetchall()


def _facts(
    key: tuple[str, str, str | None], articles: list[tuple[int, bool]], record: RightsRecord | None
) -> SourceFacts:
    name, rights, licence = key
    words = [count for count, _ in articles]
    return SourceFacts(
        name=name,
        rights=rights,
        license=licence,
        basis=record.basis if record else None,
        contact=record.contact if record else None,
        profile=record.profile if record else None,
        articles=len(articles),
        with_text=sum(has_text for _, has_text in articles),
        words=sum(words),
        most_words=max(words),
    )
