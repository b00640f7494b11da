"""Work on a Dask cluster: batches go out as they are asked for, parts come back as they are done.

Through Dask alone, not through prefect-dask: each of its workers wants Prefect's server within reach or starts one,
which takes longer than thousands of articles do; the flow's task that waits here is Prefect's anyway.
"""

# mypy: allow-untyped-calls
# Dask's own functions are typed in part only.
import logging
import pickle
import time
import uuid
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import dask
import distributed

from flows.storage.batches.extract import Batch, Built, PartSettings, build_part
from flows.storage.events import log
from flows.storage.keys.versions import Recipe
from flows.storage.runners.crews import difference, extract_here, leave, versions_here
from flows.storage.runners.losses import Loss, WorkerError, after_loss
from flows.storage.runners.processes import Make
from flows.storage.runners.shipping import Job, Shipped, packed, unloaded

_Future = distributed.Future[Any]
_REACHED_WITHIN = "20s"
_ASKED_EVERY = 5.0
# Batches of a worker: the one it does, and one at hand when that is done.
_AT_HAND = 2
_INSTALL = "install the same version of alliance-commentary there and start it anew"
# Those of Dask that have a level of their own.
_LOGGERS = ("distributed", "distributed.client", "tornado.application")
_CONFIG = {
    # A batch is what is to be sent: its bytes are nowhere else that a worker could read.
    "distributed.admin.large-graph-warning-threshold": "1 GB",
    # A local cluster has no pages: nobody is asked who they are there.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}


class ClusterError(WorkerError):
    """A cluster cannot be reached, or is not fit for this build; the message says why."""


def extract_on_cluster(
    batches: Sequence[Batch], settings: PartSettings, workers: int, address: str | None, make: Make = build_part
) -> Generator[Built]:
    """Yield what the batches become, as they are done, by a cluster; raises what is not an article's fault.

    `address`: of its scheduler; None for a cluster of so many workers on this machine, which ends with the work.
    """
    if not batches:
        return
    with connected(address, workers) as client:
        check_versions(client, settings.recipe)
        job = Job(uuid.uuid4().hex, settings, make)
        try:
            yield from _extract(client, job, batches)
        finally:
            with suppress(Exception):
                client.run(leave, job.name)


@contextmanager
def connected(address: str | None, workers: int = 1) -> Iterator[distributed.Client]:
    """Hold a connection to a cluster, or to one of this machine that is started for it; raises ClusterError."""
    with _quiet(), dask.config.set(_CONFIG), ExitStack() as stack:
        try:
            cluster = address or stack.enter_context(_local_cluster(workers))
            client = distributed.Client(cluster, timeout=_REACHED_WITHIN, set_as_default=False)
            stack.enter_context(client)
        except (OSError, ValueError, RuntimeError) as error:
            raise ClusterError(f"the cluster cannot be reached ({_said(error)})") from error
        yield client


@contextmanager
def _quiet() -> Iterator[None]:
    """Leave it to our own lines to say what there is to say of a cluster."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _local_cluster(workers: int) -> distributed.LocalCluster:
    """Start a cluster in this process, which nobody else can reach.

    What is dear is done by processes in any case: each worker has one that extracts. Workers that are processes
    themselves, and those that watch over them, would only take seconds to start.
    """
    return distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, memory_limit=0, dashboard_address=None, processes=False,
        silence_logs=logging.CRITICAL,
    )  # fmt: skip


def check_versions(client: distributed.Client, wanted: Recipe) -> None:
    """Raise ClusterError if the scheduler or a worker is not made of the code that the parts are made by."""
    for who, there in _versions(client):
        if isinstance(there, BaseException):
            raise ClusterError(f"{who} cannot do this work ({_said(there)}); {_INSTALL}")
        if differs := difference(wanted, there):
            raise ClusterError(f"{who} is not made of the code of this build ({differs}); {_INSTALL}")


def _versions(client: distributed.Client) -> Iterator[tuple[str, Any]]:
    """Yield what the scheduler, which reads tasks too, and each worker are made of, or why they do not say."""
    try:
        yield "the scheduler", client.run_on_scheduler(versions_here)
    except Exception as error:
        yield "the scheduler", error
    for worker, there in sorted(client.run(versions_here, on_error="return").items()):
        yield f"worker {worker}", there


def _extract(client: distributed.Client, job: Job, batches: Sequence[Batch]) -> Iterator[Built]:
    shared = _shared(client, job)
    waiting, suspects = deque(batches), deque[Batch]()
    running: dict[_Future, Batch] = {}
    while waiting or running or suspects:
        # A worker is lost with all that it has: who is at fault shows when nobody else is there.
        alone = not waiting and not running
        for batch in [suspects.popleft()] if alone else _handed_out(client, waiting, len(running)):
            data = packed(batch, job.settings.max_bytes)
            running[client.submit(extract_here, shared, data, pure=False)] = batch
        for future in _done(client, list(running)):
            batch = running.pop(future)
            loss = _loss(future, batch)
            if loss is None:
                yield from (unloaded(one, job.settings.parts_dir) for one in _result(future))
            elif alone:
                pieces, rejected = after_loss(loss)
                suspects.extendleft(reversed(pieces))
                yield from rejected
            else:
                suspects.append(batch)


def _shared(client: distributed.Client, job: Job) -> _Future:
    """Have what all batches share on every worker; else they gather where it lies, and the other workers wait.

    It is the result of a task: where its worker is lost, it is made again.
    """
    shared = client.submit(pickle.loads, pickle.dumps(job), pure=False)
    _done(client, [shared])
    # Dask refuses where no worker is running by now: it goes to whoever comes, with the first batch.
    with _within_reach(), suppress(ValueError):
        client.replicate(shared)
    return shared


def _handed_out(client: distributed.Client, waiting: deque[Batch], running: int) -> Iterator[Batch]:
    """Yield the batches that are to go out, no more than the workers need at hand."""
    for _ in range(min(len(waiting), max(1, _places(client)) * _AT_HAND - running)):
        yield waiting.popleft()


def _places(client: distributed.Client) -> int:
    """Return how many batches the workers do at once."""
    with _within_reach():
        return sum(client.nthreads().values())


def _done(client: distributed.Client, running: list[_Future]) -> Sequence[_Future]:
    """Wait for a batch to be done; tells when there is nobody to do it."""
    since = time.monotonic()
    while True:
        try:
            with _within_reach(), client.as_current():
                return tuple(distributed.wait(running, timeout=_ASKED_EVERY, return_when="FIRST_COMPLETED").done)
        except distributed.TimeoutError:
            if not _places(client):
                log("no_workers", level=logging.WARNING, seconds=round(time.monotonic() - since))


def _result(future: _Future) -> tuple[Shipped, ...]:
    with _within_reach():
        made: tuple[Shipped, ...] = future.result()
        return made


@contextmanager
def _within_reach() -> Iterator[None]:
    """Raise ClusterError where the scheduler does not answer any more."""
    try:
        yield
    except distributed.TimeoutError:
        raise
    except (OSError, distributed.CancelledError) as error:
        raise ClusterError(f"the cluster went away during the work ({_said(error)})") from error


def _loss(future: _Future, batch: Batch) -> Loss | None:
    """Tell whether workers were lost with a batch; raises what else went wrong with it."""
    error = future.exception() if future.status == "error" else None
    if isinstance(error, distributed.KilledWorker) and error.task == future.key:
        return Loss(batch, -1, f"{error.allowed_failures + 1} workers of the cluster were lost with it")
    if error is not None:
        raise error
    return None


def _said(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
