"""Calibrate `confidence` on labelled articles and write its weights into the lexicon of claims.

    python -m tests.quality.calibrate_claims [--check]

A logistic regression, in pure Python so that the same articles give the same bytes: is a claim's type and source what
the label says? Ridge of 1, Newton's method, weights to two places. Printed are the scores with each article left out.
With --check nothing is written, and the exit code says whether the lexicon has these weights.
"""

import argparse
import json
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.cleaning.blocks import Block
from flows.cleaning.paragraphs import join_paragraphs
from flows.extraction.claims.find import read_claims
from flows.extraction.claims.scores import confidence_features
from flows.extraction.grammar.sentences import split_sentences
from flows.extraction.names.find import find_mentions
from flows.lexicon import LEXICON_DIR
from tests.building import ROOT, SHARED

LEXICON = LEXICON_DIR / "claims.toml"
GOLD = (SHARED / "gold" / "seeds", SHARED / "gold" / "dev", ROOT / "tests" / "gold")
RIDGE, STEPS = 1.0, 12
_HEAD = """[confidence]
# A logistic score of type and source both being right. Written by `python -m tests.quality.calibrate_claims`.
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A claim of an article: its features, and whether its type and source are those of the label."""

    article: str
    features: frozenset[str]
    right: bool


def main() -> None:
    """Print how well calibrated the score is with each article left out, and write the weights of all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    if not GOLD[0].is_dir():
        print("skipped: the labelled articles are not beside the project")
        return
    examples = [example for folder in GOLD for file in sorted(folder.glob("*.json")) for example in _examples(file)]
    report(examples)
    before = LEXICON.read_text("utf-8")
    after = before[: before.index("[confidence]")] + _section(fit(examples))
    if check:
        sys.exit(before != after)
    LEXICON.write_text(after, "utf-8")


def _examples(file: Path) -> Iterator[Example]:
    gold = json.loads(file.read_text("utf-8"))
    raw = (file.parent / gold["raw"]).read_bytes().decode("utf-8")
    blocks = tuple(
        Block(b["start"], b["end"], b["label"], "gold", 1.0, bool(b.get("continues"))) for b in gold["blocks"]
    )
    sentences = split_sentences(join_paragraphs(raw, blocks))
    labels = {(s["start"], s["end"]): s for s in gold.get("sentences", ())}
    for p, speech, reading, _ in read_claims(sentences, find_mentions(sentences)):
        label = labels.get(p.sentence.raw_span())
        if label:
            source = speech.said.source if speech.said else None
            kind, name = (source.kind, source.name) if source else ("author", None)
            right = label["claim_type"] == reading.claim_type and label["source_kind"] == kind
            right = right and _plain(label["source_name"]) == _plain(name)
            yield Example(file.stem, frozenset(confidence_features(p, reading, speech.said)), right)


def _plain(name: str | None) -> str:
    return "".join(c for c in (name or "").casefold() if c.isalnum())


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """Return the weight of each feature, the base among them, in log odds."""
    names = sorted({name for example in examples for name in example.features})
    place = {name: i for i, name in enumerate(names)}
    rows = [([place[name] for name in sorted(e.features)], float(e.right)) for e in examples]
    weights = [0.0] * len(names)
    for _ in range(STEPS):
        slope = [-RIDGE * w * (name != "base") for name, w in zip(names, weights, strict=True)]
        bend = [[RIDGE * (i == j and names[i] != "base") for j in range(len(names))] for i in range(len(names))]
        for row, right in rows:
            chance = _chance(weights[i] for i in row)
            for i in row:
                slope[i] += right - chance
                for j in row:
                    bend[i][j] += chance * (1 - chance)
        weights = [w + step for w, step in zip(weights, _solve(bend, slope), strict=True)]
    return dict(zip(names, weights, strict=True))


def _chance(weights: Iterator[float]) -> float:
    return 1 / (1 + math.exp(-sum(weights)))


def _solve(matrix: list[list[float]], values: list[float]) -> list[float]:
    """Solve a system of equations by elimination; the ridge keeps its matrix positive definite."""
    rows = [[*row, value] for row, value in zip(matrix, values, strict=True)]
    for i, pivot in enumerate(rows):
        for row in rows[i + 1 :]:
            factor = row[i] / pivot[i]
            for k in range(i, len(pivot)):
                row[k] -= factor * pivot[k]
    found = [0.0] * len(rows)
    for i in reversed(range(len(rows))):
        known = sum(rows[i][k] * found[k] for k in range(i + 1, len(rows)))
        found[i] = (rows[i][-1] - known) / rows[i][i]
    return found


def report(examples: Sequence[Example]) -> None:
    """Print how sure the score was of each article when fitted to the others, and how often it was right."""
    scored: list[tuple[float, bool]] = []
    for article in dict.fromkeys(e.article for e in examples):
        weights = fit([e for e in examples if e.article != article])
        held = (e for e in examples if e.article == article)
        scored += [(_chance(weights.get(name, 0.0) for name in e.features), e.right) for e in held]
    share = sum(right for _, right in scored) / len(scored)
    brier = sum((score - right) ** 2 for score, right in scored) / len(scored)
    print(
        f"{len(scored)} claims, {share:.3f} right; Brier score {brier:.4f}, "
        f"{share * (1 - share):.4f} where it always says {share:.3f}"
    )
    print(f"area under the curve {_area(scored):.3f}")
    ordered = sorted(scored)
    for i in range(5):
        part = ordered[i * len(ordered) // 5 : (i + 1) * len(ordered) // 5]
        sure, right = (sum(column) / len(part) for column in zip(*part, strict=True))
        print(f"fifth {i + 1}: said {sure:.3f}, was {right:.3f}")


def _area(scored: Sequence[tuple[float, bool]]) -> float:
    wrong = [score for score, right in scored if not right]
    wins = sum((score > other) + (score == other) / 2 for score, right in scored if right for other in wrong)
    return wins / (len(wrong) * (len(scored) - len(wrong)))


def _section(weights: dict[str, float]) -> str:
    lines = (
        f"{name} = {weight:.2f}" for name, weight in sorted(weights.items()) if f"{weight:.2f}" not in ("0.00", "-0.00")
    )
    return _HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
