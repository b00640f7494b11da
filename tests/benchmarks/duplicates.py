"""What it costs to find duplicates, and how many of seeded variations of real texts are told right.

    python -m tests.benchmarks.duplicates [--raw DIR] [--articles N]

The texts are the clean ones of --raw (by default the real articles beside the project, else the sample). N signatures
are drawn at random, one in twenty a near copy of another, all with a little in common; they are read from files of a
part's size. Seconds are those of the processor.
"""

import argparse
import random
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from flows.article import extract_article
from flows.reading.article import Article
from flows.storage.duplicates.find import find_duplicates
from flows.storage.parts.stored import read_rows
from flows.storage.parts.tables import write_table
from flows.storage.planning.layout import FULL
from flows.storage.rows.signatures import (
    LEAST_WORDS,
    NUMBER_LANES,
    SIGNATURE_SCHEMA,
    SIGNATURES,
    WORD_LANES,
    signature_row,
)
from tests.building import SAMPLE, SHARED

SEED = 6
_REPEATS = 3
_COPIES, _LIKE, _COMMON = 0.05, 0.8, 0.02
Variation = Callable[[str, str, random.Random], str]


def main() -> None:
    """Print the tables."""
    real = SHARED / "raw" / "unlabelled"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raw", type=Path, default=real if real.is_dir() else SAMPLE)
    parser.add_argument("--articles", type=int, default=100_000)
    arguments = parser.parse_args()
    texts = [clean_text(file) for file in sorted(arguments.raw.glob("*.txt"))]
    texts = [text for text in texts if len(text.split()) >= LEAST_WORDS]
    among = find_duplicates(signed(texts))
    print(f"{len(texts)} texts of {arguments.raw.name}: {len(among)} duplicates among them")
    seconds = min(timed(lambda: signed(texts)) for _ in range(_REPEATS))
    print(f"signature: {seconds / len(texts) * 1e6:.0f} µs an article of {words_a_text(texts):.0f} words")
    for number in (arguments.articles // 10, arguments.articles):
        report_index(number)
    print(f"\nof texts of at least eight paragraphs\n{'variation':<42}{'pairs':>7}{'duplicates':>12}{'expected':>10}")
    for variation, expected in VARIATIONS.items():
        found, pairs = told_duplicates([text for text in texts if text.count("\n\n") >= 7], variation)
        print(f"{variation.__doc__:<42}{pairs:>7}{found / pairs:>12.3f}{expected:>10}")


def clean_text(file: Path) -> str:
    """Return body and headings of an article."""
    text = file.read_text("utf-8", "replace")
    article = Article("0" * 16, "raw/a.txt", None, "text", "utf-8", "0" * 64, len(text), text)
    return "\n\n".join(paragraph.text for paragraph in extract_article(article).paragraphs)


def signed(texts: Sequence[str]) -> pa.Table:
    """Return the signatures of texts, whose ids are their numbers."""
    known = {"published": None, "published_precision": None, "truncated": False}
    made = [signature_row({**known, "doc_id": f"{number:016x}", "text": text}) for number, text in enumerate(texts)]
    return pa.Table.from_pylist(made, SIGNATURE_SCHEMA)


def timed(work: Callable[[], object]) -> float:
    """Return the seconds of the processor that something takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def words_a_text(texts: Sequence[str]) -> float:
    """Return the mean length of texts."""
    return sum(len(text.split()) for text in texts) / len(texts)


def report_index(number: int) -> None:
    """Print what it takes to read so many signatures and to find the duplicates among them."""
    drawn = draw(number)
    with tempfile.TemporaryDirectory() as folder:
        parts = [Path(folder, f"{first:09}") for first in range(0, number, FULL)]
        for place, part in enumerate(parts):
            part.mkdir()
            write_table(part / f"{SIGNATURES}.parquet", drawn.slice(place * FULL, FULL))
        size = sum(file.stat().st_size for file in Path(folder).glob("*/*"))
        reading = timed(lambda: [read_rows(part, SIGNATURES) for part in parts])
    finding = timed(lambda: find_duplicates(drawn))
    found = len(find_duplicates(drawn))
    told = f"{reading:.2f} s to read, {finding:.2f} s to find {found} duplicates"
    print(f"{number} signatures of {size / number:.0f} bytes: {told}")


def draw(number: int) -> pa.Table:
    """Return signatures drawn at random."""
    chance = np.random.default_rng(SEED)
    shingles = chance.integers(0, 1 << 16, (number, WORD_LANES), np.uint16)
    shingles = np.where(chance.random(shingles.shape) < _COMMON, shingles[0], shingles)
    copies = chance.choice(number, int(number * _COPIES), replace=False)
    kept = chance.random((len(copies), WORD_LANES)) < _LIKE
    shingles[copies] = np.where(kept, shingles[chance.integers(0, number, len(copies))], shingles[copies])
    columns = [
        pa.array([f"{one:016x}" for one in chance.integers(0, 1 << 63, number)]),
        pa.array(chance.integers(0, 20_000, number).astype("datetime64[D]")),
        pa.array(np.zeros(number, bool)),
        pa.array(chance.integers(LEAST_WORDS, 3_000, number), pa.int32()),
        _binary(chance.integers(0, 256, (number, 16), np.uint8)),
        _binary(shingles.astype("<u2")),
        _binary(np.zeros((number, NUMBER_LANES), np.uint8)),
    ]
    return pa.table(columns, schema=SIGNATURE_SCHEMA)


def _binary(rows: np.ndarray[Any, Any]) -> pa.Array:
    width = rows.shape[1] * rows.itemsize
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(width), len(rows), [None, pa.py_buffer(rows.tobytes())])


def told_duplicates(texts: Sequence[str], variation: Variation) -> tuple[int, int]:
    """Return how many texts are told to be duplicates of their variations, and how many pairs there are."""
    found = 0
    for number, text in enumerate(texts):
        for repeat in range(_REPEATS):
            chance = random.Random(f"{SEED} {variation.__name__} {number} {repeat}")
            varied = variation(text, texts[(number + 7) % len(texts)], chance)
            found += len(find_duplicates(signed([text, varied])))
    return found, len(texts) * _REPEATS


def framed(text: str, other: str, chance: random.Random) -> str:
    """other menus, quotes and capitals"""
    typeset = text.replace('"', "”").replace("'", "’")
    return "Home | News | About us\n\n" + chance.choice([typeset, typeset.upper()]) + "\n\nShare this article"


def wire(text: str, other: str, chance: random.Random) -> str:
    """other headline, two paragraphs half edited"""
    paragraphs = text.split("\n\n")
    for place in chance.sample(range(len(paragraphs)), min(2, len(paragraphs))):
        words = paragraphs[place].split()
        half = len(words) // 2
        paragraphs[place] = " ".join([*chance.choices(other.split(), k=half), *words[half:]])
    return "\n\n".join(["The headline of the other paper", *paragraphs])


def copy_edited(text: str, other: str, chance: random.Random) -> str:
    """one word in thirty another"""
    return _replaced(text, other, chance, 1 / 30)


def shortened(text: str, other: str, chance: random.Random) -> str:
    """one sentence in ten left out"""
    return " ".join(sentence for sentence in re.split(r"(?<=[.!?])\s", text) if chance.random() > 0.1)


def cut(text: str, other: str, chance: random.Random) -> str:
    """the last sixth cut off"""
    words = text.split()
    return " ".join(words[: len(words) * 5 // 6])


def quoting(text: str, other: str, chance: random.Random) -> str:
    """another that quotes a third of it"""
    return _quoting(text, other, 1 / 3)


def half_shared(text: str, other: str, chance: random.Random) -> str:
    """half of it and half of another"""
    return _quoting(text, other, 1 / 2)


def half(text: str, other: str, chance: random.Random) -> str:
    """the first half of it alone"""
    words = text.split()
    return " ".join(words[: len(words) // 2])


def rewritten(text: str, other: str, chance: random.Random) -> str:
    """one word in four another"""
    return _replaced(text, other, chance, 1 / 4)


def another(text: str, other: str, chance: random.Random) -> str:
    """another article"""
    return other


def _replaced(text: str, other: str, chance: random.Random, share: float) -> str:
    words = other.split()
    return re.sub(r"\w+", lambda found: chance.choice(words) if chance.random() < share else found[0], text)


def _quoting(text: str, other: str, share: float) -> str:
    """Return the beginning of one text and that of the other, which are a text of the length of the first."""
    words, more = text.split(), other.split()
    shared = int(len(words) * share)
    return " ".join([*more[: len(words) - shared], *words[:shared]])


VARIATIONS: dict[Variation, str] = {
    **dict.fromkeys((framed, wire, copy_edited, shortened, cut), "all"),
    **dict.fromkeys((quoting, half_shared, half, rewritten, another), "none"),
}


if __name__ == "__main__":
    main()
