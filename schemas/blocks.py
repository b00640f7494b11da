"""The table `blocks`. The list of labels is `flows.cleaning.blocks.LABELS`; what each means stands here."""

from typing import Any

import polars as pl

from flows.cleaning.blocks import LABELS
from schemas.fields import DOC_ID, NOT_BLANK, Table, column, implies, must_hold, spans_text

_MEANINGS = {
    "title": "title of the article, repeats of it included",
    "subtitle": "subtitle or standfirst",
    "kicker": "section or series above the title",
    "byline": "who wrote it",
    "date": "when it was published, or in which issue",
    "body": "running text of the article",
    "heading": "section heading of the article",
    "note": "footnote or endnote; parsed into `references`",
    "author_bio": "who the author is",
    "credit": "picture credit",
    "caption": "picture caption",
    "pull_quote": "a sentence of the body lifted out and set again",
    "navigation": "site menus, tags and footers",
    "related": "links to other pieces",
    "events": "event calendars",
    "promo": "advertising, newsletter and job-board lines",
    "share": "share buttons and social links",
    "tools": "print, PDF and font buttons",
    "legal": "copyright, cookie and terms lines",
}


class Blocks(Table):
    """The runs of text that a raw article sets apart: every non-blank character is in exactly one, with one label."""

    doc_id: str = column("The article.", pattern=DOC_ID, references="documents.doc_id")
    block_no: pl.Int32 = column("Place of the block in the article, from 1.", low=1)
    start: pl.Int32 = column("Where the block starts in the raw text.", unit="character", low=0)
    end: pl.Int32 = column("Where the block ends in the raw text, exclusive.", unit="character")
    label: str = column("What the block is.", enum={label: _MEANINGS[label] for label in LABELS})
    continues: bool = column(
        "A page or column break cut this body block off from the body block before it; the clean text joins them."
    )
    rule: str = column("The rule or signal that decided the label, in words.", pattern=NOT_BLANK)
    confidence: float = column("How sure the label is, from 0 to 1.", low=0, high=1)

    class Config:
        """Primary key."""

        unique = ("doc_id", "block_no")

    start_before_end = spans_text()

    @must_hold
    def only_body_continues(cls: Any) -> pl.Expr:
        """Only a body block continues another."""
        return implies(pl.col("continues"), pl.col("label") == "body")
