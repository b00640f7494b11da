"""What the pages and descriptors of a release tell of it, gathered once."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.publishing.parquet import TableFile
from flows.settings import QuotationCaps

PACKAGE_NAME = "alliance-commentary"
KEYWORDS = ("US–Japan alliance", "claim extraction", "quantity extraction", "attribution", "text cleaning")
LICENSE = "CC-BY-4.0"
LICENSE_URL = "https://creativecommons.org/licenses/by/4.0/"
ABSTRACT = (
    "Who claims what, with which figures, in articles on the US–Japan alliance: every claim with its type and source, "
    "every figure with its unit and what it measures, each with its place in the article."
)


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What a release carries of one source. `words`: quoted in claims, together and the most of an article."""

    name: str
    rights: str
    license: str | None
    basis: str | None
    contact: str | None
    profile: str | None
    articles: int
    with_text: int
    words: int
    most_words: int


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """A release as its pages tell of it.

    `date`: ISO 8601, None where it is not known; `accuracy`: set of labels → measure → score; `previous`: the version
    of the release before; `accepted`: gates that did not hold and that the maintainer let pass.
    """

    version: str
    date: str | None
    previous: str | None
    tables: tuple[TableFile, ...]
    sources: tuple[SourceFacts, ...]
    caps: QuotationCaps
    accuracy: Mapping[str, Mapping[str, float]]
    accepted: tuple[str, ...] = ()

    def rows(self, table: str) -> int:
        """Return the number of a table's rows."""
        return next(file.rows for file in self.tables if file.table == table)
