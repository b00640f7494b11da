"""Which lines of a page are in a text that people marked as its article: their word runs, looked up in that text."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

_WORD = re.compile(r"\w+")
_RUN, _SIDE = 4, 2
Tokens = Sequence[str]
Index = dict[tuple[str, ...], int]


def project(text: str, spans: Sequence[tuple[int, int]], marked: str) -> list[bool | None]:
    """Return for each span whether it is in the marked text; None where that cannot be told.

    A span counts as in it where half its four-word runs are. Where the page says the same words twice, only the place
    counts that keeps the order of the marked text.
    """
    truth = _WORD.findall(marked)
    index: Index = {}
    for at in range(len(truth) - _RUN + 1):
        index.setdefault(tuple(truth[at : at + _RUN]), at)
    lines = [_WORD.findall(text, start, end) for start, end in spans]
    page = [word for line in lines for word in line]
    ends = [0, *accumulate(map(len, lines))]
    places = [_place(line, page, ends[n], ends[n + 1], truth, index) for n, line in enumerate(lines)]
    kept = [n for n, place in enumerate(places) if place is not None]
    chain = set(_rising(kept, places, [len(line) for line in lines]))
    taken = {at for n in chain for at in range(places[n] or 0, (places[n] or 0) + len(lines[n]))}
    return [
        None if not line else place is not None and (n in chain or (False if place in taken else None))
        for n, (line, place) in enumerate(zip(lines, places, strict=True))
    ]


def _place(line: Tokens, page: Tokens, first: int, last: int, truth: Tokens, index: Index) -> int | None:
    """Return where in the marked text a line stands, or None; short lines are looked up with the words beside them."""
    if len(line) >= _RUN:
        hits = [index.get(tuple(line[at : at + _RUN])) for at in range(len(line) - _RUN + 1)]
        places = Counter(hit - at for at, hit in enumerate(hits) if hit is not None)
        return places.most_common(1)[0][0] if 2 * places.total() >= len(hits) else None
    size = max(_RUN, len(line) + _SIDE)
    for start, end in ((max(0, last - size), last), (first, first + size)):
        run = tuple(page[start:end])
        at = index.get(run[:_RUN]) if line and len(run) >= _RUN else None
        if at is not None and tuple(truth[at : at + len(run)]) == run:
            return at + first - start
    return None


def _rising(kept: Sequence[int], places: Sequence[int | None], sizes: Sequence[int]) -> list[int]:
    """Return the lines of the heaviest chain whose places rise with the page."""
    ranks = {place: rank for rank, place in enumerate(sorted({places[n] or 0 for n in kept}), 1)}
    tree: list[tuple[int, int]] = [(0, -1)] * (len(ranks) + 1)
    before: dict[int, int] = {}

    def best(rank: int) -> tuple[int, int]:
        found = (0, -1)
        while rank:
            found = max(found, tree[rank])
            rank -= rank & -rank
        return found

    for n in kept:
        rank = ranks[places[n] or 0]
        weight, before[n] = best(rank - 1)
        entry = (weight + sizes[n], n)
        while rank < len(tree):
            tree[rank] = max(tree[rank], entry)
            rank += rank & -rank
    chain, at = [], best(len(ranks))[1]
    while at >= 0:
        chain.append(at)
        at = before[at]
    return chain
