"""Cut a text into words, numbers and signs, with offsets: what the grammar of figures reads.

No meaning is given to a token here.
"""

import re
from dataclasses import dataclass

# Digits with thousands separators, plain digits, dotted letters ("U.S."), letters, a possessive; else one sign.
_TOKEN = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?"
    r"|[0-9]+(?:\.[0-9]+)?"
    r"|\.[0-9]+(?![0-9.])"
    r"|(?:[^\W\d_]\.){2,}"
    r"|[^\W\d_]+"
    r"|['’](?:s|S|t|re|ve|ll|d|m)(?![^\W_])"
    r"|\S"
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
        return index > 0 and self.ends[index - 1] == self.starts[index]

    def is_number(self, index: int) -> bool:
        """Tell whether the token is written in digits."""
        return self.words[index][-1:].isdecimal()


def tokenize(text: str) -> Tokens:
    """Return the tokens of a text, in time linear in its length."""
    spans = [match.span() for match in _TOKEN.finditer(text)]
    beyond = [len(text) + 1 + 2 * k for k in range(_PADDING)]
    starts = [start for start, _ in spans] + beyond
    ends = [end for _, end in spans] + beyond
    words = [text[start:end] for start, end in spans]
    # No token holds white space, so one call lowers them all; lowering may lengthen a word but never joins two.
    lower = "\n".join(words).lower().split("\n") if words else []
    padding = [""] * _PADDING
    return Tokens(text, len(spans), words + padding, lower + padding, starts, ends)
