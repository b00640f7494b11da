"""What the lines of a page show together: where the article lies, what its title is, what is said twice."""

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from flows.cleaning import shapes
from flows.cleaning.cues import bare
from flows.cleaning.form import Lines
from flows.cleaning.heads import headline, long_words
from flows.cleaning.recurring import Recurring, SiteLines
from flows.cleaning.sites import Site, site_name, site_of_page
from flows.cleaning.table import Row, changes
from flows.lexicon import load
from flows.reading.article import Article, Sidecar


class Page(NamedTuple):
    """The lines of an article and what is known of them together. `core`: `[first, last]` of the densest run of text.

    `under[i]`: the section head above line i, or nothing. `listed`: which lines are items of a list that a sentence
    with a colon opens. `comments_from`: where the readers' comments begin, or the number of lines.
    `recurring`: what recurs on its site.
    """

    lines: Lines
    core: tuple[int, int]
    counts: Counter[str]
    titles: frozenset[str]
    title_found: bool
    authors: tuple[str, ...]
    echoes: list[int]
    under: list[str]
    listed: Row
    comments_from: int
    site: Site | None
    recurring: SiteLines | None


def read_page(article: Article, lines: Lines, recurring: Recurring | None = None) -> Page:
    """Gather what the lines of an article show together; `recurring`: what recurs on sites, if learnt."""
    url = article.sidecar.url
    site = site_of_page(url, lines.low)
    core = core_run(lines)
    counts = Counter(lines.bare)
    titles = _titles(article.sidecar, lines, counts, core[0])
    comments = np.flatnonzero(lines.signals[_COMMENTS][core[0] + 1 :])
    return Page(
        lines,
        core,
        counts,
        titles,
        any(title in counts for title in titles),
        _authors(article.sidecar, lines, core[0]),
        _echoes(article.text, lines, core, counts),
        _section_heads(lines),
        _listed(lines),
        int(comments[0]) + core[0] + 1 if len(comments) else len(lines.spans),
        site,
        recurring.get(site_name(url, site) or "") if recurring else None,
    )


_BY = re.compile(r"by ([^\W\d_][^\d,;|•(]{3,60})")
_AND = re.compile(r" and |\s[&–—-]\s|\.$")


def _authors(sidecar: Sidecar, lines: Lines, before: int) -> tuple[str, ...]:
    """Return the names of the authors in lower case: those of the sidecar, and of lines that begin with "By"."""
    printed = [
        found[1]
        for i, low in enumerate(lines.low[:before])
        if low.startswith("by ") and lines.words[i] <= 12 and (found := _BY.match(low))
    ]
    names = [*sidecar.authors, *(name for names in printed for name in _AND.split(names))]
    return tuple(dict.fromkeys(name.strip().lower() for name in names if " " in name.strip()))


_COMMENTS = "comments line"
_AUTHORS = "under an author's head"  # Sentences only: menus have such a head too.
_HEADS = {
    "events line": "under an events head",
    "note line": "under a notes head",
    "related line": "under a related head",
    "author_bio line": _AUTHORS,
}
_REACH, _LONG = 14, 45


def _section_heads(lines: Lines) -> list[str]:
    """Return for each line the head of the list it stands in: at most 14 lines above it, with no long text between."""
    under = [""] * len(lines.spans)
    heads = [""] * len(under)
    for signal, name in reversed(_HEADS.items()):
        for i in np.flatnonzero(lines.signals[signal]).tolist():
            heads[i] = name
    if not any(heads):
        return under
    head, left = "", 0
    for i, (opened, long) in enumerate(zip(heads, (lines.words > _LONG).tolist(), strict=True)):
        under[i] = head if left > 0 and (head != _AUTHORS or lines.ends[i]) else ""
        if opened:
            head, left = opened, _REACH
        elif head != "under a notes head":
            left = 0 if long else left - 1
    return under


_ITEM_MARKS = ("bullet", "numbered note", "section number", "list mark", "begins in lower case")


def _listed(lines: Lines) -> Row:
    """Return which lines are items, all marked alike, below a line of four words or more that ends in a colon."""
    marks = np.zeros(len(lines.spans), np.int64)
    for bit, signal in enumerate(_ITEM_MARKS):
        marks |= lines.signals[signal].astype(np.int64) << bit
    begins = np.flatnonzero(lines.signals["ends in :"][:-1] & (lines.words[:-1] >= 4)) + 1
    begins = begins[marks[begins] > 0]
    if not len(begins):
        return np.zeros(len(marks), bool)
    changed = np.append(np.flatnonzero(changes(marks)), len(marks))
    ends = changed[np.searchsorted(changed, begins, "right")]
    depth = np.bincount(begins, minlength=len(marks) + 1) - np.bincount(ends, minlength=len(marks) + 1)
    return np.cumsum(depth)[:-1] > 0


def core_run(lines: Lines) -> tuple[int, int]:
    """Return the first and last index of the run with the most words of running text; (0, -1) if there is none."""
    best, best_run, total, first = 0.0, (0, -1), 0.0, 0
    for index, worth in enumerate(_worths(lines)):
        if total <= 0:
            total, first = 0.0, index
        total += worth
        if total > best:
            best, best_run = total, (first, index)
    return best_run


def _worths(lines: Lines) -> list[float]:
    """Return how much each line speaks for the article: its words less ten, and less the price of what it is."""
    price, prices = np.zeros(len(lines.spans)), _core_prices()
    for signal in lines.signals.keys() & prices.keys():
        np.minimum(price, prices[signal], out=price, where=lines.signals[signal])
    free, size = price == 0, np.minimum(lines.words, 60) - 10
    worths = np.minimum(np.minimum(price, lines.words - 10), -1)
    for row, worth in (
        (free & (lines.words >= _LONG), np.full(len(price), 10)),
        (free & lines.ends, size),
        (lines.prose, size + 2 * price),
        (lines.signals["speaker"], np.maximum(2, size)),
    ):
        np.copyto(worths, worth, where=row)
    found: list[float] = worths.tolist()
    return found


@cache
def _core_prices() -> dict[str, float]:
    """Return the signals of lines that do not belong in an article, with the words that each outweighs."""
    prices: dict[str, float] = load("labels")["core"]
    return prices


_LONGEST_TITLE, _LONGEST_STORED = 220, 1000  # Characters of a line and of a sidecar's title that are read as one.
# A page's own title and the headline, where they differ: the long words that they share, in the top lines and below.
_TOP, _LEAST_SHARED, _SHARED, _SHARED_BELOW = 4, 5, 0.5, 0.8
_TITLE_PARTS = re.compile(r" [|»•] |: | - ")


def _titles(sidecar: Sidecar, lines: Lines, counts: Counter[str], core: int) -> frozenset[str]:
    """Return the bare forms of this article's title: the sidecar's, and the part of the first line that comes again.

    Either may have the title in parts, between bars or colons. Where neither says it, the head of the page does.
    `core`: where the text begins.
    """
    stored = (sidecar.title or "")[:_LONGEST_STORED]
    found = {part for part in _parts(stored) if " " in part} | _in_other_words(bare(stored), lines, 0, core)
    if lines.spans and lines.spans[0][1] - lines.spans[0][0] <= _LONGEST_TITLE and not _is_no_title(lines):
        parts = {part for part in _parts(lines.low[0]) if part.count(" ") >= 2}
        again = {part for part in parts if counts[part] > (part == lines.bare[0])}
        # A site's name, which stands in menus too, is shorter than the headline.
        again = {part for part in again if 2 * len(part) >= len(max(again, key=len))}
        found |= again or _in_other_words(lines.bare[0], lines, 1, core)
    return frozenset(found or headline(lines, counts, core))


def _is_no_title(lines: Lines) -> bool:
    """Say whether the first line is a notice, begins with a date or is all the text, which may come twice as well."""
    alone = bool(lines.prose[0]) and one_sentence(lines)
    return alone or bool(lines.signals["notice opening"][0]) or shapes.DATE.match(lines.low[0]) is not None


def one_sentence(lines: Lines) -> bool:
    """Say whether all the running text of a page is one line, however often it comes."""
    return len({lines.bare[i] for i in np.flatnonzero(lines.prose).tolist()}) == 1


def _in_other_words(title: str, lines: Lines, start: int, core: int) -> set[str]:
    """Return a page's title and the headline above its text that says most of it again, if there is one."""
    known = long_words(title)
    if len(known) < _LEAST_SHARED:
        return set()
    likely = ~lines.ends & (lines.words >= _LEAST_SHARED)
    for i in (np.flatnonzero(likely[start : max(_TOP, core)]) + start).tolist():
        other = long_words(lines.bare[i])
        share = _SHARED if i < _TOP else _SHARED_BELOW
        if len(known & other) >= max(_LEAST_SHARED, share * min(len(known), len(other))):
            return {title, lines.bare[i]}
    return set()


def _parts(title: str) -> set[str]:
    """Return the parts of a title and what one separator leaves on either side, bare."""
    sides = [side for mark in _TITLE_PARTS.finditer(title) for side in (title[: mark.start()], title[mark.end() :])]
    return {bare(part) for part in (title, *_TITLE_PARTS.split(title), *sides)}


_MOST_ECHOES, _PIECE = 60, 28
_NO_PULL_QUOTE = (
    "bullet", "numbered note", "section number", "list mark", "speaker", "caption opening", "scene", "mail address",
    "ends in a signature of a post",
)  # fmt: skip


def _echoes(text: str, lines: Lines, core: tuple[int, int], counts: Counter[str]) -> list[int]:
    """Return which lines of the core say again a part of another line: pull quotes, teasers.

    No echo: a line that stands there twice as a whole, an item of a list, and lines of which one line repeats three or
    more, as galleries do.
    """
    likely = (lines.words >= 6) & ~lines.signals.any_of(_NO_PULL_QUOTE)
    sources: dict[int, int] = {}
    for index in (np.flatnonzero(likely[core[0] + 2 : core[1] + 1]) + core[0] + 2).tolist():
        start, end = lines.spans[index]
        if 40 <= end - start <= 320 and counts[lines.bare[index]] == 1:
            sources[index] = _source(text, start, end)
            if len(sources) == _MOST_ECHOES:
                break
    repeats = Counter(sources.values())
    return [index for index, source in sources.items() if source >= 0 and repeats[source] < 3]


def _source(text: str, start: int, end: int) -> int:
    """Return the start of the longer line that holds two of three pieces of this one, about as far apart, or -1."""
    last = end - _PIECE
    shifts = [_shift(text, start, end, at) for at in ((start + last) // 2, last)]
    if shifts == [None, None]:
        return -1
    found = sorted(shift for shift in (*shifts, _shift(text, start, end, start)) if shift is not None)
    shift = next((one for one, other in pairwise(found) if other - one <= _PIECE), None)
    if shift is None:
        return -1
    around = _line_around(text, start + shift)
    return around[0] if around[1] - around[0] > 1.2 * (end - start) else -1


def _shift(text: str, start: int, end: int, at: int) -> int | None:
    """Return how far from `at` the same piece of text stands outside the line `[start, end)`, or None."""
    piece = text[at : at + _PIECE]
    found = text.find(piece)
    if found >= start:
        found = text.find(piece, end)
    return found - at if found >= 0 else None


def _line_around(text: str, at: int) -> tuple[int, int]:
    """Return the text line that holds the offset `at`, looking at most 2000 characters each way."""
    at = max(0, at)
    start = max(text.rfind("\n", max(0, at - 2000), at), at - 2000, -1)
    end = text.find("\n", at, at + 2000)
    return start + 1, end if end >= 0 else min(len(text), at + 2000)
