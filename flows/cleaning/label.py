"""Article → labelled blocks. Weighs the signals of every line and decides the sequence of labels as a whole.

The weights are a table (`lexicon/labels.toml`): label by signal, label by zone, label after label. No rule lives here.
"""

import math
from functools import cache, lru_cache
from operator import add
from typing import cast

from flows.cleaning.blocks import LABELS, Block, Label
from flows.cleaning.join import continues
from flows.cleaning.sequence import Grammar, best_path
from flows.cleaning.signals import page_signals
from flows.cleaning.split import split_blocks
from flows.lexicon import load
from flows.reading.article import Article

# Labels that score this much below the best of their line are not tried; these two are always.
_BEAM = 6.0
_ALWAYS = ("body", "navigation")
# So many signals in front are summed once for all the lines that begin with the same ones.
_SHARED = 4


def label_blocks(article: Article) -> tuple[Block, ...]:
    """Return the labelled blocks of an article, in order; together they hold every character that is not white space.

    `rule` names the signal that spoke loudest for the label ("neighbours" where none spoke for it);
    `confidence` is 0.5 where the line by itself spoke as much for another label, lower where it spoke against this one.
    """
    spans = split_blocks(article.text)
    signals = page_signals(article, spans)
    states = best_path([candidates(names) for names in signals], grammar())
    labels = [label for _, label in states]
    flags = continues(article.text, spans, labels)
    return tuple(
        Block(start, end, cast(Label, label), *_verdict(names, label), flag)
        for (start, end), names, label, flag in zip(spans, signals, labels, flags, strict=True)
    )


@lru_cache(maxsize=16384)
def label_scores(signals: tuple[str, ...]) -> list[float]:
    """Return the score of every label, in the order of `LABELS`, for a line with these signals."""
    rows = _rows()
    shared, own = signals[:_SHARED], signals[_SHARED:]
    scores = label_scores(shared) if own else [0.0] * len(LABELS)
    for name in own or shared:
        if name in rows:
            scores = list(map(add, scores, rows[name]))
    return scores


@cache
def _rows() -> dict[str, tuple[float, ...]]:
    """Return what each signal adds to each label, in the order of `LABELS`."""
    return {name: tuple(row.get(label, 0.0) for label in LABELS) for name, row in weights().items()}


@cache
def weights() -> dict[str, dict[str, float]]:
    """Return what each signal adds to each label."""
    table: dict[str, dict[str, float]] = load("labels")["weights"]
    return table


@cache
def grammar() -> Grammar:
    """Return which labels may stand where, and what follows what."""
    source = load("labels")
    zones, moves, follow = source["zones"], source["moves"], source["follow"]
    names = ("before", "inside", "after")
    pairs: dict[str, list[tuple[str, float]]] = {}
    for first, gains in follow["pairs"].items():
        for second, gain in gains.items():
            pairs.setdefault(second, []).append((first, gain))
    return Grammar(
        zones=tuple(zones[name] for name in names),
        enter=(None, frozenset(moves["inside_opens_with"]), None),
        move=tuple(moves[name] for name in names),
        end=(moves["end_without_text"], 0.0, 0.0),
        stay={label: max(follow["stay"].get(label, 0.0), follow["change"]) for label in LABELS},
        change=follow["change"],
        pairs={
            label: tuple((first, gain + follow["change"]) for first, gain in gains) for label, gains in pairs.items()
        },
    )


@lru_cache(maxsize=16384)
def candidates(signals: tuple[str, ...]) -> dict[str, float]:
    """Return the scores of the labels that are worth trying for a line with these signals."""
    scores = label_scores(signals)
    floor = max(scores) - _BEAM
    return {label: score for label, score in zip(LABELS, scores, strict=True) if score >= floor or label in _ALWAYS}


@lru_cache(maxsize=16384)
def _verdict(signals: tuple[str, ...], label: str) -> tuple[str, float]:
    """Return the signal that spoke loudest for a label, and how sure the line by itself makes it."""
    rows, scores, place = _rows(), label_scores(signals), LABELS.index(label)
    weight, rule = max((rows[name][place] if name in rows else 0.0, name) for name in signals)
    margin = scores[place] - max(scores[:place] + scores[place + 1 :])
    confidence = round(1 / (1 + math.exp(-max(-20.0, min(20.0, margin)))), 3)
    return rule if weight > 0 else "neighbours", confidence
