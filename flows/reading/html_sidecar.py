"""The facts of a page → the sidecar of its article: title, authors, date, publisher, address, language.

Several sources say the same thing on most pages, and each is wrong on some: a headline counts most where the page shows
it, an author of the JSON-LD more than one of a class name. Nothing is taken from running text; the short lines beside
the headline count as the page's own marks.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from flows.reading.article import Sidecar
from flows.reading.characters import seen_line
from flows.reading.html_facts import LONGEST_TEXT, PageFacts, one_line
from flows.reading.sidecar import is_unicode, is_web_address

_MOST_NODES, _MOST_VALUES = 20_000, 60
_TITLE_META = ("og:title", "twitter:title", "dc.title", "citation_title", "parsely-title", "sailthru.title", "title")
_AUTHOR_META = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "dc.author",
    "citation_author",
)  # fmt: skip
_DATE_META = (
    "article:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "citation_publication_date",
    "dc.date.issued", "dc.date", "publish_date", "article:published", "date",
)  # fmt: skip
_SITE_META = ("og:site_name", "application-name")

_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Report|Review|AnalysisNewsArticle|LiveBlogPosting)$")
_PAGE_TYPES = re.compile(r"(?:WebPage|ItemPage|CreativeWork|VideoObject|PodcastEpisode)$")
_ISO_DATE = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:\D|$)")


def sidecar_of_page(facts: PageFacts, lines: Sequence[str]) -> Sidecar:
    """Decide which of the facts speak for the article; `lines`: the flattened page."""
    linked = _LinkedData(facts)
    site = linked.publisher or _first_meta(facts, _SITE_META)
    title = _title(facts, linked, site)
    beside = _beside_title(facts, lines, title)
    return Sidecar(
        url=_url(facts),
        title=_seen(title),
        authors=tuple(dict.fromkeys(map(seen_line, _authors(facts, linked, site, beside)))),
        published=_seen(_published(facts, linked, beside)),
        publisher=_seen(_stored(site)),
        language=_language(facts),
    )


def _language(facts: PageFacts) -> str | None:
    """Return the language that <html lang> names, as ISO 639-1."""
    found = re.match(r"\s{0,9}([A-Za-z]{2})(?![A-Za-z])", facts.language or "")
    return found[1].lower() if found else None


def _beside_title(facts: PageFacts, lines: Sequence[str], title: str | None) -> list[str]:
    """Return the short lines after the place where the page shows its title, and then the ones right before it."""
    wanted = {(title or "").lower(), *(text.lower() for text in facts.texts.get("h1", ())[:1])}
    head = facts.texts.get("title", ("",))[0].lower()
    places = [place for place, line in enumerate(lines) if len(line) < 300 and line.lower() in wanted]
    if places and len(places) > 1 and lines[places[0]].lower() == head:
        places = places[1:]
    if not places:
        return []
    near = [*lines[places[0] + 1 : places[0] + 9], *lines[max(0, places[0] - 3) : places[0]]]
    return [line for line in near if len(line) <= 100]


def _stored(text: str | None) -> str | None:
    return text if text and is_unicode(text) else None


def _seen(text: str | None) -> str | None:
    return seen_line(text or "") or None


def _first_meta(facts: PageFacts, names: Iterable[str]) -> str | None:
    return next((value for name in names for value in facts.meta.get(name, ()) if value), None)


class _LinkedData:
    """The article of a page's JSON-LD: of several the one whose headline the page repeats, else the first."""

    def __init__(self, facts: PageFacts) -> None:
        nodes = [node for source in facts.json for node in _nodes(source)]
        self._by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
        shown = {_bare(text) for name in ("h1", "title") for text in facts.texts.get(name, ())}
        shown |= {_bare(text) for text in facts.meta.get("og:title", ())}
        articles = [node for node in nodes if _is_a(node, _ARTICLE_TYPES)]
        matching = [node for node in articles if _bare(_text_of(node.get("headline"))) in shown]
        pages = [node for node in nodes if _is_a(node, _PAGE_TYPES)]
        # Several that the page does not show are its links to other pieces.
        self.article = matching[0] if matching else articles[0] if len(articles) == 1 else None
        page = next(iter(pages), None)
        # A node that is both a review and a page: the article's words come first, then the page's.
        self._sources = [node for node in (self.article, *matching[1:], page) if node is not None]
        self.headline = _text_of(self.article.get("headline") or self.article.get("name")) if self.article else ""
        self.published = self._first("datePublished") or self._first("dateCreated")
        self.publisher = next(iter(self._names("publisher")), None)
        self.authors = self._names("author") or self._names("creator")

    def _first(self, key: str) -> str:
        return next((text for node in self._sources if (text := _text_of(node.get(key)))), "")

    def _names(self, key: str) -> list[str]:
        for node in self._sources:
            names = [name for value in _each(node.get(key)) if (name := self._name(value))]
            if names:
                return names
        return []

    def _name(self, value: object) -> str:
        if isinstance(value, Mapping):
            named = value if value.get("name") else self._by_id.get(str(value.get("@id")), {})
            return next((text for one in _each(named.get("name")) if (text := _text_of(one))), "")
        return _text_of(value)


def _nodes(source: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON-LD script, outer ones first, in order."""
    try:
        content = json.loads(source.strip().removeprefix("<!--").removesuffix("-->").strip(), strict=False)
    except (ValueError, RecursionError):
        return
    pending, seen = [content], 0
    while pending and seen < _MOST_NODES:
        node = pending.pop()
        seen += 1
        if isinstance(node, dict):
            yield node
            pending.extend(value for value in reversed(node.values()) if isinstance(value, dict | list))
        elif isinstance(node, list):
            pending.extend(value for value in reversed(node) if isinstance(value, dict | list))


def _is_a(node: Mapping[str, Any], types: re.Pattern[str]) -> bool:
    return any(isinstance(one, str) and types.search(one[-60:]) for one in _each(node.get("@type")))


def _each(value: object) -> list[Any]:
    if value is None:
        return []
    return value[:_MOST_VALUES] if isinstance(value, list) else [value]


def _text_of(value: object) -> str:
    return one_line(_unescape(value[: LONGEST_TEXT * 2])) if isinstance(value, str) else ""


def _url(facts: PageFacts) -> str | None:
    found = map(seen_line, (facts.canonical or "", *facts.meta.get("og:url", ())))
    return next((url for url in found if len(url) <= 2000 and is_web_address(url) and is_unicode(url)), None)


_TITLE_ENDS = re.compile(r"\s+[|–—»·•:-]{1,2}\s+")


def _title(facts: PageFacts, linked: _LinkedData, site: str | None) -> str | None:
    """Return the headline: a heading of the page that its metadata repeat, else what the metadata say."""
    stated = [linked.headline, *(value for name in _TITLE_META for value in facts.meta.get(name, ())[:1])]
    stated = [_unescape(text) for text in [*stated, *facts.texts.get("title", ())[:1]] if text]
    headings = [text for text in facts.texts.get("h1", ()) if len(_bare(text)) > 3]
    for heading in headings:
        bare = _bare(heading)
        if any(bare in _bare(text) or (_bare(text) and _bare(text) in bare) for text in stated) and bare != _bare(site):
            return _stored(heading)
    best = next(iter(stated), None) or (headings[0] if len(headings) == 1 else None)
    return _stored(_without_site(best, site)) if best else None


def _without_site(title: str, site: str | None) -> str:
    """Take the site's name off the end of a title."""
    ends = list(_TITLE_ENDS.finditer(title))
    if not ends:
        return title
    last = ends[-1]
    tail, head = title[last.end() :], title[: last.start()]
    names_site = site is not None and (_bare(tail) in _bare(site) or _bare(site) in _bare(tail))
    return head if names_site or ("|" in last.group() and len(head.split()) > 3 > len(tail.split()) - 2) else title


def _bare(text: str | None) -> str:
    return " ".join(re.findall(r"\w+", (text or "").lower()))


_NO_NAME = re.compile(r"https?:|www\.|[@#/{}<>|=\[\]()]|\d{2}|\.(?:com|org|net)\b", re.IGNORECASE)
_LEADING = re.compile(
    r"^(?:(?:view (?:all|more) )?(?:written|posted|posts|articles|published|reported|story|words|text|review)\s+)?"
    r"by:?\s+|^author:?\s+|^von\s+",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:^|\s)(?i:(?:written |posted |words |text )?by:?)\s+(?=[^\W\d_a-z])")
_BETWEEN = re.compile(r"\s*(?:[,;&|•·⋅\n]|\band\b|\bund\b|\bwith\b|\s[-–—]\s|\s(?:on|in|for|at)\s)\s*")
_NOBODY = frozenset({
    "", "admin", "administrator", "editor", "author", "staff", "guest", "anonymous", "editorial", "view more posts",
    "written by", "associated press", "the associated press", "ap", "reuters", "afp",
})  # fmt: skip


def _authors(facts: PageFacts, linked: _LinkedData, site: str | None, beside: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the authors from the first source that names anybody."""
    meta = [facts.meta[name] for name in _AUTHOR_META if name in facts.meta]
    told = facts.meta.get("twitter:label1", [""])[0].lower()
    card = facts.meta.get("twitter:data1", []) if told.endswith("by") else []
    printed = [line[by.end() :] for line in beside if (by := _BY.search(line))][:1]
    profile = facts.texts.get("profile", [])[:1]
    bylines = [text.partition("\n")[0] if _BY.search(text) else text for text in facts.texts.get("byline", [])[:2]]
    sources = [linked.authors, *meta, card, facts.texts.get("author", [])[:4], printed, bylines, profile]
    found = [[name for text in source for name in _names_in(_unescape(text))] for source in sources]
    others = [[name for name in names if _bare(name) != _bare(site)] for names in found]
    names = next(filter(None, others), None) or next(filter(None, found[: len(meta) + 2]), [])
    return tuple(dict.fromkeys(names))[:20]


def _names_in(text: str) -> list[str]:
    text = _LEADING.sub("", text)
    parts = [part.strip(" ,-:") for part in _BETWEEN.split(text)]
    return [_LEADING.sub("", part) for part in parts if _is_name(part)]


def _is_name(text: str) -> bool:
    words = text.split()
    if not 1 <= len(words) <= 5 or len(text) > 60 or _bare(text) in _NOBODY or _NO_NAME.search(text):
        return False
    return is_unicode(text) and text[:1] == text[:1].upper()


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
# What follows a year may stand close to it: a reading time, a count of shares.
_PRINTED_DATE = re.compile(
    rf"(?:\b|(?-i:(?<=[a-z])(?=[A-Z]))){_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d|"
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?[\s-]+{_MONTH}\.?,?[\s-]+(?:19|20)\d\d|"
    r"\b(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?!\d)|"
    r"\b(?:0?[1-9]|[12]\d|3[01])[/.](?:0?[1-9]|[12]\d|3[01])[/.](?:19|20)\d\d\b",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/-])")


def _published(facts: PageFacts, linked: _LinkedData, beside: Sequence[str]) -> str | None:
    """Return the date of publication: as ISO 8601 where the markup has that, else as it stands.

    The page's metadata speak first, then the lines beside the title, <time>, what a class calls a date, the address.
    """
    found = [linked.published, *(value for name in _DATE_META for value in facts.meta.get(name, ()))]
    found += [*facts.dated, *beside, *facts.times, *facts.texts.get("date", ())[:3]]
    stated = next((day for text in found if (day := _day(text))), None)
    address = None if stated else _IN_ADDRESS.search(_url(facts) or "")
    return f"{address[1]}-{int(address[2]):02}-{int(address[3]):02}" if address else stated


def _day(text: str) -> str | None:
    """Return the date at the start of an ISO 8601 time, with that time, or the first that is printed in words."""
    text = text.strip()[:120]
    if _ISO_DATE.match(text):
        return text[:25] if is_unicode(text[:25]) else None
    printed = _PRINTED_DATE.search(text)
    return printed.group() if printed else None


def _unescape(text: str) -> str:
    """Resolve character references that were escaped twice, as many content systems do."""
    return unescape(text) if "&" in text else text
