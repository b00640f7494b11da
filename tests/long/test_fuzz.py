"""Mutated, made-up and hostile inputs: each becomes rows that follow their schemas, or a reject that says why."""

import gzip
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.settings import BuildSettings
from flows.storage.dataset.checks import check_dataset
from flows.storage.dataset.manifest import open_dataset
from flows.storage.raw.texts import RawTexts
from tests.benchmarks.hostile import PATTERNS
from tests.building import SAMPLE, SHARED, build_without_prefect
from tests.storage.test_build_parts import rows

pytestmark = pytest.mark.long
INPUTS = 10_000
MAX_SECONDS = 20.0
# Faults of the program, or an article that took too long or took its worker along.
FAULTS = {"extraction_failed", "invalid_rows", "timeout", "crashed"}
HOSTILE_BYTES = 100_000

Chance = random.Random
Make = Callable[[Chance, list[bytes]], bytes]


def mutated(chance: Chance, originals: list[bytes]) -> bytes:
    """Cut, repeat, turn round or splice an article, or strew bytes in."""
    data = bytearray(chance.choice(originals))
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(data) + 1)
        piece = data[start : start + chance.randint(1, 200)]
        what = chance.randrange(6)
        if what == 0:
            del data[start : start + len(piece)]
        elif what == 1:
            data[start:start] = piece * chance.randint(1, 20)
        elif what == 2:
            data[start:start] = chance.randbytes(chance.randint(1, 8))
        elif what == 3:
            other = chance.choice(originals)
            at = chance.randrange(len(other))
            data[start:start] = other[at : at + 400]
        elif what == 4:
            data[start : start + len(piece)] = bytes(reversed(piece))
        else:
            data[start:start] = chance.choice(
                [b"\n", b"\r\n", b"\xe2\x80\x9c", b'"', b"$", b"9" * 50, b"\xc2\xa0", b"<", b"&"]
            )
    return bytes(data)


def made_up(chance: Chance, _: list[bytes]) -> bytes:
    """Return bytes of no meaning."""
    return chance.randbytes(chance.randint(0, 3000))


def hostile(chance: Chance, _: list[bytes]) -> bytes:
    """Return one thing over and over, or two in turn."""
    units = chance.sample(sorted(PATTERNS.values()), chance.randint(1, 2))
    size = chance.randint(1, HOSTILE_BYTES)
    return ("A title\n\n" + "".join(units) * (size // len("".join(units)))).encode()


def page(chance: Chance, originals: list[bytes]) -> bytes:
    """Return a page: the lines of a mutated article between tags that are nested, left open or nonsense."""
    tags = ("p", "div", "li", "h1", "td", "blockquote", "a href='x'", "script", "!--", "svg", "p " + "x" * 50)
    text = mutated(chance, originals).decode("utf-8", "replace")
    body = "".join(
        f"<{chance.choice(tags)}>" * chance.randint(0, 3) + line + chance.choice(("</p>", "", "</div>", "]]>"))
        for line in text.split("\n")
    )
    return ("<html><body>" + "<div>" * chance.choice((0, 5, 3000)) + body).encode()


def records(chance: Chance, originals: list[bytes]) -> bytes:
    """Return a container of records, some of them broken."""
    lines = [
        json.dumps({chance.choice(("text", "html", "title")): mutated(chance, originals).decode("utf-8", "replace")})
        for _ in range(chance.randint(1, 3))
    ]
    return "\n".join(line[: chance.choice((len(line), len(line), 40))] for line in lines).encode()


def broken_archive(chance: Chance, originals: list[bytes]) -> bytes:
    """Return packed records, cut off half of the times."""
    return gzip.compress(records(chance, originals), mtime=0)[: chance.choice((99, None))]


KINDS: tuple[tuple[int, str, Make], ...] = (
    (60, ".txt", mutated),
    (10, ".md", mutated),
    (12, ".html", page),
    (5, ".jsonl", records),
    (2, ".jsonl.gz", broken_archive),
    (1, ".warc", mutated),
    (5, ".txt", made_up),
    (1, ".html", made_up),
    (1, ".jsonl.gz", made_up),
    (3, ".txt", hostile),
)


def inputs(chance: Chance, originals: list[bytes]) -> Iterator[tuple[str, bytes]]:
    weights = [share for share, _, _ in KINDS]
    for number in range(INPUTS):
        _, suffix, make = chance.choices(KINDS, weights)[0]
        yield f"{number:05}{suffix}", make(chance, originals)


def originals() -> list[bytes]:
    """Return the articles that are mutated: real ones where they lie beside the project."""
    folder = SHARED / "raw" / "unlabelled"
    files = sorted(folder.glob("*.txt")) or sorted(SAMPLE.glob("*.txt"))
    return [data for file in files if (data := file.read_bytes()) and len(data) < 30_000]


def test_no_input_stops_a_build(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for name, data in inputs(Chance(7), originals()):
        (raw / name).write_bytes(data)
    settings = BuildSettings((raw,), tmp_path / "output", max_seconds=MAX_SECONDS)
    build_without_prefect(settings, processes=True)
    dataset = settings.dataset
    documents, rejects = rows(dataset, "documents"), rows(dataset, "rejects")
    assert not [row for row in rejects if row["reason"] in FAULTS]
    accounted = {str(row["source_path"]) for row in (*documents, *rejects)}
    assert {Path(path).name for path in accounted} == {file.name for file in raw.iterdir()}
    report = check_dataset(dataset.resolve(), RawTexts(open_dataset(dataset).manifest))
    assert report.ok, report.failures
    assert report.n_proved == report.n_documents > INPUTS / 4
