"""Mutated and made-up articles: each becomes rows that follow their schemas or a reject with a reason."""

import random
from pathlib import Path

import pytest

from flows.settings import BuildSettings
from flows.storage.checks import check_dataset
from flows.storage.manifest import read_manifest
from flows.storage.raw import RawTexts
from tests.building import SAMPLE, build_without_prefect
from tests.storage.test_build_parts import rows

pytestmark = pytest.mark.long
ARTICLES = 2_000
EXPLAINED = {"blank", "binary", "undecodable", "nul_characters", "duplicate", "no_article", "empty"}


def mutated(chance: random.Random, originals: list[bytes]) -> bytes:
    """Cut, repeat, swap or splice a sample article, or make bytes up."""
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
            data[start:start] = chance.choice([b"\n", b"\r\n", b"\xe2\x80\x9c", b'"', b"$", b"9" * 50, b"\xc2\xa0"])
    return bytes(data)


def test_no_article_stops_a_build(tmp_path: Path) -> None:
    chance = random.Random(7)
    originals = [file.read_bytes() for file in sorted(SAMPLE.glob("*.txt"))]
    raw = tmp_path / "raw"
    raw.mkdir()
    for number in range(ARTICLES):
        data = chance.randbytes(chance.randint(0, 3000)) if number % 20 == 0 else mutated(chance, originals)
        (raw / f"{number:05}.txt").write_bytes(data)
    build_without_prefect(BuildSettings((raw,), tmp_path / "output"))
    dataset = tmp_path / "output" / "dataset"
    reasons = {str(row["reason"]) for row in rows(dataset, "rejects")}
    assert reasons <= EXPLAINED
    assert len(rows(dataset, "documents")) + len(rows(dataset, "rejects")) == ARTICLES
    report = check_dataset(dataset.resolve(), RawTexts(read_manifest(dataset)))
    assert report.ok, report.failures
    assert report.n_proved == report.n_documents
