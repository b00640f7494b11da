"""What must follow a verb of saying for it to attribute: a clause, a quotation, an object, an infinitive.

Frames are named in `lexicon/cues.toml`. Positions are those of words.
"""

from collections.abc import Callable, Sequence

from flows.extraction.grammar.phrases import NOMINATIVE, is_adverb, next_break
from flows.extraction.grammar.words import CONTRACTION, FINITE, MAYBE_FINITE, SUBORDINATOR, Words
from flows.extraction.sources.cues import (
    BREAKS,
    CONTENT_FRAMES,
    MARKS,
    OPENING_QUOTES,
    QUOTES,
    REACH,
    STOPS,
    Cue,
    determiners,
    evaluative_words,
    is_people,
    prepositions,
    word_set,
)

# Frames in which a form that may be a noun is taken for one ("the demand to leave").
_NOUN_PRONE = frozenset(("clause", "free", "noun", "to", "about"))
_CONJOINING = frozenset(("and", "but", "or", "that", "which", "who"))
_CLAUSE_WORDS = frozenset(("whether", "why", "how", "that", "what", "if"))
_CLAUSE_REACH, _QUOTE_REACH = 12, 10
_OBJECTS = frozenset(("it", "him", "her", "them", "this", "that", "these", "those", "himself", "herself", "itself"))
_PEOPLE = frozenset(("they", "others"))
_JOINT_REACH = 4  # Words from "and" to the last of two joint names: "and the United States".
_ARTICLES = (("a",), ("an",), ("the",))
_PRONOUNS = NOMINATIVE | {"it", "there"}
_LIMITS = frozenset(("least", "most", "half"))
_ROUNDING = frozenset(("about", "around", "over", "under", "nearly"))
_AMOUNTS = frozenset(
    ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "a", "one", "dozens", "hundreds")
)


def frame_after(words: Words, after: int, cue: Cue) -> tuple[str, str] | None:
    """Return the first frame of the verb that its continuation from `after` on fills, with the type it settles."""
    at = after - 1
    prone = not cue.rest and (words.lower[at] in word_set("weak_forms") or is_noun_form(words, at, cue))
    is_noun = prone and not _clause_adjoins(words, after)
    for frame, claim_type in cue.frames:
        if not (is_noun and frame in _NOUN_PRONE) and _FRAMES[frame](words, after):
            return frame, claim_type
    return None


def is_noun_form(words: Words, at: int, cue: Cue) -> bool:
    """Tell whether a word is rather a noun than a verb of saying: "the claim", but not "experts also claim"."""
    lower = words.lower
    if lower[at] not in word_set("noun_forms"):
        return False
    subject = at - 1 - (at > 1 and (lower[at - 1] in word_set("adverbs") or lower[at - 1].endswith("ly")))
    if cue.form == "present" and _names_reporter(words, at):
        return False
    if cue.form != "base" or subject < 0:
        return True
    return not (lower[subject] in _PEOPLE or is_people(lower[subject]) or _are_joint_names(words, subject))


def _names_reporter(words: Words, at: int) -> bool:
    """Tell "Italy estimates it will take" from "Italy estimates show": a name before it, a clause behind."""
    after = at + 1
    if not at or after >= len(words) or words.finite[after] or words.lower[after] in prepositions():
        return False
    end = min(next_break(words.lower, after), after + _CLAUSE_REACH)
    return words.text[words.starts[at - 1]].isupper() and words.has_finite(after + 1, end, FINITE)


def _are_joint_names(words: Words, last: int) -> bool:
    """Tell whether two names joined by "and" end at a word: "Mori and Hale welcome the pact"."""
    joint = "and" in words.lower[max(last - _JOINT_REACH, 0) : last]
    return joint and words.text[words.starts[last]].isupper()


def content_start(words: Words, after: int, frame: str) -> int:
    """Return the first word of what is reported: past "that", the person addressed, the opening of a quotation."""
    lower = words.lower
    if frame == "to":
        reach = range(after, min(after + _CLAUSE_REACH, len(lower)))
        return next((k for k in reach if lower[k] == "to"), after)
    if frame not in CONTENT_FRAMES:
        return after
    for k in range(after, min(after + REACH, len(lower))):
        if lower[k] in ("that", ":") or lower[k] in OPENING_QUOTES:
            return min(k + 1, len(lower) - 1)
        if k > after and words.finite[k]:
            break
    return after


def quote_near(lower: Sequence[str], after: int, reach: int = _QUOTE_REACH) -> bool:
    """Tell whether a quotation of three words or more opens within a few words."""
    for k in range(after, min(after + reach, len(lower))):
        if lower[k] in OPENING_QUOTES:
            return QUOTES.isdisjoint(lower[k + 1 : k + 4]) or _is_utterance(lower, k)
        if lower[k] == ";":
            return False
    return False


def _is_utterance(lower: Sequence[str], mark: int) -> bool:
    """Tell "said, “Never.”" from a quoted term: a short quotation set off by a mark and closed by a stop."""
    close = next((k for k in range(mark + 2, min(mark + 5, len(lower))) if lower[k] in QUOTES), 0)
    if not close or lower[mark + 1] in QUOTES:
        return False
    return lower[close - 1] in "?!" or (lower[mark - 1] in (",", ":") and lower[close - 1] in ",.")


def that_near(words: Words, after: int, reach: int = 4) -> bool:
    """Tell whether a clause with "that" follows, be it after an aside in commas: "suggested, for example, that"."""
    lower = words.lower
    if lower[after] == ",":
        beyond = next_break(lower, after + 1) + 1
        return lower[beyond : beyond + 1] == ("that",)
    for k in range(after, after + reach):
        if k >= len(lower) or (lower[k] in BREAKS and lower[k] not in QUOTES):
            return False
        if lower[k] == "that":
            # "announced a plan that includes" has a relative, "told reporters that it includes" a report.
            relative = k > after and k + 1 < len(words.lower) and words.finite[k + 1] > 0
            relative = relative and not words.classes[k + 1] & CONTRACTION
            return not relative and _verb_before_next_clause(words, k + 1)
    return False


def _verb_before_next_clause(words: Words, start: int) -> bool:
    """Tell "that bases are costly" from "that footing": a clause has its verb before the next one opens."""
    for k in range(start, min(start + REACH, len(words.lower))):
        if words.finite[k] or words.lower[k] in BREAKS:
            return True
        if k > start and words.classes[k] & SUBORDINATOR:  # "that while they agree, …"
            return False
    return len(words.lower) - start > REACH


def _clause_adjoins(words: Words, after: int) -> bool:
    return that_near(words, after) or words.lower[after] in _CLAUSE_WORDS or quote_near(words.lower, after, 3)


def _clause_follows(words: Words, after: int) -> bool:
    lower = words.lower
    if lower[-1] == ":" and next_break(lower, after) == len(lower) - 1:  # The quotation is the next paragraph.
        return True
    if lower[after] in _CLAUSE_WORDS or quote_near(lower, after, 8) or that_near(words, after, _CLAUSE_REACH):
        return True
    if lower[after] in prepositions() and not _is_amount(lower, after):
        return False
    if lower[after] in _PRONOUNS and words.has_finite(after + 1, after + 3):
        return True
    first = _past_term(lower, after)
    surely = MAYBE_FINITE if _is_amount(lower, after) else FINITE  # "over half of pilots favored it"
    return words.has_finite(first + 1, min(after + _CLAUSE_REACH, next_break(lower, first)), surely)


def _is_amount(lower: Sequence[str], at: int) -> bool:
    """Tell "at least ten ships" and "about half of it", which open a clause, from "at sea"."""
    behind = "".join(lower[at + 1 : at + 2])
    return behind in _LIMITS or (lower[at] in _ROUNDING and (behind in _AMOUNTS or behind[:1].isdigit()))


def _past_term(lower: Sequence[str], at: int) -> int:
    """Return the word behind a quoted term that opens a clause, else `at`: "testified “dozens” of ships were"."""
    close = next_break(lower, at + 1)
    quoted = lower[at] in OPENING_QUOTES and close + 1 < len(lower) and lower[close] in QUOTES
    return close + 1 if quoted else at


def _free_follows(words: Words, after: int) -> bool:
    word = words.lower[after]
    if is_adverb(word) and after + 1 < len(words.lower):  # "responded firmly to" has no content, "said only that" has.
        return _free_follows(words, after + 1)
    if word in OPENING_QUOTES or (word not in prepositions() and word not in BREAKS and word not in STOPS):
        return True
    if _clause_follows(words, after) or quote_near(words.lower, after, REACH) or _is_amount(words.lower, after):
        return True
    return _clause_behind_phrase(words, after)


def _clause_behind_phrase(words: Words, after: int) -> bool:
    """Tell whether a clause follows an adverbial without a mark: "said after the talks he would go"."""
    if words.lower[after] not in prepositions():
        return False
    end = min(after + _CLAUSE_REACH, next_break(words.lower, after))
    verb = next((k for k in range(after + 2, end) if words.finite[k] == FINITE), end)
    return verb < end and not any(words.classes[k] & SUBORDINATOR for k in range(after, verb))


def _quotation_follows(words: Words, after: int) -> bool:
    return quote_near(words.lower, after)


def _doing_follows(words: Words, after: int) -> bool:
    """Tell whether a gerund follows: "reported hearing shots"."""
    word = words.lower[after]
    return word.endswith("ing") and len(word) > 4 and word not in word_set("not_doing")


def _noun_follows(words: Words, after: int) -> bool:
    joined = words.lower[after] in ("and", "or") and after + 2 < len(words) and words.lower[after + 1].endswith("ed")
    word = words.lower[after + 2 if joined else after]  # "criticized and mocked him"
    return word in QUOTES or not (
        word in BREAKS or word in STOPS or word in prepositions() or word in ("and", "or", "but")
    )


def _named_follows(words: Words, after: int) -> bool:
    lower = words.lower
    if lower[after] in prepositions() or lower[after] in MARKS or words.finite[after] == FINITE:
        return False
    return not (
        QUOTES.isdisjoint(lower[after : after + _CLAUSE_REACH])
        and evaluative_words().isdisjoint(lower[after + 1 : after + 6])
    )


def _equated_follows(words: Words, after: int) -> bool:
    """Tell whether an object and what it is called follow: "called it a trap", "called Italy the worst rival"."""
    lower = words.lower
    second = _end_of_object(words, after)
    if lower[second : second + 1] not in _ARTICLES or words.has_finite(after, second):
        return False
    return lower[second - 1] not in prepositions()


def _end_of_object(words: Words, start: int) -> int:
    """Return where the object of a verb ends: a pronoun, a name, or an article and all before "a" or "an"."""
    lower = words.lower
    end = min(next_break(lower, start), start + _CLAUSE_REACH)
    if lower[start] in _OBJECTS and lower[start + 1 : start + 2] in _ARTICLES:
        return start + 1
    if lower[start] in determiners():
        return next((k for k in range(start + 2, end) if lower[k] in ("a", "an")), end)
    return next((k for k in range(start, end) if words.text[words.starts[k]].islower()), end)


def _as_follows(words: Words, after: int) -> bool:
    """Tell whether "as" follows, be it behind a relative or an aside: "described the aid that he gave as"."""
    lower, k = words.lower, after
    while k < min(after + REACH, len(lower)) and lower[k] != "as":
        aside = _aside_at(lower, k)
        if lower[k] in MARKS and not aside:
            return False
        k += aside or 1
    return lower[k : k + 1] == ("as",)


def _word_follows(word: str, reach: int, ending: tuple[str, ...] = ("and",)) -> Callable[[Words, int], bool]:
    ends = frozenset(("that", "but", *ending))

    def check(words: Words, after: int) -> bool:
        k, end = after, min(after + reach, len(words.lower))
        while k < end:
            if words.lower[k] == word:
                return True
            aside = _aside_at(words.lower, k)
            if not aside and (words.lower[k] in BREAKS or words.lower[k] in ends or words.finite[k] == FINITE):
                return False
            k += aside or 1
        return False

    return check


def _aside_at(lower: Sequence[str], comma: int) -> int:
    """Return how many words an apposition takes with its commas, 0 for none: "urged China, its ally, to act"."""
    if lower[comma] != ",":
        return 0
    end = next_break(lower, comma + 1)
    return end + 1 - comma if lower[end : end + 1] == (",",) and lower[comma + 1] not in _CONJOINING else 0


_FRAMES: dict[str, Callable[[Words, int], bool]] = {
    "clause": _clause_follows,
    "free": _free_follows,
    "that": that_near,
    "quoted": _quotation_follows,
    "noun": _noun_follows,
    "doing": _doing_follows,
    "named": _named_follows,
    "equated": _equated_follows,
    "as": _word_follows("as", _CLAUSE_REACH),
    "as far": _as_follows,
    "to": _word_follows("to", _CLAUSE_REACH, ()),
    "for": _word_follows("for", 2),
    "of": _word_follows("of", 4),
    "against": _word_follows("against", 1),
    "about": _word_follows("about", 4),
}
