"""Counted nouns: the head of "eight thousand U.S. Marines", without a tagger, and its singular.

Closed word classes and plural endings decide; units of measure belong to `units`.
"""

from typing import NamedTuple

from flows.extraction.numbers.plurals import is_plural, singular
from flows.extraction.numbers.read import DASHES
from flows.extraction.numbers.tokens import Tokens
from flows.lexicon import load

_LEXICON = load("nouns")
STOP: frozenset[str] = frozenset(_LEXICON["words"]["stop"]) - frozenset(_LEXICON["words"]["inside"])
EPITHETS: frozenset[str] = frozenset(_LEXICON["hyphenated"]["epithets"])
_ATTRIBUTIVE = frozenset(_LEXICON["words"]["attributive"])
_SOFT = frozenset(_LEXICON["words"]["soft"])
_QUOTES = frozenset("\"'“”‘’«»")
# A head further from its number than this is another phrase's.
_REACH = 11
# These stand before one more noun at most: "two women leaders", but "two women chased the buses".
_PEOPLE = frozenset(("man", "woman", "child"))


class Head(NamedTuple):
    """A head noun at token `at`, in its singular."""

    at: int
    singular: str


def find_head(t: Tokens, i: int, plural: bool) -> Head | None:
    """Return the head of the noun phrase that starts at token `i`; the last word before a boundary if not `plural`."""
    found: Head | None = None
    last: int | None = None
    j = i
    while j < min(i + _REACH, t.count):
        word = t.lower[j]
        if found is not None and found.singular in _PEOPLE and j > found.at + 1:
            break
        if not plural and word in ("and", "or", "&"):
            break
        step = _pass_sign(t, j, last) or _pass_model(t, j, last)
        if step:
            j += step
            continue
        if word.endswith("s") and len(word) <= 3 and t.glued(j) and t.is_number(j - 1):
            return _designated(t, i, j)
        if _is_boundary(t, j):
            break
        last = j
        if plural and is_plural(word) and not _hyphen_after(t, j) and not _names_next(t, j):
            found = Head(j, singular(word))
            if word not in _ATTRIBUTIVE:
                break
        j += 1
    if plural or last is None:
        return found
    return Head(last, singular(t.lower[last]))


def _names_next(t: Tokens, j: int) -> bool:
    """Tell whether token `j` is a name in -s before its noun: "nine GPMS companies", "five Adams supporters"."""
    after = t.words[j + 1]
    if not after.islower() or after in STOP:
        return False
    return t.words[j].isupper() or (t.words[j][:1].isupper() and is_plural(after))


def _hyphen_after(t: Tokens, j: int) -> bool:
    return t.lower[j + 1] in DASHES and t.glued(j + 1) and t.glued(j + 2) and t.lower[j + 1] != "—"


def _pass_sign(t: Tokens, j: int, last: int | None) -> int:
    """Return how many tokens may be passed inside a noun phrase: hyphens, quotes, coordinated adjectives, "P-3"."""
    word = t.lower[j]
    if word in DASHES and t.glued(j) and t.glued(j + 1) and word != "—":
        return 2 if t.is_number(j + 1) else 1
    if word == "/" and t.glued(j) and t.glued(j + 1):
        return 1
    if word in _QUOTES:
        return int(not t.glued(j) and t.glued(j + 1)) or int(last is not None and t.lower[j + 1].isalpha())
    if last is None:
        return 0
    if word == "(" and t.words[j + 1].isupper() and t.lower[j + 2] == ")":  # "Self-Defense Force (SDF) troops"
        return 3 * (t.words[last][:1].isupper() and t.words[j + 3].islower())
    if word in ("and", "or", "&") and _is_adjective(t, j + 1):
        return 1
    if word == "," and t.words[j - 1][:1].isupper() and t.words[j + 1][:1].isupper():
        return 1
    if word == "," and _more_adjectives(t, j):
        return 1
    return 0


def _more_adjectives(t: Tokens, j: int) -> bool:
    """Tell whether the comma at token `j` parts adjectives: "20 fast, cheap boats"."""
    before, after, noun = t.lower[j - 1], t.lower[j + 1], t.lower[j + 2]
    plain = before.isalpha() and after.isalpha() and not is_plural(before) and before not in STOP
    return plain and after not in STOP and not is_plural(after) and is_plural(noun) and t.words[j + 1].islower()


def _pass_model(t: Tokens, j: int, last: int | None) -> int:
    """Return 1 for a number that names a model inside a phrase: "two new 707 Star jets", "Series 5 vans"."""
    if last is None or not (t.is_number(j) or t.is_number(j - 1)):
        return 0
    if t.glued(j):  # "M1A2", but no "USD50"
        letters = t.words[j - 1] if t.is_number(j) else t.words[j]
        return int(letters.isupper() and len(letters) <= 2)
    if not t.is_number(j):
        return 0
    named = t.words[j - 1][:1].isupper() or t.words[j + 1][:1].isupper()
    return int(named and t.lower[j + 1].isalpha() and t.lower[j + 1] not in STOP and t.words[j - 1].isalpha())


def _is_adjective(t: Tokens, j: int) -> bool:
    """Guess whether token `j`, after "and", is one more adjective of the phrase and not a new phrase."""
    word = t.lower[j]
    return word.isalpha() and word not in STOP and (word in _ATTRIBUTIVE or not is_plural(word))


def _is_boundary(t: Tokens, j: int) -> bool:
    word = t.lower[j]
    if not word[:1].isalpha() or t.is_number(j):
        return True
    if word not in STOP or (len(word) > 1 and t.words[j].isupper()):
        return False
    if word in _SOFT and t.lower[j + 1] not in STOP and t.lower[j + 1].isalpha() and not is_plural(t.lower[j - 1]):
        return False
    return not _hyphen_after(t, j) and not (t.lower[j - 1] in DASHES and t.glued(j))


def _designated(t: Tokens, i: int, j: int) -> Head | None:
    """Return the head of "F-35s": everything glued before the plural."""
    first = j
    while first > i and t.glued(first):
        first -= 1
    if first == j - 1 and first > i and t.words[first - 1][:1].isupper():
        first -= 1
    return Head(j, t.text[t.starts[first] : t.ends[j] - 1].lower()) if first < j - 1 else None
