"""Counting what recurs: on how many pages of a site, and on which pages at all."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.cleaning.recurring import SeenLine
from flows.storage.raw.recurrence import SeenPage, find_recurring

APPEAL, MENU = 1, 2


def page(number: int, *more: int, site: str = "ledger.example") -> SeenPage:
    """Return a page with two sentences of its own, and more lines that read like text."""
    own = [SeenLine(1000 + 2 * number + part, 20, True) for part in range(2)]
    return site, [*own, *(SeenLine(key, 10, True) for key in more)]


def found(pages: Sequence[SeenPage], min_pages: int = 5, share: float = 0.05) -> dict[str, dict[int, int]]:
    return {site: dict(lines.lines) for site, lines in find_recurring(pages, min_pages, share).sites.items()}


def test_a_line_recurs_that_stands_on_enough_pages_of_one_site() -> None:
    pages = [page(number, APPEAL) for number in range(5)]
    assert found(pages) == {"ledger.example": {APPEAL: 5}}
    assert found(pages[:4]) == {}
    assert found([*pages[:4], page(9, APPEAL, site="tribune.example")]) == {}


def test_a_line_must_stand_on_a_share_of_the_pages() -> None:
    pages = [page(number, *([APPEAL] if number < 5 else [])) for number in range(50)]
    assert found(pages, share=0.1) == {"ledger.example": {APPEAL: 5}}
    assert found(pages, share=0.2) == {}


def test_versions_of_one_article_do_not_make_its_text_recur() -> None:
    same = [SeenLine(key, 30, True) for key in range(10, 14)]
    versions: list[SeenPage] = [("ledger.example", [*same, SeenLine(500 + n, 30, True)]) for n in range(9)]
    others = [page(number, APPEAL) for number in range(5)]
    assert found([*versions, *others]) == {"ledger.example": {APPEAL: 5}}


def test_pages_without_text_of_their_own_are_seen_but_not_compared() -> None:
    index: SeenPage = ("ledger.example", [SeenLine(MENU, 6, False)])
    (count,) = find_recurring([index] * 6, 5, 0.05).counts
    assert (count.seen, count.compared, count.lines) == (6, 0, 0)


def test_nothing_to_read_is_nothing_learnt() -> None:
    assert find_recurring([], 5, 0.05).counts == ()


@pytest.mark.parametrize("n", [4_001])
def test_pages_beyond_one_group_are_counted(n: int) -> None:
    result = find_recurring((page(number, APPEAL) for number in range(n)), 5, 0.05)
    assert result.sites["ledger.example"].lines == {APPEAL: n}
    assert [(one.seen, one.compared, one.text_lines) for one in result.counts] == [(n, n, 1)]


@settings(max_examples=15)  # each asks DuckDB
@given(st.permutations([page(n, APPEAL, *([MENU] if n % 2 else []), site="ab"[n > 5]) for n in range(12)]))
def test_the_order_of_pages_changes_nothing(pages: list[SeenPage]) -> None:
    assert found(pages) == {"a": {APPEAL: 6}, "b": {APPEAL: 6}}
