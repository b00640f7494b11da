"""Which articles repeat which, over the whole corpus. Pure: from signatures to ids, whatever order they come in.

Articles stand in line, the earliest first. Each in turn is a duplicate of the first one before it that says the same
and is no duplicate itself; where there is none it is an original. So a duplicate never points at a duplicate, and the
text that it repeats is always like its own: likeness does not travel along a chain of versions. Who is compared with
whom, and when two texts are alike, say `originals`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from flows.storage.duplicates.originals import Texts, find_originals
from flows.storage.rows.signatures import NUMBER_LANES, WORD_LANES

# doc_id of a duplicate → doc_id of the article that it repeats
Duplicates = Mapping[str, str]
_Array = npt.NDArray[Any]
_NONE = -1
_LINE = [("out_by", "ascending"), ("truncated", "ascending"), ("n_words", "descending"), ("doc_id", "ascending")]


@dataclass(frozen=True, slots=True)
class Last:
    """What was found before, among other articles.

    `gone`: the signatures that were there then and are not now; `new`: the ids of those that are there now and were not
    then. An article whose signature became another is in both.
    """

    duplicates: Duplicates
    gone: pa.Table
    new: frozenset[str]


def find_duplicates(signatures: pa.Table, last: Last | None = None) -> Duplicates:
    """Return the duplicates among articles; `signatures`: a row of `SIGNATURE_SCHEMA` each, in any order.

    With what was found last the same is found sooner. Raises KeyError where that is of other articles.
    """
    everything = _everything(signatures, last)
    in_line = _in_line(everything)
    now, then = (in_line[column].to_numpy() for column in ("now", "then"))
    words = in_line["words"].combine_chunks().dictionary_encode().indices.to_numpy()
    first_now, first_then = (_first_of_words(words, there) for there in (now, then))
    own, ids = np.arange(len(words)), in_line["doc_id"].to_pylist()
    before = np.where(first_then == own, _original_places(ids, then, last.duplicates if last else {}), _NONE)
    originals = _originals(everything, in_line["row"].to_numpy(), first_now == own, before)[first_now]
    return {ids[place]: ids[originals[place]] for place in np.flatnonzero(now & (originals != own)).tolist()}


def _everything(signatures: pa.Table, last: Last | None) -> pa.Table:
    """Return the signatures that are there and those that were, with columns that say which."""
    new = last.new if last else signatures["doc_id"].to_pylist()
    gone = last.gone if last else signatures.slice(0, 0)
    stayed = ~pc.is_in(signatures["doc_id"], pa.array(new, pa.string())).to_numpy(zero_copy_only=False)
    return pa.concat_tables([_marked(signatures, True, stayed), _marked(gone, False, np.ones(len(gone), bool))])


def _in_line(everything: pa.Table) -> pa.Table:
    """Return the articles that have words, the earliest first, without lanes, with the "row" that each was in.

    Of those of one day, the one that is whole comes first, then the longest, then the one with the lowest id. What has
    no date comes after all that have one.
    """
    light = everything.drop_columns(["shingles", "numbers"]).append_column("row", pa.array(np.arange(len(everything))))
    with_words = light.filter(pc.greater(light["n_words"], 0))
    return with_words.take(pc.sort_indices(with_words, _LINE)).combine_chunks()


def _marked(signatures: pa.Table, now: bool, then: _Array) -> pa.Table:
    with_now = signatures.append_column("now", pa.array(np.full(len(signatures), now)))
    return with_now.append_column("then", pa.array(then))


def _first_of_words(words: _Array, there: _Array) -> _Array:
    """Return for each article the place of the first one that has the same words and is there; -1 if none is."""
    places = np.flatnonzero(there)[::-1]
    first = np.full(words.max(initial=-1) + 1, _NONE)
    first[words[places]] = places
    of_each: _Array = first[words]
    return of_each


def _original_places(ids: Sequence[str], then: _Array, duplicates: Duplicates) -> _Array:
    """Return for each article the place of the one that it repeated then, its own for an original."""
    found = np.arange(len(ids))
    if duplicates:
        places = {ids[place]: place for place in np.flatnonzero(then).tolist()}
        for doc_id, original in duplicates.items():
            found[places[doc_id]] = places[original]
    return found


def _originals(everything: pa.Table, rows: _Array, now: _Array, before: _Array) -> _Array:
    """Return for each article in line the place of the original whose text is like its own; its own without one.

    `rows`: of the articles in line, among all signatures; `now`: those that are looked at, no two of which have the
    same words; `before`: the originals of those that were looked at then, else -1.
    """
    originals = np.arange(len(rows))
    shingles = _lanes(everything, "shingles", "<u2", WORD_LANES)
    numbers = _lanes(everything, "numbers", "<u1", NUMBER_LANES)
    has_words = np.asarray(shingles.any(axis=1))
    places = np.flatnonzero((now | (before != _NONE)) & has_words[rows])
    among = np.full(len(rows) + 1, _NONE)  # the last is that of no article
    among[places] = np.arange(len(places))
    taken = rows[places]
    texts = Texts(shingles[taken], numbers[taken], now[places], among[before[places]])
    there = places[texts.now]
    originals[there] = places[find_originals(texts)[texts.now]]
    return originals


def _lanes(everything: pa.Table, column: str, kind: str, lanes: int) -> _Array:
    """Return a column of signatures as numbers, a row an article."""
    values = np.frombuffer(everything[column].combine_chunks().buffers()[1], kind)
    return values[: len(everything) * lanes].reshape(-1, lanes)
