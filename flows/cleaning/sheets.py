"""Printed sheets, as text taken from PDF files keeps them: the lines that each page carries around its text.

Such are page numbers, and heads and feet that recur from page to page. Where the text has form feeds, pages are known
and their first and last lines are looked at; elsewhere numbers must count up, and other lines recur beside them or cut
sentences. What a running line is called, and what it does to the lines beside it, is not decided here.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

Spans = Sequence[tuple[int, int]]

_MOST_CHARACTERS, _MOST_WORDS = 90, 12
_EDGE = 2  # A head or a foot has at most so many lines.
_LEAST_SERIES, _APART = 3, 4
_SENTENCE_END = re.compile(r"""[.!?…]["'”’)\]]*$""")
_DIGITS = re.compile(r"\d+")
_NUMBER_ONLY = re.compile(r"(?:page |pg\.? |p\. ?)?0(?: ?(?:of|/) ?0)?")
_ROMAN = re.compile(r"(?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_AROUND = " \t\xa0-–—|•·[](){}<>*_."
# A number before or after other words, as in "12  Harbor Studies", "Harbor Studies | 12", "brief.pdf 3/9".
_NUMBER_FIRST = re.compile(r"(?:page )?(\d{1,4})(?:[ /]+of \d+)?(?:\s*[|•·–—-]\s*|\s+)(?=[^\W\d_])", re.IGNORECASE)
_NUMBER_LAST = re.compile(r"(?:^|[\s|•·–—(-])(\d{1,4})(?:(?: of |/)\d{1,4})?\W{0,3}$", re.IGNORECASE)
# A number stands near the beginning or the end of a line.
_ENDS = re.compile(r"\W{0,4}(?:page |p\.? ?|pg\.? ?)?\d|.{0,86}\d\W{0,4}$", re.IGNORECASE).match
_LOWER = re.compile(r"[a-zß-öø-ÿ]")


def running_lines(text: str, lines: Spans) -> frozenset[int]:
    """Return which of the lines are page numbers, or heads and feet of pages; `lines`: their spans, in order."""
    short = [(index, text[start:end]) for index, (start, end) in enumerate(lines) if end - start <= _MOST_CHARACTERS]
    if "\f" in text:
        pages = _pages(text, lines)
        if len(pages) > 1:
            return frozenset(_at_edges(text, lines, pages, _keys(short)))
    # What is neither numbered nor there again is no running line.
    often = Counter([line for _, line in short])
    maybe = [one for one in short if often[one[1]] > 1 or (_DIGITS.search(one[1]) and _ENDS(one[1]))]
    return frozenset(_between_lines(text, lines, _keys(maybe)))


def _keys(short: Iterable[tuple[int, str]]) -> dict[int, str]:
    """Return short lines, less sentences, by index: numbers made alike, nothing around them."""
    keys = {}
    for index, line in short:
        words = _DIGITS.sub("0", line.lower()).split()
        if len(words) <= _MOST_WORDS and not (len(words) > 3 and _SENTENCE_END.search(words[-1])):
            keys[index] = " ".join(words).strip(_AROUND)
    return keys


def _pages(text: str, lines: Spans) -> list[range]:
    """Return the lines of each page."""
    feeds = [0, *(text.count("\f", one[1], two[0]) > 0 for one, two in pairwise(lines))]
    starts = [index for index, feed in enumerate(feeds) if feed or not index]
    return [range(start, end) for start, end in pairwise([*starts, len(lines)])]


def _at_edges(text: str, lines: Spans, pages: Sequence[range], short: dict[int, str]) -> Iterator[int]:
    edges = [sorted({*page[:_EDGE], *page[-_EDGE:]} & short.keys()) for page in pages]
    # Other numbers than the page's must be the same to recur: rows of a table are alike but for them.
    same = {
        index: key if "0" not in key or _NUMBER_ONLY.fullmatch(key) else text[slice(*lines[index])]
        for index, key in short.items()
    }
    recurring = Counter(line for edge in edges for line in {same[index] for index in edge})
    numbers = [
        [(index, number - page) for index in edge for number in _numbers(text[slice(*lines[index])])]
        for page, edge in enumerate(edges)
    ]
    shifts = Counter(shift for page in numbers for shift in {shift for _, shift in page})
    counted = {index for page in numbers for index, shift in page if shifts[shift] > 1}
    outermost = {index for page in pages for index in (page[0], page[-1])}
    for index in (index for edge in edges for index in edge):
        recurs = index in counted or (short[index] and recurring[same[index]] > 1)
        if recurs or _NUMBER_ONLY.fullmatch(short[index]) or (index in outermost and _cuts(text, lines, index)):
            yield index


def _numbers(line: str) -> Iterator[int]:
    """Yield what may be the page's number in a line: alone, before or after other words."""
    bare = line.strip(_AROUND)
    if _ROMAN.fullmatch(bare.lower()):
        yield _roman(bare.lower())
    for found in (_NUMBER_FIRST.match(bare), _NUMBER_LAST.search(bare)):
        if found:
            yield int(found[1])


def _roman(numeral: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50}[letter] for letter in numeral]
    return sum(-one if one < two else one for one, two in zip(values, [*values[1:], 0], strict=True))


def _between_lines(text: str, lines: Spans, short: dict[int, str]) -> Iterator[int]:
    """Yield running lines where nothing shows the pages: numbers that count up, and what recurs beside them."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for index, key in short.items():
        by_key[key].append(index)
    recurring = {key: found for key, found in by_key.items() if key and len(found) > 1}
    counted = {
        index
        for key, found in recurring.items()
        if "0" in key and (_NUMBER_ONLY.fullmatch(key) or any(_cuts(text, lines, index) for index in found))
        for index in _series(text, lines, found)
    }
    yield from counted
    for key, found in recurring.items():
        beside = [index for index in found if not counted.isdisjoint((index - 1, index + 1))]
        if "0" not in key and (len(beside) > 1 or any(_cuts(text, lines, index) for index in found)):
            yield from found


def _series(text: str, lines: Spans, found: Iterable[int]) -> list[int]:
    """Return the longest run of these lines whose numbers count up by one or two, with text between them."""
    best: list[int] = []
    run: list[int] = []
    last = 0
    for index in found:
        number = next(_numbers(text[slice(*lines[index])]), 0)
        if not (run and 0 < number - last <= 2 and index - run[-1] >= _APART):
            run = []
        run.append(index)
        last = number
        best = max(best, run, key=len)
    return list(best) if len(best) >= _LEAST_SERIES else []


def _cuts(text: str, lines: Spans, index: int) -> bool:
    """Say whether a line, set apart by a blank line, stands in the middle of a sentence."""
    if not 0 < index < len(lines) - 1:
        return False
    (start, end), (own_start, own_end), (next_start, _) = lines[index - 1 : index + 2]
    return (
        end - start > _MOST_CHARACTERS // 3
        and _LOWER.match(text, next_start) is not None
        and not _SENTENCE_END.search(text, max(start, end - 6), end)
        and max(text.count("\n", end, own_start), text.count("\n", own_end, next_start)) > 1
    )


def page_breaks(text: str, spans: Spans, between: Iterable[int]) -> list[bool]:
    """Return for each block whether a page ends right before it, or it is one of those that part halves (`between`)."""
    breaks = [False] * len(spans)
    for index in between:
        breaks[index] = True
    if "\f" in text:
        for index, (one, two) in enumerate(pairwise(spans), 1):
            breaks[index] = breaks[index] or "\f" in text[one[1] : two[0]]
    return breaks
