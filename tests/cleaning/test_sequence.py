"""The best sequence of labels."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from flows.cleaning.sequence import Grammar, State, best_path

LABELS = ("x", "text", "nav")
GRAMMAR = Grammar(
    zones=({"nav": 0.0, "x": 0.5}, {"text": 0.3, "nav": -1.0}, {"nav": 0.2, "x": -0.5}),
    enter=(None, frozenset({"text"}), None),
    move=(0.0, -0.5, -1.0),
    end=(-2.0, 0.0, 0.0),
    stay={"x": -0.5, "text": 0.5, "nav": 0.25},
    change=-0.6,
    pairs={"nav": (("x", 0.4),)},
)


def worth(path: tuple[State, ...], scores: list[dict[str, float]]) -> float:
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
            steps += [gain for first, gain in GRAMMAR.pairs.get(label, ()) if first == previous[1]]
        if not steps:
            return float("-inf")
        total += max(steps) + line[label] + GRAMMAR.zones[zone][label]
        previous = (zone, label)
    return total + GRAMMAR.end[path[-1][0]]


points = st.floats(-3, 3).map(lambda number: round(number, 2))


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(LABELS, points)), min_size=1, max_size=4))
def test_no_path_is_worth_more_than_the_best(scores: list[dict[str, float]]) -> None:
    states = list(product(range(3), LABELS))
    most = max(worth(path, scores) for path in product(states, repeat=len(scores)))
    assert abs(worth(tuple(best_path(scores, GRAMMAR)), scores) - most) < 1e-9


def test_no_lines_have_no_path() -> None:
    assert best_path([], GRAMMAR) == []
