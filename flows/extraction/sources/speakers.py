"""Parsed sentences → who says each: the attribution that counts, its source, and the kind of quotation.

Chooses among what `attribution` finds, has `resolve` name the speaker, and carries a speaker over the sentences of a
running quotation. What is said, is read in `claims`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flows.extraction.claims.types import ORDER
from flows.extraction.grammar.clauses import ASIDE, MAIN
from flows.extraction.grammar.phrases import Parsed, Span, helpers_before, is_quoted, next_break
from flows.extraction.grammar.words import ATTRIBUTING, CONTRACTION, DASH, FINITE, SAYING
from flows.extraction.sources.attribution import (
    AFTER_CONTENT,
    AS_PUT,
    COLON,
    RELATIVES,
    Construction,
    cues_of,
    find_constructions,
    list_item,
)
from flows.extraction.sources.cues import OPENING_QUOTES, adverbial_starts, spoken_words
from flows.extraction.sources.nested import antecedent, nested_constructions
from flows.extraction.sources.quotations import Quoted
from flows.extraction.sources.resolve import (
    GROUP,
    ORGANIZATION,
    PERSON,
    Discourse,
    Source,
    main_subject_source,
    read_on,
    remember_issued,
    resolve_source,
)
from flows.extraction.sources.transcripts import Turn, turns_of

LABEL, CONTINUED = "label", "continued"
DIRECT, MIXED, INDIRECT = "direct", "mixed", "indirect"
_LONGEST = 300  # Words; a longer run is a table or a list, and its grammar is not that of a sentence.
# What may stand right before a quotation that is a sentence of its own.
_INTRODUCING = frozenset((",", ":", "—", "–", "because", "reporters", "rhetorically"))
_CONTENT_BEHIND = ("before", "phrase", "participle")  # Rules by which the content follows its cue.
_MARKS = frozenset(",:")
_LEAST_CLAUSE = 4  # Words of a quotation that is a clause.
_LEAST_BEFORE = 3  # Words of a clause before a pronoun that takes up its subject.
_ADJACENT = 3  # Words between a verb of saying and its quotation.
_BESIDE = frozenset((",", "and", "but", "while", ";"))
_AHEAD = 12  # Sentences of one quotation within which its speaker is named.
_LONGEST_CREDIT = 12  # Words and marks of a line that says who is quoted above.


_Attributed = tuple[Construction, Source]
_Found = Mapping[int, _Attributed]


@dataclass(frozen=True, slots=True)
class Said:
    """Who says a sentence and how: spans are positions of words, `cue` is None where a quotation goes on.

    `named_at` is where the source stands, in the sentence `named_in`. `reported` is the content of this cue alone,
    `content` that of further cues of the same source too. `claim_type` is what the cue settles, else ""; `rule` tells
    how the source was found.
    """

    source: Source
    named_in: Parsed
    named_at: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    reported: tuple[Span, ...]
    claim_type: str
    quotation: str
    rule: str


@dataclass(slots=True)
class Speech:
    """Who says a sentence, None for the author; whoever else is given as a source inside it; whom it is about."""

    said: Said | None
    others: tuple[Said, ...] = ()
    subject: Source | None = None


def speeches_of(parsed: Sequence[Parsed], discourse: Discourse) -> list[Speech]:
    """Return who says each sentence of an article."""
    speeches: list[Speech] = []
    for p, turn in zip(parsed, turns_of(parsed), strict=True):
        speech = Speech(_spoken(p, turn, discourse)) if turn else _own_attributions(p, discourse)
        speeches.append(speech)
        speech.subject = read_on(p, speech.said.source if speech.said else None, discourse)
        if p.words.kinds & SAYING:
            remember_issued(p, _spoken_by_cue(speech), discourse)
    _carry_on(parsed, speeches, [_credit_line(p, discourse) for p in parsed])
    return [_as_printed(speech, discourse.printed) for speech in speeches] if discourse.printed else speeches


def _spoken_by_cue(speech: Speech) -> dict[int, Source]:
    """Return who says what in a sentence, by the position of the cue."""
    if speech.said is None and not speech.others:
        return {}
    said = (speech.said, *speech.others) if speech.said else speech.others
    return {one.cue[0]: one.source for one in said if one.cue}


def _as_printed(speech: Speech, printed: Mapping[str, str]) -> Speech:
    """Name the sources of a sentence as the article prints their full names."""

    def renamed(said: Said) -> Said:
        name = said.source.name
        for known, form in printed.items():
            name = name.replace(known, form)
        return replace(said, source=said.source._replace(name=name))

    return Speech(speech.said and renamed(speech.said), tuple(map(renamed, speech.others)), speech.subject)


def _spoken(p: Parsed, turn: Turn, discourse: Discourse) -> Said:
    """Return a sentence of a transcript as said by whose turn it is; the words are the speaker's own."""
    source = Source(PERSON, discourse.full_name(turn.name), LABEL)
    content = ((turn.first_word, len(p.words.lower)),)
    return Said(source, p, None, None, content, content, "", DIRECT, LABEL)


def _own_attributions(p: Parsed, discourse: Discourse) -> Speech:
    """Return the attributions of a sentence, one a cue, and among them the one that counts."""
    if not (p.quotes or p.words.kinds & ATTRIBUTING) or len(p.words.lower) > _LONGEST or is_wholly_quoted(p):
        return Speech(None)
    cues = cues_of(p)
    found: dict[int, _Attributed] = {}
    best: _Attributed | None = None
    item = list_item(p, cues) if discourse.lists else None
    if item and discourse.lists:
        best = found[item.cue[0]] = (item, discourse.lists)
    for construction in find_constructions(p, cues):
        one = _attributed(p, construction, best, discourse) if construction.cue[0] not in found else None
        if one:
            found[construction.cue[0]] = one
            if best is None or _outranks(p, construction, best[0]):
                best = (construction, best[1] if best else one[1])
    for construction in nested_constructions(p, [cue for cue in cues if cue[0] not in found]):
        if one := _attributed(p, construction, best, discourse):
            found[construction.cue[0]] = one
    if not found:
        return Speech(None)
    others = (_said(p, *one, found) for at, one in sorted(found.items()) if best is None or at != best[0].cue[0])
    return Speech(_said(p, *best, found) if best else None, tuple(others))


def _attributed(p: Parsed, one: Construction, best: _Attributed | None, discourse: Discourse) -> _Attributed | None:
    """Return a report with its source: of "“…,” Sato said, adding …" Sato, though the quotation comes first."""
    if best and best[0].rule == AFTER_CONTENT and one.rule == "participle" and best[0].cue < one.cue:
        return (one._replace(source=best[0].source), best[1])
    source = _source_of(p, one, discourse)
    if source and source.rule == "pronoun" and best and best[1].kind == PERSON == source.kind:
        source = Source(PERSON, best[1].name, "pronoun")
    return (one, source) if source else None


def _cut_before_next(p: Parsed, one: Construction, found: _Found, unlike: Source | None = None) -> tuple[Span, ...]:
    """End what is reported where the next report begins beside it: "…, adding that …", "… and Sato says …".

    With `unlike` only where the next one is of another source.
    """
    start, end = one.content[-1]
    if one.rule == AFTER_CONTENT and len(one.content) > 1:
        between = (
            s for at, (_, s) in found.items() if one.cue[0] < at < start and not (unlike and unlike.name == s.name)
        )
        return one.content[:1] if any(between) else one.content
    if len(one.content) > 1 or not one.rule.startswith(_CONTENT_BEHIND):
        return one.content
    for at, (other, source) in sorted(found.items()):
        if not start < at < end or (unlike and unlike.name == source.name):
            continue
        begin = other.source[0] if start < other.source[0] < at else at - len(helpers_before(p.words.lower, at))
        beside = p.words.lower[begin - 1] in _BESIDE and (other.rule == "participle" or p.level[at] == MAIN)
        if beside and begin - 1 > start:
            return ((start, begin - 1),)
    return one.content


def _source_of(p: Parsed, construction: Construction, discourse: Discourse) -> Source | None:
    at, span = construction.cue[0], construction.source
    if is_quoted(p, at):
        return None
    speaks = p.words.lower[at] in spoken_words() or _beside_quotation(p, construction) or construction.rule == AS_PUT
    if span[1] - span[0] == 1 and p.words.lower[span[0]] in RELATIVES:
        named = antecedent(p, span[0])
        source = resolve_source(p, named, discourse, speaks) if named else None
        return source and Source(source.kind, source.name, "relative")
    if p.words.lower[span[0] : span[1]] in (("they",), ("both",)) and (several := _several_meant(p, span, discourse)):
        return several
    source = resolve_source(p, span, discourse, speaks)
    if source and source.rule == "pronoun" and source.kind == PERSON:
        return _subject_meant(p, span, discourse) or source
    if source is None and p.words.lower[span[0] : span[1]] == ("it",) and _beside_quotation(p, construction):
        return Source(ORGANIZATION, "It", "pronoun")
    return source


def _subject_meant(p: Parsed, pronoun: Span, discourse: Discourse) -> Source | None:
    """Return the subject that leads up to a quotation, whom its speaker takes up: "Sato was blunt: “…,” he said"."""
    if not p.quotes or p.words.at(p.quotes[0].start) > pronoun[0]:
        return None
    subject = main_subject_source(p, discourse)
    if subject is None or subject.rule == "pronoun":
        return None
    word = p.words.lower[pronoun[0]]
    named = (m for m in p.mentions if m.name == subject.name and m.end < p.quotes[0].start)
    fits = any(named) and discourse.gender.get(subject.name, word) == word
    return Source(PERSON, subject.name, "pronoun") if fits else None


def _several_meant(p: Parsed, pronoun: Span, discourse: Discourse) -> Source | None:
    """Return the subject before "they" or "both" in its sentence, if several: "Mori and Hale left, but both say …"."""
    if pronoun[0] < _LEAST_BEFORE:
        return None
    subject = main_subject_source(p, discourse)
    several = subject is not None and subject.rule != "pronoun" and (subject.kind == GROUP or " and " in subject.name)
    return Source(subject.kind, subject.name, "pronoun") if subject and several else None


def _said(p: Parsed, one: Construction, source: Source, found: _Found) -> Said:
    content, reported = _cut_before_next(p, one, found, source), _cut_before_next(p, one, found)
    quotation = _quotation(p, one)
    return Said(source, p, one.source, one.cue, content, reported, one.claim_type, quotation, source.rule)


def _outranks(p: Parsed, found: Construction, best: Construction) -> bool:
    """Tell whether a second verb of the same speaker settles a type that comes first in the codebook's order."""
    beside = found.source[0] > 0 and p.words.lower[found.source[0] - 1] in _BESIDE
    if found.source != best.source and not beside:
        return False
    if (
        found.claim_type in ("", ORDER[-1])
        or not best.rule.startswith("before")
        or not found.rule.startswith(("before", "phrase"))
    ):
        return False
    return not best.claim_type or ORDER.index(found.claim_type) < ORDER.index(best.claim_type)


def is_wholly_quoted(p: Parsed) -> bool:
    """Tell whether nothing but marks, "but" and the like stands outside the quotation marks."""
    if not p.quotes:
        return False
    return len(p.sentence.text) - sum(q.end - q.start for q in p.quotes) <= 6


def _beside_quotation(p: Parsed, found: Construction) -> bool:
    """Tell whether a verb stands right before or behind a quotation, so that its subject speaks."""
    if not p.quotes:
        return False
    if found.rule == COLON:
        return p.words.text[p.words.starts[found.source[1] - 1]].isupper()
    lower = p.words.lower
    opens = any(not OPENING_QUOTES.isdisjoint(lower[max(start - 1, 0) : start + 1]) for start, _ in found.content)
    opens = opens or (not p.quotes[0].opened and found.content[0][0] == 0)
    return opens and (found.rule == AFTER_CONTENT or found.content[0][0] - found.cue[1] <= _ADJACENT)


# How it is quoted


def _quotation(p: Parsed, found: Construction) -> str:
    """Return direct, mixed or indirect: is what is reported a quotation, a clause with quoted parts, or neither?"""
    if not p.quotes:
        return INDIRECT
    quoted = [q for q in p.quotes if _in_content(p, found, q)]
    long = [q for q in quoted if p.sentence.text.count(" ", q.start, q.end) >= 2 or not q.closed or not q.opened]
    if not long:
        whole = found.rule == AFTER_CONTENT and bool(quoted) and quoted[0].start <= 2
        return DIRECT if whole or _is_utterance(p, found, quoted) else INDIRECT
    if found.claim_type and found.rule != "before content: to":
        return MIXED
    if not _stands_alone(p, found, quoted[0]):
        return MIXED
    return DIRECT if _is_sentence(p, long[0]) or _outside(p, found) <= max(4, _inside(p, long)) else MIXED


def _is_utterance(p: Parsed, found: Construction, quoted: Sequence[Quoted]) -> bool:
    """Tell whether one short quotation behind a mark is all that is reported: "said, “Never.”"."""
    if len(quoted) != 1 or found.claim_type or _outside(p, found):
        return False
    first = p.words.at(quoted[0].start)
    return first > 1 and p.words.lower[first - 2] in _MARKS


def _in_content(p: Parsed, found: Construction, quoted: Quoted) -> bool:
    first = p.words.at(quoted.start)
    if first < len(p.words.lower) and p.level[first] == ASIDE and "(" in p.sentence.text[1 : quoted.start]:
        return False
    within = any(start - 1 <= first < end for start, end in found.content)
    return within or (found.cue[0] > first and not found.rule.startswith(_CONTENT_BEHIND))


def _stands_alone(p: Parsed, found: Construction, quoted: Quoted) -> bool:
    """Tell whether a quotation is a sentence of its own: it opens the content, or follows the cue or a mark."""
    lower = p.words.lower
    before = p.words.at(quoted.start) - 1
    while before >= 0 and not lower[before][0].isalnum() and lower[before] not in _INTRODUCING:
        before -= 1
    first = before + 1 + (before + 1 < len(lower) and not lower[before + 1][0].isalnum())
    opens_with_verb = p.words.finite[first : first + 1] == [FINITE] and not p.words.classes[first] & CONTRACTION
    if before < 0:
        return not opens_with_verb or p.sentence.text[quoted.start].isupper()
    is_order = lower[before] in _MARKS and found.rule != AFTER_CONTENT and p.sentence.text[quoted.start].isupper()
    if opens_with_verb and "?" not in lower[-2:] and not is_order:  # "Bases, Mori said, “do not help.”"
        return False
    if lower[before] in _INTRODUCING:
        return not _clause_before(p, found, before)
    if found.cue[0] <= before < found.cue[1]:
        return True
    # "In the Gulf “ships are safe,” she said."
    adverbial = found.rule == AFTER_CONTENT and lower[0] in adverbial_starts() and not p.words.has_finite(0, first)
    adverbial = adverbial and p.words.has_finite(first + 1, p.words.at(quoted.end), FINITE)
    return adverbial or (lower[before] == "that" and not _outside(p, found))


def _clause_before(p: Parsed, found: Construction, end: int) -> bool:
    """Tell whether a clause is reported before the quotation: "said that it is late, adding: “…”"."""
    start, cue_end = found.content[0][0], found.cue[1]
    if found.rule == AFTER_CONTENT:  # "The pact is dead, “and we know it,” she said."
        main = any(p.words.finite[k] == FINITE and p.level[k] == MAIN for k in range(found.content[0][0], end))
        return main and p.words.lower[end] != ":" and p.words.lower[0] not in adverbial_starts()
    reports = found.rule == "before content: free" or "that" in p.words.lower[cue_end : cue_end + _ADJACENT]
    return reports and cue_end <= start and p.words.has_finite(start, end, FINITE)


def _is_sentence(p: Parsed, quoted: Quoted) -> bool:
    """Tell whether a quotation opens with a subject of its own and has a verb."""
    first, end = p.words.at(quoted.start), p.words.at(quoted.end)
    opens = (
        p.sentence.text[quoted.start].isupper()
        or bool(p.words.classes[first] & CONTRACTION)
        or any(p.words.finite[first + 1 : first + 2])
    )
    return opens and p.words.has_finite(first + 1, end)


def _inside(p: Parsed, quotes: Sequence[Quoted]) -> int:
    return sum(p.sentence.text.count(" ", q.start, q.end) + 1 for q in quotes)


def _outside(p: Parsed, found: Construction) -> int:
    """Count the words of the content that stand outside quotation marks."""
    words = p.words
    return sum(
        words.lower[k][0].isalnum() and not any(q.start <= words.starts[k] < q.end for q in p.quotes)
        for start, end in found.content
        for k in range(start, end)
    )


# Quotations that go on


def _credit_line(p: Parsed, discourse: Discourse) -> Said | None:
    """Return who is credited with the quotation above by a line of its own: "— Aiko Mori"."""
    lower = p.words.lower
    opens = len(lower) > 1 and (lower[0] == "-" or p.words.classes[0] & DASH)
    if not opens or len(lower) > _LONGEST_CREDIT or p.words.has_finite(0, len(lower)):
        return None
    span = (1, next_break(lower, 1))
    source = resolve_source(p, span, discourse, speaks=True)
    return Said(source, p, span, None, (), (), "", DIRECT, CONTINUED) if source and source.kind == PERSON else None


def _carry_on(parsed: Sequence[Parsed], speeches: Sequence[Speech], credits: Sequence[Said | None]) -> None:
    """Give the sentences of a running quotation, and whole quotations beside it, their speaker.

    `credits`: for each sentence, whom it credits with the quotation above.
    """
    for i, p in enumerate(parsed):
        if speeches[i].said or not p.quotes or not _may_go_on(p):
            continue
        ahead = _speaker_ahead(parsed, speeches, credits, i)
        behind = _speaker_behind(parsed, speeches, i)
        speaker = (behind or ahead) if p.quotes[-1].closed else (ahead or behind)
        if speaker:
            content = tuple((p.words.at(q.start), p.words.at(q.end)) for q in p.quotes)
            speeches[i].said = replace(
                speaker, cue=None, content=content, reported=content, claim_type="", quotation=DIRECT, rule=CONTINUED
            )


def _may_go_on(p: Parsed) -> bool:
    """Tell whether a sentence is part of a quotation: wholly, from the sentence before, or open to the one after."""
    first, last = p.quotes[0], p.quotes[-1]
    return is_wholly_quoted(p) or not first.opened or (not last.closed and last.start <= 8) or _holds_the_verb(p)


def _holds_the_verb(p: Parsed) -> bool:
    """Tell whether all verbs stand in one quotation: "“It is late” for repairs.", "But then, “I was ashamed.”"."""
    words, quoted = p.words, p.quotes[0]
    start, end = words.at(quoted.start), words.at(quoted.end)
    if len(p.quotes) > 1 or end - start < _LEAST_CLAUSE or not words.has_finite(start + 1, end, FINITE):
        return False
    stands_alone = quoted.start <= 2 or words.lower[start - 2] in _MARKS
    return stands_alone and not words.has_finite(0, start) and not words.has_finite(end, len(words.lower))


def _speaker_behind(parsed: Sequence[Parsed], speeches: Sequence[Speech], i: int) -> Said | None:
    """Return the speaker of the sentence before, if in the same paragraph or quoted in the one before."""
    if i == 0:
        return None
    distance = parsed[i].sentence.paragraph.number - parsed[i - 1].sentence.paragraph.number
    before, speech = parsed[i - 1], speeches[i - 1]
    introduced = before.words.lower[-1] == ":" and distance <= 1
    if speech.said:
        near = distance == 0 or introduced or (distance == 1 and (bool(before.quotes) or _is_block(parsed, i)))
        return speech.said if near else None
    if (
        speech.subject is None
        or before.quotes
        or not (introduced or distance == 0 or (distance == 1 and _is_block(parsed, i)))
    ):
        return None
    return (
        Said(speech.subject, before, None, None, (), (), "", DIRECT, CONTINUED) if parsed[i].quotes[0].opened else None
    )


def _is_block(parsed: Sequence[Parsed], i: int) -> bool:
    """Tell whether a quotation that opens at sentence `i` fills its paragraph."""
    paragraph = parsed[i].sentence.paragraph.number
    last = i
    while last + 1 < len(parsed) and parsed[last + 1].sentence.paragraph.number == paragraph:
        last += 1
    return parsed[i].quotes[0].opened and all(is_wholly_quoted(p) for p in parsed[i : last + 1])


def _speaker_ahead(
    parsed: Sequence[Parsed], speeches: Sequence[Speech], credits: Sequence[Said | None], i: int
) -> Said | None:
    """Return the speaker named where this quotation ends, right after it in the same paragraph, or by a credit line."""
    for k in range(i + 1, min(i + _AHEAD, len(parsed))):
        if credits[k]:
            return credits[k]
        other_paragraph = parsed[k].sentence.paragraph.number != parsed[k - 1].sentence.paragraph.number
        if not parsed[k].quotes or (other_paragraph and parsed[k - 1].quotes[-1].closed):
            return None
        if speeches[k].said:
            return speeches[k].said
    return None
