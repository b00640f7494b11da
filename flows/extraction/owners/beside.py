"""Owners by what stands right beside a quantity: possessors, appositions, those asked or taxed, what it is of, places.

Subjects of clauses are for `find`.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from flows.extraction.numbers.nouns import STOP
from flows.extraction.owners.naming import name_of, name_unshared
from flows.extraction.owners.segments import Site
from flows.extraction.owners.subjects import DID, LEFT, TO, VERBLIKE, WINDOW, later_subject
from flows.extraction.owners.unlisted import FRONTING, later_unlisted
from flows.extraction.records import Mention, Quantity
from flows.extraction.sources.unlisted import Unlisted
from flows.lexicon import load

POSSESSIVE = re.compile(r"['’]s?\s+((?:[\w.-]+\s+){0,4})$")
_FROM = re.compile(
    r"\s(?:\([^)]{1,30}\)\s)?(?:[a-z]{1,12}\s){0,2}(?:from|off|(?:north|south|east|west)[a-z]{0,4} of)\s"
)
_OF = re.compile(r"[\w\s]{0,30}\b(?:of|in)\s+[\w\s-]{0,30}")
_INSIDE = frozenset(("of", "in", "on", "for", "the", "a", "an", "at", "by", "from", "worth", "per", "year"))
_APPOSED = re.compile(r",\s*(?:just|only|some|about)?\s*")
_DESCRIBED = re.compile(r",\s(?:an?|the)\s(?:[a-z-]{1,20}\s){0,2}")
_BRACKETED = re.compile(r"\s\((?:(?:up|down|about|at|with)\s){0,2}")
_WHERE = re.compile(r"(?:['’]s)?(?:\s[a-z]{3,15}){0,2}[\s,]{0,2}\b(?:where|in which|at which)\s")
_THERE = re.compile(r"\sthere\b")
_IN = re.compile(r"\b(?:in|at|on|across)\s(?:the\s)?$")
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|[a-z]{3,12}ed)\s")
# Where those counted are, or something happened to them: "ships in", "were hurt in riots in".
_WHERE_COUNTED = re.compile(
    r"\s(?:[a-z]+(?:ed|en)\s)?(?:at|in|on|across)\s(?:the\s)?"
    rf"|\s(?:(?:have|has|had|were|was)\s)?(?:{DID}|born)\s[^,;:.]{{0,40}}"
    r"\b(?:in|across|throughout)\s(?:the\s|an?\s)?"
)
_FRONTED = re.compile(r"\W*(?:In|At|Across|On|Throughout)\s(?:the\s)?")
NEAR = 40


class _Way(NamedTuple):
    """How a name after a figure of some `kinds` owns it: by the words `between` them, `before` and `after` both."""

    kinds: frozenset[str]
    between: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]


_WAYS = tuple(
    _Way(frozenset(way["kinds"]), *(re.compile(way.get(part, "")) for part in ("between", "before", "after")))
    for way in load("owners")["named_after"]
)


def possessor_of(q: Quantity, text: str, before: Sequence[Mention]) -> Mention | None:
    """Return the possessor right before a quantity: "Japan's annual 13 percent"."""
    for i in range(len(before) - 1, -1, -1):
        if q.start - before[i].end > LEFT:
            break
        match = POSSESSIVE.match(text[before[i].end : q.start])
        if match and not any(word in STOP for word in match[1].lower().split()):
            return before[i]
    return None


def apposed_name(q: Quantity, text: str, before: Sequence[Mention]) -> Mention | None:
    """Return the name right before an age or a distance in apposition: "Kenji Mori, 52", "Naha, just 30 miles from"."""
    near = before[-1] if before else None
    if near is not None and _BRACKETED.fullmatch(text, near.end, q.start):
        return near
    if near is None or not (q.kind in ("age", "measurement") or q.attributive):
        return None
    apposed = _APPOSED if q.kind in ("age", "measurement") and not q.attributive else _DESCRIBED
    return near if apposed.fullmatch(text, near.end, q.start) else None


def named_after(q: Quantity, text: str, after: Sequence[Mention]) -> Mention | None:
    """Return whom the words after a figure name as its owner: "9 years since Italy left"."""
    near = after[0] if after and after[0].start >= q.end else None
    if near is None:
        return None
    fits = any(
        way.between.fullmatch(text, q.end, near.start)
        and way.before.search(text, max(0, q.start - LEFT), q.start)
        and way.after.match(text, near.end)
        for way in _WAYS
        if q.kind in way.kinds
    )
    return near if fits else None


def owner_beside(site: Site) -> Mention | None:
    """Return whose the noun is of a figure with a common subject, or where it is."""
    q, text, after = site.q, site.text, site.after
    return _described(q, text, after) or place_of(q, text, site.named, after)


def _described(q: Quantity, text: str, after: Sequence[Mention]) -> Mention | None:
    """Return whose the noun is that a quantity describes: "a four-year term of a U.S. president"."""
    if not q.attributive:
        return None
    return next((m for m in after if name_of(m) and _OF.fullmatch(text, q.end, m.start)), None)


def owner_after(q: Quantity, text: str, after: Sequence[Mention], words: Unlisted) -> str | None:
    """Return the owner after the figure: a subject past a comma, or the country in what an amount is of."""
    subject = later_subject(q, text, after)
    if subject is not None and _is_fronted(q, text):
        return name_unshared(text, subject, (), after)
    unlisted = later_unlisted(q, text, after, words)
    if unlisted is not None:
        return unlisted
    described = _described(q, text, after)
    if described is not None:
        return name_of(described)
    near = next((m for m in after if m.start >= q.end and m.start - q.end <= NEAR and name_of(m)), None)
    if near is not None and q.kind == "measurement" and _FROM.match(text, q.end):
        return None
    if near is not None and (
        q.kind in ("money", "percent", "measurement", "rank", "fraction") or text[q.end : near.start] == " of "
    ):
        return name_of(near) if _describes(text[q.end : near.start]) else None
    place = place_of(q, text, (), after)
    return name_of(place) if place else None


def _is_fronted(q: Quantity, text: str) -> bool:
    """Tell whether neither a comma nor a verb stands before a quantity in its adverbial, which fronts its clause."""
    low = max(0, q.start - WINDOW)
    return "," not in text[low : q.start] and not (FRONTING.match(text) is None and _FINITE.search(text, low, q.start))


def _describes(gap: str) -> bool:
    """Tell whether the words between an amount and a name make one phrase: neither a comma nor a verb."""
    words = gap.lower().split()
    return "," not in gap and not any((w in STOP and w not in _INSIDE) or VERBLIKE.fullmatch(w) for w in words)


def place_of(q: Quantity, text: str, before: Sequence[Mention], after: Sequence[Mention]) -> Mention | None:
    """Return where a count is ("2,403 killed at Pearl Harbor") or the place that its sentence opens with."""
    near = next((m for m in after if m.start >= q.end and name_of(m)), None)
    if near is not None and q.kind == "count" and _WHERE_COUNTED.fullmatch(text, q.end, near.start):
        return near
    first = before[0] if before else None
    if first is None or not _FRONTED.fullmatch(text, 0, first.start):
        return None
    return first if text.startswith(",", first.end) else None


def scene_of(site: Site) -> Mention | None:
    """Return where a count acts that "where", "in which" or "there" points back at: "in Rome, where 40 people met"."""
    q, text, named = site.q, site.text, site.named
    back = _WHERE.search(text, max(0, site.start - 9), q.start) or _THERE.match(text, q.end)
    if q.kind != "count" or back is None:
        return None
    near = named[-1] if named and _WHERE.match(text, named[-1].end) else None
    placed = (m for m in reversed(named) if m.end <= site.start and _IN.search(text, max(0, m.start - TO), m.start))
    return near or next(placed, None)


def later_owner(q: Quantity, text: str, after: Sequence[Mention], words: Unlisted) -> str | None:
    """Return the subject, listed or not, past the comma of a fronted adverbial with the figure in it."""
    subject = later_subject(q, text, after)
    return name_of(subject) if subject else later_unlisted(q, text, after, words)
