"""What a build has to do: which articles are wanted, whose rows are stored already, and whose have to be made.

The plan follows from the raw bytes, from the recipe and from the parts on disk alone. `alliance plan` and a build make
the same plan.
"""

import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from flows.cleaning.recurring import Recurring
from flows.reading.article import Reject
from flows.reading.read import RawItem, reject_unreadable
from flows.reading.records import BadRecord
from flows.settings import BuildSettings
from flows.storage.keys.items import Facts, PlannedItem, planned_item, planned_record
from flows.storage.keys.versions import Recipe, code_version, recipe
from flows.storage.memory import no_collection
from flows.storage.parts.stored import Part, stored_parts
from flows.storage.planning.layout import cut
from flows.storage.planning.seen import SeenFiles
from flows.storage.raw.containers import records_of
from flows.storage.raw.discovery import LARGEST_SIDECAR, Discovery, FoundFile, discover
from flows.storage.raw.recurring_file import load_recurring
from flows.storage.raw.rights import Source, load_sources
from flows.storage.remote.mirror import refused_objects

# (articles to do, articles a batch): small batches share the work out and show progress, large ones cost less each.
_BATCHES = ((40, 10), (200, 25), (4_000, 64), (None, 512))


@dataclass(frozen=True, slots=True)
class Plan:
    """What the next dataset is to hold, and what is there of it.

    `sources`: the rights records; `recurring`: the lines that recur on sites; `wanted`: its items; `rejects`: items
    that are refused; `missing`: the items whose rows no part holds; `holders`: the part that holds an item's rows;
    `published`: the parts of the dataset that readers have, as far as they are whole and of this recipe; `before`: all
    that dataset's parts, of whatever recipe; `lost`: names of those that are gone or damaged.
    """

    recipe: Recipe
    sources: tuple[Source, ...]
    recurring: Recurring
    wanted: tuple[PlannedItem, ...]
    rejects: tuple[Reject, ...]
    missing: tuple[PlannedItem, ...]
    holders: Mapping[Facts, Part]
    published: tuple[Part, ...]
    before: tuple[Part, ...]
    lost: tuple[str, ...]

    def batches(self) -> tuple[tuple[PlannedItem, ...], ...]:
        """Return the missing items, cut into what is extracted together."""
        size = next(size for most, size in _BATCHES if most is None or len(self.missing) <= most)
        return tuple(map(tuple, cut(self.missing, size)))


def make_plan(settings: BuildSettings, seen: SeenFiles | None = None) -> Plan:
    """Look at every raw item and at the stored parts, and decide what to do; writes nothing.

    Raises SourcesError and RecurringError.
    """
    seen = seen or seen_files(settings)
    sources, recurring = load_sources(settings.raw), load_recurring(settings.raw)
    made_by = recipe(sources, recurring.digest)
    with no_collection():
        found = discover(settings.raw, settings.output)
        parts = {part.name: part for part in stored_parts(settings.parts_dir)}
        names = published_names(settings.dataset)
        before = tuple(parts[name] for name in names if name in parts)
        published = tuple(part for part in before if part.recipe == made_by)
        holders: dict[Facts, Part] = {}
        for part in (*(part for part in parts.values() if part.recipe == made_by), *published):
            holders |= dict.fromkeys(part.items, part)
        wanted, rejects = _wanted(settings, found, seen, {facts: facts for facts in holders})
        missing = tuple(item for item in wanted if item.facts not in holders)
    lost = tuple(name for name in names if name not in parts)
    return Plan(made_by, sources, recurring.sites, wanted, rejects, missing, holders, published, before, lost)


def seen_files(settings: BuildSettings) -> SeenFiles:
    """Return what earlier runs saw of the raw files."""
    return SeenFiles(settings.parts_dir, f"{code_version()} {settings.max_bytes}")


def published_names(dataset: Path) -> tuple[str, ...]:
    """Return the names of the parts that a dataset is made of; none where there is no dataset."""
    try:
        files = [path.name for path in (dataset / "documents").iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return ()
    return tuple(sorted(file.removesuffix(".parquet") for file in files if not file.startswith("run")))


def _wanted(
    settings: BuildSettings, found: Discovery, seen: SeenFiles, known: Mapping[Facts, Facts]
) -> tuple[tuple[PlannedItem, ...], tuple[Reject, ...]]:
    """Return the items to hold, no bytes twice, and what is refused.

    `known`: the facts of stored parts. Equal ones are made one object: they are looked up again and again.
    """
    rejects = [*found.rejects, *refused_objects(settings.raw)]
    wanted: dict[str, PlannedItem] = {}
    for one in islice(_fingerprints(found.files, settings.max_bytes, seen, known), settings.limit):
        if isinstance(one, Reject):
            rejects.append(one)
        elif (first := wanted.setdefault(one.sha256, one)) is not one:
            detail = f"the same bytes as {first.facts.source_path}"
            detail += f", record {first.facts.record}" if first.facts.record else ""
            rejects.append(one.item.reject("plan", "duplicate", detail, one.sha256))
    return tuple(wanted.values()), tuple(rejects)


def _fingerprints(
    files: Iterable[FoundFile], max_bytes: int, seen: SeenFiles, known: Mapping[Facts, Facts]
) -> Iterator[PlannedItem | Reject]:
    for file in files:
        try:
            if file.is_container:
                yield from _records(file, max_bytes, seen)
                continue
            facts = _fingerprint(file, max_bytes, seen)
            if isinstance(facts, Facts):
                yield PlannedItem(file.path, known.get(facts, facts), None, file.status.st_size)
            else:
                yield facts
        except OSError as error:
            yield reject_unreadable(file.item, "plan", error)


def _fingerprint(file: FoundFile, max_bytes: int, seen: SeenFiles) -> Facts | Reject:
    size = file.status.st_size
    if size > max_bytes:
        return file.item.reject("plan", "too_large", f"{size} bytes; the limit is {max_bytes}")
    sha256 = seen.sha256(file.path, file.status)
    if file.sidecar is None:
        return Facts(file.source_path, None, sha256, None)
    name = file.sidecar.rpartition("/")[2]
    try:
        status = os.stat(file.sidecar)  # noqa: PTH116 - a hundred thousand times a run
    except FileNotFoundError:
        status = None
    if status is None or not stat.S_ISREG(status.st_mode):
        return file.item.reject("plan", "sidecar_invalid", f"{name} is no file", sha256)
    if status.st_size > LARGEST_SIDECAR:
        return file.item.reject("plan", "sidecar_invalid", f"{name} is larger than a megabyte", sha256)
    return Facts(file.source_path, None, sha256, seen.sha256(file.sidecar, status))


def _records(file: FoundFile, max_bytes: int, seen: SeenFiles) -> Iterator[PlannedItem | Reject]:
    """Yield what a container holds; one without any record is itself a reject."""
    found: Sequence[Any] = seen.content(
        file.path, file.status, lambda path: list(_fingerprints_of_records(Path(path), max_bytes))
    )
    for name, *facts in found:
        item = replace(file.item, record=name)
        if len(facts) == 2:
            yield item.reject("plan", *facts)
        else:
            sha256, sidecar_sha256, place, n_bytes = facts
            yield planned_item(item, sha256, sidecar_sha256, n_bytes, (place[0], place[1]))
    if not found:
        yield file.item.reject("plan", "empty", "a container without records that could be articles")


def _fingerprints_of_records(path: Path, max_bytes: int) -> Iterator[Collection[Any]]:
    for record in records_of(path, max_bytes):
        if isinstance(record, BadRecord):
            yield record.name, record.reason, record.detail
        else:
            one = planned_record(RawItem("", path, record.name), record)
            yield record.name, one.sha256, one.facts.sidecar_sha256, one.place, one.n_bytes
