"""Quotation structure over the sentences of an article: which characters stand inside quotation marks.

Double marks, curly and straight, and the habits of print: a quotation that runs over sentences, one that opens again at
each paragraph, split quotations, marks that are never closed. An article that sets speech in single marks is read as
if it set double ones. Who speaks is not looked at here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

from flows.extraction.records import Sentence

# One set of characters opens every mark, which the engine searches for fastest.
_MARK = re.compile(r"[\"“”„«»`'](?:(?<=[\"“”„«»])|(?<=`)`|(?<=')')")
# Single marks: what ends speech, what opens and what closes a quotation.
_SPOKEN = re.compile(r"[,.?!]['’](?![^\s)\]])")
_OPENING_SINGLE = re.compile(r"['‘](?<![^\s(\[—–-].)(?=\w)")
_CLOSING_SINGLE = re.compile(r"['’](?:(?<=[^\ss(].)(?!\w)|(?<=s.)(?=[,.;:?!)\n]|$))")
_PLURAL_SINGLE = re.compile(r"['’](?<=s.)(?= )")
_SWAPPED = str.maketrans('“”"', "‘’'")
_LEAST_SPOKEN = 2
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


def with_double_marks(sentences: Sequence[Sentence]) -> list[str]:
    """Return the text of each sentence, with double marks for single ones where the article sets speech in these."""
    texts = [sentence.text for sentence in sentences]
    article = "\n".join(texts)
    doubles = 2 * article.count("“") + article.count('"')
    spoken = len(_SPOKEN.findall(article)) + (not doubles and article.count("‘"))
    if spoken < _LEAST_SPOKEN or doubles >= spoken:
        return texts
    out = []
    for _, group in groupby(sentences, key=lambda sentence: sentence.paragraph.number):
        paragraph = [sentence.text for sentence in group]
        doubled = _doubled("\n".join(paragraph))
        ends = accumulate(len(text) + 1 for text in paragraph)
        out += [doubled[end - 1 - len(text) : end - 1] for text, end in zip(paragraph, ends, strict=True)]
    return out


def _doubled(text: str) -> str:
    """Return the text of a paragraph with double marks for single ones and the other way round."""
    marks = list(text.translate(_SWAPPED))
    for opening, closing in _single_pairs(text):
        marks[opening] = "“"
        if closing:
            marks[closing] = "”"
    return "".join(marks)


def _single_pairs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each single mark opens and closes, 0 where it does not close before the paragraph ends.

    "’" and "'" are apostrophes too: one behind a stop, or behind no -s, closes rather than "the allies’ ships".
    """
    openings = [match.start() for match in _OPENING_SINGLE.finditer(text)]
    closed = -1
    for opening, after in pairwise([*openings, len(text)]):
        if opening < closed:
            continue
        match = _CLOSING_SINGLE.search(text, opening + 2, after) or _PLURAL_SINGLE.search(text, opening + 2, after)
        closed = match.start() if match else closed
        if match or (after == len(text) and text[opening + 1].isupper()):
            yield opening, match.start() if match else 0


def quoted_spans(sentences: Sequence[Sentence], texts: Sequence[str] = ()) -> tuple[tuple[Quoted, ...], ...]:
    """Return for each sentence its quoted spans in order; `texts`: how to read the sentences, if not as printed.

    A quotation open at the end of a paragraph goes on only where the next paragraph opens with a mark again.
    """
    out: list[tuple[Quoted, ...]] = []
    is_open = False
    paragraph = None
    for sentence, text in zip(sentences, texts or [one.text for one in sentences], strict=True):
        if paragraph is not None and sentence.paragraph.number != paragraph:
            is_open = False
        paragraph = sentence.paragraph.number
        spans, is_open = _spans(text, is_open)
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
        elif opens and match.start() == 0:
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
    return starts_word and not (is_open and start > 0 and text[start - 1] in "-'")
