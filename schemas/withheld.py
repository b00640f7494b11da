"""The table `withheld`, which only releases have."""

from schemas.fields import DOC_ID, NOT_BLANK, Table, column

CAUSES = {
    "request": "a maintainer was asked to take the article down",
    "reprint": "the article repeats one that was taken down",
}


class Withheld(Table):
    """The articles that were taken down: no row of them is in any other table; one row an article."""

    doc_id: str = column("Identity of the article, as it was in earlier releases.", pattern=DOC_ID)
    cause: str = column("Why it is withheld.", enum=CAUSES)
    note: str = column("What the maintainer says of it.", pattern=NOT_BLANK, nullable=True)

    class Config:
        """Primary key."""

        unique = ("doc_id",)
