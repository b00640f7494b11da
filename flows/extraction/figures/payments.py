"""What money is for: what was paid, to whom or for what, by the name of the act where English has one ("purchase of").

Amounts that are no act of somebody's, prices and costs, are read in `measures`.
"""

from flows.extraction.figures.measure_phrases import (
    PREPOSITIONS,
    RELATIVES,
    Span,
    is_when,
    joined,
    kept_after,
    named_of,
    noun_before,
    phrase_before,
    words_of,
)
from flows.extraction.figures.participles import ARTICLES, AUXILIARIES, PRONOUNS, done_to
from flows.extraction.numbers.tokens import Tokens
from flows.extraction.numbers.units import DURATIONS
from flows.extraction.records import Quantity
from flows.lexicon import load

# Participle of a verb → the name of its act: "invested" → "investment".
PAYMENTS: dict[str, str] = {verb: name for name, verbs in load("measures")["payments"].items() for verb in verbs}
# Before what money is for, after a verb of paying; "in" only after some ("invested in ships", but "bought in ships").
_PAID_TO = frozenset(("to", "for", "on", "in", "into", "toward", "towards"))
_LONGEST_TIME = 7
_PAID_BY = frozenset(("through", "by", "from", "via"))
_PAID_IN = frozenset(
    ("invested", "put", "spent", "poured", "sunk", "made", "placed", "earned", "raised", "saved", "lost")
)
_COSTS = frozenset(("cost", "costs"))
_LONGEST_PAYER = 5
_TRANSITIVE = frozenset(("raise", "raises", "raised", "raising"))  # what moves money to somebody, and not by itself


def is_raised(t: Tokens, q: Quantity) -> bool:
    """Tell whether a quantity is money that somebody raises, and no change."""
    return q.kind == "money" and t.lower[q.first - 1] in _TRANSITIVE


def of_payment(t: Tokens, q: Quantity, verb: str | None, after: Span) -> str | None:
    """Return what money is for, which the phrase `after` it tells: "payments to Rome", "spent on ports"; else None.

    `verb` is what is done with the money, as a participle.
    """
    if q.kind != "money":
        return None
    then = _past_time(t, after[0])
    after = after if then == after[0] else kept_after(t, then)
    word = t.lower[after[0]]
    if after[1] - after[0] < 2 or is_when(t, after[0]):
        return None
    if word == "to":  # "5 billion to invest in ports"
        act = PAYMENTS.get(done_to(t, after[0] + 2) or "")
        if act is not None:
            return joined(act, *_object(t, (after[0] + 2, after[1])))
    paid_to = word in _PAID_TO and (word != "in" or verb in _PAID_IN)
    if verb is None or not (paid_to or word in _PAID_BY):
        return None
    act = PAYMENTS.get(f"{verb} {word}") or PAYMENTS.get(verb) or f"money {verb}"
    return joined(act, words_of(t, after))


def cost_before(t: Tokens, i: int) -> str | None:
    """Return what costs the money that begins at token `i`: "cost of the boat" of "the boat may cost"."""
    if t.lower[i - 1] == "costing":
        return named_of(t, "cost", noun_before(t, i - 1))
    if _COSTS.isdisjoint(t.lower[max(1, i - _LONGEST_PAYER) : i]):
        return None
    verb = next(j for j in range(i - 1, 0, -1) if t.lower[j] in _COSTS)
    payer = t.lower[verb + 1 : i]
    if t.lower[verb - 1] in ARTICLES or (payer and payer[0] not in ARTICLES | {"him", "her", "them", "us"}):
        return None
    first, end = phrase_before(t, verb)
    while end > first and (t.lower[end - 1] in AUXILIARIES or t.lower[end - 1].endswith("ly")):
        end -= 1
    somebody = first < end and not (end - first == 1 and t.lower[first] in PRONOUNS | RELATIVES)
    return named_of(t, "cost", (first, end)) if somebody else "cost"


def _past_time(t: Tokens, i: int) -> int:
    """Return the token after an adjunct of time that opens at token `i` ("over the last 3 years"), else `i`."""
    units = (j + 1 for j in range(i + 1, i + _LONGEST_TIME) if t.lower[j] in DURATIONS)
    return next(units, i) if is_when(t, i) else i


def _object(t: Tokens, span: Span) -> tuple[str | None, str | None]:
    """Return what an act named by its noun is done to: "of" a thing, or what a preposition says."""
    return (None if t.lower[span[0]] in PREPOSITIONS else "of"), words_of(t, span)
