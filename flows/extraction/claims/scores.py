"""How much a claim is worth checking, and how sure we are of its labels: two logistic scores from 0 to 1.

The weights stand in `lexicon/claims.toml`; every feature can be read off the row.
"""

from collections.abc import Set
from functools import cache
from math import exp

from flows.extraction.claims.patterns import FACT
from flows.extraction.claims.types import Reading
from flows.extraction.grammar.phrases import Parsed
from flows.extraction.sources.speakers import Said
from flows.lexicon import load

_LONG, _SHORT, _VERY_LONG = 25, 9, 40  # Words and marks.
_NEAR = 2  # Words between a source and its cue.
_MODALS = frozenset(
    ("will", "would", "should", "must", "may", "might", "could", "can", "shall", "ought", "won't", "'ll")
)


def checkworthiness(p: Parsed, reading: Reading, attributed: bool, flags: Set[str]) -> float:
    """Return how much a fact checker would gain from the claim: figures, names and acts raise it, opinions lower it."""
    weights, size = _weights(), len(p.words)
    shown = list(filter(None, p.words.shown))
    distinct = set(shown)
    features = distinct | flags
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
    score = weights["base"] + sum(map(weights.__getitem__, features & weights.keys()))
    if len(distinct) < len(shown):
        score += sum([weights[name] for name in distinct if shown.count(name) > 1]) / 4
    return _logistic(score)


def _logistic(score: float) -> float:
    """Return the probability of log odds, to three places."""
    return round(1 / (1 + exp(-score)), 3)


def confidence(p: Parsed, reading: Reading, said: Said | None) -> float:
    """Return the probability that type and source are right: how often they were in labelled articles so read."""
    weights = _confidence_weights()
    return _logistic(sum(map(weights.__getitem__, confidence_features(p, reading, said) & weights.keys())))


def confidence_features(p: Parsed, reading: Reading, said: Said | None) -> set[str]:
    """Return what the confidence of a claim depends on: its type and what contests it, its source, its length."""
    features = {"base", reading.claim_type}
    if said:
        features |= {"attributed", f"by_{said.rule}", f"given_{said.quotation}"}
        features.add("type_settled" if said.claim_type else "type_read")
        if said.cue and said.named_at and abs(said.cue[0] - said.named_at[1]) > _NEAR:
            features.add("source_far")
    elif p.quotes:
        features.add("quotes_unattributed")
    if reading.hedge:
        features.add(f"hedged_{reading.claim_type}")
    if reading.negated:
        features.add("negated")
    if reading.contested:
        features.add("contested")
    if reading.claim_type == FACT and not _MODALS.isdisjoint(p.words.lower):
        features.add("modal_elsewhere")
    return features | _length(len(p.words))


def _length(size: int) -> set[str]:
    if size < _SHORT:
        return {"short"}
    return {"long", "very_long"} if size > _VERY_LONG else {"long"} if size > _LONG else set()


@cache
def _weights() -> dict[str, float]:
    weights: dict[str, float] = load("claims")["checkworthiness"]
    return weights


@cache
def _confidence_weights() -> dict[str, float]:
    weights: dict[str, float] = load("claims")["confidence"]
    return weights
