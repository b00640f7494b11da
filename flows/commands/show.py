"""An article in the terminal: its blocks with their labels, its claims and figures marked in place."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from rich.style import Style
from rich.text import Text

from flows.storage.manifest import read_manifest
from flows.storage.query import connect
from flows.storage.raw import RawTexts

Row = Mapping[str, Any]

_DROPPED = Style(dim=True)
_CLAIM = {"policy": "magenta", "prediction": "yellow", "value": "cyan", "fact": "green"}
_FIGURE = Style(bold=True, underline=True)
_LABEL_WIDTH = 12
_HEAD = (
    "doc_id", "source_path", "title", "subtitle", "authors", "author_affiliation", "publisher", "section", "issue",
    "published", "published_precision", "published_basis", "mentions_until", "language", "rights",
)  # fmt: skip
# What would move the cursor, hide text or turn its direction is shown as an escape instead.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """The raw text of an article and the rows that point into it."""

    raw_text: str
    document: Row
    blocks: Sequence[Row]
    claims: Sequence[Row]
    figures: Sequence[Row]


class UnknownArticleError(ValueError):
    """No article, or more than one, has that id, or its raw file is gone; the message says what to do."""


def load_article(dataset: Path, doc_id: str) -> ShownArticle:
    """Look an article up by its id or the beginning of one; raises DatasetError, UnknownArticleError."""
    connection = connect(dataset)
    found = _rows(connection, "SELECT * FROM documents WHERE starts_with(doc_id, ?) LIMIT 2", doc_id)
    if len(found) != 1:
        problem = "more than one article begins with" if found else "no article has the id"
        raise UnknownArticleError(f'{problem} {doc_id!r}; see: alliance query "SELECT doc_id, title FROM documents"')
    document = found[0]
    text = RawTexts(read_manifest(dataset))(document["source_path"], document["record"], document["doc_id"])
    if text is None:
        raise UnknownArticleError(f"the raw file {document['source_path']} is gone or has changed; build again")
    by_table = {
        table: _rows(connection, f"SELECT * FROM {table} WHERE doc_id = ? ORDER BY start", document["doc_id"])
        for table in ("blocks", "claims", "figures")
    }
    return ShownArticle(text, document, **by_table)


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, doc_id: str) -> list[Row]:
    rows: list[Row] = connection.sql(sql, params=[doc_id]).to_arrow_table().to_pylist()
    return rows


def render(article: ShownArticle) -> Iterator[Text]:
    """Yield the lines of an article: its metadata, then every block."""
    yield from _head(article.document)
    for block in article.blocks:
        label = block["label"] + ("+" if block["continues"] else "")
        line = Text(f"{label:<{_LABEL_WIDTH}} ", style="dim")
        line.append_text(_block_text(article, block))
        yield line
    yield Text()
    yield Text(_legend(article), style="dim")


def _head(document: Row) -> Iterator[Text]:
    names = ("doc_id", "title", "subtitle", "authors", "author_affiliation", "publisher", "section", "issue")
    dates = (
        "published",
        "published_precision",
        "published_basis",
        "mentions_until",
        "language",
        "rights",
        "source_path",
    )
    for name in (*names, *dates):
        value = document[name]
        if value not in (None, []):
            shown = ", ".join(value) if isinstance(value, list) else str(value)
            yield Text.assemble((f"{name:<20} ", "bold"), safe(shown))
    yield Text()


def _block_text(article: ShownArticle, block: Row) -> Text:
    """Return a block's text; after each claim stands its type and source, after each figure its value."""
    raw, start, end = article.raw_text, block["start"], block["end"]
    text = Text(style=Style() if block["label"] in ("body", "heading") else _DROPPED)
    marks = sorted(_marks(article, start, end), key=lambda mark: mark[0])
    for place, mark in marks:
        text.append(safe(raw[start:place]))
        text.append_text(mark)
        start = place
    text.append(safe(raw[start:end]))
    return text


def _marks(article: ShownArticle, start: int, end: int) -> Iterator[tuple[int, Text]]:
    for figure in article.figures:
        if start < figure["end"] <= end:
            yield figure["end"], Text(f"[{_figure_note(figure)}]", style=_FIGURE)
    for claim in article.claims:
        if start < claim["end"] <= end:
            yield claim["end"], Text(f" <{_claim_note(claim)}>", style=_CLAIM[claim["claim_type"]])


def _figure_note(figure: Row) -> str:
    value = "–".join(_number(figure[bound]) for bound in ("value", "value_high") if figure[bound] is not None)
    facts = [figure["comparator"], value, figure["unit"] or figure["kind"], figure["entity"], figure["time"]]
    return safe(" ".join(str(fact) for fact in facts if fact))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.4g}"


def _claim_note(claim: Row) -> str:
    source = claim["source_name"] or claim["source_kind"]
    flags = [flag for flag in ("hedged", "negated", "causal", "comparative", "conditional") if claim[flag]]
    return safe(", ".join([f"{claim['claim_type']}: {source}", *flags]))


def _legend(article: ShownArticle) -> str:
    document = article.document
    counts = f"{document['n_sentences']} sentences, {document['n_claims']} claims, {document['n_figures']} figures"
    return f"{len(article.blocks)} blocks, {counts}. <type: source, flags> ends a claim, [value …] a figure"


def safe(text: str) -> str:
    """Return text in which no character can steer the terminal."""
    return _UNSAFE.sub(lambda found: found.group().encode("unicode_escape").decode(), text)
