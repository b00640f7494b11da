"""The phrase that leads to an amount: its subject, or the object of its verb.

Where phrases begin and end is for `measure_phrases`; what of them a figure measures, for `measures` and `counted`.
"""

from flows.extraction.figures.contexts import names_statistic
from flows.extraction.figures.measure_phrases import (
    LONGEST_PARENTHESIS,
    TAIL,
    Span,
    is_when,
    phrase_before,
)
from flows.extraction.figures.participles import ARTICLES, AUXILIARIES, PRONOUNS, is_past
from flows.extraction.numbers.nouns import STOP
from flows.extraction.numbers.tokens import Tokens
from flows.lexicon import load

_LINKING = TAIL | AUXILIARIES | frozenset(load("measures")["phrase"]["levels"])  # between a subject and its amount
_NO_VERB = STOP - {"has", "have", "had"}


def measured_before(t: Tokens, i: int) -> Span:
    """Return the span of the phrase before an amount at token `i`, without the verbs that only lead to either.

    The object of a verb stands alone if it has an article and leads to the amount by a preposition ("took a loan of",
    but "paid the bank"), as does the subject of a verb that says no more than "is" ("exports reached").
    """
    first, end = _said_before(t, movement_start(t, i))
    if end == i or t.lower[i - 1] == "for" or names_statistic(t, i):
        return first, end
    opens = _opens_noun if t.lower[i - 1] == "of" else _opens_object
    return next((j + 1 for j in range(end - 1, first, -1) if opens(t, j)), first), end


def _said_before(t: Tokens, i: int) -> Span:
    """Return the span of the phrase before token `i` without linking verbs and adjuncts of time at its end."""
    first, end = phrase_before(t, i)
    if end - first == 1 and t.lower[first] in _LINKING and t.lower[first - 1] == ")":  # "the fee (of May) amounted to"
        first, end = phrase_before(t, first)
    if end - first == 1 and t.lower[first].endswith("ing") and t.lower[first - 1] == ",":
        return measured_before(t, first - 1)  # "exports grew, reaching"
    told = end
    while end > first + 1 and t.lower[end - 1] in _LINKING:
        end -= 1
    if t.lower[first] == "with" and first < end - 2:
        first += 1 + (t.lower[first + 1] in ARTICLES)
    if end < told and t.lower[end - 1].endswith("ly"):
        end -= 1
    when = next((j for j in range(first + 1, end - 1) if is_when(t, j)), end)
    return first, when if PRONOUNS.isdisjoint(t.lower[when:end]) else end


def movement_start(t: Tokens, i: int) -> int:
    """Return the token where levels begin that end with the one at token `i`: "from" in "from 9 to 12"; else `i`."""
    near = range(i - 3, max(0, i - LONGEST_PARENTHESIS - 4), -1) if t.lower[i - 1] == "to" else ()
    return next((j for j in near if t.lower[j] == "from" and any(map(t.is_number, range(j + 1, j + 4)))), i)


def _opens_object(t: Tokens, i: int) -> bool:
    """Tell whether an article at token `i` opens the object of a verb, the only word of content before one."""
    before = t.lower[i - 1]
    return t.lower[i] in ARTICLES and before.isalpha() and (before not in _NO_VERB or is_past(before))


def _opens_noun(t: Tokens, i: int) -> bool:
    """Tell whether an article at token `i` opens a noun phrase by itself, as one after "of", "in" or "at" does not."""
    return t.lower[i] in ARTICLES and t.lower[i - 1] not in ("of", "in", "at")
