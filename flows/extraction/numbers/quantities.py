"""The quantities of a text: every figure that its words alone show, in order, and every number refused with its reason.

Names, owners and times of the figures are found by `measures`; this module knows the text only.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import compress, pairwise
from string import ascii_letters
from typing import NamedTuple

from flows.extraction.figures.contexts import base_of, movement_of, statistic_of
from flows.extraction.grammar.word_tables import WordTable
from flows.extraction.numbers.amounts import (
    MORE,
    STATES,
    read_amount,
    read_fused,
    read_half_more,
    read_only,
    read_single,
)
from flows.extraction.numbers.drafts import Draft, Step
from flows.extraction.numbers.proportions import (
    ADVERBS,
    MULTIPLES,
    SMALL_ORDINAL_NOUNS,
    read_adverb,
    read_factor,
    read_multiple,
    read_order,
    read_share,
    read_times,
)
from flows.extraction.numbers.read import (
    CARDINALS,
    COLLECTIVES,
    DASHES,
    GROUPS,
    ORDINAL_ENDINGS,
    ORDINALS,
    PARTS,
    PLURALS,
    SCALES,
    read_number,
)
from flows.extraction.numbers.tokens import Tokens, tokenize
from flows.extraction.numbers.units import DURATIONS, FUSED, SIGNS, dimension, normalize, read_rate
from flows.extraction.records import Quantity
from flows.lexicon import load

_Reader = Callable[[Tokens, int], Step | None]
# Numbers inside an address are no figures. Bounded, so that long runs of letters cost no more than their length.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w-]{1,63}\.\w{2,}|[\w-]{1,63}\.(?:com|org|net|gov|edu|co|io|jp|uk)/\S+"
)
# Letters in lower case, all else blank.
_ONLY_LETTERS = bytes(ord(chr(code).lower()) if chr(code) in ascii_letters else ord(" ") for code in range(256))
_DIGIT = re.compile(r"[0-9]")
_FRACTION_SIGN = re.compile(r"[½⅓⅔¼¾⅛]")


class Refused(NamedTuple):
    """A number at `[start, end)` that is no figure, and the name of the rule that says so."""

    start: int
    end: int
    reason: str


class Reading(NamedTuple):
    """A text read for figures: its tokens, what was found and what was refused."""

    tokens: Tokens
    quantities: tuple[Quantity, ...]
    refused: tuple[Refused, ...]


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a text in order of position."""
    return read_quantities(text).quantities if may_hold_figures(text) else ()


def may_hold_figures(text: str) -> bool:
    """Tell quickly whether a text has a digit or a word that can start a figure."""
    if _DIGIT.search(text) is not None or (not text.isascii() and _FRACTION_SIGN.search(text) is not None):
        return True
    words = text.encode(errors="replace").translate(_ONLY_LETTERS).split()  # faster than a pattern
    if _ANY_TRIGGER.isdisjoint(words):
        return False
    if not _TRIGGERS.isdisjoint(words):
        return True
    return not (_PAIRS.isdisjoint(pairwise(words)) and _APART.isdisjoint(zip(words, words[2:], strict=False)))


def read_quantities(text: str) -> Reading:
    """Read a text for figures, keeping what was refused and why."""
    t = tokenize(text)
    drafts: list[Draft] = []
    refused: list[Refused] = []
    addresses = _addresses(t)
    reached = 0
    for i in _starts(t):
        step = _read(t, i) if i >= reached else None
        if step is None or i in addresses:
            continue
        if step.reason == "bare" and (_is_tally(t, i) or _leaves_out_noun(t, drafts, i, step.next)):
            step = Step((_counted_again(t, i),), step.next)
        for draft in step.drafts:
            if not (drafts and (_overlaps(drafts[-1], draft) or _is_rate(t, drafts[-1], draft))):
                drafts.append(draft)
        if step.reason is not None:
            refused.append(Refused(t.starts[i], t.ends[max(i, step.next - 1)], step.reason))
        reached = step.next
    return Reading(t, _link(t, [_finish(t, draft) for draft in _intervals(t, drafts)]), tuple(refused))


def _intervals(t: Tokens, drafts: list[Draft]) -> list[Draft]:
    """Join two bounds of one amount: "more than 10 and less than 20" is a range."""
    joined: list[Draft] = []
    for draft in drafts:
        before = joined[-1] if joined else None
        if before is not None and t.lower[before.last] in ("and", "but") and draft.first == before.last + 1:
            interval = _interval(before, draft)
            if interval is not None:
                joined[-1] = interval
                continue
        joined.append(draft)
    return joined


def _interval(one: Draft, other: Draft) -> Draft | None:
    low, high = (one, other) if one.comparator == "over" else (other, one)
    bounds = (low.comparator, high.comparator) == ("over", "under") and low.value < high.value
    if not bounds or low.value_high is not None or high.value_high is not None or one.unit not in (None, other.unit):
        return None
    return other._replace(
        first=one.first, number_first=one.number_first, value=low.value, value_high=high.value, comparator=None
    )


def _starts(t: Tokens) -> list[int]:
    """Return the tokens that a figure may start with: numbers, words of the readers, articles before such a word."""
    return [
        k
        for k in compress(range(t.count), map(_MAY_START, t.lower))
        if t.lower[k] not in ("a", "an") or t.lower[k + 1] in _AFTER_ARTICLE
    ]


def _may_start(word: str) -> bool:
    return word in _STARTERS or (not word.isalpha() and word[-1:].isdecimal())


_MAY_START = WordTable(_may_start).__getitem__


def _addresses(t: Tokens) -> frozenset[int]:
    """Return the tokens that stand inside a web or mail address."""
    if "/" not in t.text and "@" not in t.text and "www." not in t.text:
        return frozenset()
    inside: list[int] = []
    for match in _ADDRESS.finditer(t.text):
        inside.extend(range(bisect_left(t.starts, match.start()), bisect_left(t.starts, match.end())))
    return frozenset(inside)


def _read(t: Tokens, i: int) -> Step | None:
    for reader in _readers(t, i):
        step = reader(t, i)
        if step is not None:
            return step
    return None


def _readers(t: Tokens, i: int) -> tuple[_Reader, ...]:
    """Return the readers to try at token `i`; of numbers, by the tokens beside them: most need only one."""
    word, after = t.lower[i], t.lower[i + 1]
    spelled = word in CARDINALS
    if not spelled and not word[-1:].isdecimal():
        return _STARTERS.get(word, ())
    if t.lower[i - 2] == "factor" or "to" in t.lower[i + 1 : i + 3]:
        return _FACTOR
    if not _TIMES_WORDS.isdisjoint(t.lower[i + 1 : i + _TIMES_AHEAD]):
        return _CARDINAL if spelled else _NUMERIC
    if after in _OPENS_ORDINAL and not spelled:
        return _ORDINAL
    return _SHARE if after in _SHARE_AFTER else _AMOUNT


def _overlaps(before: Draft, draft: Draft) -> bool:
    """Tell whether a figure would take a sign that the one before has: "ONE$ONE"."""
    return draft.first < before.last


def _is_rate(t: Tokens, before: Draft, draft: Draft) -> bool:
    """Tell whether "a year" only says what the figure before is reckoned by."""
    return draft.first == before.last and t.lower[draft.number_first] in ("a", "an") and before.per is not None


def _is_tally(t: Tokens, i: int) -> bool:
    """Tell whether a bare number is what a count came to: "the death toll rose to 97"."""
    told = t.lower[max(0, i - _FURTHEST_TALLY) : i]
    counts = not _TALLIES.isdisjoint(told) or any(pair == ("number", "of") for pair in pairwise(told))
    return counts and t.lower[i - 1] in _TALLIED


def _leaves_out_noun(t: Tokens, drafts: Sequence[Draft], i: int, end: int) -> bool:
    """Tell whether a bare number counts what was counted before: "30 ships, with only four at the pier"."""
    joint = i - 2 if t.lower[i - 1] in ("only", "just") else i - 1
    gap = t.lower[joint] in _GAP_OPENS and t.lower[end] in _PLACED
    if not gap and t.lower[i - 2 : i] not in (["of", "whom"], ["of", "which"]):
        return False
    return any(d.kind == "count" and d.unit is not None and i - d.last <= _GAPPED_COUNT for d in drafts[-2:])


def _counted_again(t: Tokens, i: int) -> Draft:
    number = read_number(t, i)
    last, value = (number.last, number.value) if number else (i + 1, 0.0)
    return Draft(i, last, i, last, value, None, "count", None)


def _finish(t: Tokens, d: Draft) -> Quantity:
    start, end = t.starts[d.first], t.ends[d.last - 1]
    trend, role = _movement(t, d)
    value, value_high = _as_written(d.value), None if d.value_high is None else _as_written(d.value_high)
    normal, normal_unit = normalize(value, d.kind, d.unit)
    return Quantity(
        start, end, t.text[start:end], t.starts[d.number_first], t.ends[d.number_last - 1], value, value_high,
        d.kind, d.unit, d.comparator, d.per, base_of(t, d.last) if d.kind in ("percent", "fraction") else None,
        statistic_of(t, d.first, d.last), trend, d.role if d.role != "level" else role or "level",
        normal, normal_unit, d.first, d.last, d.attributive, None,
    )  # fmt: skip


def _movement(t: Tokens, d: Draft) -> tuple[str | None, str | None]:
    """Return trend and role of a draft: of a multiple those of its verb, of others what moves them."""
    if d.kind in _NEVER_MOVING:
        return None, None
    if d.kind == "multiple" and t.lower[d.number_first] in MULTIPLES:
        return ("down" if d.value < 1 else "up"), "level"
    moving = (d.kind in ("percent", "money", "measurement") and not d.attributive) or d.unit == "point"
    return movement_of(t, d.first, d.last, moving)


def _as_written(value: float) -> float:
    """Return the number that was written: 8.7 times a trillion is 8700000000000, not a hair less."""
    return float(value) if abs(value) < _EXACT and value % 1 == 0 else float(f"{value:.15g}")


def _link(t: Tokens, found: list[Quantity]) -> tuple[Quantity, ...]:
    """Tie figures to the one before: an amount stated again in parentheses, a count that leaves out its noun."""
    for k, here in enumerate(found):
        if here.kind == "count" and here.unit is None:
            found[k] = _with_unit_of(here, _counted_before(t, found, k))
    for k in range(1, len(found)):
        before, here = found[k - 1], found[k]
        between = t.lower[before.last : here.first]
        goes_on = between in (["or"], [",", "or"], ["("]) or (
            between[-1:] == ["by"] and len(between) <= _GAPPED and here.kind == before.kind
        )
        if before.role == "delta" and here.trend is None and goes_on:
            here = replace(here, trend=before.trend, role="delta")
            found[k] = here
        opens = here.first > 0 and t.lower[here.first - 1] in ("(", "[")
        near = opens and here.first - 1 - before.last <= (2 if before.per else 0)
        same = dimension(before.kind, before.unit) == dimension(here.kind, here.unit) is not None
        if near and same and before.unit != here.unit and here.kind in ("money", "measurement", "duration"):
            rate = before.per or here.per or read_rate(t, here.last + 1)  # "C$8 ($5.90) per share"
            found[k - 1 : k + 1] = [replace(before, per=rate), replace(here, per=rate, equivalent_of=k - 1)]
    return tuple(found)


def _counted_before(t: Tokens, found: Sequence[Quantity], k: int) -> str | None:
    """Return the unit that count `k` leaves out: that of the figure before, or of the last count before "of them"."""
    here = found[k]
    ending, opening = t.lower[here.last - 1], t.lower[here.first - 1]
    pointing = t.lower[here.last] == "of" or ending in MORE or opening in _GAP_OPENS
    earlier = found[max(0, k - _LOOK_FOR_COUNT) : k] if pointing else found[max(0, k - 1) : k]
    units = [q.unit for q in earlier if q.kind == "count" and q.unit is not None]
    return units[-1] if units else "person" if ending in STATES else None


def _with_unit_of(q: Quantity, unit: str | None) -> Quantity:
    normal, normal_unit = normalize(q.value, q.kind, unit)
    return replace(q, unit=unit, normalized_value=normal, normalized_unit=normal_unit)


_TIMES_WORDS = frozenset(("times", "fold", "x"))
_TIMES_AHEAD = 12
_EXACT = 1e15
_NEVER_MOVING = frozenset(("duration", "age", "ordinal", "rank", "frequency"))
# "the death toll rose to 97", "the tally stands at 12".
_TALLIES = frozenset(("toll", "tally", "headcount", "caseload", "fleet", "membership"))
_TALLIED = frozenset(("to", "at", "is", "was", "reached", "hit", "topped", "passed", "exceeded"))
_FURTHEST_TALLY = 12
# "exports fell by 2 percent, imports by 3": how much may stand for what moved.
_GAPPED = 5
# "20 ships in the north and four in the south".
_GAPPED_COUNT, _LOOK_FOR_COUNT = 20, 3
_GAP_OPENS = frozenset(("with", "and", "but", "including", "whom", "which"))
_PLACED = frozenset(load("nouns")["words"]["placed"])
_OPENS_ORDINAL = ORDINAL_ENDINGS.union("<")  # "70<sup>th</sup>"
_SHARE_AFTER = frozenset(("in", "of", "out", "/", "⁄", "∕", *PARTS, *DASHES))
_AMOUNT: tuple[_Reader, ...] = (read_amount,)
_NUMERIC: tuple[_Reader, ...] = (read_order, read_times, read_share, read_amount)
_CARDINAL: tuple[_Reader, ...] = (read_order, read_times, read_single, read_share, read_amount)
_FACTOR: tuple[_Reader, ...] = (read_factor, *_CARDINAL)
_ORDINAL: tuple[_Reader, ...] = (read_order, read_amount)
_SHARE: tuple[_Reader, ...] = (read_order, read_single, read_share, read_amount)
_ARTICLE: tuple[_Reader, ...] = (read_half_more, read_amount, read_single, read_share)


def _starters() -> dict[str, tuple[_Reader, ...]]:
    """Say for every word that can start a figure which readers try it, in order."""
    table: dict[str, tuple[_Reader, ...]] = dict.fromkeys(ORDINALS, (read_order,))
    table |= dict.fromkeys(CARDINALS, _CARDINAL)
    table |= dict.fromkeys([*PLURALS, "several", "few", "many"], (read_times, read_amount))
    table |= dict.fromkeys(load("numbers")["fraction_signs"], (read_single, read_amount))
    table |= dict.fromkeys(MULTIPLES, (read_multiple,)) | dict.fromkeys(ADVERBS, (read_adverb,))
    table |= dict.fromkeys(FUSED, (read_fused,)) | dict.fromkeys(SIGNS, (read_amount,))
    table |= dict.fromkeys(("a", "an"), _ARTICLE)
    table |= {"half": (read_amount, read_single, read_share), "quarter": (read_amount, read_single)}
    table |= {"third": (read_order,), "single": (read_only,), "couple": (read_amount,)}
    return table


_STARTERS = _starters()
# An article without any of these after it starts no figure.
_AFTER_ARTICLE = frozenset(
    (*SCALES, *GROUPS, *DURATIONS, *PARTS, *COLLECTIVES, *DASHES, "couple", "few", "half", "quarter", "in", "of", "out")
)


def _encoded(words: Iterable[str]) -> frozenset[bytes]:
    return frozenset(word.encode() for word in words)


# A text without a digit and without any of these holds no figure, unless one of the pairs below stands in it.
_TRIGGERS = _encoded((_STARTERS.keys() - {"a", "an", "few", "many", "several", "first"}).union(SCALES, GROUPS))
_AFTER_FIRST = _encoded(SMALL_ORDINAL_NOUNS)
_TRIGGERS_AFTER_ARTICLE = _encoded((*DURATIONS.values(), *PARTS, *COLLECTIVES, "couple"))
_ANY_TRIGGER = _TRIGGERS | _AFTER_FIRST | _TRIGGERS_AFTER_ARTICLE
_APART = frozenset((b"first", noun) for noun in _AFTER_FIRST)  # with one word between
_PAIRS = _APART.union((article, word) for article in (b"a", b"an") for word in _TRIGGERS_AFTER_ARTICLE)
