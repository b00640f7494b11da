"""When a figure takes over the measure of the one before it: in a list, a restatement, the next sentence.

What a figure measures by itself is for `measures`.
"""

from bisect import bisect_left

from flows.extraction.figures.contexts import TRENDS
from flows.extraction.figures.counted import after_number
from flows.extraction.figures.leading import movement_start
from flows.extraction.figures.magnitudes import COMPARED, LENGTHS
from flows.extraction.figures.measure_phrases import (
    CLAUSE_SIGNS,
    LONGEST_NOUN,
    kept_after,
    past_parenthesis,
    phrase_before,
    words_of,
)
from flows.extraction.figures.measures import before_movement
from flows.extraction.figures.participles import BE, is_verb
from flows.extraction.numbers.nouns import STOP
from flows.extraction.numbers.read import CARDINALS
from flows.extraction.numbers.tokens import Tokens
from flows.extraction.records import Figure, Quantity
from flows.lexicon import load

_EMPTY = frozenset(load("measures")["phrase"]["empty"])
_ANAPHORS = frozenset(("figure", "number", "amount", "share", "percentage", "proportion"))
_SUBJECTS = frozenset(("count", "fraction"))
_AMOUNTS = frozenset(("percent", "money", "measurement", "multiple", "duration"))
_EQUALS = frozenset(("is", "was", "equals", "represents", "to", "'s", "’s"))
_LONGEST_TAKING_UP = 3
_AGAIN_SIGNS = frozenset(("or", "(", "totaling", "totalling"))
_AGAIN = frozenset(
    ("totaling", "totalling", ",", "(", "[", "or", "per", "a", "an", "month", "year", "week", "day", "share", "barrel")
)


def names_nothing(measure: str) -> bool:
    """Tell whether a measure has no word of content: "including about 2,000", "amounted", "the figure"."""
    return all(map(_is_empty, measure.lower().split()))


def _is_empty(word: str) -> bool:
    return not word[0].isalpha() or word in STOP or word in _EMPTY or word in CARDINALS or word.endswith("ly")


def is_anaphoric(measure: str) -> bool:
    """Tell whether a measure names what the sentence before tells: "the figure", "that share"."""
    return not _ANAPHORS.isdisjoint(measure.lower().split())


def repeats(measure: str, figure: Figure, q: Quantity) -> bool:
    """Tell whether a measure only tells the figure before again: "put the load at 9 tons" of the time that it took.

    A count is told again where it is the subject of the same stretch of time: "9 men fell in a week".
    """
    again = (
        f"{measure} ".startswith(f"{figure.text} ")
        if figure.kind in _SUBJECTS
        else f" {figure.text} " in f" {measure} "
    )
    lasts = figure.kind in _AMOUNTS or (figure.kind in _SUBJECTS and q.kind == "duration")
    return again and lasts and not figure.attributive and q.text not in (figure.measure or "")


def takes_up(t: Tokens, q: Quantity, like: bool) -> bool:
    """Tell whether a sentence only goes on about the figure before: "This is some 11 trillion yen", "The share fell".

    `like`: they are of one dimension.
    """
    opened = t.lower[0] in ("this", "that", "the")
    if opened and like and t.lower[1] in _ANAPHORS and t.lower[2] != "of":
        return CLAUSE_SIGNS.isdisjoint(t.lower[: q.first])
    return opened and q.first <= _LONGEST_TAKING_UP and t.lower[q.first - 1] in _EQUALS


def says_nothing_after(t: Tokens, q: Quantity) -> bool:
    """Tell whether a quantity ends its clause, so that it may take over the measure of the one before."""
    end = past_parenthesis(t, q.last)
    return end >= t.count or t.lower[end] in CLAUSE_SIGNS or t.lower[end] in ("and", "or", "but")


def restates(t: Tokens, end: int, q: Quantity) -> bool:
    """Tell whether a quantity only says again, after "or" or in brackets, what the one that ends at `end` says."""
    i = q.first
    while i > 0 and t.starts[i - 1] >= end and t.lower[i - 1] in _AGAIN:
        i -= 1
    again = t.lower[i : q.first]
    return i > 0 and t.ends[i - 1] == end and not _AGAIN_SIGNS.isdisjoint(again) and t.lower[q.last] != "of"


def subject_before(t: Tokens, offset: int) -> str | None:
    """Return the subject of the clause that ends at `offset`: "employment" in "employment grew by 500 jobs"."""
    i = bisect_left(t.starts, offset, 0, t.count)
    return words_of(t, phrase_before(t, before_movement(t, i) or i))


def compared_again(measure: str | None, before: str | None) -> str | None:
    """Return a measure with what the one before is compared with: "twice the size of Rome and 9 times as rich"."""
    _, compared, other = (before or "").partition(COMPARED)
    return f"{measure}{compared}{other}" if measure and other and COMPARED not in measure else measure


def follows_in_list(t: Tokens, end: int, q: Quantity) -> bool:
    """Tell whether only a comma and "and" stand between offset `end` and a quantity: "3 years, 2 months and a day"."""
    i = q.first
    while i > 0 and t.starts[i - 1] >= end and t.lower[i - 1] in (",", "and"):
        i -= 1
    return 0 < i < q.first and t.ends[i - 1] == end


def begins_anew(t: Tokens, end: int, q: Quantity, of_base: bool) -> bool:
    """Tell whether a clause with a verb of its own, or a name ("a height of"), stands between `end` and a quantity.

    `of_base`: the figure before is a share of something ("2 percent of GDP"), which a like verb only takes up again
    ("while Germany spent 1 percent"); then a verb of movement alone begins anew.
    """
    i = q.first - 1
    if t.lower[i] == "of" and t.lower[i - 1] in LENGTHS:
        return True
    while i > 0 and t.starts[i] >= end:
        if t.lower[i] in TRENDS or (not of_base and is_verb(t.lower[i]) and t.lower[i] != "followed"):
            return True
        i -= 1
    return False


def ends_movement(t: Tokens, start: int, q: Quantity) -> bool:
    """Tell whether a quantity is the level that a movement from the one at offset `start` ends at: "from 9 … to 12"."""
    first = movement_start(t, q.first)
    return first < q.first and t.starts[first] < start


def only_moves(t: Tokens, q: Quantity) -> bool:
    """Tell whether a quantity only adds how what was just measured moved: ", down 2 percent", ", down from 9"."""
    if q.kind == "multiple" and t.lower[q.last - 1].endswith("ing"):  # ", tripling in a year"
        return t.lower[q.first - 1] == ","
    i = q.first - (t.lower[q.first - 1] in ("to", "from"))
    return i > 1 and t.lower[i - 1] in ("up", "down") and t.lower[i - 2] in (",", "(")


def left_out_after(t: Tokens, q: Quantity) -> str | None:
    """Return the place or part after a count that leaves out its noun: "in Japan" of "30 in Japan"."""
    bare = after_number(t, q) >= q.last and t.lower[q.last] in ("in", "on", "at", "from", "for")
    return words_of(t, kept_after(t, q.last, LONGEST_NOUN)) if bare else None


def has_subject(t: Tokens, q: Quantity) -> bool:
    """Tell whether a quantity is what something "is": it has a subject of its own."""
    return t.lower[q.first - 1] in BE


def ends_sentence(t: Tokens, q: Quantity) -> bool:
    """Tell whether nothing but a full stop follows a quantity."""
    return q.last >= t.count - 1 or (q.last == t.count - 2 and t.lower[q.last] in CLAUSE_SIGNS)
