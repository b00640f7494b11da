"""Boosted symmetric trees: a logistic model that adds up small trees over measures. Numpy alone.

A tree asks the same few questions of every line, "is this measure at least so much?", and has a value for each way to
answer them. Each round adds the tree that lowers the loss most, question by question (Newton's step, shrunk). Every
round looks at some of the pages and some of the measures only, so that no page is learnt by heart. The same inputs give
the same trees.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

Vector = np.ndarray[tuple[int], np.dtype[np.float64]]
Numbers = np.ndarray[tuple[int], np.dtype[np.signedinteger[Any]]]
Tree = tuple[list[tuple[str, float]], list[float]]

_ROUNDS, _RATE, _DEPTH = 300, 0.07, 4
_BINS = 64
_MEASURES, _PAGES = 0.4, 0.5
# So many lines' worth of doubt does each value of a tree have to outweigh.
_PRIOR = 8.0
_DECIMALS = 3


class _Lines(NamedTuple):
    """What a round sees of the lines: the slopes and bends of their loss, their bins, measure by measure."""

    slopes: Vector
    bends: Vector
    bins: Mapping[int, Numbers]


def boost(columns: Mapping[str, Vector], wanted: Vector, weights: Vector, pages: Numbers) -> tuple[float, list[Tree]]:
    """Return the bias, and the trees: each its questions (measure, least value) and a value for each set of answers.

    The values are in the order of the answers read as a binary number, the first question's first. `columns[name]`: the
    measure of every line; `wanted`: 1 for content, 0 for the rest; `pages`: the number of the page that a line is of.
    """
    names = list(columns)
    edges = [_edges(columns[name]) for name in names]
    bins = [np.searchsorted(cuts, columns[name], "right") for name, cuts in zip(names, edges, strict=True)]
    sizes = [len(cuts) + 1 for cuts in edges]
    weights = weights * len(weights) / weights.sum()
    share = float(weights @ wanted / weights.sum())
    bias = float(np.log(share / (1 - share)))
    odds = np.full(len(wanted), bias)
    chance = np.random.RandomState(1)
    trees: list[Tree] = []
    for _ in range(_ROUNDS):
        measures = np.sort(chance.permutation(len(names))[: max(1, int(_MEASURES * len(names)))])
        rows = np.flatnonzero(chance.random_sample(int(pages.max()) + 1)[pages] < _PAGES)
        chances = 1 / (1 + np.exp(-odds[rows]))
        seen = _Lines(
            weights[rows] * (wanted[rows] - chances),
            weights[rows] * chances * (1 - chances),
            {measure: bins[measure][rows] for measure in measures.tolist()},
        )
        questions, values = _grow(seen, sizes)
        answers = np.zeros(len(odds), np.int64)
        for measure, at in questions:
            answers = 2 * answers + (bins[measure] >= at)
        odds += values[answers]
        trees.append(([(names[m], float(edges[m][at - 1])) for m, at in questions], values.tolist()))
    return bias, trees


def _edges(column: Vector) -> Vector:
    return np.unique(np.round(np.quantile(column, np.linspace(0, 1, _BINS + 1)[1:-1]), 2))


def _grow(lines: _Lines, sizes: Sequence[int]) -> tuple[list[tuple[int, int]], Vector]:
    """Return the questions of a tree (measure, first bin of those that say yes), and the values of the answers."""
    questions: list[tuple[int, int]] = []
    answers = np.zeros(len(lines.slopes), np.int64)
    for depth in range(_DEPTH):
        _, measure, at = max(
            _best_split(lines, answers, 1 << depth, measure, sizes[measure])
            for measure in lines.bins
            if sizes[measure] > 1
        )
        questions.append((measure, at))
        answers = 2 * answers + (lines.bins[measure] >= at)
    slopes, bends = (np.bincount(answers, each, 1 << _DEPTH) for each in (lines.slopes, lines.bends))
    values: Vector = np.round(_RATE * slopes / (bends + _PRIOR), _DECIMALS).astype(np.float64)
    return questions, values


def _best_split(lines: _Lines, answers: Numbers, groups: int, measure: int, size: int) -> tuple[float, int, int]:
    """Return what the best question about a measure gains in all groups, the measure, and the question's bin."""
    cells = answers * size + lines.bins[measure]
    slope, bend = (
        np.bincount(cells, each, groups * size).reshape(groups, size).cumsum(axis=1)
        for each in (lines.slopes, lines.bends)
    )
    low, low_bend, all_, all_bend = slope[:, :-1], bend[:, :-1], slope[:, -1:], bend[:, -1:]
    gains = (low**2 / (low_bend + _PRIOR) + (all_ - low) ** 2 / (all_bend - low_bend + _PRIOR)).sum(axis=0)
    at = int(np.argmax(gains))
    return float(gains[at]), measure, at + 1
