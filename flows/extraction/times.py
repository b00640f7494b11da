"""When a figure holds: the year, month or decade that its sentence names, or the one before.

A length of time holds at no date of its own; dates of publication are for `dates`.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from flows.extraction.records import Quantity
from flows.lexicon import load

_MONTHS: dict[str, int] = {m: n for n, names in enumerate(load("times")["months"], 1) for m in names}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:1[5-9]|20)\d\d"
# Every form begins a word, with one of these letters or digits: most places of a text are passed at once.
_TIME = re.compile(
    r"(?<!\w)(?=[abdfjmnos12])"
    rf"(?:(?:from|between) (?P<low>{_YEAR}) (?:to|and|through|until) (?P<high>{_YEAR})\b"
    rf"|(?<![,.$])(?P<decade>{_YEAR[:-4]}\d0s)\b"
    rf"|(?P<month>{_MONTH})\.? (?:\d{{1,2}},? )?(?P<year>{_YEAR})\b"
    rf"|(?<![,.$£€¥/-])(?P<plain>{_YEAR})(?![\w%]|[,.]\d|-\w))",
    re.IGNORECASE,
)
_YEARLIKE = re.compile(r"[12][05-9]\d\d")  # A quick look; one set of characters in front is found fastest.
_OPENS = re.compile(rf"(?:in|during|by|since|throughout)\b[^,;.]{{0,25}}\b{_YEAR}", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[;:]|, (?:and|but|while|which|with|though|although)\b| (?:but|while) ")
_TIMELESS = frozenset(("duration", "age"))
# A year further from its figure than this speaks of something else.
# No form has more than this before its first year: "September 30, 2017".
_BEFORE_YEAR = 24
_REACH, _REACH_AFTER = 160, 100


def times_in(text: str) -> list[tuple[int, int, str]]:
    """Return the times that a sentence names, as (start, end, "2017", "1960s", "1996-03" or "2010/2015")."""
    year = _YEARLIKE.search(text)
    if year is None:
        return []
    return [(m.start(), m.end(), _value(m)) for m in _TIME.finditer(text, max(0, year.start() - _BEFORE_YEAR))]


def time_of(q: Quantity, text: str, times: Sequence[tuple[int, int, str]], before: str | None) -> str | None:
    """Return when a quantity holds; `before` is the time that the sentence before it opens with."""
    if q.kind in _TIMELESS:
        return None
    at = bisect_right(times, q.start, key=lambda time: time[0])
    last = times[at - 1] if at else None
    later = times[at] if at < len(times) and times[at][0] - q.end <= _REACH_AFTER else None
    if later is not None and later[0] >= q.end and not _CLAUSE_END.search(text, q.end, later[0]):
        return later[2]
    if last is not None and last[1] <= q.start and q.start - last[1] <= _REACH:
        opens = at == 1 and _OPENS.match(text) is not None
        if opens or not _CLAUSE_END.search(text, last[1], q.start):
            return last[2]
    return before if not times else None


def opening_time(text: str, times: Sequence[tuple[int, int, str]]) -> str | None:
    """Return the time that a sentence opens with ("In 2017, …"), which the next one may go on with."""
    return times[0][2] if times and _OPENS.match(text) else None


def _value(m: re.Match[str]) -> str:
    if m["low"]:
        return f"{m['low']}/{m['high']}"
    if m["month"]:
        month = _MONTHS.get(m["month"].casefold())  # None: to the pattern, letters such as "ı" and "i" are one.
        return f"{m['year']}-{month:02d}" if month else m["year"]
    return m["decade"] or m["plain"]
