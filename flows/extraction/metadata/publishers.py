"""Who published an article, as far as the page itself shows it.

Each sign is a function that returns a name or None; the surest comes first. Affiliations of authors are read in
`bylines`; rights stand in `raw/sources.toml`, not here.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from flows.extraction.metadata.bylines import domains
from flows.extraction.names.gazetteer import alternation, words
from flows.lexicon import load

_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)(?:\s|©|\(c\)|copyright|by|(?:19|20)\d\d|[-–—,])*(?P<name>[^\n|©•]{0,120})",
    re.IGNORECASE,
)
_NAME_END = re.compile(
    r",|\.(?=\s|$)|\s[-–—]\s|\(|\s+(?:All rights|LLC|Inc|Ltd|Pvt|Corp|Limited|L\.P|Terms|Privacy"
    r"|Contact|Use of|Designed|Private|(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"(?:[A-Z][A-Z.,' -]{1,40}(?:, [A-Z][\w. ]{1,20})?\s?)?\(([A-Z][\w ]{1,25})\)\s?[-–—]?")
_TITLE_SUFFIX = re.compile(r"\s+[|–—-]\s+")
_TITLE_PART = re.compile(r"\s+(?:[|–—»·-]|::?)\s+")
_NOT_THE_VIEWS = re.compile(
    r"\b(?:not|n['’]t)\b[^.\n]{0,60} (?:those|views?|opinions?|positions?|stance) of (?-i:the )?", re.IGNORECASE
)
_LONGEST_SUFFIX = 5  # words


def title_suffix(title: str) -> tuple[str, str | None]:
    """Split "Headline | Site" into headline and site; the site is None where the end does not look like one."""
    parts = list(_TITLE_SUFFIX.finditer(title))
    if not parts:
        return title, None
    head, site = title[: parts[-1].start()], title[parts[-1].end() :]
    named = all(
        word[:1].isupper() or word[:1].isdigit() or word in ("of", "the", "and", "for", "on", "&")
        for word in site.split()
    )
    sure = "|" in parts[-1].group() or _begins_known(site) or re.search(r"\.(?:com|net|org|news)$", site, re.IGNORECASE)
    if site and named and "," not in site and len(site.split()) <= _LONGEST_SUFFIX and len(head.split()) >= 3 and sure:
        return head, _site_named(site)
    return title, None


def title_splits(title: str) -> Iterator[tuple[str, str | None]]:
    """Yield the ways to split a page's title into headline and site, the longest headline first: the whole is one."""
    yield title, None
    parts = list(_TITLE_PART.finditer(title))
    for part in reversed(parts):
        site = title[parts[-1].end() :]
        yield title[: part.start()], None if "," in site else _site_named(site)


def _site_named(site: str) -> str:
    """Return the known publisher with whose name the end of a page's title begins ("BBC News"), else the end itself."""
    known = _begins_known(site)
    return _as_shown(known) if known else site


def _begins_known(site: str) -> str | None:
    """Return the known name that a site's begins with, also run together with a section's: "ABCPolitics"."""
    if site in _known():
        return site
    match = _first_name().match(site)
    return match.group() if match and match.group() not in words("publishers", "ambiguous") else None


def from_legal(lines: Sequence[str], known: bool) -> str | None:
    """Return the owner that a copyright line names: "Copyright 2019 The Example Times, LLC." → "The Example Times".

    With `known`, only one that the lexicon knows as a publisher.
    """
    owners = [owner for line in lines for match in _COPYRIGHT.finditer(line) if (owner := _owner(match.group("name")))]
    if known:
        return next((_known()[owner] for owner in owners if owner in _known()), None)
    return owners[0] if owners else None


def _owner(text: str) -> str | None:
    name = _NAME_END.split(text)[0].strip(" .:")
    named = name[:1].isupper() and len(name) > 1 and len(name.split()) <= 6
    return name if named and not name.lower().startswith("all right") else None


def from_site_lines(lines: Sequence[str]) -> tuple[str | None, int]:
    """Return the known publisher that menus, promotions and share lines name most often as their own, and how often."""
    found: Counter[str] = Counter()
    for line in lines:
        for match in _known_names().finditer(line):
            if match.group() not in words("publishers", "ambiguous") or _own(line, match.start()):
                found[match.group()] += 1
    if not found:
        return None, 0
    best = max(found, key=lambda name: (found[name], len(name)))
    return _as_shown(best), found[best]


def from_disclaimers(lines: Sequence[str]) -> str | None:
    """Return the known publisher whose views, a line says, are not the author's, or None."""
    for line in lines:
        if (said := _NOT_THE_VIEWS.search(line)) and (match := _known_names().match(line, said.end())):
            return _as_shown(match.group())
    return None


def from_related(lines: Sequence[str]) -> str | None:
    """Return the known publisher of a line such as "More from the Example Times", or None."""
    for line in lines:
        match = _known_names().search(line)
        if match and _own(line, match.start()):
            return _as_shown(match.group())
    return None


def from_byline(affiliation: str | None, agencies: bool) -> str | None:
    """Return the affiliation of a byline if it is a known publisher; news agencies only where `agencies` is true."""
    table = load("publishers")
    known = _known().get(affiliation or "")
    return known if known and (agencies or known in table["publishers"]) else None


def from_addresses(text: str) -> str | None:
    """Return the publisher whose domain the e-mail addresses of the text show, or None."""
    return next((name for domain in domains(text) if (name := from_site(domain))), None)


def from_site(site: str | None) -> str | None:
    """Return the publisher of a domain that the lexicon knows, or None."""
    name: str | None = load("publishers")["domains"].get(site)
    return name


def from_dateline(first: str) -> str | None:
    """Return the known publisher of a dateline in the first body block, or None."""
    match = _DATELINE.match(first)
    return _known().get(match.group(1)) if match else None


def in_full(name: str | None, text: str) -> str | None:
    """Return the known publisher of whose known name this is the end where the text prints it in full, else the name.

    A name that is not known is its own: an article of the Herald may quote The Harbor Herald.
    """
    return next((_known()[longer] for longer in _longer(name) if longer in text), name) if name in _known() else name


@cache
def _longer(name: str) -> tuple[str, ...]:
    """Return the known printed names of publishers that end in a shorter one."""
    names = [printed for key, more in load("publishers")["publishers"].items() for printed in (key, *more)]
    return tuple(printed for printed in names if printed.endswith(f" {name}"))


@cache
def _known() -> dict[str, str]:
    """Every printed name of a publisher or an agency → the name that the dataset shows; also in capitals if long."""
    table, ambiguous = load("publishers"), words("publishers", "ambiguous")
    names = [
        (name, key) for part in ("publishers", "agencies") for key, more in table[part].items() for name in (key, *more)
    ]
    return {name.upper(): key for name, key in names if " " in name and name not in ambiguous} | dict(names)


@cache
def _known_names() -> re.Pattern[str]:
    rests: dict[str, list[str]] = {}
    for name in _known():
        rests.setdefault(name[0], []).append(name[1:])
    # The first letter comes before what must not stand before it: a set of characters is searched for fastest.
    names = (rf"{first}(?<![\w@]{first})(?:{alternation(names)})(?!\w)" for first, names in rests.items())
    return re.compile("|".join(names))


@cache
def _first_name() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(_known())})(?![a-z\d])")


@cache
def _own_words() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternation(words('publishers', 'own_words'))}) (?:the )?$", re.IGNORECASE)


def _own(line: str, start: int) -> bool:
    """Say whether words with which a site speaks of itself stand before `start`."""
    return bool(_own_words().search(line[max(0, start - 30) : start]))


def _as_shown(name: str) -> str:
    return _known()[name]
