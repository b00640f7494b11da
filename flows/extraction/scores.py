"""How much a claim is worth checking, and how sure we are of its labels: two linear scores from 0 to 1.

The weights stand in `lexicon/claims.toml`; every feature can be read off the row.
"""

import re
from functools import cache

from flows.extraction.claim_types import FACT, Reading
from flows.extraction.phrases import Parsed
from flows.extraction.speakers import Said
from flows.lexicon import load

_YEAR = re.compile(r"(?:19|20)\d\d")
_FIRST_PERSON = frozenset(("i", "my", "we", "our"))
_LONG, _SHORT = 15, 7  # Words.


def checkworthiness(p: Parsed, reading: Reading, attributed: bool, flags: frozenset[str]) -> float:
    """Return how much a fact checker would gain from the claim: figures, names and facts raise it, hedges lower it."""
    weights = _weights()
    features = [reading.claim_type, *flags & weights.keys(), *_features(p)]
    if attributed:
        features.append("attributed")
    if reading.hedge:
        features.append("hedged")
    return _within_bounds(weights["base"] + sum([weights[name] for name in features]))


def _features(p: Parsed) -> list[str]:
    lower = p.words.lower
    features = []
    digits = [word for word in lower if word[0].isdigit()]
    years = sum(1 for word in digits if _YEAR.fullmatch(word))
    if len(digits) > years or not _figure_words().isdisjoint(lower):
        features.append("figure")
    if years:
        features.append("year")
    if p.mentions:
        features.append("name" if len(p.mentions) == 1 else "names")
    if len(lower) > _LONG or len(lower) < _SHORT:
        features.append("long" if len(lower) > _LONG else "short")
    if not _FIRST_PERSON.isdisjoint(lower):
        features.append("first_person")
    return features


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
