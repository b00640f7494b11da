"""What of an article tells whether another is the same text: a hash of its words, and MinHashes of words and numbers.

Made once, with the article's rows, and kept in its part beside the tables, which readers never see. Which articles
repeat which is found from these alone, by `duplicates`.
"""

import calendar
import hashlib
import re
from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import Any
from unicodedata import normalize

import numpy as np
import pyarrow as pa
from rensa import RMinHash

# Words in a row. More would tell hardly more texts apart, and lose one in which many single words were edited.
SHINGLE = 3
WORD_LANES, NUMBER_LANES = 128, 64
# In a shorter text a handful of other words would decide: it is the same only if every word is.
LEAST_WORDS = 50
# Fewer numbers make no report of its own.
LEAST_NUMBERS = 5
_SEED = 1
# A text may be megabytes long.
_AT_A_TIME = 10_000
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

SIGNATURES = "signatures"
SIGNATURE_SCHEMA = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        # The day by which it was out: the last one that its date allows.
        pa.field("out_by", pa.date32()),
        pa.field("truncated", pa.bool_(), nullable=False),
        pa.field("n_words", pa.int32(), nullable=False),
        pa.field("words", pa.binary(16), nullable=False),
        # The low two bytes of each lane, little-endian; zeros where there are too few words.
        pa.field("shingles", pa.binary(2 * WORD_LANES), nullable=False),
        # The lowest byte of each lane; zeros where there are too few numbers.
        pa.field("numbers", pa.binary(NUMBER_LANES), nullable=False),
    ]
)


def signature_row(document: dict[str, Any]) -> dict[str, Any]:
    """Return the signature of an article, from its row of `documents`.

    Case, punctuation, white space and ways to write the same character do not count as text.
    """
    text = normalize("NFKC", document["text"] or "").casefold()
    words = _WORD.findall(text)
    numbers = set(_NUMBER.findall(text))
    return {
        "doc_id": document["doc_id"],
        "out_by": _last_day(document["published"], document["published_precision"]),
        "truncated": document["truncated"],
        "n_words": len(words),
        "words": hashlib.sha256(" ".join(words).encode("utf-8", "surrogatepass")).digest()[:16],
        "shingles": _shingles(words) if len(words) >= LEAST_WORDS else bytes(2 * WORD_LANES),
        "numbers": _lanes(numbers, NUMBER_LANES, "<u1") if len(numbers) >= LEAST_NUMBERS else bytes(NUMBER_LANES),
    }


def _shingles(words: list[str]) -> bytes:
    in_a_row = zip(*(words[first:] for first in range(SHINGLE)), strict=False)
    return _lanes(map(" ".join, in_a_row), WORD_LANES, "<u2")


def _lanes(members: Iterable[str], lanes: int, kind: str) -> bytes:
    """Return the low bytes of the MinHash of a set: as many lanes of two sets agree as members are in both of all."""
    minhash = RMinHash(num_perm=lanes, seed=_SEED)
    rest = iter(members)
    while some := list(islice(rest, _AT_A_TIME)):
        minhash.update(some)
    return np.array(minhash.digest(), np.uint32).astype(kind).tobytes()


def _last_day(first: date | None, precision: str | None) -> date | None:
    """Return the last day of the day, month or year that begins with a date."""
    if first is None or precision == "day":
        return first
    if precision == "year":
        return first.replace(month=12, day=31)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])
