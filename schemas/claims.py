"""The table `claims`."""

from typing import Annotated, Any

import polars as pl

from schemas.fields import (
    CLAIM_ID,
    COUNTRY,
    DOC_ID,
    FIGURE_ID,
    NOT_BLANK,
    SNAKE_CASE,
    Table,
    column,
    each_matches,
    implies,
    must_hold,
    no_repeats,
    spans_text,
    together,
)

CLAIM_TYPES = {
    "policy": "someone should, must or is asked to do something",
    "prediction": "what will, is likely to or would happen after the time of writing",
    "value": "a judgement that no evidence could settle",
    "fact": "any other statement that evidence could in principle settle",
}
SOURCE_KINDS = {
    "author": "the article's own voice: nobody else is named as source",
    "person": "one person, named or not",
    "organization": "a body, report, poll, document or treaty",
    "government": "a state, states, an administration, ministry or armed force, or a capital standing for one",
    "group": "several unnamed people: policymakers, analysts, supporters",
}
QUOTATIONS = {
    "direct": "the content is in quotation marks",
    "mixed": "reported, with a quoted part of three words or more",
    "indirect": "reported, no such quoted part",
    "none": "the author's own voice",
}


class Claims(Table):
    """The sentences that assert something, with the kind of assertion and who makes it; one row a claim."""

    claim_id: str = column(
        "Identity of the claim, made of the article and its place in it: clm- and 16 hexadecimal digits.",
        pattern=CLAIM_ID,
    )
    doc_id: str = column("The article.", pattern=DOC_ID, references="documents.doc_id")
    paragraph_no: pl.Int32 = column("Paragraph of the clean text, from 1.", low=1)
    sentence_no: pl.Int32 = column("Sentence of the body, from 1.", low=1)
    start: pl.Int32 = column("Where the sentence starts in the raw text.", unit="character", low=0)
    end: pl.Int32 = column("Where the sentence ends in the raw text, exclusive.", unit="character")
    text: str = column(
        "The sentence as the raw text has it; null in a release beyond what rights allow to quote.",
        pattern=NOT_BLANK,
        nullable=True,
    )
    claim_type: str = column(
        "Kind of assertion, decided by the main clause of what is asserted; the first that fits, in the order given.",
        enum=CLAIM_TYPES,
    )
    source_kind: str = column("Who asserts it.", enum=SOURCE_KINDS)
    source_name: str = column(
        "The source by its fullest name in the article, or in the article's words; null for the author.",
        pattern=NOT_BLANK,
        nullable=True,
    )
    cue: str = column(
        "The attributing words, literally in the sentence; null where a quotation goes on without one.",
        pattern=NOT_BLANK,
        nullable=True,
    )
    cue_start: pl.Int32 = column("Where the cue starts in the raw text.", unit="character", low=0, nullable=True)
    quotation: str = column("How the source's words are given.", enum=QUOTATIONS)
    hedged: bool = column("The main clause is weakened: may, could, perhaps, seems, reportedly.")
    hedge_cue: str = column("The word that hedges.", pattern=NOT_BLANK, nullable=True)
    negated: bool = column("The main clause is negated in so many words: not, never, no, neither.")
    causal: bool = column("The claim says that one thing causes, prevents or explains another.")
    comparative: bool = column("The claim compares things, amounts or times.")
    conditional: bool = column("The claim holds under a condition: if, unless, provided that.")
    vague: bool = column("Who or how many is left open: some, many, is said to be, is widely seen as.")
    topics: Annotated[pl.List, pl.String()] = column(
        "Topics of alliance politics that the claim touches, by their names in the lexicon; may be empty."
    )
    countries: Annotated[pl.List, pl.String()] = column(
        "Countries that the claim mentions, ISO 3166-1 alpha-2; may be empty."
    )
    figure_ids: Annotated[pl.List, pl.String()] = column(
        "The figures that stand in the claim, in their order; may be empty.", references="figures.figure_id"
    )
    checkworthiness: float = column("How much a fact-checker would gain from checking it, from 0 to 1.", low=0, high=1)
    confidence: float = column("How sure type and source are, from 0 to 1.", low=0, high=1)

    class Config:
        """Primary key."""

        unique = ("claim_id",)

    start_before_end = spans_text()

    @must_hold
    def author_unnamed(cls: Any) -> pl.Expr:
        """A source is named exactly where it is not the author."""
        return (pl.col("source_kind") == "author") == pl.col("source_name").is_null()

    @must_hold
    def author_without_cue(cls: Any) -> pl.Expr:
        """The author's own voice needs no cue."""
        return implies(pl.col("source_kind") == "author", pl.col("cue").is_null())

    @must_hold
    def author_unquoted(cls: Any) -> pl.Expr:
        """`quotation` is none exactly where the author speaks."""
        return (pl.col("source_kind") == "author") == (pl.col("quotation") == "none")

    @must_hold
    def cue_has_place(cls: Any) -> pl.Expr:
        """A cue has a place, and a place a cue."""
        return together("cue", "cue_start")

    @must_hold
    def cue_in_sentence(cls: Any) -> pl.Expr:
        """The cue starts inside the sentence."""
        return pl.col("cue_start").is_between(pl.col("start"), pl.col("end"), closed="left")

    @must_hold
    def hedge_is_hedged(cls: Any) -> pl.Expr:
        """A hedging word is given exactly where the claim is hedged."""
        return pl.col("hedge_cue").is_not_null() == pl.col("hedged")

    @must_hold
    def topics_named(cls: Any) -> pl.Expr:
        """Topics are names in snake case, each once."""
        return each_matches("topics", SNAKE_CASE) & no_repeats("topics")

    @must_hold
    def countries_coded(cls: Any) -> pl.Expr:
        """Countries are ISO 3166-1 alpha-2 codes, each once."""
        return each_matches("countries", COUNTRY) & no_repeats("countries")

    @must_hold
    def figure_ids_formed(cls: Any) -> pl.Expr:
        """Figure ids are well formed, each once."""
        return each_matches("figure_ids", FIGURE_ID) & no_repeats("figure_ids")
