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
    host = _host(url)
    if not host:
        return None
    return next((s for s in sites() if any(host == d or host.endswith("." + d) for d in s.domains)), None)


def site_of_page(url: str | None, lines: Iterable[str]) -> Site | None:
    """Return the site that a page is of, by its address, else by its lines (in lower case, bullets left out)."""
    return site_of_url(url) or site_of_lines(lines)


def site_name(url: str | None, profile: Site | None) -> str | None:
    """Return the name that all pages of a site share: the host of their address, or the first domain of their profile.

    A host is taken whole but for "www.": below one domain there may be many sites, as with hosted blogs. A profile that
    only the lines betray does not count against an address, since pieces are printed again elsewhere.
    """
    known = site_of_url(url) if url else profile
    if known:
        return known.domains[0]
    host = _host(url)
    return host.removeprefix("www.") if host else None


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None


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
