"""Boosted step functions: a logistic model that adds up one learnt step function a measure. Numpy alone.

Each round adds one step to the function of one measure: the one that lowers the loss most (Newton's step, shrunk).
Every round looks at some of the pages and some of the measures only, so that no page is learnt by heart. The same
inputs give the same functions.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Vector = np.ndarray[tuple[int], np.dtype[np.float64]]
Numbers = np.ndarray[tuple[int], np.dtype[np.signedinteger[Any]]]
Steps = tuple[list[float], list[float]]

_ROUNDS, _RATE = 400, 0.1
_BINS = 96
_MEASURES, _PAGES = 0.4, 0.5
_PRIOR = 0.05


def boost(
    columns: Mapping[str, Vector], wanted: Vector, weights: Vector, pages: Numbers
) -> tuple[float, dict[str, Steps]]:
    """Return the bias, and for each measure the edges and values of its step function.

    `columns[name]`: the measure of every line; `wanted`: 1 for content, 0 for the rest; `pages`: the number of the page
    that a line is of.
    """
    names = list(columns)
    edges = [_edges(columns[name]) for name in names]
    starts: Numbers = np.concatenate([[0], np.cumsum([len(cuts) + 1 for cuts in edges])])
    bins: list[Numbers] = [
        np.searchsorted(cuts, columns[name], "right") + start
        for name, cuts, start in zip(names, edges, starts, strict=False)
    ]
    share = float(weights @ wanted / weights.sum())
    bias = float(np.log(share / (1 - share)))
    levels = np.zeros(starts[-1])
    odds = np.full(len(wanted), bias)
    chance = np.random.RandomState(1)
    for _ in range(_ROUNDS):
        measures = np.sort(chance.permutation(len(names))[: max(1, int(_MEASURES * len(names)))])
        rows = np.flatnonzero(chance.random_sample(int(pages.max()) + 1)[pages] < _PAGES)
        which, at, low, high = _best_step(bins, starts, measures, rows, odds, wanted, weights)
        levels[starts[which] : at] += _RATE * low
        levels[at : starts[which + 1]] += _RATE * high
        odds += _RATE * np.where(bins[which] < at, low, high)
    return bias, {
        name: _steps(edges[number], levels[starts[number] : starts[number + 1]]) for number, name in enumerate(names)
    }


def _edges(column: Vector) -> Vector:
    return np.unique(np.round(np.quantile(column, np.linspace(0, 1, _BINS + 1)[1:-1]), 2))


def _best_step(
    bins: Sequence[Numbers],
    starts: Numbers,
    measures: Numbers,
    rows: Numbers,
    odds: Vector,
    wanted: Vector,
    weights: Vector,
) -> tuple[int, int, float, float]:
    """Return the measure, the first bin above the step, and what to add below and above it."""
    chances = 1 / (1 + np.exp(-odds[rows]))
    slopes = weights[rows] * (wanted[rows] - chances)
    bends = weights[rows] * chances * (1 - chances)
    total_slope, total_bend = slopes.sum(), bends.sum()
    best = (-1.0, 0, 0, 0.0, 0.0)
    for measure in measures.tolist():
        first, last = starts[measure], starts[measure + 1]
        if last - first < 2:
            continue
        own = bins[measure][rows] - first
        slope = np.cumsum(np.bincount(own, slopes, last - first))[:-1]
        bend = np.cumsum(np.bincount(own, bends, last - first))[:-1]
        low, high = slope / (bend + _PRIOR), (total_slope - slope) / (total_bend - bend + _PRIOR)
        gain = slope * low + (total_slope - slope) * high
        at = int(np.argmax(gain))
        best = max(best, (float(gain[at]), int(measure), int(first + at + 1), float(low[at]), float(high[at])))
    return best[1:]


def _steps(cuts: Vector, levels: Vector) -> Steps:
    """Return the edges and values of a step function, rounded, without edges where nothing changes."""
    edges: list[float] = []
    values = [round(float(levels[0]), 2)]
    for edge, level in zip(cuts, levels[1:], strict=True):
        value = round(float(level), 2)
        if value != values[-1]:
            edges.append(float(edge))
            values.append(value)
    return edges, values
