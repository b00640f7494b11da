"""Where a quantity stands, as the rules that look for its owner see it."""

from collections.abc import Sequence
from typing import NamedTuple

from flows.extraction.owners.discourse import Discourse
from flows.extraction.records import Mention, Quantity


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
