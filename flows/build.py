"""raw/ → output/dataset: bring, read and plan, extract, arrange in parts, validate, publish, send, clean up.

The flow is thin: Prefect gives it retries on transient I/O and an artifact with the summary; what has to be done is
decided by content hashes in `storage`.
"""

import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, cast

from prefect import flow
from prefect.utilities.annotations import quote

from flows.commands.progress import progress
from flows.commands.run_page import leave_artifacts
from flows.retries import retried_task
from flows.settings import BuildSettings
from flows.storage import steps
from flows.storage.batches.extract import Built
from flows.storage.dataset.run import Content, Run, Summary
from flows.storage.disk.locks import build_lock
from flows.storage.events import log
from flows.storage.planning.plan import Plan
from flows.storage.remote.lease import output_lock
from flows.storage.remote.published import Base
from flows.storage.runners.choice import getting_ready, runner_of

_T = TypeVar("_T")


@flow(name="build", validate_parameters=False, persist_result=False)
def build(settings: BuildSettings) -> Summary:
    """Build the dataset from raw articles; raises InvalidRowsError and leaves the published dataset as it was."""
    started_at, clock = datetime.now(UTC), time.perf_counter()
    run_id = f"{started_at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
    with hold_output(settings), getting_ready(settings):
        steps.tell_started(settings, run_id)
        base = bring(settings)
        plan = read_and_plan(settings)
        built = extract(settings, _whole(plan))
        content = arrange(settings, _whole(plan), _whole(built))
        run = content.run(run_id, started_at, time.perf_counter() - clock)
        staged = gather_and_validate(settings, run, _whole(plan), _whole(content))
        summary = publish(settings, staged, run, _whole(content))
        send(settings, _whole(base), summary)
        steps.clean_up(settings)
    log("build_finished", run_id=run_id, published=summary.published, **summary.counts())
    leave_artifacts(summary)
    return summary


@contextmanager
def hold_output(settings: BuildSettings) -> Iterator[None]:
    """Hold the output for one build: in its store, if it lies in one, and the folder here."""
    how = (settings.output, settings.wait, steps.tell_waiting, steps.tell_took_over)
    with output_lock(*how), build_lock(*how):
        yield


@retried_task
def bring(settings: BuildSettings) -> Base:
    """Bring what lies in stores to the folders here that stand for them."""
    return steps.bring(settings)


@retried_task
def read_and_plan(settings: BuildSettings) -> Plan:
    """Look at every raw file: which articles are new, which rows are there, what is refused."""
    return steps.plan(settings)


@retried_task
def extract(settings: BuildSettings, plan: Plan) -> tuple[Built, ...]:
    """Extract the articles that no part holds yet, by the runner that the settings ask for."""
    batches = plan.batches()
    work = runner_of(settings)(batches, steps.part_settings(settings, plan))
    with closing(work), progress("extracted", sum(map(len, batches))) as advance:
        return tuple(steps.told(work, advance))


@retried_task
def arrange(settings: BuildSettings, plan: Plan, built: tuple[Built, ...]) -> Content:
    """Settle which parts the dataset is made of: small ones are merged, what is gone is taken out, nothing redone."""
    return steps.arrange_parts(settings, plan, built)


@retried_task
def gather_and_validate(settings: BuildSettings, run: Run, plan: Plan, content: Content) -> Path:
    """Gather the parts into a new dataset and check every new row and key; raises InvalidRowsError.

    That the raw text proves every row was checked when the rows were made.
    """
    return steps.stage_and_check(settings, run, plan, content)


@retried_task
def publish(settings: BuildSettings, staged: Path, run: Run, content: Content) -> Summary:
    """Swap the new dataset in."""
    return steps.publish(settings, staged, run, content)


@retried_task
def send(settings: BuildSettings, base: Base, summary: Summary) -> None:
    """Send the new dataset to its store and swap it in there."""
    steps.send(settings, base, summary)


def _whole(value: _T) -> _T:
    """Pass a value to a task as it is: Prefect would walk through all of a large plan in search of futures."""
    return cast("_T", quote(value))
