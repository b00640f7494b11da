"""The review: what the odds of all the lines of a page say of each one. The second reading's last word.

`content` gives each line log-odds from its signals and those beside it. Here they are looked at together: how the lines
around, the other lines of the same form and the rest of the stretch fare, how much of the page's text lies before and
after. Each of these is a measure, a number a line; a learnt step function says what the number is worth
(`lexicon/content.toml`), and the sum is the line's new log-odds. All is linear in the number of lines.
"""

from bisect import bisect_right
from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from math import exp
from typing import NamedTuple

from flows.cleaning.content import Steps, decide
from flows.cleaning.cues import stop_words
from flows.cleaning.form import Line
from flows.cleaning.page import Page
from flows.cleaning.texture import marks_up_to

Groups = Mapping[str, Sequence[Hashable]]
Measures = dict[str, Sequence[float]]

REACHES = (2, 8, 32)
_SHARES_FROM = 8
_OUTSIDE, _ALONE, _FAR = -6.0, -9.0, 99.0
_MOST_WORDS = 60
_SURE, _SURE_WORDS = 2.0, 10
_BRIDGED = 2


class Odds(NamedTuple):
    """The log-odds of a page's lines with their running sums: `sums` of the odds, `words` and `text` of the words.

    A line's text is its words times the chance that it is content.
    """

    values: Sequence[float]
    sizes: list[int]
    sums: list[float]
    words: list[int]
    text: list[float]


def weigh(odds: Sequence[float], lines: Sequence[Line]) -> Odds:
    """Return the log-odds of a page's lines with what is summed up from them."""
    sizes = [min(line.words, _MOST_WORDS) + 2 for line in lines]
    text = [size / (1 + exp(-value)) for size, value in zip(sizes, odds, strict=True)]
    return Odds(odds, sizes, [0.0, *accumulate(odds)], [0, *accumulate(sizes)], [0.0, *accumulate(text)])


def measures(page: Page, odds: Odds, kept: Sequence[bool], groups: Groups) -> Measures:
    """Return the measures of every line of a page, by name.

    `kept`: what the first reading says; `groups[name][i]`: the key of the group of lines that line i belongs to, of
    each kind of group.
    """
    lines, core, total = page.lines, page.core, len(page.lines)
    stretches = _bridged(decide(odds.values))
    found: Measures = {
        "odds": odds.values,
        "words": odds.sizes,
        "running text": [int(line.prose) for line in lines],
        "kept by the first reading": list(map(int, kept)),
        "lines since the core began": [index - core[0] for index in range(total)],
        "lines since the core ended": [index - core[1] for index in range(total)],
        "part of the page": [index / total for index in range(total)],
    }
    found |= _around(odds)
    found |= _shares(odds)
    found |= _stretches(stretches, odds)
    found |= _title(page, stretches)
    sure = [i for i, line in enumerate(lines) if odds.values[i] > _SURE and line.words >= _SURE_WORDS]
    found |= _sure(lines, sure)
    for name, keys in groups.items():
        found |= _group(name, keys, odds)
    return found


def reviewed(found: Measures, bias: float, table: Mapping[str, Steps]) -> list[float]:
    """Return the log-odds of every line that the step functions give to its measures."""
    totals = [bias] * len(found["odds"])
    for name, (edges, values) in table.items():
        totals = [total + values[bisect_right(edges, at)] for total, at in zip(totals, found[name], strict=True)]
    return totals


def form_groups(lines: Sequence[Line]) -> Groups:
    """Return the groups of lines of the same form: all those of the page, and those that follow each other."""
    forms = [_form(line.signals) for line in lines]
    runs = [number for number, (_, run) in enumerate(groupby(forms)) for _ in run]
    return {"form": forms, "run of the form": runs}


_FORMS = {
    **dict.fromkeys(("no words", "1 word", "2-3 words"), "tiny"),
    **dict.fromkeys(("4-6 words", "7-10 words"), "short"),
    **dict.fromkeys(("11-15 words", "16-25 words", "26-45 words"), "middling"),
    "46+ words": "long",
    **dict.fromkeys(("ends a sentence", "ends in ?"), "sentence"),
}
_FORM_MARKS = frozenset({
    "bullet", "numbered note", "section number", "list mark", "speaker", "only a date", "holds a date", "web address",
    "pipes", "all capitals", "a name", "begins in lower case",
})  # fmt: skip


@lru_cache(maxsize=8192)
def _form(signals: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_FORMS.get(name, name) for name in signals if name in _FORMS or name in _FORM_MARKS)


def _around(odds: Odds) -> Measures:
    """Return the mean odds and the share of text in the words, so many lines above and below: the less and the more."""
    total, sums, found = len(odds.values), odds.sums, Measures()
    for reach in REACHES:
        lows = [0] * min(reach, total) + [*range(max(0, total - reach))]
        highs = [*range(reach + 1, total), *[total] * min(reach + 1, total)]
        above = [(sums[i] - sums[low]) / (i - low) if i else _OUTSIDE for i, low in enumerate(lows)]
        below = [
            (sums[high] - sums[i + 1]) / (high - i - 1) if i + 1 < total else _OUTSIDE for i, high in enumerate(highs)
        ]
        found |= _both_sides(f"odds of {reach}", above, below)
        if reach >= _SHARES_FROM:
            above = [_share(odds, low, i) for i, low in enumerate(lows)]
            below = [_share(odds, i + 1, high) for i, high in enumerate(highs)]
            found |= _both_sides(f"text in {reach}", above, below)
    return found


def _both_sides(name: str, above: list[float], below: list[float]) -> Measures:
    return {f"{name}, less": list(map(min, above, below)), f"{name}, more": list(map(max, above, below))}


def _share(odds: Odds, first: int, last: int) -> float:
    return (odds.text[last] - odds.text[first]) / max(1, odds.words[last] - odds.words[first])


def _shares(odds: Odds) -> Measures:
    """Return how much of the page's text lies before and after a line, and the share of text in the whole page.

    Not how long the page is: short articles are articles too.
    """
    text, total = odds.text, len(odds.values)
    whole = text[-1] + 1e-9
    return {
        "text before": [at / whole for at in text[:-1]],
        "text after": [(whole - at) / whole for at in text[1:]],
        "text of the page": [whole / max(1, odds.words[-1])] * total,
    }


def _title(page: Page, stretches: Sequence[tuple[int, int]]) -> Measures:
    """Return how many of the title's words a line has, what share of them its stretch, and where the title stood."""
    lines, total = page.lines, len(page.lines)
    first = lines[0].bare.split() if lines else []
    title = {word for word in (*first, *" ".join(page.titles).split()) if len(word) > 3} - stop_words()
    own = [title.intersection(line.bare.split()) for line in lines]
    shares = [-1.0] * total
    for start, end in stretches:
        share = len(set().union(*own[start:end])) / len(title) if title else -1.0
        shares[start:end] = [share] * (end - start)
    again = next((i for i in range(1, total) if lines[i].bare in page.titles), None)
    return {
        "title words": list(map(len, own)),
        "title words in the stretch": shares,
        "lines since the title": [-_FAR if again is None else index - again for index in range(total)],
    }


def _stretches(stretches: Sequence[tuple[int, int]], odds: Odds) -> Measures:
    """Return where a line lies among the stretches of content: in one, how large it is; outside, between which."""
    columns = _columns(stretches, odds)
    names = ("share", "distance", "gap above", "number", "text before")
    return {f"stretch: {name}": column for name, column in zip(names, columns, strict=True)}


def _bridged(path: Sequence[bool]) -> list[tuple[int, int]]:
    """Return the runs `[start, end)` of content; gaps of two lines do not part them."""
    found: list[tuple[int, int]] = []
    start = 0
    for content, run in groupby(path):
        end = start + sum(1 for _ in run)
        if content:
            if found and start - found[-1][1] <= _BRIDGED:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        start = end
    return found


def _columns(stretches: Sequence[tuple[int, int]], odds: Odds) -> list[list[float]]:
    """Return for each line five numbers.

    In a stretch: its share of the page's text, the lines from it to the largest stretch, the lines since the one
    before, how many stretches after the largest it is, the share of text in the stretches before it. In a gap: less
    than nought (-1 between stretches, -2 beside them, -3 where there are none), its length, as far as can be, the
    stretches after the largest, the share of text on the side that has less.
    """
    total, whole = len(odds.values), odds.text[-1] + 1e-9
    rows: list[tuple[float, ...]] = []
    shares = [(odds.text[end] - odds.text[start]) / whole for start, end in stretches]
    before = [0.0, *accumulate(shares)]
    largest = max(range(len(shares)), key=shares.__getitem__, default=0)
    main_start, main_end = stretches[largest] if stretches else (0, 0)
    edges = [(0, 0), *stretches, (total, total)]
    for number, ((_, last), (start, end)) in enumerate(pairwise(edges)):
        outside = -3.0 if not stretches else -2.0 if number in {0, len(stretches)} else -1.0
        poorer = min(before[number], before[-1] - before[number])
        rows += [(outside, start - last, _FAR, number - largest, poorer)] * (start - last)
        if number < len(stretches):
            distance = start - main_end if number > largest else end - main_start if number < largest else 0
            gap = start - last if number else _FAR
            rows += [(shares[number], distance, gap, number - largest, before[number])] * (end - start)
    return [list(column) for column in zip(*rows, strict=True)] or [[]] * 5


def _sure(lines: Sequence[Line], sure: Sequence[int]) -> Measures:
    """Return how far the lines are that are surely content, and how many marks of an end stand near and on the way."""
    total = len(lines)
    since, until = _since(sure, total), _since([total - 1 - i for i in reversed(sure)], total)[::-1]
    ends, comments = marks_up_to(lines)
    first = sure[0] if sure else 0
    return {
        "lines from sure text, more": list(map(max, since, until)),
        "marks since sure text": [ends[i] - ends[i - int(back)] if back < _FAR else -1 for i, back in enumerate(since)],
        "marks since sure text began": [at - ends[first] for at in ends[:-1]],
        "comment marks since sure text began": [at - comments[first] for at in comments[:-1]],
        "comment marks near": [comments[min(total, i + 6)] - comments[max(0, i - 5)] for i in range(total)],
    }


def _since(sure: Sequence[int], total: int) -> list[float]:
    """Return for each line how many lines above it the last of those named is."""
    found: list[float] = []
    for last, following in pairwise([-1, *sure, total - 1]):
        span = range(last + 1, following + 1)
        found += [min(_FAR, at - last) if last >= 0 else _FAR for at in span]
    return found


def _group(name: str, keys: Sequence[Hashable], odds: Odds) -> Measures:
    """Return how the other lines of a line's group fare: how many there are, their mean odds, the share of text."""
    table: dict[Hashable, list[float]] = {}
    text = [after - at for at, after in pairwise(odds.text)]
    for key, value, words, size in zip(keys, odds.values, text, odds.sizes, strict=True):
        row = table.setdefault(key, [0.0, 0.0, 0.0, 0.0])
        row[0] += 1
        row[1] += value
        row[2] += words
        row[3] += size
    rows = [table[key] for key in keys]
    return {
        f"{name}: lines": [row[0] for row in rows],
        f"{name}: odds": [
            (row[1] - value) / (row[0] - 1) if row[0] > 1 else _ALONE
            for row, value in zip(rows, odds.values, strict=True)
        ],
        f"{name}: text": [
            (row[2] - words) / (row[3] - size) if row[0] > 1 else -1.0
            for row, words, size in zip(rows, text, odds.sizes, strict=True)
        ],
    }
