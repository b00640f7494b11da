"""The steps of a build without its orchestrator; each is one function, and tells what it did as an event."""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from flows.settings import BuildSettings
from flows.storage.batches.extract import Built, PartSettings, reject_fields
from flows.storage.dataset.checks import CheckReport, check_dataset
from flows.storage.dataset.cleanup import remove_leftovers, remove_unused
from flows.storage.dataset.run import Content, Run, Summary
from flows.storage.dataset.sql_checks import sql_checks
from flows.storage.dataset.staging import (
    arrange,
    first_rejects,
    is_published,
    publish_dataset,
    stage_dataset,
)
from flows.storage.disk.files import remove
from flows.storage.disk.locks import Holder
from flows.storage.duplicates.documents import duplicates_among
from flows.storage.events import log, log_article
from flows.storage.keys.versions import code_version, lexicon_version
from flows.storage.memory import no_collection
from flows.storage.parts.stored import TABLES, discard_part, refuse_damaged, stored_parts
from flows.storage.parts.tables import InvalidRowsError
from flows.storage.planning.changes import count_changes
from flows.storage.planning.plan import Plan, make_plan, seen_files
from flows.storage.remote.mirror import bring_raw
from flows.storage.remote.places import place_name
from flows.storage.remote.published import Base, bring_output, send_output
from flows.storage.rows.signatures import SIGNATURE_SCHEMA, SIGNATURES
from schemas.derive import arrow_schema


def tell_waiting(holder: Holder | None) -> None:
    """Tell that another build is waited for."""
    log("waiting", holder=str(holder))


def tell_took_over(holder: Holder | None) -> None:
    """Tell that a lock was there whose build had died."""
    log("stale_lock_taken_over", level=logging.WARNING, holder=str(holder))


def tell_started(settings: BuildSettings, run_id: str) -> None:
    """Tell what is built from what, by which code."""
    log(
        "build_started",
        run_id=run_id,
        raw=[place_name(root) for root in settings.raw],
        output=place_name(settings.output),
        runner=settings.runner,
        workers=settings.workers,
        code_version=code_version(),
        lexicon_version=lexicon_version(),
    )


def bring(settings: BuildSettings) -> Base:
    """Bring what lies in stores: the raw objects that changed, and of the published dataset what is not here."""
    bring_raw(settings.raw, settings.max_bytes, settings.output)
    return bring_output(settings)


def plan(settings: BuildSettings) -> Plan:
    """Remove what killed runs left half made, and plan; tells what changes, and each refused item."""
    remove_leftovers(settings)
    with no_collection():
        seen = seen_files(settings)
        made = make_plan(settings, seen)
        seen.save()
        counts = count_changes(made, settings.dataset)
    log("planned", **dict(sorted(counts.items())), to_extract=len(made.missing))
    for reject in made.rejects:
        about = {"doc_id": reject.raw_sha256 and reject.raw_sha256[:16], "source_path": reject.source_path}
        log("article_rejected", level=logging.WARNING, **about, record=reject.record, **reject_fields(reject))
    return made


def part_settings(settings: BuildSettings, made: Plan) -> PartSettings:
    """Return what the parts of a planned build depend on beside their articles."""
    schemas = {SIGNATURES: SIGNATURE_SCHEMA, **{table: arrow_schema(table) for table in TABLES}}
    return PartSettings(
        settings.parts_dir, made.recipe, settings.max_bytes, settings.max_seconds, made.sources, made.recurring, schemas
    )


def told(work: Iterable[Built], advance: Callable[[int], object] = lambda more: None) -> Iterator[Built]:
    """Pass on what is built; tell what became of each article, and `advance` how many there are."""
    for one in work:
        for event in one.events:
            log_article(event)
        advance(len(one.events))
        yield replace(one, events=())


def arrange_parts(settings: BuildSettings, made: Plan, built: Sequence[Built]) -> Content:
    """Return what the dataset will hold; composes parts of the rows that lie in others, and finds the duplicates."""
    new = tuple(one.part for one in built if one.part is not None)
    with no_collection():
        parts = arrange(settings.parts_dir, made, new)
        duplicates = duplicates_among(settings.parts_dir, parts)
    there = {part.name for part in (*made.published, *new)}
    composed = sum(part.name not in there for part in parts)
    log("arranged", parts=len(parts), new=len(new), composed=composed, duplicates=len(duplicates))
    passing = tuple(reject for one in built for reject in one.passing)
    return Content(parts, new, (*made.rejects, *passing), duplicates)


def stage_and_check(settings: BuildSettings, run: Run, made: Plan, content: Content) -> Path:
    """Gather the parts into a folder beside the published dataset and check what that one does not hold.

    Raises InvalidRowsError.
    """
    proven = frozenset(part.name for part in made.published)
    with no_collection():
        staged = stage_dataset(settings, run, content)
        try:
            report = check_dataset(staged, proven=proven)
        except OSError:  # of a part that was whole when it was published, perhaps
            refuse_damaged(content.parts)
            raise
    if not report.ok:
        remove(staged)
        with suppress(OSError):  # What fails is to be told, not that it could not be removed.
            _discard_parts(settings.parts_dir, proven if _only_new_rows_fail(report) else frozenset())
        raise InvalidRowsError("\n".join(map(str, report.failures)))
    checked = sum(part.name not in proven for part in content.parts)
    log("validated", checks=len(report.checks), parts_checked=checked, articles=report.n_documents)
    return staged


def _only_new_rows_fail(report: CheckReport) -> bool:
    return not any(check.whole and check.name in report.totals for check in sql_checks())


def _discard_parts(parts_dir: Path, kept: Collection[str]) -> None:
    """Have the articles done again by the next build: what failed may have been damaged on disk."""
    for part in stored_parts(parts_dir):
        if part.name not in kept:
            discard_part(part.folder)


def publish(settings: BuildSettings, staged: Path, run: Run, content: Content) -> Summary:
    """Swap the new dataset in. One without a single article never takes the place of one that has some."""
    rows, reasons, duplicates = content.rows(), content.reasons(), len(content.duplicates)
    rejects = first_rejects(content)
    if not rows.get("documents") and settings.dataset.exists() and not is_published(staged, settings):
        remove(staged)
        return Summary(run, rows, reasons, rejects, published=False, dataset=settings.dataset, duplicates=duplicates)
    log("published", dataset=place_name(publish_dataset(staged, settings)))
    return Summary(run, rows, reasons, rejects, published=True, dataset=settings.dataset, duplicates=duplicates)


def send(settings: BuildSettings, base: Base, summary: Summary) -> None:
    """Send the dataset to its store, if it goes to one; `base`: what the store held when the build began."""
    if summary.published:
        send_output(settings, base)


def clean_up(settings: BuildSettings) -> None:
    """Remove datasets and parts that nobody uses any more; that it cannot be done fails no build."""
    try:
        removed = remove_unused(settings, time.time())
    except OSError as error:
        log("cleanup_failed", level=logging.WARNING, detail=str(error))
        return
    if removed:
        log("removed", folders=len(removed))
