"""Where another piece begins below the article: a reader's comment, or a second article on the same page.

Both open with a name and a date, as the article itself did further up. Which label the lines from there on get is
decided with all their other signals.
"""

from collections.abc import Sequence
from itertools import accumulate

from flows.cleaning.form import Line

# So many lines of running text must come before: the article comes first.
_LEAST_TEXT = 3
_DATED = frozenset({"only a date", "time ago"})
_COMMENT_DATED = frozenset({"time ago", "comment mark"})
_SIGNED = frozenset({"by a name", "byline line"})
_OPENS = _DATED | _COMMENT_DATED | _SIGNED
_NAMED = frozenset({"a name", "by a name", "1 word", "2-3 words"})
_LONGEST_HEADLINE = 25


def another_piece(lines: Sequence[Line], core: tuple[int, int]) -> int:
    """Return the first line of the first other piece, or the number of lines; `core`: the densest run of text."""
    text_before = list(accumulate((line.prose for line in lines), initial=0))
    at_start = text_before[core[0]]
    for index in range(core[0] + _LEAST_TEXT, len(lines) - 1):
        before = text_before[index] - at_start
        if _OPENS.isdisjoint(lines[index].signals) or before < _LEAST_TEXT or not _text_follows(lines, index):
            continue
        if _opens_comment(lines, index):
            return index - 1
        # The larger of two pieces is the article.
        if _opens_article(lines, index) and before >= text_before[-1] - text_before[index]:
            return index - 2 if _is_headline(lines[index - 2]) else index - 1
    return len(lines)


def _text_follows(lines: Sequence[Line], index: int) -> bool:
    return any(line.prose or (line.ends and line.words >= 6) for line in lines[index + 1 : index + 3])


def _opens_comment(lines: Sequence[Line], index: int) -> bool:
    """Say whether a line dates a comment: a name alone stands above it."""
    above = lines[index - 1]
    return (
        not _COMMENT_DATED.isdisjoint(lines[index].signals)
        and not above.ends
        and not _NAMED.isdisjoint(above.signals)
        and _SIGNED.isdisjoint(above.signals)
    )


def _opens_article(lines: Sequence[Line], index: int) -> bool:
    """Say whether a line and the one above it are a byline and a date, with a headline above them."""
    pair = (lines[index - 1].signals, lines[index].signals)
    signed, dated = (any(not kind.isdisjoint(one) for one in pair) for kind in (_SIGNED, _DATED))
    return signed and dated and _is_headline(lines[index - 2])


def _is_headline(line: Line) -> bool:
    return not line.ends and 3 <= line.words <= _LONGEST_HEADLINE
