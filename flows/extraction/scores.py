"""How much a claim is worth checking, and how sure we are of its labels: two logistic scores from 0 to 1.

The weights stand in `lexicon/claims.toml`; every feature can be read off the row.
"""

import re
from collections.abc import Set
from functools import cache
from math import exp

from flows.extraction.claim_types import FACT, Reading
from flows.extraction.phrases import Parsed
from flows.extraction.speakers import Said
from flows.extraction.word_tables import WordTable
from flows.lexicon import load

_YEAR = re.compile(r"(?:19|20)\d\d")
_LONG, _SHORT = 25, 9  # Words and marks.


def checkworthiness(p: Parsed, reading: Reading, attributed: bool, flags: Set[str]) -> float:
    """Return how much a fact checker would gain from the claim: figures, names and acts raise it, opinions lower it."""
    weights, size = _weights(), len(p.words)
    shown = list(filter(None, map(_shown_by().__getitem__, p.words.lower)))
    features = set(shown)
    features |= flags
    features.add(reading.claim_type)
    if shown.count("figure") + shown.count("sized") > 1:
        features |= {"figure", "figures"}
    if p.mentions:
        features.add("name" if len(p.mentions) == 1 else "names")
    if size > _LONG or size < _SHORT:
        features.add("long" if size > _LONG else "short")
    if attributed:
        features.add("attributed")
    if reading.hedge:
        features.add("hedged")
    repeated = [weights[name] for name in set(shown) if shown.count(name) > 1]
    return _logistic(weights["base"] + sum([weights[name] for name in features if name in weights]) + sum(repeated) / 4)


@cache
def _shown_by() -> WordTable[str]:
    """Return the feature that a word alone shows, "" for none."""
    return WordTable(_shown)


def _shown(word: str) -> str:
    if word in _feature_words():
        return _feature_words()[word]
    if _YEAR.fullmatch(word):
        return "year"
    if word[0].isdigit():
        return "figure"
    return "past" if word.endswith("ed") and len(word) > 4 else ""


def _logistic(score: float) -> float:
    """Return the probability of log odds, to three places."""
    return round(1 / (1 + exp(-score)), 3)


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
    weights: dict[str, float] = load("claims")["checkworthiness"]
    return weights


@cache
def _feature_words() -> dict[str, str]:
    """Map words to the feature that they show: of several, the first listed."""
    listed = load("claims")["checkworthiness_words"]
    return {word: feature for feature, words in reversed(listed.items()) for word in words}
