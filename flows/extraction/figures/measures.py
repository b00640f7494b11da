"""What a figure measures, in the article's words: the noun phrase it counts, the base of a share, or its clause.

Counts are read in `counted`, measurements and multiples in `magnitudes`; whose the figure is, and when it holds, is for
`owners` and `times`.
"""

import re

from flows.extraction.figures.contexts import TREND_NOUNS, TRENDS, names_statistic
from flows.extraction.figures.counted import (
    PRESENT,
    acts_at,
    after_number,
    of_count,
    opens_clause,
    past_quote,
    predicate_after,
    relative_of,
)
from flows.extraction.figures.durations import of_duration
from flows.extraction.figures.leading import measured_before, movement_start
from flows.extraction.figures.magnitudes import compared, had, of_measurement
from flows.extraction.figures.measure_phrases import (
    LEAD,
    PREPOSITIONS,
    QUOTES,
    REPORTING,
    TAIL,
    TIMED,
    Span,
    clause_before,
    joined,
    kept_after,
    name_before,
    named_of,
    noun_before,
    past_parenthesis,
    phrase_after,
    phrase_before,
    with_article,
    words_of,
)  # fmt: skip
from flows.extraction.figures.participles import AUXILIARIES, PRONOUNS, done_to, is_past, present_before
from flows.extraction.figures.payments import PAYMENTS, cost_before, is_raised, of_payment
from flows.extraction.numbers.nouns import STOP
from flows.extraction.numbers.plurals import is_plural
from flows.extraction.numbers.read import DASHES, SCALES
from flows.extraction.numbers.tokens import Tokens
from flows.extraction.numbers.units import SIGNS, rate_end
from flows.extraction.records import Quantity
from flows.lexicon import load

_OPINIONS = REPORTING | PRESENT  # what people in polls do
_WORTH = frozenset(("worth", "valued", "totaling", "totalling"))
_COMPARATIVES = frozenset(load("measures")["phrase"]["comparatives"])
# Stop words between an amount and the noun that it is of.
_NOUN_FOLLOWS = LEAD - {"and", "at", "as", "from", "over", "since"} | {"in", "into"}
# "tariffs on some $9 billion worth of steel" are tariffs on steel.
_NESTED = re.compile(r"(?<= on )(?:[a-z]{1,8} )?[$£€¥][0-9.,]{1,12} ?(?:[a-z]{1,8} )?(?:worth of|of|in) ")
_WITHOUT_MARKS = str.maketrans("", "", "".join(QUOTES))  # where a phrase holds but one of two
_PRODUCTS = frozenset(("gdp", "gnp", "gni", "product", "income", "revenue"))
_OUTLAYS = frozenset(load("measures")["budget"]["outlays"])
_FUNCTIONS = frozenset(load("measures")["budget"]["functions"])
_NO_NOUN = frozenset(("this", "since", "for", "to"))  # after a rank whose noun is told before: "the test was the 3rd"
# After a verb of movement these show that it has no object: "rose from", "fell by".
_NO_OBJECT = frozenset(
    (
        "of",
        "in",
        "on",
        "for",
        "to",
        "from",
        "by",
        "at",
        "with",
        "over",
        "under",
        "within",
        "since",
        "during",
        "than",
        "more",
    )
)
_MOVERS = TRENDS.keys() | {"bring", "brings", "brought", "bringing", "push", "pushes", "pushed", "pushing"}
_LONGEST_NUMBER = 4
_MOVING = TAIL | {"went", "gone"}
_FURTHEST_VERB, _FURTHEST_OUTLAY = 8, 12


def measure_of(t: Tokens, q: Quantity) -> str | None:
    """Return what a quantity measures, or None where its sentence does not say."""
    found = _measure_of(t, q)
    if found is None or not any(map(str.isalnum, found)):
        return None
    if " on " in found:
        found = _NESTED.sub("", found)
    whole = ('"' not in found or found.count('"') % 2 == 0) and found.count("“") == found.count("”")
    return found.strip() if whole else " ".join(found.translate(_WITHOUT_MARKS).split()) or None


def _measure_of(t: Tokens, q: Quantity) -> str | None:
    if q.kind == "count" and not _is_index_point(t, q):
        return of_count(t, q)
    if q.kind == "duration":
        return of_duration(t, q)
    if q.kind == "age":
        return _age_of(t, q)
    end = past_quote(t, q, _past_rate(t, q, past_parenthesis(t, q.last)))
    end += 2 * (t.lower[end] == "/" and t.glued(end))
    after = phrase_after(t, end)
    if t.lower[end] == "of" or q.kind == "fraction":
        after = _past_amount(t, after)
    if q.kind in ("ordinal", "rank", "frequency"):
        return _of_order(t, q, after)
    found = None
    if q.kind == "measurement":
        found = of_measurement(t, q, end, after)
    elif q.kind == "multiple":
        moves = t.lower[q.last - 1] in TRENDS and t.lower[end] in _NO_OBJECT - {"of"}
        found = words_of(t, measured_before(t, q.first)) if moves else compared(t, q)
    elif q.kind == "money":
        found = cost_before(t, q.first)
    return found or _of_amount(t, q, end, after)


def _past_amount(t: Tokens, after: Span) -> Span:
    """Return the phrase after "of" without the number that it opens with: "half of the 40 ships", "of a $9 bill"."""
    i = after[0]
    while i < after[0] + _LONGEST_NUMBER and (t.is_number(i) or t.lower[i] in SIGNS or t.lower[i] in SCALES):
        i += 1
    return phrase_after(t, i) if i > after[0] else after


def _of_order(t: Tokens, q: Quantity, after: Span) -> str | None:
    """Return what is first, second, or happens so often: what follows a rank or ordinal, what precedes "times"."""
    if q.kind == "frequency" or (q.kind == "ordinal" and t.lower[q.last - 1] == "time"):
        return words_of(t, clause_before(t, q.first)) or words_of(t, after)
    first = after_number(t, q) if q.kind == "ordinal" else q.last
    told = measured_before(t, q.first) if first == q.last and t.lower[first] in _NO_NOUN else (0, 0)
    if told[0] < told[1] and t.lower[told[0]] not in PRONOUNS:
        return words_of(t, told)
    first += t.lower[first] in DASHES
    first += 2 * (t.lower[first] in ("and", "or") and t.lower[first + 1].endswith("th"))
    return words_of(t, (first, after[1]))


def _is_index_point(t: Tokens, q: Quantity) -> bool:
    """Tell whether points are those of an index ("fell 5 points") and not things that are counted ("5 key points")."""
    return q.unit == "point" and after_number(t, q) == q.last - 1


def _age_of(t: Tokens, q: Quantity) -> str:
    """Return "age of the farmer" for "the farmer is 66 years old", "a 66-year-old farmer", "the farmer, 66,"."""
    if q.attributive:
        return _age_of_described(t, q.last + (t.lower[q.last] in QUOTES))
    owned = had(t, q)
    if owned is not None and owned != "age":
        return owned
    if t.lower[q.first - 1] == ",":
        return named_of(t, "age", name_before(t, q.first - 1))
    before = phrase_before(t, q.first)
    last = t.lower[before[1] - 1]
    if "ages" in t.lower[slice(*before)]:
        return "age"
    if before[0] < before[1] and last == "age":
        return _age_named(t, before)
    return named_of(t, "age", before)


def _age_named(t: Tokens, phrase: Span) -> str:
    """Return the measure for a phrase that ends in "age": "average age", "age of voters" for "voters age 65"."""
    before = t.lower[phrase[1] - 2]
    if before in TAIL or phrase[1] - phrase[0] == 1:
        return joined("age", words_of(t, phrase_before(t, phrase[1] - 1)))
    rest = words_of(t, (phrase[0], phrase[1] - 1))
    return f"age of {rest}" if is_plural(before) else words_of(t, phrase) or "age"


def _age_of_described(t: Tokens, i: int) -> str:
    """Return "age of the old farmer" for what begins at token `i`, after "a 66-year-old"."""
    first, last = phrase_after(t, i)
    end = next((j for j in range(first, last) if t.lower[j] in PREPOSITIONS or is_past(t.lower[j])), last)
    noun = words_of(t, (first, end))
    if noun is None:
        return "age"
    return f"age of {noun}" if all(word[:1].isupper() for word in t.words[first:end]) else f"age of the {noun}"


def _of_amount(t: Tokens, q: Quantity, end: int, after: Span) -> str | None:
    """Return the measure of an amount after which the sentence goes on at token `end`, with the phrase `after`."""
    moved = _moved_object(t, q.first) or phrase_before(t, before_movement(t, q.first))
    ends = t.lower[end] in STOP or not t.lower[end].isalpha() or t.lower[end].endswith("ing")
    if moved[0] < moved[1] and ends and not is_raised(t, q) and t.lower[q.last] != "of" and q.kind != "multiple":
        return words_of(t, moved)
    subject = _as_subject(t, q, end)
    if subject is not None:
        return subject
    verb = None if q.kind == "multiple" else done_to(t, q.first) or present_before(t, q.first)
    paid = of_payment(t, q, verb, (end, after[1]))
    if paid is not None:
        return paid
    act = PAYMENTS.get(verb or "") if q.kind == "money" else None
    if not q.attributive and _speaks_of_else(t, q, end):
        return act or _before(t, q, verb) or words_of(t, after)
    if after[0] == after[1] or t.is_number(after[0]) or t.lower[after[0]] in SIGNS:
        return act or _before(t, q, verb)
    named = q.kind in ("money", "percent") and t.lower[q.first - 1] == "of" and not names_statistic(t, q.first)
    if named and t.lower[end] in ("in", "on", "for"):
        return words_of(t, noun_before(t, q.first - 1), (end, after[1]))
    share = "share of" if _is_share(t, q) else None
    spent = _spent_before(t, q.first) if q.of is not None and share is None and q.kind == "percent" else None
    if spent is not None:
        return f"{q.of} {spent}"
    base_end = _base_end(t, q, after)
    if t.lower[q.last] == "of":
        said = _said_of(t, q, (after[0], base_end), after[1])
        if said is not None:
            return joined(words_of(t, (after[0], base_end)), said)
    if verb is None and t.lower[q.last] == "of":
        whole = with_article(t, after) if q.kind == "percent" else words_of(t, after)
        return joined(share, whole)
    if act is not None:
        return f"{act} of {words_of(t, after)}"
    return joined(share, words_of(t, (after[0], base_end)), verb, words_of(t, (base_end, after[1])))


def _as_subject(t: Tokens, q: Quantity, end: int) -> str | None:
    """Return what an amount measures that is a subject itself: "share who agree", "money spent on ports"; else None.

    Its predicate begins at token `end`.
    """
    if q.attributive or q.kind not in ("money", "percent", "fraction") or t.lower[q.last] == "of":
        return None
    said = predicate_after(t, q, end) if t.lower[end] in AUXILIARIES else None
    if q.kind == "money":
        worth = t.lower[q.first - 1 - (t.lower[q.first - 1] == "at")] in _WORTH
        what = words_of(t, noun_before(t, q.first)) if worth else "money"
        return joined(what, said) if said is not None and what is not None else None
    if said is None and q.kind == "percent" and q.role == "level" and opens_clause(t, q.first):
        said = _said_by_share(t, end)
    return joined("share", said) if said is not None else None


def _said_by_share(t: Tokens, verb: int) -> str | None:
    """Return what a share of people says or does, if token `verb` tells it: "who say no", "generated by coal"."""
    word = t.lower[verb]
    if word not in _OPINIONS and not is_past(word):
        return None
    said = words_of(t, (verb, kept_after(t, verb + 1, relative=True)[1]))
    return said if word not in _OPINIONS and t.lower[verb + 1] in PREPOSITIONS else joined("who", said)


def _before(t: Tokens, q: Quantity, verb: str | None) -> str | None:
    """Return what leads to an amount; where that is only a verb, what it does with the money: "money spent"."""
    first, end = measured_before(t, q.first)
    ends = end == q.first and t.lower[end - 1] not in REPORTING and not t.lower[end - 1].endswith("ing")
    alone = q.kind == "money" and verb is not None and (ends or end - first <= 1)
    return f"money {verb}" if alone else words_of(t, (first, end))


def _said_of(t: Tokens, q: Quantity, base: Span, end: int) -> str | None:
    """Return what is said of the base of a share, whose phrase ends before token `end`: "who say", "moored here"."""
    noun = t.lower[base[1] - 1]
    if t.lower[base[1]] in PRESENT and is_plural(noun):
        return joined(relative_of(noun), words_of(t, (base[1], kept_after(t, base[1], relative=True)[1])))
    if t.lower[base[1]] in REPORTING and opens_clause(t, q.first):
        return joined(relative_of(noun), words_of(t, (base[1], kept_after(t, base[1] + 1, relative=True)[1])))
    acts = acts_at(t, q, base[1], noun)
    if acts is not None:
        return acts
    said = predicate_after(t, q, end)
    return joined(words_of(t, (base[1], end)), said) if said is not None else None


def _is_share(t: Tokens, q: Quantity) -> bool:
    """Tell whether a percentage is a share of its base; one of a nation's product is no part of it, but of its size."""
    return q.kind == "percent" and t.lower[q.last] == "of" and str(q.of).split()[-1].lower() not in _PRODUCTS


def _spent_before(t: Tokens, i: int) -> str | None:
    """Return "spent on defense" where outlays are named before token `i`: "raise defense spending to (2 percent)"."""
    j = next((j for j in range(i - 1, max(-1, i - _FURTHEST_OUTLAY), -1) if t.lower[j] in _OUTLAYS), -1)
    if j < 0:
        return None
    if t.lower[j - 1] in _FUNCTIONS:
        return f"spent on {t.lower[j - 1]}"
    if t.lower[j + 1] not in ("on", "for"):
        return None
    first, end = phrase_after(t, j + 1)
    return joined("spent on", words_of(t, (first, min(end, i - (t.lower[i - 1] in PREPOSITIONS)))))


def _base_end(t: Tokens, q: Quantity, after: Span) -> int:
    """Return the token after the noun that an amount is of: its base ("2 percent of GDP"), else up to a preposition."""
    if t.lower[q.last] != "of" or q.of is None:
        return next((i for i in range(*after) if t.lower[i] in PREPOSITIONS), after[1])
    stop = t.text.index(q.of, q.end) + len(q.of)
    return next((i + 1 for i in range(*after) if t.ends[i] >= stop), after[1])


def _moved_object(t: Tokens, i: int) -> Span | None:
    """Return the span of what somebody moves by an amount that begins at token `i`: "raised their rates by"."""
    if t.lower[i - 1] not in ("by", "to", "from"):
        return None
    start = movement_start(t, i)
    end = i - 1 if start == i else start
    verb = next((j for j in range(end - 1, max(-1, end - 1 - _FURTHEST_VERB), -1) if t.lower[j] in _MOVERS), -1)
    changes = t.lower[verb] in TREND_NOUNS and t.lower[verb + 1] in ("in", "of")  # "a fall in the price from 9 to 4"
    if verb < 0 or not t.lower[verb + 1].isalpha() or (t.lower[verb + 1] in _NO_OBJECT and not changes):
        return None
    first = verb + 1
    while t.lower[first] in LEAD:
        first += 1
    return (first, end) if first < end and all(map(_carries_on, t.lower[first:end])) else None


def _carries_on(word: str) -> bool:
    return word.isalnum() or word in DASHES


def before_movement(t: Tokens, i: int) -> int:
    """Return the token after the subject of "rose by", "was up", which ends before token `i`; 0 if none moves."""
    j, moves = i, False
    while j > 0 and j > i - 4 and (t.lower[j - 1] in _MOVING or t.lower[j - 1] in TRENDS):
        j -= 1
        moves = moves or t.lower[j] in TRENDS
        if t.lower[j].endswith("ing") and t.lower[j - 1] in PREPOSITIONS:  # "amounts to losing"
            return 0
    return j if moves else 0


def _speaks_of_else(t: Tokens, q: Quantity, end: int) -> bool:
    """Tell whether what follows at token `end` is no noun of its own: an adjunct ("after", "through"), a clause."""
    word = t.lower[end]
    after = t.lower[end + 2 if t.lower[end + 1] in ("the", "a", "an", "this") else end + 1]
    if word in _COMPARATIVES or word in TIMED or (word in ("last", "this", "next", "a") and after in TIMED):
        return True
    if t.lower[q.first - 1] == "of" and word in STOP and word not in ("of", "in", "on", "for"):
        return True
    if word in ("in", "on", "for", "by", "at") and (after in TIMED or after[:1].isdecimal()):
        return True
    return q.per is None and word in STOP and word not in _NOUN_FOLLOWS


def _past_rate(t: Tokens, q: Quantity, i: int) -> int:
    """Return the token after "a year", "per barrel", "annually" at token `i`, where the quantity has a rate."""
    return rate_end(t, i) if q.per is not None else i
