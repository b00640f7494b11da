"""Whom "I" and "we" stand for: whoever speaks in a turn of a transcript or in a quotation, or the country of theirs.

Which words are whose turn is for `sources.transcripts`.
"""

import re
from collections.abc import Sequence

from flows.extraction.names.gazetteer import gazetteer
from flows.extraction.owners.discourse import Speaker
from flows.extraction.owners.segments import Segment, Site
from flows.extraction.owners.subjects import REPORTS, WINDOW
from flows.extraction.records import Mention, Sentence
from flows.extraction.sources.transcripts import speakers_of
from flows.lexicon import load

_SPOKESMEN = load("owners")["spokesmen"]
_SPOKEN = re.compile(r"\b(?:(I(?!\.)|[Mm]y)|[Ww]e|[Oo]ur|[Uu]s)\b")
_SAYS_I = re.compile(r"\b(I)\s[a-z]")
_CLOSING = re.compile(r"[\"”]")


def turns_in(sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> list[Speaker | None]:
    """Return whose turn each sentence of a transcript is; none where the article is no transcript."""
    labels = speakers_of(sentences)
    if not labels:
        return []
    families = {m.name.rsplit(" ", 1)[-1].casefold(): m.name for m in mentions if m.kind == "person"}
    speakers = {label: _speaker(label, families) for label in set(labels) if label}
    return [speakers[label] if label else None for label in labels]


def _speaker(label: str, families: dict[str, str]) -> Speaker:
    family = label.split()[-1]
    name = families.get(family.casefold()) or gazetteer().surnames.get(family.title())
    office = next((code for words, code in _SPOKESMEN.items() if label.lower().endswith(words)), None)
    return Speaker(name, gazetteer().countries_of.get(name, office) if name else office)


def turn_owner(site: Site, segment: Segment) -> str | None:
    """Return who says "I" or the country of whoever says "we" in a segment, past those named there, of a transcript."""
    speaker = site.discourse.speaker
    if speaker is None:
        return None
    start = segment.inside[-1].end if segment.inside else segment.start
    spoken = _SPOKEN.search(site.text, start, segment.end)
    return None if spoken is None else speaker.name if spoken[1] else speaker.country


def quoted_owner(site: Site) -> str | None:
    """Return who says "I", or the country of whoever says "we", in the quotation that a figure stands in."""
    q, text = site.q, site.text
    opened = max(text.rfind(mark, 0, q.start) for mark in '"“')
    if opened < 0:
        return None
    spoken = _SPOKEN.search(text, max(opened, site.start), q.start)
    if spoken is None and any(m.start > opened for m in site.before):
        return None
    closed = _CLOSING.search(text, q.end, q.end + WINDOW)
    told = closed.end() if closed else q.end + WINDOW
    spoken = spoken or (_SAYS_I.search(text, q.end, told) if closed else None)
    if spoken is None:
        return None
    persons = [m for m in (*site.before, *site.after) if m.kind == "person" and not opened < m.start < q.end]
    if spoken[1]:
        return next((m.name for m in persons if m.start > told or REPORTS.match(text, m.end)), None)
    person = persons[0].name if persons else site.discourse.last("person")
    return gazetteer().countries_of.get(person) if person else None
