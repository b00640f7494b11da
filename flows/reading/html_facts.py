"""What a page says of itself in its markup: JSON-LD, <meta>, <time>, canonical link, microdata; gathered as it is read.

What of it speaks for the article is decided in `html_sidecar`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_LONGEST_JSON, _MOST_JSON = 2_000_000, 40
LONGEST_TEXT, _MOST_TEXTS, _MOST_META, _MOST_TIMES = 400, 60, 400, 2
_LONGEST_NAMES, _LONGEST_LINK = 200, 300

# Elements that say something of the page by their attributes, and by their text.
FACT_TAGS = frozenset({"meta", "link", "html", "script", "time"})
TEXT_TAGS = frozenset({"title", "h1"})
BREAK = "\x00"  # given as data where a block begins
_AUTHOR_TOKEN = re.compile(
    r"(?:^|[-_ ])(?:authors?|by-?line|autor|auteur)(?:[-_]{1,2}(?:name|link|title|url|fn))?$|^post-?author|^byl$"
)
_DATE_TOKEN = re.compile(
    r"(?:^|[-_ ])(?:published|publish-?date|pub-?date|date-?published|post-?date|entry-?date|posted-?on|article-?date|"
    r"datetime|timestamp|dateline|post-meta-date|date)$"
)
# One of these is in every name that is one of the two; most names are neither.
_PERHAPS = ("aut", "by", "date", "pub", "posted", "timestamp")
_PROFILE = re.compile(r"/(?:authors?|writers?|contributors?|by|reporters|journalists?|staff|profiles?|people)/[^/]")


@dataclass(slots=True)
class _Open:
    """An element whose text is being gathered: where it ends, and what the text is."""

    depth: int
    name: str
    pieces: list[str] = field(default_factory=list)
    length: int = 0


class PageFacts:
    """What the markup of a page says, gathered as its elements open and close."""

    def __init__(self) -> None:
        self.meta: dict[str, list[str]] = {}
        self.json: list[str] = []
        # Texts of elements by what they are, a line break where a block in them begins: title, h1, author (by rel or
        # itemprop), byline (by class), profile (a link to an author's page), date.
        self.texts: dict[str, list[str]] = {}
        self.times: list[str] = []  # datetime of the first <time>s
        self.dated: list[str] = []  # the first value of itemprop=datePublished
        self.canonical: str | None = None
        self.language: str | None = None
        self.open: list[_Open] = []  # elements whose text is being gathered, outer ones first
        self._n_meta = 0

    def start(self, tag: str, attributes: Mapping[str, str], depth: int) -> None:
        """See an element of `FACT_TAGS` or with an itemprop open; `depth`: how many are open with it."""
        if tag == "meta":
            self._meta(attributes)
        elif tag == "link":
            if "canonical" in attributes.get("rel", "").lower().split():
                self.canonical = self.canonical or attributes.get("href", "").strip()
        elif tag == "html":
            self.language = attributes.get("lang") or attributes.get("xml:lang")
        elif tag == "time" and len(self.times) < _MOST_TIMES and "datetime" in attributes:
            self.times.append(attributes["datetime"][:40].strip())
        elif tag == "script" and "ld+json" in attributes.get("type", "").lower():
            self.open.append(_Open(depth, "json"))
        if attributes.get("itemprop") == "datePublished":
            dated = attributes.get("content") or attributes.get("datetime")
            if dated and not self.dated:
                self.dated.append(dated[:60])

    def text(self, name: str, depth: int) -> None:
        """See that an element holds text, which is about to come; `name`: what this text is."""
        if len(self.open) < 4:
            self.open.append(_Open(depth, name))

    def data(self, text: str) -> None:
        """See text."""
        for one in self.open:
            if one.length < LONGEST_TEXT:
                one.pieces.append(text)
                one.length += len(text)

    def script(self, text: str) -> None:
        """See the insides of a script."""
        one = self.open[-1]
        if one.name == "json" and one.length < _LONGEST_JSON:
            one.pieces.append(text)
            one.length += len(text)

    def end(self, depth: int) -> None:
        """See an element close; `depth`: how many were open with it."""
        while self.open and self.open[-1].depth >= depth:
            closed = self.open.pop()
            text = "".join(closed.pieces)
            if closed.name == "json":
                if len(self.json) < _MOST_JSON and closed.length <= _LONGEST_JSON:
                    self.json.append(text)
            elif closed.length <= LONGEST_TEXT and text.strip():
                found = self.texts.setdefault(closed.name, [])
                if len(found) < _MOST_TEXTS:
                    found.append("\n".join(filter(None, map(one_line, text.split(BREAK)))))

    def _meta(self, attributes: Mapping[str, str]) -> None:
        content = attributes.get("content")
        named = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
        if not content or not named or self._n_meta >= _MOST_META:
            return
        self._n_meta += 1
        self.meta.setdefault(named[:60].strip().lower(), []).append(one_line(content[: LONGEST_TEXT * 2]))


def name_of_text(names: str | None, prop: str | None) -> str | None:
    """Return what the text of an element is, if its class and itemprop say so: author, byline or date."""
    if prop in ("author", "creator"):
        return "author"
    if prop == "datePublished":
        return "date"
    names = names[:_LONGEST_NAMES].lower() if names else ""
    for part in _PERHAPS:
        if part in names:
            break
    else:
        return None
    for token in names.split():
        if _AUTHOR_TOKEN.search(token):
            return "byline"
        if _DATE_TOKEN.search(token):
            return "date"
    return None


def name_of_link(link: str | None, rel: str | None, name: str | None) -> str | None:
    """Return what the text of a link is: author, profile, or what its other attributes say (`name`)."""
    if rel and "author" in rel.lower().split():
        return "author"
    return "profile" if name is None and link and _PROFILE.search(link, 0, _LONGEST_LINK) else name


def one_line(text: str) -> str:
    """Return a text with its runs of white space made single spaces."""
    return " ".join(text.split())
