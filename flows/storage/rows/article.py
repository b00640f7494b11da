"""What one article yields → rows of the tables. Gives every span its raw offsets, its proved text and its id.

Rows are made column by column, as Arrow takes them: a table of an article is a list of values for each of its columns.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from flows.article import Extracted
from flows.cleaning.blocks import Block
from flows.extraction.records import Attribution, Claim, Figure, Mention, Metadata, Reference, Sentence
from flows.reading.article import Article
from flows.storage.raw.rights import Source, rights_of
from flows.storage.rows.evidence import Evidence

Row = dict[str, Any]
Columns = Mapping[str, Sequence[Any]]
Rows = Mapping[str, Columns]


def rows_of_article(article: Article, found: Extracted, sources: tuple[Source, ...]) -> Rows:
    """Return the rows of one article by table and column, each in order of position."""
    builder = _Rows(article, found)
    return {
        "documents": columns_of_row(builder.document(sources)),
        "blocks": builder.blocks(),
        "claims": builder.claims(),
        "attributions": builder.attributions(),
        "figures": builder.figures(),
        "mentions": builder.mentions(),
        "references": builder.references(),
    }


def columns_of_row(row: Mapping[str, Any]) -> Columns:
    """Return a single row as columns."""
    return {name: (value,) for name, value in row.items()}


def row_of_columns(columns: Columns) -> Row:
    """Return the first row of some columns."""
    return {name: values[0] for name, values in columns.items()}


def _copier(record: Any, *without: str) -> Callable[[Sequence[Any]], dict[str, Sequence[Any]]]:
    """Return a function that copies the fields of records, dataclasses or named tuples, but for some, into columns."""
    names = tuple(name for name in record.__match_args__ if name not in without)
    values = attrgetter(*names)
    none: dict[str, Sequence[Any]] = dict.fromkeys(names, ())
    return lambda records: dict(zip(names, zip(*map(values, records), strict=True), strict=True)) if records else none


_of_blocks = _copier(Block)
_of_metadata = _copier(Metadata)
_of_claims = _copier(Claim, "sentence", "cue_start", "attributions")
_of_attributions = _copier(Attribution, "source_sentence", "source", "cue", "content")
_of_figures = _copier(Figure, "sentence", "equivalent_of", "first", "last", "attributive")
_of_mentions = _copier(Mention, "sentence", "start", "end", "text")
_of_references = _copier(Reference)

_OF_THE_FILE = ("doc_id", "source_path", "record", "format", "encoding", "raw_sha256", "raw_bytes")
_Span = tuple[int, int]
_NOWHERE = (None, None)


class _Rows:
    """One article with what its rows need to point at each other."""

    def __init__(self, article: Article, found: Extracted) -> None:
        self.article = article
        self.found = found
        self.evidence = Evidence(article.text, found.blocks)
        self.claim_spans = [claim.sentence.raw_span() for claim in found.claims]
        self.figure_spans = [figure.sentence.raw_span(figure.start, figure.end) for figure in found.figures]
        self.figure_ids = [_content_id("fig", article.doc_id, *span) for span in self.figure_spans]
        self.claim_ids = {
            claim.sentence.number: _content_id("clm", article.doc_id, *span)
            for claim, span in zip(found.claims, self.claim_spans, strict=True)
        }

    def document(self, sources: tuple[Source, ...]) -> Row:
        article, metadata = self.article, self.found.metadata
        rights, license_name = article.sidecar.rights, article.sidecar.license
        if rights is None:
            covered = rights_of(sources, article.source_path, metadata.publisher, metadata.site)
            rights, license_name = covered[0], license_name or covered[1]
        text = "\n\n".join(paragraph.text for paragraph in self.found.paragraphs)
        return {
            **{name: getattr(article, name) for name in _OF_THE_FILE},
            **row_of_columns(_of_metadata([metadata])),
            "n_chars": len(text),
            "n_words": len(text.split()),
            "n_sentences": len(self.found.sentences),
            "n_claims": len(self.found.claims),
            "n_figures": len(self.found.figures),
            "truncated": self.found.truncated,
            "duplicate_of": None,
            "rights": rights,
            "license": license_name,
            "text": text or None,
        }

    def blocks(self) -> Columns:
        blocks = self.found.blocks
        return {**self._ids(blocks), "block_no": range(1, len(blocks) + 1), **_of_blocks(blocks)}

    def claims(self) -> Columns:
        claims = self.found.claims
        sentences = [claim.sentence for claim in claims]
        cues = [None if one.cue_start is None else (one.cue_start, one.cue_start + 1) for one in claims]
        figures = self._figures_by_sentence()
        return {
            **_of_claims(claims),
            **self._places(self.claim_spans),
            "claim_id": self._claim_ids(sentences),
            "paragraph_no": [sentence.paragraph.number for sentence in sentences],
            "sentence_no": [sentence.number for sentence in sentences],
            "cue_start": _spans("cue", zip(sentences, cues, strict=True))["cue_start"],
            "figure_ids": [figures.get(sentence.number, ()) for sentence in sentences],
        }

    def attributions(self) -> Columns:
        """Return a row for each source; it stands in the claim's sentence, or where a quotation has its speaker."""
        sentences = [claim.sentence for claim in self.found.claims for _ in claim.attributions]
        found = [attribution for claim in self.found.claims for attribution in claim.attributions]
        claims = self._claim_ids(sentences)
        sources = _spans("source", [(one.source_sentence, one.source) for one in found])
        cues = _spans("cue", zip(sentences, [one.cue for one in found], strict=True))
        contents = _spans("content", zip(sentences, [one.content for one in found], strict=True))
        placed = zip(claims, cues["cue_start"], *contents.values(), strict=True)
        return {
            **self._ids(found),
            "attribution_id": [_content_id("att", *one) for one in placed],
            "claim_id": claims,
            **sources,
            **cues,
            **contents,
            **_of_attributions(found),
        }

    def figures(self) -> Columns:
        figures = self.found.figures
        numbers = [(figure.sentence, (figure.number_start, figure.number_end)) for figure in figures]
        linked = [figure.equivalent_of for figure in figures]
        return {
            **_of_figures(figures),
            **self._places(self.figure_spans),
            **_spans("number", numbers),
            "figure_id": self.figure_ids,
            "claim_id": [self.claim_ids.get(figure.sentence.number) for figure in figures],
            "sentence_no": [figure.sentence.number for figure in figures],
            "equivalent_of": [None if other is None else self.figure_ids[other] for other in linked],
        }

    def mentions(self) -> Columns:
        mentions = self.found.mentions
        spans = [mention.sentence.raw_span(mention.start, mention.end) for mention in mentions]
        return {**self._places(spans), **_of_mentions(mentions)}

    def references(self) -> Columns:
        """Return a row for each note; one that prints no number of its own has its place among the notes."""
        notes = self.found.references
        return {
            **_of_references(notes),
            **self._places([(note.start, note.end) for note in notes]),
            "number": [note.number or position for position, note in enumerate(notes, 1)],
        }

    def _ids(self, rows: Sequence[object]) -> Columns:
        return {"doc_id": (self.article.doc_id,) * len(rows)}

    def _places(self, spans: Sequence[_Span]) -> Columns:
        """Return doc_id, raw starts and ends, and the texts that they prove."""
        return {
            **self._ids(spans),
            "start": [start for start, _ in spans],
            "end": [end for _, end in spans],
            "text": [self.evidence.text(start, end) for start, end in spans],
        }

    def _claim_ids(self, sentences: Iterable[Sentence]) -> list[str]:
        return [self.claim_ids[sentence.number] for sentence in sentences]

    def _figures_by_sentence(self) -> Mapping[int, Sequence[str]]:
        by_sentence: dict[int, list[str]] = {}
        for figure, identifier in zip(self.found.figures, self.figure_ids, strict=True):
            by_sentence.setdefault(figure.sentence.number, []).append(identifier)
        return by_sentence


def _content_id(prefix: str, *content: object) -> str:
    """Return `prefix-` and 16 hex digits of the SHA-256 of a content: the same gives the same id for ever."""
    digest = hashlib.sha256("\x1f".join(map(str, content)).encode())
    return f"{prefix}-{digest.hexdigest()[:16]}"


def _spans(name: str, placed: Iterable[tuple[Sentence, _Span | None]]) -> dict[str, Sequence[int | None]]:
    """Return the columns `name`_start and `name`_end: the raw places of spans of sentences; null where none is."""
    found = [sentence.raw_span(*span) if span else _NOWHERE for sentence, span in placed]
    return {f"{name}_start": [start for start, _ in found], f"{name}_end": [end for _, end in found]}
