"""Proofs of one article: its raw text against the rows that the dataset holds of it. Pure; `checks` brings both."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flows.cleaning.blocks import CONTENT
from flows.cleaning.paragraphs import visible
from flows.reading.characters import INVISIBLE
from flows.storage.rows.evidence import Evidence, Stretch

# The columns by which the rows of a table quote the raw text, as `Quotes` takes them.
QUOTING = {
    "claims": ("start", "end", "text", "cue", "cue_start"),
    "figures": ("start", "end", "text"),
    "mentions": ("start", "end", "text"),
    "references": ("start", "end", "text"),
}
_SHOWN_CHARACTERS = 60
# Where the piece after a page break is joined on (`Evidence.text`), one space stands for the end of the line.
# The hyphen comes first, which the engine searches for fastest.
_LINE_END_HYPHEN = re.compile(rf"[-\u2010](?<=[^\W\d_].)(?=[\s{INVISIBLE}]+[^\W\d_])")


class Quotes(NamedTuple):
    """Rows of a table that quote the raw text, column by column.

    `texts` are null where nothing is quoted, `cues`, the attributing words, where there are none.
    """

    table: str
    starts: Sequence[int]
    ends: Sequence[int]
    texts: Sequence[str | None]
    cues: Sequence[str | None] = ()
    cue_starts: Sequence[int | None] = ()


def quotes_of(rows: Mapping[str, Mapping[str, Sequence[Any]]]) -> list[Quotes]:
    """Return what the rows of an article, by table and column, quote of its text."""
    return [Quotes(table, *map(rows[table].__getitem__, columns)) for table, columns in QUOTING.items()]


@dataclass(frozen=True, slots=True)
class Disproof:
    """What the raw text contradicts: the check that failed, the table of the row, and what stands where."""

    check: str
    table: str
    detail: str


def disprove(raw: str, clean: str | None, blocks: Sequence[Stretch], quotes: Iterable[Quotes]) -> Iterator[Disproof]:
    """Yield all that `raw` contradicts; `clean` is `documents.text`, `blocks` are disjoint and sorted by start."""
    yield from _uncovered(raw, blocks)
    if clean is not None:
        yield from _changed_text(raw, clean, blocks)
    evidence = Evidence(raw, blocks)
    for table, starts, ends, texts, cues, cue_starts in quotes:
        for start, end, text in zip(starts, ends, texts, strict=True):
            if text is not None and (proof := evidence.text(start, end)) != text:
                detail = f"holds {_shown(text)} where the raw text at {start}:{end} has {_shown(proof)}"
                yield Disproof("text_proved", table, detail)
        for cue, cue_start, end in zip(cues, cue_starts, ends, strict=False):
            if cue is not None and cue_start is not None and not raw.startswith(cue, cue_start):
                yield from _wrong_cue(evidence, table, cue, cue_start, end)


def _uncovered(raw: str, blocks: Sequence[Stretch]) -> Iterator[Disproof]:
    previous_end = 0
    for start, end in [*((block.start, block.end) for block in blocks), (len(raw), len(raw))]:
        gap = raw[previous_end:start]
        if gap and not gap.isspace():
            yield Disproof("text_covered", "blocks", f"no block holds {_shown(gap.strip())} at {previous_end}")
        previous_end = end
    if previous_end > len(raw) or any(block.end > len(raw) for block in blocks):
        yield Disproof("text_covered", "blocks", f"a block ends after the text, which ends at {len(raw)}")


def _changed_text(raw: str, clean: str, blocks: Sequence[Stretch]) -> Iterator[Disproof]:
    kept = "\n".join(raw[block.start : block.end] for block in blocks if block.label in CONTENT)
    if kept.split() == clean.split():  # as of most articles: no word was broken, and nothing is invisible
        return
    held = visible(clean)
    seen = _seen_as(kept, held)
    if seen != held:
        at = next((i for i, (a, b) in enumerate(zip(seen, held, strict=False)) if a != b), min(len(seen), len(held)))
        detail = f"holds {_shown(held[at:])} where body and headings have {_shown(seen[at:])}"
        yield Disproof("clean_text_from_blocks", "documents", detail)


def _seen_as(raw: str, held: str) -> str:
    """Return the visible characters of raw text, less the hyphens at ends of lines, between letters, that `held` lacks.

    That is all that the clean text may leave out of a block: the hyphen with which the end of a line broke a word.
    """
    seen: list[str] = []
    length = end = 0
    for hyphen in _LINE_END_HYPHEN.finditer(raw):
        piece = visible(raw[end : hyphen.start()])
        seen.append(piece)
        length += len(piece)
        end = hyphen.start()
        if not held.startswith(hyphen[0][0], length):
            end += 1
    return "".join([*seen, visible(raw[end:])])


def _wrong_cue(evidence: Evidence, table: str, cue: str, cue_start: int, end: int) -> Iterator[Disproof]:
    """Look once more at a cue that does not stand in the raw text as it is.

    It comes from the clean text: white space and invisible characters of the raw text are not part of it.
    """
    held = visible(cue)
    proof = _seen_as(evidence.text(cue_start, end), held)
    if not proof.startswith(held):
        detail = f"cue {_shown(cue)} is not at {cue_start}, where {_shown(proof)} stands"
        yield Disproof("cue_proved", table, detail)


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…")
