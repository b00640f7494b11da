"""Site profiles: which site an article comes from, and the lines that this site prints around every article.

The profiles are words in `lexicon/sites.toml`. Nothing here looks at other articles.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from flows.lexicon import load


@dataclass(frozen=True, slots=True)
class Site:
    """A profile. `openings` holds (how a line begins, the label such a line has), in lower case."""

    key: str
    name: str
    domains: tuple[str, ...]
    marks: tuple[str, ...]
    openings: tuple[tuple[str, str], ...]

    def label_of(self, line: str) -> str | None:
        """Return the label of a line in lower case, if this site is known to print it."""
        return next((label for opening, label in self.openings if line.startswith(opening)), None)


@cache
def sites() -> tuple[Site, ...]:
    """Return every profile of the lexicon."""
    return tuple(
        Site(
            key,
            entry["name"],
            tuple(entry["domains"]),
            tuple(entry["marks"]),
            tuple((opening, label) for label, openings in entry.get("lines", {}).items() for opening in openings),
        )
        for key, entry in load("sites").items()
    )


def site_of_url(url: str | None) -> Site | None:
    """Return the site whose domain is the URL's host or a parent of it."""
    try:
        host = (urlsplit(url or "").hostname or "").lower()
    except ValueError:
        return None
    return next((s for s in sites() if any(host == d or host.endswith("." + d) for d in s.domains)), None)


def site_of_lines(lines: Iterable[str]) -> Site | None:
    """Return the site that the page betrays: the first line (in lower case, bullets left out) that is a site's mark."""
    marks = _marks()
    for line in lines:
        for mark in marks.get(line[:3], ()):
            if line.startswith(mark[0]):
                return mark[1]
    return None


@cache
def _marks() -> dict[str, tuple[tuple[str, Site], ...]]:
    """Index every mark by its first three characters."""
    index: dict[str, tuple[tuple[str, Site], ...]] = {}
    for site in sites():
        for mark in site.marks:
            index[mark[:3]] = (*index.get(mark[:3], ()), (mark, site))
    return index
