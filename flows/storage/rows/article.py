"""What one article yields → rows of the tables. Gives every span its raw offsets, its proved text and its id."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Any

from flows.article import Extracted
from flows.cleaning.blocks import Block
from flows.extraction.records import Attribution, Claim, Figure, Mention, Metadata, Reference, Sentence
from flows.reading.article import Article
from flows.storage.raw.rights import Source, rights_of
from flows.storage.rows.evidence import Evidence
from flows.storage.rows.ids import attribution_id, claim_id, figure_id

Row = dict[str, Any]
Rows = dict[str, list[Row]]


def rows_of_article(article: Article, found: Extracted, sources: tuple[Source, ...]) -> Rows:
    """Return the rows of one article by table, each list in order of position."""
    builder = _Rows(article, found)
    return {
        "documents": [builder.document(sources)],
        "blocks": list(builder.blocks()),
        "claims": [builder.claim(claim) for claim in found.claims],
        "attributions": [
            builder.attribution(claim, attribution) for claim in found.claims for attribution in claim.attributions
        ],
        "figures": [builder.figure(figure, own_id) for figure, own_id in builder.figures_with_ids()],
        "mentions": [builder.mention(mention) for mention in found.mentions],
        "references": [builder.reference(number, note) for number, note in enumerate(found.references, 1)],
    }


def _copier(record: Any, *without: str) -> Callable[[Any], Row]:
    """Return a function that copies the fields of a record, a dataclass or named tuple, but for some, into a row."""
    names = tuple(name for name in record.__match_args__ if name not in without)
    values = attrgetter(*names)
    return lambda one: dict(zip(names, values(one), strict=True))


_of_block = _copier(Block)
_of_metadata = _copier(Metadata)
_of_claim = _copier(Claim, "sentence", "cue_start", "attributions")
_of_attribution = _copier(Attribution, "source", "source_sentence", "cue", "content")
_of_figure = _copier(Figure, "sentence", "equivalent_of", "first", "last", "attributive")
_of_reference = _copier(Reference)


class _Rows:
    """One article with what its rows need to point at each other."""

    def __init__(self, article: Article, found: Extracted) -> None:
        self.article = article
        self.found = found
        self.doc_id = article.doc_id
        self.evidence = Evidence(article.text, found.blocks)
        self.claim_ids = {c.sentence.number: claim_id(self.doc_id, *c.sentence.raw_span()) for c in found.claims}
        self.figure_ids = [
            figure_id(self.doc_id, *figure.sentence.raw_span(figure.start, figure.end)) for figure in found.figures
        ]
        self.figures_of_sentence: Mapping[int, list[str]] = self._figures_by_sentence()

    def figures_with_ids(self) -> Iterator[tuple[Figure, str]]:
        return zip(self.found.figures, self.figure_ids, strict=True)

    def _figures_by_sentence(self) -> Mapping[int, list[str]]:
        by_sentence: dict[int, list[str]] = defaultdict(list)
        for figure, identifier in self.figures_with_ids():
            by_sentence[figure.sentence.number].append(identifier)
        return by_sentence

    def place(self, sentence: Sentence, start: int = 0, end: int | None = None) -> Row:
        """Return doc_id, raw start and end, and the text that they prove."""
        raw_start, raw_end = sentence.raw_span(start, end)
        text = self.evidence.text(raw_start, raw_end)
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
            **_of_metadata(metadata),
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

    def blocks(self) -> Iterator[Row]:
        for number, block in enumerate(self.found.blocks, 1):
            yield {"doc_id": self.doc_id, "block_no": number, **_of_block(block)}

    def claim(self, claim: Claim) -> Row:
        sentence = claim.sentence
        cue_start = None if claim.cue_start is None else sentence.raw_span(claim.cue_start, claim.cue_start + 1)[0]
        return {
            **_of_claim(claim),
            **self.place(sentence),
            "claim_id": self.claim_ids[sentence.number],
            "paragraph_no": sentence.paragraph.number,
            "sentence_no": sentence.number,
            "cue_start": cue_start,
            "figure_ids": self.figures_of_sentence.get(sentence.number, []),
        }

    def attribution(self, claim: Claim, attribution: Attribution) -> Row:
        """Return the row of one source; it stands in the claim's sentence, or where a quotation has its speaker."""
        sentence, claim_id = claim.sentence, self.claim_ids[claim.sentence.number]
        source, cue = attribution.source, attribution.cue
        source_start, source_end = attribution.source_sentence.raw_span(*source) if source else (None, None)
        cue_start, cue_end = sentence.raw_span(*cue) if cue else (None, None)
        content_start, content_end = sentence.raw_span(*attribution.content)
        return {
            "attribution_id": attribution_id(claim_id, cue_start, content_start, content_end),
            "doc_id": self.doc_id,
            "claim_id": claim_id,
            "source_start": source_start,
            "source_end": source_end,
            "cue_start": cue_start,
            "cue_end": cue_end,
            "content_start": content_start,
            "content_end": content_end,
            **_of_attribution(attribution),
        }

    def figure(self, figure: Figure, own_id: str) -> Row:
        sentence = figure.sentence
        number_start, number_end = sentence.raw_span(figure.number_start, figure.number_end)
        linked = figure.equivalent_of
        return {
            **_of_figure(figure),
            **self.place(sentence, figure.start, figure.end),
            "figure_id": own_id,
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
        text = self.evidence.text(reference.start, reference.end)
        number = reference.number or position
        return {"doc_id": self.doc_id, **_of_reference(reference), "text": text, "number": number}
