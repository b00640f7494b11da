"""The table `mentions`."""

from typing import Any

import polars as pl

from schemas.fields import COUNTRY, DOC_ID, NOT_BLANK, Table, column, implies, must_hold, spans_text

KINDS = {
    "country": "a country, its government, capital, armed forces or people",
    "person": "a person",
    "organization": "a body, party, company or alliance",
    "place": "a place that is no country: a base, city, island or sea",
    "treaty": "a treaty, agreement or law",
}


class Mentions(Table):
    """The names that the body mentions; one row an occurrence."""

    doc_id: str = column("The article.", pattern=DOC_ID, references="documents.doc_id")
    start: pl.Int32 = column("Where the name starts in the raw text.", unit="character", low=0)
    end: pl.Int32 = column("Where the name ends in the raw text, exclusive.", unit="character")
    text: str = column("The name as the raw text has it.", pattern=NOT_BLANK)
    kind: str = column("What is named.", enum=KINDS)
    name: str = column(
        "The full name, in the article or the lexicon: Ken Jimbo for Jimbo, North Korea for DPRK. A capital "
        "keeps its own.",
        pattern=NOT_BLANK,
    )
    code: str = column(
        "ISO 3166-1 alpha-2 code of a country, also by its capital or its people, and of the country whose body or "
        "government an organization is; null for people, places and treaties.",
        pattern=COUNTRY,
        nullable=True,
    )

    class Config:
        """Primary key."""

        unique = ("doc_id", "start", "end")

    start_before_end = spans_text()

    @must_hold
    def country_coded(cls: Any) -> pl.Expr:
        """A country has a code, an organization may have one; people, places and treaties have none."""
        kind, coded = pl.col("kind"), pl.col("code").is_not_null()
        return implies(kind == "country", coded) & implies(kind.is_in(["person", "place", "treaty"]), ~coded)
