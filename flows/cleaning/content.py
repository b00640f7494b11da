"""The second reading: does a line belong to the article's own text? A logistic model over signals, with learnt weights.

The first reading (`label`) says what kind of line it is, by weights set by hand. This one only says content or not, and
knows more of the page around: its weights (`lexicon/content.toml`) are learnt from marked pages by
`tests/quality/train_content.py`. Text and web pages have a table each, as only web pages have markup.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from flows.cleaning.form import Line
from flows.lexicon import load

FORMS = ("prose", "sentence", "long", "middling", "tiny")
REACH = 2
# What a change between content and the rest must outweigh, so that single lines do not flicker.
_CHANGE = 0.25
_MOST = 8.0


class Reading(NamedTuple):
    """What the second reading knows of a line: its own signals, its place's signals, and its form."""

    own: tuple[str, ...]
    place: Sequence[str]
    form: str


class Steps(NamedTuple):
    """A step function: `values[k]` from `edges[k - 1]` on, below `edges[k]`."""

    edges: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The learnt weights, compared by identity.

    `own[signal]`: those for a line that shows it, for the line below that one, and for the line above that one.
    `place[form][signal]`: those of the place, by the form of the line; `kept[distance][state]`: those of the first
    reading of the line and its neighbours, state 0 dropped, 1 kept, 2 no line there. `review_bias`, `review`: what the
    measures of `review` are worth.
    """

    bias: float
    own: dict[str, tuple[float, float, float]]
    place: dict[str, dict[str, float]]
    kept: tuple[tuple[float, float, float], ...]
    review_bias: float
    review: dict[str, Steps]


def form_of(line: Line) -> str:
    """Return which of `FORMS` a line has."""
    if line.prose:
        return "prose"
    if line.ends and line.words > 8:
        return "sentence"
    return "long" if line.words > 10 else "middling" if line.words > 3 else "tiny"


def log_odds(readings: Sequence[Reading], kept: Sequence[bool], weights: Weights) -> list[float]:
    """Return for each line the log-odds that it is content; `kept`: what the first reading says."""
    sums = [_own_sums(reading.own, weights) for reading in readings]
    found = []
    for index, (reading, states) in enumerate(zip(readings, windows(kept), strict=True)):
        total = weights.bias + sums[index][0]
        if index:
            total += sums[index - 1][1]
        if index + 1 < len(sums):
            total += sums[index + 1][2]
        of_place = weights.place[reading.form].get
        for signal in reading.place:
            total += of_place(signal, 0.0)
        for distance, state in enumerate(states):
            total += weights.kept[distance][state]
        found.append(max(-_MOST, min(_MOST, total)))
    return found


def windows(kept: Sequence[bool]) -> Iterator[tuple[int, ...]]:
    """Yield for each line the states of the lines from two above to two below it."""
    padded = [*[2] * REACH, *map(int, kept), *[2] * REACH]
    return zip(*(padded[shift:] for shift in range(2 * REACH + 1)), strict=False)


def decide(odds: Iterable[float]) -> list[bool]:
    """Return which lines are content: the best path through two states, with a price for each change."""
    dropped, content = 0.0, 0.0
    steps: list[tuple[bool, bool]] = []
    for value in odds:
        from_content = content - _CHANGE > dropped
        stay_content = content >= dropped - _CHANGE
        steps.append((from_content, stay_content))
        dropped, content = max(dropped, content - _CHANGE), max(content, dropped - _CHANGE) + value
    state, path = content > dropped, []
    for step in reversed(steps):
        path.append(state)
        state = step[state]
    return path[::-1]


@lru_cache(maxsize=16384)
def _own_sums(signals: tuple[str, ...], weights: Weights) -> tuple[float, float, float]:
    """Return what a line's own signals say of it, of the line below it and of the line above it."""
    own = weights.own
    known = [own[signal] for signal in signals if signal in own]
    return (sum(row[0] for row in known), sum(row[1] for row in known), sum(row[2] for row in known))


@cache
def load_weights(table: str) -> Weights:
    """Return the learnt weights of "text" or "page"."""
    return nest(load("content")[table])


def nest(source: dict[str, Any]) -> Weights:
    """Return the weights of a table of `lexicon/content.toml`."""
    common: dict[str, float] = source["place"]["any"]
    of_forms: dict[str, dict[str, float]] = source["place"]
    return Weights(
        source["bias"],
        {signal: (row[0], row[1], row[2]) for signal, row in source["own"].items()},
        {
            form: {
                signal: common.get(signal, 0.0) + of_forms[form].get(signal, 0.0) for signal in common | of_forms[form]
            }
            for form in FORMS
        },
        tuple((row[0], row[1], row[2]) for row in source["kept"]),
        source["review"]["bias"],
        {name: Steps(tuple(edges), tuple(values)) for name, (edges, values) in source["review"]["steps"].items()},
    )
