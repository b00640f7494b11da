"""Where the phrases and clauses around a figure begin and end: spans of tokens, and the words that they hold.

What of them a figure measures is decided in `measures` and `counted`.
"""

from collections.abc import Callable

from flows.extraction.figures.participles import ARTICLES, AUXILIARIES, IRREGULAR, PRONOUNS, is_past, is_verb
from flows.extraction.grammar.word_tables import WordTable
from flows.extraction.numbers.nouns import STOP
from flows.extraction.numbers.read import CARDINALS, DASHES
from flows.extraction.numbers.tokens import Tokens
from flows.extraction.sources.cues import verb_forms
from flows.lexicon import load

_PHRASE = load("measures")["phrase"]
_ENDS = frozenset(_PHRASE["ends"])
LEAD = frozenset(_PHRASE["lead"])
TAIL = frozenset(_PHRASE["tail"])
CLAUSE_SIGNS = frozenset('.,;:()[]!?—―"“”…\\')
QUOTES = frozenset('"“”')
_MONTHS = frozenset(load("refusals")["months"])
TIMED = frozenset((*_MONTHS, *_PHRASE["time_words"]))
_DAYS = frozenset(_PHRASE["days"])
PREPOSITIONS = frozenset(_PHRASE["prepositions"])
# Before "that": what is said or shown follows.
REPORTING = frozenset(
    (*(form for form, cues in verb_forms().items() if any(cue.reports for cue in cues)), *_PHRASE["evidence_verbs"])
)
# Of a stretch of time that is the subject: "the decade has seen reforms".
_WITNESSES = frozenset(("seen", "saw", "sees", "witnessed", "brought"))
_OPENING = LEAD | DASHES
_DROPPED = PRONOUNS | _DAYS  # where a clause begins, before more words
RELATIVES = frozenset(("that", "who", "which", "whose"))
# A phrase may begin with a clause of its own: "after it fell", "we promised".
_CLAUSAL = frozenset(("after", "before", "since", "until")) | RELATIVES | (PRONOUNS - {"it", "there"})
OBJECT_OPENERS = ARTICLES | {"it", "them"}
_DANGLING = frozenset((*_PHRASE["dangling"], *PREPOSITIONS))
_BREAKS = frozenset(_PHRASE["breaks"])
SPANNING = frozenset(_PHRASE["spanning"])
_ABBREVIATIONS = frozenset(load("abbreviations")["never_final"])
LARGE = frozenset(("dozens", "tens", "scores", "hundreds", "thousands", "millions", "billions", "trillions"))
_AMOUNTS = frozenset(("low", "high", "much", "many", "little", "few", "large", "small"))  # "as low as"
_AIMS = frozenset(_PHRASE["aims"])
_PARTS = frozenset(("beginning", "start", "middle", "end", "turn", "course"))
_WHEN = frozenset(("in", "on", "by", "for", "during", "through", "until", "over", "within", "throughout"))
_SIZING = frozenset(_PHRASE["sizing"])
_TURNING = _ENDS | _DAYS | PREPOSITIONS | RELATIVES | _WHEN | DASHES | {"and", "or", "last", "next", "early", "late"}
LONGEST_AFTER, LONGEST_NOUN = 9, 3
_LONGEST_BEFORE, _LONGEST_CLAUSE, LONGEST_PARENTHESIS, _LONGEST_NAME = 8, 12, 10, 8
_LONGEST_TERM = 6
_GRACE = 3  # words by which a phrase may be longer, if it ends there

Span = tuple[int, int]


def phrase_after(t: Tokens, i: int) -> Span:
    """Return the span of words from token `i` to the end of their phrase, without leading function words."""
    first = i
    while t.lower[first] in LEAD and first < i + 4:
        first += 1
    return kept_after(t, first)


def kept_after(t: Tokens, i: int, longest: int = LONGEST_AFTER, relative: bool = False) -> Span:
    """Return the span of words from token `i` to the end of their phrase; a long one ends before an adjunct.

    `relative`: it is, or goes on, a clause with a verb of its own.
    """
    opens = t.lower[i] in SPANNING or not _stops(t, i, relative)
    end = _past_date(t, _run(t, i, longest, _phrase_ends, relative)) if opens else i
    while end > i and t.lower[end - 1] in _DANGLING and not t.glued(end - 1):
        end -= 1
    return i, end


def _past_date(t: Tokens, i: int) -> int:
    """Return the token after the day at token `i` that a participle needs: "signed on May 9"; else `i`."""
    if t.lower[i] != "on" or t.lower[i + 1] not in _MONTHS or not is_past(t.lower[i - 1]):
        return i
    day = i + 2 + (t.lower[i + 2] == ".")
    return day + 1 if t.is_number(day) else i


def clause_after(t: Tokens, i: int) -> str | None:
    """Return the words of the clause that follows token `i`, past an adverbial, auxiliaries and articles."""
    first = _past_adverbial(t, i + 1) if t.lower[i] == "," else i
    opened = first
    while first < opened + 4 and (t.lower[first] in _ENDS or t.lower[first] in LEAD or t.lower[first] in _WITNESSES):
        first += 1
    if t.lower[first] in CLAUSE_SIGNS:
        return None
    subject, rest = _apposition(t, first)
    return words_of(t, subject, (rest, _run(t, rest, _LONGEST_CLAUSE, _clause_ends)))


def _apposition(t: Tokens, i: int) -> tuple[Span, int]:
    """Return the name in an apposition that opens a clause at token `i`, and where that goes on: "the head, Roe, left".

    Without an apposition the name is empty.
    """
    commas = [j for j in range(i, min(i + LONGEST_PARENTHESIS + LONGEST_NOUN, t.count)) if t.lower[j] == ","][:2]
    goes_on = len(commas) == 2 and (_may_be_noun(t.lower[commas[1] + 1]) or is_verb(t.lower[commas[1] + 1]))
    if not goes_on or any(map(is_verb, t.lower[i : commas[0]])):
        return (i, i), i
    first, second = commas
    return ((first + 1, second) if t.words[first + 1][:1].isupper() else (i, first)), second + 1


def _run(t: Tokens, i: int, longest: int, ends: Callable[[Tokens, int, bool], bool], relative: bool = False) -> int:
    """Return where the words from token `i` on end: before a token that `ends` them, else before their last adjunct.

    They are at most `longest`, or a few more if they end there. `ends` is told whether they have a relative clause.
    """
    relative = relative or t.lower[i] in _CLAUSAL
    end, last, adjunct = min(i + 1, t.count), i + longest, 0
    furthest = min(last + _GRACE, t.count)
    while end < furthest:
        word = t.lower[end]
        if not _TURNS[word]:
            end += 1
            continue
        relative = relative or word in RELATIVES
        if ends(t, end, relative):
            return end
        if i + 1 < end <= last and word in PREPOSITIONS and not t.glued(end):
            adjunct = end
        end += 1
    return end if end >= t.count or not adjunct or ends(t, end, relative) else adjunct


# Whether a phrase may end, turn or be cut at a word; all others only carry it on.
_TURNS = WordTable(lambda word: word in _TURNING or word[:1] in CLAUSE_SIGNS or word.endswith("ed"))


def _phrase_ends(t: Tokens, i: int, relative: bool) -> bool:
    if t.lower[i] in ("and", "or") and _joins_nouns(t, i):
        return False
    return _stops(t, i, relative) or is_when(t, i) or is_aim(t, i) or (not relative and _new_predicate(t, i))


def _clause_ends(t: Tokens, i: int, relative: bool) -> bool:
    return t.lower[i] in CLAUSE_SIGNS and not (t.lower[i] in QUOTES and _marks_term(t, i))


def _joins_nouns(t: Tokens, i: int) -> bool:
    """Tell whether "and" at token `i` joins one more noun to a phrase, and opens no clause: "war and peace"."""
    if t.lower[i] == "and" and t.lower[i + 1] in LARGE:
        return False
    end = i + 1
    while end <= i + LONGEST_NOUN and _may_be_noun(t.lower[end]):
        end += 1
    return end > i + 1 and (t.lower[end] in CLAUSE_SIGNS or t.lower[end] in PREPOSITIONS or end >= t.count)


def _may_be_noun(word: str) -> bool:
    plain = word[:1].isalpha() and word not in STOP and word not in CARDINALS and word != "half"
    return plain and not is_verb(word) and not word.endswith("ly")


def is_when(t: Tokens, i: int) -> bool:
    """Tell whether token `i` opens an adjunct of time: "in April", "on Feb. 12", "for 3 days", "last week"."""
    word = t.lower[i]
    if word in _WHEN:
        i += 2 if t.lower[i + 1] in ("the", "late", "early", "mid") else 1
        counted = (t.is_number(i) or t.lower[i] in CARDINALS) and t.lower[i + 1] in TIMED
        return counted or t.lower[i] in TIMED or _is_year(t, i) or (t.lower[i] in _PARTS and t.lower[i + 1] == "of")
    return (word in ("last", "next", "early", "late") and t.lower[i + 1] in TIMED) or (
        word in _DAYS and not t.glued(i + 1)
    )


def is_aim(t: Tokens, i: int) -> bool:
    """Tell whether token `i` opens an adjunct of aim or cause: "in support of", "in an effort to"."""
    return t.lower[i] == "in" and (t.lower[i + 1] in _AIMS or (t.lower[i + 1] in ARTICLES and t.lower[i + 2] in _AIMS))


def _is_year(t: Tokens, i: int) -> bool:
    return len(t.words[i]) == 4 and t.words[i].isdecimal() and t.words[i][0] in "12"


def _new_predicate(t: Tokens, i: int) -> bool:
    """Tell whether token `i` is a verb with an object of its own, and no participle: "signaled the start"."""
    return t.lower[i].endswith("ed") and t.lower[i + 1] in OBJECT_OPENERS


def _past_adverbial(t: Tokens, i: int) -> int:
    """Return the token after an adverbial that opens at token `i` and ends at a comma: "while still poor,"."""
    if t.lower[i + 1] == ",":
        return i + 2
    if t.lower[i] not in PREPOSITIONS and t.lower[i] not in _ENDS:
        return i
    near = t.lower[i : i + LONGEST_PARENTHESIS]
    return i + near.index(",") + 1 if "," in near else i


def past_parenthesis(t: Tokens, i: int) -> int:
    """Return the token after a short parenthesis that opens at token `i`, else `i`."""
    if t.lower[i] != "(":
        return i
    closing = t.lower[i : i + LONGEST_PARENTHESIS]
    return i + closing.index(")") + 1 if ")" in closing else i


def _stops(t: Tokens, i: int, relative: bool) -> bool:
    """Tell whether a phrase ends before token `i`; in a relative clause no auxiliary or quotation ends one."""
    word = t.lower[i]
    if relative and (word in AUXILIARIES or word in QUOTES):
        return False
    if (word == "." and t.glued(i) and _is_short(t, i - 1)) or (word in QUOTES and _marks_term(t, i)):
        return False
    return word[:1] in CLAUSE_SIGNS or word in _ENDS or (word in DASHES and not t.glued(i))


def _marks_term(t: Tokens, i: int) -> bool:
    """Tell whether the quotation mark at token `i` is one of two about a few words: the "axis of evil"."""
    step = -1 if t.glued(i) else 1
    near = t.lower[i + step : i + step * _LONGEST_TERM : step] if i else ()
    return next((word in QUOTES for word in near if word in CLAUSE_SIGNS), False)


def _is_short(t: Tokens, i: int) -> bool:
    """Tell whether token `i` is an initial or an abbreviation, whose full stop ends nothing: "J. Roe", "Dec. 7"."""
    initial = len(t.words[i]) == 1 and t.words[i].isupper() and t.words[i + 2][:1].isupper()
    dated = t.lower[i] in _MONTHS and t.is_number(i + 2)
    return initial or dated or (t.words[i] in _ABBREVIATIONS and i + 2 < t.count)


def phrase_before(t: Tokens, i: int, jumps: int = 2) -> Span:
    """Return the span of words from the start of their clause to token `i`, without function words at both ends.

    Where nothing is left it jumps, at most so many times, over a relative pronoun, an aside or a colon.
    """
    end = i - 2 * _sizes(t, i - 1)
    while end > 0 and t.lower[end - 1] in TAIL and not t.glued(end - 1):  # The end of a name: "Moon Jae-in".
        end -= 1
    if end < i and t.lower[end] == "as" and t.lower[end - 1] in _AMOUNTS and t.lower[end - 2] == "as":
        end -= 2
    first = _clause_start(t, end)
    while first < end and (t.lower[first] in _OPENING or (t.lower[first] in _DROPPED and first < end - 1)):
        first += 1
    if not jumps or first == 0:
        return first, end
    if end - first <= 2 and t.lower[first - 1] in RELATIVES and t.lower[first - 2] == ",":
        return _antecedent_before(t, first - 2, jumps - 1)
    if first == end and t.lower[end - 1] in (")", "]"):
        return phrase_before(t, _opened_by(t, end - 1), jumps - 1)
    if first == end < i and t.lower[end - 1] == ",":
        return _past_aside(t, end - 1, jumps - 1)
    if first == end == i and t.lower[end - 1] in (":", "("):
        return phrase_before(t, end - 1, jumps - 1)
    return first, end


def _antecedent_before(t: Tokens, i: int, jumps: int) -> Span:
    """Return the span of what a relative clause after token `i` is about: the last noun phrase with an article."""
    first, end = phrase_before(t, i, jumps)
    starts = (j + 1 for j in range(end - 2, first - 1, -1) if t.lower[j] in ARTICLES)
    return next((j for j in starts if t.lower[j - 2] not in PREPOSITIONS), first), end


def _sizes(t: Tokens, i: int) -> bool:
    """Tell whether token `i`, after an article, belongs to the amount after it: "a record $9 million"."""
    return (
        i > 0
        and t.lower[i - 1] in ("a", "an")
        and (t.lower[i] in _SIZING or (t.lower[i].endswith("ed") and t.lower[i][-3:-2] not in ("e", "")))
    )


def _clause_start(t: Tokens, end: int) -> int:
    """Return where the clause that ends before token `end` starts; in a long one, where its last words start."""
    first, furthest = end, max(0, end - _LONGEST_BEFORE - 2 * _GRACE)
    while first > 0:
        before = t.lower[first - 1]
        if before in CLAUSE_SIGNS or before in _BREAKS or (before == "that" and t.lower[first - 2] in REPORTING):
            return first
        if first == furthest:
            return end - _LONGEST_BEFORE
        first -= 1
    return 0


def _opened_by(t: Tokens, closing: int) -> int:
    """Return the token that opens the brackets which close at a token, or that token if none does near it."""
    near = range(closing - 1, max(-1, closing - LONGEST_PARENTHESIS), -1)
    return next((i for i in near if t.lower[i] in ("(", "[")), closing)


def _past_aside(t: Tokens, comma: int, jumps: int) -> Span:
    """Return the phrase before an aside that ends at a comma: "debt, without banks, was …"."""
    first = comma
    while first > max(0, comma - LONGEST_PARENTHESIS) and t.lower[first - 1] not in CLAUSE_SIGNS:
        first -= 1
    return phrase_before(t, first - 1, jumps) if first and t.lower[first - 1] == "," else (comma, comma)


def clause_before(t: Tokens, i: int) -> Span:
    """Return the span of the clause that ends before token `i`, past an "and" that joins nouns."""
    first, end = phrase_before(t, i)
    while first > 1 and first < end and t.lower[first - 1] == "and":
        before = phrase_before(t, first - 1)
        named = all(word[:1].isupper() for word in t.words[slice(*before)]) and before[1] - before[0] <= LONGEST_NOUN
        joins = named or not any(map(is_verb, t.lower[first:end]))
        if before[0] == before[1] or before[1] != first - 1 or not joins:
            break
        first = before[0]
    return first, end


def noun_before(t: Tokens, i: int) -> Span:
    """Return the span of the noun phrase of at most three words that ends before token `i`."""
    first, end = phrase_before(t, i)
    first = max(first, end - LONGEST_NOUN)
    first -= first > 0 and t.lower[first] in DASHES
    for j in range(first, end - 1):
        word = t.lower[j]
        if (
            t.lower[j - 1] == "to"
            or word.endswith("ing")
            or word in LEAD
            or word in PREPOSITIONS
            or word in IRREGULAR
            or word in AUXILIARIES
        ):
            first = j + 1
    return first, end


def name_before(t: Tokens, i: int) -> Span:
    """Return the span of the capitalised words right before token `i`, else of the noun phrase there."""
    first = i
    while first > max(0, i - _LONGEST_NAME) and (
        t.words[first - 1][:1].isupper() or (t.lower[first - 1] == "." and _is_short(t, first - 2))
    ):
        first -= 1
    return (first, i) if first < i else noun_before(t, i)


def words_of(t: Tokens, *spans: Span) -> str | None:
    """Return the words of spans as they stand in the text, or None where they are empty."""
    pieces = [t.text[t.starts[first] : t.ends[end - 1]] for first, end in spans if first < end]
    return " ".join(pieces) or None


def with_article(t: Tokens, span: Span) -> str | None:
    """Return the words of a span, after "the" where an article stands before it."""
    text = words_of(t, span)
    return f"the {text}" if text and span[0] > 0 and t.lower[span[0] - 1] in ("the", "a", "an") else text


def named_of(t: Tokens, name: str, owner: Span) -> str:
    """Return "height of the cup" for a name and the span of its owner."""
    whose = with_article(t, owner)
    return f"{name} of {whose}" if whose else name


def joined(*pieces: str | None) -> str:
    """Return the pieces that are given, with blanks between."""
    return " ".join(piece for piece in pieces if piece)
