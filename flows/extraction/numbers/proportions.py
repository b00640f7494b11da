"""Figures that stand in proportion or in order: shares, multiples, frequencies, ranks, ordinals of spans.

Amounts with a unit are in `amounts`.
"""

from flows.extraction.numbers.comparators import comparator_before
from flows.extraction.numbers.drafts import Draft, Step, compare, refuse
from flows.extraction.numbers.nouns import STOP
from flows.extraction.numbers.read import DASHES, ORDINALS, SCALES, Number, read_fraction, read_number, read_ordinal
from flows.extraction.numbers.refusals import refusal
from flows.extraction.numbers.tokens import Tokens
from flows.extraction.numbers.units import DURATIONS, read_rate
from flows.lexicon import load

_NUMBERS = load("numbers")
_FRAMES = load("proportions")
MULTIPLES: dict[str, float] = _NUMBERS["multiples"]
ADVERBS: dict[str, float] = _NUMBERS["adverbs"]
_BARE_MULTIPLES = frozenset(_NUMBERS["rules"]["bare_multiples"])
_MULTIPLE_AFTER = frozenset(_NUMBERS["rules"]["multiple_after"])
_AUXILIARIES = frozenset(_NUMBERS["rules"]["multiplying"])
_NOT_MULTIPLIED = frozenset(_NUMBERS["rules"]["not_multiplied"])
_MULTIPLE_BEFORE = frozenset(_NUMBERS["rules"]["multiple_before"])
_ONCE_AFTER = frozenset(_FRAMES["once_after"])
_TWICE_MULTIPLE = frozenset(_FRAMES["twice_multiple"])
_TIMES_MULTIPLE = frozenset(_FRAMES["times_multiple"])
_ORDINAL_NOUNS = frozenset(_FRAMES["ordinal_nouns"])
_ORDINAL_EVENTS = frozenset(_FRAMES["ordinal_events"])
_ORDINAL_NAMES = frozenset(_FRAMES["ordinal_names"])
SMALL_ORDINAL_NOUNS = frozenset(_FRAMES["small_ordinal_nouns"])
_IN_A_ROW = frozenset(_FRAMES["in_a_row"])
_RANK_WORDS = frozenset(_FRAMES["rank_words"])
_RANKING_VERBS = frozenset(_FRAMES["ranking_verbs"])
_NOT_SUPERLATIVE = frozenset(_FRAMES["not_superlative"])
_HALF_AFTER = frozenset(_FRAMES["half_after"])
_HALF_REFUSED_BEFORE = frozenset(_FRAMES["half_refused_before"])
_DURATION_NAMES = frozenset(DURATIONS.values())
_RATIOS = frozenset(_FRAMES["ratios"])
_PAUSES = frozenset((".", ",", ";", "—", "–", "?", "!", ")"))
_ONLY = 4
_MONTHS = frozenset(load("refusals")["months"])


def read_multiple(t: Tokens, i: int) -> Step:
    """Return the multiple in the word at token `i`: "quintupling", "double the size"."""
    word = t.lower[i]
    if (t.lower[i + 1] in DASHES and t.glued(i + 1)) or t.lower[i + 1] == "down" or t.glued(i):
        return refuse("epithet", i + 1)
    if word in _BARE_MULTIPLES and not _says_times(t, i):
        return refuse("epithet", i + 1)
    return _done(t, Draft(i, i + 1, i, i + 1, MULTIPLES[word], None, "multiple", None))


def read_adverb(t: Tokens, i: int) -> Step:
    """Return what "once" or "twice" at token `i` says: a frequency, or twice the size of something."""
    word, after = t.lower[i], t.lower[i + 1]
    if after in DASHES and t.glued(i + 1):
        return refuse("epithet", i + 1)
    if word == "once" and not _counts_once(t, i):
        return refuse("adverb", i + 1)
    if word == "twice" and after in _TWICE_MULTIPLE:
        return _done(t, Draft(i, i + 1, i, i + 1, 2.0, None, "multiple", None))
    draft = Draft(i, i + 1, i, i + 1, ADVERBS[word], None, "frequency", "time")
    return _done(t, draft._replace(per=read_rate(t, i + 1)))


def read_times(t: Tokens, i: int) -> Step | None:
    """Return "seven times", "40 times as large", "five-fold", "two to three times" from the number at token `i`."""
    low = read_number(t, i)
    if low is None:
        return None
    number, high = low, None
    if t.lower[low.last] in ("to", "or", *DASHES) and low.form in ("digits", "words"):
        high = read_number(t, low.last + 1)
        number = high or low
    j = number.last + 1 if t.lower[number.last] in DASHES and t.glued(number.last) else number.last
    word = t.lower[j]
    if word not in ("times", "fold") and not (word == "x" and t.glued(j) and number.form == "digits"):
        return None
    if refusal(t, low, True) or number.value <= 0:
        return None
    value_high = high.value if high is not None else None
    after = t.lower[j + 1]
    comparative = after.endswith("er") and after not in STOP
    multiple = word != "times" or after in _TIMES_MULTIPLE or comparative
    kind, unit = ("multiple", None) if multiple else ("frequency", "time")
    draft = Draft(i, j + 1, i, number.last, low.value, value_high, kind, unit)
    draft = draft._replace(comparator="over" if low.at_least else None)
    return _done(t, draft._replace(per=None if multiple else read_rate(t, j + 1)))


def read_factor(t: Tokens, i: int) -> Step | None:
    """Return the multiple that starts at token `i`: "a factor of three", "a ratio of 2 to 1", "a 4-to-1 margin"."""
    above = read_number(t, i)
    if above is None or above.form == "fraction":
        return None
    if t.lower[i - 1] == "of" and t.lower[i - 2] == "factor":
        return _done(t, Draft(i, above.last, i, above.last, above.value, None, "multiple", None))
    j = above.last + (t.lower[above.last] in DASHES)
    if t.lower[j] != "to":
        return None
    below = read_number(t, j + 1 + (t.lower[j + 1] in DASHES))
    compared = below is not None and (
        t.lower[below.last] in _RATIOS or (t.lower[i - 1] == "of" and t.lower[i - 2] in _RATIOS)
    )
    if below is None or not compared or not below.value:
        return None
    return _done(t, Draft(i, below.last, i, below.last, above.value / below.value, None, "multiple", None))


def read_share(t: Tokens, i: int) -> Step | None:
    """Return the share that starts at token `i`: "two-thirds", "about half", "one in five"."""
    number = read_fraction(t, i)
    if number is None or t.lower[i] in ("quarter", "third") or _scaled(t, number.last):
        return None
    if t.glued(i) or (t.lower[number.last] in DASHES and t.glued(number.last)):
        return refuse("epithet", number.last) if t.lower[i] == "half" else None
    counted = number.last - number.first > 2 and t.lower[number.last - 1] not in _NUMBERS["parts"]
    if counted and (t.lower[number.last] in DURATIONS or t.lower[number.last] in _NUMBERS["scales"]):
        return None
    if not counted and not _is_share(t, number):
        return refuse("half", number.last) if t.lower[i] == "half" else None
    return _done(t, Draft(i, number.last, i, number.last, number.value, None, "fraction", None))


def _scaled(t: Tokens, i: int) -> bool:
    """Tell whether a scale word makes an amount of the fraction before token `i`: "of a billion"."""
    return t.lower[i + 2 if t.lower[i : i + 2] == ["of", "a"] else i] in SCALES


def read_order(t: Tokens, i: int) -> Step | None:
    """Return the rank or the ordinal of a span that starts at token `i`; plain order is refused."""
    number = read_ordinal(t, i)
    if number is None:
        return None
    end = number.last
    j = end + 1 if t.lower[end] in DASHES and t.glued(end) else end
    between = t.words[j].islower() and t.lower[j] not in STOP
    if between and t.lower[j + 1] in SMALL_ORDINAL_NOUNS:  # "105th birth anniversary"
        return _done(t, Draft(i, j + 2, i, end, number.value, None, "ordinal", None))
    if number.value >= 2 and _superlative(t, j):
        last = j + 2 if t.lower[j] in ("most", "least") else j + 1
        return _done(t, Draft(i, last, i, end, number.value, None, "rank", None))
    if t.lower[i - 1] in _RANKING_VERBS:
        return _done(t, Draft(i, end, i, end, number.value, None, "rank", None))
    if _is_name(t, number, j) or j != end:
        return refuse("ordinal name", end)
    return _ordinal(t, number)


def _says_times(t: Tokens, i: int) -> bool:
    """Tell "will double by" and "double the size" from "a double freeze" and "to double check"."""
    after = t.lower[i + 1]
    if after in _MULTIPLE_AFTER or (t.lower[i - 1] in _AUXILIARIES and after not in _NOT_MULTIPLIED):
        return True
    return t.lower[i - 1] in _MULTIPLE_BEFORE and (not after.isalpha() or after in STOP)


def _done(t: Tokens, draft: Draft) -> Step:
    draft = compare(t, draft)
    return Step((draft,), draft.last)


def _counts_once(t: Tokens, i: int) -> bool:
    before, after = t.lower[i - 1] if i else "", t.lower[i + 1]
    if before in ("only", "just", "than", "least", "not") or (i and read_rate(t, i + 1) in _DURATION_NAMES):
        return True
    opens = i == 0 or not before.isalpha() or before in ("and", "but", "that", "when")
    if (
        not opens
        and before not in ("at", "all")
        and (t.words[i + 1] in _PAUSES or "only" in t.lower[max(0, i - _ONLY) : i])
    ):
        return True
    if after == "in":
        return not opens and t.is_number(i + 2)
    return after in _ONCE_AFTER and not opens and after != "in"


def _is_share(t: Tokens, number: Number) -> bool:
    """Tell whether a fraction is a share of something: "of", a determiner, a comparator, or "two-thirds"."""
    after, before = t.lower[number.last], t.lower[number.first - 1] if number.first else ""
    if t.lower[number.first] == "half":
        if (before in _HALF_REFUSED_BEFORE and (before, after) != ("in", "of")) or before in ORDINALS:
            return False
        return after in _HALF_AFTER or comparator_before(t, number.first, False) is not None
    if t.lower[number.first] in ("a", "an"):
        dated = t.lower[number.last + 1] in _MONTHS and t.words[number.last + 1][:1].isupper()
        return (after == "of" and not dated) or comparator_before(t, number.first, False) is not None
    return True


def _superlative(t: Tokens, j: int) -> bool:
    word = t.lower[j]
    return word in _RANK_WORDS or (word.endswith("est") and len(word) > 5 and word not in _NOT_SUPERLATIVE)


def _is_name(t: Tokens, number: Number, j: int) -> bool:
    """Tell whether an ordinal belongs to a name or a date: 7th Fleet, Third Reich, 19th century, Fourth of July."""
    i, word = number.first, t.lower[j]
    if t.lower[j + 1] == "of" and t.lower[j + 2] in _MONTHS:
        return True
    if word in _ORDINAL_NAMES or t.lower[j + 1] == "district":
        return True
    before = t.lower[i - 2] if t.words[i - 1] == "." else t.lower[i - 1]
    if before in _MONTHS or t.lower[j] in _MONTHS or t.glued(i):
        return True
    return t.words[j][:1].isupper() and word not in _ORDINAL_NOUNS


def _ordinal(t: Tokens, number: Number) -> Step:
    i, end = number.first, number.last
    word = t.lower[end]
    if t.lower[i - 1] == "and" and t.lower[i - 2] in ("first", "second"):
        return refuse("plain order", end)
    small = number.value <= 2
    if t.lower[end + 1 : end + 4] == ["in", "a", "row"] and word.isalpha():
        return _done(t, Draft(i, end + 1, i, end, number.value, None, "ordinal", None))
    if word in _IN_A_ROW and number.value > 1:
        last = end + 2 if t.lower[end + 1].isalpha() else end + 1
        return _done(t, Draft(i, last, i, end, number.value, None, "ordinal", None))
    if word in (SMALL_ORDINAL_NOUNS if small else _ORDINAL_NOUNS):
        return _done(t, Draft(i, end + 1, i, end, number.value, None, "ordinal", None))
    event = not small and not _ORDINAL_EVENTS.isdisjoint(t.lower[end : end + 4])
    if event or (number.form == "digits" and number.value > 2):
        return _done(t, Draft(i, end, i, end, number.value, None, "ordinal", None))
    return refuse("plain order", end)
