"""Raw text → the spans that the raw text sets apart: lines, or paragraphs where lines are hard-wrapped.

Decides nothing about meaning. Every character that is not white space falls into exactly one span.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from flows.cleaning.cues import open_words
from flows.cleaning.sheets import running_lines
from flows.reading.article import Article

# The breaks of str.splitlines, less the ASCII separators 0x1c to 0x1e, which no text uses as line ends.
_LINE = re.compile(r"\S(?:[^\n\r\f\x0b\x85\u2028\u2029]*\S)?")
_NEW_ITEM = re.compile(
    r"[-*+•‣◦▪–—>#|]\s|#{2,6}\s|\(?\d{1,3}[.)]\s|\\?\([a-z]{1,4}\\?\)\s|[A-Z][A-Z .'’-]{2,40}:\s|\[\d{1,3}\]|<!--|!\["
)
_DASH_OR_NUMBER = re.compile(r"[–—]\s|\(?\d{1,3}[.)]\s")
_END_MARK = re.compile(r"""[.!?:;…。！？]["'”’)\]*_»]*$""")
_NARROWEST, _WIDEST = 28, 132
_LEAST_WRAPPED_LINES = 5
# A line is full from this share of the width on: letters of books are not all as wide.
_FULL = 0.7
_SLACK = 12
_INDENT = 2
# How a line begins that takes up a sentence of the line above: with a stop, or a small letter (but not as in iPhone).
_PUNCTUATION = re.compile(r"""[,.;:!?)\]”’](?![.\w:])|['’](?:s|re|ve|ll|d|t|m)\b|[.][”"]""")
_SMALL = re.compile(r"[a-zß-öø-ÿ](?![A-Z])")
_GOES_ON = re.compile(rf"(?:{_PUNCTUATION.pattern})|(?:{_SMALL.pattern})")
_OPEN_ENDS = ",(“‘–—"
_LEAST_BROKEN, _LONG_PIECE, _LONGEST_LINK = 4, 20, 120


def block_spans(article: Article) -> list[tuple[int, int]]:
    """Return the spans of an article's blocks: those of its markup where it has some, else those of its text."""
    return [(block.start, block.end) for block in article.markup] or split_blocks(article.text)


def split_blocks(text: str) -> list[tuple[int, int]]:
    """Return the spans `[start, end)` of the blocks of `text`: in order, disjoint, trimmed, none empty."""
    lines = split_lines(text)
    front = front_matter_lines(text, lines)
    width = wrap_width(text, lines[front:])
    if width is not None:
        return _join_wrapped(text, lines, width, front)
    if breaks_in_sentences(text, lines[front:]):
        return lines[:front] + _join_broken(text, lines[front:])
    return lines


def split_lines(text: str) -> list[tuple[int, int]]:
    """Return the spans of the lines that hold more than white space, trimmed."""
    return [line.span() for line in _LINE.finditer(text)]


def wrap_width(text: str, lines: Sequence[tuple[int, int]]) -> int | None:
    """Return the column at which the text is hard-wrapped, or None where a line is a paragraph of its own.

    Hard-wrapped: hardly a line is longer, half of the full lines break off in mid-sentence with the next line following
    at once, and at most half of those next lines begin with a capital.
    """
    lengths = [_column(text, start, end) for start, end in lines]
    open_lines = [
        (length, following)
        for length, line, following in zip(lengths, lines, lines[1:], strict=False)
        if _NARROWEST <= length <= _WIDEST and _breaks_off(text, line, following)
    ]
    if len(open_lines) < _LEAST_WRAPPED_LINES:
        return None
    width = sorted(length for length, _ in open_lines)[len(open_lines) * 19 // 20]
    full = [following for length, following in open_lines if length >= _FULL * width]
    ordinary = sum(1 for length in lengths if length >= _FULL * width)
    longer = sum(length for length in lengths if length > width + _SLACK)
    going_on = sum(not text[start].isupper() for start, _ in full)
    if longer * 5 > sum(lengths) or len(full) < _LEAST_WRAPPED_LINES or len(full) * 2 < ordinary:
        return None
    return width if going_on * 2 >= len(full) else None


def breaks_in_sentences(text: str, lines: Sequence[tuple[int, int]]) -> bool:
    """Say whether links and emphasis break the lines of a text: it has hardly a blank line, and lines often begin with
    what can only go on from the line above.
    """
    going_on = blank = 0
    for line, following in pairwise(lines):
        if not _adjacent(text, line, following):
            blank += 1
            if blank * 10 > len(lines):
                return False
        elif _GOES_ON.match(text, *following):
            going_on += 1
    return going_on >= _LEAST_BROKEN


def front_matter_lines(text: str, spans: Sequence[tuple[int, int]]) -> int:
    """Return how many leading spans are a `---` … `---` block of `key: value` lines."""
    if not spans or text[slice(*spans[0])].lstrip("\ufeff") != "---":
        return 0
    for number, (start, end) in enumerate(spans[1:60], 1):
        if end - start == 3 and text.startswith("---", start):
            return number + 1
    return 0


def _column(text: str, start: int, end: int) -> int:
    """Return the length of a line with its indentation."""
    return end - start + _indent(text, start)


def _adjacent(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    """Say whether one plain line break, and no blank line, lies between two lines."""
    gap = text[line[1] : min(following[0], line[1] + 200)]
    if len(gap) == 1:  # as nearly all are
        return gap in "\n\r"
    return gap.count("\n") + gap.count("\r") - gap.count("\r\n") == 1 and "\f" not in gap


def _breaks_off(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    return _adjacent(text, line, following) and not _END_MARK.search(text, max(line[0], line[1] - 6), line[1])


def _join_wrapped(text: str, lines: Sequence[tuple[int, int]], width: int, front: int) -> list[tuple[int, int]]:
    running = running_lines(text, lines)
    spans: list[tuple[int, int]] = list(lines[:front])
    previous: tuple[int, int] | None = None
    for index, line in enumerate(lines[front:], front):
        if previous and index not in running and _goes_on(text, spans[-1], previous, line, width):
            spans[-1] = (spans[-1][0], line[1])
        else:
            spans.append(line)
        previous = None if index in running else line
    return spans


def _join_broken(text: str, lines: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the pieces of sentences that links and emphasis have put on lines of their own."""
    spans: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        if spans and _is_piece(text, spans[-1], lines[index - 1], line, following):
            spans[-1] = (spans[-1][0], line[1])
        else:
            spans.append(line)
    return spans


def _is_piece(
    text: str,
    unit: tuple[int, int],
    above: tuple[int, int],
    line: tuple[int, int],
    following: tuple[int, int] | None,
) -> bool:
    """Say whether a line takes up the sentence of the unit above it, whose last line is `above`."""
    if not _adjacent(text, above, line) or text.startswith(("|", "•", "#"), line[0]):
        return False
    if _PUNCTUATION.match(text, *line):
        return True
    if _END_MARK.search(text, max(above[0], above[1] - 6), above[1]):
        return False
    long_unit, long_line = unit[1] - unit[0] >= _LONG_PIECE, line[1] - line[0] >= _LONG_PIECE
    is_open = text[above[1] - 1] in _OPEN_ENDS or _ends_with_open_word(text, above)
    if _SMALL.match(text, *line):
        return long_unit or long_line or is_open
    if is_open:
        return long_unit
    # A link or an emphasis in mid-sentence: what follows it goes on in small letters or with a stop.
    return (
        unit[1] - unit[0] >= 2 * _LONG_PIECE
        and line[1] - line[0] <= _LONGEST_LINK
        and following is not None
        and _adjacent(text, line, following)
        and not _END_MARK.search(text, max(line[0], line[1] - 6), line[1])
        and _GOES_ON.match(text, *following) is not None
    )


def _ends_with_open_word(text: str, line: tuple[int, int]) -> bool:
    return text[max(line[0], line[1] - 16) : line[1]].rsplit(None, 1)[-1].lower() in open_words()


def _goes_on(text: str, unit: tuple[int, int], line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    """Say whether `following` is of the paragraph `unit`, whose last line is `line`: it comes at once, begins no item
    or paragraph, and its first word did not fit.
    """
    if not _adjacent(text, line, following) or _begins_item(text, unit, line, following):
        return False
    if text.startswith("  ", line[1]) or text.startswith(("---", "<!--"), line[0]):  # markdown's hard line break
        return False
    if _has_columns(text, line) and _has_columns(text, following):
        return False
    deeper = _indent(text, following[0]) - _indent(text, line[0]) >= _INDENT
    if deeper and not (unit[0] == line[0] and _NEW_ITEM.match(text, *line)):
        return False
    # A no-break space does not break the line: the words it ties together had to fit as one.
    first_word = text[following[0] : min(following[1], following[0] + _WIDEST)].split(" ", 1)[0]
    column = _column(text, *line)
    if column + 1 + len(first_word) > width - 2:
        return True
    # Letters of books are not all as wide: a full line that stops in mid-sentence need not be filled to the last.
    if not _SMALL.match(text, *following):
        return False
    is_full = column >= _FULL * width and not _END_MARK.search(text, max(line[0], line[1] - 6), line[1])
    return is_full or text[line[1] - 1] == "-"


def _has_columns(text: str, line: tuple[int, int]) -> bool:
    """Say whether a line, which is trimmed, looks like a row of a table: three spaces or a tab inside it."""
    return text.find("   ", *line) >= 0 or text.find("\t", *line) >= 0


def _begins_item(text: str, unit: tuple[int, int], line: tuple[int, int], following: tuple[int, int]) -> bool:
    """Say whether a line opens an item. A dash or a number may have come there by the wrapping alone."""
    if not _NEW_ITEM.match(text, *following):
        return False
    by_chance = _DASH_OR_NUMBER.match(text, *following) and not _DASH_OR_NUMBER.match(text, *unit)
    return not by_chance or _END_MARK.search(text, max(line[0], line[1] - 6), line[1]) is not None


def _indent(text: str, start: int) -> int:
    indent = start
    while indent > 0 and start - indent < _WIDEST and text[indent - 1] in " \t\xa0":
        indent -= 1
    return start - indent
