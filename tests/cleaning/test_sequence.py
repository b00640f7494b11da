"""The best sequence of labels."""

from collections.abc import Sequence
from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from flows.cleaning.sequence import Grammar, State, best_path

ODD, TEXT, MENU = range(3)
GRAMMAR = Grammar(
    zones=({MENU: 0.0, ODD: 0.5}, {TEXT: 0.3, MENU: -1.0, ODD: 0.1}, {MENU: 0.2, ODD: -0.5}),
    enter=(None, frozenset({TEXT}), None),
    move=(0.0, -0.5, -1.0),
    end=(-2.0, 0.0, 0.0),
    stay=(-0.5, 0.5, 0.25),
    change=-0.6,
    pairs=((), ((ODD, 0.9),), ((ODD, 0.4),)),
)
Scores = Sequence[Sequence[float]]


def worth(path: Sequence[State], scores: Scores) -> float:
    """Return the total of a path by the definition, or minus infinity where it may not be."""
    total, previous = 0.0, None
    for (zone, label), line in zip(path, scores, strict=True):
        if label not in GRAMMAR.zones[zone]:
            return float("-inf")
        openers = GRAMMAR.enter[zone]
        steps = []
        if previous is None:
            steps = [GRAMMAR.move[zone]] if zone < 2 and (openers is None or label in openers) else []
        elif zone == previous[0] + 1:
            steps = [GRAMMAR.move[zone]] if openers is None or label in openers else []
        elif zone == previous[0]:
            steps = [GRAMMAR.change]
            steps += [GRAMMAR.stay[label]] if label == previous[1] else []
            steps += [gain for first, gain in GRAMMAR.pairs[label] if first == previous[1]]
        if not steps:
            return float("-inf")
        total += max(steps) + line[label] + GRAMMAR.zones[zone][label]
        previous = (zone, label)
    return total + GRAMMAR.end[path[-1][0]]


points = st.floats(-3, 3).map(lambda number: round(number, 2))
STATES = list(product(range(3), range(3)))


@given(st.lists(st.tuples(points, points, points), min_size=1, max_size=4))
def test_no_path_is_worth_more_than_the_best(scores: Scores) -> None:
    most = max(worth(path, scores) for path in product(STATES, repeat=len(scores)))
    assert abs(worth(best_path(np.array(scores), GRAMMAR), scores) - most) < 1e-6


def test_a_label_that_is_not_tried_is_on_no_path() -> None:
    scores = np.array([[0.0, 3.0, 0.0], [0.0, float("-inf"), 0.0], [0.0, 3.0, 0.0]])
    assert [label for _, label in best_path(scores, GRAMMAR)] == [TEXT, ODD, TEXT]


def test_no_lines_have_no_path() -> None:
    assert best_path(np.zeros((0, 3)), GRAMMAR) == []
