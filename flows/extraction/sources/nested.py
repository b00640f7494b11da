"""Sentence → what is attributed beside or below its main report: in relative and adverbial clauses, by participles.

A claim's own source stands in the main clause (`attribution`); these are kept for who wants every voice in a text.
"""

from collections.abc import Iterator, Sequence

from flows.extraction.grammar.clauses import MAIN
from flows.extraction.grammar.phrases import Parsed, Span, helpers_before, main_subject, next_break, report_end
from flows.extraction.grammar.words import COORDINATOR, FINITE, PREPOSITIONAL, SUBORDINATOR
from flows.extraction.sources.attribution import RELATIVES, Construction, is_denied, is_report
from flows.extraction.sources.cues import BREAKS, QUOTES, STOPS, Cue, word_set
from flows.extraction.sources.frames import content_start, frame_after, quote_near

_LONGEST_SUBJECT, _CLAUSE_REACH = 10, 20  # Words.
_ADJACENT = 2  # Words and marks from a participle to its quotation.
# Before a participle these make it an adverbial of the main subject: "answered by saying", "…, saying".
_ADVERBIAL = frozenset((",", "—", "–", "--", "by", "in", "after", "before", "while", "without"))


def nested_constructions(parsed: Parsed, cues: Sequence[tuple[int, Cue]]) -> Iterator[Construction]:
    """Yield the attributions below the main clause and by participles, in order of position."""
    for at, cue in cues:
        if cue.form == "ing":
            found = _participle(parsed, at, cue)
        else:
            found = _in_clause(parsed, at, cue) if parsed.level[at] != MAIN or _in_relative(parsed, at) else None
        if found:
            yield found


def _participle(parsed: Parsed, at: int, cue: Cue) -> Construction | None:
    """Match "…, adding that …", "by calling it …": the main subject says it; of "a man shouting “…”" the man does."""
    lower, after = parsed.words.lower, at + 1 + len(cue.rest)
    if at < 2 or after >= len(lower):
        return None
    first = at - len(helpers_before(lower, at))
    absolute = _absolute_subject(lower, first)
    quoted_before = lower[first - 1] in QUOTES and lower[first - 2] == ","
    by_statement = lower[first - 1] in word_set("statements")
    if not absolute and lower[first - 1] not in _ADVERBIAL and not quoted_before and not by_statement:
        absolute = antecedent(parsed, first) if quote_near(lower, after, _ADJACENT) else None
        if not absolute:
            return None
    frame = frame_after(parsed.words, after, cue)
    source = (absolute or main_subject(parsed, at)) if frame else None
    if frame is None or source is None:
        return None
    start = content_start(parsed.words, after, frame[0])
    content = (start, report_end(parsed, start))
    return Construction((at, after), source, (content,), frame[1], "participle")


def _in_relative(parsed: Parsed, at: int) -> bool:
    """Tell whether a relative opens right before the subject of a verb that reads as the main one."""
    subject = _subject_in_clause(parsed, at)
    return subject is not None and parsed.words.lower[max(subject[0] - 1, 0)] in RELATIVES


def _absolute_subject(lower: Sequence[str], end: int) -> Span | None:
    """Return the noun phrase of "with the union calling it …", where `end` is at the participle."""
    for at in range(end - 1, max(-1, end - _LONGEST_SUBJECT), -1):
        if lower[at] == "with":
            return (at + 1, end) if at + 1 < end else None
        if lower[at] in BREAKS or lower[at] in STOPS:
            return None
    return None


def _in_clause(parsed: Parsed, at: int, cue: Cue) -> Construction | None:
    """Match "…, who said that …", "after critics called it …"."""
    words, after = parsed.words, at + 1 + len(cue.rest)
    helpers = helpers_before(words.lower, at)
    if after >= len(words.lower) or is_denied(helpers) or not is_report(words.lower, at, cue, helpers):
        return None
    frame = frame_after(words, after, cue)
    source = _subject_in_clause(parsed, at - len(helpers)) if frame else None
    if frame is None or source is None:
        return None
    start = content_start(words, after, frame[0])
    content = (start, _content_end(parsed, after, start))
    return Construction((at, after), source, (content,), frame[1], "nested") if content[0] < content[1] else None


def _subject_in_clause(parsed: Parsed, end: int) -> Span | None:
    """Return the noun phrase between the word that opens the clause and its verb, or the relative that is both."""
    words, lower = parsed.words, parsed.words.lower
    start = end
    while start > 0 and end - start < _LONGEST_SUBJECT and not _opens_clause(parsed, start - 1):
        start -= 1
    if start < end:
        return (start, end)
    if end and lower[end - 1] in RELATIVES and words.classes[end - 1] & SUBORDINATOR:
        return (end - 1, end)
    return _shared_subject(parsed, end) if end and lower[end - 1] in ("and", "but", "or", ",") else None


def _shared_subject(parsed: Parsed, end: int) -> Span | None:
    """Return the subject that a verb behind "and" shares with one before it in its clause, else the main subject."""
    words = parsed.words
    for at in range(end - 1, max(-1, end - _CLAUSE_REACH), -1):
        if words.classes[at] & SUBORDINATOR:
            verb = next((k for k in range(at + 1, end) if words.finite[k]), at)
            if verb == at + 1 and words.lower[at] in RELATIVES:
                return (at, at + 1)
            return (at + 1, verb) if at + 1 < verb else None
    return main_subject(parsed, end)


def _opens_clause(parsed: Parsed, at: int) -> bool:
    words = parsed.words
    word = words.lower[at]
    return (
        bool(words.classes[at] & (SUBORDINATOR | PREPOSITIONAL | COORDINATOR))
        or words.finite[at] == FINITE
        or word in BREAKS
        or word in STOPS
        or word in word_set("never_subject")
    )


def _content_end(parsed: Parsed, after: int, start: int) -> int:
    """Return where a nested report ends: with its quotation, else where at a mark the main clause comes back."""
    lower, level = parsed.words.lower, parsed.level
    quoted = next((q for q in parsed.quotes if parsed.words.at(q.start) == start), None)
    if quoted:
        return parsed.words.at(quoted.end)
    end = next_break(lower, max(after + 1, start))
    while end < len(lower) and not (end + 1 < len(lower) and level[end + 1] == MAIN):
        end = next_break(lower, end + 1)
    return end


def antecedent(parsed: Parsed, at: int) -> Span | None:
    """Return the noun phrase before the relative at `at`."""
    lower = parsed.words.lower
    end = at - (at > 0 and lower[at - 1] == ",")
    start = end
    while start > 0 and end - start < _LONGEST_SUBJECT and not _opens_clause(parsed, start - 1):
        start -= 1
    return (start, end) if start < end else None
