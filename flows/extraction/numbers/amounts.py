"""Amounts: a number with its currency or unit, or what it counts; ranges, ages, durations.

Shares, multiples, frequencies and ordinals are in `proportions`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from flows.extraction.figures.contexts import movement_of, names_statistic
from flows.extraction.numbers.comparators import comparator_after, comparator_before
from flows.extraction.numbers.drafts import Draft, Step, compare, refuse
from flows.extraction.numbers.nouns import EPITHETS, find_head
from flows.extraction.numbers.plurals import is_plural, singular
from flows.extraction.numbers.read import CARDINALS, DASHES, PLURALS, Number, read_fraction, read_number, share_scale
from flows.extraction.numbers.refusals import SPAN_AFTER, is_pronoun, points_back, refusal, refusal_of_end
from flows.extraction.numbers.tokens import Tokens
from flows.extraction.numbers.units import (
    BEFORE_NUMBER,
    DURATIONS,
    FUSED,
    SIGNS,
    Unit,
    age_end,
    counts_as_million,
    currency_before,
    long_end,
    rate_end,
    read_rate,
    read_unit,
)
from flows.lexicon import load

_RANGE_WORDS = frozenset(load("numbers")["rules"]["range_words"])
_RANGE_SIGNS = frozenset(load("numbers")["rules"]["range_signs"])
_UNIT_RULES = load("units")["rules"]
_SINGLE_AFTER = frozenset(_UNIT_RULES["single_after"])
_SINGLE_BEFORE = frozenset(_UNIT_RULES["single_before"])
_SINGLE_PLAIN = frozenset(_UNIT_RULES["single_plain"])
_SINGLE_ALWAYS = frozenset(_UNIT_RULES["single_always"])
_ERAS = frozenset(("decade", "century"))  # "a century of peace"
_NOT_AFTER_SINGLE = frozenset(_UNIT_RULES["not_after_single"])
_AGE_BEFORE = frozenset(_UNIT_RULES["age_before"])
_TURNS = ("turn", "turns", "turned", "turning")
_BEFORE_AGE = _AGE_BEFORE.union(("of", "than", "was", "is", ",", *_TURNS))
_RANGING = frozenset(_UNIT_RULES["ranging"])
_DETERMINERS = frozenset(_UNIT_RULES["determiners"])
_SINGULAR_COUNTS = frozenset(load("nouns")["hyphenated"]["singular_counts"])
_GROUPS = frozenset(load("nouns")["words"]["groups"])
_COMPOUNDS: dict[str, tuple[str, float]] = load("units")["compounds"]
_AFTER_AMERICAN = frozenset(("per", "a", "an", "to", "in", "on", "and", "or", "from", "for", "at", "each"))
_PERCENTAGE = ("percent", "cent", "percentage")
_MINUS = frozenset(("-", "−", "–"))
_ABBREVIATION = re.compile(r"[b-df-hj-np-tv-z]{2,4}")  # a unit that nobody lists: "8.2 rbk"
_AGES = range(16, 106)
_YEARS_LIVED = range(1, 106)
_UNIT_ORIGINS = frozenset(("us", "u.s.", "imperial", "british"))  # "half a US pint"
_LOOK_FOR_OWNER, _LOOK_FOR_PLURAL = 4, 6
_TO_RESPECTIVELY = 4
_CURRENT = ("current", "present", "original", "initial", "previous", "existing", "today's")
_ENDS_ASIDE = (",", ".", ";")
_BOUNDS = ("over", "under", "above", "below", "more", "less", "fewer", "exceeding")
_STRIKES = frozenset(load("nouns")["words"]["strikes"])
STATES = frozenset(load("nouns")["words"]["states"])
MORE = ("more", "others")
_PRONOUNS = frozenset(("them", "whom", "which"))


class _Part(NamedTuple):
    """A number with its own currency or unit, in tokens `[first, last)`."""

    first: int
    last: int
    number: Number
    unit: Unit | None


def read_amount(t: Tokens, i: int) -> Step | None:
    """Return the amount that starts at token `i`: a number or a currency sign before one."""
    low = _read_part(t, i + 1 if t.lower[i] in SIGNS else i)
    if low is None:
        return None
    pair = _range(t, low)
    if pair is None:
        shares = low.unit is None and t.lower[low.last] in ("and", "to")
        return _amount(t, low, None, _respective(t, low) if shares else None)
    return _from_to(t, *pair) if _two_levels(t, low) else _amount(t, *pair)


def _respective(t: Tokens, low: _Part) -> _Part | None:
    """Return the second of two amounts that share a unit: "by 12 and six years respectively", "52 to 43 percent"."""
    high = next(_parts_after(t, low.last + 1), None)
    if high is None:
        return None
    if t.lower[low.last] == "to":
        falling = high.unit is not None and high.unit.kind == "percent" and low.number.value > high.number.value
        return high if falling else None
    return high if "respectively" in t.lower[high.last : high.last + _TO_RESPECTIVELY] else None


def read_single(t: Tokens, i: int) -> Step | None:
    """Return the duration that starts at token `i` without a number: "a week", "half a century", "quarter-mile"."""
    part = read_fraction(t, i)
    if part is not None and part.form == "fraction":
        j = part.last
        if t.lower[j] == "of" and t.lower[j + 1] in ("a", "an"):
            j += 2
        elif t.lower[j] in ("a", "an"):
            j += 1
        j += t.lower[j] in _UNIT_ORIGINS
        unit = read_unit(t, j)
        if unit is not None and unit.kind in ("duration", "measurement", "percent") and unit.name != "percent":
            return _with_unit(t, Draft(i, unit.last, i, part.last, part.value, None, unit.kind, unit.name), unit)
    if t.lower[i] not in ("a", "an") or t.lower[i + 1] not in DURATIONS:
        return None
    unit = read_unit(t, i + 1)
    if unit is None or not _lasts(t, i, unit.last):
        return None
    return _with_unit(t, Draft(i, unit.last, i, i + 1, 1.0, None, "duration", unit.name), unit)


def read_half_more(t: Tokens, i: int) -> Step | None:
    """Return "year and a half" where no number stands before the year; token `i` is the "a" before "half"."""
    first = i - 2
    if first < 0 or t.lower[i - 1] != "and" or t.lower[i + 1] != "half" or t.lower[first] not in DURATIONS:
        return None
    draft = Draft(first, i + 2, first, i + 2, 1.5, None, "duration", DURATIONS[t.lower[first]])
    return Step((compare(t, draft),), i + 2)


def read_fused(t: Tokens, i: int) -> Step | None:
    """Return the duration in one word that stands at token `i`: "weeklong"."""
    draft = Draft(i, i + 1, i, i + 1, 1.0, None, "duration", FUSED[t.lower[i]], attributive=True)
    return Step((draft,), i + 1)


def read_only(t: Tokens, i: int) -> Step:
    """Return "single NATO member": one, counted against more."""
    head = find_head(t, i + 1, plural=False)
    if head is None or t.lower[i - 1] not in ("a", "not", "no") or t.lower[i + 1] == "most" or t.glued(i + 1):
        return refuse("epithet", i + 1)
    kind = "duration" if head.singular in DURATIONS else "count"
    return Step((Draft(i, head.at + 1, i, i + 1, 1.0, None, kind, head.singular),), head.at + 1)


def _read_part(t: Tokens, i: int) -> _Part | None:
    currency = currency_before(t, i)
    number = read_number(t, i, money=currency is not None)
    if number is None:
        return None
    if currency is not None:
        code, first = currency
        after = read_unit(t, number.last, million=True)
        last = after.last if after and after.kind == "money" and after.name in (code, "USD") else number.last
        name = after.name if after and last == after.last and code == "USD" else code
        last += code == "USD" and last == number.last and _says_american(t, last)
        return _Part(first, last, number, Unit("money", name, first, last))
    j = number.last
    if number.form == "plural" and t.lower[j] == "of":
        j += 1
    unit = read_unit(t, j, counts_as_million(number.scale), t.is_number(number.last - 1))
    return _Part(i, unit.last if unit else number.last, number, unit)


def _says_american(t: Tokens, i: int) -> bool:
    """Tell whether "U.S." after an amount names the dollar and no noun: "$60 U.S. per tonne"."""
    after = t.lower[i + 1]
    return t.words[i] in ("US", "U.S.") and (after in _AFTER_AMERICAN or not after.isalnum())


def _range(t: Tokens, low: _Part) -> tuple[_Part, _Part] | None:
    """Return both ends of a range that starts with `low`: "15 to 20", "between 60 pounds and 70 pounds"."""
    joint = _joint(t, low)
    if t.lower[joint] in DASHES and t.lower[joint + 1] in _RANGE_WORDS:
        joint += 1
    word = t.lower[joint]
    if word in DASHES or word in _RANGE_SIGNS:
        if t.glued(joint) != t.glued(joint + 1) or word == "—" or (word in _RANGE_SIGNS and not t.glued(joint)):
            return None
    elif not (word in _RANGE_WORDS or (word == "and" and _opens_pair(t, low))):
        return None
    high = next(_parts_after(t, joint + 1 + (word == "to" and t.lower[joint + 1] in DASHES)), None)
    if high is None or not (_compatible(low, high) or (high.unit is None and word == "to" and _two_levels(t, low))):
        return None
    number = share_scale(low.number, high.number, word)
    if word == "to" and _two_levels(t, low) and number.value != high.number.value:
        return low._replace(number=number), high
    if number.value >= high.number.value or (word == "or" and high.number.value > 3 * number.value):
        return None
    if word == "and" and t.lower[low.first - 1] == "(" and t.lower[high.last] != ")":
        return None
    return low._replace(number=number), high


def _joint(t: Tokens, low: _Part) -> int:
    """Return the token that may join a second amount: after a rate where the pair is "from $75 per barrel to $46"."""
    if low.unit is None or not low.first or t.lower[low.first - 1] != "from":
        return low.last
    return rate_end(t, low.last)


def _parts_after(t: Tokens, i: int) -> Iterator[_Part]:
    """Yield the amount that starts at token `i`, past a currency sign with its prefix."""
    for j in (i, i + 1, i + 2):
        if t.is_number(j) or t.lower[j] in CARDINALS:
            part = _read_part(t, j)
            if part is not None and part.first >= i:
                yield part
            return
        if not (t.lower[j] in SIGNS or t.lower[j + 1] in SIGNS):
            return


def _opens_pair(t: Tokens, low: _Part) -> bool:
    before = t.lower[low.first - 1] if low.first else ""
    if before == "(":
        return low.unit is not None
    found = comparator_before(t, low.first, False)
    if t.lower[max(0, low.first - 4) : low.first] == ["between", "the", "ages", "of"]:
        return True
    return before == "between" or (found is not None and found.edge > 0 and t.lower[found.edge - 1] == "between")


def _compatible(low: _Part, high: _Part) -> bool:
    if low.unit is None:
        return True
    if high.unit is None:
        return low.unit.first < low.number.first
    return (low.unit.kind, low.unit.name) == (high.unit.kind, high.unit.name)


def _two_levels(t: Tokens, low: _Part) -> bool:
    """Tell whether the pair reads "from X to Y", two levels and not a range."""
    before = low.first - 1
    if t.lower[before] in _CURRENT:  # "from the current 5 percent to 7"
        before -= 1 + (t.lower[before - 1] in _DETERMINERS)
    if before < 0 or t.lower[before] != "from":
        return False
    return t.lower[_joint(t, low)] == "to" and t.lower[before - 1] not in _RANGING


def _from_to(t: Tokens, low: _Part, high: _Part) -> Step:
    """Read two levels; either end lends its unit to the other, and bare numbers count where something moves."""
    upper = _range(t, high)
    if upper is not None:  # "from 20 to 30-40 billion euros"
        low = low._replace(number=share_scale(low.number, upper[1].number, "to"))
    first = _amount(t, low, None, upper[1] if upper else high)
    second = _amount(t, *upper) if upper else _amount(t, high, None)
    if second.reason == "year" and first.drafts and first.drafts[0].unit and refusal(t, low.number, False) is None:
        second = _counted(t, high, None, None)
    if high.unit is None and low.unit is not None and second.reason == "bare":
        second = Step((_draft(high, None, low.unit),), high.last)
    bare = [step.reason == "bare" for step in (first, second)]
    if any(bare) and (not all(bare) or movement_of(t, low.first, low.last, False)[0] is not None):
        first = _bare_level(t, low) if bare[0] else first
        second = _bare_level(t, high) if bare[1] else second
    drafts = [d._replace(role="from") for d in first.drafts] + [d._replace(role="to") for d in second.drafts]
    return Step(tuple(drafts), second.next, first.reason or second.reason)


def _bare_level(t: Tokens, part: _Part) -> Step:
    number = part.number
    draft = Draft(part.first, part.last, number.first, number.last, number.value, None, "count", None)
    return Step((compare(t, draft),), part.last)


def _amount(t: Tokens, low: _Part, high: _Part | None, unit_of: _Part | None = None) -> Step:
    """Assemble a draft of one part or of a range; `unit_of` lends its unit where `low` has none."""
    top = high or low
    unit = (low.unit if low.unit and low.unit.first < low.number.first else None) or top.unit or low.unit
    number = low.number
    signed = unit is not None and unit.first < number.first
    reason = None if signed else refusal(t, number, unit is not None) or (high and refusal_of_end(t, high.number))
    if reason == "year" and high is not None and t.lower[low.last] == "to" and not refusal(t, high.number, False):
        return refuse(reason, low.last)
    if reason:
        return refuse(reason, max(top.last, number.last) if reason != "note mark" else number.last)
    if unit is None and unit_of is not None:
        unit = unit_of.unit
        if unit is None:
            return _counted(t, low, None, unit_of)
        return Step((_draft(low, None, unit)._replace(last=low.last),), low.last)
    if unit is None:
        return _counted(t, low, high, None)
    draft = _draft(low, high, unit)
    if high is not None and low.first and t.lower[low.first - 1] == "between":
        draft = draft._replace(first=low.first - 1)
    titled = unit.kind == "duration" and t.is_number(low.first) and t.words[unit.first].istitle()
    if titled and low.first and t.words[low.first - 1] != "(":
        return refuse("name", unit.last)  # "48 Hours" on television
    if t.lower[unit.last - 1] == "year" and t.lower[unit.first] not in DASHES and refusal(t, number, False) == "year":
        return refuse("year", unit.last)  # "the 2013 fiscal year"
    some_day = unit.name == "day" and t.lower[unit.last] not in SPAN_AFTER and t.lower[unit.first] not in DASHES
    if high is None and some_day and is_pronoun(t, number, counted=True):
        return refuse("adverb", unit.last)
    return _with_unit(t, _signed(t, draft), unit)


def _draft(low: _Part, high: _Part | None, unit: Unit) -> Draft:
    end = high.last if high else low.last
    number_last = high.number.last if high else low.number.last
    value_high = high.number.value / unit.divisor if high else None
    comparator = "over" if low.number.at_least else None
    value = low.number.value / unit.divisor
    return Draft(
        low.first, end, low.number.first, number_last, value, value_high, unit.kind, unit.name, comparator
    )  # fmt: skip


def _signed(t: Tokens, draft: Draft) -> Draft:
    """Take a minus glued to the left into the number."""
    i = draft.first
    minus = i > 0 and t.lower[i - 1] in _MINUS and t.glued(i) and not t.glued(i - 1) and not t.is_number(i - 2)
    if draft.number_first > i and t.lower[draft.number_first - 1] in _MINUS and draft.value_high is None:
        return draft._replace(number_first=draft.number_first - 1, value=-draft.value)
    word = i - 1 if i < 2 or t.lower[i - 1] not in DASHES or not t.glued(i) else i - 2
    if i > 0 and t.lower[word] in ("minus", "negative") and draft.value_high is None and draft.value > 0:
        return draft._replace(first=word, number_first=word, value=-draft.value)
    if draft.value_high is not None or draft.kind not in ("percent", "money", "measurement") or not minus:
        return draft
    return draft._replace(first=i - 1, number_first=i - 1, value=-draft.value)


def _with_unit(t: Tokens, draft: Draft, unit: Unit) -> Step:
    """Finish a draft that has a unit: ages, "-long", "and a half", hyphens, rates, comparators."""
    hyphenated = t.lower[unit.first] in DASHES and unit.first >= draft.number_last
    draft = _with_smaller(t, draft)
    if draft.kind == "duration":
        long = long_end(t, draft.last)
        draft = draft._replace(last=long) if long != draft.last else draft
        end = age_end(t, unit.last)
        if end is not None:
            draft = draft._replace(kind="age", last=end)
        elif t.lower[draft.last : draft.last + 2] == ["or", "two"] and draft.value == 1:
            draft = draft._replace(value_high=2.0, last=draft.last + 2)
        elif t.lower[draft.last : draft.last + 3] == ["and", "a", "half"] and draft.value_high is None:
            draft = draft._replace(value=draft.value + 0.5, last=draft.last + 3)
        elif _is_age(t, draft):
            draft = draft._replace(kind="age")
    rate = read_rate(t, draft.last)
    if hyphenated or rate:
        draft = draft._replace(attributive=hyphenated, per=rate)
    draft = compare(t, draft)
    return Step((draft,), draft.last)


def _with_smaller(t: Tokens, draft: Draft) -> Draft:
    """Take in a smaller unit that follows: "5 feet 2 inches", "two hours and 30 minutes"."""
    smaller = _COMPOUNDS.get(draft.unit or "")
    i = draft.last + (t.lower[draft.last] == "and")
    if smaller is None or draft.value_high is not None or not (t.is_number(i) or t.lower[i] in CARDINALS):
        return draft
    part = _read_part(t, i)
    if part is None or part.unit is None or part.unit.name != smaller[0] or part.number.value >= smaller[1]:
        return draft
    return draft._replace(value=draft.value + part.number.value / smaller[1], last=part.last)


def _is_age(t: Tokens, draft: Draft) -> bool:
    """Tell whether "age of" or "aged" stands before a duration."""
    i = draft.first
    return t.lower[i - 1] == "aged" or (t.lower[i - 1] == "of" and t.lower[i - 2] == "age")


def _lasts(t: Tokens, i: int, end: int) -> bool:
    """Tell whether "a week" at token `i` is a length of time and not a day of some sort or a rate."""
    before, after = t.lower[i - 1] if i else "", t.lower[end]
    if after in _NOT_AFTER_SINGLE or (after in DASHES and after != "—" and t.glued(end)):
        return False
    if (
        after in _SINGLE_ALWAYS
        or (after == "of" and t.lower[end - 1] in _ERAS)
        or t.lower[end : end + 2] in (["or", "two"], ["or", "so"])
        or t.lower[end : end + 3] == ["and", "a", "half"]
    ):
        return True
    if before in _SINGLE_PLAIN:
        return not after.isalpha() or after in _SINGLE_AFTER or not _starts_noun(t, end)
    return before in _SINGLE_BEFORE and (not after.isalpha() or (after in _SINGLE_AFTER and after != "of"))


def _starts_noun(t: Tokens, i: int) -> bool:
    return find_head(t, i, plural=False) is not None


def _counted(t: Tokens, low: _Part, high: _Part | None, head_of: _Part | None) -> Step:
    """Assemble a draft of a number without a unit: an age, a measure named before it, a count, or nothing."""
    top = high or low
    value_high = high.number.value if high else None
    number = low.number
    draft = Draft(
        low.first, top.last, number.first, top.number.last, number.value, value_high, "count", None,
        comparator="over" if number.at_least else None,
    )  # fmt: skip
    before = t.lower[low.first - 1] if low.first else ""
    if before in BEFORE_NUMBER:
        draft = compare(t, draft._replace(first=low.first - 1, kind="measurement", unit=before))
        return Step((draft,), draft.last)
    if _is_percentage(t, low.first) and find_head(t, top.last, plural=True) is None:
        return Step((compare(t, draft._replace(kind="percent", unit="percent")),), draft.last)
    if _bare_age(t, draft):
        draft = compare(t, draft._replace(kind="age", unit="year"))
        return Step((draft,), draft.last)
    return _count(t, draft, number, head_of.last if head_of else top.last)


def _is_percentage(t: Tokens, i: int) -> bool:
    """Tell whether "a percentage of" stands before token `i`, itself without a number."""
    return i > 1 and t.lower[i - 1] == "of" and t.lower[i - 2] in _PERCENTAGE and not t.is_number(i - 3)


def _bare_age(t: Tokens, draft: Draft) -> bool:
    """Tell ages without a unit: "aged 45", "older than 66", "Kenji Mori, 52, said", "65 and older"."""
    i, j = draft.first, draft.last
    if t.lower[i - 1] not in _BEFORE_AGE and t.lower[j] not in ("and", "or"):
        return False
    if not t.is_number(draft.number_first) and t.lower[i - 1] not in ("aged", "age"):
        return False
    if i and (
        t.lower[i - 1] in _AGE_BEFORE
        or t.lower[i - 2 : i] in (["age", "of"], ["ages", "of"])
        or (t.lower[i - 1] == "than" and t.lower[i - 2] in ("older", "younger"))
    ):
        return True
    if (
        t.lower[i - 2 : i] in (["who", "was"], ["who", "is"])
        and not t.words[j].isalnum()
        and draft.value in _YEARS_LIVED
    ):
        return True
    if t.lower[i - 1] in _TURNS and find_head(t, j, plural=True) is None:
        return draft.value in _AGES
    if t.lower[j : j + 2] in (["and", "older"], ["or", "older"], ["and", "younger"], ["or", "younger"]):
        return True
    name = t.words[i - 3] if t.words[i - 2] == "." and t.words[i - 3] in ("Jr", "Sr") else t.words[i - 2]
    named = i > 1 and t.words[i - 1] == "," and name[:1].isupper() and t.words[j] in _ENDS_ASIDE
    return named and draft.value in _AGES and t.glued(i - 1)


def _count(t: Tokens, draft: Draft, number: Number, after: int) -> Step:
    """Find what is counted after token `after`, and refuse what counts nothing."""
    odd = comparator_after(t, after)
    unit = read_unit(t, odd.edge, digits=t.is_number(after - 1)) if odd else None
    if odd is not None and unit is not None:
        comparator = draft.comparator if odd.name is None else odd.name
        draft = draft._replace(last=unit.last, kind=unit.kind, unit=unit.name, comparator=comparator)
        return _with_unit(t, draft, unit)
    hyphen = t.lower[after] in DASHES and t.lower[after] != "—" and t.glued(after) and t.glued(after + 1)
    if odd is None and hyphen and t.words[after + 1].isalpha():
        return _hyphenated_count(t, draft, after + 1)
    start = odd.edge if odd else after
    if number.form == "plural" or t.lower[start] == "of":
        return _count_of(t, draft, number, start)
    one = number.value == 1.0 and draft.value_high is None
    head = find_head(t, start, plural=not one)
    if head is None and t.lower[start] in _SINGULAR_COUNTS and t.words[start + 1].isalpha():
        return _hyphenated_count(t, draft, start)
    if draft.value_high is None and is_pronoun(t, number, head is not None):
        return refuse("pronoun", draft.last)
    if head is None:
        return _bare(t, draft, number)
    if points_back(t, number, head.singular, head.at + 1):
        return refuse("points back", head.at + 1)
    last = head.at + 1 if after == draft.last or odd else draft.last
    kind = "frequency" if t.lower[head.at] == "times" else "count"  # "a half-dozen times"
    draft = draft._replace(last=last, kind=kind, unit=head.singular, per=read_rate(t, last))
    if odd is not None:
        draft = draft._replace(comparator=odd.name)
    draft = compare(t, draft)
    return Step((draft,), draft.last)


def _hyphenated_count(t: Tokens, draft: Draft, noun: int) -> Step:
    """Read "16-wheel", "27-member"; "two-way" and "three-star" are epithets."""
    word = t.lower[noun]
    if word == "strong":
        head = find_head(t, noun + 1, plural=False)
        word = head.singular if head else word
    if word in EPITHETS or draft.value <= 1 or word.endswith("ed"):
        return refuse("epithet", noun + 1)
    draft = compare(t, draft._replace(last=noun + 1, unit=singular(word), attributive=True))
    return Step((draft,), noun + 1)


def _count_of(t: Tokens, draft: Draft, number: Number, start: int) -> Step:
    """Read "thousands of its citizens" (all in the span) and "four of America's 27 allies" (the number alone)."""
    if t.lower[start] != "of":
        if number.form == "plural" and number.value >= 1 and t.lower[number.first] not in PLURALS:
            head = find_head(t, start, plural=True)
            if head is not None:
                draft = compare(t, draft._replace(last=head.at + 1, unit=head.singular))
                return Step((draft,), draft.last)
        if number.form == "plural" and t.lower[start] in MORE:
            return Step((compare(t, draft._replace(last=start + 1)),), start + 1)
        if number.form == "plural" and number.last - number.first > 1:
            return Step((compare(t, draft),), draft.last)
        return refuse("vague", draft.last)
    if t.lower[number.first] == "one" and number.last - number.first == 1:
        return refuse("pronoun", draft.last)
    if t.lower[start + 1] in _PRONOUNS:
        if points_back(t, number, "person", start + 1):
            return refuse("points back", start + 2)
        unit = _plural_before(t, draft.first) if t.lower[start + 1] in ("whom", "which") else None
        return Step((compare(t, draft._replace(unit=unit)),), draft.last)
    j = start + 1
    while t.lower[j] in _DETERMINERS and j < start + 4:
        j += 1
    j = _past_owner(t, j)
    head = find_head(t, j, plural=True) or (find_head(t, j, plural=False) if j > start + 1 else None)
    if head is None:
        return refuse("vague", draft.last) if number.form == "plural" else _bare(t, draft, number)
    last = head.at + 1 if number.form == "plural" else draft.last
    draft = compare(t, draft._replace(last=last, unit=head.singular))
    return Step((draft,), draft.last)


def _plural_before(t: Tokens, i: int) -> str | None:
    """Return the singular of the plural that "of whom" stands for: "the officers, four of whom"; `i`: the number."""
    plurals = (t.lower[k] for k in range(i - 1, max(-1, i - 1 - _LOOK_FOR_PLURAL), -1) if is_plural(t.lower[k]))
    noun = next(plurals, None)
    return singular(noun) if noun is not None else None


def _past_owner(t: Tokens, i: int) -> int:
    """Return the token after an owner and its number: "America's 27 NATO allies" → "NATO"."""
    for j in range(i, i + _LOOK_FOR_OWNER):
        if t.lower[j] in ("'s", "’s"):
            i = j + 1
            break
    while t.is_number(i) or t.lower[i] in CARDINALS:
        i += 1
    return i


def _bare(t: Tokens, draft: Draft, number: Number) -> Step:
    """Keep a number without a noun only where something says that it is an amount; its noun may stand before it."""
    compared = compare(t, draft)
    written = t.words[number.first]
    large = "," in written or "." in written or number.scale != 1.0 or (written.isdecimal() and len(written) > 4)
    if t.lower[draft.last] in MORE or t.lower[draft.last] in STATES:
        return Step((compared._replace(last=max(compared.last, draft.last + 1)),), draft.last + 1)
    named = names_statistic(t, draft.first) or (
        t.lower[draft.first - 1] == "of" and t.lower[draft.first - 2] in _GROUPS
    )
    if t.lower[compared.first - 1] in _STRIKES and number.form != "article":
        return Step((compared._replace(unit="person"),), compared.last)
    if compared == draft and not large and draft.value_high is None and not named:
        return refuse("bare", draft.last)
    abbreviation = t.lower[draft.last]
    if compared.last == draft.last and _ABBREVIATION.fullmatch(t.words[draft.last]) and t.is_number(number.last - 1):
        return Step((compared._replace(last=draft.last + 1, unit=abbreviation),), draft.last + 1)
    before = t.lower[compared.first - 1] if compared.first else ""
    people = is_plural(before) or before in ("those", "anyone", "everyone")
    if not (people and t.lower[compared.first] in _BOUNDS and compared.first < draft.first):
        return Step((compared,), compared.last)
    aged = t.lower[compared.first] in ("over", "under") and written.isdecimal() and draft.value in _YEARS_LIVED
    kind, unit = (
        ("age", "year") if aged else (draft.kind, singular(before) if is_plural(before) else None)
    )  # "workers over 58", "warheads below 1,000"
    return Step((compared._replace(kind=kind, unit=unit),), compared.last)
