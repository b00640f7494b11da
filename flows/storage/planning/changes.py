"""What a plan changes and why, article by article: the plan held against the dataset that readers have."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Literal

import pyarrow.parquet as pq

from flows.reading.read import PASSING
from flows.storage.keys.items import Facts, PlannedItem
from flows.storage.keys.versions import LIBRARIES, Recipe
from flows.storage.planning.plan import Plan

Status = Literal["new", "changed", "stale", "gone", "rejected", "kept"]
STATUSES: tuple[Status, ...] = ("new", "changed", "stale", "gone", "rejected", "kept")
# Parts of the recipe that say more than that they are others.
_VERSIONS = (*LIBRARIES, "Unicode")
_LOST = ("the part with its rows is missing or damaged",)
_Place = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of an item, and why. `doc_id` is null where the bytes are not known."""

    status: Status
    source_path: str
    record: str | None
    doc_id: str | None
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Before:
    """What the dataset that readers have holds beside what is kept, by place.

    `items`: the facts, and what is wrong with the part that holds the rows; `refused`: the run's own rejects.
    """

    items: Mapping[_Place, tuple[Facts, tuple[str, ...]]]
    refused: Mapping[_Place, tuple[str, str]]


def changes(plan: Plan, dataset: Path) -> Iterator[Change]:
    """Yield what becomes of every item of the raw folders and of the dataset that readers have."""
    kept = _kept(plan)
    for facts in (item.facts for item in plan.wanted):
        if facts in kept:
            yield Change("kept", *facts.place, facts.doc_id, ())
    yield from _others(plan, dataset, kept)


def count_changes(plan: Plan, dataset: Path) -> Counter[Status]:
    """Count what becomes of the items; those that nothing becomes of are only counted."""
    kept = _kept(plan)
    counts = Counter(change.status for change in _others(plan, dataset, kept))
    counts["kept"] += len(kept)
    return +counts


def _kept(plan: Plan) -> set[Facts]:
    """Return what is wanted as the dataset holds it, made by today's recipe."""
    return {item.facts for item in plan.wanted}.intersection(chain.from_iterable(part.items for part in plan.published))


def _others(plan: Plan, dataset: Path, kept: Collection[Facts]) -> Iterator[Change]:
    others = [item for item in plan.wanted if item.facts not in kept]
    before = _before(plan, dataset, kept)
    gone = set(before.items) - {item.facts.place for item in others}
    moved_from = {before.items[place][0].sha256: place for place in gone}
    yield from (_change(plan, before, moved_from, item) for item in others)
    yield from _refused(plan, before)
    if gone:
        yield from _gone(plan, before, gone)


def _change(plan: Plan, before: _Before, moved_from: Mapping[str, _Place], item: PlannedItem) -> Change:
    facts = item.facts
    known = before.items.get(facts.place)
    status, because = _held(facts, *known) if known else _fresh(before, moved_from, facts)
    if status != "kept" and facts in plan.holders:
        because = (*because, "its rows are there from another run")
    return Change(status, *facts.place, facts.doc_id, because)


def _fresh(before: _Before, moved_from: Mapping[str, _Place], facts: Facts) -> tuple[Status, tuple[str, ...]]:
    """Tell why an item comes in that the dataset does not hold at this place."""
    if facts.sha256 in moved_from:
        path, record = moved_from[facts.sha256]
        return "changed", (f"it lay in {path}" + (f", record {record}" if record else ""),)
    reason, _ = before.refused.get(facts.place, (None, None))
    if reason in PASSING:
        return "new", (f"tried again: the last run rejected it ({reason})",)
    return "new", ("the dataset does not hold it",)


def _held(facts: Facts, old: Facts, wrong: tuple[str, ...]) -> tuple[Status, tuple[str, ...]]:
    """Tell what becomes of an item that the dataset holds; `wrong`: what is wrong with the part that has its rows."""
    if facts.sha256 != old.sha256:
        return "changed", ("its bytes",)
    if facts.sidecar_sha256 != old.sidecar_sha256 and wrong != _LOST:
        how = "new" if old.sidecar_sha256 is None else "gone" if facts.sidecar_sha256 is None else "changed"
        wrong = (f"sidecar {how}", *wrong)
    return ("stale", wrong) if wrong else ("kept", ())


def _other(old: Recipe, new: Recipe) -> Iterator[str]:
    """Yield what differs between the recipe that made a part and today's."""
    for name in dict.fromkeys((*new, *old)):
        if old.get(name) != new.get(name):
            yield f"{name} {old.get(name)} → {new.get(name)}" if name in _VERSIONS else name


def _refused(plan: Plan, before: _Before) -> Iterator[Change]:
    """Yield the items that are refused, and were not before for the same reason."""
    for reject in plan.rejects:
        place = (reject.source_path, reject.record)
        kept = before.refused.get(place) == (reject.reason, reject.detail)
        doc_id = reject.raw_sha256[:16] if reject.raw_sha256 else None
        yield Change("kept" if kept else "rejected", *place, doc_id, (f"{reject.reason}: {reject.detail}",))


def _gone(plan: Plan, before: _Before, gone: Iterable[_Place]) -> Iterator[Change]:
    """Yield what the dataset holds and the next one will not, but for what only moved."""
    elsewhere = {item.sha256 for item in plan.wanted}
    refused = {(reject.source_path, reject.record): reject.reason for reject in plan.rejects}
    for place in sorted(gone, key=str):
        facts, _ = before.items[place]
        if facts.sha256 not in elsewhere:
            because = f"refused: {refused[place]}" if place in refused else "it is not among the raw articles any more"
            yield Change("gone", *place, facts.doc_id, (because,))


def _before(plan: Plan, dataset: Path, kept: Collection[Facts]) -> _Before:
    items: dict[_Place, tuple[Facts, tuple[str, ...]]] = {}
    for part in plan.before:
        wrong = tuple(_other(part.recipe, plan.recipe))
        items.update((facts.place, (facts, wrong)) for facts in part.items if facts not in kept)
    for name in plan.lost:
        lost = _facts_in(dataset / "documents" / f"{name}.parquet")
        items.update((facts.place, (facts, _LOST)) for facts in lost)
    refused = {}
    for file in sorted((dataset / "rejects").glob("run*.parquet")):
        for row in pq.read_table(file, columns=["source_path", "record", "reason", "detail"]).to_pylist():
            refused[row["source_path"], row["record"]] = (row["reason"], row["detail"])
    return _Before(items, refused)


def _facts_in(documents: Path) -> Iterator[Facts]:
    for row in pq.read_table(documents, columns=["source_path", "record", "raw_sha256"]).to_pylist():
        yield Facts(row["source_path"], row["record"], row["raw_sha256"], None)
