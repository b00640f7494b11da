"""Each gold file fits its raw file: same bytes, offsets in place, every character in one block, known values."""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from flows.cleaning.blocks import LABELS
from schemas.claims import CLAIM_TYPES, QUOTATIONS, SOURCE_KINDS
from schemas.figures import COMPARATORS, KINDS

HERE = Path(__file__).parent
SAMPLE = HERE.parents[1] / "raw" / "sample"
FILES = sorted(HERE.glob("*.json"))
METADATA = {
    "title", "subtitle", "authors", "author_affiliation", "publisher", "section", "issue",
    "published", "published_precision", "published_basis", "mentions_until", "language",
}  # fmt: skip
PRECISION_OF_LENGTH = {4: "year", 7: "month", 10: "day"}
UNIT_OF_KIND = {"money": r"[A-Z]{3}", "percent": "percent", "frequency": "time"}
KINDS_WITHOUT_UNIT = {"multiple", "fraction", "rank", "ordinal"}


@dataclass(frozen=True)
class Gold:
    raw: bytes
    labels: dict[str, Any]

    @property
    def text(self) -> str:
        return self.raw.decode("utf-8")

    @property
    def sentences(self) -> list[dict[str, Any]]:
        return list(self.labels.get("sentences", ()))

    @property
    def claims(self) -> list[dict[str, Any]]:
        return [sentence for sentence in self.sentences if sentence["claim_type"] != "none"]

    @property
    def figures(self) -> list[dict[str, Any]]:
        return list(self.labels.get("figures", ()))

    def quote(self, row: dict[str, Any]) -> str:
        return self.text[row["start"] : row["end"]]


@cache
def read(path: Path) -> Gold:
    labels = json.loads(path.read_text("utf-8"))
    return Gold((path.parent / labels["raw"]).read_bytes(), labels)


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def gold(request: pytest.FixtureRequest) -> Gold:
    return read(request.param)


def is_within(inner: dict[str, Any], outer: dict[str, Any]) -> bool:
    return bool(outer["start"] <= inner["start"] and inner["end"] <= outer["end"])


def blank_outside(gold: Gold, rows: list[dict[str, Any]], start: int, end: int) -> str:
    """Return what of `[start, end)` no row covers, without its white space."""
    kept = list(gold.text)
    for row in rows:
        kept[row["start"] : row["end"]] = " " * (row["end"] - row["start"])
    return "".join("".join(kept)[start:end].split())


def test_every_article_of_the_sample_has_gold() -> None:
    articles = {path.name for path in SAMPLE.iterdir() if path.suffix != ".json"}
    assert articles == {Path(read(path).labels["raw"]).name for path in FILES}
    assert len(articles) >= 15


def test_gold_belongs_to_these_bytes(gold: Gold) -> None:
    assert hashlib.sha256(gold.raw).hexdigest() == gold.labels["raw_sha256"]


@pytest.mark.parametrize("rows", ["blocks", "sentences", "figures"])
def test_spans_are_in_order_apart_and_trimmed(gold: Gold, rows: str) -> None:
    found = gold.labels.get(rows, [])
    assert all(0 <= row["start"] < row["end"] <= len(gold.text) for row in found)
    assert all(before["end"] <= after["start"] for before, after in pairwise(found))
    assert all(gold.quote(row) == gold.quote(row).strip() for row in found)


def test_every_character_is_in_a_block(gold: Gold) -> None:
    assert blank_outside(gold, gold.labels["blocks"], 0, len(gold.text)) == ""


def test_block_labels_are_known(gold: Gold) -> None:
    assert {block["label"] for block in gold.labels["blocks"]} <= set(LABELS)


def test_only_body_continues_body(gold: Gold) -> None:
    for before, block in pairwise(gold.labels["blocks"]):
        if block["continues"]:
            assert before["label"] == block["label"] == "body"


def test_sentences_fill_the_body_and_nothing_else(gold: Gold) -> None:
    if "sentences" not in gold.labels:
        pytest.skip("metadata and blocks only")
    body = [block for block in gold.labels["blocks"] if block["label"] == "body"]
    for block in body:
        assert blank_outside(gold, gold.sentences, block["start"], block["end"]) == ""
    for sentence in gold.sentences:
        assert blank_outside(gold, body, sentence["start"], sentence["end"]) == ""


def test_a_sentence_that_asserts_nothing_has_no_other_label(gold: Gold) -> None:
    for sentence in gold.sentences:
        if sentence["claim_type"] == "none":
            assert {
                sentence[key] for key in ("source_kind", "source_name", "cue", "quotation", "hedged", "negated")
            } == {None}


def test_claims_hold_known_values(gold: Gold) -> None:
    for claim in gold.claims:
        assert claim["claim_type"] in CLAIM_TYPES
        assert claim["source_kind"] in SOURCE_KINDS
        assert claim["quotation"] in QUOTATIONS
        assert isinstance(claim["hedged"], bool)
        assert isinstance(claim["negated"], bool)


def test_a_source_has_a_name_and_its_cue_stands_in_the_sentence(gold: Gold) -> None:
    words = " ".join(gold.text.split())
    for claim in gold.claims:
        if claim["source_kind"] == "author":
            assert (claim["source_name"], claim["cue"], claim["quotation"]) == (None, None, "none")
            continue
        assert claim["quotation"] != "none"
        assert all(word in words for word in claim["source_name"].split())
        assert claim["cue"] in gold.quote(claim) if claim["cue"] else claim["quotation"] == "direct"


def test_figures_are_quoted_as_they_stand_in_a_sentence(gold: Gold) -> None:
    for figure in gold.figures:
        assert figure["text"] == gold.quote(figure)
        assert sum(is_within(figure, sentence) for sentence in gold.sentences) == 1


def test_figures_hold_known_values(gold: Gold) -> None:
    for figure in gold.figures:
        assert figure["kind"] in KINDS
        assert figure["comparator"] is None or figure["comparator"] in COMPARATORS
        assert figure["value_high"] is None or figure["value"] < figure["value_high"]
        assert figure["measure"]
        assert figure["time"] is None or re.fullmatch(r"\d{4}(-\d{2}){0,2}s?(/\d{4})?", figure["time"])


def test_the_unit_of_a_figure_suits_its_kind(gold: Gold) -> None:
    for figure in gold.figures:
        if figure["kind"] in KINDS_WITHOUT_UNIT:
            assert figure["unit"] is None
        else:
            assert re.fullmatch(UNIT_OF_KIND.get(figure["kind"], r"[a-z]+"), figure["unit"])


def test_metadata_is_complete_and_dated_with_its_basis(gold: Gold) -> None:
    metadata = gold.labels["metadata"]
    assert set(metadata) == METADATA
    assert re.fullmatch(r"[a-z]{2}", metadata["language"])
    published = metadata["published"]
    assert (metadata["published_basis"] in {"stated", "sidecar"}) if published else metadata["published_basis"] is None
    assert metadata["published_precision"] == (PRECISION_OF_LENGTH[len(published)] if published else None)


def test_the_sample_shows_every_label_and_every_value() -> None:
    """A label that no article shows is one that no gate on the sample can defend."""
    golds = [read(path) for path in FILES]
    claims = [claim for gold in golds for claim in gold.claims]
    assert {block["label"] for gold in golds for block in gold.labels["blocks"]} == set(LABELS)
    assert {claim["claim_type"] for claim in claims} == set(CLAIM_TYPES)
    assert {claim["source_kind"] for claim in claims} == set(SOURCE_KINDS)
    assert {claim["quotation"] for claim in claims} == set(QUOTATIONS)
    assert {figure["kind"] for gold in golds for figure in gold.figures} == set(KINDS)
