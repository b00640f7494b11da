"""What a pure function says of single words, remembered for the words met so far.

Texts are foreign, so both the number of words remembered and their length are bounded. What is looked up, and what for,
is the callers' business.
"""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
LONGEST = 64  # Characters; what is longer is no word, and not worth remembering.
_REMEMBERED = 1 << 16  # Words.


class WordTable(dict[str, T]):
    """Maps any word to `look_up(word)`, which must depend on the word alone.

    It is a dict, so that `map(table.__getitem__, words)` runs without a step of Python for the words it knows.
    """

    def __init__(self, look_up: Callable[[str], T]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, word: str) -> T:
        found = self._look_up(word)
        if len(word) <= LONGEST and len(self) < _REMEMBERED:
            self[word] = found
        return found
