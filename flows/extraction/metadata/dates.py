"""Printed dates and years: a small grammar that reads what is written and guesses nothing.

"Jan. 5, 2016", "5 January 2016 16:35", "2016-01-05T10:00Z", "5-Jan-16", "January 2010", "Winter 2010" are dates;
"2 hours ago", "Nov 19, 9:41 AM" (no year) and "05/06/2016" (which is the month?) are none. Which date is an article's
own is decided in `metadata`; when a figure holds is decided in `figures`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from flows.extraction.names.gazetteer import alternation
from flows.lexicon import load

# The digit comes before what must not stand before it: a set of characters is what the engine searches for fastest.
_YEAR = re.compile(r"[12](?<![\w,.$¥€£/#-].)(?:(?<=1)[5-9]|(?<=2)0)\d\d(?![\w%]|[,.]\d|['’]s?\d)")
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]{0,2}\s+(?=[\"“‘(\[]?[A-Z\d])|\n")
_CLAUSE_END = re.compile(r"[;:—–(]|,(?!\s?$)")  # The comma right before a year is that of its date.
_BY = re.compile(r"\b(?:by|until|through) (?:the (?:end of|year) |late |early |mid-)?$", re.IGNORECASE)
_PAST = re.compile(r"\b(?:was|were|had|did|[a-z]{2,15}ed)\b")
# A past tense, not a participle after a form of "be" or "have": "the bomb dropped in", not "will be dropped in".
_HAPPENED = re.compile(
    r"(?<!\bbe )(?<!\bbeen )(?<!\bhave )(?<!\bhas )(?<!\bis )(?<!\bare )\b(?:was|were|had|did|[a-z]{2,15}ed)\b"
)
_DIGITS = re.compile(r"\d\d")
_COMPACT = re.compile(r"\s*((?:19|20)\d\d)(\d\d)(\d\d)\s*")
_NEAR = 30  # A word for the future that comes later than this after a year speaks of something else.
_MOST = 500  # The latest so many years of a text are looked at; bounds the work on hostile text.
_REACH = 300  # Characters on each side of a year in which its sentence is looked for.


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date at `[start, end)`. `precision`: day, month or year; `value` is the first day of it.

    `updated`: words before it say that it is the date of a change.
    """

    start: int
    end: int
    value: date
    precision: str
    updated: bool = False


@cache
def _months() -> dict[str, int]:
    return {name: number for number, names in enumerate(load("dates")["months"]["names"], 1) for name in names}


@cache
def _pattern() -> re.Pattern[str]:
    names = rf"(?:{alternation(_months())})(?![^\W\d_])\.?"
    month = rf"(?P<{{0}}>{alternation(_months())})(?![^\W\d_])\.?"
    year, day = r"(?P<{0}>(?:19|20)\d\d)(?!\d)", r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?"
    short_year = r"(?P<{0}>\d\d)(?!\d)"
    season = alternation(load("dates")["seasons"])
    forms = (
        rf"{year.format('y1')}[-/.](?P<m1>\d{{1,2}})(?:[-/.](?P<d1>\d{{1,2}})(?!\d))?",
        rf"{month.format('m2')}\s*{day.format('d2')}(?:,\s*|\s+){year.format('y2')}",
        rf"{day.format('d3')}(?:\s*|[-/])(?:of\s+)?{month.format('m3')}(?:,\s*|\s*|[-/]){year.format('y3')}",
        rf"{month.format('m4')}\s?[/–—-]\s?{names},?\s+{year.format('y4')}",
        rf"{month.format('m5')},?\s+{year.format('y5')}",
        r"(?P<a6>\d{1,2})[/.-](?P<b6>\d{1,2})[/.-](?P<y6>(?:19|20)\d\d)(?!\d)",
        rf"(?P<aa>\d{{1,2}})/(?P<ba>\d{{1,2}})/{short_year.format('za')}(?!/)",
        rf"{year.format('y7')}年(?P<m7>\d{{1,2}})月(?P<d7>\d{{1,2}})日",
        rf"{day.format('d8')}-{month.format('m8')}-{short_year.format('z8')}",
        rf"{month.format('m9')}\s+{day.format('d9')},?\s+['’]{short_year.format('z9')}",
        rf"(?P<s0>{season})(?:\s?[/–—-]\s?(?:{season}))?,?\s+{year.format('y0')}",
    )
    return re.compile(rf"(?<![\w$])(?:{'|'.join(forms)})", re.IGNORECASE)


@cache
def _updated() -> re.Pattern[str]:
    words = alternation(load("dates")["updated"])
    return re.compile(rf"\b(?:{words})\b[^.;|\n]{{0,40}}$", re.IGNORECASE)


def find_dates(text: str) -> tuple[PrintedDate, ...]:
    """Return the dates with a month, or a season, and a year that `text` prints; impossible ones are left out.

    Of two months or seasons ("May/June 2016") the first counts; of a season only the year is known.
    """
    return tuple(_read(text))


def _read(text: str) -> Iterator[PrintedDate]:
    if not _DIGITS.search(text):
        return
    for match in _pattern().finditer(text):
        found = {key[0]: value for key, value in match.groupdict().items() if value}
        year, month, day = _parts(found)
        if month is None:
            continue
        try:
            value = date(year, month, day or 1)
        except ValueError:
            continue
        updated = bool(_updated().search(text[max(0, match.start() - 60) : match.start()]))
        precision = "year" if "s" in found else "day" if day else "month"
        yield PrintedDate(match.start(), match.end(), value, precision, updated)


def _parts(got: dict[str, str]) -> tuple[int, int | None, int | None]:
    """Return year, month and day; the month is None where it has no number or cannot be told from the day."""
    year = int(got["y"]) if "y" in got else _century(int(got["z"]))
    if "s" in got:
        return year, 1, None
    if "a" in got:
        first, second = int(got["a"]), int(got["b"])
        if second > 12 >= first or (first == second and "y" in got):
            return year, first, second
        if "z" in got:  # "16/5/29" may begin with the year.
            return year, None, first
        return year, second if first > 12 >= second else None, first
    month = got["m"].casefold()
    number = int(month) if month.isdigit() else _months().get(month)  # To the pattern, "ı" and "i" are one letter.
    return year, number, int(got["d"]) if "d" in got else None


def _century(short: int) -> int:
    """Return the year that two digits stand for: 1970 to 2069."""
    return short + (2000 if short < 70 else 1900)


@cache
def _before_day() -> re.Pattern[str]:
    """Match what may stand on a line before its date: words of publishing, the day of the week, the time of the day."""
    names = alternation((*load("dates")["published"], *load("dates")["updated"], *load("dates")["weekdays"]))
    return re.compile(
        rf"(?:(?:{names}|on|at|[ap]\.?m\.?|gmt|[a-z]?[a-z][sd]?t)(?![^\W\d_])|[\W\d]){{0,30}}", re.IGNORECASE
    )


def begins_with_day(text: str) -> bool:
    """Say whether a line begins with a full date: "Posted on Monday, 5 May 2016 by Jane Roe"."""
    days = (found for found in find_dates(text) if found.precision == "day")
    return any(_before_day().fullmatch(text, 0, found.start) for found in days)


def parse_date(text: str) -> PrintedDate | None:
    """Return the date that a short string such as a sidecar's value holds, of whatever precision; else None.

    "20160105" and a bare year count as well; of the former, the place is that in the form with hyphens.
    """
    if dates := find_dates(text):
        return dates[0]
    if compact := _COMPACT.fullmatch(text):
        return next(_read("-".join(compact.groups())), None)
    match = re.fullmatch(r"\s*((?:19|20)\d\d)\s*", text)
    return PrintedDate(match.start(1), match.end(1), date(int(match.group(1)), 1, 1), "year") if match else None


def latest_year(text: str, published: int | None = None, seen: int | None = None) -> int | None:
    """Return the latest year that running text mentions as past or present, or None.

    A year up to that of publication is past or present. Without one, words beside the year decide ("by 2030", "will",
    a question), and no year after the text was `seen` counts. "the 1960s" is no year.
    """
    latest = published or seen or 9999
    for match in sorted(_YEAR.finditer(text), key=lambda match: match.group(), reverse=True)[:_MOST]:
        if int(match.group()) > latest:
            continue
        if published or not _is_future(text, match.start(), match.end()):
            return int(match.group())
    return None


@cache
def _future_words() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternation(load('dates')['years']['future'])})\b", re.IGNORECASE)


def _is_future(text: str, start: int, end: int) -> bool:
    before = _SENTENCE_END.split(text[max(0, start - _REACH) : start])[-1]
    stop = _SENTENCE_END.search(text, end, end + _REACH)
    after = text[end : stop.end() if stop else end + _REACH]
    if "?" in after[-4:]:
        return True
    clause = _CLAUSE_END.split(before)[-1]
    *_, since = _future_words().split(clause)
    if (since != clause and not _HAPPENED.search(since)) or _future_words().search(text[start:end] + after[:_NEAR]):
        return True
    return bool(_BY.search(before)) and not _PAST.search(before + after)
