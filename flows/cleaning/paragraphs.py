"""Labelled blocks → paragraphs of clean text, with the way back to every raw offset."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from flows.cleaning.blocks import CONTENT, Block
from flows.cleaning.hyphens import at_line_end
from flows.reading.characters import INVISIBLE

_SPACE = re.compile(r"\s")
_VISIBLE = re.compile(rf"[^\s{INVISIBLE}]+")
# What stands in the raw text as it stands in the clean text: words with single spaces between them.
_RUN = re.compile(rf"[^\s{INVISIBLE}]+(?: [^\s{INVISIBLE}]+)*")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Clean text of one body paragraph or heading.

    `number` counts from 1 over the article. In `text` every run of white space is one space; invisible characters are
    gone, and so are hyphens that only the end of a line needed. `clean_starts[i]` and `raw_starts[i]` say where the
    i-th unbroken run of characters begins in `text` and in the raw text.
    """

    number: int
    label: str
    text: str
    clean_starts: tuple[int, ...] = field(repr=False)
    raw_starts: tuple[int, ...] = field(repr=False)

    def raw_offset(self, offset: int) -> int:
        """Return where the character at `offset` of the clean text stands in the raw text."""
        run = bisect_right(self.clean_starts, offset) - 1
        return self.raw_starts[run] + offset - self.clean_starts[run]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw `[start, end)` of a non-empty clean span."""
        if len(self.raw_starts) == 1:  # As most are: their text stands in the raw text as it is.
            shift = self.raw_starts[0]
            return shift + start, shift + end
        return self.raw_offset(start), self.raw_offset(end - 1) + 1


def join_paragraphs(text: str, blocks: Iterable[Block]) -> tuple[Paragraph, ...]:
    """Build the paragraphs of the clean text; a block that continues joins the body paragraph before it.

    A word that the end of a line broke with a hyphen is whole again: "nego-", "tiate" is "negotiate".
    """
    groups: list[list[Block]] = []
    for block in blocks:
        if block.label not in CONTENT:
            continue
        if block.continues and groups and groups[-1][-1].label == block.label:
            groups[-1].append(block)
        else:
            groups.append([block])
    paragraphs = (_paragraph(text, group) for group in groups)
    filled = (paragraph for paragraph in paragraphs if paragraph[0])
    return tuple(Paragraph(n, label, clean, c, r) for n, (clean, label, c, r) in enumerate(filled, 1))


def _paragraph(text: str, group: Sequence[Block]) -> tuple[str, str, tuple[int, ...], tuple[int, ...]]:
    start = group[0].start
    if len(group) == 1 and _is_clean(piece := text[start : group[0].end]):
        return piece, group[0].label, (0,), (start,)
    words: list[str] = []
    clean_starts: list[int] = []
    raw_starts: list[int] = []
    length = 0
    last_end: int | None = None
    for block in group:
        for run in _RUN.finditer(text, block.start, block.end):
            # Runs with only invisible characters between them are one word; white space parts words.
            space = None if last_end is None else _SPACE.search(text, last_end, run.start())
            if space:
                dropped, parted = at_line_end(words[-1], text[last_end : run.start()], run.group(), text)
                if dropped:
                    words[-1] = words[-1][:-dropped]
                    length -= dropped
                if parted:
                    words.append(" ")
                    clean_starts.append(length)
                    raw_starts.append(space.start())
                    length += 1
            words.append(run.group())
            clean_starts.append(length)
            raw_starts.append(run.start())
            length += len(run.group())
            last_end = run.end()
    return "".join(words), group[0].label, tuple(clean_starts), tuple(raw_starts)


def _is_clean(text: str) -> bool:
    """Say whether text is clean as it stands: most is, and Python knows fast."""
    return text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " "


def visible(text: str) -> str:
    """Return the characters of `text` that a reader sees: no white space, no invisible characters."""
    together = "".join(text.split())
    # Most text has no invisible characters, and what has none is known fast.
    return together if together.isprintable() else "".join(_VISIBLE.findall(together))
