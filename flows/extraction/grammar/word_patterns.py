"""Many patterns over the words of a text in one pass: each is tried only where its first word stands.

The patterns are regular expressions over lower-case words, one space apart. What they mean is the callers' business.
"""

import re
from collections.abc import Callable, Iterable, Sequence, Set
from functools import cache
from itertools import accumulate, compress, count
from typing import NamedTuple

from flows.extraction.grammar.word_tables import LONGEST, WordTable

_OPEN, _EXACT, _PREFIX = 0, 1, 2
_LOOKAROUND = re.compile(r"\(\?<?[!=]")
_SPECIAL = frozenset("\\[.")


# A pattern that a word may begin: how far into the word, its category, how to match it.
_Try = tuple[int, str, Callable[[str, int], re.Match[str] | None]]
Begun = tuple[_Try, ...]
_ByCategory = dict[str, list[str]]


class Hit(NamedTuple):
    """A pattern of `category` that matched `text`, at `[start, end)` of the words one space apart."""

    category: str
    start: int
    end: int
    text: str


class WordPatterns:
    """Patterns by category, indexed by the words that they can begin with."""

    def __init__(self, patterns: Iterable[tuple[str, str]]) -> None:
        self._exact: dict[str, _ByCategory] = {}
        self._prefixed: dict[str, _ByCategory] = {}
        for category, pattern in patterns:
            for first, status in _first_words(pattern):
                if status == _PREFIX and len(first) < 2:
                    raise ValueError(f"pattern does not begin with a word: {pattern}")
                index = self._prefixed if status == _PREFIX else self._exact
                index.setdefault(first, {}).setdefault(category, []).append(pattern)
        self.begun_by = WordTable(self._look_up)

    def hits(self, words: Sequence[str], begun: Sequence[Begun] | None = None) -> list[Hit]:
        """Return what matches among lower-case words, in order of position, each category at most once at each word.

        `begun`: what `begun_by` has for each of the words, where the caller knows it.
        """
        return [Hit(category, *found.span(), found.group()) for category, found in self._matches(words, begun)]

    def categories(self, words: Sequence[str], begun: Sequence[Begun]) -> set[str]:
        """Return the categories of what matches among lower-case words; `begun` is as `hits` has it."""
        return {category for category, _ in self._matches(words, begun)} if any(begun) else set()

    def _matches(self, words: Sequence[str], begun: Sequence[Begun] | None) -> list[tuple[str, re.Match[str]]]:
        if begun is None:
            begun = list(map(self.begun_by.__getitem__, words))
        if not any(begun):
            return []
        text = " ".join(words)
        ends = list(accumulate(map(len, words)))  # Without the spaces between.
        matches = []
        for k in compress(count(), begun):
            at = ends[k] - len(words[k]) + k
            for offset, category, match in begun[k]:
                if found := match(text, at + offset):
                    matches.append((category, found))
        return matches

    @property
    def first_words(self) -> Set[str]:
        """Return the words that may begin a pattern, without those that patterns give by a wildcard alone."""
        return self._exact.keys()

    def compile_all(self) -> None:
        """Compile what else is compiled when a word first begins it: a few articles begin nearly all."""
        for word in self.first_words:
            self.begun_by[word]

    def _look_up(self, word: str) -> Begun:
        """Return the patterns that a word may begin, a fused one also with its second half ("it's likely")."""
        if len(word) > LONGEST:
            return ()
        mark = word.find("'")
        begun = [(0, self._exact.get(word, {}))]
        begun += [(0, patterns) for prefix, patterns in self._prefixed.items() if word.startswith(prefix)]
        if mark > 0:
            begun.append((mark, self._exact.get(word[mark:], {})))
        return tuple(
            [
                (offset, category, _compiled(tuple(patterns)).match)
                for offset, by_category in begun
                for category, patterns in by_category.items()
            ]
        )


def any_of(phrases: Iterable[str]) -> str:
    """Return the alternatives for a pattern that match one of the phrases, by first letter, for speed alone."""
    rests: dict[str, list[str]] = {}
    for phrase in phrases:
        rests.setdefault(phrase[0], []).append(re.escape(phrase[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(found)})" for first, found in rests.items())


@cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Compile alternatives, only when a word first begins them: workers start sooner."""
    return re.compile(f"(?:{'|'.join(dict.fromkeys(patterns))})(?![\\w'-])")


def _first_words(pattern: str) -> set[tuple[str, int]]:
    """Return the words a pattern can begin with, each whole or as a prefix of the word."""
    return {(word, _EXACT if status == _OPEN else status) for word, status in _expand(pattern)}


def _expand(pattern: str) -> set[tuple[str, int]]:
    """Spell out a pattern up to its first space; a wildcard ends the spelling as a prefix."""
    spelled: set[tuple[str, int]] = {("", _OPEN)}
    i = 0
    while i < len(pattern) and any(status == _OPEN for _, status in spelled):
        if _LOOKAROUND.match(pattern, i):
            i = _close(pattern, i)
            continue
        if pattern.startswith("(?:", i):
            end = _close(pattern, i)
            pieces = {piece for part in _alternatives(pattern[i + 3 : end - 1]) for piece in _expand(part)}
        elif pattern[i] == "\\" and pattern[i + 1 : i + 2] in ("b", "."):
            end = i + 2
            pieces = {("." if pattern[i + 1] == "." else "", _OPEN)}
        elif pattern[i] in _SPECIAL:
            end, pieces = len(pattern), {("", _PREFIX)}
        else:
            end, pieces = i + 1, {("", _EXACT)} if pattern[i] == " " else {(pattern[i], _OPEN)}
        optional = pattern[end : end + 1] in ("?", "*") or pattern.startswith("{0", end)
        pieces = pieces | {("", _OPEN)} if optional else pieces
        spelled = {(a + b, later) for a, s in spelled if s == _OPEN for b, later in pieces} | {
            x for x in spelled if x[1] != _OPEN
        }
        i = _after_quantifier(pattern, end)
    return spelled


def _after_quantifier(pattern: str, i: int) -> int:
    if pattern[i : i + 1] in ("?", "*", "+"):
        return i + 1 + (pattern[i + 1 : i + 2] == "?")
    if re.match(r"\{\d+,?\d*\}", pattern[i:]):
        return pattern.index("}", i) + 1
    return i


def _close(pattern: str, start: int) -> int:
    """Return the position after the bracket that closes the one at `start`."""
    depth, i = 0, start
    while i < len(pattern):
        if pattern[i] == "\\":
            i += 1
        elif pattern[i] == "[":
            i = pattern.index("]", i + 1)
        elif pattern[i] == "(":
            depth += 1
        elif pattern[i] == ")":
            depth -= 1
            if depth == 0:
                return i + 1
        i += 1
    raise ValueError(f"unbalanced pattern: {pattern}")


def _alternatives(group: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for i, character in enumerate(group):
        depth += (character == "(") - (character == ")")
        if character == "|" and depth == 0:
            parts.append(group[start:i])
            start = i + 1
    return [*parts, group[start:]]
