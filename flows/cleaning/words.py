"""The words of a page by number: what many questions ask of a word is answered once, however often it comes.

Which words lines have in common, how many stop words they have: all that counts words by lines works on the numbers.
"""

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from flows.cleaning.table import Numbers, Row, changes
from flows.lexicon import load

# What words are. A long word tells what a text is about: more than three letters, and no stop word.
LONG, STOP = 1, 2
_LONGEST_SHORT = 3


class OfLines(NamedTuple):
    """Words line after line: word k has the number `words[k]` and stands on line `lines[k]`; line i has `sizes[i]`."""

    words: Numbers
    lines: Numbers
    sizes: Numbers

    def again(self, places: Sequence[int]) -> "OfLines":
        """Return the words of lines of which line i has those of line `places[i]`."""
        sizes = self.sizes[places]
        lines = np.repeat(np.arange(len(sizes)), sizes)
        first = np.cumsum(self.sizes)[places] - np.cumsum(sizes)
        return OfLines(self.words[first[lines] + np.arange(len(lines))], lines, sizes)


class Words(NamedTuple):
    """The words of a page's lines. `number`: of each word that the page has; `kinds`: what it is, by its number.

    `every`: all of them, `long`: the long ones, each once a line.
    """

    number: dict[str, int]
    kinds: NDArray[np.uint8]
    every: OfLines
    long: OfLines

    def again(self, places: Sequence[int]) -> "Words":
        """Return the words of lines of which line i has those of line `places[i]`."""
        return self._replace(every=self.every.again(places), long=self.long.again(places))

    def how_many(self, kind: int) -> Numbers:
        """Return how many words of a kind each line has."""
        words, lines, sizes = self.every
        return np.bincount(lines[(self.kinds == kind)[words]], minlength=len(sizes))


def number_words(heads: Sequence[Sequence[str]]) -> Words:
    """Return the words of lines by number."""
    number: dict[str, int] = {}
    words = [number.setdefault(word, len(number)) for word in chain.from_iterable(heads)]
    stops = stop_words()
    kinds = np.frombuffer(bytes([STOP if word in stops else len(word) > _LONGEST_SHORT for word in number]), np.uint8)
    sizes = np.array([*map(len, heads)], np.int64)
    every = OfLines(np.array(words, np.int64), np.repeat(np.arange(len(heads)), sizes), sizes)
    return Words(number, kinds, every, _each_once(every, kinds == LONG))


def _each_once(every: OfLines, wanted: Row) -> OfLines:
    """Return the wanted words of each line, every one where it first comes."""
    found = np.flatnonzero(wanted[every.words])
    words, lines = every.words[found], every.lines[found]
    keys = lines * len(wanted) + words
    order = np.argsort(keys, kind="stable")
    first = np.empty(len(keys), bool)
    first[order] = changes(keys[order])
    return OfLines(words[first], lines[first], np.bincount(lines[first], minlength=len(every.sizes)))


@cache
def stop_words() -> frozenset[str]:
    """Return the words that running text is full of."""
    return frozenset(load("labels")["stop_words"])
