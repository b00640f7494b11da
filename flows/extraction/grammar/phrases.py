"""Sentence → the noun phrases that may be a source: the subject of a verb, the name after "according to".

Spans are positions of words. Who a phrase names is settled in `resolve`.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from flows.extraction.grammar.clauses import MAIN
from flows.extraction.grammar.words import COORDINATOR, FINITE, PREPOSITIONAL, SUBORDINATOR, Words
from flows.extraction.records import Mention, Sentence
from flows.extraction.sources.cues import (
    BREAKS,
    OPENING_QUOTES,
    QUOTES,
    STOPS,
    adverbial_starts,
    determiners,
    helper_words,
    trailing_words,
    word_set,
)
from flows.extraction.sources.quotations import Quoted

Span = tuple[int, int]
_LONGEST_PHRASE = 24
_LONGEST_COORDINATED = 6  # Words of a conjunction and the subject behind it.
_LEAST_ITEMS = 3  # Words before ", and Mori" where that ends a list.
_LONGEST_ITEM = 9  # Words of "and Secretary of State Aiko Mori" in a list of names.
NOMINATIVE = frozenset(("he", "she", "they", "i", "we"))
_BEHIND_SPEAKER = frozenset(("almost", "as", "in", "on", "to", "just", "via", "upon"))
_AFTER = frozenset(("after", "before"))
_HAVE = frozenset(("has", "have", "had"))
_CONJUNCTIONS = frozenset(("and", "but", "yet", "so", "or", "however"))


@dataclass(slots=True)  # Not frozen, for speed alone.
class Parsed:
    """A sentence with its words, the level of each word, its quoted spans and the names in it."""

    sentence: Sentence
    words: Words
    level: Sequence[int]
    quotes: tuple[Quoted, ...]
    mentions: Sequence[Mention]


def is_adverb(word: str) -> bool:
    """Tell whether a word is an adverb by its ending."""
    return word.endswith("ly") and word not in word_set("not_adverbs")


def _stands_alone(lower: Sequence[str], end: int) -> bool:
    """Tell a subject ("Kelly said") from an adverb: nothing stands before it."""
    return end < 2 or lower[end - 2] in BREAKS


def helpers_before(lower: Sequence[str], at: int) -> tuple[str, ...]:
    """Return the adverbs, auxiliaries, modals and negations that stand right before a verb."""
    first, known = at, helper_words()
    while first > 0 and (
        lower[first - 1] in known or (is_adverb(lower[first - 1]) and not _stands_alone(lower, first))
    ):
        first -= 1
    return tuple(lower[first:at])


def subject_before(parsed: Parsed, end: int, verb: int) -> Span | None:
    """Return the noun phrase that ends at `end`, or the main subject where the verb shares it."""
    lower = parsed.words.lower
    if end <= 0:
        return None
    if lower[end - 1] == "," and _opens_own_clause(parsed, end):
        return None
    if lower[end - 1] in (",", "and", "but", "or", ";", ")", "—", "–", "--"):
        return main_subject(parsed, verb)
    if lower[end - 1] in NOMINATIVE:
        return (end - 1, end)
    start = _phrase_start(lower, end)
    verbs = [k for k in range(start, end) if parsed.words.finite[k] == FINITE and parsed.level[k] == MAIN]
    if verbs:
        own = _coordinated(lower, verbs[-1] + 1, end)
        if own and is_noun_phrase(parsed.words, *own):
            return own
        if own or _shares_subject(parsed.words, start, verbs[-1], end, verb):
            return main_subject(parsed, verb) or (end - 1, end)
        return None
    listed = _list_start(parsed, start, end)
    if lower[start] in _CONJUNCTIONS and start + 1 < end and listed == start:
        start = listed = start + 1
    if lower[start] in adverbial_starts() and lower[start + 1 : start + 2] != ("than",):  # "more than six in ten"
        return last_name(parsed, start, end)
    return (listed, end)


def _opens_own_clause(parsed: Parsed, end: int) -> bool:
    """Tell whether the clause that a verb at `end` closes opens behind the main one: "It came after Mori, 46, said"."""
    words, verb = parsed.words, first_verb(parsed)
    opening = (k for k in range(end - 1, verb, -1) if words.classes[k] & (SUBORDINATOR | PREPOSITIONAL))
    start = next(opening, None)
    if start is None or words.lower[start] not in _AFTER or words.has_finite(start, end, FINITE):
        return False
    return not any(words.lower[k - 1] == "," and words.lower[k] in _CONJUNCTIONS for k in range(start + 1, end))


def _shares_subject(words: Words, start: int, before: int, end: int, verb: int) -> bool:
    """Tell whether a verb has the subject of the one `before` it: "left and now says", "has in the past said".

    Of "It was the first time Mori said so" it has not.
    """
    lower = words.lower
    coordinated = any(words.classes[k] & COORDINATOR for k in range(start, end))
    one_verb = lower[before] in _HAVE or "to" in lower[end:verb]  # "took the opportunity to say"
    return coordinated or one_verb or lower[before + 1] == "by"  # "a team led by Mori found"


def _coordinated(lower: Sequence[str], start: int, end: int) -> Span | None:
    """Return what stands behind the last conjunction of `[start, end)`: "they met and Mori" has "Mori"."""
    at = next((k for k in range(end - 1, start - 1, -1) if lower[k] in _CONJUNCTIONS), None)
    return (at + 1, end) if at is not None and 1 < end - at <= _LONGEST_COORDINATED else None


def _phrase_start(lower: Sequence[str], end: int) -> int:
    start = end - 1
    while start >= 0 and lower[start] not in BREAKS:
        if start and lower[start - 1] == "," and lower[start] in ("but", "and", "while", "as", "yet"):
            break
        start -= 1
    return min(start + 1, end - 1)


def first_verb(parsed: Parsed) -> int:
    """Return the position of the main clause's first verb that is not its first word nor in a name, else the end."""
    words, level, finite = parsed.words, parsed.level, parsed.words.finite
    for k in words.turns:
        if finite[k] and level[k] == MAIN and k and not _is_in_name(parsed, words.starts[k]):
            return k
    return len(words.lower)


def _is_in_name(parsed: Parsed, offset: int) -> bool:
    at = bisect_right(parsed.mentions, offset, key=attrgetter("end"))  # In order of position.
    return at < len(parsed.mentions) and parsed.mentions[at].start <= offset


def main_subject(parsed: Parsed, before: int) -> Span | None:
    """Return the phrase before the first main verb that can be a subject: no adverbial, rather a person than not."""
    words = parsed.words
    verb = min(first_verb(parsed), before)
    candidates = _subjects(parsed, verb) or _subjects(parsed, _verb_of_next_clause(parsed, verb, before))
    pieces = [piece for piece in candidates if not is_quoted(parsed, piece[0])] or candidates
    people = [words.at(mention.start) for mention in parsed.mentions if mention.kind == "person"]
    if pieces and words.lower[pieces[0][1] : pieces[0][1] + 1] == (",",):
        listed = _list_from(parsed, *pieces[0])
        if listed or is_written_as_name(words, *pieces[0]):
            return listed or pieces[0]
    for start, end in pieces:
        if any(start <= person < end for person in people):
            return without_adverbs(words.lower, start, end)
    return without_adverbs(words.lower, *pieces[0]) if pieces else last_name(parsed, 0, verb)


def is_written_as_name(words: Words, start: int, end: int) -> bool:
    """Tell whether a phrase is two or three capitalised words, as in "Aiko Mori, 46, an aide to Hale, left"."""
    return 2 <= end - start <= 3 and all(words.text[words.starts[k]].isupper() for k in range(start, end))


def _list_start(parsed: Parsed, start: int, end: int) -> int:
    """Return where the list of names begins whose last items are `[start, end)`: "Mori, Hale and Sato said"."""
    words, lower = parsed.words, parsed.words.lower
    last = start
    if start > _LEAST_ITEMS and lower[start - 2 : start] == (",", "and"):
        start -= 1
    ends = {words.at(mention.end) for mention in parsed.mentions} if lower[start - 1] == "," else set()
    if "and" not in lower[start:end] or start < 2 or end not in ends:
        return last
    while start > 1 and lower[start - 1] == "," and start - 1 in ends:
        first = next((k + 1 for k in range(start - 2, -1, -1) if lower[k] in BREAKS), 0)
        hangs_on = _hangs_on(lower[first]) or not is_noun_phrase(words, first, start - 1)
        if start - 1 - first > _LONGEST_ITEM or hangs_on:
            break
        start = first
    return start if lower[start] != "and" else last


def _list_from(parsed: Parsed, start: int, end: int) -> Span | None:
    """Return the list of names that a phrase opens: "Britain, France and Germany"."""
    words, lower = parsed.words, parsed.words.lower
    ends = sorted({words.at(mention.end) for mention in parsed.mentions})
    if end not in ends:
        return None
    for last in (stop for stop in ends if stop > end):
        if lower[end] not in (",", "and") or words.has_finite(end, last, FINITE) or last - end > _LONGEST_ITEM:
            return None
        if lower[end] == "and" or lower[end + 1] == "and":
            return (start, last)
        end = last
    return None


def _subjects(parsed: Parsed, verb: int) -> list[Span]:
    lower, starts = parsed.words.lower, parsed.words.starts
    pieces = _pieces(parsed, verb)
    return [piece for piece in pieces if not _hangs_on(lower[piece[0]]) or _is_in_name(parsed, starts[piece[0]])]


def is_quoted(parsed: Parsed, at: int) -> bool:
    """Tell whether a word stands between quotation marks; none does beyond the last."""
    if not parsed.quotes or at >= len(parsed.words.starts):
        return False
    offset = parsed.words.starts[at]
    return any(quoted.start <= offset < quoted.end for quoted in parsed.quotes)


def _verb_of_next_clause(parsed: Parsed, verb: int, before: int) -> int:
    """Return the verb after the comma that ends an opening adverbial: "With voters worried about him, Mori is …"."""
    comma = next((k for k in range(verb, before) if parsed.words.lower[k] == ","), None)
    if comma is None:
        return verb
    return next((k for k in range(comma, before) if parsed.words.finite[k] and parsed.level[k] == MAIN), before)


def _hangs_on(first: str) -> bool:
    """Tell whether a phrase that opens with this word is an adverbial: "on Monday", "deeply worried"."""
    return first in adverbial_starts() or (first.endswith("ly") and is_adverb(first)) or first.endswith("ing")


def _pieces(parsed: Parsed, end: int) -> list[Span]:
    """Return the runs of main-clause words between marks, without the conjunction that opens them."""
    lower = parsed.words.lower
    pieces: list[Span] = []
    start = 0
    for k in range(end + 1):
        if k == end or parsed.level[k] != MAIN or lower[k] in BREAKS:
            first = start + (start < k and lower[start] in _CONJUNCTIONS)
            if first < k:
                pieces.append((first, k))
            start = k + 1
    return pieces


def last_name(parsed: Parsed, start: int, end: int) -> Span | None:
    """Return the name or pronoun that ends a phrase opened by an adverbial: "On Monday Sato"."""
    lower = parsed.words.lower
    if end > start and lower[end - 1] in ("he", "she", "they", "it", "we", "i"):
        return (end - 1, end)
    for mention in reversed(parsed.mentions):
        first = parsed.words.at(mention.start)
        if start <= first < end and parsed.words.at(mention.end) >= end:
            return (first, end)
    return None


def noun_phrase_end(parsed: Parsed, start: int) -> int:
    """Return where the noun phrase that begins at `start` ends: at a mark, a relative clause, or a time."""
    lower, times = parsed.words.lower, word_set("times")
    people = {parsed.words.at(mention.end) for mention in parsed.mentions if mention.kind == "person"}
    end = start
    while end < len(lower) and end - start < _LONGEST_PHRASE:
        word = lower[end]
        closes = word == ")" and "(" not in lower[start:end]
        if word in BREAKS or closes or (word in STOPS and end == len(lower) - 1):
            break
        if end > start and word in times and lower[end - 1] not in determiners():
            break
        if end > start and word == "in" and lower[end + 1 : end + 2] in (("a",), ("an",)):  # "… in an interview"
            break
        if end in people and word in _BEHIND_SPEAKER:  # "said Mori almost at once"
            break
        end += 1
    return end


def without_adverbs(lower: Sequence[str], start: int, end: int) -> Span:
    """Cut adverbs and modals off the end of a phrase."""
    known = trailing_words()
    while end > start and (lower[end - 1] in known or (is_adverb(lower[end - 1]) and end - start > 1)):
        end -= 1
    return (start, end)


def is_noun_phrase(words: Words, start: int, end: int) -> bool:
    """Tell whether `[start, end)` may be a subject alone: it opens no adverbial and holds no verb."""
    first = words.lower[start]
    if first in adverbial_starts() or first in ("that", "which"):
        return False
    return not words.has_finite(start, end, FINITE)


def next_break(lower: Sequence[str], start: int) -> int:
    """Return the position of the next mark that parts phrases, or the end."""
    for k in range(start, len(lower)):
        if lower[k] in BREAKS:
            return k
    return len(lower)


def rest_quoted(lower: Sequence[str], start: int) -> Span:
    """Return the words from the next mark on that opens a quotation of four words, an empty span where none does."""
    for k in range(start, len(lower)):
        if lower[k] in OPENING_QUOTES and QUOTES.isdisjoint(lower[k + 1 : k + 4]):
            return (k, len(lower))
    return (len(lower), len(lower))


_THEN = frozenset(("and", "but"))
_MEANWHILE = frozenset(("while", "until", "before", "after", "when", "—", "–"))


def _goes_on_without(words: Words, at: int) -> bool:
    """Tell whether the words behind a quotation are of who reports it: "and left", "and vowing to", "until he left"."""
    lower = words.lower
    if at + 1 >= len(lower) or lower[at + 1] in OPENING_QUOTES:
        return False
    if lower[at] in _THEN:
        return bool(words.finite[at + 1]) or lower[at + 1].endswith("ing")
    return lower[at] in _MEANWHILE


def report_end(parsed: Parsed, start: int) -> int:
    """Return where a report from `start` on ends: with its quotation where a mark closes that, else with the sentence.

    "“It is late,” before leaving" and "“It is late” and left" end there; "“It is late,” and “we go”" does not.
    """
    words, lower = parsed.words, parsed.words.lower
    for quoted in parsed.quotes:
        if quoted.closed and words.at(quoted.start) in (start, start + 1):
            end = words.at(quoted.end)
            comma = lower[end - 1] in (",", "?", "!")
            if comma and OPENING_QUOTES.isdisjoint(lower[end + 1 :]):
                return end
            return end if _goes_on_without(words, end + 1) else len(lower)
    return len(lower)
