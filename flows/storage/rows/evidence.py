"""The evidence law: which text a row's raw `[start, end)` stands for.

Written once, for those who make rows and those who check them.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Protocol


class Stretch(Protocol):
    """What is asked of a block here: where it stands, and its label."""

    @property
    def start(self) -> int:
        """Return where it starts."""

    @property
    def end(self) -> int:
        """Return where it ends."""

    @property
    def label(self) -> str:
        """Return what it is."""


class Evidence:
    """The raw text of one article and its blocks, which are disjoint and sorted by start."""

    def __init__(self, raw: str, blocks: Sequence[Stretch]) -> None:
        self._raw = raw
        self._blocks = blocks
        self._starts = [block.start for block in blocks]
        self._ends = [block.end for block in blocks]

    def text(self, start: int, end: int) -> str:
        """Return the text that the span `[start, end)` proves.

        A span inside one block is `raw[start:end]`, verbatim. A span over several blocks (a sentence that a page
        break cut) is the pieces that lie in blocks of the first one's label, joined by one space: what stands
        between them, a page number or a caption, is not part of it. A span that starts or ends outside every block
        proves nothing: "".
        """
        first = bisect_right(self._starts, start) - 1
        if first >= 0 and start < end <= self._ends[first]:  # as nearly all are
            return self._raw[start:end]
        return self._across(start, end)

    def _across(self, start: int, end: int) -> str:
        first, last = self._block_at(start), self._block_at(end - 1)
        if first < 0 or last < 0 or start >= end:
            return ""
        label = self._blocks[first].label
        pieces = (block for block in self._blocks[first : last + 1] if block.label == label)
        return " ".join(self._raw[max(start, block.start) : min(end, block.end)] for block in pieces)

    def _block_at(self, offset: int) -> int:
        """Return the position of the block that holds the character at `offset`, or -1."""
        position = bisect_right(self._starts, offset) - 1
        return position if position >= 0 and offset < self._ends[position] else -1
