"""Boosted step functions find what a measure is worth, and come out the same every time."""

import numpy as np

from tests.quality.boosting import boost


def test_the_step_is_where_the_lines_change() -> None:
    chance = np.random.RandomState(3)
    columns = {"telling": chance.random_sample(2000), "noise": chance.random_sample(2000)}
    wanted = (columns["telling"] > 0.7).astype(float)
    pages = np.arange(2000) // 50
    _, steps = boost(columns, wanted, np.ones(2000), pages)
    edges, values = steps["telling"]
    below, above = (
        values[int(np.searchsorted(edges, 0.65, "right"))],
        values[int(np.searchsorted(edges, 0.75, "right"))],
    )
    assert above - below > 3
    assert max(steps["noise"][1]) - min(steps["noise"][1]) < 1
    assert boost(columns, wanted, np.ones(2000), pages) == boost(columns, wanted, np.ones(2000), pages)
