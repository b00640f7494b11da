"""How the page is woven around each line: how far running text is, how dense it is, what marks of an end stand near.

All of it is computed for the whole page at once, in time linear in the number of lines. Weights for these signals are
learnt (`lexicon/content.toml`), not set by hand.
"""

from collections.abc import Iterable, Sequence
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


def texture_signals(text: str, lines: Lines, core: tuple[int, int]) -> Table:
    """Return what the lines around each line are like."""
    table = Table(len(lines.spans))
    texty = lines.prose | (lines.ends & (lines.words > 8))
    _add(table, "text above", _DISTANCE, _DISTANCE_FROM, _distances(lines.prose))
    _add(table, "text below", _DISTANCE, _DISTANCE_FROM, _distances(lines.prose[::-1])[::-1])
    for name, reach in (("near text", _NEAR), ("wide text", _WIDE)):
        table.add_kinds(_named(name, _FIFTHS), np.minimum(4, (5 * _shares(lines, texty, reach)).astype(np.int64)))
    table.add_kinds(_named("short lines around", _FIFTHS), around(lines.words <= 3, _SHORT_NEAR) // 3)
    _add_close(table, text, lines)
    _add_shared_words(table, lines, core)
    _add_runs(table, texty)
    _add_marks(table, lines, core)
    return table


def _named(name: str, kinds: Iterable[str]) -> list[str]:
    return [f"{name} {kind}" for kind in kinds]


def _add(
    table: Table, name: str, steps: Sequence[str], begins: Numbers, numbers: Numbers, where: Row | None = None
) -> None:
    """Add a signal for each step: which lines have a number in it."""
    table.add_kinds(_named(name, steps), np.searchsorted(begins, numbers, "right"), where)


def _distances(prose: Row) -> Numbers:
    """Return for each line how many lines above it the next running text is."""
    at = np.arange(len(prose))
    last = np.maximum.accumulate(np.where(prose, at, -_FAR))
    return at - np.concatenate(([-_FAR], last[:-1]))[: len(at)]


def _shares(lines: Lines, texty: Row, reach: int) -> NDArray[np.float64]:
    """Return for each line the share of running text in the words of the lines around it, itself left out."""
    sizes = np.minimum(lines.words, _MOST_WORDS) + 1
    of_text = sizes * texty
    total = around(sizes, reach) - sizes
    shares: NDArray[np.float64] = (around(of_text, reach) - of_text) / np.maximum(total, 1)
    return shares


def _add_close(table: Table, text: str, lines: Lines) -> None:
    """Add on which sides of each line no blank line parts it from the next."""
    close = [text.count("\n", first[1], min(second[0], first[1] + 50)) < 2 for first, second in pairwise(lines.spans)]
    above, below = np.array([False, *close], bool)[: table.lines], np.array([*close, False], bool)[: table.lines]
    table.add_kinds(("close to none", "close below", "close above", "close on both sides"), 2 * above + below)


def _add_shared_words(table: Table, lines: Lines, core: tuple[int, int]) -> None:
    """Add how many of a line's longer words the running text of the core has in other lines."""
    words, owners, sizes = lines.known.long
    in_core = lines.prose.copy()
    in_core[: core[0]] = in_core[core[1] + 1 :] = False
    inside = in_core[owners]
    times = np.bincount(words[inside], minlength=len(lines.known.number))
    shared = np.bincount(owners[times[words] > inside], minlength=len(sizes))
    amounts = np.minimum(2, 3 * shared // np.maximum(sizes, 1)) + 2
    kinds = ("has no long words", "shares no words", "shares few words", "shares some words", "shares many words")
    table.add_kinds(kinds, np.where(sizes == 0, 0, np.where(shared == 0, 1, amounts)))


def _add_runs(table: Table, texty: Row) -> None:
    """Add how long the run of text is that the line lies in, or that ends above and that begins below."""
    above, below = _runs(texty), _runs(texty[::-1])[::-1]
    _add(table, "text in a run of", _FEW, _FEW_FROM, above + below + 1, texty)
    _add(table, "run above", _FEW, _FEW_FROM, above, ~texty)
    _add(table, "run below", _FEW, _FEW_FROM, below, ~texty)


def _runs(texty: Row) -> Numbers:
    """Return for each line how many lines of text stand right above it."""
    at = np.arange(len(texty))
    last_other = np.maximum.accumulate(np.where(texty, -1, at))
    return at - np.concatenate(([-1], last_other[:-1]))[: len(at)] - 1


def _add_marks(table: Table, lines: Lines, core: tuple[int, int]) -> None:
    """Add how many lines that end an article, and how many marks of readers' comments, stand above and near."""
    first, last = core
    at = np.arange(table.lines)
    marks, comments = lines.signals.any_of(END_MARKS), lines.signals["comment mark"]
    above, comments_above = up_to(marks), up_to(comments)
    begun, near = at >= first, around(comments, _MARKS_NEAR)
    since = comments_above[:-1] - comments_above[min(first, table.lines)]
    _add(table, "marks near", _FEW, _FEW_FROM, around(marks, _MARKS_NEAR) - marks)
    _add(table, "marks until the text", _FEW, _FEW_FROM, above[min(first, table.lines)] - above[1:], ~begun)
    _add(table, "marks since the text began", _FEW, _FEW_FROM, above[:-1] - above[min(first, table.lines)], begun)
    _add(table, "marks since the text ended", _FEW, _FEW_FROM, above[:-1] - above[last + 1], begun & (at > last))
    _add(table, "comment marks above", _FEW, _FEW_FROM, since, begun & (since > 0))
    _add(table, "comment marks near", _FEW, _FEW_FROM, near, near > 0)
