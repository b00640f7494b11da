"""Sums and changes down the lines of a page."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from flows.cleaning.table import Table, around, changes, up_to

NUMBERS = st.lists(st.integers(0, 9))


@given(NUMBERS, st.integers(0, 5))
def test_sums_are_those_of_the_lines_before_and_around(numbers: list[int], reach: int) -> None:
    rows = np.array(numbers, np.int64)
    assert up_to(rows).tolist() == [sum(numbers[:end]) for end in range(len(numbers) + 1)]
    assert around(rows, reach).tolist() == [
        sum(numbers[max(0, at - reach) : at + reach + 1]) for at in range(len(numbers))
    ]


def test_lines_that_show_a_signal_count_as_one() -> None:
    assert up_to(np.array([True, False, True])).tolist() == [0, 1, 1, 2]


@given(NUMBERS)
def test_a_run_begins_where_the_kind_changes(numbers: list[int]) -> None:
    assert changes(np.array(numbers, np.int64)).tolist() == [
        not at or numbers[at - 1] != number for at, number in enumerate(numbers)
    ]


def test_rows_of_a_table_are_left_as_they_are_by_asking() -> None:
    table = Table(2)
    table["bullet"] = np.array([True, False])
    found = table.any_of(("bullet", "bold"))
    found[:] = False
    assert table["bullet"].tolist() == [True, False]
