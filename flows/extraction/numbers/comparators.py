"""Words that qualify a number: "nearly", "more than", "or less" → comparator, and how far the figure's span reaches."""

from typing import NamedTuple

from flows.extraction.numbers.tokens import Tokens
from flows.lexicon import load

_LEXICON = load("comparators")
_NOT_AFTER = frozenset(_LEXICON["rules"]["not_after"])
_WITHIN = frozenset(_LEXICON["rules"]["within"])
_INTENSIFIERS = frozenset(_LEXICON["rules"]["intensifiers"])
_BEFORE: dict[str, str] = {phrase: name for name, phrases in _LEXICON["before"].items() for phrase in phrases}
_AFTER: dict[str, str] = {phrase: name for name, phrases in _LEXICON["after"].items() for phrase in phrases}
_LAST_WORDS = frozenset(phrase.split()[-1] for phrase in _BEFORE) | _WITHIN
_FIRST_WORDS = frozenset(phrase.split()[0] for phrase in _AFTER)
_LONGEST = 5
_AMBIGUOUS = frozenset(_LEXICON["rules"]["ambiguous"])
_INTENSIFIED = frozenset(_LEXICON["rules"]["intensified"])
_ADDED = frozenset(_LEXICON["rules"]["added"])
_LASTED_BEFORE = frozenset(_LEXICON["rules"]["lasted_before"])
_LASTED_AFTER = frozenset(_LEXICON["rules"]["lasted_after"])
_ARTICLES = ("a", "an")
_THE_AGE_OF = ["the", "age", "of"]


class Comparator(NamedTuple):
    """What a number is said to be: `name` about, over, under, or None for "exactly"; `edge` is the span's new limit.

    `edge` is the first token of a comparator before the number, or the end of one after it.
    """

    name: str | None
    edge: int


def comparator_before(t: Tokens, first: int, duration: bool) -> Comparator | None:
    """Return the comparator that ends right before token `first`, or before "a", "another" or "an additional"."""
    last = first - 1 if first > 0 and t.lower[first - 1] in _ADDED else first
    last -= last > 0 and t.lower[last - 1] in _ARTICLES
    if t.lower[last - len(_THE_AGE_OF) : last] == _THE_AGE_OF:
        last -= len(_THE_AGE_OF)  # "under the age of 5"
    if last < 1 or t.lower[last - 1] not in _LAST_WORDS:
        return None
    for size in range(min(_LONGEST, last), 0, -1):
        name = _BEFORE.get(" ".join(t.lower[last - size : last]))
        if name is not None:
            glued_sign = t.lower[last - size] in "<>~≈≥≤" and t.glued(last - size)
            inside = glued_sign and t.words[last - size - 1] not in ("(", "[")
            return None if inside else _confirm(t, name, last - size, last)
    if duration and t.lower[last - 1] in _WITHIN:
        return Comparator("under", last - 1)
    return None


def says_during(t: Tokens, found: Comparator, last: int) -> bool:
    """Tell whether "over" before a length of time that ends before token `last` means "during", and not "more than"."""
    if t.lower[found.edge] != "over" or t.lower[last] in _LASTED_AFTER:
        return False
    return found.edge == 0 or t.lower[found.edge - 1] not in _LASTED_BEFORE


def comparator_after(t: Tokens, last: int) -> Comparator | None:
    """Return the comparator that starts at token `last`: "or more", "-odd", "+"."""
    if t.lower[last] not in _FIRST_WORDS:
        return None
    for size in range(4, 0, -1):
        name = _AFTER.get(" ".join(t.lower[last : last + size]))
        if name is not None and t.lower[last + size] != "than" and not _joins(t, last, size):
            return Comparator(name, last + size)
    return None


def _joins(t: Tokens, i: int, size: int) -> bool:
    """Tell whether "+" or "plus" at token `i` joins a second number: "2+2"."""
    return size == 1 and t.lower[i] in ("+", "plus") and t.is_number(i + 1)


def _confirm(t: Tokens, name: str, first: int, last: int) -> Comparator | None:
    word, before = t.lower[first], t.lower[first - 1] if first else ""
    if last - first == 1 and word in _AMBIGUOUS and before in _NOT_AFTER:
        return None
    if before in _INTENSIFIERS and word in _INTENSIFIED:
        first -= 1
    return Comparator(None if name == "exact" else name, first)
