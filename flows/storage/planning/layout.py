"""Which articles lie together in a part. Follows from the published parts and the wanted articles alone: a run that
was killed and taken up again lays out the same parts as one that was not.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from flows.reading.stream import Place
from flows.storage.keys.items import Facts, PlannedItem

# A part holds no more articles, and no more bytes of them, so that its rows never fill the memory.
FULL = 512
FULL_BYTES = 32_000_000
# Fewer make a part small. As many small parts may lie side by side before they are merged: each run of few articles
# leaves one, so an article is written again once in so many runs, and a run never rewrites more than these.
SMALL = FULL // 2
SMALL_BYTES = 6_000_000
MOST_SMALL = 8

Layout = tuple[tuple[Facts, ...], ...]


def lay_out(published: Iterable[Sequence[Facts]], wanted: Iterable[PlannedItem]) -> Layout:
    """Return the parts of the next dataset: those that stay, then new ones.

    A part stays whole if all its articles are wanted. What is left is laid out anew, together with the small parts if
    there would be too many. Laying out the result again changes nothing.
    """
    by_facts = {item.facts: item for item in wanted}
    staying = [tuple(part) for part in published if all(map(by_facts.__contains__, part))]
    kept = set(chain.from_iterable(staying))
    rest = {facts: item for facts, item in by_facts.items() if facts not in kept}
    small = {part for part in staying if len(part) < SMALL and _is_small([by_facts[facts] for facts in part])}
    fresh = list(cut(rest.values(), FULL))
    if len(small) + sum(map(_is_small, fresh)) > MOST_SMALL:
        staying = [part for part in staying if part not in small]
        fresh = list(cut([*rest.values(), *(by_facts[facts] for part in small for facts in part)], FULL))
    return (*staying, *map(in_order, fresh))


def in_order(part: Iterable[PlannedItem]) -> tuple[Facts, ...]:
    """Return the items of a part in the order of their rows: by their hashes."""
    return tuple(sorted((item.facts for item in part), key=lambda facts: facts.sha256))


def cut(items: Iterable[PlannedItem], most: int) -> Iterator[list[PlannedItem]]:
    """Cut into stretches of at most `most` articles: files by their hashes, records with their neighbours.

    Who reads the raw texts of a part then reads a stretch of a container.
    """
    stretch: list[PlannedItem] = []
    n_bytes = 0
    for item in sorted(items, key=_neighbourhood):
        if stretch and (len(stretch) == most or n_bytes + item.n_bytes > FULL_BYTES):
            yield stretch
            stretch, n_bytes = [], 0
        stretch.append(item)
        n_bytes += item.n_bytes
    if stretch:
        yield stretch


def _neighbourhood(item: PlannedItem) -> tuple[str, Place, str]:
    return (item.facts.source_path, item.place, item.sha256) if item.place else ("", (0, 0), item.sha256)


def _is_small(part: Sequence[PlannedItem]) -> bool:
    return len(part) < SMALL and sum(item.n_bytes for item in part) < SMALL_BYTES
