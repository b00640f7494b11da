"""Where a quantity stands: the sentence before it, segment by segment, and which mention leads each.

Whether the one that leads owns the quantity is for `find`.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from flows.extraction.owners.discourse import Discourse
from flows.extraction.owners.subjects import POSSESSED, WINDOW, is_governed, leads
from flows.extraction.records import Mention, Quantity
from flows.lexicon import load

# What parts segments: a mark, or white space and a word. It starts with a set of characters, which is found fastest.
# By first letters: and, although, after, but, because, before, if, said, says, that, though, until, while, when, where,
# which, who.
_PARTING = "a(?:nd|lthough|fter)|b(?:ut|ecause|efore)|if|sa(?:id|ys)|th(?:at|ough)|until|wh(?:ile|en|ereas|ere|ich|o)"
_BOUNDARY = re.compile(rf'[,;:()—–“”"](?:(?:{_PARTING})(?=\s))?|\s(?:-|{_PARTING})(?=\s)')
_PURPOSE = re.compile(r"['’]s?\s[\w\s]{0,30}\bto\s")
_COMMANDED = re.compile(rf"\b(?:{'|'.join(load('owners')['commands'])})(?:e|s|es|d|ed|ing)?\s(?:the\s)?$")
_FOR = re.compile(r"\bfor\s(?:the\s)?$")
_TO_ACT = re.compile(r"(?:\s[a-z]{2,15})?\sto\s")
_WITH = re.compile(r"(?:^|[,;:—–]\s?)with\s(?:the\s)?$")
_ACTING = re.compile(r"(?:['’]s)?(?:\s[a-z-]{2,15}){0,2}?\s[a-z]{2,15}ing\b")
_AGENT = re.compile(r"\b[a-z]+(?:ed|en|wn|ht)\s+by\s+(?:the\s+)?$")
_NEAR_WINDOW, _SEGMENTS = 128, 6


class Site(NamedTuple):
    """A quantity in its sentence `text`, with the mentions `before` and `after` it and what was said earlier.

    `start` is where its segment begins; `named` are those before it that can own a figure and do not only report it.
    """

    q: Quantity
    text: str
    before: Sequence[Mention]
    after: Sequence[Mention]
    discourse: Discourse
    start: int
    named: Sequence[Mention]


class Segment(NamedTuple):
    """A part of the sentence `[start, end)` before the quantity, with the mentions `inside` that can own it."""

    start: int
    end: int
    inside: Sequence[Mention]


def segments_before(site: Site, starts: Iterator[int]) -> Iterator[Segment]:
    """Yield the segments before a quantity, its own first; `starts` are where those before its own begin."""
    end = site.q.start
    for start in chain((site.start,), starts):
        yield Segment(start, end, [m for m in site.named if start <= m.start < end])
        end = start


def segment_starts(text: str, end: int) -> Iterator[int]:
    """Yield where the last segments before `end` begin, the nearest first; at last where the window begins.

    Most walks end soon, so the nearer part of the window is read first.
    """
    first, near, left = max(0, end - WINDOW), max(0, end - _NEAR_WINDOW), _SEGMENTS - 1
    for low, high in ((near, end), (first, near)):
        for stop in [m.end() for m in _BOUNDARY.finditer(text, low, high)][::-1]:
            start = _past_blanks(text, stop)
            if left and start <= end:
                left -= 1
                yield start
    yield first


def _past_blanks(text: str, i: int) -> int:
    while text[i : i + 1].isspace():
        i += 1
    return i


def leader_of(text: str, inside: Sequence[Mention], start: int, last: bool) -> Mention | None:
    """Return the mention that leads its segment; `last`: the segment ends at the figure, where possessives rule."""
    if not inside:
        return None
    if last and _owns_phrase(text, inside[-1]):
        return inside[-1]
    acting = (m for m in reversed(inside) if _acts_governed(text, m, last))
    return next(acting, None) or next((m for m in inside if leads(text, m, start)), None)


def _acts_governed(text: str, mention: Mention, last: bool) -> bool:
    """Tell whether a mention acts that is no subject: "urged Rome to", "with Rome sending"; in the `last`, "by Rome".

    Persons are made to act for others: "urged Kenji Mori to cut Rome's fees".
    """

    def follows(words: re.Pattern[str]) -> bool:
        return words.search(text, max(0, mention.start - 24), mention.start) is not None

    if _TO_ACT.match(text, mention.end):
        return follows(_FOR) or (mention.kind != "person" and follows(_COMMANDED))
    return (follows(_WITH) and _ACTING.match(text, mention.end) is not None) or (last and follows(_AGENT))


def _owns_phrase(text: str, mention: Mention) -> bool:
    """Tell whether a possessive leads the phrase around a figure: "Tokyo's decision to give"."""
    if not POSSESSED.match(text, mention.end):
        return False
    return not is_governed(text, mention) or _PURPOSE.match(text, mention.end) is not None
