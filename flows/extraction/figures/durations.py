"""What a stretch of time measures: what lasted so long, or what the time is since, after, until or in.

Ages are read in `measures`; the date at which something happened is for `times`.
"""

from flows.extraction.figures.contexts import names_statistic
from flows.extraction.figures.measure_phrases import (
    CLAUSE_SIGNS,
    LONGEST_NOUN,
    LONGEST_PARENTHESIS,
    PREPOSITIONS,
    RELATIVES,
    SPANNING,
    TAIL,
    TIMED,
    Span,
    clause_after,
    clause_before,
    is_aim,
    joined,
    kept_after,
    name_before,
    noun_before,
    phrase_after,
    phrase_before,
    with_article,
    words_of,
)
from flows.extraction.figures.participles import AUXILIARIES, MODALS, PRONOUNS
from flows.extraction.numbers.nouns import STOP
from flows.extraction.numbers.tokens import Tokens
from flows.extraction.records import Quantity

# After a stretch of time that parts now from an event.
_TO_EVENT = {"ago": "since", "later": "until", "away": "until"}
_TO_COME = MODALS | {"going"}
_PASSED = frozenset(("passed", "elapsed", "gone"))
# Verbs with a stretch of time as their object, before where or under what it passed: "spent 3 years under arrest".
_PASSES = frozenset(
    ("spend", "spends", "spent", "spending", "experienced", "served", "had", "enjoyed", "endured", "seen", "saw")
)
_AT_WORK = frozenset(("under", "with", "without", "at", "on", "as", "among"))
_TAKES = frozenset(("take", "takes", "took", "taken", "taking", "need", "needs", "needed"))


def of_duration(t: Tokens, q: Quantity) -> str | None:
    """Return what lasts so long ("years of war", "for four years"), or what the time is since, after, until or in."""
    word, before = t.lower[q.last], t.lower[q.first - 1]
    if t.lower[q.last : q.last + 2] == ["from", "now"]:
        event = _event_before(t, q.first)
        return f"time until {event}" if event else None
    if word in _TO_EVENT:
        event = _event(t, q)
        return f"time {_TO_EVENT[word]} {event}" if event else None
    if word == "of" and t.lower[q.first] == "within":
        return joined("time from", with_article(t, phrase_after(t, q.last)))
    describes = q.attributive or (q.value > 1 and t.lower[q.last - 1] == q.unit and word.isalpha() and word not in STOP)
    of = phrase_after(t, q.last) if describes or word == "of" else (0, 0)
    after = words_of(t, of)
    if after and (q.attributive or t.lower[of[0]] not in TIMED):
        return f"first part of the {after}" if before == "first" else after
    if before == "of" and t.lower[q.first - 2] not in TAIL and not names_statistic(t, q.first):
        return words_of(t, noun_before(t, q.first - 1), kept_after(t, q.last))
    return _time_after(t, q, word, before) or _lasted(t, q)


def _event(t: Tokens, q: Quantity) -> str | None:
    """Return the event that is so long ago, away or later, which is told before that or, at the start, after it."""
    following = q.last + 1
    opens = t.lower[following] == "," and (t.lower[q.first - 1] in CLAUSE_SIGNS or t.lower[q.first - 1] == "that")
    after = None if t.lower[following] in PREPOSITIONS else clause_after(t, following)
    return after if opens else _event_before(t, q.first) or after


def _event_before(t: Tokens, i: int) -> str | None:
    """Return the event told before "a year ago" at token `i`, with its subject: "it emerged", "the man died"."""
    span = phrase_before(t, i)
    verb = phrase_before(t, i, jumps=0)
    if span[1] < verb[0] < verb[1]:  # a relative clause and what it is said of
        return joined(with_article(t, name_before(t, span[1])), words_of(t, verb))
    first, end = span[0] + (t.lower[span[0]] == "with"), span[1]
    if first >= end:
        return None
    return words_of(t, (first - 1, end)) if t.lower[first - 1] in PRONOUNS else with_article(t, (first, end))


def _time_after(t: Tokens, q: Quantity, word: str, before: str) -> str | None:
    """Return "time in office", "time since …", "time to clear him" for what follows a stretch of time."""
    passed = next((i for i in range(q.last, q.last + 4) if t.lower[i] in _PASSED), q.last)
    lasts = word == "before" and t.lower[q.last + 1].endswith("ing") and "for" in t.lower[q.first - 3 : q.first]
    if lasts:  # "they stayed for a week before leaving"
        return None
    if (word in SPANNING and not is_aim(t, q.last)) or (passed > q.last and t.lower[passed + 1] == "since"):
        kept = words_of(t, kept_after(t, passed + (passed > q.last)))
        return f"time {kept}" if kept else None
    then = q.last + 2 * (t.lower[q.last : q.last + 2] == ["on", "average"])
    takes = not _TAKES.isdisjoint(t.lower[max(0, q.first - LONGEST_NOUN - 1) : q.first])
    if (takes and t.lower[then] in ("to", "for")) or (word in _AT_WORK and before in _PASSES):
        return joined("time", words_of(t, kept_after(t, then)))
    if t.lower[q.first] == "within" and word == "," and (not q.first or before in CLAUSE_SIGNS):
        clause = clause_after(t, q.last)
        return f"time until {clause}" if clause else None
    return None


def _lasted(t: Tokens, q: Quantity) -> str | None:
    """Return what lasts for a stretch of time: the clause before it, or the one after of which it is subject."""
    first_time = t.lower[q.first - 3 : q.first] == ["first", "time", "in"]
    span = clause_before(t, q.first - 3 if first_time else _before_takes(t, q.first))
    clause = words_of(t, span)
    if clause is None or clause.lower() in PRONOUNS:
        return clause_after(t, q.last)
    return f"time until {clause}" if _is_ahead(t, q, span) else clause


def _before_takes(t: Tokens, i: int) -> int:
    """Return the token after what takes the stretch of time at token `i`: "the sale" of "the sale would take"."""
    if t.lower[i - 1] not in _TAKES:
        return i
    end = i - 1
    while end > 0 and t.lower[end - 1] in AUXILIARIES:
        end -= 1
    aside = t.lower[max(0, end - LONGEST_PARENTHESIS) : end - 1] if t.lower[end - 1] == "," else []
    return end - 2 - aside[::-1].index(",") if "," in aside else end


def _is_ahead(t: Tokens, q: Quantity, clause: Span) -> bool:
    """Tell whether a stretch of time parts from what is to come: "the port will close in a year"."""
    said = t.lower[clause[0] + 1 : clause[1]]
    within = "in" in t.lower[q.first - 3 : q.first] or t.lower[q.first] == "within"
    return within and not _TO_COME.isdisjoint(said) and RELATIVES.isdisjoint(said)
