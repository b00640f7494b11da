"""Processes that extract, and what is done when an article takes one of them along.

A library written in C cannot be interrupted, and the system may kill a process that asks for too much memory. So
each worker says which article it is at, and is watched: one that is over the time limit is killed. An article that
took its worker along is worked on alone, and rejected if it does so again; the rest of its batch goes on.
"""

import os
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from flows.reading.article import Reject
from flows.storage.items import PlannedItem
from flows.storage.locks import leave_with_parent
from flows.storage.parts import AtWork, Batch, Built, PartSettings, article_event, build_part

Make = Callable[[Batch, PartSettings, AtWork], Built]
# Beyond the limit at which an article interrupts itself, where it can.
_PATIENCE = 2.0
_WATCHED_EVERY = 0.5
# Not forked: Prefect runs threads, and a fork copies their locks in whatever state they are.
_PROCESSES = get_context("spawn")


class WorkerError(RuntimeError):
    """Worker processes cannot be started; the message says how they ended."""


@dataclass(frozen=True, slots=True)
class _AtWork:
    """What a worker says: it begins with the article at this place of its batch, or (-1) with none."""

    place: int


@dataclass(frozen=True, slots=True)
class _Failed:
    """What a worker says when its batch raised an error that is not an article's."""

    error: BaseException


@dataclass(slots=True)
class _Worker:
    """A process and the batch it has; `place`: of the article at work, since `since` on the monotonic clock."""

    process: BaseProcess
    connection: Connection
    ready: bool = False
    batch: Batch = ()
    place: int = -1
    since: float = field(default_factory=time.monotonic)

    def begin(self, place: int) -> None:
        self.place, self.since = place, time.monotonic()


def extract_batches(
    batches: Sequence[Batch], settings: PartSettings, workers: int, make: Make = build_part
) -> Generator[Built]:
    """Yield what the batches become, as they are done, by parallel processes; raises what is not an article's fault.

    A batch that lost its worker comes in pieces. `make`: what a worker does with a batch.
    """
    waiting = deque(batches)
    with _staff() as staff:
        while waiting or any(worker.batch for worker in staff):
            busy = sum(bool(worker.batch) for worker in staff)
            while len(staff) < min(workers, busy + len(waiting)):
                staff.append(_hire(settings, make))
            for worker in staff:
                if waiting and worker.ready and not worker.batch:
                    _hand_out(worker, waiting.popleft())
            for worker in _heard(staff, settings.max_seconds):
                said = _listen(worker)
                if isinstance(said, Built):
                    worker.batch = ()
                    yield said
                elif isinstance(said, _Failed):
                    raise said.error
                elif said is None:
                    staff.remove(worker)
                    pieces, rejected = _after_loss(worker, settings.max_seconds)
                    waiting.extendleft(reversed(pieces))
                    yield from rejected


@contextmanager
def _staff() -> Iterator[list[_Worker]]:
    """Keep the workers, and let none outlive the work."""
    staff: list[_Worker] = []
    try:
        yield staff
    finally:
        for worker in staff:
            _dismiss(worker)


def _hire(settings: PartSettings, make: Make) -> _Worker:
    ours, theirs = _PROCESSES.Pipe()
    process = _PROCESSES.Process(target=_work, args=(theirs, settings, make, os.getpid()), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _hand_out(worker: _Worker, batch: Batch) -> None:
    worker.batch = batch
    worker.begin(-1)
    worker.connection.send(batch)


def _heard(staff: Sequence[_Worker], max_seconds: float) -> Iterator[_Worker]:
    """Yield the workers who say something, or who are gone; an article's time being over, its worker is made to go."""
    ready = wait([worker.connection for worker in staff], _WATCHED_EVERY)
    for worker in list(staff):
        if worker.connection in ready:
            yield worker
        elif worker.place >= 0 and time.monotonic() - worker.since > max_seconds + _PATIENCE:
            worker.process.kill()
            worker.process.join()
            yield worker


def _listen(worker: _Worker) -> Built | _Failed | _AtWork | None:
    """Return what a worker says; None if it is gone."""
    try:
        said: Built | _Failed | _AtWork = worker.connection.recv()
    except (EOFError, OSError):
        return None
    if isinstance(said, _AtWork):
        worker.ready = True
        worker.begin(said.place)
    return said


def _after_loss(worker: _Worker, max_seconds: float) -> tuple[list[Batch], list[Built]]:
    """Return what is still to be done of a lost worker's batch, and what is to be said of the article at work."""
    _dismiss(worker)
    if not worker.ready:
        raise WorkerError(f"a worker process {_how_it_ended(worker.process)} before it could begin")
    batch, place = worker.batch, worker.place
    if time.monotonic() - worker.since > max_seconds and place >= 0:
        detail = f"took longer than {max_seconds:g} seconds and could not be interrupted"
        return _pieces(batch[:place], batch[place + 1 :]), [_rejected(batch[place], "timeout", detail)]
    if len(batch) == 1:
        return [], [_rejected(batch[0], "crashed", f"its process {_how_it_ended(worker.process)}")]
    if place < 0:
        # It was lost over all the rows together: fewer need less.
        return _pieces(batch[: len(batch) // 2], batch[len(batch) // 2 :]), []
    return _pieces(batch[place : place + 1], batch[:place], batch[place + 1 :]), []


def _pieces(*batches: Batch) -> list[Batch]:
    return [batch for batch in batches if batch]


def _rejected(planned: PlannedItem, reason: str, detail: str) -> Built:
    reject: Reject = planned.item.reject("extract", reason, detail, planned.sha256)
    return Built(None, (reject,), (article_event(planned, reject, 0.0),))


def _how_it_ended(process: BaseProcess) -> str:
    code = process.exitcode or 0
    if code >= 0:
        return f"ended with status {code}"
    name = signal.Signals(-code).name if -code in signal.valid_signals() else f"signal {-code}"
    return f"was ended by {name}" + (", perhaps for want of memory" if name == "SIGKILL" else "")


def _dismiss(worker: _Worker) -> None:
    worker.connection.close()
    if worker.process.is_alive():
        worker.process.kill()
    worker.process.join()


def _work(connection: Connection, settings: PartSettings, make: Make, parent: int) -> None:
    """Do batch after batch in a process of its own until the connection closes."""
    leave_with_parent(parent)
    # Ctrl-C reaches every process of the terminal; whether work stops is the parent's to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection.send(_AtWork(-1))
    while True:
        try:
            batch: Batch = connection.recv()
        except EOFError:
            return
        said: Any
        try:
            said = make(batch, settings, lambda place: connection.send(_AtWork(place)))
        except BaseException as error:
            said = _Failed(error)
        connection.send(said)
