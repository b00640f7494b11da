"""The best sequence of labels for the lines of a page, decided as a whole (Viterbi).

A page has three zones that follow each other: before, inside and after the article. A state is a zone and a label.
A path earns the score of each line's label, the zone's bias for that label, and what following the label before it is
worth. All numbers come in; nothing here knows what a label means.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

State = tuple[int, str]  # zone number, label

_NEVER = float("-inf")
_START: State = (-1, "")


@dataclass(frozen=True, slots=True)
class Grammar:
    """What the places of labels are worth.

    `zones[z]`: the bias of each label that may stand in zone z. `move[z]`: the price of entering zone z, and `enter[z]`
    the labels that may do so (None: any). `end[z]`: the price of ending in zone z. `change`: the price of a new label,
    `stay[label]` the gain of the same again, `pairs[label]`: (label before, gain) where one goes well after another.
    """

    zones: tuple[Mapping[str, float], ...]
    enter: tuple[frozenset[str] | None, ...]
    move: tuple[float, ...]
    end: tuple[float, ...]
    stay: Mapping[str, float]
    change: float
    pairs: Mapping[str, tuple[tuple[str, float], ...]]


def best_path(scores: Sequence[Mapping[str, float]], grammar: Grammar) -> list[State]:
    """Return the state of each line on the path of the highest total; `scores[i][label]` is what line i says.

    Every line must offer a label that may stand in every zone.
    """
    columns = [_NOTHING] * len(grammar.zones)
    history: list[list[dict[str, State]]] = []
    for line in scores:
        entries = _entries(columns) if history else [(0.0, _START), (0.0, _START), (_NEVER, _START)]
        columns = [_step(zone, columns[zone], line, entries[zone], grammar) for zone in range(len(columns))]
        history.append([column.origins for column in columns])
    ends = [
        (column.best + price, zone, column.best_label)
        for zone, (column, price) in enumerate(zip(columns, grammar.end, strict=True))
    ]
    return _trace(max(ends)[1:], history)


class _Column(NamedTuple):
    """One zone after a line: the best total of every label, the state each came from, and the best label of them."""

    totals: dict[str, float]
    origins: dict[str, State]
    best: float
    best_label: str


_NOTHING = _Column({}, {}, _NEVER, "")


def _entries(columns: Sequence[_Column]) -> list[tuple[float, State]]:
    """Return for each zone the best total with which the zone before it can be left."""
    left = [(column.best, (zone, column.best_label)) for zone, column in enumerate(columns)]
    return [(_NEVER, _START), *left[:-1]]


def _step(
    zone: int, column: _Column, line: Mapping[str, float], entry: tuple[float, State], grammar: Grammar
) -> _Column:
    within, within_from = column.best + grammar.change, (zone, column.best_label)
    arriving, arriving_from = entry[0] + grammar.move[zone], entry[1]
    totals: dict[str, float] = {}
    origins: dict[str, State] = {}
    top, top_label = _NEVER, ""
    if within == arriving == _NEVER:
        return _NOTHING
    before, biases, openers, pairs = column.totals, grammar.zones[zone], grammar.enter[zone], grammar.pairs
    for label, score in line.items():
        if label not in biases:
            continue
        best, origin = within, within_from
        if arriving > best and (openers is None or label in openers):
            best, origin = arriving, arriving_from
        if label in before and before[label] + grammar.stay[label] > best:
            best, origin = before[label] + grammar.stay[label], (zone, label)
        if label in pairs:
            for previous, gain in pairs[label]:
                if previous in before and before[previous] + gain > best:
                    best, origin = before[previous] + gain, (zone, previous)
        if best == _NEVER:
            continue
        totals[label] = best = best + score + biases[label]
        origins[label] = origin
        if best > top:
            top, top_label = best, label
    return _Column(totals, origins, top, top_label)


def _trace(end: State, history: Sequence[Sequence[Mapping[str, State]]]) -> list[State]:
    zone, label = end
    path = []
    for origins in reversed(history):
        path.append((zone, label))
        zone, label = origins[zone][label]
    return path[::-1]
