"""Spans of the joined text of an article, on the way from capitalised words to mentions."""

from operator import itemgetter
from typing import NamedTuple

from flows.extraction.names.gazetteer import Entry

_START, _END = itemgetter(0), itemgetter(1)


class Item(NamedTuple):
    """A capitalised word, or a longer string of the gazetteer (`entry`), at `[start, end)` of the joined text."""

    start: int
    end: int
    word: str
    entry: Entry | None


class Span(NamedTuple):
    """What `[start, end)` of the joined text names."""

    start: int
    end: int
    entry: Entry


def keep_longest(spans: list[Span], keep: frozenset[str] | None = None) -> list[Span]:
    """Return spans that do not overlap, in order: the first by start, of those the longest."""
    kept: list[Span] = []
    end = -1
    for span in sorted(sorted(spans, key=_END, reverse=True), key=_START):
        start, stop, entry = span
        if start >= end and (keep is None or entry.kind in keep):
            kept.append(span)
            end = stop
    return kept
