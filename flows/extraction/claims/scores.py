"""How much a claim is worth checking, and how sure we are of its labels: two logistic scores from 0 to 1.

The weights stand in `lexicon/claims.toml`; every feature can be read off the row.
"""

from bisect import bisect_right
from collections.abc import Set
from functools import cache
from math import exp
from typing import NamedTuple

from flows.extraction.claims.patterns import FACT
from flows.extraction.claims.types import Reading
from flows.extraction.grammar.phrases import Parsed
from flows.extraction.grammar.words import AUXILIARY
from flows.extraction.sources.speakers import Said
from flows.lexicon import load

_LONG, _SHORT, _VERY_LONG = 25, 9, 40  # Words and marks.
_LENGTHS = (_SHORT, _LONG + 1, _VERY_LONG + 1)
_LENGTH_FEATURES = (("short",), (), ("long",), ("long", "very_long"))
_NEAR = 2  # Words between a source and its cue.
_MODALS = frozenset(
    ("will", "would", "should", "must", "may", "might", "could", "can", "shall", "ought", "won't", "'ll")
)


def checkworthiness(p: Parsed, reading: Reading, attributed: bool, flags: Set[str]) -> float:
    """Return how much a fact checker would gain from the claim: figures, names and acts raise it, opinions lower it."""
    weights, size = _weights(), len(p.words.lower)
    shown = list(filter(None, p.words.shown))
    distinct = set(shown)
    features = distinct | (flags & weights.keys())
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
    score = weights["base"] + sum([weights[name] for name in features])
    if len(distinct) < len(shown):
        score += sum([weights[name] for name in distinct if shown.count(name) > 1]) / 4
    return _logistic(score)


def _logistic(score: float) -> float:
    """Return the probability of log odds, to three places."""
    return round(1 / (1 + exp(-score)), 3)


class _Seen(NamedTuple):
    """What the confidence of a claim depends on; `length` counts the bounds of `_LENGTHS` that its sentence passes."""

    claim_type: str
    hedged: bool
    negated: bool
    contested: bool
    modal: bool
    length: int
    quotes: bool
    rule: str
    quotation: str
    type_settled: bool
    source_far: bool


def confidence(p: Parsed, reading: Reading, said: Said | None) -> float:
    """Return the probability that type and source are right: how often they were in labelled articles so read."""
    return _confidence_of(_seen(p, reading, said))


def confidence_features(p: Parsed, reading: Reading, said: Said | None) -> frozenset[str]:
    """Return what the confidence of a claim depends on: its type and what contests it, its source, its length."""
    return _features(_seen(p, reading, said))


def _seen(p: Parsed, reading: Reading, said: Said | None) -> _Seen:
    lower, claim_type = p.words.lower, reading.claim_type
    modal = claim_type == FACT and bool(p.words.kinds & AUXILIARY) and not _MODALS.isdisjoint(lower)
    length = bisect_right(_LENGTHS, len(lower))
    hedged, quotes, rule, quotation, settled, far = bool(reading.hedge), bool(p.quotes), "", "", False, False
    if said:
        quotes, rule, quotation, settled = False, said.rule, said.quotation, bool(said.claim_type)
        far = bool(said.cue and said.named_at and abs(said.cue[0] - said.named_at[1]) > _NEAR)
    return _Seen(
        claim_type, hedged, reading.negated, reading.contested, modal, length, quotes, rule, quotation, settled, far
    )


@cache  # All that is seen is of a few kinds.
def _confidence_of(seen: _Seen) -> float:
    weights = _confidence_weights()
    return _logistic(sum(weights[name] for name in sorted(_features(seen) & weights.keys())))


def _features(seen: _Seen) -> frozenset[str]:
    held = {
        f"hedged_{seen.claim_type}": seen.hedged,
        "negated": seen.negated,
        "contested": seen.contested,
        "modal_elsewhere": seen.modal,
        "quotes_unattributed": seen.quotes,
        "source_far": seen.source_far,
    }
    features = {
        "base",
        seen.claim_type,
        *_LENGTH_FEATURES[seen.length],
        *(name for name, holds in held.items() if holds),
    }
    if seen.rule:
        settled = "type_settled" if seen.type_settled else "type_read"
        features |= {"attributed", f"by_{seen.rule}", f"given_{seen.quotation}", settled}
    return frozenset(features)


@cache
def _weights() -> dict[str, float]:
    weights: dict[str, float] = load("claims")["checkworthiness"]
    return weights


@cache
def _confidence_weights() -> dict[str, float]:
    weights: dict[str, float] = load("claims")["confidence"]
    return weights
