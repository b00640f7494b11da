"""What the words around an amount say of it: the base of a share, the statistic, how it moves.

What it measures and whose it is, is for `measures`.
"""

from flows.extraction.numbers.nouns import STOP, find_head
from flows.extraction.numbers.plurals import is_plural
from flows.extraction.numbers.read import CARDINALS, DASHES
from flows.extraction.numbers.tokens import Tokens
from flows.lexicon import load

_LEXICON = load("measures")
_STATISTICS: dict[str, str] = {word: name for name, words in _LEXICON["statistic"].items() for word in words}
_STATISTIC_WORDS = frozenset(_STATISTICS)
TRENDS: dict[str, str] = {word: name for name, words in _LEXICON["trend"]["words"].items() for word in words}
TREND_NOUNS: dict[str, str] = {word: name for name, words in _LEXICON["trend"]["nouns"].items() for word in words}
_MOVING_WORDS = frozenset((*TRENDS, *TREND_NOUNS))
_BRIDGES = frozenset(_LEXICON["trend"]["bridges"])
_ARTICLES = frozenset(("the", "a", "an", "its", "their", "our", "his", "her", "all", "these", "those", "this", "that"))
_LONGEST_BASE = 8
_FURTHEST_TREND = 14
_STATISTIC_BEFORE, _STATISTIC_AFTER = 5, 2


def base_of(t: Tokens, last: int) -> str | None:
    """Return the base of a share that ends before token `last`: "GDP" in "2 percent of its GDP", "half the GDP"."""
    if t.lower[last] != "of" and not (t.lower[last - 1] == "half" and t.lower[last] in _ARTICLES):
        return None
    first = last + (t.lower[last] == "of")
    while t.lower[first] in _ARTICLES:
        first += 1
    end = first
    while end < first + _LONGEST_BASE and _inside(t, end):
        end += 1
    head = find_head(t, first, plural=True)
    if head is not None and head.at + 1 < end and _acts_after(t, head.at):
        end = head.at + 1
    return t.text[t.starts[first] : t.ends[end - 1]] if end > first else None


def _acts_after(t: Tokens, head: int) -> bool:
    """Tell whether the word after a plural is its verb and no noun: "voters say", but not "Texas oil"."""
    known = t.words[head].islower() or t.lower[head].endswith("ans")
    return known and t.words[head + 1].islower() and not is_plural(t.lower[head + 1])


def statistic_of(t: Tokens, first: int, last: int) -> str | None:
    """Return the statistic that the words beside tokens `[first, last)` name: median, mean, total, maximum, minimum."""
    if _STATISTIC_WORDS.isdisjoint(t.lower[max(0, first - _STATISTIC_BEFORE - 1) : last + _STATISTIC_AFTER]):
        return None
    for i in range(first - 1, max(-1, first - 1 - _STATISTIC_BEFORE), -1):
        if t.lower[i] in ",;:()" or t.is_number(i):
            break
        if t.lower[i] in _STATISTICS:
            earlier = _STATISTICS.get(t.lower[i - 2]) if t.lower[i - 1] == "and" else None
            return earlier or _STATISTICS[t.lower[i]]
    for i in range(last, last + _STATISTIC_AFTER):
        if t.lower[i] in _STATISTICS and t.lower[i] not in ("high", "low"):
            return _STATISTICS[t.lower[i]]
    return None


def names_statistic(t: Tokens, i: int) -> bool:
    """Tell whether "an average of", "a total of" ends before token `i`."""
    return i > 1 and t.lower[i - 1] == "of" and t.lower[i - 2] in _STATISTICS


def movement_of(t: Tokens, first: int, last: int, moving: bool) -> tuple[str | None, str | None]:
    """Return trend (up, down) and role (delta, from, to) of the amount in tokens `[first, last)`.

    `moving`: the amount may be a change by itself ("fell 12 percentage points"); a count is one only with "by".
    """
    if _MOVING_WORDS.isdisjoint(t.lower[max(0, first - _FURTHEST_TREND) : last + 2]):
        return None, None
    if t.lower[last] in TREND_NOUNS:
        return TREND_NOUNS[t.lower[last]], "delta"
    if t.lower[last + 1] in TREND_NOUNS and t.lower[last].isalpha() and t.lower[last] not in STOP:
        return TREND_NOUNS[t.lower[last + 1]], "delta"
    i, bridges = first - 1, []
    while i >= 0 and i >= first - 4 and t.lower[i] in _BRIDGES and t.lower[i] not in TRENDS:
        bridges.append(t.lower[i])
        i -= 1
    trend = TRENDS.get(t.lower[i]) if i >= 0 else None
    if trend is None:
        trend = _moved_object(t, i) if "by" in bridges else None
        return trend, "delta" if trend else None
    if "to" in bridges or "at" in bridges:
        return trend, "to"
    if "from" in bridges:
        return trend, "from"
    return (trend, "delta") if moving or "by" in bridges else (None, None)


def _moved_object(t: Tokens, last: int) -> str | None:
    """Return the trend of a verb whose object ends at token `last`: "raise its budget (by)"."""
    for i in range(last - 1, max(-1, last - 1 - _LONGEST_BASE), -1):
        if t.lower[i] in ",;:()." or t.is_number(i):
            return None
        if t.lower[i] in TRENDS:
            return TRENDS[t.lower[i]]
    return None


def _inside(t: Tokens, i: int) -> bool:
    if t.lower[i] in DASHES and t.glued(i):
        return True
    word = t.words[i]
    if t.lower[i] in CARDINALS:
        return False
    if len(word) > 1 and word.isupper() and word.isalpha():
        return True  # "US" is no pronoun
    return (word[:1].isalpha() and t.lower[i] not in STOP) or t.lower[i] in ("'s", "’s")
