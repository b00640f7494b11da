"""What extraction finds. Offsets are those of `sentence.text` unless a docstring says raw.

The meaning of every field stands once, in `schemas/`; these classes only carry it.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flows.cleaning.paragraphs import Paragraph


class Sentence(NamedTuple):
    """A sentence of a body paragraph: `[start, end)` of `paragraph.text`; `number` counts from 1 over the article."""

    number: int
    paragraph: Paragraph
    start: int
    end: int
    text: str

    def raw_span(self, start: int = 0, end: int | None = None) -> tuple[int, int]:
        """Return the raw `[start, end)` of a span of this sentence; by default of the whole."""
        stop = len(self.text) if end is None else end
        return self.paragraph.raw_span(self.start + start, self.start + stop)


class Mention(NamedTuple):
    """A name in a sentence. `kind`: country, person, organization, place or treaty.

    `name` is the full name in this article or in the lexicon ("Ken Jimbo" for "Jimbo", "Japan" for "Tokyo");
    `code` the ISO 3166 alpha-2 of a country, of its government, capital, armed forces or people.
    """

    sentence: Sentence
    start: int
    end: int
    text: str
    kind: str
    name: str
    code: str | None = None


Span = tuple[int, int]


class Attribution(NamedTuple):
    """One source of what a claim says; `cue` and `content` are spans of the claim's sentence.

    `source` is a span of `source_sentence`, the claim's own or the one that a running quotation takes its speaker from.
    """

    source_sentence: Sentence
    source: Span | None
    cue: Span | None
    content: Span
    source_kind: str
    source_name: str
    quotation: str
    resolved_by: str


class Claim(NamedTuple):
    """A sentence that asserts something, with who asserts it. `cue_start` is the offset of `cue`.

    `attributions` are all of the sentence, nested ones too; the first is the claim's own where it has a source.
    """

    sentence: Sentence
    claim_type: str
    source_kind: str
    source_name: str | None
    cue: str | None
    cue_start: int | None
    quotation: str
    hedged: bool
    hedge_cue: str | None
    negated: bool
    causal: bool
    comparative: bool
    conditional: bool
    vague: bool
    topics: tuple[str, ...]
    countries: tuple[str, ...]
    checkworthiness: float
    confidence: float
    attributions: tuple[Attribution, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """An expression of quantity, as its text alone shows it.

    `[start, end)` holds modifier, number and unit, `[number_start, number_end)` the number alone. `[first, last)` are
    its tokens; `attributive`: it stands before a noun that it describes ("four-year", "$2-billion").
    `equivalent_of` is the position of the quantity that states the same amount, in the list that this one is in.
    """

    start: int
    end: int
    text: str
    number_start: int
    number_end: int
    value: float
    value_high: float | None
    kind: str
    unit: str | None
    comparator: str | None
    per: str | None
    of: str | None
    statistic: str | None
    trend: str | None
    role: str
    normalized_value: float | None
    normalized_unit: str | None
    first: int
    last: int
    attributive: bool
    equivalent_of: int | None


@dataclass(frozen=True, slots=True)
class Figure(Quantity):
    """A quantity in its sentence: what it measures, whose it is and when it holds; `equivalent_of` counts figures."""

    sentence: Sentence
    measure: str | None
    entity: str | None
    time: str | None


@dataclass(frozen=True, slots=True)
class Reference:
    """A footnote or endnote, at its raw offsets."""

    number: int | None
    start: int
    end: int
    text: str
    authors: str | None = None
    title: str | None = None
    year: int | None = None
    accessed: date | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What an article says of itself; `published` is the first day of a month or year where no more is known."""

    title: str | None
    subtitle: str | None
    section: str | None
    issue: str | None
    authors: tuple[str, ...]
    author_affiliation: str | None
    author_bio: str | None
    publisher: str | None
    site: str | None
    url: str | None
    published: date | None
    published_precision: str | None
    published_basis: str | None
    mentions_until: int | None
    language: str
