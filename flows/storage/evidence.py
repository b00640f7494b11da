"""The evidence law: which text a row's raw `[start, end)` stands for.

Written once, for those who make rows and those who check them.
"""

from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter

from flows.cleaning.blocks import Block

_START = attrgetter("start")


def evidence(raw: str, blocks: Sequence[Block], start: int, end: int) -> str:
    """Return the text that the span `[start, end)` of `raw` proves; `blocks` are disjoint, sorted by start.

    A span inside one block is `raw[start:end]`, verbatim. A span over several blocks (a sentence that a page
    break cut) is the pieces that lie in blocks of the first one's label, joined by one space: what stands
    between them, a page number or a caption, is not part of it. A span that starts or ends outside every block
    proves nothing: "".
    """
    first = _block_at(blocks, start)
    last = _block_at(blocks, end - 1)
    if first is None or last is None or start >= end:
        return ""
    if first == last:
        return raw[start:end]
    label = blocks[first].label
    pieces = (block for block in blocks[first : last + 1] if block.label == label)
    return " ".join(raw[max(start, block.start) : min(end, block.end)] for block in pieces)


def _block_at(blocks: Sequence[Block], offset: int) -> int | None:
    """Return the position of the block that holds the character at `offset`."""
    position = bisect_right(blocks, offset, key=_START) - 1
    return position if position >= 0 and offset < blocks[position].end else None
