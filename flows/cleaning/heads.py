"""The head of an article: which line is the headline, and what the lines right beside it are.

Pages without a title of their own begin with a few lines: kicker, headline, subtitle, names, dates, a picture. Here the
headline is found among them, and what only shows beside it. Menus and what stands further off are of `page`, `signals`.
"""

import re
from collections import Counter

import numpy as np

from flows.cleaning import shapes
from flows.cleaning.form import Lines
from flows.cleaning.table import Row, Table, shifted

# A page without menus has a head so short, its headline so many words. A kicker above one has at most so many, the line
# below it at least so many. Below a long line, what is longer and written as a sentence is a subtitle.
_LONGEST_HEAD, _LEAST_HEADLINE, _LONGEST_HEADLINE = 14, 3, 35
_LONGEST_SERIES, _LEAST_BELOW_SERIES, _LONG_LINE, _LONGEST_BELOW = 3, 6, 10, 14
_LEAST_SHARED, _SHARED = 3, 0.5  # Long words, and the share of them, that two headlines of one page have in common.
_INITIALS = re.compile(r"\b[a-z]\.[a-z]\.$")
_NO_HEADLINE = (
    "only a date", "several dates", "only a time", "time ago", "issue number", "by a name", "a name",
    "a name and more", "names and an agency", "credit alone", "ends in a credit", "ends in :", "two sentences",
    "web address", "copyright notice", "asks the reader", "promo phrase", "appeal phrase", "legal phrase",
    "byline phrase", "contribution phrase", "bullet", "list mark", "numbered note",
)  # fmt: skip
_NO_HEADLINE_ENDINGS = (" line", " opening")
# Words of a kicker; of a sentence right below the headline, which comes once or twice; of what a picture shows.
_LONGEST_KICKER, _LEAST_DECK, _LONGEST_DECK, _MOST_TIMES = 5, 8, 70, 2
_LONGEST_SCENE, _SHARED_SCENE, _NEAR_CORE = 40, 0.25, 4
_NO_KICKER = (
    "only a date", "holds a date", "only a time", "time ago", "issue number", "number only", "no letters", "by a name",
    "a name and more", "share line", "tools line", "promo line", "legal line", "related line", "comment mark",
    "credit line", "credit alone", "ends in a credit", "byline line", "navigation opening", "begins in lower case",
)  # fmt: skip
_NO_DECK = (
    "a name", "byline phrase", "byline opening", "a name and more", "date opening", "holds a date", "caption opening",
    "caption phrase", "scene", "ends in a credit", "legal opening", "legal phrase", "promo opening", "promo phrase",
    "appeal phrase", "note opening", "notice opening", "related opening", "share opening", "dateline",
)  # fmt: skip
_NAMES = ("a name", "by a name", "a name and more")
_PARTING = (
    *_NAMES, "several names", "only a date", "holds a date", "time ago", "share line", "credit alone",
    "ends in a credit", "caption opening", "byline phrase",
)  # fmt: skip


def headline(lines: Lines, counts: Counter[str], core: int) -> set[str]:
    """Return the headline of a page whose head is short, bare: the first line above the text that may be one.

    One that is printed twice, perhaps in other words, goes before all others; a longer line below a short one, before
    the short one. `counts`: how often each bare line comes; `core`: where the text begins.
    """
    if core > _LONGEST_HEAD or not lines.words[:1].any():
        return set()
    own = lines.signals
    others = [name for name in own if name.endswith(_NO_HEADLINE_ENDINGS) and name != "body opening"]
    plain = ~own.any_of([*_NO_HEADLINE, *others])
    likely = [i for i in range(core) if plain[i] and _may_be_headline(lines, i)]
    twice = [i for i in likely if counts[lines.bare[i]] > 1]
    if not twice and (again := [i for i in likely if likely[0] == 0 and _says_again(lines, i)]):
        return {lines.bare[0], lines.bare[again[0]]}
    likely = twice or likely
    if len(likely) > 1 and lines.words[likely[0]] <= _LONGEST_SERIES and lines.words[likely[1]] >= _LEAST_BELOW_SERIES:
        likely = likely[likely[1] <= likely[0] + 2 :]
    return {lines.bare[i] for i in likely[:1]}


def _may_be_headline(lines: Lines, i: int) -> bool:
    low = lines.low[i]
    if not _LEAST_HEADLINE <= lines.words[i] <= _LONGEST_HEADLINE or shapes.DATE.match(low):
        return False
    if lines.ends[i] and not (lines.signals["ends in ?"][i] or _INITIALS.search(low)):
        return False
    return len(shapes.DATE.sub("", low).split()) >= _LEAST_HEADLINE and not _stands_too_low(lines, i)


def _stands_too_low(lines: Lines, i: int) -> bool:
    """Say whether a line stands below running text, or right above a time as a place does, or is a long sentence."""
    own = lines.signals
    above = (lines.words[:i] > _LONG_LINE) & ~own["navigation opening"][:i]
    if (above & lines.prose[:i] & ~own["ends in ?"][:i]).any() or own["only a time"][i + 1 : i + 2].any():
        return True
    is_long = own["sentence case"][i] and lines.words[i] > _LONGEST_BELOW
    return bool(is_long and (above.any() or own["ends in mid-sentence"][i]))


def _says_again(lines: Lines, i: int) -> bool:
    """Say whether a line farther down has most of the long words of the first one, a page's own title."""
    one, two = long_words(lines.bare[0]), long_words(lines.bare[i])
    return i > 1 and len(one & two) >= max(_LEAST_SHARED, _SHARED * min(len(one), len(two)))


def long_words(bare_line: str) -> set[str]:
    """Return the words of four letters and more."""
    return {word for word in bare_line.split() if len(word) > 3}


def add_head(table: Table, lines: Lines, counts: Counter[str], core: int) -> None:
    """Add what shows beside the headline, which the table knows as what echoes the title, and above the text."""
    names, offices = lines.signals.any_of(_NAMES), lines.signals["an office"]
    ahead = np.arange(table.lines) < core
    table["office beside a name"] = ahead & offices & _beside(names | offices)
    table["name beside an office"] = ahead & names & _beside(offices)
    sentence = lines.ends & (lines.words >= _LEAST_DECK)
    table["head of a biography"] = lines.signals["author_bio line"] & shifted(sentence, -1)
    credited = np.flatnonzero(lines.signals["ends in a credit"][1 : core + _NEAR_CORE])
    table.add_shown({"told again with a credit": [i for i in credited.tolist() if _tells_the_same(lines, i)]})
    title = np.zeros(table.lines, bool)
    title[np.flatnonzero(table["echoes the title"] & ahead)[-1:]] = True
    if title.any():
        _add_beside_headline(table, lines, counts, title)


def _add_beside_headline(table: Table, lines: Lines, counts: Counter[str], title: Row) -> None:
    """Add which short line stands right above the title, and which sentence between it and names, dates or pictures."""
    own, at = lines.signals, np.arange(table.lines)
    one, two, below = shifted(title, 1), shifted(title, 2), shifted(table["echoes the title"], 1)
    short = (lines.words >= 1) & (lines.words <= _LONGEST_KICKER)
    kicker = short & ~lines.ends & ~own.any_of(_NO_KICKER)
    table["short line above the title"] = kicker & (at <= 1) & (shifted(title, -1) | shifted(title, -2)) & ~below
    table["several names below the title"] = own["several names"] & (one | two)
    once = np.array([counts[bare] <= _MOST_TIMES for bare in lines.bare], bool)  # Not the foot of every sheet.
    pictured = table["told again with a credit"]
    parts = (own.any_of(_PARTING) & once) | pictured
    sentence = lines.ends & (lines.words >= _LEAST_DECK) & (lines.words <= _LONGEST_DECK) & ~own.any_of(_NO_DECK)
    deck = (one | (two & shifted(short, 1))) & sentence & shifted(parts, -1) & ~pictured
    table.add_shown({"sentence below the title": np.flatnonzero(deck)[:1].tolist()})


def _tells_the_same(lines: Lines, i: int) -> bool:
    """Say whether a line begins the caption below it, or has so many words of it: it describes the same picture."""
    if lines.bare[i] and lines.bare[i + 1].startswith(f"{lines.bare[i]} "):
        return True
    first, second = long_words(lines.bare[i]), long_words(lines.bare[i + 1])
    alike = len(first & second) >= max(2, min(len(first), len(second)) * _SHARED_SCENE)
    return alike and bool(_LEAST_DECK <= lines.words[i] <= _LONGEST_SCENE)


def _beside(row: Row) -> Row:
    """Return which lines have one of `row` right above or below."""
    return shifted(row, 1) | shifted(row, -1)
