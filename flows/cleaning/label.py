"""Article → labelled blocks. Weighs the signals of every line and decides the sequence of labels as a whole.

First reading: which of the 19 labels, by a table of weights (`lexicon/labels.toml`): label by signal, label by zone,
label after label. Second reading (`content`): content or not, by learnt weights; where it differs, it prevails.
"""

import math
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import cast

import numpy as np

from flows.cleaning.blocks import CONTENT, LABELS, Block, Label
from flows.cleaning.content import Model, decide, fitting_cut, forms_of, load_model, log_odds
from flows.cleaning.join import continues
from flows.cleaning.recurring import Recurring
from flows.cleaning.review import measures, reviewed, weigh
from flows.cleaning.sequence import Grammar, best_path
from flows.cleaning.sheets import page_breaks
from flows.cleaning.signals import NUMBERED_FIGURE, RUNNING, PageSignals, read_signals
from flows.cleaning.split import block_spans
from flows.cleaning.table import HUNDREDTHS, Row, Shown, Sums, Weights, weights_of
from flows.lexicon import load
from flows.reading.article import Article, Markup

# Labels that score this much below the best of their line are not tried; these two are always.
_BEAM = 6 * HUNDREDTHS
_ALWAYS = ("body", "navigation")
# What lies at the cut is kept.
_IN_DOUBT = 1e-6
# Where there is no markup, the second reading never prevails over signals of what the pages it learnt from hardly hold
# (sheets, lifted sentences), and of captions, posts and notices, on which those who marked them disagree.
_FIRST_PREVAILS = (
    RUNNING, NUMBERED_FIGURE, "promo line", "columns", "only a time", "time ago", "in another piece", "image markup",
    "echoes the body", "short among long, echoes on the page", "signature of a post", "ends in a signature of a post",
    "ends in a credit", "related opening", "repeated between prose", "notice opening", "scene", "asks the reader",
    "row of facts", "heading line", "head of a biography", "echoes the title", "several names below the title",
    "sentence below the title", "short first prose",
)  # fmt: skip
# Nor over a row of numbered lines with signs of being notes: without them it is as likely a list of the article's.
_NUMBERED, _NOTES = "numbers in a row", ("citation", "under a notes head")
# It may take in what looks like a part of the text, or like half of a sentence, but not drop it.
_OF_THE_TEXT = (
    "goes on below", "goes on from above", "ends in mid-sentence", "cut by a page", "after a page's cut",
    "said in a conversation", "dateline", "markdown heading",
)  # fmt: skip
# And only with so clear log-odds: for what shows by itself that it stands beside the text, wherever the page is cut;
# against a line that the first reading keeps, and against its running text and what stands between.
_BESIDE_TEXT = ("caption", "credit", "subtitle", "date")
_LEAST_FOR_BESIDE, _LEAST_AGAINST, _LEAST_AGAINST_PROSE = 0.75, 0.5, 1.0
_FRONT_MATTER = "front matter"


def label_blocks(article: Article, model: Model | None = None, recurring: Recurring | None = None) -> tuple[Block, ...]:
    """Return the labelled blocks of an article, in order; together they hold every character that is not white space.

    `rule` names the signal that spoke loudest for the label ("neighbours" where none spoke for it);
    `confidence` is 0.5 where the line by itself spoke as much for another label, lower where it spoke against this one.
    Where the second reading prevails, `rule` is "the page around". `model`: its weights, by default those that fit
    the article's format. `recurring`: lines that recur on sites, if some were learnt.
    """
    spans = block_spans(article)
    signals = read_signals(article, spans, recurring)
    shown = signals.shown()
    scores = label_scores(signals, shown)
    first = first_reading(scores)
    model = model or load_model("page" if article.markup else "text")
    odds = content_odds(signals, shown, scores, [label in CONTENT for label in first], model)
    odds = _with_unlearnt(odds, signals)
    labels = second_reading(signals, scores, first, odds, bool(article.markup))
    if article.markup:
        labels = [_marked_label(label, block) for label, block in zip(labels, article.markup, strict=True)]
    rules, sure = _verdicts(signals, shown, scores, labels)
    flags = continues(article.text, spans, labels, page_breaks(article.text, spans, signals.parting))
    return tuple(
        Block(start, end, cast(Label, label), rule, confidence, flag)
        if label == before
        else Block(start, end, cast(Label, label), "the page around", _sure(abs(value)), flag)
        for (start, end), rule, confidence, label, before, value, flag in zip(
            spans, rules, sure, labels, first, odds, flags, strict=True
        )
    )


def label_scores(signals: PageSignals, shown: Shown) -> Sums:
    """Return the score of every label, in the order of `LABELS`, for every line, in hundredths."""
    scores = weights().sums(shown)
    scores[signals.front] = weights().values[weights().rows[_FRONT_MATTER]]
    return scores


def content_odds(signals: PageSignals, shown: Shown, scores: Sums, kept: Sequence[bool], model: Model) -> list[float]:
    """Return for each line the log-odds that it is content; `scores`, `kept`: what the first reading says."""
    odds = log_odds(shown, forms_of(signals.lines), kept, model)
    found = measures(signals.page, weigh(odds, signals.lines), kept, scores, signals.groups)
    values: list[float] = reviewed(found, model.review_bias, model.review).tolist()
    return values


def _with_unlearnt(odds: list[float], signals: PageSignals) -> list[float]:
    """Add what signals say that the second reading cannot learn from single pages."""
    known = _unlearnt()
    rows = [signals.context[signal] * known[signal] for signal in known.keys() & signals.context.keys()]
    return (np.array(odds) + np.sum(rows, axis=0)).tolist() if rows else odds


@cache
def _unlearnt() -> dict[str, float]:
    """Return the log-odds of the signals that single pages do not teach."""
    known: dict[str, float] = load("labels")["unlearnt"]
    return known


def first_reading(scores: Sums) -> list[str]:
    """Return the best sequence of labels by the weights set by hand."""
    tried = scores >= scores.max(axis=1, keepdims=True, initial=-np.inf) - _BEAM
    tried[:, [LABELS.index(label) for label in _ALWAYS]] = True
    return [LABELS[label] for _, label in best_path(np.where(tried, scores, -np.inf), grammar())]


def second_reading(
    signals: PageSignals, scores: Sums, first: Sequence[str], odds: Sequence[float], marked: bool
) -> list[str]:
    """Return the labels of the first reading, corrected where the log-odds of being content are clear.

    A page that has text by the first reading keeps it if the second would leave none; one that has none gets none.
    """
    kept = np.array([label in CONTENT for label in first], bool)
    values = np.array(odds)
    above = values - fitting_cut(values, signals.lines.words, marked) + _IN_DOUBT
    differ = np.array(decide(above.tolist()), bool) != kept
    if not marked:
        beside = np.array([label in _BESIDE_TEXT for label in first], bool)
        in_text = signals.lines.prose | signals.context["between prose"]
        least_against = np.where(in_text, _LEAST_AGAINST_PROSE, _LEAST_AGAINST)
        of_the_text = signals.own.any_of(_OF_THE_TEXT) | signals.context.any_of(_OF_THE_TEXT)
        clear = np.where(kept, (-above >= least_against) & ~of_the_text, ~beside | (values >= _LEAST_FOR_BESIDE))
        differ &= clear & ~_first_prevails(signals)
    labels = list(first)
    for line in np.flatnonzero(differ).tolist():
        labels[line] = _second_label(scores[line], not kept[line], _zone(line, signals.page.core))
    return labels if "body" in labels and "body" in first else list(first)


def _first_prevails(signals: PageSignals) -> Row:
    notes = signals.context[_NUMBERED] & (signals.own.any_of(_NOTES) | signals.context.any_of(_NOTES))
    return signals.front | notes | signals.own.any_of(_FIRST_PREVAILS) | signals.context.any_of(_FIRST_PREVAILS)


def _zone(line: int, core: tuple[int, int]) -> int:
    """Return whether a line stands before, inside or after the core: 0, 1 or 2."""
    return int(line >= core[0]) + int(line > core[1])


def _second_label(scores: Sums, keep: bool, zone: int) -> str:
    """Return the label of a line of a zone once it is known whether it is content."""
    if keep:
        return "heading" if scores[LABELS.index("heading")] > scores[LABELS.index("body")] else "body"
    biases = grammar().zones[zone]
    others = [label for label in biases if LABELS[label] not in CONTENT]
    return LABELS[max(others, key=lambda label: float(scores[label]) + biases[label])]


def _marked_label(label: str, block: Markup) -> str:
    """Return the label of content that the page's markup calls a heading, or calls something else."""
    if label not in CONTENT:
        return label
    return "heading" if block.kind == "heading" else "body"


@lru_cache(maxsize=4096)
def _sure(odds: float) -> float:
    """Return the probability that odds stand for: 0 to 1."""
    return round(1 / (1 + math.exp(-max(-20.0, min(20.0, odds)))), 3)


def _verdicts(signals: PageSignals, shown: Shown, scores: Sums, labels: Sequence[str]) -> tuple[list[str], list[float]]:
    """Return for each line the signal that spoke loudest for its label, and how sure the line by itself makes it."""
    places = np.array([LABELS.index(label) for label in labels], np.int64)
    loudest = weights().loudest(places, shown)
    rules = [
        _FRONT_MATTER if front else rule or "neighbours"
        for rule, front in zip(loudest, signals.front.tolist(), strict=True)
    ]
    at = np.arange(len(places))
    others = scores.copy()
    others[at, places] = -np.inf
    margins = (scores[at, places] - others.max(axis=1, initial=-np.inf)) / HUNDREDTHS
    return rules, [_sure(margin) for margin in margins.tolist()]


@cache
def weights() -> Weights:
    """Return what each signal adds to each label, in the order of `LABELS`."""
    table: dict[str, dict[str, float]] = load("labels")["weights"]
    return weights_of({signal: [row.get(label, 0.0) for label in LABELS] for signal, row in table.items()})


@cache
def grammar() -> Grammar:
    """Return which labels may stand where, and what follows what: in hundredths, labels by their place in `LABELS`."""
    source = load("labels")
    zones, moves, follow = source["zones"], source["moves"], source["follow"]
    names = ("before", "inside", "after")
    number = {label: place for place, label in enumerate(LABELS)}
    change = follow["change"]
    pairs: list[list[tuple[int, float]]] = [[] for _ in LABELS]
    for first, gains in follow["pairs"].items():
        for second, gain in gains.items():
            pairs[number[second]].append((number[first], _hundredths(gain + change)))
    return Grammar(
        zones=tuple({number[label]: _hundredths(bias) for label, bias in zones[name].items()} for name in names),
        enter=(None, frozenset(number[label] for label in moves["inside_opens_with"]), None),
        move=tuple(_hundredths(moves[name]) for name in names),
        end=(_hundredths(moves["end_without_text"]), 0.0, 0.0),
        stay=[_hundredths(max(follow["stay"].get(label, 0.0), change)) for label in LABELS],
        change=_hundredths(change),
        pairs=[*map(tuple, pairs)],
    )


def _hundredths(value: float) -> float:
    return float(round(value * HUNDREDTHS))
