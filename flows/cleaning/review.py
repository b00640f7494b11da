"""The review: what the odds of all the lines of a page say of each one. The second reading's last word.

`content` gives each line log-odds from its signals and those beside it. Here they are looked at together: how the lines
around, the other lines of the same form and the rest of the stretch fare, how much of the page's text lies before and
after, which words a line shares with the text. Each of these is a measure, a number a line; learnt trees of a few
questions about measures say what they are worth together (`lexicon/content.toml`), and the sum is the line's new
log-odds. All is linear in the number of lines, but for sorting.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate, groupby, pairwise
from math import exp
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from flows.cleaning.blocks import LABELS
from flows.cleaning.content import THOUSANDTHS, LogOdds, Trees, decide
from flows.cleaning.form import Lines
from flows.cleaning.page import Page
from flows.cleaning.table import HUNDREDTHS, Numbers, Row, Sums, around, changes, numbered, shifted, up_to
from flows.cleaning.texture import END_MARKS

Column = NDArray[np.float64]
Columns = NDArray[np.float64]  # one for each of several measures
Groups = Mapping[str, Numbers]
Measures = dict[str, Column]

REACHES = (2, 8, 32)
_SHARES_FROM = 1  # the place of the least of them that shares of text are told of
_ODDS_OF = [(f"odds of {reach}, less", f"odds of {reach}, more") for reach in REACHES]
_TEXT_IN = [(f"text in {reach}, less", f"text in {reach}, more") for reach in REACHES]
_OUTSIDE, _ALONE, _FAR = -6.0, -9.0, 99.0
_MOST_WORDS = 60
_SURE, _SURE_WORDS = 2.0, 10
_BRIDGED = 2
_FRAGMENT = 8
_LARGE = 0.3
# How much the lines up to six away count, in whole numbers: they add up to the same on every machine.
_KERNEL = np.array([round(100 * exp(-((distance / 2.5) ** 2) / 2)) for distance in range(-6, 7)])
RUN_OF_TEXT = "run of text"
_WORDS_NEAR = 4
# What is added to small numbers before they are compared.
_FEW, _RARE = 5, 0.3
# Every tree is asked about so many lines at once: a line takes kilobytes as long as that lasts.
_AT_ONCE = 2_048
# The chance that log-odds stand for, by their hundredths from -8 to 8: the same on every machine.
_CHANCES = np.array([1 / (1 + exp(-value / HUNDREDTHS)) for value in range(-8 * HUNDREDTHS, 8 * HUNDREDTHS + 1)])


class Odds(NamedTuple):
    """The log-odds of a page's lines with their running sums: `sums` of the odds, `words` and `text` of the words.

    `of_lines`: what of the odds is due to what lines show by themselves. A line's text is its words times the chance
    that it is content.
    """

    values: Column
    of_lines: Column
    sizes: Numbers
    own_text: Column
    sums: Column
    words: Numbers
    text: Column


def weigh(odds: LogOdds, lines: Lines) -> Odds:
    """Return the log-odds of a page's lines with what is summed up from them."""
    values = odds.whole
    sizes = np.minimum(lines.words, _MOST_WORDS) + 2
    text = sizes * _CHANCES[np.rint(values * HUNDREDTHS).astype(np.int64) + 8 * HUNDREDTHS]
    return Odds(values, odds.of_lines, sizes, text, up_to(values), up_to(sizes), up_to(text))


def measures(page: Page, odds: Odds, kept: Sequence[bool], scores: Sums, groups: Groups) -> Measures:
    """Return the measures of every line of a page, by name.

    `kept`: what the first reading says, `scores`: of every label; `groups[name][i]`: the number of the group of lines
    that line i belongs to, of each kind of group.
    """
    lines, core, total = page.lines, page.core, len(odds.values)
    at = np.arange(total)
    stretches = _bridged(decide(odds.values.tolist()))
    found: Measures = {
        "odds": odds.values,
        "odds of the line alone": odds.of_lines,
        "odds, smooth": _smooth(odds.values),
        "words": odds.sizes.astype(np.float64),
        "kept by the first reading": np.array(kept, np.float64),
        "lines since the core began": (at - core[0]).astype(np.float64),
        "lines since the core ended": (at - core[1]).astype(np.float64),
        "in the core": ((at >= core[0]) & (at <= core[1])).astype(np.float64),
        "part of the page": at / max(1, total),
    }
    found |= _beside(odds)
    found |= _around(odds)
    found |= _shares(odds)
    found |= _stretches(stretches, odds)
    found |= _sizes(lines, odds)
    found |= _shared_words(lines, stretches, odds)
    found |= _label_scores(scores)
    sure = (odds.values > _SURE) & (lines.words >= _SURE_WORDS)
    found |= _sure(lines, sure)
    found |= _sure_text(lines, sure)
    for name, numbers in groups.items():
        found |= _group(name, numbers, odds)
    return found | _best(RUN_OF_TEXT, groups[RUN_OF_TEXT], odds)


def reviewed(found: Measures, bias: float, trees: Trees) -> Column:
    """Return the log-odds of every line that the trees give to its measures; without trees, those it had."""
    if not trees.measures:
        return found["odds"]
    rows = np.array([found[name] for name in trees.measures])
    thousandths = [_values(rows[:, at : at + _AT_ONCE], trees) for at in range(0, max(1, rows.shape[1]), _AT_ONCE)]
    totals: Column = bias + np.concatenate(thousandths) / THOUSANDTHS
    return totals


def _values(rows: Columns, trees: Trees) -> Numbers:
    """Return for each line the sum of the values that the trees pick for its measures, in thousandths."""
    yes = (rows[trees.columns] >= trees.edges[:, None]).view(np.uint8)
    answers = yes[trees.asked[0]]
    for asked in trees.asked[1:]:
        answers += answers
        answers += yes[asked]
    values: Numbers = trees.values.take(answers + trees.first[:, None]).sum(axis=0)
    return values


def form_groups(lines: Lines) -> dict[str, Numbers]:
    """Return groups of lines: of the same form, all those of the page or those that follow each other; runs of text.

    A run of text is followed by a run of the rest.
    """
    forms = np.zeros(len(lines.spans), np.int64)
    for signal in lines.signals.keys() & _FORM_BITS.keys():
        forms |= lines.signals[signal] * _FORM_BITS[signal]
    texty = lines.prose | (lines.ends & (lines.words > _FRAGMENT))
    return {
        "form": numbered(forms.tolist()),
        "run of the form": _runs(forms),
        RUN_OF_TEXT: _runs(texty.astype(np.int64)),
    }


def _runs(kinds: Numbers) -> Numbers:
    """Return for each line the number of the run of lines of the same kind that it lies in, from one on."""
    runs: Numbers = changes(kinds).cumsum()
    return runs


# What tells the form of a line. Signals in one row are taken for the same.
_FORMS = (
    ("no words", "1 word", "2-3 words"),
    ("4-6 words", "7-10 words"),
    ("11-15 words", "16-25 words", "26-45 words"),
    ("46+ words",),
    ("ends a sentence", "ends in ?"),
    *(
        (signal,)
        for signal in (
            "bullet", "numbered note", "section number", "list mark", "speaker", "only a date", "holds a date",
            "web address", "pipes", "all capitals", "a name", "begins in lower case",
        )
    ),
)  # fmt: skip


_FORM_BITS = {signal: 1 << place for place, signals in enumerate(_FORMS) for signal in signals}


def _beside(odds: Odds) -> Measures:
    """Return the odds of the line above and of the line below."""
    above, below = shifted(odds.values, 1), shifted(odds.values, -1)
    above[:1] = below[-1:] = _OUTSIDE
    return {"odds above": above, "odds below": below}


def _around(odds: Odds) -> Measures:
    """Return the mean odds and the share of text in the words, so many lines above and below: the less and the more."""
    total = len(odds.values)
    at, reach = np.arange(total), np.array(REACHES)[:, None]
    low, high = np.maximum(0, at - reach), np.minimum(total, at + reach + 1)
    above = (odds.sums[at] - odds.sums[low]) / np.maximum(1, at - low)
    below = (odds.sums[high] - odds.sums[at + 1]) / np.maximum(1, high - at - 1)
    above[:, :1] = below[:, -1:] = _OUTSIDE
    far = slice(_SHARES_FROM, None)
    return _both_sides(_ODDS_OF, above, below) | _both_sides(
        _TEXT_IN[far], _share(odds, low[far], at), _share(odds, at + 1, high[far])
    )


def _both_sides(names: Sequence[tuple[str, str]], above: Columns, below: Columns) -> Measures:
    less, more = zip(*names, strict=True)
    return dict(zip(less, np.minimum(above, below), strict=True)) | dict(
        zip(more, np.maximum(above, below), strict=True)
    )


def _share(odds: Odds, first: Numbers, last: Numbers) -> Columns:
    share: Columns = (odds.text[last] - odds.text[first]) / np.maximum(1, odds.words[last] - odds.words[first])
    return share


def _smooth(values: Column) -> Column:
    """Return the odds of the lines around, the nearest most of all; beyond the page's edges they are even."""
    if not len(values):
        return values
    reach = len(_KERNEL) // 2
    sums = np.convolve(np.rint(values * HUNDREDTHS).astype(np.int64), _KERNEL)[reach : reach + len(values)]
    smooth: Column = sums / (HUNDREDTHS * _KERNEL.sum())
    return smooth


def _shares(odds: Odds) -> Measures:
    """Return how much of the page's text lies before and after a line, and the share of text in the whole page.

    Not how long the page is: short articles are articles too.
    """
    text, total = odds.text, len(odds.values)
    whole = text[-1] + 1e-9
    return {
        "text before": text[:-1] / whole,
        "text after": (whole - text[1:]) / whole,
        "text of the page": np.full(total, whole / max(1, odds.words[-1])),
    }


def _sizes(lines: Lines, odds: Odds) -> Measures:
    """Return how long a line of text mostly is, how long a line is beside it, and how many words page and text have."""
    total = len(odds.values)
    lengths = np.array([end - start for start, end in lines.spans], np.float64)
    typical = float(lengths @ odds.own_text) / (float(odds.text[-1]) + 1e-9)
    return {
        "typical length": np.full(total, typical),
        "length": lengths,
        "length by the typical": (lengths + _FEW) / (typical + _FEW),
        "words of the page": np.full(total, float(odds.words[-1])),
        "words of text": np.full(total, float(odds.text[-1])),
    }


def _shared_words(lines: Lines, stretches: Sequence[tuple[int, int]], odds: Odds) -> Measures:
    """Return which of a line's longer words other lines have: lines of text, and those of the largest stretch.

    "like text": how much likelier the other lines with its words are text than not; "known words": the share of words
    that text has elsewhere, of the line and of those around; "in the largest stretch": the share of the line's words
    there, and that of the words of its own stretch.
    """
    total = len(odds.values)
    # In the order of the line: sums of numbers depend on it.
    (words, owners, sizes), number = lines.known.long, len(lines.known.number)
    chances = (odds.own_text / odds.sizes)[owners]
    in_text = np.maximum(0.0, np.bincount(words, chances)[words] - chances)
    elsewhere = np.maximum(0.0, np.bincount(words)[words] - 1 - in_text)
    # Processors differ in the last bit of a logarithm: what is rounded is the same on all.
    rarer = np.round(np.log((in_text + _RARE) / (elsewhere + _RARE)), 6)
    like = np.bincount(owners, rarer, total)
    known = np.bincount(owners, np.minimum(1.0, in_text), total)
    inside, of_stretch = _in_largest(words, owners, number, stretches, odds)
    return {
        "like text": like / np.maximum(1, sizes),
        "known words": known / np.maximum(1, sizes),
        "known words near": around(known, _WORDS_NEAR) / np.maximum(1, around(sizes, _WORDS_NEAR)),
        "in the largest stretch": np.where(sizes, np.bincount(owners, inside, total) / np.maximum(1, sizes), -1.0),
        "stretch: in the largest": of_stretch,
    }


def _in_largest(
    words: Numbers, owners: Numbers, total: int, stretches: Sequence[tuple[int, int]], odds: Odds
) -> tuple[Column, Column]:
    """Return for each word whether the largest stretch has it; for each line the share of its stretch's words.

    -1 outside all stretches; 2 in the largest. `total`: how many words the page has; each has its number.
    """
    shares = np.full(len(odds.values), -1.0)
    if not stretches:
        return np.zeros(len(words)), shares
    stretch = np.full(len(odds.values), -1, np.int64)
    for number, (start, end) in enumerate(stretches):
        stretch[start:end] = number
    largest = _largest([odds.text[end] - odds.text[start] for start, end in stretches])
    own = stretch[owners]
    there = np.zeros(total, bool)
    there[words[own == largest]] = True
    pairs = np.sort((own * total + words)[own >= 0])
    of, found = np.divmod(pairs[changes(pairs)], total)
    known = there[found]
    of_stretch = np.bincount(of, known, len(stretches)) / np.maximum(1, np.bincount(of, minlength=len(stretches)))
    of_stretch[largest] = 2.0
    inside = stretch >= 0
    shares[inside] = of_stretch[stretch[inside]]
    return there[words].astype(np.float64), shares


def _label_scores(scores: Sums) -> Measures:
    """Return how far below the best label's score the first reading's scores of some labels are, in hundredths."""
    below = (scores - scores.max(axis=1, keepdims=True, initial=-np.inf)).astype(np.float64)
    return {f"score of {label}": below[:, LABELS.index(label)] for label in _TELLING}


_TELLING = ("body", "heading", "navigation", "legal", "author_bio", "caption", "promo")


def _stretches(stretches: Sequence[tuple[int, int]], odds: Odds) -> Measures:
    """Return where a line lies among the stretches of content: in one, how large it is; outside, between which."""
    rows, sizes = _rows(stretches, odds)
    columns = np.repeat(np.array(rows, np.float64), sizes, axis=0).T
    names = (
        "share", "distance", "gap above", "number", "text before", "mean odds", "lines", "by the earlier",
        "large before",
    )  # fmt: skip
    return {f"stretch: {name}": column for name, column in zip(names, columns, strict=True)}


def _bridged(path: Sequence[bool]) -> list[tuple[int, int]]:
    """Return the runs `[start, end)` of content; gaps of two lines do not part them."""
    found: list[tuple[int, int]] = []
    start = 0
    for content, run in groupby(path):
        end = start + len([*run])
        if content:
            if found and start - found[-1][1] <= _BRIDGED:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        start = end
    return found


def _rows(stretches: Sequence[tuple[int, int]], odds: Odds) -> tuple[list[tuple[float, ...]], list[int]]:
    """Return nine numbers for each gap and each stretch, one after the other, and how many lines each of them has.

    Of a stretch: its share of the page's text, the lines from it to the largest stretch, the lines since the one
    before, how many stretches after the largest it is, the share of text in the stretches before it, its mean odds, its
    lines, its size by that of the largest before it, how many large ones come before. Of a gap: less
    than nought (-1 between stretches, -2 beside them, -3 where there are none), its length, as far as can be, the
    stretches after the largest, the share of text on the side that has less, and less and nothing, and less than that.
    """
    total, whole = len(odds.values), float(odds.text[-1]) + 1e-9
    rows: list[tuple[float, ...]] = []
    sizes: list[int] = []
    shares = [float(odds.text[end] - odds.text[start]) / whole for start, end in stretches]
    before = [0.0, *accumulate(shares)]
    earlier = _by_the_earlier(shares, whole)
    largest = _largest(shares)
    main_start, main_end = stretches[largest] if stretches else (0, 0)
    edges = [(0, 0), *stretches, (total, total)]
    for number, ((_, last), (start, end)) in enumerate(pairwise(edges)):
        outside = -3.0 if not stretches else -2.0 if number in {0, len(stretches)} else -1.0
        less = min(before[number], before[-1] - before[number])
        rows.append((outside, start - last, _FAR, number - largest, less, _ALONE, 0, -1, -1))
        sizes.append(start - last)
        if number < len(stretches):
            distance = start - main_end if number > largest else end - main_start if number < largest else 0
            gap, mean = start - last if number else _FAR, float(odds.sums[end] - odds.sums[start]) / (end - start)
            found = (shares[number], distance, gap, number - largest, before[number], mean, end - start)
            rows.append((*found, *earlier[number]))
            sizes.append(end - start)
    return rows, sizes


def _by_the_earlier(shares: Sequence[float], whole: float) -> list[tuple[float, float]]:
    """Return how large each stretch is by the largest of those before it, and how many large ones come before."""
    most = [0.0, *accumulate(shares, max)]
    large = [0, *accumulate(share >= _LARGE * most[-1] for share in shares)]
    sizes = [share * whole / (above * whole + 1) for share, above in zip(shares, most, strict=False)]
    return [*zip(sizes, large, strict=False)]


def _largest(sizes: Sequence[float]) -> int:
    return max(range(len(sizes)), key=sizes.__getitem__, default=0)


def _sure(lines: Lines, sure: Row) -> Measures:
    """Return how far the lines are that are surely content, and how many marks of an end stand near and on the way."""
    total = len(sure)
    at = np.arange(total)
    last = np.maximum.accumulate(np.where(sure, at, -1))
    following = np.minimum.accumulate(np.where(sure, at, total)[::-1])[::-1]
    before, after = np.full(total, -1), np.full(total, total)
    before[1:], after[:-1] = last[:-1], following[1:]
    since = np.where(before >= 0, np.minimum(_FAR, at - before), _FAR)
    until = np.where(after < total, np.minimum(_FAR, after - at), _FAR)
    ends, comments = up_to(lines.signals.any_of(END_MARKS)), up_to(lines.signals["comment mark"])
    first = int(sure.argmax()) if total else 0
    return {
        "lines from sure text, more": np.maximum(since, until),
        "marks since sure text": np.where(since < _FAR, ends[:-1] - ends[np.maximum(0, before)], -1.0),
        "marks since sure text began": ends[:-1] - ends[first],
        "comment marks since sure text began": comments[:-1] - comments[first],
    }


def _sure_text(lines: Lines, sure: Row) -> Measures:
    """Return how long a line is mostly that is surely content, and what share of the page's words such lines have."""
    total, words = len(sure), lines.words
    return {
        "typical words of sure text": np.full(total, _median(words[sure])),
        "sure text of the page": np.full(total, float(words[sure].sum()) / max(1, int(words.sum()))),
    }


def _median(numbers: Numbers) -> float:
    """Return the median; of no numbers it is nought."""
    ordered = np.sort(numbers)
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2 if len(ordered) else 0.0


def _best(name: str, runs: Numbers, odds: Odds) -> Measures:
    """Return the best odds in the run of lines that each line lies in."""
    begins = np.flatnonzero(changes(runs))
    best = np.maximum.reduceat(odds.values, begins) if len(begins) else odds.values
    return {f"{name}: best": best[runs - 1]}


def _group(name: str, group: Numbers, odds: Odds) -> Measures:
    """Return how the other lines of a line's group fare: how many there are, their mean odds, the share of text."""
    lines = np.bincount(group)[group]
    others = np.maximum(1, lines - 1)
    values, text, sizes = (np.bincount(group, each)[group] - each for each in (odds.values, odds.own_text, odds.sizes))
    return {
        f"{name}: lines": lines.astype(np.float64),
        f"{name}: odds": np.where(lines > 1, values / others, _ALONE),
        f"{name}: text": np.where(lines > 1, text / np.maximum(1, sizes), -1.0),
    }
