"""Article → labelled blocks. Weighs the signals of every line and decides the sequence of labels as a whole.

First reading: which of the 19 labels, by a table of weights (`lexicon/labels.toml`): label by signal, label by zone,
label after label. Second reading (`content`): content or not, by learnt weights; where it differs, it prevails.
"""

import math
from collections.abc import Sequence
from functools import cache, lru_cache
from operator import add
from typing import cast

from flows.cleaning.blocks import CONTENT, LABELS, Block, Label
from flows.cleaning.content import Weights, decide, load_weights, log_odds
from flows.cleaning.join import continues
from flows.cleaning.review import measures, reviewed, weigh
from flows.cleaning.sequence import Grammar, best_path
from flows.cleaning.signals import FRONT_MATTER, PageSignals, read_signals
from flows.cleaning.split import split_blocks
from flows.lexicon import load
from flows.reading.article import Article, Markup

# Labels that score this much below the best of their line are not tried; these two are always.
_BEAM = 6.0
_ALWAYS = ("body", "navigation")
# So many signals in front are summed once for all the lines that begin with the same ones.
_SHARED = 4
_INSIDE = 1
# Where there is no markup, the second reading never prevails over signals of what the pages it learnt from hardly hold
# (sheets, sentences cut by a page, markdown, lifted sentences), and of captions, posts and notices, on which those who
# marked them disagree.
_FIRST_PREVAILS = frozenset({
    *FRONT_MATTER, "header of a page", "image markup", "comment markup", "echoes the body",
    "short among long, echoes on the page", "signature of a post", "ends in a credit", "related opening",
    "notice opening", "number only", "goes on below", "goes on from above",
    "ends in mid-sentence",
})  # fmt: skip
# Nor over a row of numbered lines with signs of being notes: without them it is as likely a list of the article's.
_NUMBERED, _NOTES = "numbers in a row", frozenset({"citation", "under a notes head"})
# And only with so clear log-odds, against running text with clearer ones.
_LEAST_ODDS, _LEAST_AGAINST_PROSE = 0.25, 1.5


def label_blocks(article: Article, learnt: Weights | None = None) -> tuple[Block, ...]:
    """Return the labelled blocks of an article, in order; together they hold every character that is not white space.

    `rule` names the signal that spoke loudest for the label ("neighbours" where none spoke for it);
    `confidence` is 0.5 where the line by itself spoke as much for another label, lower where it spoke against this one.
    Where the second reading prevails, `rule` is "the page around". `learnt`: its weights, by default those that fit
    the article's format.
    """
    spans = [(block.start, block.end) for block in article.markup] or split_blocks(article.text)
    signals = read_signals(article, spans)
    first = first_reading(signals)
    learnt = learnt or load_weights("page" if article.markup else "text")
    odds = content_odds(signals, [label in CONTENT for label in first], learnt)
    labels = second_reading(signals, first, odds, bool(article.markup))
    if article.markup:
        labels = [_marked_label(label, block) for label, block in zip(labels, article.markup, strict=True)]
    flags = continues(article.text, spans, labels)
    return tuple(
        Block(start, end, cast(Label, label), *_verdict(names, label), flag)
        if label == before
        else Block(start, end, cast(Label, label), "the page around", _sure(value), flag)
        for (start, end), names, label, before, value, flag in zip(
            spans, signals.lines, labels, first, odds, flags, strict=True
        )
    )


def content_odds(signals: PageSignals, kept: Sequence[bool], learnt: Weights) -> list[float]:
    """Return for each line the log-odds that it is content; `kept`: what the first reading says."""
    odds = weigh(log_odds(signals.readings, kept, learnt), signals.page.lines)
    return reviewed(measures(signals.page, odds, kept, signals.groups), learnt.review_bias, learnt.review)


def first_reading(signals: PageSignals) -> list[str]:
    """Return the best sequence of labels by the weights set by hand."""
    return [label for _, label in best_path([candidates(names) for names in signals.lines], grammar())]


def second_reading(signals: PageSignals, first: Sequence[str], odds: Sequence[float], marked: bool) -> list[str]:
    """Return the labels of the first reading, corrected where the log-odds of being content are clear.

    A page that has text by the first reading keeps it if the second would leave none.
    """
    labels = [
        label
        if (label in CONTENT) == keep or not (marked or _may_prevail(keep, value, names))
        else _second_label(keep, names)
        for label, keep, value, names in zip(first, decide(odds), odds, signals.lines, strict=True)
    ]
    return labels if "body" in labels else list(first)


def _may_prevail(keep: bool, odds: float, names: tuple[str, ...]) -> bool:
    """Say whether the second reading may overrule the first on a line with these log-odds and signals."""
    least = _LEAST_AGAINST_PROSE if "prose" in names and not keep else _LEAST_ODDS
    clear = (odds if keep else -odds) >= least
    return clear and _FIRST_PREVAILS.isdisjoint(names) and (_NUMBERED not in names or _NOTES.isdisjoint(names))


def _second_label(keep: bool, names: tuple[str, ...]) -> str:
    """Return the label of a line once it is known whether it is content, against what the first reading says."""
    scores = dict(zip(LABELS, label_scores(names), strict=True))
    if keep:
        return "heading" if scores["heading"] > scores["body"] else "body"
    biases = grammar().zones[_INSIDE]
    return max((label for label in biases if label not in CONTENT), key=lambda label: scores[label] + biases[label])


def _marked_label(label: str, block: Markup) -> str:
    """Return the label of content that the page's markup calls a heading, or calls something else."""
    if label not in CONTENT:
        return label
    return "heading" if block.kind == "heading" else "body"


def _sure(odds: float) -> float:
    return round(1 / (1 + math.exp(-abs(odds))), 3)


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
