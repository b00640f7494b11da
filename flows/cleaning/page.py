"""What the lines of a page show together: where the article lies, what its title is, what is said twice."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from flows.cleaning.cues import bare
from flows.cleaning.form import Line
from flows.cleaning.recurring import Recurring, SiteLines
from flows.cleaning.sites import Site, site_name, site_of_page
from flows.lexicon import load
from flows.reading.article import Article, Sidecar


class Page(NamedTuple):
    """The lines of an article and what is known of them together. `core`: `[first, last]` of the densest run of text.

    `prose_up_to[i]`: how many of the first i lines are running text. `under[i]`: the section head above line i.
    `listed[i]`: line i is an item of a list that a sentence with a colon opens.
    `comments_from`: where the readers' comments begin, or the number of lines. `recurring`: what recurs on its site.
    """

    lines: list[Line]
    core: tuple[int, int]
    counts: Counter[str]
    titles: frozenset[str]
    title_found: bool
    authors: tuple[str, ...]
    echoes: frozenset[int]
    first_prose: int
    prose_up_to: list[int]
    under: list[str]
    listed: list[bool]
    comments_from: int
    site: Site | None
    recurring: SiteLines | None


def read_page(article: Article, lines: list[Line], recurring: Recurring) -> Page:
    """Gather what the lines of an article show together."""
    core = core_run(lines)
    counts = Counter(line.bare for line in lines)
    titles = _titles(article.sidecar, lines, counts)
    url = article.sidecar.url
    site = site_of_page(url, (line.low for line in lines))
    return Page(
        lines,
        core,
        counts,
        titles,
        any(title in counts for title in titles),
        _authors(article.sidecar, lines[: core[0]]),
        _echoes(article.text, lines, core, counts),
        next((index for index, line in enumerate(lines) if line.prose), -1),
        [0, *accumulate(line.prose for line in lines)],
        _section_heads(lines),
        _listed(lines),
        next((i for i in range(core[0] + 1, len(lines)) if _COMMENTS in lines[i].signals), len(lines)),
        site,
        recurring.get(site_name(url, site) or "") if recurring else None,
    )


_BY = re.compile(r"by ([^\W\d_][^\d,;|•(]{3,60})")
_AND = re.compile(r" and |\s[&–—-]\s|\.$")


def _authors(sidecar: Sidecar, before_core: Sequence[Line]) -> tuple[str, ...]:
    """Return the names of the authors in lower case: those of the sidecar, and of lines that begin with "By"."""
    printed = [found[1] for line in before_core if line.words <= 12 and (found := _BY.match(line.low))]
    names = [*sidecar.authors, *(name for names in printed for name in _AND.split(names))]
    return tuple(dict.fromkeys(name.strip().lower() for name in names if " " in name.strip()))


_COMMENTS = "comments line"
_HEADS = {
    "related line": "under a related head",
    "events line": "under an events head",
    "note line": "under a notes head",
}
_REACH = 14


def _section_heads(lines: Sequence[Line]) -> list[str]:
    """Return for each line the head of the list it stands in: at most 14 lines above it, with no long text between."""
    under, head, left = [], "", 0
    for line in lines:
        under.append(head if left > 0 else "")
        if not _HEADS.keys().isdisjoint(line.signals):
            head, left = next(_HEADS[signal] for signal in line.signals if signal in _HEADS), _REACH
        elif line.words > 45 and head != "under a notes head":
            left = 0
        else:
            left -= head != "under a notes head"
    return under


_ITEM_MARKS = frozenset({"bullet", "numbered note", "section number", "list mark", "begins in lower case"})


def _listed(lines: Sequence[Line]) -> list[bool]:
    """Return which lines are items, all marked alike, below a line of four words or more that ends in a colon."""
    listed, marks = [], frozenset[str]()
    opened = False
    for line in lines:
        own = _ITEM_MARKS.intersection(line.signals)
        if opened:
            marks = own
        elif not (marks and marks == own):
            marks = frozenset()
        listed.append(bool(marks))
        opened = "ends in :" in line.signals and line.words >= 4
    return listed


def core_run(lines: Sequence[Line]) -> tuple[int, int]:
    """Return the first and last index of the run with the most words of running text; (0, -1) if there is none."""
    best, best_run, total, first = 0.0, (0, -1), 0.0, 0
    for index, line in enumerate(lines):
        if total <= 0:
            total, first = 0.0, index
        total += _worth(line)
        if total > best:
            best, best_run = total, (first, index)
    return best_run


def _worth(line: Line) -> float:
    """Return how much a line speaks for lying in the article: its words less ten, and less the price of what it is."""
    prices = _core_prices()
    speaks = not prices.keys().isdisjoint(line.signals)
    price = min(prices[signal] for signal in line.signals if signal in prices) if speaks else 0.0
    if "speaker" in line.signals:
        return max(2, min(line.words, 60) - 10)
    if line.prose:
        return min(line.words, 60) - 10 + 2 * price
    if line.ends and not price:
        return min(line.words, 60) - 10
    return 10 if line.words >= 45 and not price else min(price, line.words - 10, -1)


@cache
def _core_prices() -> dict[str, float]:
    """Return the signals of lines that do not belong in an article, with the words that each outweighs."""
    prices: dict[str, float] = load("labels")["core"]
    return prices


_LONGEST_TITLE = 220
_TITLE_PARTS = re.compile(r" [|»•] |: | - ")


def _titles(sidecar: Sidecar, lines: Sequence[Line], counts: Counter[str]) -> frozenset[str]:
    """Return the bare forms of this article's title: the sidecar's, and the part of the first line that comes again.

    Either may have the title in parts, between bars or colons.
    """
    found = {part for part in _parts(sidecar.title) if " " in part} if sidecar.title else set()
    if lines and lines[0].end - lines[0].start <= _LONGEST_TITLE:
        parts = {part for part in _parts(lines[0].low) if part.count(" ") >= 2}
        found |= {part for part in parts if counts[part] > (part == lines[0].bare)}
    return frozenset(found)


def _parts(title: str) -> set[str]:
    return {bare(part) for part in (title, *_TITLE_PARTS.split(title))}


_MOST_ECHOES, _PIECE = 60, 28
_NO_PULL_QUOTE = frozenset({"bullet", "numbered note", "section number", "list mark", "speaker"})


def _echoes(text: str, lines: Sequence[Line], core: tuple[int, int], counts: Counter[str]) -> frozenset[int]:
    """Return which lines of the core say again a part of another line: pull quotes, teasers.

    No echo: a line that stands there twice as a whole, an item of a list, and lines of which one line repeats three or
    more, as galleries do.
    """
    sources: dict[int, int] = {}
    for index in range(core[0] + 2, core[1] + 1):
        line = lines[index]
        short = 40 <= line.end - line.start <= 320 and line.words >= 6
        if short and counts[line.bare] == 1 and _NO_PULL_QUOTE.isdisjoint(line.signals):
            sources[index] = _source(text, line)
            if len(sources) == _MOST_ECHOES:
                break
    repeats = Counter(sources.values())
    return frozenset(index for index, source in sources.items() if source >= 0 and repeats[source] < 3)


def _source(text: str, line: Line) -> int:
    """Return the start of the longer line that holds two of three pieces of this one, about as far apart, or -1."""
    last = line.end - _PIECE
    shifts = [_shift(text, line, at) for at in ((line.start + last) // 2, last)]
    if shifts == [None, None]:
        return -1
    found = sorted(shift for shift in (*shifts, _shift(text, line, line.start)) if shift is not None)
    shift = next((one for one, other in pairwise(found) if other - one <= _PIECE), None)
    if shift is None:
        return -1
    start, end = _line_around(text, line.start + shift)
    return start if end - start > 1.2 * (line.end - line.start) else -1


def _shift(text: str, line: Line, at: int) -> int | None:
    """Return how far from `at` the same piece of text stands outside the line, or None."""
    piece = text[at : at + _PIECE]
    found = text.find(piece)
    if found >= line.start:
        found = text.find(piece, line.end)
    return found - at if found >= 0 else None


def _line_around(text: str, at: int) -> tuple[int, int]:
    """Return the text line that holds the offset `at`, looking at most 2000 characters each way."""
    at = max(0, at)
    start = max(text.rfind("\n", max(0, at - 2000), at), at - 2000, -1)
    end = text.find("\n", at, at + 2000)
    return start + 1, end if end >= 0 else min(len(text), at + 2000)
