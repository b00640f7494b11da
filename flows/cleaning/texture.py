"""How the page is woven around each line: how far running text is, how dense it is, what marks of an end stand near.

All of it is computed for the whole page at once, in time linear in the number of lines. Weights for these signals are
learnt (`lexicon/content.toml`), not set by hand.
"""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from flows.cleaning.form import Lines
from flows.cleaning.table import Numbers, Row, Table, around, up_to

_NEAR, _WIDE, _MARKS_NEAR, _SHORT_NEAR = 3, 10, 5, 4
_FAR = 99
_MOST_WORDS = 60
END_MARKS = (
    "navigation line", "navigation opening", "share line", "share opening", "tools line", "comments line",
    "promo line", "promo opening", "legal line", "legal opening", "legal phrase", "related line", "related opening",
    "events line", "appeal phrase", "comment mark", "byline line",
)  # fmt: skip
# Numbers of lines are told in these steps: each begins where the one before ends.
_FEW, _FEW_FROM = ("0", "1", "2", "3-4", "5-8", "9+"), np.array([1, 2, 3, 5, 9])
_DISTANCE, _DISTANCE_FROM = ("0", "1", "2", "3-4", "5-8", "9-16", "far"), np.array([1, 2, 3, 5, 9, 17])
_FIFTHS = ("0", "1", "2", "3", "4")
_STEPS = {
    **dict.fromkeys(("text above", "text below"), _DISTANCE),
    **dict.fromkeys(("near text", "wide text", "short lines around"), _FIFTHS),
    **dict.fromkeys(("text in a run of", "run above", "run below"), _FEW),
    **dict.fromkeys(("marks near", "marks until the text", "marks since the text began"), _FEW),
    **dict.fromkeys(("marks since the text ended", "comment marks above", "comment marks near"), _FEW),
}
# What each question may be answered with: every answer is a signal.
_ANSWERS = {
    **{name: tuple(f"{name} {step}" for step in steps) for name, steps in _STEPS.items()},
    "close": ("close to none", "close below", "close above", "close on both sides"),
    "shared words": (
        "has no long words", "shares no words", "shares few words", "shares some words", "shares many words",
    ),
}  # fmt: skip
_SIGNALS = [signal for answers in _ANSWERS.values() for signal in answers]
_QUESTION = np.repeat(np.arange(len(_ANSWERS)), [*map(len, _ANSWERS.values())])
_ANSWER = np.concatenate([np.arange(len(answers)) for answers in _ANSWERS.values()])[:, None]
_NONE = -1

Answers = dict[str, Numbers]  # question → the number of each line's answer, or `_NONE`


def texture_signals(text: str, lines: Lines, core: tuple[int, int]) -> Table:
    """Return what the lines around each line are like."""
    table = Table(len(lines.spans))
    texty = lines.prose | (lines.ends & (lines.words > 8))
    found = {
        "close": _close(text, lines),
        "shared words": _shared_words(lines, core),
        **_nearness(lines, texty),
        **_runs(texty),
        **_marks(lines, core),
    }
    # All signals in one go: there are many, and a page has few lines.
    rows = np.array([found[question] for question in _ANSWERS])[_QUESTION] == _ANSWER
    table.update(zip(_SIGNALS, rows, strict=True))
    return table


def _nearness(lines: Lines, texty: Row) -> Answers:
    """Return how far running text is, and what share of the lines around it and short lines have."""
    return {
        "text above": _DISTANCE_FROM.searchsorted(_distances(lines.prose), "right"),
        "text below": _DISTANCE_FROM.searchsorted(_distances(lines.prose[::-1])[::-1], "right"),
        "near text": np.minimum(4, (5 * _shares(lines, texty, _NEAR)).astype(np.int64)),
        "wide text": np.minimum(4, (5 * _shares(lines, texty, _WIDE)).astype(np.int64)),
        "short lines around": around(lines.words <= 3, _SHORT_NEAR) // 3,
    }


def _few(found: Mapping[str, tuple[Numbers, Row]]) -> Answers:
    """Return the steps that numbers of lines are in, where they are asked for."""
    numbers, where = zip(*found.values(), strict=True)
    return dict(zip(found, np.where(where, _FEW_FROM.searchsorted(numbers, "right"), _NONE), strict=True))


def _distances(prose: Row) -> Numbers:
    """Return for each line how many lines above it the next running text is."""
    at = np.arange(len(prose))
    last: Numbers = np.full(len(prose) + 1, -_FAR)
    np.maximum.accumulate(np.where(prose, at, -_FAR), out=last[1:])
    return at - last[:-1]


def _shares(lines: Lines, texty: Row, reach: int) -> NDArray[np.float64]:
    """Return for each line the share of running text in the words of the lines around it, itself left out."""
    sizes = np.minimum(lines.words, _MOST_WORDS) + 1
    of_text = sizes * texty
    total = around(sizes, reach) - sizes
    shares: NDArray[np.float64] = (around(of_text, reach) - of_text) / np.maximum(total, 1)
    return shares


def _close(text: str, lines: Lines) -> Numbers:
    """Return on which sides of each line no blank line parts it from the next."""
    close = np.array(
        [text.count("\n", first[1], min(second[0], first[1] + 50)) < 2 for first, second in pairwise(lines.spans)], bool
    )
    sides = np.zeros(len(lines.spans), np.int64)
    sides[:-1] += close
    sides[1:] += 2 * close
    return sides


def _shared_words(lines: Lines, core: tuple[int, int]) -> Numbers:
    """Return how many of a line's longer words the running text of the core has in other lines."""
    words, owners, sizes = lines.known.long
    in_core = lines.prose.copy()
    in_core[: core[0]] = in_core[core[1] + 1 :] = False
    inside = in_core[owners]
    times = np.bincount(words[inside], minlength=len(lines.known.number))
    shared = np.bincount(owners[times[words] > inside], minlength=len(sizes))
    amounts = np.minimum(2, 3 * shared // np.maximum(sizes, 1)) + 2
    return np.where(sizes == 0, 0, np.where(shared == 0, 1, amounts))


def _runs(texty: Row) -> Answers:
    """Return how long the run of text is that the line lies in, or that ends above and that begins below."""
    above, below, other = _lines_above(texty), _lines_above(texty[::-1])[::-1], ~texty
    return _few(
        {"text in a run of": (above + below + 1, texty), "run above": (above, other), "run below": (below, other)}
    )


def _lines_above(texty: Row) -> Numbers:
    """Return for each line how many lines of text stand right above it."""
    at = np.arange(len(texty))
    last_other: Numbers = np.full(len(texty) + 1, -1)
    np.maximum.accumulate(np.where(texty, -1, at), out=last_other[1:])
    return at - last_other[:-1] - 1


def _marks(lines: Lines, core: tuple[int, int]) -> Answers:
    """Return how many lines that end an article, and how many marks of readers' comments, stand above and near."""
    total, last = len(lines.spans), core[1]
    at, first = np.arange(total), min(core[0], total)
    marks, comments = lines.signals.any_of(END_MARKS), lines.signals["comment mark"]
    above, comments_above = up_to(marks), up_to(comments)
    begun, near = at >= first, around(comments, _MARKS_NEAR)
    since = comments_above[:-1] - comments_above[first]
    return _few(
        {
            "marks near": (around(marks, _MARKS_NEAR) - marks, np.ones(total, bool)),
            "marks until the text": (above[first] - above[1:], ~begun),
            "marks since the text began": (above[:-1] - above[first], begun),
            "marks since the text ended": (above[:-1] - above[last + 1], begun & (at > last)),
            "comment marks above": (since, begun & (since > 0)),
            "comment marks near": (near, near > 0),
        }
    )
