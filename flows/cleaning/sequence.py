"""The best sequence of labels for the lines of a page, decided as a whole (Viterbi).

A page has three zones that follow each other: before, inside and after the article. A state is a zone and a label.
A path earns the score of each line's label, the zone's bias for that label, and what following the label before it is
worth. All numbers come in; nothing here knows what a label means.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

State = tuple[int, int]  # zone, label
Scores = NDArray[np.floating]

_NEVER = float("-inf")


@dataclass(frozen=True, slots=True, eq=False)
class Grammar:
    """What the places of labels are worth. A label is a number below `len(stay)`.

    `zones[z]`: the bias of each label that may stand in zone z. `move[z]`: the price of entering zone z, and `enter[z]`
    the labels that may do so (None: any). `end[z]`: the price of ending in zone z. `change`: the price of a new label,
    `stay[label]` the gain of the same again, `pairs[label]`: (label before, gain) where one goes well after another.
    """

    zones: tuple[Mapping[int, float], ...]
    enter: tuple[frozenset[int] | None, ...]
    move: tuple[float, ...]
    end: tuple[float, ...]
    stay: Sequence[float]
    change: float
    pairs: Sequence[tuple[tuple[int, float], ...]]


# What one line offers a zone: the labels that may be on the best path, each with its score and bias.
_Offer = list[tuple[int, float]]
# Whence a label was reached: a label of the same zone, or the best one of the zone before.
_ENTERED = -1


class _Trail(NamedTuple):
    """The best paths through a zone, line by line: the best total, its label, and whence each label was reached."""

    totals: list[float]
    labels: list[int]
    origins: list[dict[int, int]]


def best_path(scores: Scores, grammar: Grammar) -> list[State]:
    """Return the state of each line on the path of the highest total; `scores[i, label]` is what line i says.

    A label that is not to be tried has the score minus infinity. Every line must offer a label to every zone.
    """
    if not len(scores):
        return []
    offers, zones = _offers(scores, grammar), len(grammar.zones)
    trails: list[_Trail] = []
    for zone in range(zones):
        # A page may begin in each zone but the last; later lines may come from the zone before.
        begin = 0.0 if zone < 2 else _NEVER
        entries = [begin, *(trails[-1].totals[:-1] if trails else repeat(_NEVER, len(scores) - 1))]
        trails.append(_follow(grammar, zone, offers[zone::zones], entries))
    ends = [trail.totals[-1] + price for trail, price in zip(trails, grammar.end, strict=True)]
    return _trace(ends.index(max(ends)), trails)


def _offers(scores: Scores, grammar: Grammar) -> list[_Offer]:
    """Return what each line offers each zone (line by line), without what cannot be on the best path whatever comes.

    Such a label stands so far below the best one of the line that neither what led to it nor what it leads to can make
    up for it, as the best one may come after any label and before any label for the price of a change.
    """
    states = _states(grammar)
    worth = np.ascontiguousarray(scores.T)[states.labels] + states.biases
    enough = worth >= np.maximum.reduceat(worth, states.starts)[states.zones] - states.slack
    for openers in states.openers:
        # A zone may be entered here, and by its openers alone: so the best of these stays.
        opening = worth[openers]
        enough[openers] |= opening >= np.maximum.reduce(opening) - states.slack_after[openers]
    enough &= worth > _NEVER
    lines, found = np.nonzero(enough.T)
    offers = list(zip(states.labels[found].tolist(), worth[found, lines].tolist(), strict=True))
    ends = np.add.reduceat(enough, states.starts, dtype=np.int64).T.ravel().cumsum().tolist()
    return [offers[start:end] for start, end in zip([0, *ends], ends, strict=False)]


class _States(NamedTuple):
    """Every label of every zone, zone after zone. `slack`: how far below the best one a label may stand and matter;
    `slack_after`: the same for one by which the zone is entered, which no label before it can help; `openers`: these,
    for each zone that not all labels open.
    """

    labels: NDArray[np.int64]
    biases: Scores
    openers: list[NDArray[np.int64]]
    slack: Scores
    slack_after: Scores
    starts: NDArray[np.int64]
    zones: NDArray[np.int64]


@cache
def _states(grammar: Grammar) -> _States:
    before = [max(gain, grammar.change) - grammar.change for gain in grammar.stay]
    after = before.copy()
    for label, pairs in enumerate(grammar.pairs):
        for previous, gain in pairs:
            before[label] = max(before[label], gain - grammar.change)
            after[previous] = max(after[previous], gain - grammar.change)
    sizes = np.array([len(zone) for zone in grammar.zones], np.int64)
    labels = np.array([label for zone in grammar.zones for label in zone], np.int64)
    zones = np.repeat(np.arange(len(sizes)), sizes)
    slack_after = np.array(after, np.float32)[labels, None]
    return _States(
        labels,
        np.array([bias for zone in grammar.zones for bias in zone.values()], np.float32)[:, None],
        [
            np.flatnonzero((zones == zone) & np.isin(labels, [*enter]))
            for zone, enter in enumerate(grammar.enter)
            if enter is not None
        ],
        np.array(before, np.float32)[labels, None] + slack_after,
        slack_after,
        np.cumsum(sizes) - sizes,
        zones,
    )


@cache
def _arcs(grammar: Grammar) -> tuple[tuple[tuple[int, float], ...], ...]:
    """Return for each label what may come before it for more than a change is worth: (label before, gain)."""
    pairs = [
        ((label, stay), *pairs) for label, (stay, pairs) in enumerate(zip(grammar.stay, grammar.pairs, strict=True))
    ]
    return tuple(tuple(arc for arc in arcs if arc[1] > grammar.change) for arcs in pairs)


def _follow(grammar: Grammar, zone: int, offers: Sequence[_Offer], entries: Sequence[float]) -> _Trail:
    """Return the best paths through a zone; `entries`: the total with which each line may enter it.

    This is the innermost loop of labelling.
    """
    arcs_of, change, move = _arcs(grammar), grammar.change, grammar.move[zone]
    openers = grammar.enter[zone] or range(len(arcs_of))
    before: dict[int, float] = {}
    best, best_label = _NEVER, 0
    all_totals, all_labels, all_origins = trail = _Trail([], [], [])
    for offer, entry in zip(offers, entries, strict=True):
        switched, switched_from, arriving = best + change, best_label, entry + move
        totals, origins, best = {}, {}, _NEVER
        for label, worth in offer:
            total, origin = switched, switched_from
            if arriving > total and label in openers:
                total, origin = arriving, _ENTERED
            for previous, gain in arcs_of[label]:
                if previous in before and before[previous] + gain > total:
                    total, origin = before[previous] + gain, previous
            totals[label] = total = total + worth
            origins[label] = origin
            if total > best:
                best, best_label = total, label
        before = totals
        all_totals.append(best)
        all_labels.append(best_label)
        all_origins.append(origins)
    return trail


def _trace(zone: int, trails: Sequence[_Trail]) -> list[State]:
    path: list[State] = []
    label = trails[zone].labels[-1]
    for place in range(len(trails[zone].labels) - 1, -1, -1):
        path.append((zone, label))
        label = trails[zone].origins[place][label]
        if label == _ENTERED and place:
            zone -= 1
            label = trails[zone].labels[place - 1]
    return path[::-1]
