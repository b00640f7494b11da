"""Cut a text into words, numbers and signs, with offsets: what the grammar of figures reads.

No meaning is given to a token here.
"""

import re
from dataclasses import dataclass
from itertools import accumulate, chain
from operator import itemgetter

from flows.extraction.word_tables import WordTable

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

_Pieces = tuple[list[str], list[str], list[int]]


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
    # No token holds white space. Stretches of text without it are few and come again, so each is cut only once.
    stretches = text.split()
    if sum(map(len, stretches)) + len(stretches) - 1 == len(text):
        pieces = list(map(_CUT, stretches))
        words = list(chain.from_iterable(map(_WORDS, pieces)))
        lower = list(chain.from_iterable(map(_LOWER, pieces)))
        offsets = list(accumulate(chain.from_iterable(map(_LENGTHS, pieces)), initial=-1))
    else:  # Split keeps the tokens, each after the gap before it.
        cut = _TOKEN.split(text)
        words = cut[1::2]
        lower = list(map(str.lower, words))
        offsets = list(accumulate(map(len, cut[:-1]), initial=0))
    beyond = range(len(text) + 1, len(text) + 1 + 2 * _PADDING, 2)
    padding = [""] * _PADDING
    starts, ends = offsets[1::2], offsets[2::2]
    return Tokens(text, len(words), words + padding, lower + padding, [*starts, *beyond], [*ends, *beyond])


def _cut(stretch: str) -> _Pieces:
    """Return the tokens of a text without white space: as written, in lower case, and lengths that add up to offsets.

    The lengths are those of the gap before each token and of the token; one blank stands before the first.
    """
    words = _TOKEN.split(stretch)[1::2]
    lengths = [length for word in words for length in (0, len(word))]
    return words, [word.lower() for word in words], [1, *lengths[1:]]


_CUT = WordTable(_cut).__getitem__
_WORDS, _LOWER, _LENGTHS = itemgetter(0), itemgetter(1), itemgetter(2)
