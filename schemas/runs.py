"""The table `runs`."""

from typing import Annotated, Any

import polars as pl

from schemas.fields import NOT_BLANK, Table, column, must_hold


class Runs(Table):
    """The runs that built the dataset; one row a run."""

    run_id: str = column("Identity of the run.", pattern=r"^\S+$")
    started_at: Annotated[pl.Datetime, "us", "UTC"] = column("When the run started.", unit="UTC")
    seconds: float = column("How long the run took.", unit="second", low=0)
    code_version: str = column("Version of the program.", pattern=NOT_BLANK)
    lexicon_version: str = column("Version of the word lists: a hash of their content.", pattern=NOT_BLANK)
    n_read: pl.Int64 = column("Raw items looked at: articles, and whatever was rejected.", unit="item", low=0)
    n_new: pl.Int64 = column("Articles worked on in this run.", unit="article", low=0)
    n_reused: pl.Int64 = column("Articles taken over from earlier runs.", unit="article", low=0)
    n_rejected: pl.Int64 = column("Rows of `rejects` after this run.", unit="item", low=0)

    class Config:
        """Primary key."""

        unique = ("run_id",)

    @must_hold
    def seconds_finite(cls: Any) -> pl.Expr:
        """The time taken is a finite number."""
        return pl.col("seconds").is_finite()

    @must_hold
    def counts_add_up(cls: Any) -> pl.Expr:
        """Every item read is new, reused or rejected."""
        return pl.col("n_read") == pl.col("n_new") + pl.col("n_reused") + pl.col("n_rejected")
