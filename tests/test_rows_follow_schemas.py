"""Whatever words stand in an article, its rows follow their schemas: a broken row would stop a whole build."""

import hashlib

import polars as pl
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.article import extract_article
from flows.lexicon import LEXICON_DIR, load
from flows.reading.article import Article, Sidecar
from flows.storage.rows.article import rows_of_article
from schemas.derive import arrow_schema
from schemas.validate import check
from tests.test_lexicon import lists

WORDS = sorted(
    {word for file in LEXICON_DIR.glob("*.toml") for _, entries in lists(load(file.stem)) for word in entries}
)
GLUE = [
    "the",
    "of",
    "to",
    "by",
    "and",
    "said",
    "that",
    "will",
    "should",
    "not",
    "a",
    "from",
    "in",
    "is",
    "$",
    "%",
    "(",
    ")",
]
MARKS = [". ", ", ", " ", "; ", ": ", " – ", "-", '." ', " “", "” ", "\n\n", "’s ", "? "]
NUMBERS = st.one_of(
    st.integers(0, 10**13).map(str),
    st.floats(0, 1e6, allow_nan=False).map(lambda x: f"{x:,.1f}"),
    st.sampled_from(["1/2", "½"]),
)
PIECES = st.one_of(st.sampled_from(WORDS), st.sampled_from(GLUE), st.sampled_from(MARKS), NUMBERS, st.text(max_size=6))


def article(text: str) -> Article:
    data = text.encode("utf-8", "replace")
    sha256 = hashlib.sha256(data).hexdigest()
    return Article(sha256[:16], "raw/a.txt", None, "text", "utf-8", sha256, len(data), data.decode(), Sidecar())


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(PIECES, min_size=3, max_size=60), min_size=8, max_size=8))
def test_any_words_give_rows_that_follow_their_schemas(texts: list[list[str]]) -> None:
    tables: dict[str, list[pa.Table]] = {}
    for number, pieces in enumerate(texts):
        one = article(f"Article {number}\n\n{' '.join(pieces)}.")
        for table, columns in rows_of_article(one, extract_article(one), ()).items():
            tables.setdefault(table, []).append(pa.Table.from_pydict(columns, schema=arrow_schema(table)))
    for table, rows in tables.items():
        frame = pl.from_arrow(pa.concat_tables(rows))
        assert isinstance(frame, pl.DataFrame)
        assert check(table, frame) == []
