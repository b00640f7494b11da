"""The table `attributions`."""

from typing import Any

import polars as pl

from schemas.claims import QUOTATIONS, SOURCE_KINDS
from schemas.fields import CLAIM_ID, DOC_ID, NOT_BLANK, Table, column, implies, must_hold, together

ATTRIBUTION_ID = "^att-[0-9a-f]{16}$"
RESOLUTIONS = {
    "name": "the words name the source in full",
    "surname": "the words are a part of a name, completed by the article or the lexicon",
    "title": "the words are an office, held by the person whom the article calls so",
    "pronoun": "the words are a pronoun, or stand for people last named",
    "relative": "the words are who, which or that, after the words that name the source",
    "noun": "the words describe the source, and nothing names it more fully",
    "label": "the label of a turn in a transcript",
    "continued": "no words here: a quotation goes on, and the source stands in another sentence",
}


class Attributions(Table):
    """Who is given as a source of what, nested and several sources too; one row a source in a claim."""

    attribution_id: str = column(
        "Identity of the attribution, made of the claim and its places: att- and 16 hexadecimal digits.",
        pattern=ATTRIBUTION_ID,
    )
    doc_id: str = column("The article.", pattern=DOC_ID, references="documents.doc_id")
    claim_id: str = column("The claim that it stands in.", pattern=CLAIM_ID, references="claims.claim_id")
    source_start: pl.Int32 = column(
        "Where the words for the source start in the raw text; null where a label speaks, and in items of a list whose "
        "opening line names the source.",
        unit="character",
        low=0,
        nullable=True,
    )
    source_end: pl.Int32 = column("Where they end, exclusive.", unit="character", nullable=True)
    cue_start: pl.Int32 = column(
        "Where the attributing words start in the raw text; null where a quotation goes on without any, and where a "
        "credit stands without a verb.",
        unit="character",
        low=0,
        nullable=True,
    )
    cue_end: pl.Int32 = column("Where they end, exclusive.", unit="character", nullable=True)
    content_start: pl.Int32 = column("Where the reported words start in the raw text.", unit="character", low=0)
    content_end: pl.Int32 = column(
        "Where they end, exclusive; source and cue may stand between their two parts.", unit="character"
    )
    source_kind: str = column("Who is the source.", enum={k: v for k, v in SOURCE_KINDS.items() if k != "author"})
    source_name: str = column(
        "The source by its fullest name in the article, or in the article's words.", pattern=NOT_BLANK
    )
    quotation: str = column(
        "How the source's words are given.", enum={k: v for k, v in QUOTATIONS.items() if k != "none"}
    )
    resolved_by: str = column("How the source's name was found.", enum=RESOLUTIONS)

    class Config:
        """Primary key."""

        unique = ("attribution_id",)

    @must_hold
    def spans_ascend(cls: Any) -> pl.Expr:
        """Every span holds something."""
        starts_ends = (("source_start", "source_end"), ("cue_start", "cue_end"), ("content_start", "content_end"))
        return pl.all_horizontal((pl.col(start) < pl.col(end)).fill_null(True) for start, end in starts_ends)

    @must_hold
    def places_whole(cls: Any) -> pl.Expr:
        """A start has an end, and an end a start."""
        return together("source_start", "source_end") & together("cue_start", "cue_end")

    @must_hold
    def continued_without_cue(cls: Any) -> pl.Expr:
        """Where a quotation goes on, nothing here attributes it."""
        return implies(pl.col("resolved_by") == "continued", pl.col("cue_start").is_null())
