"""raw/ → output/dataset: read and plan, extract in parallel, validate, publish.

The flow is thin: Prefect gives it retries on transient I/O, logs and an artifact with the summary; what has to be
done is decided by content hashes in `storage`.
"""

import os
import time
import uuid
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar, cast

from prefect import flow
from prefect.artifacts import create_markdown_artifact
from prefect.utilities.annotations import quote
from rich.console import Console

from flows.commands.progress import progress
from flows.retries import retried_task
from flows.settings import BuildSettings
from flows.storage.checks import check_dataset
from flows.storage.dataset import discard_dataset, publish_dataset, rejects_of, stage_dataset
from flows.storage.locks import build_lock, leave_with_parent
from flows.storage.parts import Built, InvalidRowsError, build_part, discard_part
from flows.storage.planning import Plan, make_plan, part_settings
from flows.storage.run import Content, Run, Summary

_T = TypeVar("_T")


@flow(name="build", validate_parameters=False, persist_result=False)
def build(settings: BuildSettings) -> Summary:
    """Build the dataset from raw articles; raises InvalidRowsError and leaves the published dataset as it was."""
    started_at, clock = datetime.now(UTC), time.perf_counter()
    run_id = f"{started_at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
    with build_lock(settings.output):
        plan = read_and_plan(settings)
        content = extract_batches(settings, _whole(plan))
        run = content.run(run_id, started_at, time.perf_counter() - clock)
        staged = gather_and_validate(settings, run, _whole(content))
        summary = publish(settings, staged, run, _whole(content))
    leave_artifact(summary)
    return summary


@retried_task
def read_and_plan(settings: BuildSettings) -> Plan:
    """Look at every raw file: which articles are new, which parts are still good, what is refused."""
    return make_plan(settings.raw, part_settings(settings), settings.limit)


@retried_task
def extract_batches(settings: BuildSettings, plan: Plan) -> Content:
    """Extract the articles that no part holds yet, in parallel processes; returns what the dataset will hold."""
    how = part_settings(settings)
    built: list[Built] = []
    total = sum(len(batch.items) for batch in plan.batches)
    # Not forked: Prefect runs threads, and a fork copies their locks in whatever state they are.
    pool = ProcessPoolExecutor(settings.workers, get_context("spawn"), leave_with_parent, (os.getpid(),))
    with pool, progress(Console(stderr=True), "extracted", total) as advance:
        futures = {pool.submit(build_part, batch, how): len(batch.items) for batch in plan.batches}
        try:
            for future in as_completed(futures):
                built.append(future.result())
                advance(futures[future])
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    passing = tuple(reject for one in built for reject in one.passing)
    return Content(plan, tuple(one.part for one in built), passing)


@retried_task
def gather_and_validate(settings: BuildSettings, run: Run, content: Content) -> Path:
    """Gather the parts into a new dataset and check every row and key; raises InvalidRowsError.

    That the raw text proves every row was checked when the rows were made.
    """
    staged = stage_dataset(settings, run, content)
    report = check_dataset(staged)
    if not report.ok:
        discard_dataset(staged)
        for part in content.parts:
            # What was reused may have been damaged on disk: all of it is done again by the next build.
            discard_part(part.folder)
        raise InvalidRowsError("\n".join(map(str, report.failures)))
    return staged


@retried_task
def publish(settings: BuildSettings, staged: Path, run: Run, content: Content) -> Summary:
    """Swap the new dataset in. One without a single article never takes the place of one that has some."""
    rows, (reasons, first_rejects) = content.rows(), rejects_of(staged)
    published = settings.output / "dataset"
    keep_old = not rows.get("documents") and published.exists()
    if keep_old:
        discard_dataset(staged)
    else:
        publish_dataset(staged, settings.output)
    return Summary(run, rows, reasons, first_rejects, not keep_old, published)


def _whole(value: _T) -> _T:
    """Pass a value to a task as it is: Prefect would walk through all of a large plan in search of futures."""
    return cast("_T", quote(value))


def leave_artifact(summary: Summary) -> None:
    """Leave the summary as an artifact of the flow run, for whoever looks at it in Prefect's pages."""
    create_markdown_artifact(summary.markdown(), key="build-summary", description="What the build did")
