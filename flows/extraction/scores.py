"""How much a claim is worth checking, and how sure we are of its labels: two linear scores from 0 to 1.

The weights stand in `lexicon/claims.toml`; every feature can be read off the row.
"""

import re
from collections.abc import Set
from functools import cache

from flows.extraction.claim_types import FACT, Reading
from flows.extraction.phrases import Parsed
from flows.extraction.speakers import Said
from flows.extraction.word_tables import WordTable
from flows.lexicon import load

_YEAR = re.compile(r"(?:19|20)\d\d")
_FIRST_PERSON = frozenset(("i", "my", "we", "our"))
_LONG, _SHORT = 15, 7  # Words.


def checkworthiness(p: Parsed, reading: Reading, attributed: bool, flags: Set[str]) -> float:
    """Return how much a fact checker would gain from the claim: figures, names and facts raise it, hedges lower it."""
    weights, size = _weights(), len(p.words)
    features = set(map(_shown_by().__getitem__, p.words.lower))
    features |= flags
    features.add(reading.claim_type)
    if p.mentions:
        features.add("name" if len(p.mentions) == 1 else "names")
    if size > _LONG or size < _SHORT:
        features.add("long" if size > _LONG else "short")
    if attributed:
        features.add("attributed")
    if reading.hedge:
        features.add("hedged")
    return _within_bounds(weights["base"] + sum([weights[name] for name in features if name in weights]))


@cache
def _shown_by() -> WordTable[str]:
    """Return the feature that a word alone shows, "" for none."""
    return WordTable(_shown)


def _shown(word: str) -> str:
    if word in _FIRST_PERSON:
        return "first_person"
    if _YEAR.fullmatch(word):
        return "year"
    return "figure" if word[0].isdigit() or word in _figure_words() else ""


def confidence(reading: Reading, said: Said | None) -> float:
    """Return how far the rule that decided type and source can be trusted."""
    weights = load("claims")["confidence"]
    score: float = weights[reading.claim_type]
    if said:
        score = min(score, weights["cue"]) + weights.get(said.rule, 0.0)
    if reading.hedge and reading.claim_type == FACT:
        score += weights["hedged_fact"]
    return _within_bounds(score)


def _within_bounds(score: float) -> float:
    return round(min(1.0, max(0.0, score)), 3)


@cache
def _weights() -> dict[str, float]:
    return {name: weight for name, weight in load("claims")["checkworthiness"].items() if name != "figure_words"}


@cache
def _figure_words() -> frozenset[str]:
    return frozenset(load("claims")["checkworthiness"]["figure_words"])
