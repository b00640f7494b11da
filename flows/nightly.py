"""The build as it is scheduled: `build` told in plain values, which Prefect's page shows as a form.

What went wrong is the state of the run, in one line, so that whoever is notified reads what to do.
"""

import logging
import os
from multiprocessing import parent_process
from typing import Annotated, Any, Literal

from prefect import State, flow
from prefect.runtime import flow_run
from prefect.states import Completed, Failed
from pydantic import Field

from flows.build import build
from flows.commands.build import LEFT_AS_IT_WAS, check_build
from flows.commands.flow_runs import RunError, told_in_one_line
from flows.commands.log import show_events
from flows.commands.run_page import show_on_page
from flows.settings import GRACE_HOURS, MAX_BYTES, MAX_SECONDS, MOST_SECONDS, BuildSettings
from flows.storage.dataset.run import Summary
from flows.storage.disk.locks import leave_with_parent
from flows.storage.events import log
from flows.storage.remote.places import PlaceError, folder_of, place_name

_Positive = Annotated[int, Field(ge=1)]


def run_name() -> str:
    """Return a name that says when the run was due, in UTC: build-2026-11-25T03-00Z."""
    return f"build-{flow_run.scheduled_start_time:%Y-%m-%dT%H-%MZ}"


@flow(name="build", flow_run_name=run_name, persist_result=False)
def nightly(
    raw: tuple[str, ...] = ("raw",),
    output: str = "output",
    runner: Literal["process", "thread", "dask"] = "process",
    dask_address: str | None = None,
    workers: _Positive | None = None,
    max_bytes: _Positive = MAX_BYTES,
    max_seconds: Annotated[float, Field(gt=0, le=MOST_SECONDS)] = MAX_SECONDS,
    grace_hours: Annotated[float, Field(ge=0, allow_inf_nan=False)] = GRACE_HOURS,
    strict: bool = False,
) -> State[Any]:
    """Build the dataset from raw articles.

    Args:
        raw: Folders or files of articles, or URLs of such.
        output: Holds dataset/ and parts/; a folder or a URL.
        runner: What extracts.
        dask_address: A Dask cluster's scheduler; none: a local one.
        workers: Extracting processes, threads or local Dask workers; none: one a core.
        max_bytes: Reject larger articles.
        max_seconds: Reject articles that take longer, in seconds of the processor.
        grace_hours: Keep a replaced dataset so long for those who still read it.
        strict: Fail if any item was rejected; the dataset is published all the same.
    """
    try:
        folders = tuple(folder_of(root, "raw") for root in raw)
        into = folder_of(output, "output")
    except PlaceError as error:
        return Failed(message=str(error))
    settings = BuildSettings(
        raw=folders,
        output=into,
        runner=runner,
        dask_address=dask_address,
        workers=workers or os.cpu_count() or 1,
        max_bytes=max_bytes,
        max_seconds=max_seconds,
        grace_hours=grace_hours,
    )
    _leave_with_scheduler()
    show_events("auto", summary=False)
    show_on_page()
    try:
        with told_in_one_line(settings.output, LEFT_AS_IT_WAS):
            check_build(settings)
            return outcome(build.fn(settings), strict)
    except RunError as error:
        log("build_failed", level=logging.ERROR, detail=str(error))
        return Failed(message=str(error))


def _leave_with_scheduler() -> None:
    """End this process soon after the scheduler that started it has been killed, as its server does."""
    if (scheduler := parent_process()) is not None and scheduler.pid is not None:
        leave_with_parent(scheduler.pid)


def parameters(settings: BuildSettings, strict: bool) -> dict[str, Any]:
    """Return settings as the flow's parameters."""
    told = {
        "strict": strict,
        "raw": [place_name(root) for root in settings.raw],
        "output": place_name(settings.output),
    }
    plain = nightly.parameters.properties.keys() - told.keys()
    return told | {name: getattr(settings, name) for name in sorted(plain)}


def outcome(summary: Summary, strict: bool) -> State[Any]:
    """Return the state of a run that came to its end: what is wrong with the data is a failure."""
    told = "; ".join(f"{name}: {value}" for name, value in summary.lines() if name in ("articles", "rejected"))
    if not summary.rows.get("documents"):
        return Failed(message=f"no usable article. {told}")
    if strict and summary.run.n_rejected:
        return Failed(message=f"items were rejected. {told}")
    return Completed(message=told)
