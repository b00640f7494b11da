"""What a measurement or a multiple measures: the height, range or length of something, what it is compared with.

The other kinds of figures are read in `measures`.
"""

from flows.extraction.figures.contexts import names_statistic
from flows.extraction.figures.leading import measured_before
from flows.extraction.figures.measure_phrases import (
    LONGEST_NOUN,
    RELATIVES,
    Span,
    joined,
    kept_after,
    named_of,
    noun_before,
    past_parenthesis,
    phrase_before,
    with_article,
    words_of,
)
from flows.extraction.figures.participles import ARTICLES, AUXILIARIES, BE, MODALS, PRONOUNS, done_to, is_past, is_verb
from flows.extraction.numbers.tokens import Tokens
from flows.extraction.numbers.units import BEFORE_NUMBER
from flows.extraction.records import Quantity
from flows.lexicon import load

_LEXICON = load("measures")
_DIMENSIONS: dict[str, str] = _LEXICON["dimensions"]
_SCALES: dict[str, str] = _LEXICON["scales"]
_DIRECTIONS = frozenset(_LEXICON["phrase"]["directions"])
_DISTANCES = frozenset(("mile", "kilometre", "nautical mile", "metre", "yard"))
LENGTHS = frozenset(
    (*_DIMENSIONS.values(), "range", "altitude", "distance", "radius", "reach", "area", "size", "limit")
)
# What a measurement before a noun measures of it: "a 900-mile border", "a 2-ton lorry".
_EXTENTS = {
    **dict.fromkeys(("mile", "kilometre", "metre", "foot", "yard", "inch", "centimetre"), "length"),
    **dict.fromkeys(("ton", "tonne", "pound", "kilogram"), "weight"),
}
_HAVE = frozenset(("has", "have", "had", "having", "reach", "reaches", "reached", "reaching"))
# "5 times the size of": what has the size stands before.
_SIZES = frozenset(("size", "amount", "number", "rate", "level", "height", "length", "width", "weight"))
COMPARED = " compared with "
_FURTHEST_RELATIVE, _FURTHEST_SUBJECT, _LONGEST_PLACE = 24, 12, 5


def of_measurement(t: Tokens, q: Quantity, end: int, after: Span) -> str | None:
    """Return what a measurement measures; None where it is of the noun that follows it, or where nothing says.

    The sentence goes on at token `end`, past a parenthesis, with the phrase `after`.
    """
    dimension = _dimension_of(t, q)
    if dimension is not None:
        return dimension
    if q.unit in _DISTANCES and not _DIRECTIONS.isdisjoint(t.lower[end : end + 3 : 2]):
        return joined("distance", words_of(t, _up_to_relative(t, kept_after(t, end))))
    if q.attributive:
        extent = _EXTENTS.get(str(q.unit)) if t.lower[after[1] - 1] not in LENGTHS else None
        return joined(extent, "of", words_of(t, after)) if extent and after[0] < after[1] else None
    return _of_phrase(t, q, end) if t.lower[q.last] != "of" and q.unit not in BEFORE_NUMBER else None


def _of_phrase(t: Tokens, q: Quantity, end: int) -> str | None:
    """Return what has a measurement ("range of the missile"), or how far it went ("distance the missile flew")."""
    name = had(t, q)
    if name is not None:
        return name
    relative = _antecedent(t, q)
    before = relative[0] if relative is not None else phrase_before(t, q.first)
    levels = t.lower[end] in ("to", "from") and t.is_number(end + 1)
    after = (end, end) if levels else kept_after(t, end, _LONGEST_PLACE)
    named = t.lower[end] in LENGTHS or (before[0] < before[1] and t.lower[before[1] - 1] in LENGTHS)
    if q.unit not in _DISTANCES or named or (before[0] == before[1] and after[0] == after[1]):
        return words_of(t, measured_before(t, q.first) if relative is None else before, after)
    verb = words_of(t, relative[1]) if relative is not None else None
    return joined("distance", _went(t, q, before) or with_article(t, before), verb, words_of(t, after))


def _went(t: Tokens, q: Quantity, before: Span) -> str | None:
    """Return what a verb alone says of a distance: "they flew" where its subject is a pronoun, else "flown"."""
    first, end = before
    if end - first != 1 or not is_past(t.lower[first]):
        return None
    return words_of(t, (first - 1, end)) if t.lower[first - 1] in PRONOUNS else done_to(t, q.first)


def _antecedent(t: Tokens, q: Quantity) -> tuple[Span, Span] | None:
    """Return the spans of noun and verb of a relative clause before a distance: "missile" and "flew"."""
    verb = phrase_before(t, q.first, jumps=0)
    which = verb[0] - 1
    if t.lower[which] == "and":  # "which reached a height of 9 miles and flew"
        near = range(which - 1, max(0, which - _FURTHEST_RELATIVE), -1)
        which = next((i for i in near if t.lower[i] in RELATIVES), which)
    if which < 1 or verb[1] - verb[0] not in (1, 2) or t.lower[which] not in RELATIVES:
        return None
    return _last_noun(t, which - (t.lower[which - 1] == ",")), verb


def _last_noun(t: Tokens, i: int) -> Span:
    """Return the span of the noun before token `i`: what follows the last article or verb of the phrase there."""
    first, end = phrase_before(t, i)
    starts = (j + 1 for j in range(end - 1, first - 1, -1) if t.lower[j] in ARTICLES or is_verb(t.lower[j]))
    return next(starts, first), end


def _up_to_relative(t: Tokens, span: Span) -> Span:
    return span[0], next((i for i in range(*span) if t.lower[i] in RELATIVES), span[1])


def had(t: Tokens, q: Quantity) -> str | None:
    """Return "range of the missile" of "the missile has a range of 50 miles", "range" of "at a range of 50 miles"."""
    if t.lower[q.first - 1] != "of" or names_statistic(t, q.first):
        return None
    noun = noun_before(t, q.first - 1)
    name = words_of(t, noun)
    if name is None:
        return None
    verb = next((i for i in range(noun[0] - 1, max(-1, noun[0] - 4), -1) if t.lower[i] in _HAVE), None)
    if verb is None:
        return name
    while verb > 0 and (t.lower[verb - 1] in MODALS or t.lower[verb - 1].endswith("ly")):
        verb -= 1
    related = t.lower[verb - 1] in RELATIVES
    owner = _last_noun(t, verb - 1 - (t.lower[verb - 2] == ",")) if related else phrase_before(t, verb)
    nobody = any(is_verb(word) or word in PRONOUNS for word in t.lower[slice(*owner)])
    return name if nobody else named_of(t, name, owner)


def _dimension_of(t: Tokens, q: Quantity) -> str | None:
    """Return "height of the trophy" for "the trophy is five feet tall", "weight of …" for "weighs 60 pounds"."""
    verb = q.first - 1
    after = past_parenthesis(t, q.last)
    if t.lower[after] in _DIMENSIONS and not q.attributive:
        owner = phrase_before(t, q.first)
        return named_of(t, _DIMENSIONS[t.lower[after]], (0, 0) if is_past(t.lower[owner[0]]) else owner)
    if verb >= 0 and t.lower[verb] in _DIMENSIONS and t.lower[verb].startswith("weigh"):
        return named_of(t, _DIMENSIONS[t.lower[verb]], _subject_of(t, verb))
    return None


def _subject_of(t: Tokens, verb: int) -> Span:
    """Return the span of the subject of a verb, before the predicate that it is joined to by "and", if any."""
    if verb < 1 or t.lower[verb - 1] != "and":
        return phrase_before(t, verb)
    first = verb - 1
    while first > 0 and t.lower[first] not in AUXILIARIES and first > verb - _FURTHEST_SUBJECT:
        first -= 1
    return phrase_before(t, first)


def compared(t: Tokens, q: Quantity) -> str | None:
    """Return what a multiple compares: "size of the port compared with Rome" for "5 times the size of Rome"."""
    word, then = t.lower[q.last], t.lower[q.last + 1]
    before = _last_noun(t, q.first)
    if word == "as" and then in _SCALES:
        rest = q.last + 2 if t.lower[q.last + 2] == "as" else None
        return _against(t, named_of(t, _SCALES[then], before), rest)
    if word == "as" and then in ("much", "many"):
        noun = kept_after(t, q.last + 2, LONGEST_NOUN)
        return _against(t, words_of(t, noun), noun[1] if t.lower[noun[1]] == "as" else None)
    if word == "that" and then == "of":
        return _against(t, words_of(t, noun_before(t, q.first)), q.last + 1)
    if word.endswith("er") and then == "than":
        return words_of(t, (q.last, kept_after(t, q.last + 2)[1]))
    if word == "the" and t.lower[q.last + 2] == "of" and (then in _SIZES or t.lower[q.first - 1] not in BE):
        name = t.words[q.last + 1]
        return _against(t, named_of(t, name, before) if then in _SIZES else name, q.last + 2)
    if t.lower[q.first - 1] not in BE or (word not in ARTICLES and then != "of"):
        return None
    return _against(t, words_of(t, phrase_before(t, q.first)), q.last + (then == "of"))


def _against(t: Tokens, what: str | None, of: int | None) -> str | None:
    """Return what is compared with the phrase after token `of` ("of", "as", "the"), if that is given."""
    other = words_of(t, kept_after(t, of + 1)) if of is not None else None
    return f"{what}{COMPARED}{other}" if what and other else what
