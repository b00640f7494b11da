"""Blocks of notes → references: number, authors, title, year, date of access, address.

Reads what a note prints. Which blocks are notes is decided by `cleaning`; marks in the body are not followed here.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from flows.cleaning.blocks import Block
from flows.extraction.metadata.dates import find_dates
from flows.extraction.records import Reference

_NUMBER = re.compile(r"\s*(?:\[(\d{1,3})\]|\((\d{1,3})\)|(\d{1,3})(?:[.)\]:]|(?=\s))|\^\s?(\d{1,3}))\s*[.:]?\s*")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"“”]{3,500}", re.IGNORECASE)
_ACCESSED = re.compile(r"\b(?:accessed|retrieved|last visited|last accessed|viewed)(?: on)?:?\s*", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"]([^”\"“]{4,300})[”\"]")
_EMPHASIS = re.compile(r"(?<!\w)[_*]{1,2}([^_*]{4,300})[_*]{1,2}(?!\w)")
_PUBLISHED_IN = re.compile(r"\((?:[^()]{1,80}:\s)?[^()]{2,80},\s(?:19|20)\d\d\)")
_YEAR = re.compile(r"(?<![\w-])(?:1[89]|20)\d\d(?![\w-])")
_LEAD = re.compile(
    r"(?:(?:For (?:a|an|more|further|the|example)\b[^,.;]{0,60},?\s)?(?:see|cf\.|quoted in|cited in|source:)"
    r"(?: also)?,?\s+(?:(?:for example|e\.g\.|for instance|inter alia),?\s+)?)+",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"(?:[A-ZÀ-ÖØ-ÞŌ][\w.'’-]{0,30}|de|van|von|der|bin|al|et al\.?|and|&|eds?\.?|,)"
    r"(?:,? (?:[A-ZÀ-ÖØ-ÞŌ][\w.'’-]{0,30}|de|van|von|der|bin|al|et|al\.?|and|&|\(?eds?\.?\)?)){1,14}"
)
_COMMENT = re.compile(r"(?<=[a-z]{3})\.\s+(?=[A-Z])")
_STARRED = re.compile(r"\s*[*†‡§]")
_ENDED = re.compile(r"[.!?)\]\"”]\s*$")
_INNER_TITLE = 250  # A title without quotation marks is at most so long.


def parse_references(text: str, blocks: Sequence[Block]) -> tuple[Reference, ...]:
    """Return the notes of one article in order; offsets are raw and `text[start:end]` is the reference's text.

    A note block without a number joins the note before it only where that one has no end yet. What is neither marked
    as a note nor cites anything is an appeal or a word about the page, and no reference.
    """
    notes = (_reference(text, start, end) for start, end in _notes(text, blocks))
    return tuple([note for note in notes if _is_marked(note) or _cites(note)])


def _notes(text: str, blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    open_note: tuple[int, int] | None = None
    for block in blocks:
        if block.label == "note" and open_note and _continues(text[slice(*open_note)], text[block.start : block.end]):
            open_note = (open_note[0], block.end)
            continue
        if open_note:
            yield open_note
        open_note = (block.start, block.end) if block.label == "note" else None
    if open_note:
        yield open_note


def _continues(note: str, following: str) -> bool:
    if not _NUMBER.match(note) or _NUMBER.match(following):
        return False
    return bool(_URL.match(following)) or following[:1].islower() or not _ENDED.search(note)


def _is_marked(note: Reference) -> bool:
    return note.number is not None or _STARRED.match(note.text) is not None


def _cites(note: Reference) -> bool:
    return any((note.authors, note.title, note.year, note.accessed, note.url))


def _reference(text: str, start: int, end: int) -> Reference:
    note = text[start:end]
    match = _NUMBER.match(note)
    number = int(next(group for group in match.groups() if group)) if match else None
    content = note[match.end() if match else 0 :]
    url = _URL.search(content)
    head = content[: url.start()] if url else content
    access = _ACCESSED.search(content)
    cited = head[: access.start()] if access else head
    authors, title = _authors_and_title(" ".join(cited.split()))
    return Reference(
        number,
        start,
        end,
        note,
        authors,
        title,
        _year(cited),
        _accessed(content, access.end()) if access else None,
        url.group().rstrip(".,;)]’'") if url else None,
    )


def _year(cited: str) -> int | None:
    years = _YEAR.findall(_QUOTED.sub(" ", cited)) or _YEAR.findall(cited)
    return int(years[-1]) if years else None


def _accessed(content: str, start: int) -> date | None:
    dates = find_dates(content[start : start + 40])
    return dates[0].value if dates and dates[0].start == 0 and dates[0].precision == "day" else None


def _authors_and_title(cited: str) -> tuple[str | None, str | None]:
    cited = cited[lead.end() :] if (lead := _LEAD.match(cited)) else cited
    for pattern in (_QUOTED, _EMPHASIS):
        if match := pattern.search(cited):
            return _names(cited[: match.start()]), _tidy(match.group(1))
    if match := _PUBLISHED_IN.search(cited):
        authors, _, title = cited[: match.start()].partition(", ")
        if _names(authors) and 0 < len(title) <= _INNER_TITLE:
            return _names(authors), _tidy(title)
    return None, None


def _names(text: str) -> str | None:
    """Return what stands before a title if it is names: the last sentence of it, the rest being comment."""
    text = _tidy(_COMMENT.split(text.replace("_", "").replace("*", ""))[-1])
    return text if _NAMES.fullmatch(text) else None


def _tidy(text: str) -> str:
    text = text.strip(" ,;:")
    return text if text.endswith(("Jr.", "al.", "ed.", "eds.")) else text.removesuffix(".")
