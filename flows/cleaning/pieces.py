"""Where another piece begins below the article: a reader's comment, or a second article on the same page.

Both open with a name and a date, as the article itself did further up. Which label the lines from there on get is
decided with all their other signals.
"""

import numpy as np

from flows.cleaning.form import Lines
from flows.cleaning.table import Row, shifted, up_to

# So many lines of running text must come before: the article comes first.
_LEAST_TEXT = 3
_DATED = ("only a date", "time ago")
_COMMENT_DATED = ("time ago", "comment mark")
_SIGNED = ("by a name", "byline line")
_NAMED = ("a name", "by a name", "1 word", "2-3 words")
_LONGEST_HEADLINE, _LEAST_SENTENCE = 25, 6


def another_piece(lines: Lines, core: tuple[int, int]) -> int:
    """Return the first line of the first other piece, or the number of lines; `core`: the densest run of text."""
    total = len(lines.spans)
    prose = up_to(lines.prose)
    before = prose[:-1] - prose[core[0]]
    texty = lines.prose | (lines.ends & (lines.words >= _LEAST_SENTENCE))
    at = np.arange(total)
    may = (at >= core[0] + _LEAST_TEXT) & (at < total - 1) & (before >= _LEAST_TEXT)
    may &= shifted(texty, -1) | shifted(texty, -2)
    comments = may & _opens_comment(lines)
    # The larger of two pieces is the article.
    articles = may & _opens_article(lines) & (before >= prose[-1] - prose[:-1])
    opens = np.flatnonzero(comments | articles)[:1].tolist()
    if not opens:
        return total
    first = int(opens[0])
    return first - 2 if articles[first] and not comments[first] and _headlines(lines)[first - 2] else first - 1


def _opens_comment(lines: Lines) -> Row:
    """Return which lines date a comment: a name alone stands above them."""
    own = lines.signals
    named = own.any_of(_NAMED) & ~lines.ends & ~own.any_of(_SIGNED)
    return own.any_of(_COMMENT_DATED) & shifted(named, 1)


def _opens_article(lines: Lines) -> Row:
    """Return which lines are, with the one above, a byline and a date, with a headline above them."""
    signed, dated = lines.signals.any_of(_SIGNED), lines.signals.any_of(_DATED)
    both = (signed | shifted(signed, 1)) & (dated | shifted(dated, 1)) & (signed | dated)
    return both & shifted(_headlines(lines), 2)


def _headlines(lines: Lines) -> Row:
    return ~lines.ends & (lines.words >= 3) & (lines.words <= _LONGEST_HEADLINE)
