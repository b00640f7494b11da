"""The table `documents`."""

from typing import Annotated, Any

import polars as pl

from schemas.fields import (
    DOC_ID,
    NOT_BLANK,
    SHA256,
    WEB_ADDRESS,
    Table,
    column,
    each_matches,
    implies,
    must_hold,
    together,
)

FORMATS = {
    "text": "plain text, the markup already gone",
    "html": "a web page",
    "markdown": "Markdown, with or without YAML front matter",
    "jsonl": "a record of a JSON Lines file",
    "warc": "a response in a web archive",
}
PRECISIONS = {
    "day": "the day is known",
    "month": "the month is known; the date is its first day",
    "year": "the year is known; the date is its first day",
}
BASES = {
    "stated": "the article prints it",
    "sidecar": "the scraper or the page's markup recorded it",
}
RIGHTS = {
    "all-rights-reserved": "no permission is known: releases quote briefly and never carry the full text",
    "open": "public domain or an open licence: releases carry the text under `license`",
}


class Documents(Table):
    """The articles: a row an article, with what it says of itself, where it came from and how much was found in it."""

    doc_id: str = column(
        "Identity of the article: the first 16 hexadecimal digits of the SHA-256 of its raw bytes.", pattern=DOC_ID
    )
    source_path: str = column("Where the raw item lies, under the raw folder.", pattern=NOT_BLANK)
    record: str = column(
        "Which record of a container file the article is; null where the file is the article.",
        pattern=NOT_BLANK,
        nullable=True,
    )
    format: str = column("Format of the raw item.", enum=FORMATS)
    encoding: str = column(
        "Encoding that the bytes were decoded from, by its Python name; utf-8-sig is UTF-8 with a byte order mark.",
        pattern="^[A-Za-z0-9_.-]+$",
    )
    raw_sha256: str = column("SHA-256 of the raw bytes, hexadecimal.", pattern=SHA256)
    raw_bytes: pl.Int64 = column("Size of the raw item.", unit="byte", low=1)
    url: str = column("Address the article was published at.", pattern=WEB_ADDRESS, nullable=True)
    site: str = column("Host name of the site that published it, without www.", pattern=r"^[^\s/]+$", nullable=True)
    publisher: str = column(
        "Body or site that published it, only where the text or the sidecar shows it.",
        pattern=NOT_BLANK,
        nullable=True,
    )
    title: str = column("Title of the article.", pattern=NOT_BLANK, nullable=True)
    subtitle: str = column("Subtitle or standfirst.", pattern=NOT_BLANK, nullable=True)
    section: str = column("Kicker, section or series.", pattern=NOT_BLANK, nullable=True)
    issue: str = column("Issue of the periodical, such as No. 1.", pattern=NOT_BLANK, nullable=True)
    authors: Annotated[pl.List, pl.String()] = column("Names of the authors, in the order printed; may be empty.")
    author_affiliation: str = column(
        "Body the authors belong to, from byline or biography.", pattern=NOT_BLANK, nullable=True
    )
    author_bio: str = column("What the article says about its authors.", pattern=NOT_BLANK, nullable=True)
    published: pl.Date = column(
        "Date of publication, never guessed; the first day where only month or year is known.", nullable=True
    )
    published_precision: str = column("How much of `published` is known.", enum=PRECISIONS, nullable=True)
    published_basis: str = column("Where `published` comes from.", enum=BASES, nullable=True)
    mentions_until: pl.Int32 = column(
        "Latest year that body or biography mentions as past or present: a lower bound for the date.",
        unit="year",
        low=1000,
        high=9999,
        nullable=True,
    )
    language: str = column(
        "Language of the article, ISO 639-1; und where it has too few words to tell.",
        pattern="^([a-z]{2}|und)$",
    )
    n_chars: pl.Int32 = column("Length of the clean text.", unit="character", low=0)
    n_words: pl.Int32 = column("Words of the clean text.", unit="word", low=0)
    n_sentences: pl.Int32 = column("Sentences of the body, those that claim nothing included.", unit="sentence", low=0)
    n_claims: pl.Int32 = column("Rows of `claims` of this article.", unit="claim", low=0)
    n_figures: pl.Int32 = column("Rows of `figures` of this article.", unit="figure", low=0)
    truncated: bool = column("Whether the article breaks off: its end was cut, or stands behind a paywall.")
    duplicate_of: str = column(
        "The article that this one repeats in other bytes (a reprint); null for the first.",
        pattern=DOC_ID,
        references="documents.doc_id",
        nullable=True,
    )
    rights: str = column("What may be done with the article's text.", enum=RIGHTS)
    license: str = column("Licence of an open article, by name.", pattern=NOT_BLANK, nullable=True)
    text: str = column(
        "Clean text: body and headings, paragraphs apart by a blank line; null in a release where rights forbid it.",
        nullable=True,
    )

    class Config:
        """Primary key."""

        unique = ("doc_id",)

    @must_hold
    def doc_id_from_bytes(cls: Any) -> pl.Expr:
        """`doc_id` is the start of `raw_sha256`."""
        return pl.col("raw_sha256").str.starts_with(pl.col("doc_id"))

    @must_hold
    def authors_named(cls: Any) -> pl.Expr:
        """No author's name is blank."""
        return each_matches("authors", NOT_BLANK)

    @must_hold
    def published_explained(cls: Any) -> pl.Expr:
        """`published`, its precision and its basis are there together or not at all."""
        return together("published", "published_precision", "published_basis")

    @must_hold
    def published_on_first_day(cls: Any) -> pl.Expr:
        """A date of which only the month or the year is known is the first day of it."""
        published, precision = pl.col("published"), pl.col("published_precision")
        first_of_month = implies(precision == "month", published.dt.day() == 1)
        return first_of_month & implies(precision == "year", published.dt.ordinal_day() == 1)

    @must_hold
    def claims_are_sentences(cls: Any) -> pl.Expr:
        """There are no more claims than sentences."""
        return pl.col("n_claims") <= pl.col("n_sentences")

    @must_hold
    def not_its_own_duplicate(cls: Any) -> pl.Expr:
        """An article does not repeat itself."""
        return pl.col("duplicate_of") != pl.col("doc_id")

    @must_hold
    def open_has_license(cls: Any) -> pl.Expr:
        """An open article names its licence."""
        return implies(pl.col("rights") == "open", pl.col("license").is_not_null())

    @must_hold
    def n_chars_of_text(cls: Any) -> pl.Expr:
        """`n_chars` is the length of `text`, where that is there."""
        return pl.col("text").str.len_chars() == pl.col("n_chars")
