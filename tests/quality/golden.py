"""Score a dataset against the sample's own gold: a small sibling of the scorer that stands beside the project.

What the gold files hold stands in tests/gold/README.md. Every measure is between 0 and 1.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Row = dict[str, Any]
CONTENT = {"body", "heading"}


def score(dataset: Path, gold_dir: Path) -> dict[str, float]:
    """Return measure → value over all articles of the gold; an article that the dataset lacks scores nothing."""
    tables = {name: _by_article(dataset, name) for name in ("documents", "blocks", "claims", "figures")}
    hits: Counter[str] = Counter()
    sizes: Counter[str] = Counter()

    def count(measure: str, matching: int, expected: int, found: int) -> None:
        hits[measure] += 2 * matching
        sizes[measure] += expected + found

    for file in sorted(gold_dir.glob("*.json")):
        gold = json.loads(file.read_text("utf-8"))
        doc_id = gold["raw_sha256"][:16]
        found = {name: rows.get(doc_id, []) for name, rows in tables.items()}
        raw = (gold_dir / gold["raw"]).read_bytes().decode("utf-8")
        _score_blocks(raw, gold, found, count)
        _score_metadata(gold, found, count)
        _score_claims(gold, found, count)
        _score_figures(gold, found, count)
    return {measure: hits[measure] / size for measure, size in sizes.items() if size}


Count = Callable[[str, int, int, int], None]


def _by_article(dataset: Path, table: str) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for file in sorted((dataset / table).glob("*.parquet")):
        for row in pq.read_table(file).to_pylist():
            rows.setdefault(row["doc_id"], []).append(row)
    return rows


def _labels(raw: str, blocks: Iterable[Row]) -> list[str | None]:
    labels: list[str | None] = [None] * len(raw)
    for block in blocks:
        labels[block["start"] : block["end"]] = [block["label"]] * (block["end"] - block["start"])
    return labels


def _score_blocks(raw: str, gold: Row, found: dict[str, list[Row]], count: Count) -> None:
    expected, got = _labels(raw, gold["blocks"]), _labels(raw, found["blocks"])
    visible = [i for i, character in enumerate(raw) if not character.isspace()]
    kept = [(expected[i] in CONTENT, got[i] in CONTENT) for i in visible]
    count("clean_f1", sum(a and b for a, b in kept), sum(a for a, _ in kept), sum(b for _, b in kept))
    count("label_accuracy", sum(expected[i] == got[i] for i in visible), len(visible), len(visible))
    halves = [
        {block["start"] for block in blocks if block.get("continues")} for blocks in (gold["blocks"], found["blocks"])
    ]
    count("continues_f1", len(halves[0] & halves[1]), len(halves[0]), len(halves[1]))


def _score_metadata(gold: Row, found: dict[str, list[Row]], count: Count) -> None:
    document = found["documents"][0] if found["documents"] else {}
    for name, value in gold["metadata"].items():
        got = document.get(name)
        same = str(got).startswith(value) if name == "published" and value else (got or None) == (value or None)
        count("metadata_accuracy", int(same), 1, 1)


def _score_claims(gold: Row, found: dict[str, list[Row]], count: Count) -> None:
    if "sentences" not in gold:
        return
    claims = {(claim["start"], claim["end"]): claim for claim in found["claims"]}
    asserted = [sentence for sentence in gold["sentences"] if sentence["claim_type"] != "none"]
    both = [(s, claims[s["start"], s["end"]]) for s in asserted if (s["start"], s["end"]) in claims]
    count("claim_f1", len(both), len(asserted), len(claims))
    count("claim_type_f1", sum(s["claim_type"] == c["claim_type"] for s, c in both), len(asserted), len(claims))
    named = [s for s in asserted if s["source_kind"] != "author"]
    attributed = [c for c in claims.values() if c["source_kind"] != "author"]
    right = sum(s["source_name"] == c["source_name"] for s, c in both if s["source_kind"] != "author")
    count("attribution_f1", right, len(named), len(attributed))
    for flag in ("hedged", "negated"):
        right = sum(s[flag] and c[flag] for s, c in both)
        count(f"{flag}_f1", right, sum(s[flag] for s in asserted), sum(c[flag] for c in claims.values()))


def _score_figures(gold: Row, found: dict[str, list[Row]], count: Count) -> None:
    if "figures" not in gold:
        return
    expected, got = gold["figures"], found["figures"]
    spans = [{(figure["start"], figure["end"]) for figure in figures} for figures in (expected, got)]
    count("figure_f1", len(spans[0] & spans[1]), len(expected), len(got))
    facts = [{_facts(figure) for figure in figures} for figures in (expected, got)]
    count("figure_strict_f1", len(facts[0] & facts[1]), len(expected), len(got))


def _facts(figure: Row) -> tuple[object, ...]:
    values = (figure["value"], figure["value_high"])
    rounded = tuple(None if value is None else round(float(value), 3) for value in values)
    return (figure["start"], figure["end"], *rounded, figure["kind"], figure["unit"], figure["comparator"])
