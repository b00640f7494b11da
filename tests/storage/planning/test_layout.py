"""Which articles lie together: nothing lost, few small parts, the same whatever happened before."""

import hashlib
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reading.read import RawItem
from flows.storage.keys.items import PlannedItem, planned_item
from flows.storage.planning import layout
from flows.storage.planning.layout import Layout, lay_out


def item(number: int, n_bytes: int = 8_000) -> PlannedItem:
    name = f"raw/{number}.txt"
    return planned_item(RawItem(name, Path(name)), hashlib.sha256(str(number).encode()).hexdigest(), None, n_bytes)


def record(container: str, number: int) -> PlannedItem:
    sha256 = hashlib.sha256(f"{container} {number}".encode()).hexdigest()
    return planned_item(RawItem(container, Path(container), str(number)), sha256, "0", 100, (0, number))


def sizes(parts: Layout) -> list[int]:
    return [len(part) for part in parts]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of eight articles, so that a few make many."""
    monkeypatch.setattr(layout, "FULL", 8)
    monkeypatch.setattr(layout, "SMALL", 4)
    monkeypatch.setattr(layout, "MOST_SMALL", 3)


def test_the_first_run_makes_full_parts_and_a_rest() -> None:
    assert sizes(lay_out((), map(item, range(20)))) == [8, 8, 4]


def test_a_run_of_few_articles_touches_no_part() -> None:
    before = lay_out((), map(item, range(16)))
    after = lay_out(before, map(item, range(18)))
    assert after[:2] == before
    assert sizes(after) == [8, 8, 2]


def test_too_many_small_parts_become_one_and_full_parts_stay() -> None:
    parts = lay_out((), map(item, range(16)))
    for night in range(1, 20):
        parts = lay_out(parts, map(item, range(16 + 2 * night)))
        assert sum(size < layout.SMALL for size in sizes(parts)) <= layout.MOST_SMALL
    assert parts[:2] == lay_out((), map(item, range(16)))
    assert len(parts) <= 2 + 38 // 8 + 2 + layout.MOST_SMALL


def test_an_article_that_is_gone_changes_its_part_alone() -> None:
    before = lay_out((), map(item, range(32)))
    gone = before[1][3]
    after = lay_out(before, (one for one in map(item, range(32)) if one.facts != gone))
    assert sorted(sizes(after)) == [7, 8, 8, 8]
    assert {part for part in before if gone not in part} <= set(after)


def test_a_part_holds_no_more_bytes_than_memory_should() -> None:
    parts = lay_out((), (item(number, 10_000_000) for number in range(8)))
    assert sizes(parts) == [3, 3, 2]


def test_records_lie_with_their_neighbours() -> None:
    records = [record(container, number) for container in ("a.jsonl", "b.jsonl") for number in range(16)]
    parts = lay_out((), random.Random(1).sample(records, len(records)))
    assert [{facts.source_path for facts in part} for part in parts] == [{"a.jsonl"}] * 2 + [{"b.jsonl"}] * 2
    assert {facts.record for facts in parts[0]} == set(map(str, range(8)))


@given(st.lists(st.sets(st.integers(0, 60)), min_size=1, max_size=8), st.randoms())
def test_every_history_holds_what_is_wanted_once_and_laying_out_again_changes_nothing(
    nights: list[set[int]], chance: random.Random
) -> None:
    parts: Layout = ()
    for numbers in nights:
        wanted = [item(number) for number in numbers]
        chance.shuffle(wanted)
        parts = lay_out(parts, wanted)
        assert sorted(facts for part in parts for facts in part) == sorted(one.facts for one in wanted)
        assert set(lay_out(parts, wanted)) == set(parts)
        assert all(list(part) == sorted(part, key=lambda facts: facts.sha256) for part in parts)
