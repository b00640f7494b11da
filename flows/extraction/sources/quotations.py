"""Quotation structure over the sentences of an article: which characters stand inside quotation marks.

Double marks, curly and straight, and the habits of print: a quotation that runs over sentences, one that opens again at
each paragraph, split quotations, marks that are never closed. Who speaks is not looked at here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flows.extraction.records import Sentence

# One set of characters opens every mark, which the engine searches for fastest.
_MARK = re.compile(r"[\"“”„«»`'](?:(?<=[\"“”„«»])|(?<=`)`|(?<=')')")
_OPENING, _CLOSING = "“„«", "”»"
# A straight mark opens after white space or an opening bracket, where something follows.
_BEFORE_OPENING = " ([{—–-‘':"
_BEFORE_CLOSING = ",.?!…"


@dataclass(frozen=True, slots=True)
class Quoted:
    """`[start, end)` of the sentence's text between marks, without them; open to the side where no mark stands."""

    start: int
    end: int
    opened: bool
    closed: bool


def quoted_spans(sentences: Sequence[Sentence]) -> tuple[tuple[Quoted, ...], ...]:
    """Return for each sentence its quoted spans in order.

    A quotation open at the end of a paragraph goes on only where the next paragraph opens with a mark again.
    """
    out: list[tuple[Quoted, ...]] = []
    is_open = False
    paragraph = None
    for sentence in sentences:
        if paragraph is not None and sentence.paragraph.number != paragraph:
            is_open = False
        paragraph = sentence.paragraph.number
        spans, is_open = _spans(sentence.text, is_open)
        out.append(spans)
    return tuple(out)


def _spans(text: str, is_open: bool) -> tuple[tuple[Quoted, ...], bool]:
    spans: list[Quoted] = []
    begin, opened = 0, not is_open
    for match in _MARK.finditer(text):
        opens = _opens(text, match, is_open)
        if opens and not is_open:
            is_open, begin, opened = True, match.end(), True
        elif not opens and is_open:
            if match.start() > begin:
                spans.append(Quoted(begin, match.start(), opened, True))
            is_open = False
        elif opens and ((opened and match.start() - begin < 3) or match.start() == 0):
            begin = match.end()  # A mark that opens again, as at each paragraph of a long quotation.
    if is_open and begin < len(text):
        spans.append(Quoted(begin, len(text), opened, False))
    return tuple(spans), is_open


def _opens(text: str, match: re.Match[str], is_open: bool) -> bool:
    mark = match.group()
    start, end = match.span()
    starts_word = (start == 0 or text[start - 1] in _BEFORE_OPENING) and end < len(text) and not text[end].isspace()
    if mark[0] in _OPENING:  # One that ends a clause of an open quotation is a slip of the pen.
        return starts_word or not (is_open and start > 0 and text[start - 1] in _BEFORE_CLOSING)
    if mark[0] in _CLOSING:
        return False
    if mark == "``":
        return True
    return starts_word and not (is_open and start > 0 and text[start - 1] in "-'")
