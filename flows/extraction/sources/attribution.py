"""Sentence → attribution: the cue word, the span of the source, and the span of what is reported.

Grammar only, one rule a function, the most reliable first: a speaker after or inside the content, "according to X",
"as X put it", a speaker before the content, a participle or a noun that reports. Who the source is, is settled in
`resolve`; what must follow a verb in `frames`; transcripts have a module of their own.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import compress, count
from typing import NamedTuple

from flows.extraction.grammar.clauses import ASIDE, MAIN
from flows.extraction.grammar.phrases import (
    Parsed,
    Span,
    first_verb,
    helpers_before,
    is_adverb,
    is_noun_phrase,
    is_quoted,
    last_name,
    main_subject,
    next_break,
    noun_phrase_end,
    report_end,
    rest_quoted,
    subject_before,
    without_adverbs,
)
from flows.extraction.grammar.words import (
    ACCORDING,
    AS,
    AUXILIARY,
    CONTRACTION,
    DASH,
    FINITE,
    OPENING,
    PHRASAL,
    SAYING,
    THERE,
    Words,
)
from flows.extraction.sources.cues import (
    BREAKS,
    BULLETS,
    OPENING_QUOTES,
    QUOTES,
    REACH,
    STOPS,
    Cue,
    cues_in,
    determiners,
    phrase_patterns,
    prepositions,
    stance_forms,
    verb_forms,
    word_set,
)
from flows.extraction.sources.frames import content_start, frame_after, quote_near, that_near

RELATIVES = frozenset(("who", "which", "that"))
AFTER_CONTENT, COLON, QUOTED_FIRST, LISTED = "after content", "colon", "quotation first", "before: list item"
AS_PUT = "as X put it"
_QUOTED_BY = 2  # Characters before a quotation that opens a sentence.
_LEAST_QUOTED = 5  # Words and marks of a quotation that needs no verb of saying.
_BEFORE_SPEAKER = frozenset(",?!")
_PARTING = frozenset((",", "—", "–", "--"))
_RESUMING = frozenset((",", ".", "—", "–", "--"))
_ADVERBIAL_REACH = 5  # Words of "in December" after "as Sato pointed out".
_LEAST_REPORTED = 6  # Words before a last comma that are a clause, though no list has their verb.
_LONGEST_LABEL = 8  # Words of a name before a colon.
_BEFORE_LABEL = frozenset(("from", "-"))  # "More from Sato: “…”", "What the polls say - Sato: “…”".
_NOUN_CUE = re.compile(
    r"there (?:is|are|was|were) (?P<cue>(?:no|little) illusion|(?:a )?(?:growing |widespread |general |broad )?"
    r"(?:fear|belief|consensus|conviction|view|worry|concern))s? "
    r"(?:in|among|within) (?P<source>(?:\S+ ){0,4}\S+) that "
)


class Construction(NamedTuple):
    """Words that attribute by their grammar. Spans are positions of words.

    `claim_type` is what the cue settles, else ""; `rule` names the pattern.
    """

    cue: Span
    source: Span
    content: tuple[Span, ...]
    claim_type: str
    rule: str


# Prepositions and determiners by their form that can be the subject of a verb.
_SUBJECTS = frozenset(("who", "that", "which", "both", "all", "each", "some", "many", "most"))
_CONTRACTED = frozenset(("it", "he", "she", "that", "who", "what", "there"))
_HAVE = frozenset(("has", "have", "had", "having", "'ve", "'s", "'d"))
_JUST = frozenset(("just", "much", "exactly"))  # "just as Sato had put it"
_THEN = frozenset(("and", "but", "while", "yet"))
_CALLED_FOR = frozenset(("against", "amid", "despite"))  # "amid calls for talks"
_SINGULAR = (("he",), ("she",), ("it",))
_OF_NOUNS = frozenset(("who", "whose", "which"))
_CLAUSES = (("free", ""), ("clause", ""))
_EMPTY_VERBS = ("express", "voic")  # Only their noun tells that something is said.
_Rule = Callable[[Parsed, int, Cue], Construction | None]


def find_constructions(parsed: Parsed, cues: Sequence[tuple[int, Cue]]) -> Iterator[Construction]:
    """Yield the attributions that the sentence's grammar allows, the most reliable rule first.

    `cues` are its verbs of saying, as `cues_of` finds them.
    """
    colon = tuple(_colon_speech(parsed)) if parsed.quotes and ":" in parsed.words.lower else ()
    verb_before = any(at < one.cue[0] for one in colon for at, _ in cues)
    if not verb_before:
        yield from colon
    said_before = False
    for construction in _of_openers(parsed, cues):
        said_before = said_before or any(construction.cue[0] < one.cue[0] for one in colon)
        yield construction
    if verb_before and not said_before:  # What looked like a verb of saying was none: "From the report: “…”".
        yield from colon
    if parsed.quotes and parsed.quotes[0].start <= _QUOTED_BY:
        yield from _quotation_first(parsed)


def _of_openers(parsed: Parsed, cues: Sequence[tuple[int, Cue]]) -> Iterator[Construction]:
    kinds = parsed.words.kinds
    if cues and parsed.quotes and parsed.quotes[0].start <= _QUOTED_BY:
        yield from _of_cues(parsed, cues, (_after_content,))
    if kinds & ACCORDING:
        yield from _according_to(parsed)
    if kinds & AS:
        yield from _as_put(parsed)
        yield from _quoted_as(parsed)
    if cues:
        yield from _of_cues(parsed, cues, (_after_content, _before_content, _participle))
    if kinds & PHRASAL:
        yield from _phrases(parsed)
    if kinds & THERE:
        yield from _nouns(parsed)


def _quotation_first(parsed: Parsed) -> Iterator[Construction]:
    """Match "“…,” the nominee quips about the heat": behind a quotation that opens the sentence, whoever it be acts."""
    words, lower, quoted = parsed.words, parsed.words.lower, parsed.quotes[0]
    close = words.at(quoted.end)
    if not quoted.closed or close < _LEAST_QUOTED or close + 2 >= len(words.lower):
        return
    if words.classes[close + 1] & DASH:
        yield from _credit(parsed, close)
    if lower[close - 1] not in _BEFORE_SPEAKER:
        return
    verb = next((k for k in range(close + 2, min(close + REACH, next_break(lower, close + 1))) if words.finite[k]), 0)
    quoted_as = lower[verb + 1 : verb + 4] == ("quoted", "as", "saying")
    if verb and (quoted_as or not words.classes[verb] & AUXILIARY):
        cue = (verb + 1, verb + 4) if quoted_as else (verb, verb + 1)
        yield Construction(cue, without_adverbs(lower, close + 1, verb), ((0, close),), "", QUOTED_FIRST)
    elif not words.has_finite(close + 1, len(words.lower)):
        end = next_break(lower, close + 1)
        yield Construction((close, close), (close + 1, end), ((0, close),), "", QUOTED_FIRST)


def list_item(parsed: Parsed, cues: Sequence[tuple[int, Cue]]) -> Construction | None:
    """Match "• Called for talks" and "• Met reporters: “…”": the subject stands in the line that opens the list."""
    words = parsed.words
    if len(words.lower) < _LEAST_QUOTED or words.lower[0] not in BULLETS or not words.finite[1]:
        return None
    for at, cue in cues:
        frame = (
            frame_after(words, at + 1 + len(cue.rest), cue)
            if at == 1 and len(words.lower) > 2 + len(cue.rest)
            else None
        )
        if frame:
            content = ((content_start(words, at + 1 + len(cue.rest), frame[0]), len(words.lower)),)
            return Construction((at, at + 1 + len(cue.rest)), (at, at), content, frame[1], LISTED)
    for colon in range(2, len(words.lower) - 1):
        if words.lower[colon] == ":" and words.lower[colon + 1] in OPENING_QUOTES:
            return Construction((colon, colon + 1), (colon, colon), ((colon + 1, len(words.lower)),), "", LISTED)
    return None


def cues_of(parsed: Parsed) -> list[tuple[int, Cue]]:
    """Return the verbs of saying in a sentence, each with its position."""
    words = parsed.words
    if not words.kinds & SAYING:
        return []
    text, starts = words.text, words.starts
    found = cues_in(words.lower, compress(count(), map(SAYING.__and__, words.classes)))
    return [one for one in found if not (text[starts[one[0]]].isupper() and _is_in_name(words, one[0]))]


def _is_in_name(words: Words, at: int) -> bool:
    """Tell "the Islamic State" from "the paper states": inside a sentence only names have capitals."""
    return at > 0 and words.text[words.starts[at]].isupper() and words.lower[at - 1][-1].isalnum()


def _of_cues(parsed: Parsed, cues: Sequence[tuple[int, Cue]], rules: Sequence[_Rule]) -> Iterator[Construction]:
    for rule in rules:
        for at, cue in cues:
            if found := rule(parsed, at, cue):
                yield found


def _according_to(parsed: Parsed) -> Iterator[Construction]:
    words, lower = parsed.words, parsed.words.lower
    for at in range(len(words.lower) - 2):
        if lower[at] == "according" and lower[at + 1] == "to":
            end = noun_phrase_end(parsed, at + 2)
            goes_on = words.has_finite(end, len(lower)) or lower[end + 1 : end + 2] == ("and",)
            closing = parsed.level[at] != ASIDE and lower[at - 1] == "," and not goes_on
            aside = parsed.level[at] == ASIDE and bool(words.classes[at - 1] & (DASH | OPENING))
            if parsed.level[at] != MAIN and not closing and not aside:
                continue
            content = _around(lower, at, end) if at >= 3 else _around(lower, 0, min(end + 1, len(lower)))
            yield Construction((at, at + 2), (at + 2, end), content, "", "according to")


def _as_put(parsed: Parsed) -> Iterator[Construction]:
    """Match "as Sato put it", "as critics often point out", "as X stated:" at either end of a sentence."""
    lower = parsed.words.lower
    for at in [k for k, word in enumerate(lower) if word == "as"]:
        if at > 1 and lower[at - 1] not in BREAKS and lower[at - 1] not in _JUST:
            continue
        if not word_set("after_as").isdisjoint(lower[at + 1 : at + 2]):
            continue
        size = _size_of_put_it(lower, at + 1) if at + 1 < len(lower) else 0
        if size and lower[at + 1 + size : at + 2 + size] in (("by",), ("in",)):
            by = at + 1 + size  # "as reported by Kyodo", "as pointed out in the report"
            end = noun_phrase_end(parsed, by + 1)
            yield Construction((at + 1, by), (by + 1, end), _around(lower, at, end), "", AS_PUT)
            return
        start = _past_apposition(lower, at)
        for verb in range(start, min(next_break(lower, start), at + REACH)):
            if lower[verb - 1] == "to":
                continue
            if lower[verb - 1] in RELATIVES:
                break
            if at and lower[at - 1] in _JUST and parsed.words.has_finite(at + 1, verb - 1, FINITE):
                break
            if lower[verb] not in _put_it_words() or _is_in_name(parsed.words, verb):
                continue
            end = verb + _size_of_put_it(lower, verb)
            close = _past_adverbial(parsed.words, end)
            if end > verb and (close == len(lower) or lower[close] in BREAKS or lower[close] in STOPS):
                source = without_adverbs(lower, at + 1, min(verb, next_break(lower, at)))
                yield Construction((verb, end), source, _around(lower, at, close), "", AS_PUT)
                return


def _around(lower: Sequence[str], start: int, end: int) -> tuple[Span, ...]:
    """Return what stands before `start`, if more than a word or mark does, and behind `end`."""
    behind = (end, len(lower))
    return (behind,) if start < 2 else ((0, start), behind)


def _past_adverbial(words: Words, start: int) -> int:
    """Return the mark behind an adverbial without a verb: "as Mori said in May, …", "as Mori reports from Kyoto:"."""
    lower = words.lower
    if "".join(lower[start : start + 1]) not in (prepositions() | word_set("times")) - {"to"}:
        return start
    return next((k for k in range(start, min(start + _ADVERBIAL_REACH, len(lower))) if _ends_phrase(lower, k)), start)


def _ends_phrase(lower: Sequence[str], at: int) -> bool:
    return at < len(lower) and (lower[at] in BREAKS or (lower[at] in STOPS and at + 1 == len(lower)))


def _past_apposition(lower: Sequence[str], at: int) -> int:
    """Return where the verb of "as Mori, a voter, put it" or "as Mori put it" is to be looked for."""
    comma = next_break(lower, at)
    second = next_break(lower, comma + 1)
    apposed = lower[comma : comma + 1] == lower[second : second + 1] == (",",) and second < at + REACH
    return second + 1 if apposed and lower[second + 1 : second + 2] and lower[second + 1] in _put_it_words() else at + 2


@cache
def _put_it_words() -> frozenset[str]:
    return frozenset(("put", "puts", "went", "goes", *word_set("as_verbs"), *verb_forms()))


def _quoted_as(parsed: Parsed) -> Iterator[Construction]:
    """Match "Sato was quoted as saying that …" and "Kyodo quoted him as saying that …"."""
    words, lower = parsed.words, parsed.words.lower
    for at in (k for k in range(1, len(lower) - 3) if lower[k] == "quoted" and parsed.level[k] == MAIN):
        saying = next((k for k in range(at + 2, min(at + REACH, len(lower))) if lower[k - 1] == "as"), 0)
        source = subject_before(parsed, at - len(helpers_before(lower, at)), at)
        start = content_start(words, saying + 1, "free")
        if saying and source and lower[saying].endswith("ing") and words.has_finite(start, len(words)):
            cue = (at, saying + 1 if saying == at + 2 else at + 1)
            yield Construction(cue, source, ((start, report_end(parsed, start)),), "", "before: quoted as")


def _size_of_put_it(lower: Sequence[str], at: int) -> int:
    """Return how many words from `at` on are a verb of "as X put it", or 0."""
    if lower[at] in ("put", "puts") and tuple(lower[at + 1 : at + 2]) == ("it",):
        return 2
    if lower[at] in word_set("as_verbs"):
        return 1
    if lower[at] in ("went", "goes") and tuple(lower[at + 1 : at + 4]) == ("on", "to", "say"):
        return 4
    for cue in verb_forms().get(lower[at], ()):
        if cue.form != "ing" and cue.reports and tuple(lower[at + 1 : at + 1 + len(cue.rest)]) == cue.rest:
            return 1 + len(cue.rest)
    return 0


def _credit(parsed: Parsed, close: int) -> Iterator[Construction]:
    """Match the line of who is quoted, behind a dash: "“…” — Aiko Mori, voter"."""
    words = parsed.words
    end = next_break(words.lower, close + 2)
    if close + 2 < end <= close + 2 + _LONGEST_LABEL and not words.has_finite(close + 2, len(words.lower)):
        yield Construction((close, close), (close + 2, end), ((0, close),), "", AFTER_CONTENT)


def _colon_speech(parsed: Parsed) -> Iterator[Construction]:
    """Match "Sato had one message: “…”", "Sato: “…”", "More from Sato: “…”" and "It surprised Sato: “…”"."""
    words, lower = parsed.words, parsed.words.lower
    at = next((k for k in range(1, len(lower) - 1) if lower[k] == ":" and lower[k + 1] in OPENING_QUOTES), 0)
    bracketed = parsed.level[at] == ASIDE and "(" in lower[max(0, at - _LONGEST_LABEL) : at]
    if not at or is_quoted(parsed, at) or bracketed or not quote_near(lower, at + 1, 1):
        return
    label = next((k + 1 for k in range(at - 1, -1, -1) if lower[k] in BREAKS or lower[k] in _BEFORE_LABEL), 0)
    named = words.text[words.starts[label]].isupper() or lower[label] in determiners()
    is_label = named and not words.has_finite(label, at)
    for source in ((label, at) if is_label else main_subject(parsed, at), last_name(parsed, 0, at)):
        if source and source[1] - source[0] <= _LONGEST_LABEL:
            yield Construction((at, at + 1), source, ((at + 1, len(lower)),), "", COLON)


def _after_content(parsed: Parsed, at: int, cue: Cue) -> Construction | None:
    """Match "…, Sato said.", "…,” says Sato", "Bases, he told reporters, are …"."""
    words, lower = parsed.words, parsed.words.lower
    if cue.form == "ing" or not cue.reports:
        return None
    after = at + 1 + len(cue.rest)
    if at == 0 and cue.form == "past":
        return _inverted_before(parsed, after)
    left = _break_before(lower, at)
    if left < 1 or lower[left] == ":":
        return None
    quoted = lower[left] in QUOTES or lower[left - 1] in QUOTES
    prone = lower[at] in word_set("noun_forms") or lower[at] in word_set("weak_forms")
    agency = cue.form == "present" and words.text[words.starts[at - 1]].isupper() and _ends_phrase(lower, after)
    if prone and not agency and (not quoted or _is_adjective(lower, at)):
        return None
    if cue.lemma in word_set("never_after") and not quoted:
        return None
    source = without_adverbs(lower, left + 1, at)
    if source[0] >= source[1]:  # Nothing but "has" stands between mark and verb.
        apposed = _apposed_speaker(lower, left)
        if apposed:
            content = ((0, apposed[0] - 1), _resumed(words, after))
            return Construction((at, after), apposed, content, "", AFTER_CONTENT)
        return None if left < at - 1 or cue.lemma == "tell" else _inverted(parsed, at, after, quoted)
    if not is_noun_phrase(words, *source) or not word_set("be").isdisjoint(lower[source[1] : at]):
        return None
    if not RELATIVES.isdisjoint(lower[left + 2 : at]):
        return None
    around = _content_around(parsed, left, after, quoted, cue)
    return Construction((at, after), source, around, "", AFTER_CONTENT) if around else None


def _break_before(lower: Sequence[str], at: int) -> int:
    """Return the position of the mark before a speaker and verb, or -1 where none is near."""
    return next((k for k in range(at - 1, max(-1, at - REACH - 1), -1) if lower[k] in BREAKS), -1)


def _content_around(parsed: Parsed, left: int, after: int, quoted: bool, cue: Cue) -> tuple[Span, ...] | None:
    """Return the content before and after a speaker who stands behind or inside it, None where he stands before it."""
    words, lower = parsed.words, parsed.words.lower
    while after + 1 < len(words.lower) and lower[after] in word_set("times") and lower[after + 1] == ",":
        after += 1
    following = lower[after] if after < len(words.lower) else "."
    said = quoted or words.has_finite(0, left)
    beyond = (after, len(words.lower))
    if following in QUOTES:
        return ((0, left), beyond) if quoted else None
    if following in STOPS or following == ")" or (following == ":" and after + 1 == len(lower)):
        return ((0, left),) if said or left >= _LEAST_REPORTED else None
    if following == ",":
        if not quoted and after + 1 < len(words.lower) and lower[after + 1] in QUOTES:
            return None
        return ((0, left), _resumed(words, after) if quoted else beyond)
    if quoted:
        return ((0, left), _resumed(words, after))
    trails = following in word_set("after_speech") or cue.lemma == "tell"
    if not (said and trails) or "that" in lower[after : after + 8]:
        return None
    comma = next_break(lower, after)
    if comma + 1 < len(words.lower) and lower[comma] == ",":
        return None if lower[comma + 1] in QUOTES else ((0, left), (comma, len(words.lower)))
    return None if words.has_finite(after, len(words.lower)) else ((0, left),)


def _resumed(words: Words, after: int) -> Span:
    """Return the words of a quotation that goes on behind its speaker, an empty span where another clause comes first.

    "he said as he left, “…”" resumes it; "he said, but was shocked by the “…” that followed" does not.
    """
    rest = rest_quoted(words.lower, after)
    resumes = words.lower[rest[0] - 1] in _RESUMING or not words.has_finite(after, rest[0])
    return rest if resumes else (len(words.lower), len(words.lower))


def _apposed_speaker(lower: Sequence[str], comma: int) -> Span | None:
    """Return the speaker of "“…,” Mori, a fellow at a think tank, said": between the quotation and the first comma."""
    if lower[comma] != ",":
        return None
    nearest = range(comma - 1, max(1, comma - 2 * REACH), -1)
    mark = next((k for k in nearest if lower[k] in QUOTES), None)
    if mark is None:
        return None
    end = next_break(lower, mark + 1)
    return (mark + 1, end) if mark + 1 < end < comma else None


def _inverted(parsed: Parsed, at: int, after: int, quoted: bool) -> Construction | None:
    """Match "…,” says Sato" and "The threat, says Sato, head of a centre, is …"."""
    words, lower = parsed.words, parsed.words.lower
    left = at - 1
    if after >= len(words.lower) or lower[after] in BREAKS or lower[after] in word_set("never_inverted"):
        return None
    end = noun_phrase_end(parsed, after)
    medial = end < len(words.lower) and lower[end] == ","
    speaker_stands_alone = _has_verb_of_its_own(parsed, left) and not words.has_finite(after, end)
    if not (quoted or medial or speaker_stands_alone):
        return None
    rest = (end, len(words.lower)) if medial and not quoted else _resumed(words, end)
    return Construction((at, after), (after, end), ((0, left), rest), "", AFTER_CONTENT)


def _has_verb_of_its_own(parsed: Parsed, end: int) -> bool:
    """Tell a clause that ends at `end` from a noun and its relative: "Mori, whose books sell, said"."""
    relative = next((k for k in range(end) if parsed.words.lower[k] in _OF_NOUNS), end)
    return parsed.words.has_finite(0, relative) or first_verb(parsed) < end


def _inverted_before(parsed: Parsed, after: int) -> Construction | None:
    """Match "Added Sato: “…”"."""
    words = parsed.words
    colon = next_break(words.lower, after)
    if (
        after == colon
        or colon >= len(words.lower)
        or words.lower[colon] not in (":", ",")
        or words.has_finite(after, colon)
    ):
        return None
    content = rest_quoted(words.lower, colon + 1)
    if content[0] == len(words.lower) and words.lower[-1] != ":":
        return None
    return Construction((0, after), (after, colon), (content,), "", AFTER_CONTENT)


def _before_content(parsed: Parsed, at: int, cue: Cue) -> Construction | None:
    """Match "Sato said that …", "They called for …", "It was seen by officials as …"."""
    words, lower = parsed.words, parsed.words.lower
    after = at + 1 + len(cue.rest)
    helpers = helpers_before(lower, at)
    first = at - len(helpers)
    if parsed.level[at] != MAIN or after >= len(words.lower) or is_denied(helpers):
        return None
    has_be = not word_set("be").isdisjoint(helpers)
    if (cue.form == "ing" and not has_be) or (cue.form == "base" and not _may_be_present(lower, at)):
        return None
    if not word_set("modals").isdisjoint(helpers) and not quote_near(lower, after):
        return None
    if (cue.form == "past" and first == at and _is_adjective(lower, at)) or (
        first > 1 and lower[first - 1] in RELATIVES
    ):
        return None
    bare_participle = lower[at] in word_set("participles") and _HAVE.isdisjoint(helpers) and not has_be
    if _is_modified_noun(lower, at, cue) or bare_participle:
        return None
    if lower[after] == "to" and lower[at] in word_set("to_say"):  # "continues to insist that"
        return None
    if cue.form == "past" and (has_be or (first > 0 and words.classes[first - 1] & CONTRACTION)):
        return _passive(lower, at, after, cue)
    frame = frame_after(words, after, cue)
    source = subject_before(parsed, first, at) if frame else None
    if (
        source and cue.form == "base" and first == at and lower[source[0] : source[1]] in _SINGULAR
    ):  # "asked that she call for calm"
        return None
    if source and lower[source[0]] in RELATIVES and not _is_demonstrative(words, source):
        return None
    if frame is None or source is None or (lower[source[0]] == "it" and cue.lemma in word_set("inferring")):
        return None
    if source[1] - source[0] == 1 and source[0] and lower[source[0] - 1].endswith("ing"):
        return None  # "a note suggesting he thought so"
    start = content_start(words, after, frame[0])
    content = (start, report_end(parsed, start))
    cue_end = after + (frame[0] == lower[after] and frame[0] in ("for", "against"))  # "called for"
    return Construction((at, cue_end), source, (content,), frame[1], f"before content: {frame[0]}")


def _is_demonstrative(words: Words, source: Span) -> bool:
    """Tell "That report says" from a relative clause."""
    return source[0] == 0 and source[1] > 1 and not words.finite[1]


def _is_adjective(lower: Sequence[str], at: int) -> bool:
    """Tell "his alleged profit", "for alleged misconduct" and "the group's declared aim" from a verb."""
    behind = at - (at > 1 and is_adverb(lower[at - 1]))  # "highly charged"
    before = lower[behind - 1] if behind else ""
    possessive = before.endswith("'s") and before[:-2] not in _CONTRACTED
    return possessive or ((before in determiners() or before in prepositions()) and before not in _SUBJECTS)


def _is_modified_noun(lower: Sequence[str], at: int, cue: Cue) -> bool:
    """Tell "his first demand that …" and "several posts that …" from verbs by the number of what stands before."""
    if cue.form == "present" and lower[at] in word_set("noun_forms"):
        before = lower[at - 1] if at else ""
        return before in word_set("quantifiers") or before in _CALLED_FOR
    noun = cue.form == "base" and lower[at] in word_set("noun_forms") and at > 1
    noun = noun and (lower[at - 2] in determiners() or lower[at - 2].endswith("'s"))
    plural = lower[at - 1].endswith(("s", "men", "people")) and not lower[at - 1].endswith(("ous", "ss"))
    return noun and not (plural or lower[at - 1].endswith("ly"))


def is_denied(helpers: Sequence[str]) -> bool:
    """Tell whether the words before a verb say that it was not said."""
    return not word_set("negations").isdisjoint(helpers)


def is_report(lower: Sequence[str], at: int, cue: Cue, helpers: Sequence[str]) -> bool:
    """Tell whether a verb is active and finite and no mere possibility: "said", "have said", "officials say"."""
    if cue.form == "base" and not _may_be_present(lower, at):
        return False
    passive = cue.form == "past" and not word_set("be").isdisjoint(helpers)
    return not passive and word_set("modals").isdisjoint(helpers) and "to" not in helpers


def _may_be_present(lower: Sequence[str], at: int) -> bool:
    """Tell "officials say" from "to say": a bare form needs a subject, or a verb that leaves the saying to it."""
    before = lower[at - 1] if at else ""
    if before == "to":
        return at > 1 and lower[at - 2] in word_set("to_say")
    if before in _SUBJECTS and (at < 2 or not lower[at - 2][0].isalnum() or lower[at - 2] in _THEN):
        return True
    return not (before in determiners() or before.endswith("'s") or before in word_set("before_infinitive"))


def _passive(lower: Sequence[str], at: int, after: int, cue: Cue) -> Construction | None:
    if lower[after] != "by":
        return None
    end = after + 1
    while end < len(lower) and lower[end] not in BREAKS and lower[end] not in ("as", "for", "that", "."):
        end += 1
    types = [claim_type for frame, claim_type in cue.frames if frame in ("as", "noun", "named")]
    needs_as = ("as", "value") in cue.frames
    if not types or (needs_as and tuple(lower[end : end + 1]) != ("as",)):
        return None
    return Construction((at, at + 1), (after + 1, end), ((end, len(lower)),), types[0], "passive")


def _participle(parsed: Parsed, at: int, cue: Cue) -> Construction | None:
    """Match a report that hangs on the main clause: "…, telling reporters that …", "…, stating: “…”"."""
    words, lower = parsed.words, parsed.words.lower
    if cue.form != "ing" or at < 3 or not cue.reports:
        return None
    reports = lower[at] in word_set("reporting_participles") and lower[at - 1] not in determiners()
    if not (_behind_comma(lower, at) or reports):
        return None
    with_clause = reports and at + 1 < len(words.lower) and that_near(words, at + 1, 6)
    stance = _stance_before(parsed, at)
    explains = stance and at + 1 < len(words.lower) and frame_after(words, at + 1, cue) in _CLAUSES
    if not (quote_near(lower, at + 1) or with_clause or explains):
        return None
    source = main_subject(parsed, stance or at)
    start = content_start(words, at + 1, "free")
    content = (start, report_end(parsed, start))
    return Construction((at, at + 1), source, (content,), "", "participle") if source else None


def _stance_before(parsed: Parsed, at: int) -> int:
    """Return the verb by which the subject takes a side, 0 for none: "defended the pact, saying it helps"."""
    words, lower, sides = parsed.words, parsed.words.lower, stance_forms()
    main = (k for k in range(at - 1, 0, -1) if parsed.level[k] == MAIN and lower[k - 1] not in determiners())
    verb = next((k for k in main if words.finite[k] or (lower[k] in sides and lower[k].endswith("s"))), 0)
    return 0 if sides.isdisjoint((lower[verb], " ".join(lower[verb : verb + 2]))) else verb


def _behind_comma(lower: Sequence[str], at: int) -> bool:
    """Tell whether a comma or dash stands before a word, be it inside the quotation that ends there."""
    return lower[at - 1] in _PARTING or (lower[at - 1] in QUOTES and lower[at - 2] == ",")


def _phrases(parsed: Parsed) -> Iterator[Construction]:
    """Match a verb and its noun that only together report: "expressed concern", "stressed the importance"."""
    lower = parsed.words.lower
    text = " ".join(lower)
    for hit in phrase_patterns().hits(lower):
        at, end = text.count(" ", 0, hit.start), text.count(" ", 0, hit.end) + 1
        helpers = helpers_before(lower, at)
        denied = not (word_set("negations").isdisjoint(helpers) and word_set("modals").isdisjoint(helpers))
        source = subject_before(parsed, at - len(helpers), at)
        if source and not denied and parsed.level[at] == MAIN:
            with_clause = lower[end : end + 1] == ("that",)
            content = (end + 1 if with_clause else at + 1, len(lower))
            cue_end = end if lower[at].startswith(_EMPTY_VERBS) else at + 1
            rule = "participle" if lower[at].endswith("ing") and not helpers else "phrase"
            yield Construction((at, cue_end), source, (content,), "" if with_clause else hit.category, rule)


def _nouns(parsed: Parsed) -> Iterator[Construction]:
    """Match "there is no illusion in Tokyo that …"."""
    text = " ".join(parsed.words.lower)
    match = _NOUN_CUE.search(text)
    if match:
        at = text.count(" ", 0, match.start("cue"))
        cue = (at, at + match["cue"].count(" ") + 1)
        source = (text.count(" ", 0, match.start("source")), text.count(" ", 0, match.end("source")) + 1)
        yield Construction(cue, source, ((text.count(" ", 0, match.end()), len(parsed.words.lower)),), "", "noun")
