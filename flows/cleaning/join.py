"""Which body blocks go on where the body block before them was cut off: by a page, a column, an advert or a link."""

import re
from collections.abc import Iterator, Sequence

from flows.cleaning.cues import open_words

# A sentence, a quotation or a quoted post ends here; a post in the address of its picture.
_CLOSED = re.compile(r"""[.!?:;…。！？"”’)\]*_»]\s*(?:\[?\d{1,3}\]?)?$|(?:https?://|pic\.twitter\.com/)\S{1,38}$""")
_LAST_WORD = re.compile(r"([^\W\d_]+)[’']?$")
_OPENS_ITEM = re.compile(r"[•‣◦▪*>#|_\[(]|\\\(|[-–—]+\s|\d{1,3}[.)]\s|!\[")
_SHORTEST_CUT, _SHORTEST_LINE = 40, 60
_LEAST_STACK = 3


def continues(
    text: str, spans: Sequence[tuple[int, int]], labels: Sequence[str], breaks: Sequence[bool] = ()
) -> list[bool]:
    """Return for each block whether it is body text that goes on from the body block before it.

    What lies between the halves may be anything that is not content; a heading ends a paragraph. `breaks`: where pages
    end or figures stand, as `sheets.page_breaks` returns it.
    """
    flags = [False] * len(spans)
    found = [
        (first, second)
        for first, second in _neighbours(labels)
        if _goes_on(text, spans[first], spans[second], any(breaks[first + 1 : second + 1]))
    ]
    if found:
        meant, listed = _meant_lines(text, spans), _listed_lines(text, spans)
        for first, second in found:
            flags[second] = not (meant[first] and meant[second]) and not listed[second]
    return flags


def _neighbours(labels: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield each body block before another one, and that one, where no heading stands between them."""
    previous: int | None = None
    for index, label in enumerate(labels):
        if label == "body":
            if previous is not None:
                yield previous, index
            previous = index
        elif label == "heading":
            previous = None


def _meant_lines(text: str, spans: Sequence[tuple[int, int]]) -> list[bool]:
    """Return which blocks are short lines in a stack of three or more, as verse is: each ends where it was meant to."""
    heights: list[int] = []
    for index, (start, end) in enumerate(spans):
        short = end - start < _SHORTEST_LINE and not _OPENS_ITEM.match(text, start, end)
        below = index > 0 and heights[-1] > 0 and text.count("\n", spans[index - 1][1], start) < 2
        heights.append((heights[-1] + 1 if below else 1) if short else 0)
    for index in range(len(heights) - 2, -1, -1):
        if heights[index] and heights[index + 1] > heights[index]:
            heights[index] = heights[index + 1]
    return [height >= _LEAST_STACK for height in heights]


def _listed_lines(text: str, spans: Sequence[tuple[int, int]]) -> list[bool]:
    """Return which blocks are items in small letters, one below the other, below a line that ends in a colon."""
    listed: list[bool] = []
    for index, (start, _) in enumerate(spans):
        above = index > 0 and (listed[-1] or text[spans[index - 1][1] - 1] == ":")
        listed.append(above and text[start].islower())
    return listed


def _goes_on(text: str, first: tuple[int, int], second: tuple[int, int], cut: bool) -> bool:
    """Say whether the first span stops in mid-sentence and the second takes the sentence up.

    Where a page ends or a numbered figure stands between them (`cut`), a name or a number may take it up as well.
    """
    tail = text[max(first[0], first[1] - 40) : first[1]]
    if _CLOSED.search(tail) or _OPENS_ITEM.match(text, *second):
        return False
    if text[second[0]].islower() or text[second[0]] in ",;":
        return True
    last = _LAST_WORD.search(tail)
    is_open = cut or tail[-1] == "," or (last is not None and last[1].lower() in open_words())
    return is_open and first[1] - first[0] >= _SHORTEST_CUT
