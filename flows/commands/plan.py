"""What a build would do and why, as text or as JSON lines; nothing is written but copies of what lies in stores."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import groupby

from flows.commands.flow_runs import told_in_one_line
from flows.commands.given import check_articles, check_output, check_raw
from flows.settings import BuildSettings
from flows.storage.disk.locks import build_lock
from flows.storage.memory import no_collection
from flows.storage.planning.changes import STATUSES, Change, changes
from flows.storage.planning.layout import Layout, lay_out
from flows.storage.planning.plan import make_plan
from flows.storage.remote.mirror import bring_raw
from flows.storage.remote.places import url_of
from flows.storage.remote.published import bring_output

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Look:
    """What a build would do: to each item, and to the parts of the dataset."""

    changes: tuple[Change, ...]
    n_to_extract: int
    layout: Layout
    n_parts_before: int
    n_parts_staying: int

    @property
    def anything_to_do(self) -> bool:
        """Say whether a build would change the dataset."""
        same_parts = self.n_parts_before == self.n_parts_staying == len(self.layout)
        return not same_parts or any(change.status != "kept" for change in self.changes)


def look(settings: BuildSettings) -> Look:
    """Plan as a build does; raises RunError."""
    with told_in_one_line(settings.output, "nothing was changed"):
        check_raw(settings.raw)
        check_articles(settings.raw, settings.output)
        check_output(settings.output)
        with _brought(settings), no_collection():
            found = _look(settings)
    return found


@contextmanager
def _brought(settings: BuildSettings) -> Iterator[None]:
    """Have what lies in stores in the folders here that stand for them, and no build change these meanwhile."""
    bring_raw(settings.raw, settings.max_bytes, settings.output)
    if url_of(settings.output) is None:
        yield
        return
    with build_lock(settings.output):
        bring_output(settings)
        yield


def _look(settings: BuildSettings) -> Look:
    plan = make_plan(settings)
    found = tuple(changes(plan, settings.dataset))
    published = {part.items for part in plan.published}
    layout = lay_out(published, plan.wanted)
    staying = len(published.intersection(layout))
    return Look(found, len(plan.missing), layout, len(plan.before) + len(plan.lost), staying)


def lines(found: Look, as_json: bool) -> Iterator[str]:
    """Yield what is to be printed."""
    if as_json:
        yield from (json.dumps(asdict(change)) for change in found.changes)
        return
    by_reason = sorted((change for change in found.changes if change.status != "kept"), key=_reason)
    for (_, because), group in groupby(by_reason, key=_reason):
        yield from _group(list(group), because)
    counts = Counter(change.status for change in found.changes)
    yield "items: " + ", ".join(f"{counts[status]} {status}" for status in STATUSES)
    yield (
        f"work:  {found.n_to_extract} to extract; of {found.n_parts_before} parts {found.n_parts_staying} stay, "
        f"{len(found.layout) - found.n_parts_staying} are made"
    )
    if not found.anything_to_do:
        yield "nothing to do"


def _reason(change: Change) -> tuple[int, tuple[str, ...]]:
    return STATUSES.index(change.status), change.because


def _group(group: list[Change], because: tuple[str, ...]) -> Iterator[str]:
    """Yield the items with which the same is done for the same reason, the first of them by name."""
    for change in group[:_SHOWN]:
        record = f" record {change.record}" if change.record else ""
        yield f"{change.status:<9}{change.source_path}{record}: {', '.join(because)}"
    if len(group) > _SHOWN:
        yield f"{group[0].status:<9}… and {len(group) - _SHOWN} more for the same reason"
