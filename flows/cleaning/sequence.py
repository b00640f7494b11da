"""The best sequence of labels for the lines of a page, decided as a whole (Viterbi).

A page has three zones that follow each other: before, inside and after the article. A state is a zone and a label.
A path earns the score of each line's label, the zone's bias for that label, and what following the label before it is
worth. All numbers come in; nothing here knows what a label means.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

State = tuple[int, str]  # zone number, label

_NEVER = float("-inf")


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


class _Place(NamedTuple):
    """A label in a zone. Inside this module a label is a number, and a state is the zone's `base` plus the label.

    `opens`: the zone may begin with it. `pairs`: (label before, gain).
    """

    label: int
    bias: float
    stay: float
    opens: bool
    pairs: tuple[tuple[int, float], ...]


class _Zone(NamedTuple):
    base: int
    places: dict[str, _Place]
    move: float


# One zone after a line: the total of every label, the state each came from, the best total and its state.
_Column = tuple[list[float], list[int], float, int]
_Entry = tuple[float, int]  # the best total with which the zone before can be left, and its state


def best_path(scores: Sequence[Mapping[str, float]], grammar: Grammar) -> list[State]:
    """Return the state of each line on the path of the highest total; `scores[i][label]` is what line i says.

    Every line must offer a label that may stand in every zone.
    """
    zones = _zones(grammar)
    columns: list[_Column] = [([_NEVER] * len(grammar.stay), [], _NEVER, 0)] * len(zones)
    history: list[list[list[int]]] = []
    entries: list[_Entry] = [(0.0, 0), (0.0, 0), (_NEVER, 0)]
    for line in scores:
        columns = list(map(_step, zones, columns, entries, repeat(line), repeat(grammar.change)))
        history.append([origins for _, origins, _, _ in columns])
        entries = [(_NEVER, 0), *((best, state) for _, _, best, state in columns[:-1])]
    ends = (best + price for (_, _, best, _), price in zip(columns, grammar.end, strict=True))
    _, last = max(zip(ends, (state for _, _, _, state in columns), strict=True))
    return _trace(last, history, list(grammar.stay))


def _zones(grammar: Grammar) -> list[_Zone]:
    number = {label: place for place, label in enumerate(grammar.stay)}
    pairs = {label: tuple((number[before], gain) for before, gain in grammar.pairs.get(label, ())) for label in number}
    zones = []
    for zone, (biases, openers, move) in enumerate(zip(grammar.zones, grammar.enter, grammar.move, strict=True)):
        places = {
            label: _Place(number[label], bias, grammar.stay[label], _may_open(openers, label), pairs[label])
            for label, bias in biases.items()
        }
        zones.append(_Zone(zone * len(number), places, move))
    return zones


def _may_open(openers: frozenset[str] | None, label: str) -> bool:
    return openers is None or label in openers


def _step(zone: _Zone, column: _Column, entry: _Entry, line: Mapping[str, float], change: float) -> _Column:
    """Return a zone's column after one more line. This is the innermost loop of labelling: locals and lists only."""
    base, places, move = zone
    before, _, within, within_from = column
    arriving, arriving_from = entry
    within, arriving = within + change, arriving + move
    totals = [_NEVER] * len(before)
    origins = [0] * len(before)
    top, top_state = _NEVER, 0
    for label, score in line.items():
        place = places.get(label)
        if place is None:
            continue
        here, bias, stay, opens, pairs = place
        best, origin = within, within_from
        if arriving > best and opens:
            best, origin = arriving, arriving_from
        same = before[here] + stay
        if same > best:
            best, origin = same, base + here
        for previous, gain in pairs:
            paired = before[previous] + gain
            if paired > best:
                best, origin = paired, base + previous
        totals[here] = best = best + score + bias
        origins[here] = origin
        if best > top:
            top, top_state = best, base + here
    return totals, origins, top, top_state


def _trace(state: int, history: Sequence[Sequence[Sequence[int]]], labels: Sequence[str]) -> list[State]:
    path = []
    for origins in reversed(history):
        zone, label = divmod(state, len(labels))
        path.append((zone, labels[label]))
        state = origins[zone][label]
    return path[::-1]
