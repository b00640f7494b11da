"""Which articles repeat which, over the whole corpus. Pure: from signatures to ids, whatever order they come in.

Articles stand in line, the earliest first. Each in turn is a duplicate of the first one before it that says the same
and is no duplicate itself; where there is none it is an original. So a duplicate never points at a duplicate, and the
text that it repeats is always like its own: likeness does not travel along a chain of versions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from flows.storage.signatures import NUMBER_LANES, WORD_LANES

# Of the runs of three words of two texts together, so many are in both. Texts of one length that have three quarters
# of their words in common reach it; one that quotes half of another, or is half of it, does not.
SAME_WORDS = 0.6
# Of the numbers of two texts together. A report in the words of the last one, with this month's figures, is another.
SAME_NUMBERS = 1 / 3
# Texts are compared where so many lanes in a row, counted in steps of as many, agree somewhere. At SAME_WORDS 99 pairs
# of 100 do, at a tenth of it one in 2,400.
_ROWS = 4
# doc_id of a duplicate → doc_id of the article that it repeats
Duplicates = Mapping[str, str]
_Array = npt.NDArray[Any]


def find_duplicates(signatures: pa.Table) -> Duplicates:
    """Return the duplicates among articles; `signatures`: a row of `SIGNATURE_SCHEMA` each, in any order."""
    in_line = _in_line(signatures)
    same = _same_words(in_line)
    like = _like_earlier(in_line, np.unique(same))
    ids = in_line["doc_id"].to_pylist()
    return {ids[place]: ids[first] for place, first in enumerate(like[same].tolist()) if first != place}


def _in_line(signatures: pa.Table) -> pa.Table:
    """Return the articles that have words, the earliest first.

    Of those of one day, the one that is whole comes first, then the longest, then the one with the lowest id. What has
    no date comes after all that have one.
    """
    line = [("out_by", "ascending"), ("truncated", "ascending"), ("n_words", "descending"), ("doc_id", "ascending")]
    with_words = signatures.filter(pc.greater(signatures["n_words"], 0))
    return with_words.take(pc.sort_indices(with_words, line)).combine_chunks()


def _same_words(in_line: pa.Table) -> _Array:
    """Return for each article the place of the first one that has the same words."""
    texts = in_line["words"].combine_chunks().dictionary_encode().indices.to_numpy()
    _, first = np.unique(texts, return_index=True)
    place: _Array = first[texts]
    return place


def _like_earlier(in_line: pa.Table, places: _Array) -> _Array:
    """Return for each article the place of the original whose text is like its own; its own where there is none.

    `places`: the articles that are looked at, no two of which have the same words.
    """
    originals = np.arange(len(in_line))
    shingles = _lanes(in_line, "shingles", "<u2", WORD_LANES)
    places = places[shingles[places].any(axis=1)]
    shingles, numbers = shingles[places], _lanes(in_line, "numbers", "<u1", NUMBER_LANES)[places]
    found = np.arange(len(places))
    for place, later in _compared(shingles, found):
        like = later[_share(shingles, place, later) >= SAME_WORDS]
        if not len(like):
            continue
        counted = numbers[place].any() & numbers[like].any(axis=1)
        found[like[~counted | (_share(numbers, place, like) >= SAME_NUMBERS)]] = place
    originals[places] = places[found]
    return originals


def _lanes(in_line: pa.Table, column: str, kind: str, lanes: int) -> _Array:
    """Return a column of signatures as numbers, a row an article."""
    values = np.frombuffer(in_line[column].combine_chunks().buffers()[1], kind)
    return values[: len(in_line) * lanes].reshape(-1, lanes)


def _share(lanes: _Array, place: int, others: _Array) -> _Array:
    share: _Array = np.count_nonzero(lanes[others] == lanes[place], axis=1) / lanes.shape[1]
    return share


def _compared(shingles: _Array, found: _Array) -> Iterator[tuple[int, _Array]]:
    """Yield each original in line with the later articles that may be like it.

    `found` is read as it grows: what has become a duplicate is not compared any more.
    """
    buckets = _buckets(shingles)
    for place in np.unique(buckets.members).tolist():
        if found[place] == place:
            later = buckets.neighbours(place)
            later = later[(later > place) & (found[later] == later)]
            if len(later):
                yield place, np.unique(later)


@dataclass(frozen=True, slots=True)
class _Buckets:
    """Articles that agree somewhere: `members` bucket after bucket, each from one of `starts` to the next.

    `of`: the buckets of each article, one article after the other, each from one of `of_starts` to the next.
    """

    members: _Array
    starts: _Array
    of: _Array
    of_starts: _Array

    def neighbours(self, place: int) -> _Array:
        """Return the members of all buckets of an article, some more than once."""
        buckets = self.of[self.of_starts[place] : self.of_starts[place + 1]]
        return np.concatenate([self.members[self.starts[one] : self.starts[one + 1]] for one in buckets])


def _buckets(shingles: _Array) -> _Buckets:
    """Put articles together of which `_ROWS` lanes in a row agree; what agrees with none is in no bucket."""
    keys = np.ascontiguousarray(shingles).view(f"<u{shingles.itemsize * _ROWS}")
    found = [_agreeing(keys[:, band]) for band in range(keys.shape[1])]
    members, sizes = (np.concatenate(some) for some in zip(*found, strict=True))
    by_place = np.argsort(members)
    of = np.repeat(np.arange(len(sizes)), sizes)[by_place]
    of_starts = np.searchsorted(members[by_place], np.arange(len(shingles) + 1))
    return _Buckets(members, np.concatenate([[0], np.cumsum(sizes)]), of, of_starts)


def _agreeing(keys: _Array) -> tuple[_Array, _Array]:
    """Return the places of keys that are there more than once, equal ones together, and how many each time."""
    order = np.argsort(keys)
    in_order = keys[order]
    begins = np.flatnonzero(np.concatenate([[True], in_order[1:] != in_order[:-1]]))
    sizes = np.diff(np.concatenate([begins, [len(keys)]]))
    return order[np.repeat(sizes > 1, sizes)], sizes[sizes > 1]
