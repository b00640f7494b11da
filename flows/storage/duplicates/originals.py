"""Which of the texts in a line are originals, and which original each of the others repeats. Pure.

Texts lie in one bucket where some lanes of their signatures agree. Each text in turn is compared with the first
originals before it of each of its buckets, `HEADS` at most: so a text of a template costs what any other does, however
many there are of it. There are wide buckets, which what may be the same text hardly ever misses, and narrow ones, which
few share: of twice as many lanes, and of lanes of words and numbers both.

What was found before is brought up to date. A text is looked at again when it is new, when the original that it repeats
is no more or no longer among the first of its bucket, and when one that is like it has become so. Since that depends on
what stands before it in line alone, looking from the front to the back ends with what would be found anew.
"""

from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

import numpy as np
import numpy.typing as npt

# Of the runs of three words of two texts together, so many are in both. Texts of one length that have three quarters
# of their words in common reach it; one that quotes half of another, or is half of it, does not.
SAME_WORDS = 0.6
# Of the numbers of two texts together. A report in the words of the last one, with this month's figures, is another.
SAME_NUMBERS = 1 / 3
# Originals of a bucket that texts are compared with. Two that are clearly the same text share buckets with few others.
HEADS = 64
# Texts are compared where so many lanes in a row, counted in steps of as many, agree somewhere. At SAME_WORDS 99 pairs
# of 100 do, at a tenth of it one in 2,400.
_ROWS = 4
# Where at most one text in so many is new or gone, the buckets of the others are not put together.
_FEW = 10
# An odd number without pattern (of the golden ratio).
_MIX = 0x9E3779B97F4A7C15
_NONE = -1
_Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts in line. `shingles`, `numbers`: lanes, a row a text; `now`: which are there.

    `before`: the place of the original that was found before for each, its own where it was one, -1 for a new text.
    """

    shingles: _Array
    numbers: _Array
    now: _Array
    before: _Array


def find_originals(texts: Texts) -> _Array:
    """Return the place of the original of each text, its own where it is one; -1 where the text is not there."""
    touched = np.flatnonzero((texts.before < 0) | ~texts.now)
    few = len(touched) * _FEW <= len(texts.now)
    buckets = _AskedBuckets.of(texts) if few else _buckets(texts)
    settling = _Settling(texts, buckets, texts.before.copy(), texts.before == np.arange(len(texts.now)))
    settling.run(touched.tolist())
    return settling.found


@dataclass(frozen=True, slots=True)
class _Buckets:
    """Texts that agree somewhere: `members` bucket after bucket, in line, each from one of `starts` to the next.

    `of`: the buckets of each text, one text after the other, each from one of `of_starts` to the next.
    """

    members: _Array
    starts: _Array
    of: _Array
    of_starts: _Array

    def look_up(self, place: int, others: Iterable[int] = ()) -> None:
        """Do nothing: the buckets of all are there."""

    def within(self, bucket: int) -> _Array:
        """Return the members of a bucket."""
        return self.members[self.starts[bucket] : self.starts[bucket + 1]]

    def holding(self, place: int) -> list[int]:
        """Return the buckets of a text."""
        held: list[int] = self.of[self.of_starts[place] : self.of_starts[place + 1]].tolist()
        return held


@dataclass(frozen=True, slots=True)
class _AskedBuckets:
    """The same, but only of texts that are asked for: where little is new most buckets do not matter.

    `wide`, `numbers`: the keys of wide buckets and of as many lanes of numbers, a row for each place in the lanes;
    `counted`: which texts have numbers; `known`: the buckets of the texts asked for; `named`: buckets by kind and key.
    """

    wide: _Array
    numbers: _Array
    counted: _Array
    known: dict[int, list[int]] = field(default_factory=dict)
    named: dict[tuple[int, int], int] = field(default_factory=dict)
    members: list[_Array] = field(default_factory=list)

    @classmethod
    def of(cls, texts: Texts) -> "_AskedBuckets":
        """Return the buckets of some texts, of which none is looked up yet."""
        wide, numbers = (np.ascontiguousarray(_keys(lanes).T) for lanes in (texts.shingles, texts.numbers))
        return cls(wide, numbers, np.any(texts.numbers, axis=1))

    def look_up(self, place: int, others: Iterable[int] = ()) -> None:
        """Find the buckets of a text, and those of others that are asked for soon: many cost hardly more than one."""
        if place in self.known:
            return
        asked = np.array([place, *(other for other in others if other not in self.known)], np.int64)
        self.known.update((place, []) for place in asked.tolist())
        is_asked = np.zeros(len(self.counted), bool)
        is_asked[asked] = True
        for band, keys in enumerate(self.wide):
            there = _with_keys_of(keys, asked)
            self._add(band, keys[there], there, is_asked)
            if band % 2 == 0:  # What is together in a narrow bucket is so in a wide one.
                half = band // 2
                self._add(~band, _paired(keys[there], self.wide[band + 1][there]), there, is_asked)
                there = there[self.counted[there]]
                self._add(~band - 1, _paired(keys[there], self.numbers[half][there]), there, is_asked)

    def _add(self, kind: int, keys: _Array, places: _Array, is_asked: _Array) -> None:
        """Add the buckets of one kind, by the keys of all that may be in them."""
        order = np.argsort(keys, kind="stable")
        keys, places = keys[order], places[order]
        starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else order
        ends = np.append(starts[1:], len(keys))
        of_group = np.repeat(np.arange(len(starts)), ends - starts)
        asked = np.flatnonzero(is_asked[places] & (ends - starts > 1)[of_group])
        for place, group in zip(places[asked].tolist(), of_group[asked].tolist(), strict=True):
            start, end = starts[group], ends[group]
            bucket = self.named.setdefault((kind, int(keys[start])), len(self.members))
            if bucket == len(self.members):
                self.members.append(places[start:end])
            self.known[place].append(bucket)

    def within(self, bucket: int) -> _Array:
        """Return the members of a bucket."""
        return self.members[bucket]

    def holding(self, place: int) -> list[int]:
        """Return the buckets of a text that was looked up."""
        return self.known[place]


@dataclass(slots=True)
class _Settling:
    """The search. `found` and `is_original` hold of every text that does not wait in `queue` to be looked at.

    `heads`: the first originals of the buckets asked for; `followers`: of an original, those that repeat it, and some
    that did.
    """

    texts: Texts
    buckets: _Buckets | _AskedBuckets
    found: _Array
    is_original: _Array
    heads: dict[int, list[int]] = field(default_factory=dict)
    followers: dict[int, list[int]] = field(default_factory=dict)
    queue: list[int] = field(default_factory=list)
    waiting: set[int] = field(default_factory=set)
    from_nothing: bool = False

    def run(self, touched: Sequence[int]) -> None:
        """Look at what has to be looked at, from the front to the back; `touched`: texts that are new or gone."""
        for place in touched[:1]:
            self.buckets.look_up(place, touched[1:])
        known = self.found >= 0
        self.from_nothing = not known.any()
        for place in np.flatnonzero(known & ~self.is_original).tolist():
            self.followers.setdefault(int(self.found[place]), []).append(place)
        for place in np.flatnonzero(known & ~self.texts.now).tolist():
            self._leave(place)
        self._wait(np.flatnonzero(~known & self.texts.now))
        while self.queue:
            place = heappop(self.queue)
            self.waiting.discard(place)
            self.buckets.look_up(place, self.waiting)
            self._settle(place)

    def _wait(self, places: _Array) -> None:
        for place in places[self.texts.now[places]].tolist():
            if place not in self.waiting:
                self.waiting.add(place)
                heappush(self.queue, place)

    def _leave(self, place: int) -> None:
        self.found[place] = _NONE
        if self.is_original[place]:
            self._turn(place)

    def _settle(self, place: int) -> None:
        original = self._first_like(place)
        if original != self.found[place]:
            self.found[place] = original
            if original != place:
                self.followers.setdefault(original, []).append(place)
        if self.is_original[place] != (original == place):
            self._turn(place)

    def _first_like(self, place: int) -> int:
        """Return the first original before a text that it is compared with and that is like it; else its own place."""
        heads = {head for bucket in self.buckets.holding(place) for head in self._heads(bucket)}
        before = np.array(sorted(head for head in heads if head < place), np.int64)
        like = before[self._like(place, before)] if len(before) else before
        return int(like[0]) if len(like) else place

    def _like(self, place: int, others: _Array) -> _Array:
        """Tell which of some texts are like one."""
        shingles, numbers = self.texts.shingles, self.texts.numbers
        same = _share(shingles, place, others) >= SAME_WORDS
        if same.any():
            some = others[same]
            counted = numbers[place].any() & numbers[some].any(axis=1)
            same[same] = ~counted | (_share(numbers, place, some) >= SAME_NUMBERS)
        return same

    def _heads(self, bucket: int) -> list[int]:
        """Return the first originals of a bucket."""
        heads = self.heads.get(bucket)
        if heads is None:
            heads = self.heads[bucket] = [] if self.from_nothing else self._look_for_heads(bucket)
        return heads

    def _look_for_heads(self, bucket: int) -> list[int]:
        members = self.buckets.within(bucket)
        heads: list[int] = members[self.is_original[members]][:HEADS].tolist()
        return heads

    def _turn(self, place: int) -> None:
        """Make an original of a text, or none any more, and have those looked at for which that matters."""
        holding = self.buckets.holding(place)
        before = [self._heads(bucket) for bucket in holding]
        self.is_original[place] = not self.is_original[place]
        gained: dict[int, list[int]] = {}
        lost = set() if self.is_original[place] else {place}
        for bucket, old in zip(holding, before, strict=True):
            new = self._changed_heads(bucket, old, place)
            self.heads[bucket] = new
            if not self.from_nothing:  # else all that comes after waits anyway
                lost.update(set(old).difference(new))
                for head in set(new).difference(old):
                    gained.setdefault(head, []).append(bucket)
        for head in lost:
            followers = np.array(self.followers.get(head, []), np.int64)
            self._wait(followers[self.found[followers] == head])
        for head, where in gained.items():
            self._have_compared(head, where)

    def _changed_heads(self, bucket: int, old: list[int], place: int) -> list[int]:
        """Return the first originals of a bucket after a text has become one or is none any more."""
        if self.is_original[place]:
            if len(old) == HEADS and old[-1] < place:
                return old
            new = old.copy()
            insort(new, place)
            return new[:HEADS]
        return self._look_for_heads(bucket) if place in old else old

    def _have_compared(self, head: int, buckets: list[int]) -> None:
        """Have those looked at that come after an original, are like it, and repeat a later one or none."""
        members = np.unique(np.concatenate([self.buckets.within(bucket) for bucket in buckets]))
        found = self.found[members]
        members = members[(members > head) & ((found == members) | (found > head))]
        self._wait(members[self._like(head, members)])


def _share(lanes: _Array, place: int, others: _Array) -> _Array:
    share: _Array = np.count_nonzero(lanes[others] == lanes[place], axis=1) / lanes.shape[1]
    return share


def _buckets(texts: Texts) -> _Buckets:
    """Put texts together that agree somewhere; what agrees with none is in no bucket."""
    wide = _keys(texts.shingles)
    counted = np.flatnonzero(texts.numbers.any(axis=1))
    numbers = _keys(texts.numbers[counted])
    everyone = np.arange(len(wide))
    narrow, narrower = _paired(wide[:, ::2], wide[:, 1::2]), _paired(wide[counted, ::2], numbers)
    keys = ((wide, everyone), (narrow, everyone), (narrower, counted))
    found = [_agreeing(bands[:, band], places) for bands, places in keys for band in range(bands.shape[1])]
    members, sizes = (np.concatenate(some) for some in zip(*found, strict=True))
    by_place = np.argsort(members, kind="stable")
    of = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[by_place]
    of_starts = np.searchsorted(members[by_place], np.arange(len(wide) + 1))
    return _Buckets(members, np.concatenate([[0], np.cumsum(sizes)]), of, of_starts)


def _keys(lanes: _Array) -> _Array:
    """Return lanes as numbers, so many in a row one."""
    return np.ascontiguousarray(lanes).view(f"<u{lanes.itemsize * _ROWS}")


def _with_keys_of(keys: _Array, places: _Array) -> _Array:
    """Return the places of all keys that are those of some places, in order."""
    wanted = np.unique(keys[places])
    low = np.zeros(1 << 16, bool)
    low[wanted.astype(np.uint16)] = True
    maybe = np.flatnonzero(low[keys.astype(np.uint16)])  # Few others have the same low bits.
    nearest = np.searchsorted(wanted, keys[maybe]).clip(max=len(wanted) - 1)
    found: _Array = maybe[wanted[nearest] == keys[maybe]]
    return found


def _paired(some: _Array, others: _Array) -> _Array:
    """Return a number for each pair of numbers, the same for the same pair and hardly ever for another."""
    paired: _Array = some * np.uint64(_MIX) + others
    return paired * np.uint64(_MIX)


def _agreeing(keys: _Array, places: _Array) -> tuple[_Array, _Array]:
    """Return the places of keys that are there more than once, equal ones together, and how many each time."""
    order = np.argsort(keys, kind="stable").astype(np.int32)
    in_order = keys[order]
    begins = np.flatnonzero(np.concatenate([[True], in_order[1:] != in_order[:-1]]))
    sizes = np.diff(np.concatenate([begins, [len(keys)]]))
    return places[order[np.repeat(sizes > 1, sizes)]].astype(np.int32), sizes[sizes > 1]
