"""Lines at the head of a page → the headline, and the subtitle and the section that stand beside it.

A page from a browser has two titles: its own ("Headline | Site", the first line) and the one over the article. Where
the one is found again in the other, no label need say that it is the title. How the end of a page's title is told from
the headline stands in `publishers`.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from flows.extraction.metadata import publishers
from flows.extraction.metadata.dates import begins_with_day, find_dates

_WORDY = re.compile(r"[^\W\d_]{4}")
_CONTENT_WORD = re.compile(r"[^\W\d_]{4,40}")
_QUOTES = str.maketrans("‘’“”", "''\"\"")
_SITE_LABELS = frozenset(("navigation", "share", "tools", "legal", "promo", "events"))
# What may stand between a headline and what belongs to it.
_BESIDE = frozenset(("title", "subtitle", "kicker", "byline", "date", "share", "tools", "credit", "caption"))
_LEAST_WORDS, _LONGEST = 3, 300  # Words, and characters, of a page's own title.
_MOST_PLACES, _MOST_BESIDE = 6, 12  # Repeats of a title, and lines under each, that are looked at.


class Line(NamedTuple):
    """A block: its label, its text with white space made single, and where it starts in the raw text."""

    label: str
    text: str
    start: int


class Headline(NamedTuple):
    """What the head of a page says.

    `site` is what the page's own title names after the headline; `start`, where in the raw text the article's head
    begins: the title over it, or 0 where none is printed.
    """

    title: str | None
    subtitle: str | None
    section: str | None
    site: str | None
    start: int


def read_headline(lines: Sequence[Line], known: str | None, marked: bool) -> Headline:
    """Read the lines of an article; `known` is the title that the scraper recorded, if any.

    `marked`: the labels rest on a page's markup, so that a title needs less in common with the one on record.
    """
    body = next((number for number, line in enumerate(lines) if line.label == "body"), len(lines))
    front = lines[: body + 1]
    title, site = _page_title(front) or _labelled_title(lines, known, marked)
    places = _places(front, title)
    start = front[places[0]].start if places else 0
    return Headline(title, _subtitle(front, places, title), _section(front, places), site, start)


def _key(text: str) -> str:
    """Return a text as titles are compared: quotation marks and case made alike."""
    return text.translate(_QUOTES).lower()


def _page_title(front: Sequence[Line]) -> tuple[str, str | None] | None:
    """Return the headline and the site of a page whose first line, or the start of it, is a line of its own later."""
    if not front or front[0].label in (*_SITE_LABELS, "note") or len(front[0].text) > _LONGEST:
        return None
    if begins_with_day(front[0].text):
        return None
    splits = {_key(split[0]): split for split in publishers.title_splits(front[0].text)}
    lengths = {len(key) for key in splits}
    later = {_key(line.text) for line in front[1:] if len(line.text) in lengths}
    found = [split for key, split in splits.items() if key in later and len(split[0].split()) >= _LEAST_WORDS]
    return found[-1] if found else None


def _labelled_title(lines: Sequence[Line], known: str | None, marked: bool) -> tuple[str | None, str | None]:
    """Return the commonest title, of equals the last, and the site that one of them names.

    A title that has nothing in common with the page's own, or else with what the scraper recorded, is another's.
    """
    titles = [line.text for line in lines if line.label == "title" and _WORDY.search(line.text)]
    split = [publishers.title_suffix(title) for title in titles]
    if not split:
        return known, None
    sites = [site for _, site in split if site]
    own = split[0][0] if split[0][1] and titles[0] == lines[0].text else known
    least = 0.0 if marked else 0.5
    counts = Counter(head for head, _ in split if own is None or _likeness(head, own) > least)
    if not counts:
        return known, None
    best = max(enumerate(counts), key=lambda item: (counts[item[1]], item[0]))[1]
    return best, sites[0] if sites else None


def _likeness(one: str, other: str) -> float:
    """Return what share of the long words of the shorter of two titles the other has; 1 if `other` has no such word."""
    first, second = (set(_CONTENT_WORD.findall(_key(title))) for title in (one, other))
    return len(first & second) / max(1, min(len(first), len(second))) if second else 1.0


def _places(front: Sequence[Line], title: str | None) -> list[int]:
    """Return where the title stands over the article: not as the page's own title if it comes again later."""
    if not title:
        return []
    key, length = _key(title), len(title)
    starts = (title[0], title[0].lower(), title[0].upper(), *"'‘’\"“”")  # Told apart first: most lines begin otherwise.
    like = (number for number, line in enumerate(front) if line.text.startswith(starts))
    found = [number for number in like if _key(front[number].text[:length]) == key and _is_title(front[number], key)]
    return found[1 if len(found) > 1 and found[0] == 0 else 0 :][:_MOST_PLACES]


def _is_title(line: Line, key: str) -> bool:
    return _key(publishers.title_suffix(line.text)[0]) == key


def _following(front: Sequence[Line], places: Sequence[int]) -> list[Line]:
    """Return the lines that stand right under the title; where only the page's own title is known, over the body."""
    under = [front[place + 1 : place + 1 + _MOST_BESIDE] for place in reversed(places)]
    over = [front[1:-1][: -_MOST_BESIDE - 1 : -1]] if places == [0] else []
    return [line for lines in (*under, *over) for line in takewhile(lambda line: line.label in _BESIDE, lines)]


def _subtitle(front: Sequence[Line], places: Sequence[int], title: str | None) -> str | None:
    beside = _following(front, places) if places else front
    return next(
        (_tidy(line.text) for line in beside if line.label == "subtitle" and _may_be_subtitle(line, title)), None
    )


def _may_be_subtitle(line: Line, title: str | None) -> bool:
    """Tell a subtitle from a caption, a date line and a disclaimer by what these hold."""
    if (
        not _WORDY.search(line.text)
        or "©" in line.text
        or publishers.from_disclaimers([line.text])
        or (title and _key(title) in _key(line.text))
    ):
        return False
    return all(found.precision != "day" for found in find_dates(line.text))


def _section(front: Sequence[Line], places: Sequence[int]) -> str | None:
    above = [front[place - 1] for place in reversed(places) if place]
    beside = [*above, *_following(front, places)] if places else front
    kickers = (line.text for line in beside if line.label == "kicker" and _WORDY.search(line.text))
    return next((_tidy(text) for text in kickers), None)


def _tidy(text: str) -> str:
    return text.rstrip(":").rstrip()
