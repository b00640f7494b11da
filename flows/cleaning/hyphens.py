"""Words that the end of a line broke: does the hyphen belong to the word or to the line?

Printed sheets break "negotiate" as "nego-", "tiate". The hyphen of a compound ("well-known") stays, and so does one
that stands for a word left out ("middle- and low-income"). What decides, in this order: how the article writes the
word elsewhere, then the words of `lexicon/compounds.toml`.
"""

import re
from functools import cache, lru_cache

from flows.lexicon import load

_LINE_BREAK = re.compile("[\n\r\f\x0b\x85\u2028\u2029]")
_HYPHENS = "-\u2010"
_SOFT_HYPHEN = "\u00ad"
_LAST_LETTERS = re.compile(r"[^\W\d_]+$")
_FIRST_LETTERS = re.compile(r"[^\W\d_]+")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LONGEST = 40


def at_line_end(before: str, gap: str, after: str, text: str) -> tuple[int, bool]:
    """Return how many characters at the end of `before` go, and whether a space parts it from `after`.

    `gap` is what lies between the two in `text`, the whole article.
    """
    if not _LINE_BREAK.search(gap) or not after[0].isalnum():
        return 0, True
    if _SOFT_HYPHEN in gap and before[-1].isalpha() and after[0].islower():
        return 0, False
    if before[-1] not in _HYPHENS or not (before[-2:-1].isalnum() or before[-2:-1] == "."):
        return 0, True
    left, right = _LAST_LETTERS.search(before[-_LONGEST:-1]), _FIRST_LETTERS.match(after[:_LONGEST])
    if right and right[0] in _compounds()["suspending"]:
        return 0, True
    if not left or not right or not right[0].islower():
        return 0, False
    return (0 if _is_compound(left[0].lower(), right[0], text) else 1), False


def _is_compound(left: str, right: str, text: str) -> bool:
    words = _words_of(text)
    if left + right in words:
        return False
    if f"{left}-{right}" in words:
        return True
    table = _compounds()
    opened = left in table["first"] and right not in table["suffixes"]
    return opened or (right in table["second"] and left not in table["prefixes"])


@lru_cache(maxsize=1)
def _words_of(text: str) -> frozenset[str]:
    """Return the words and compounds of an article; asked for only where a line ends in a hyphen."""
    return frozenset(_WORDS.findall(text.lower()))


@cache
def _compounds() -> dict[str, frozenset[str]]:
    return {key: frozenset(words) for key, words in load("compounds").items()}
