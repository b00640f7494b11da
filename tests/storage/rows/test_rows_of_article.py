"""From what was found in an article to rows: what a row says beyond what was found."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows.article import extract_article
from flows.extraction.records import Reference
from flows.reading.article import Article
from flows.reading.read import RawItem, read_item
from flows.reading.sidecar import RIGHTS
from flows.storage.raw.rights import Source
from flows.storage.rows.article import rows_of_article
from tests.building import ARTICLE

OPEN = Source("Harbor", RIGHTS[1], "CC0-1.0", (), (), "raw")


def article(sidecar: bytes | None = None) -> Article:
    read = read_item(RawItem("raw/good.txt", Path("raw/good.txt")), ARTICLE.encode(), sidecar)
    assert isinstance(read, Article)
    return read


def test_a_note_without_a_number_has_its_place_among_the_notes() -> None:
    read = article()
    note = Reference(None, 0, 6, "Allies")
    found = replace(extract_article(read), references=(replace(note, number=7), note))
    assert rows_of_article(read, found, ())["references"]["number"] == [7, 2]


@pytest.mark.parametrize(
    ("sidecar", "sources", "rights"),
    [
        (None, (), ("all-rights-reserved", None)),
        (None, (OPEN,), ("open", "CC0-1.0")),
        # A licence that the scraper noted is nearer to the article than that of its source.
        (b'{"license": "CC-BY-4.0"}', (OPEN,), ("open", "CC-BY-4.0")),
        (b'{"rights": "all-rights-reserved"}', (OPEN,), ("all-rights-reserved", None)),
    ],
)
def test_the_sidecar_comes_before_the_records(
    sidecar: bytes | None, sources: tuple[Source, ...], rights: tuple[str, str | None]
) -> None:
    read = article(sidecar)
    document: dict[str, Any] = {
        name: values[0] for name, values in rows_of_article(read, extract_article(read), sources)["documents"].items()
    }
    assert (document["rights"], document["license"]) == rights
