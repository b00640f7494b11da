"""Whose a figure is: the possessor before it, the country in what it counts, or the subject of its clause.

Mentions come from `names`; a figure's measure and time are for `figures`. A rule returns an owner, `NOBODY` where it
settles that there is none, or None where it cannot tell.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from flows.extraction.owners.antecedents import (
    antecedent,
    antecedent_of_relative,
    last_pronoun,
    pronoun_owner,
)
from flows.extraction.owners.beside import (
    apposed_name,
    named_after,
    owner_after,
    owner_beside,
    place_of,
    possessor_of,
    scene_of,
)
from flows.extraction.owners.discourse import MENTIONS, Discourse
from flows.extraction.owners.naming import is_member, name_of, name_unshared
from flows.extraction.owners.segments import Segment, Site, leader_of, segment_starts, segments_before
from flows.extraction.owners.speakers import quoted_owner, turn_owner
from flows.extraction.owners.subjects import (
    DID,
    LEFT,
    REPORTS,
    WINDOW,
    is_adjectival,
    is_first,
    is_goal,
    later_subject,
    only_reports,
    verb_after,
)
from flows.extraction.owners.unlisted import acting_name, unlisted_owner
from flows.extraction.records import Mention, Quantity
from flows.lexicon import load

NOBODY = ""
_AMOUNTS = frozenset(("money", "percent", "measurement", "multiple"))
_TOLD_OF = _AMOUNTS | {"count", "fraction"}  # what may belong to a topic where a common noun is told of
_COMMON_SUBJECT = re.compile(
    r"\s*(?:the|a|an|this|these|those|there|no|any|each|every|our|we|i|you)\s[^,;]{0,80}?"
    rf"\b(is|are|was|were|has|have|had|will|would|could|can|may|might|should|must|does|did|{DID})\b",
    re.IGNORECASE,
)
_AND = re.compile(r"\sand\s$")
_SAME = re.compile(
    r"\s*(?:(?:but|and|so)\s)?"
    r"(?:(?:that|this|these|those)(?:['’]s\s|\s(?:is|was|are|were|would|will|means|compares|marks)\b)"
    rf"|the\s(?:[a-z-]{{2,15}}\s){{0,2}}(?:{'|'.join(load('owners')['tallies'])})\b)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\b(?:which|who)\s+$")
# Those named there are no subjects: "according to Rome and Milan", "Rome (with Milan)".
_ASIDES = re.compile(r"\b[Aa]ccording\sto\s[^,;:]{2,90}|\([^()]{2,90}\)")
_NOUN_PHRASE = re.compile(r"\s*(?:the|an?|this|these|those)\s+[a-z]")
_ASIDE = re.compile(r"\b(?:to|for|from|with|against)\s(?:the\s)?$")


def owner_of(q: Quantity, text: str, mentions: Sequence[Mention], discourse: Discourse) -> str | None:
    """Return whose a quantity is, or None. `mentions` are those of its sentence, in order."""
    at = bisect_right(mentions, q.start, key=lambda m: m.start)
    before = mentions[max(0, at - MENTIONS) : at]
    after = mentions[at : at + MENTIONS]
    owner = _adjacent(q, text, before, after)
    if owner is None:
        owner = _counted(q, text, (*before, *after)) if q.kind == "count" else None
    if owner is None:
        starts = segment_starts(text, q.start)
        owner = _acting(_site(q, text, before, after, discourse, next(starts)), starts)
    return owner or None


def _adjacent(q: Quantity, text: str, before: Sequence[Mention], after: Sequence[Mention]) -> str | None:
    """Return the owner that the words right around a quantity tell."""
    apposed = apposed_name(q, text, before)
    if apposed is not None:
        return apposed.text if q.kind == "measurement" else _written(apposed)
    possessor = possessor_of(q, text, before) or named_after(q, text, after)
    if possessor is not None:
        return _written(possessor)
    return unlisted_owner(q, text, before)


def _written(mention: Mention | None) -> str:
    """Return how an owner is written that is settled, be it nobody."""
    return (name_of(mention) or NOBODY) if mention else NOBODY


def _counted(q: Quantity, text: str, mentions: Sequence[Mention]) -> str | None:
    """Return the one who is named inside what is counted: "500 US troops"; nobody where there are two."""
    end = q.end + 1 if text[q.end : q.end + 1] == " " else q.end
    named = [m for m in mentions if m.start <= end and m.end > q.start and not is_adjectival(text, m)]
    inside = {name_of(m) for m in named if not is_member(m)}
    if not inside:
        return None
    return (inside.pop() or NOBODY) if len(inside) == 1 else NOBODY


def _site(
    q: Quantity, text: str, before: Sequence[Mention], after: Sequence[Mention], discourse: Discourse, start: int
) -> Site:
    low = max(0, q.start - WINDOW)
    told = ")" in (near := text[low : q.start]) or "ccording" in near
    aside = [m.span() for m in _ASIDES.finditer(text, low, q.start)] if told else ()
    named = [
        m
        for m in before
        if name_of(m)
        and m.end <= q.start
        and not is_adjectival(text, m)
        and not only_reports(text, m, start, before)
        and not any(low < m.start < high for low, high in aside)
    ]
    return Site(q, text, before, after, discourse, start, named)


def _acting(site: Site, starts: Iterator[int]) -> str | None:
    """Return the subject of the first segment before a quantity that has one, walking back."""
    for whole in (_fronting, quoted_owner, _is_itself_subject):
        owner = whole(site)
        if owner is not None:
            return owner
    rules = _OF_SEGMENT if site.discourse.speaker is None else (turn_owner, *_OF_SEGMENT)
    for segment in segments_before(site, starts):
        for rule in rules:
            owner = rule(site, segment)
            if owner is not None:
                return owner
    return _without_subject(site) or site.discourse.owner_here or _topic(site)


def _topic(site: Site) -> str | None:
    """Return whom the article is about, where no sentence tells whose an amount is or where those counted are."""
    if site.q.kind in _AMOUNTS:
        return site.discourse.topic() or site.discourse.foreground()
    counted = site.q.kind == "count" and is_first(site.q, site.text, site.start)
    return site.discourse.foreground() if counted else None


def _fronting(site: Site) -> str | None:
    """Return the subject after the comma of a length of time that opens its clause: "After two weeks, Rome …"."""
    q, text, after = site.q, site.text, site.after
    if q.kind != "duration" or len(text[site.start : q.start].split()) > 1:
        return None
    fronted = later_subject(q, text, after)
    return None if fronted is None else name_unshared(text, fronted, (), after) or NOBODY


def _is_itself_subject(site: Site) -> str | None:
    """Return whom what is counted belongs to, or where it is, where it is the subject of its own clause."""
    if not is_first(site.q, site.text, site.start):
        return None
    verb = verb_after(site.q, site.text)
    if verb is None:
        scene = scene_of(site)
        return _written(scene) if scene else None
    owner = next((m for m in site.after if m.end <= verb and name_of(m)), None)
    owner = owner or place_of(site.q, site.text, (), site.after) or scene_of(site)
    listed = site.discourse.owner_here if _AND.search(site.text, 0, site.start) else None
    return _written(owner) or listed or _topic(site) or NOBODY


def _by_pronoun(site: Site, segment: Segment) -> str | None:
    start = segment.inside[-1].end if segment.inside else segment.start
    pronoun = last_pronoun(site.text, start, segment.end)
    if pronoun is None or (segment.start < site.start and REPORTS.match(site.text, pronoun.at + len(pronoun.word))):
        return None
    return (None if pronoun.word == "they" else pronoun_owner(site, segment, pronoun)) or NOBODY


def _by_leader(site: Site, segment: Segment) -> str | None:
    chosen = leader_of(site.text, segment.inside, segment.start, segment.end == site.q.start)
    return None if chosen is None else name_unshared(site.text, chosen, site.named, site.after) or NOBODY


def _by_relative(site: Site, segment: Segment) -> str | None:
    if not site.named or not _RELATIVE.search(site.text, max(0, segment.start - 7), segment.start):
        return None
    return antecedent_of_relative(site.text, [m for m in site.named if m.end <= segment.start]) or NOBODY


def _by_unlisted(site: Site, segment: Segment) -> str | None:
    return acting_name(site.text, segment.start, site.q.start, site.before, site.discourse.words)


def _by_demonstrative(site: Site, segment: Segment) -> str | None:
    """Return whose the figure before is, where this one is of the same: "That is 2 percent", "the rate fell to"."""
    owner = site.discourse.owner
    return owner if owner and not segment.inside and _SAME.match(site.text, segment.start, segment.end) else None


def _by_common_noun(site: Site, segment: Segment) -> str | None:
    """Return whose a common subject is ("the ships of Rome have"), or whom its figure is for or of."""
    common = _COMMON_SUBJECT.match(site.text, segment.start, segment.end)
    if common is None:
        return None
    owner = next((m for m in segment.inside if m.end <= common.start(1)), None) or owner_beside(site)
    return _written(owner) or (site.discourse.topic() if site.q.kind in _TOLD_OF else None) or NOBODY


def _by_object(site: Site, segment: Segment) -> str | None:
    """Return who is named in a noun phrase, or whom the pronoun before somebody who is only addressed stands for."""
    if not segment.inside:
        return None
    text, first = site.text, segment.inside[0]
    if not _ASIDE.search(text, max(0, first.start - LEFT), first.start):
        return name_of(first) if _NOUN_PHRASE.match(text, segment.start) else None
    pronoun = last_pronoun(text, segment.start, segment.end)
    if pronoun is None:
        return None
    return antecedent(pronoun, text, [m for m in site.named if m.end <= pronoun[0]], site.discourse) or NOBODY


_OF_SEGMENT = (
    _by_pronoun,
    _by_leader,
    _by_relative,
    _by_unlisted,
    _by_demonstrative,
    _by_common_noun,
    _by_object,
)


def _without_subject(site: Site) -> str | None:
    """Return the country named in the clause of a quantity, what follows it, or where it is."""
    if not site.named:
        return owner_after(site.q, site.text, site.after, site.discourse.words)
    text = site.text
    close = (m for m in reversed(site.named) if m.start >= site.start and m.code and not is_goal(text, m))
    owner = next(close, None) or place_of(site.q, text, site.named, site.after)
    return name_of(owner) if owner else None
