"""Cut a text into words, numbers and signs, with offsets: what the grammar of figures reads.

No meaning is given to a token here.
"""

import re
from dataclasses import dataclass
from itertools import accumulate

# Digits with thousands separators, plain digits, dotted letters ("U.S."), letters, a possessive; else one sign.
# Words of two letters or more are tried first only because they are the most.
_TOKEN = re.compile(
    r"([A-Za-z]{2,}+(?![^\W\d_])"
    r"|[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?"
    r"|[0-9]+(?:\.[0-9]+)?"
    r"|\.[0-9]+(?![0-9.])"
    r"|(?:[^\W\d_]\.){2,}"
    r"|[^\W\d_]+"
    r"|['’](?:s|S|t|re|ve|ll|d|m)(?![^\W_])"
    r"|\S)"
)
# The grammar looks at most this far around a token; empty tokens at the end spare it every bounds check.
_PADDING = 16


@dataclass(frozen=True, slots=True)
class Tokens:
    """The `count` tokens of `text`: as written, in lower case, and their `[start, end)` offsets.

    The lists are longer than `count`: empty tokens follow, so that `lower[i + 3]` and `lower[-1]` are always safe.
    """

    text: str
    count: int
    words: list[str]
    lower: list[str]
    starts: list[int]
    ends: list[int]

    def glued(self, index: int) -> bool:
        """Tell whether nothing stands between this token and the one before."""
        return self.ends[index - 1] == self.starts[index]

    def is_number(self, index: int) -> bool:
        """Tell whether the token is written in digits."""
        return self.words[index][-1:].isdecimal()


def tokenize(text: str) -> Tokens:
    """Return the tokens of a text, in time linear in its length."""
    # Split keeps the tokens, each after the gap before it; their lengths add up to the offsets.
    pieces = _TOKEN.split(text)
    words = pieces[1::2]
    offsets = list(accumulate(map(len, pieces)))
    beyond = range(len(text) + 1, len(text) + 1 + 2 * _PADDING, 2)
    starts = [*offsets[:-1:2], *beyond]
    ends = [*offsets[1::2], *beyond]
    # No token holds white space, so one call lowers them all; lowering may lengthen a word but never joins two.
    lower = "\n".join(words).lower().split("\n") if words else []
    padding = [""] * _PADDING
    return Tokens(text, len(words), words + padding, lower + padding, starts, ends)
