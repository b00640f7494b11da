"""Boosted trees find what measures say alone and together, and come out the same every time."""

import numpy as np
import pytest

from flows.cleaning.content import trees_of
from flows.cleaning.review import reviewed
from tests.quality import boosting
from tests.quality.boosting import Vector, boost

LINES = 2000
PAGES = np.arange(LINES) // 50


@pytest.fixture(autouse=True)
def few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Learn from small data in a moment, from all measures at once."""
    monkeypatch.setattr(boosting, "_ROUNDS", 60)
    monkeypatch.setattr(boosting, "_MEASURES", 1.0)


def columns() -> dict[str, Vector]:
    chance = np.random.RandomState(3)
    return {name: chance.random_sample(LINES) for name in ("telling", "other", "noise")}


def odds(found: dict[str, Vector], wanted: Vector) -> Vector:
    bias, trees = boost(found, wanted, np.ones(LINES), PAGES)
    return reviewed({"odds": found["noise"], **found}, bias, trees_of(trees))


def test_one_measure_tells() -> None:
    found = columns()
    wanted = (found["telling"] > 0.7).astype(float)
    clear = np.abs(found["telling"] - 0.7) > 0.05
    assert ((odds(found, wanted) > 0) == (wanted > 0))[clear].all()


def test_two_measures_tell_only_together() -> None:
    found = columns()
    wanted = ((found["telling"] > 0.5) ^ (found["other"] > 0.5)).astype(float)
    right = (odds(found, wanted) > 0) == (wanted > 0)
    assert right.mean() > 0.9


def test_the_same_lines_give_the_same_trees() -> None:
    found = columns()
    wanted = (found["telling"] > 0.7).astype(float)
    assert boost(found, wanted, np.ones(LINES), PAGES) == boost(found, wanted, np.ones(LINES), PAGES)
