"""Bodies, treaties and places that no lexicon lists: by their head words, and by acronyms that the article defines.

Works on the items and spans of `names`; words stand in `lexicon/{bodies,treaties,places}.toml`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

from flows.extraction.names.gazetteer import Entry, lookup, words
from flows.extraction.names.spans import Item, Span, keep_longest

_ACRONYM = re.compile(r" \(([A-Z][A-Za-z&]{0,3}[A-Z]{1,7})\)")
_LEFT_GAPS = frozenset((" ", "-", " & "))
_OPENING_GAPS = frozenset((" of ", " for ", " on ", " of the ", " for the ", " on the "))
_RIGHT_GAPS = frozenset((" ", "-", " & ", " of ", " of the ", " for ", " and "))
_PLACE_GAPS = frozenset((" ",))
_NEVER_IN_PLACE = frozenset(("title", "skip", "treaty", "country", "organization"))
_NEVER_INSIDE = frozenset(("title", "skip", "treaty"))
_LONGEST = 6  # words before the head word of a body; twice as many may follow it
_NAME_GOES_ON = re.compile(r" [A-Z]|-")


@cache
def head_words() -> dict[str, tuple[str, bool, bool]]:
    """Return head word → kind, whether it may end a name, whether it may begin one."""
    heads: dict[str, tuple[str, bool, bool]] = {}
    for table, kind in (("bodies", "organization"), ("treaties", "treaty"), ("places", "place")):
        last, first = words(table, "heads", "last"), words(table, "heads", "first")
        for word in last | first:
            heads.setdefault(word, (kind, word in last, word in first))
    return heads


def headed(text: str, items: list[Item]) -> Iterator[Span]:
    """Yield the bodies, treaties and places that a head word makes of the words around it; spans may overlap."""
    heads = head_words()
    for at, item in enumerate(items):
        if item.entry is None and (head := heads.get(item.word)):
            kind, last, first = head
            left = _extend_left(text, items, at, kind) if last else at
            right = _extend_right(text, items, at) if first else at
            if left < at or right > at:
                yield _body(text, items, left, right, kind, item.word)


def _extend_left(text: str, items: list[Item], at: int, kind: str) -> int:
    openers, first = words("names", "openers"), max(0, at - _LONGEST)
    gaps, never = (_PLACE_GAPS, _NEVER_IN_PLACE) if kind == "place" else (_LEFT_GAPS, _NEVER_INSIDE)
    while at > first and text[items[at - 1].end : items[at].start] in gaps:
        before = items[at - 1]
        if before.word in openers or (before.entry and before.entry.kind in never):
            break
        at -= 1
    return at


def _extend_right(text: str, items: list[Item], at: int) -> int:
    gaps, heads, last = _OPENING_GAPS, head_words(), min(len(items), at + 2 * _LONGEST) - 1
    while at < last and (gap := text[items[at].end : items[at + 1].start]) in gaps:
        after = items[at + 1]
        if after.entry and after.entry.kind in ("title", "skip", "person"):
            break
        if gap == " and " and (after.entry or items[at].entry or after.word in heads):
            break
        at, gaps = at + 1, _RIGHT_GAPS
    return at


def _body(text: str, items: Sequence[Item], left: int, right: int, kind: str, head: str) -> Span:
    start, end = items[left].start, items[right].end
    code = None
    if kind == "organization" and head in words("bodies", "heads", "state"):
        # The country stands inside ("Japanese Ministry of …") or owns the body ("Japan's Ministry of …").
        owner = left - 1 if left and text[items[left - 1].end : start] == "'s " else left
        inside = (item.entry.code for item in items[owner : right + 1] if item.entry and item.entry.code)
        code = next(inside, None)
    return Span(start, end, Entry(kind, text[start:end], code))


# Acronyms that the article defines


def with_acronyms(text: str, items: list[Item], bodies: list[Span]) -> list[Span]:
    """Return the spans with every acronym that the article defines standing for what it was defined as."""
    defined = dict(_definitions(text, items, bodies))
    if not defined:
        return bodies
    acronyms = [Span(item.start, item.end, defined[item.word]) for item in items if item.word in defined]
    taken = {span.start for span in acronyms}
    return keep_longest(
        [*acronyms, *(span for span in bodies if span.start not in taken or span.entry.kind == "treaty")]
    )


def _definitions(text: str, items: list[Item], bodies: list[Span]) -> Iterator[tuple[str, Entry]]:
    ends = {span.end: span.entry for span in bodies}
    for match in _ACRONYM.finditer(text):
        end = match.start() - 2 if text.startswith("'s", match.start() - 2) else match.start()
        entry = ends.get(end)
        if entry and entry.kind in ("organization", "treaty", "country"):
            yield match.group(1), entry
        elif name := _spelled_out(text, items, end, match.group(1)):
            yield match.group(1), lookup(name) or Entry("organization", name)


def _spelled_out(text: str, items: list[Item], end: int, acronym: str) -> str | None:
    """Return the words before `end` whose capitals spell the acronym, or None."""
    letters = [letter for letter in acronym if letter.isupper()]
    at = bisect_right(items, (end,)) - 1
    start = end
    while letters and at >= 0 and start - items[at].end < 12:
        initials = [word[0] for word in items[at].word.split() if word[0].isupper()]
        if letters[-len(initials) :] != initials:
            return None
        del letters[-len(initials) :]
        start, at = items[at].start, at - 1
    spelled = not letters and start < end and text[start:end].split()[-1] not in words("bodies", "heads", "never")
    return text[start:end] if spelled else None


# "the North" and "the South" of an article on Korea

_HALVES = {"North": Entry("country", "North Korea", "KP"), "South": Entry("country", "South Korea", "KR")}


def with_halves(text: str, items: list[Item], bodies: list[Span]) -> list[Span]:
    """Return the spans, and the two Koreas where an article that names North Korea says "the North", "the South"."""
    if not any(span.entry.code == "KP" for span in bodies):
        return bodies
    halves = (
        Span(item.start, item.end, _HALVES[item.word])
        for item in items
        if item.word in _HALVES and text[max(0, item.start - 4) : item.start].lower() == "the "
    )
    return keep_longest([*bodies, *(span for span in halves if not _NAME_GOES_ON.match(text, span.end))])
