"""The views beside the tables: questions that many ask, under a name, in every catalog and in `alliance query`."""

from dataclasses import dataclass

_ORIGINALS = "doc_id NOT IN (SELECT doc_id FROM documents WHERE duplicate_of IS NOT NULL)"


@dataclass(frozen=True, slots=True)
class View:
    """Some rows of a table, with all its columns: those for which `where` holds."""

    name: str
    table: str
    where: str
    description: str

    @property
    def sql(self) -> str:
        """Return the query behind the view."""
        return f"SELECT * FROM {self.table} WHERE {self.where}"


VIEWS = tuple(
    View(
        f"unique_{table}",
        table,
        _ORIGINALS,
        f"The {table} of articles that repeat no other one: what several sites carried stands here once.",
    )
    for table in ("claims", "figures")
)
