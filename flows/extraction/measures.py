"""What a figure measures, in the article's words: the noun phrase it counts, the base it is a share of, or its clause.

Whose the figure is, and when it holds, is for `owners` and `times`.
"""

from bisect import bisect_left

from flows.extraction.contexts import TRENDS, names_statistic
from flows.extraction.nouns import STOP
from flows.extraction.numbers import DASHES
from flows.extraction.records import Quantity
from flows.extraction.tokens import Tokens
from flows.extraction.units import BEFORE_NUMBER, SIGNS, rate_end
from flows.lexicon import load

_PHRASE = load("measures")["phrase"]
_COMPARATIVES = frozenset(_PHRASE["comparatives"])
_DIMENSIONS: dict[str, str] = load("measures")["dimensions"]
_SCALES: dict[str, str] = load("measures")["scales"]
_ENDS = frozenset(_PHRASE["ends"])
_LEAD = frozenset(_PHRASE["lead"])
_TAIL = frozenset(_PHRASE["tail"])
_VERBS = frozenset(_PHRASE["irregular_verbs"])
_CLAUSE_SIGNS = frozenset('.,;:()[]!?—"“”…\\')
_TIMED = frozenset((*load("refusals")["months"], *_PHRASE["time_words"]))
_AGAIN = frozenset((",", "(", "[", "or", "per", "a", "an", "month", "year", "week", "day", "share", "barrel"))
_DISTANCES = frozenset(("mile", "kilometre", "nautical mile", "metre", "yard"))
_DIRECTIONS = frozenset(_PHRASE["directions"])
_COMPARING = frozenset(("compared", "estimated", "combined"))
_QUOTES = frozenset('"“”')
_BEFORE_CLAUSE = frozenset(("after", "before", "since", "until"))
_PRONOUNS = frozenset(("it", "they", "he", "she", "we", "you", "i", "there"))
_RELATIVES = frozenset(("that", "who", "which", "whose"))
_AUXILIARIES = frozenset(_PHRASE["auxiliaries"])
_PASSIVE = frozenset(("is", "are", "was", "were", "been"))
_BEFORE_COUNTED_SUBJECT = frozenset(
    (",", ";", ":", "(", "—", "“", '"', "and", "but", "that", "only", "just", "while", "because", "when")
)
_DANGLING = frozenset(_PHRASE["dangling"])
_OBJECT_OPENERS = frozenset(("the", "a", "an", "its", "their", "his", "her", "our", "this", "these", "it", "them"))
_BREAKS = frozenset(_PHRASE["breaks"])
_SPANNING = frozenset(_PHRASE["spanning"])
# Stop words between an amount and the noun that it is of.
_NOUN_FOLLOWS = _LEAD - {"at", "as", "from", "over", "since"} | {"in", "into"}
_LONGEST_AFTER, _LONGEST_BEFORE, _LONGEST_PARENTHESIS, _LONGEST_PREDICATE = 9, 8, 10, 6
_LONGEST_NOUN = 3


def measure_of(t: Tokens, q: Quantity) -> str | None:
    """Return what a quantity measures, or None where its sentence does not say."""
    if q.kind == "count" and q.unit != "point":
        return _of_count(t, q)
    if q.kind == "duration":
        return _of_duration(t, q)
    end = _past_quote(t, q, _past_rate(t, q, _past_parenthesis(t, q.last)))
    after = _phrase_after(t, end)
    if q.kind == "ordinal" and t.lower[q.last - 1] == "time":
        return _join(t, _phrase_before(t, q.first)) or _join(t, after)
    if q.kind in ("ordinal", "rank"):
        return _join(t, (_after_number(t, q) if q.kind == "ordinal" else q.last, after[1]))
    if q.kind in ("frequency", "age"):
        return _join(t, _phrase_before(t, q.first)) or _join(t, after)
    dimension = _dimension_of(t, q) if q.kind == "measurement" else None
    if dimension is not None:
        return dimension
    if q.unit in _DISTANCES and not _DIRECTIONS.isdisjoint(t.lower[q.last : q.last + 3 : 2]):
        return _join_words("distance", _join(t, _kept_after(t, q.last, _LONGEST_AFTER)))
    if q.kind == "measurement" and not q.attributive and t.lower[q.last] != "of" and q.unit not in BEFORE_NUMBER:
        return _join(t, _phrase_before(t, q.first), _kept_after(t, _past_parenthesis(t, q.last), 5))
    if q.kind == "multiple" and t.lower[q.last] == "as" and t.lower[q.last + 1] in _SCALES:
        return _join_words(_SCALES[t.lower[q.last + 1]], "of", _join(t, _phrase_before(t, q.first)))
    if q.kind == "multiple" and t.lower[q.last] in ("as", "that"):
        return _join(t, _phrase_before(t, q.first), after)
    return _of_amount(t, q, end, after)


def says_nothing_after(t: Tokens, q: Quantity) -> bool:
    """Tell whether a quantity ends its clause, so that it may take over the measure of the one before."""
    end = _past_parenthesis(t, q.last)
    return end >= t.count or t.lower[end] in _CLAUSE_SIGNS or t.lower[end] in ("and", "or", "but")


def restates(t: Tokens, end: int, q: Quantity) -> bool:
    """Tell whether a quantity only says again, after "or" or in brackets, what the one that ends at `end` says."""
    i = q.first
    while i > 0 and t.starts[i - 1] >= end and t.lower[i - 1] in _AGAIN:
        i -= 1
    again = t.lower[i : q.first]
    return i > 0 and t.ends[i - 1] == end and ("or" in again or "(" in again) and t.lower[q.last] != "of"


def subject_before(t: Tokens, offset: int) -> str | None:
    """Return the subject of the clause that ends at `offset`: "employment" in "employment grew by 500 jobs"."""
    i = bisect_left(t.starts, offset, 0, t.count)
    return _join(t, _phrase_before(t, _before_movement(t, i) or i))


def follows_in_list(t: Tokens, end: int, q: Quantity) -> bool:
    """Tell whether only a comma and "and" stand between offset `end` and a quantity: "3 years, 2 months and a day"."""
    i = q.first
    while i > 0 and t.starts[i - 1] >= end and t.lower[i - 1] in (",", "and"):
        i -= 1
    return 0 < i < q.first and t.ends[i - 1] == end


def begins_anew(t: Tokens, end: int, q: Quantity, of_base: bool) -> bool:
    """Tell whether a clause with a verb of its own stands between offset `end` and a quantity.

    `of_base`: the figure before is a share of something ("2 percent of GDP"), which a like verb only takes up again
    ("while Germany spent 1 percent"); then a verb of movement alone begins anew.
    """
    i = q.first - 1
    while i > 0 and t.starts[i] >= end:
        if t.lower[i] in TRENDS or (not of_base and _is_verb(t.lower[i])):
            return True
        i -= 1
    return False


def _is_verb(word: str) -> bool:
    return word in _VERBS or word in _AUXILIARIES or (word.endswith("ed") and word not in _COMPARING)


def only_moves(t: Tokens, q: Quantity) -> bool:
    """Tell whether a quantity only adds how what was just measured moved: ", down 2 percent"."""
    return q.first > 1 and t.lower[q.first - 1] in ("up", "down") and t.lower[q.first - 2] in (",", "(")


def left_out_after(t: Tokens, q: Quantity) -> str | None:
    """Return the place or part after a count that leaves out its noun: "in Japan" of "30 in Japan"."""
    bare = _after_number(t, q) >= q.last and t.lower[q.last] in ("in", "on", "at", "from", "for")
    return _join(t, _kept_after(t, q.last, _LONGEST_NOUN)) if bare else None


def ends_sentence(t: Tokens, q: Quantity) -> bool:
    """Tell whether nothing but a full stop follows a quantity."""
    return q.last >= t.count - 1 or (q.last == t.count - 2 and t.lower[q.last] in _CLAUSE_SIGNS)


def _dimension_of(t: Tokens, q: Quantity) -> str | None:
    """Return "height of the trophy" for "the trophy is five feet tall", "weight of …" for "weighs 60 pounds"."""
    verb = q.first - 1
    after = _past_parenthesis(t, q.last)
    if t.lower[after] in _DIMENSIONS and not q.attributive:
        dimension, end = _DIMENSIONS[t.lower[after]], q.first
    elif verb >= 0 and t.lower[verb] in _DIMENSIONS and t.lower[verb].startswith("weigh"):
        dimension, end = _DIMENSIONS[t.lower[verb]], verb
    else:
        return None
    subject = _join(t, _phrase_before(t, end))
    return f"{dimension} of {subject}" if subject else dimension


def _of_count(t: Tokens, q: Quantity) -> str | None:
    first = _after_number(t, q)
    while first < q.last and (t.lower[first] in DASHES or t.lower[first] in _LEAD):
        first += 1
    if first >= q.last and t.lower[q.last] == "of":
        of = _phrase_after(t, q.last)
        return _join(t, (_past_numbered_owner(t, *of), of[1]), _predicate_after(t, q, of[1]))
    if first >= q.last:
        return _join(t, _predicate_after(t, q, q.last)) or _join(t, _phrase_before(t, q.first))
    kept = _kept_after(t, q.last, _LONGEST_AFTER)
    verb = (first, first) if t.lower[kept[0]] in _RELATIVES else _verb_before(t, q.first)
    return _join(t, (first, q.last), verb, kept, _predicate_after(t, q, kept[1]))


def _past_numbered_owner(t: Tokens, first: int, end: int) -> int:
    """Return the token after an owner and its number: "allies" in "America's 27 allies", "the 27 allies"."""
    for i in range(first, min(end - 1, first + _LONGEST_NOUN)):
        if t.is_number(i) and (i == first or t.lower[i - 1] in ("'s", "’s")):
            return i + 1
    return first


def _predicate_after(t: Tokens, q: Quantity, i: int) -> tuple[int, int]:
    """Return what the noun phrase that ends before token `i` is counted for, without auxiliaries.

    A participle always ("are aimed at the city"); any predicate where the count opens its clause and no article makes
    it known ("Only four members have paid").
    """
    first = i
    while t.lower[first] in _AUXILIARIES or (first > i and t.lower[first] in ("ever", "not", "also", "now")):
        first += 1
    if first == i:
        return i, i
    verb = first + t.lower[first].endswith("ly")
    participle = t.lower[verb].endswith("ed") or t.lower[verb] in _VERBS
    opens = q.first == 0 or t.lower[q.first - 1] in _BEFORE_COUNTED_SUBJECT
    if not (participle and t.lower[first - 1] in _PASSIVE) and not (opens and t.lower[first - 1] not in _PASSIVE):
        return i, i
    return _kept_after(t, first, _LONGEST_PREDICATE)


def _after_number(t: Tokens, q: Quantity) -> int:
    """Return the token of the span that follows the number."""
    i = q.first
    while i < q.last and t.ends[i] <= q.number_end:
        i += 1
    return i


def _of_duration(t: Tokens, q: Quantity) -> str | None:
    """What lasts so long ("years of war", "for four years"), or what the time is since, after or in."""
    word = t.lower[q.last]
    if q.attributive or word == "of":
        return _join(t, _phrase_after(t, q.last))
    if word == "ago":
        clause = _join(t, _phrase_before(t, q.first)) or _clause_after(t, q.last + 1)
        return f"time since {clause}" if clause else None
    if word in _SPANNING:
        kept = _join(t, _kept_after(t, q.last, _LONGEST_AFTER))
        return f"time {kept}" if kept else None
    return _join(t, _phrase_before(t, q.first)) or _clause_after(t, q.last)


def _of_amount(t: Tokens, q: Quantity, end: int, after: tuple[int, int]) -> str | None:
    """Return the measure of an amount after which the sentence goes on at token `end`, with the phrase `after`."""
    verb = _verb_before(t, q.first)
    moved = _phrase_before(t, _before_movement(t, q.first))
    ends = t.lower[end] in STOP or not t.lower[end].isalpha() or t.lower[end].endswith("ing")
    if moved[0] < moved[1] and ends and t.lower[q.last] != "of" and q.kind != "multiple":
        return _join(t, moved)
    if not q.attributive and _speaks_of_else(t, q, end):
        return _join(t, _phrase_before(t, q.first)) or _join(t, after)
    if after[0] == after[1] or t.is_number(after[0]) or t.lower[after[0]] in SIGNS:
        return _join(t, _phrase_before(t, q.first))
    named = q.kind in ("money", "percent") and t.lower[q.first - 1] == "of" and not names_statistic(t, q.first)
    if named and t.lower[end] in ("in", "on", "for"):
        return _join(t, _noun_before(t, q.first - 1), (end, after[1]))
    if t.lower[q.last] == "of" and q.of is not None:
        base_end = q.last
        stop = t.text.index(q.of, q.end) + len(q.of)
        while t.ends[base_end] < stop:
            base_end += 1
        return _join(t, (after[0], base_end + 1), verb, (base_end + 1, after[1]))
    return _join(t, after)


def _noun_before(t: Tokens, i: int) -> tuple[int, int]:
    """Return the noun phrase of at most three words that ends before token `i`."""
    first, end = _phrase_before(t, i)
    first = max(first, end - _LONGEST_NOUN)
    while first < end - 1 and (t.lower[first].endswith("ing") or t.lower[first] in _LEAD or t.lower[first] in _VERBS):
        first += 1
    return first, end


def _before_movement(t: Tokens, i: int) -> int:
    """Return the token after the subject of "rose by", "was up", which ends before token `i`; 0 if none moves."""
    j, moves = i, False
    while j > 0 and j > i - 4 and (t.lower[j - 1] in _TAIL or t.lower[j - 1] in TRENDS):
        j -= 1
        moves = moves or t.lower[j] in TRENDS
    return j if moves else 0


def _speaks_of_else(t: Tokens, q: Quantity, end: int) -> bool:
    """Tell whether what follows at token `end` is no noun of its own: an adjunct ("after", "through"), a clause."""
    word = t.lower[end]
    after = t.lower[end + 2 if t.lower[end + 1] in ("the", "a", "an", "this") else end + 1]
    if word in _COMPARATIVES or word in _TIMED or (word in ("last", "this", "next", "a") and after in _TIMED):
        return True
    if t.lower[q.first - 1] == "of" and word in STOP and word not in ("of", "in", "on", "for"):
        return True
    if word in ("in", "on", "for", "by", "at") and (after in _TIMED or after[:1].isdecimal()):
        return True
    return q.per is None and word in STOP and word not in _NOUN_FOLLOWS


def _verb_before(t: Tokens, i: int) -> tuple[int, int]:
    """Return the span of a verb right before token `i`, empty if none."""
    word = t.lower[i - 1] if i else ""
    return (i - 1, i) if word in _VERBS or (word.endswith("ed") and len(word) > 4) else (i, i)


def _past_parenthesis(t: Tokens, i: int) -> int:
    """Return the token after a short parenthesis that opens at token `i`, else `i`."""
    if t.lower[i] != "(":
        return i
    closing = t.lower[i : i + _LONGEST_PARENTHESIS]
    return i + closing.index(")") + 1 if ")" in closing else i


def _past_quote(t: Tokens, q: Quantity, i: int) -> int:
    """Return the token after the mark that closes a quotation of the quantity alone: agreed "100 percent"."""
    return i + 1 if q.first and t.lower[q.first - 1] in _QUOTES and t.lower[i] in _QUOTES else i


def _past_rate(t: Tokens, q: Quantity, i: int) -> int:
    """Return the token after "a year", "per barrel", "annually" at token `i`, where the quantity has a rate."""
    return rate_end(t, i) if q.per is not None else i


def _phrase_after(t: Tokens, i: int) -> tuple[int, int]:
    """Return the span of words from token `i` to the end of their phrase, without leading function words."""
    first = i
    while t.lower[first] in _LEAD and first < i + 4:
        first += 1
    return _kept_after(t, first, _LONGEST_AFTER)


def _kept_after(t: Tokens, i: int, longest: int) -> tuple[int, int]:
    """Return the span of words from token `i` to the end of their phrase."""
    end, last, relative = i, min(i + longest, t.count), t.lower[i] in _BEFORE_CLAUSE
    while end < last:
        relative = relative or t.lower[end] in _RELATIVES
        if _stops(t, end, relative) and not (end == i and t.lower[i] in _SPANNING):
            break
        if end > i and not relative and _new_predicate(t, end):
            break
        end += 1
    while end > i and t.lower[end - 1] in _DANGLING:
        end -= 1
    return i, end


def _new_predicate(t: Tokens, i: int) -> bool:
    """Tell whether token `i` is a verb with an object of its own, and no participle: "signaled the start"."""
    return t.lower[i].endswith("ed") and t.lower[i + 1] in _OBJECT_OPENERS


def _clause_after(t: Tokens, i: int) -> str | None:
    """Return the words of the clause that follows token `i`, past a comma and auxiliaries."""
    first = i + 1 if t.lower[i] == "," else i
    while t.lower[first] in _ENDS and first < i + 4:
        first += 1
    end = first
    while end < min(first + _LONGEST_AFTER, t.count) and t.lower[end] not in _CLAUSE_SIGNS:
        end += 1
    return _join(t, (first, end))


def _stops(t: Tokens, i: int, relative: bool = False) -> bool:
    """Tell whether a phrase ends before token `i`; in a relative clause an auxiliary ends none."""
    word = t.lower[i]
    if relative and word in _AUXILIARIES:
        return False
    if (
        word == "."
        and t.glued(i)
        and len(t.words[i - 1]) == 1
        and t.words[i - 1].isupper()
        and t.words[i + 1][:1].isupper()
    ):
        return False  # an initial
    return word in _CLAUSE_SIGNS or word in _ENDS or (word in DASHES and not t.glued(i))


def _phrase_before(t: Tokens, i: int, jumps: int = 2) -> tuple[int, int]:
    """Return the span of words from the start of their clause to token `i`, without function words at both ends.

    Where nothing is left it jumps, at most so many times, over a relative pronoun, an aside or a colon.
    """
    end = i
    while end > 0 and t.lower[end - 1] in _TAIL:
        end -= 1
    first = end
    while first > max(0, end - _LONGEST_BEFORE) and t.lower[first - 1] not in _CLAUSE_SIGNS:
        if t.lower[first - 1] in _BREAKS:
            break
        first -= 1
    while first < end and (t.lower[first] in _LEAD or (t.lower[first] in _PRONOUNS and first < end - 1)):
        first += 1
    if not jumps or first == 0:
        return first, end
    if end - first <= 2 and t.lower[first - 1] in _RELATIVES and t.lower[first - 2] == ",":
        return _phrase_before(t, first - 2, jumps - 1)
    if first == end < i and t.lower[end - 1] == ",":
        return _past_aside(t, end - 1, jumps - 1)
    if first == end == i and t.lower[end - 1] == ":":
        return _phrase_before(t, end - 1, jumps - 1)
    return first, end


def _past_aside(t: Tokens, comma: int, jumps: int) -> tuple[int, int]:
    """Return the phrase before an aside that ends at a comma: "debt, without banks, was …"."""
    first = comma
    while first > max(0, comma - _LONGEST_PARENTHESIS) and t.lower[first - 1] not in _CLAUSE_SIGNS:
        first -= 1
    return _phrase_before(t, first - 1, jumps) if first and t.lower[first - 1] == "," else (comma, comma)


def _join_words(*pieces: str | None) -> str:
    return " ".join(piece for piece in pieces if piece)


def _join(t: Tokens, *spans: tuple[int, int]) -> str | None:
    pieces = [t.text[t.starts[a] : t.ends[b - 1]] for a, b in spans if a < b]
    return " ".join(pieces) or None
