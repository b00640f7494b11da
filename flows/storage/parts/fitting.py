"""Rows of articles as Arrow tables that follow their schemas, and which articles have rows that do not.

What becomes of an article whose rows break a schema is the business of whoever makes the part.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

import polars as pl
import pyarrow as pa

from flows.storage.parts.stored import TABLES
from flows.storage.parts.tables import InvalidRowsError, arrow_table
from flows.storage.rows.article import Rows

Key = TypeVar("Key")
Schemas = Mapping[str, pa.Schema]


def fitting_tables(articles: Iterable[Rows], schemas: Schemas) -> dict[str, pa.Table]:
    """Return the rows of some articles by table; raises InvalidRowsError, which names a row and the rule it breaks."""
    tables = arrow_tables(articles, schemas)
    for table in TABLES:
        for violation in _violations(table, tables[table]):
            raise InvalidRowsError(violation)
    return tables


def arrow_tables(articles: Iterable[Rows], schemas: Schemas) -> dict[str, pa.Table]:
    """Return the rows of some articles by table; raises InvalidRowsError where a column cannot hold a value."""
    columns: dict[str, dict[str, list[Any]]] = {
        table: {name: [] for name in schema.names} for table, schema in schemas.items()
    }
    for article in articles:
        for table, found in article.items():
            for name, values in columns[table].items():
                values.extend(found[name])
    return {table: arrow_table(table, schemas[table], found) for table, found in columns.items()}


def unfit(articles: Mapping[Key, Rows], schemas: Schemas) -> dict[Key, str]:
    """Return the articles with a row that breaks its schema, each with what is wrong; found by halving.

    What only rows of several articles together break is none of theirs.
    """
    try:
        fitting_tables(articles.values(), schemas)
    except InvalidRowsError as error:
        if len(articles) == 1:
            return dict.fromkeys(articles, str(error).splitlines()[0])
        some = iter(articles.items())
        halves = dict(islice(some, len(articles) // 2)), dict(some)
        return {key: wrong for half in halves for key, wrong in unfit(half, schemas).items()}
    return {}


def _violations(table: str, rows: pa.Table) -> Iterator[str]:
    # Here, since the models and pandera take a second to load, and not every process makes parts.
    from schemas.validate import check

    if len(rows):
        yield from map(str, check(table, pl.DataFrame(rows)))
