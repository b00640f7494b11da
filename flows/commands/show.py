"""An article in the terminal: its blocks with their labels, its claims and figures marked in place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from rich.style import Style
from rich.text import Text

from flows.commands.terminal import dataset_option, safe
from flows.storage.dataset.manifest import open_dataset
from flows.storage.dataset.query import connect, one_line
from flows.storage.raw.texts import RawTexts
from flows.storage.remote.mirror import bring_raw_of
from flows.storage.remote.places import place_name

Row = Mapping[str, Any]

_DROPPED = Style(dim=True)
_CLAIM = {"policy": "magenta", "prediction": "yellow", "value": "cyan", "fact": "green"}
_FIGURE = Style(bold=True, underline=True)
_LABEL_WIDTH = 12
_HEAD = (
    "doc_id", "title", "subtitle", "authors", "author_affiliation", "publisher", "section", "issue",
    "published", "published_precision", "published_basis", "mentions_until", "language", "truncated", "duplicate_of",
    "url", "site", "rights", "license", "source_path", "record", "format",
)  # fmt: skip
# Of these it is worth knowing that nothing is known of them.
_ALWAYS_SHOWN = frozenset({"title", "authors", "publisher", "published"})
_UNKNOWN = "not known"


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
    opened = open_dataset(dataset)
    try:
        with connect(opened) as connection:
            document = _document(connection, dataset, doc_id)
            by_table = {
                table: _rows(connection, f"SELECT * FROM {table} WHERE doc_id = ? ORDER BY start", document["doc_id"])
                for table in ("blocks", "claims", "figures")
            }
    except duckdb.Error as error:
        raise opened.damaged("", one_line(error)) from None
    bring_raw_of(opened.manifest, document["source_path"])
    texts = RawTexts(opened.manifest)
    text = texts(document["source_path"], document["record"], document["doc_id"])
    if text is None:
        looked = place_name(texts.path(document["source_path"]))
        raise UnknownArticleError(f"the raw file {looked} is gone or has changed; build again")
    return ShownArticle(text, document, **by_table)


def _document(connection: duckdb.DuckDBPyConnection, dataset: Path, doc_id: str) -> Row:
    # An id is ASCII; what else was typed need not even be text that DuckDB takes.
    sql = "SELECT * FROM documents WHERE starts_with(doc_id, ?) LIMIT 2"
    found = _rows(connection, sql, doc_id) if doc_id.isascii() else []
    if len(found) == 1:
        return found[0]
    problem = "more than one article begins with" if found else "no article has the id"
    see = f'alliance query "SELECT doc_id, title FROM documents"{dataset_option(dataset)}'
    raise UnknownArticleError(f"{problem} {doc_id!r}; see: {see}")


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
        if block["label"] != "body":
            line.append(f"  ({safe(block['rule'])}, {block['confidence']:.2f})", style="dim italic")
        yield line
    yield Text()
    yield Text(_legend(article), style="dim")


def _head(document: Row) -> Iterator[Text]:
    for name in _HEAD:
        value = document[name]
        if value not in (None, [], False):
            shown = ", ".join(value) if isinstance(value, list) else str(value)
            yield Text.assemble((f"{name:<20} ", "bold"), safe(shown))
        elif name in _ALWAYS_SHOWN:
            yield Text.assemble((f"{name:<20} ", "bold"), (_UNKNOWN, "dim"))
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
    marks = "<type: source, flags> ends a claim, [value …] a figure, (rule, confidence) a line that is no text"
    return f"{len(article.blocks)} blocks, {counts}. {marks}"
