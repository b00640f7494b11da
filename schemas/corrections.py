"""The table `corrections`, which only releases have."""

import polars as pl

from schemas.fields import NOT_BLANK, SNAKE_CASE, Table, column


class Corrections(Table):
    """The values that a maintainer corrected by hand; one row a value. The corrected row names its columns too."""

    correction_no: pl.Int32 = column("Place of the correction in the list, from 1.", low=1)
    table_name: str = column("The table that the row stands in.", pattern=SNAKE_CASE)
    key: str = column("The row's primary key, as a JSON object.", pattern=r"^\{")
    column_name: str = column("The column that was corrected.", pattern=SNAKE_CASE)
    was: str = column("The value before, as text; null where it was null.", nullable=True)
    became: str = column("The value now, as text; null where it is null.", nullable=True)
    reason: str = column("Why it was corrected.", pattern=NOT_BLANK)

    class Config:
        """Primary key."""

        unique = ("correction_no",)
