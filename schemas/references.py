"""The table `references`."""

import polars as pl

from schemas.fields import DOC_ID, NOT_BLANK, PRINTED_ADDRESS, Table, column, spans_text


class References(Table):
    """The footnotes and endnotes, parsed as far as they are regular; a row a note that is marked or cites a work."""

    doc_id: str = column("The article.", pattern=DOC_ID, references="documents.doc_id")
    number: pl.Int32 = column(
        "Number of the note: as printed, else its place among the article's notes, from 1.", low=0
    )
    start: pl.Int32 = column("Where the note starts in the raw text.", unit="character", low=0)
    end: pl.Int32 = column("Where the note ends in the raw text, exclusive.", unit="character")
    text: str = column(
        "The note as the raw text has it; null in a release where rights forbid it.", pattern=NOT_BLANK, nullable=True
    )
    authors: str = column("Authors of the work cited, as printed.", pattern=NOT_BLANK, nullable=True)
    title: str = column("Title of the work cited.", pattern=NOT_BLANK, nullable=True)
    year: pl.Int32 = column("Year of the work cited.", unit="year", low=1000, high=9999, nullable=True)
    accessed: pl.Date = column("When the author looked the work up.", nullable=True)
    url: str = column("Web address that the note gives, as printed.", pattern=PRINTED_ADDRESS, nullable=True)

    class Config:
        """Primary key: numbers may start again, places do not."""

        unique = ("doc_id", "start")

    start_before_end = spans_text()
