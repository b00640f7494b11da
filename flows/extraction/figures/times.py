"""When a figure holds: the year, month or decade that its sentence names, or the one before.

A year may be named by another ("in 2012 … the next year"). What is said of today ("last year") has no date of its own,
and keeps a figure from taking another's. A length of time holds at no date; dates of publication are for `dates`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from flows.extraction.records import Quantity
from flows.lexicon import load

_LEXICON = load("times")
_MONTHS: dict[str, int] = {m: n for n, names in enumerate(_LEXICON["months"], 1) for m in names}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:1[5-9]|20)\d\d"
# Every form begins a word, with one of these letters or digits: most places of a text are passed at once.
_TIME = re.compile(
    r"(?<!\w)(?=[abdfjmnos12])"
    rf"(?:(?:(?:from|between) )?(?P<low>{_YEAR}) (?:to|and|through|until) (?P<high>{_YEAR})(?![\w%]|[,.]\d)"
    rf"|(?:fy ?|(?<![,.$£€¥/-]))(?P<first>{_YEAR})[-–/](?P<last>(?:\d\d)?\d\d?)(?![\w%/–-]|[,.]\d)"
    rf"|(?<![,.$])(?P<decade>{_YEAR[:-4]}\d0)['’]?s\b"
    rf"|(?P<month>{_MONTH})(?:\.|,|,? of)? (?:\d{{1,2}},? )?(?P<year>{_YEAR})\b"
    rf"|(?:fy ?|(?<![,.$£€¥/-])|(?<=mid-)|(?<=late-)|(?<=early-))(?P<plain>{_YEAR})(?![\w%]|[,.]\d|-\w))",
    re.IGNORECASE,
)
_YEARLIKE = re.compile(r"[12][05-9]\d\d")  # A quick look; one set of characters in front is found fastest.
_YEARS_ON: dict[str, int] = {
    phrase: years for name, years in (("before", -1), ("same", 0), ("after", 1)) for phrase in _LEXICON[name]
}
_UNDATED: list[str] = _LEXICON["undated"]


def _by_first_word(phrases: Iterable[str]) -> str:
    """Return a pattern of phrases that tries each first word once."""
    rests: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        rests.setdefault(phrase.partition(" ")[0], []).append(phrase.partition(" ")[2])
    return "|".join(f"{first} (?:{'|'.join(rest)})" for first, rest in rests.items())


_RELATIVE = re.compile(
    rf"(?<!\w)(?=[abchlnot])(?:(?P<relative>{_by_first_word(_YEARS_ON)})(?! of\b)|(?:{'|'.join(_UNDATED)}))(?!\w)"
)  # read in lower case, which is faster than a pattern that knows no case
_OPENS = re.compile(rf"(?:in|during|by|since|throughout)\b[^,;.]{{0,25}}\b{_YEAR}", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[;:]|, (?:and|but|yet|while|which|though|although|followed)\b| (?:but|while) ")
# What a figure is measured against has a time of its own, as have what goes with it and what its speaker does.
_ENDS_BEFORE_TIME = re.compile(
    r", (?:with|who|whose)\b|[”\"] (?:said|says)\b"
    r"| (?:than|versus|compared (?:with|to)|(?:up|down) from) |, (?:up|down) "
)
_SUPERLATIVE = re.compile(r"\b(?:\w+est|most|least|first|record) [^,;]*\Z")  # "the lowest price since 1991"
_REACHED = re.compile(r"\bto (?:[a-z]+ )?[$£€¥]?\d", re.IGNORECASE)
# A second predicate in the present says nothing of the time of the first; an aside keeps its time to itself.
_IN_PRESENT = re.compile(r" and (?:is|are|has|have|will|can|may|now)\b")
_ASIDE = re.compile(r", (?:which|who|whose)\b[^,;:]*\Z")
_TIMELESS = frozenset(("duration", "age"))
# No form has more than this before its first year: "September 30, 2017".
_BEFORE_YEAR = 24
_BEFORE_SPAN = len("between fiscal ")
_SPANNING = frozenset((" and ", " to ", " through ", " until ", "–", " – "))
# A year further from its figure than this speaks of something else, and "now" further than the last.
_REACH, _REACH_AFTER, _REACH_UNDATED = 160, 100, 40


class Time(NamedTuple):
    """A time named at `[start, end)`: "2017", "1960s", "1996-03", "2010/2015"; None where it has no date."""

    start: int
    end: int
    value: str | None


_start = attrgetter("start")


def times_in(text: str) -> list[Time]:
    """Return the times that a sentence names by their years."""
    year = _YEARLIKE.search(text) if "1" in text or "2" in text else None
    if year is None:
        return []
    found: list[Time] = []
    for m in _TIME.finditer(text, max(0, year.start() - _BEFORE_YEAR)):
        if text.startswith(" level", m.end()):  # "cut by 30 percent from 2012 levels"
            continue
        time = Time(m.start(), m.end(), _value(m))
        if found and _is_span(text, found[-1], time):
            time = Time(found[-1].start, time.end, f"{found.pop().value}/{time.value}")
        found.append(time)
    return found


def _is_span(text: str, first: Time, last: Time) -> bool:
    """Tell whether two times are the ends of one: "between June 2012 and April 2014"."""
    joined = text[first.end : last.start].removesuffix("fiscal ") in _SPANNING
    before = text[max(0, first.start - _BEFORE_SPAN) : first.start].removesuffix("fiscal ").lower()
    return joined and before.endswith(("between ", "from "))


def with_relative(text: str, times: Sequence[Time], before: Sequence[Time]) -> list[Time]:
    """Return the times of a sentence with those that it names by another, or by today; `before`: the last sentence's.

    Without any year at hand they say nothing, and are not looked for.
    """
    if not times and not before:
        return []
    lowered = text.lower()
    found = list(times)
    for m in _RELATIVE.finditer(lowered if len(lowered) == len(text) else text):
        at = bisect_right(times, m.start(), key=_start)
        known = times[at - 1] if at else before[-1] if before else None
        found.append(Time(m.start(), m.end(), _years_on(known, m["relative"])))
    return sorted(found, key=_start) if len(found) > len(times) else found


def time_of(q: Quantity, text: str, times: Sequence[Time], before: str | None, following: int) -> str | None:
    """Return when a quantity holds; `before` is the time that the sentence before it opens with.

    The next quantity starts at `following`: a time after that is rather its own ("in 2010 it was 9, and 12 in 2011").
    """
    if q.kind in _TIMELESS:
        return None
    if not times:
        return before
    at = bisect_right(times, q.start, key=_start)
    earlier = bool(at) and times[at - 1].value is not None and _holds_before(q, text, times[at - 1], at == 1)
    beyond = earlier and at < len(times) and times[at].start > following
    if at < len(times) and not beyond and _holds_after(q, text, times[at]):
        return times[at].value
    if at > 1 and ")" in text[times[at - 1].end : q.start].partition("(")[0]:  # in brackets that are closed again
        at -= 1
    if at and _holds_before(q, text, times[at - 1], at == 1):
        return times[at - 1].value
    return None


def opening_time(text: str, times: Sequence[Time]) -> str | None:
    """Return the time that a sentence opens with ("In 2017, …"), which the next one may go on with."""
    return times[0].value if times and _OPENS.match(text) else None


def _holds_after(q: Quantity, text: str, time: Time) -> bool:
    """Tell whether a time that is named after a quantity is the quantity's."""
    if time.start < q.end or time.start - q.end > (_REACH_AFTER if time.value else _REACH_UNDATED):
        return False
    between = text[q.end : time.start]
    if _CLAUSE_END.search(between) or _ENDS_BEFORE_TIME.search(between) or (not time.value and "," in between):
        return False
    if between.endswith(" since ") and _SUPERLATIVE.search(between):
        return False
    return q.role != "from" or not _REACHED.search(between)


def _holds_before(q: Quantity, text: str, time: Time, first: bool) -> bool:
    """Tell whether a time that is named before a quantity is the quantity's."""
    if time.end > q.start:
        return False
    if first and _OPENS.match(text):
        return True
    if q.start - time.end > _REACH:
        return False
    between = text[time.end : q.start]
    if _CLAUSE_END.search(between) or _IN_PRESENT.search(between):
        return False
    return between[:1] != "," or not _ASIDE.search(text, max(0, time.start - _REACH_AFTER), time.start)


def _years_on(known: Time | None, phrase: str | None) -> str | None:
    """Return the time that a phrase such as "the next year" makes of the one before it."""
    if known is None or known.value is None or phrase is None:
        return None
    years = _YEARS_ON[phrase.lower()]
    if not years:
        return known.value
    return str(int(known.value[:4]) + years) if known.value[4:5] in ("", "-") else None


def _value(m: re.Match[str]) -> str:
    if m["low"]:
        return f"{m['low']}/{m['high']}"
    if m["first"]:
        last = m["first"][: 4 - len(m["last"])] + m["last"]
        return f"{m['first']}/{last}" if last > m["first"] else m["first"]
    if m["month"]:
        month = _MONTHS.get(m["month"].casefold())  # None: to the pattern, letters such as "ı" and "i" are one.
        return f"{m['year']}-{month:02d}" if month else m["year"]
    return f"{m['decade']}s" if m["decade"] else m["plain"]
