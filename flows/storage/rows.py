"""What one article yields → rows of the tables. Gives every span its raw offsets, its proved text and its id."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from flows.article import Extracted
from flows.extraction.records import Claim, Figure, Mention, Reference, Sentence
from flows.reading.article import Article
from flows.storage.evidence import evidence
from flows.storage.ids import claim_id, figure_id
from flows.storage.rights import Source, rights_of

# What a figure says of itself; its tokens and the sentence stay behind.
_FIGURE_COLUMNS = sorted({field.name for field in fields(Figure)} - {"sentence", "first", "last", "attributive"})

Row = dict[str, Any]
Rows = dict[str, list[Row]]


def rows_of_article(article: Article, found: Extracted, sources: tuple[Source, ...]) -> Rows:
    """Return the rows of one article by table, each list in order of position."""
    builder = _Rows(article, found)
    return {
        "documents": [builder.document(sources)],
        "blocks": list(builder.blocks()),
        "claims": [builder.claim(claim) for claim in found.claims],
        "figures": [builder.figure(figure) for figure in found.figures],
        "mentions": [builder.mention(mention) for mention in found.mentions],
        "references": [builder.reference(number, note) for number, note in enumerate(found.references, 1)],
    }


class _Rows:
    """One article with what its rows need to point at each other."""

    def __init__(self, article: Article, found: Extracted) -> None:
        self.article = article
        self.found = found
        self.doc_id = article.doc_id
        self.claim_ids = {c.sentence.number: claim_id(self.doc_id, *c.sentence.raw_span()) for c in found.claims}
        self.figure_ids = [
            figure_id(self.doc_id, *figure.sentence.raw_span(figure.start, figure.end)) for figure in found.figures
        ]
        self.figures_of_sentence: Mapping[int, list[str]] = self._figures_by_sentence()

    def _figures_by_sentence(self) -> Mapping[int, list[str]]:
        by_sentence: dict[int, list[str]] = defaultdict(list)
        for figure, identifier in zip(self.found.figures, self.figure_ids, strict=True):
            by_sentence[figure.sentence.number].append(identifier)
        return by_sentence

    def place(self, sentence: Sentence, start: int = 0, end: int | None = None) -> Row:
        """Return doc_id, raw start and end, and the text that they prove."""
        raw_start, raw_end = sentence.raw_span(start, end)
        text = evidence(self.article.text, self.found.blocks, raw_start, raw_end)
        return {"doc_id": self.doc_id, "start": raw_start, "end": raw_end, "text": text}

    def document(self, sources: tuple[Source, ...]) -> Row:
        article, metadata = self.article, self.found.metadata
        rights, license_name = article.sidecar.rights, article.sidecar.license
        if rights is None:
            covered = rights_of(sources, article.source_path, metadata.publisher, metadata.site)
            rights, license_name = covered[0], license_name or covered[1]
        text = "\n\n".join(paragraph.text for paragraph in self.found.paragraphs)
        return {
            **{name: getattr(article, name) for name in ("doc_id", "source_path", "record", "format", "encoding")},
            "raw_sha256": article.raw_sha256,
            "raw_bytes": article.raw_bytes,
            **{name: getattr(metadata, name) for name in metadata.__slots__},
            "n_chars": len(text),
            "n_words": len(text.split()),
            "n_sentences": len(self.found.sentences),
            "n_claims": len(self.found.claims),
            "n_figures": len(self.found.figures),
            "duplicate_of": None,
            "rights": rights,
            "license": license_name,
            "text": text or None,
        }

    def blocks(self) -> Iterator[Row]:
        for number, block in enumerate(self.found.blocks, 1):
            yield {"doc_id": self.doc_id, "block_no": number, **{k: getattr(block, k) for k in block.__slots__}}

    def claim(self, claim: Claim) -> Row:
        sentence = claim.sentence
        copied = {name: getattr(claim, name) for name in claim.__slots__ if name not in ("sentence", "cue_start")}
        cue_start = None if claim.cue_start is None else sentence.raw_span(claim.cue_start, claim.cue_start + 1)[0]
        return {
            **copied,
            **self.place(sentence),
            "claim_id": self.claim_ids[sentence.number],
            "paragraph_no": sentence.paragraph.number,
            "sentence_no": sentence.number,
            "cue_start": cue_start,
            "figure_ids": self.figures_of_sentence.get(sentence.number, []),
        }

    def figure(self, figure: Figure) -> Row:
        sentence = figure.sentence
        raw_start, raw_end = sentence.raw_span(figure.start, figure.end)
        number_start, number_end = sentence.raw_span(figure.number_start, figure.number_end)
        linked = figure.equivalent_of
        return {
            **{name: getattr(figure, name) for name in _FIGURE_COLUMNS},
            **self.place(sentence, figure.start, figure.end),
            "figure_id": figure_id(self.doc_id, raw_start, raw_end),
            "claim_id": self.claim_ids.get(sentence.number),
            "sentence_no": sentence.number,
            "number_start": number_start,
            "number_end": number_end,
            "equivalent_of": None if linked is None else self.figure_ids[linked],
        }

    def mention(self, mention: Mention) -> Row:
        place = self.place(mention.sentence, mention.start, mention.end)
        return {**place, "kind": mention.kind, "name": mention.name, "code": mention.code}

    def reference(self, position: int, reference: Reference) -> Row:
        """Return the row of a note; one that prints no number of its own has its place among the notes."""
        text = evidence(self.article.text, self.found.blocks, reference.start, reference.end)
        copied = {name: getattr(reference, name) for name in reference.__slots__}
        return {"doc_id": self.doc_id, **copied, "text": text, "number": reference.number or position}
