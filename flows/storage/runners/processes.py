"""Processes that extract, and what is done when an article takes one of them along.

A library written in C cannot be interrupted, and the system may kill a process that asks for too much memory. So
each worker says which article it is at, and is watched: one that is over the time limit is killed. An article that
took its worker along is worked on alone, and rejected if it does so again; the rest of its batch goes on.
"""

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess

from flows.storage.batches.extract import AtWork, Batch, Built, PartSettings, build_part
from flows.storage.batches.limits import HANGING, ArticleHangsError, ArticleTimeoutError, spent_by, told_limit
from flows.storage.runners.losses import Loss, WorkerError, after_loss
from flows.storage.runners.nursery import FORKED, close_nursery, open_nursery

Make = Callable[[Batch, PartSettings, AtWork], Built]
# Beyond the limit at which an article interrupts itself, where it can.
_PATIENCE = 2.0
_WATCHED_EVERY = 0.5
_SPAWNED = get_context("spawn")


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
    """A process and the batch it has; `place`: of the article at work, since `since` on the monotonic clock.

    `spent`: the seconds of the processor that it had taken by then; `too_long`: which limit it reached, if it did.
    """

    process: BaseProcess
    connection: Connection
    ready: bool = False
    batch: Batch = ()
    place: int = -1
    since: float = field(default_factory=time.monotonic)
    spent: float = 0.0
    too_long: str | None = None

    def begin(self, place: int) -> None:
        self.place, self.since, self.spent = place, time.monotonic(), _spent(self.process)

    def reached(self, max_seconds: float) -> ArticleTimeoutError | None:
        """Return the limit that its article is beyond, which does not let itself be interrupted."""
        if self.place < 0:
            return None
        if _spent(self.process) - self.spent > max_seconds + _PATIENCE:
            return ArticleTimeoutError()
        return ArticleHangsError() if time.monotonic() - self.since > max_seconds * HANGING + _PATIENCE else None


@dataclass(slots=True)
class Staff:
    """Workers that stay from one call to the next, at most `most`; `make`: what a worker does with a batch.

    `forked`: whether they come from the nursery, with all loaded, or load by themselves what is there by then.
    """

    settings: PartSettings
    most: int
    make: Make
    forked: bool = False
    _workers: list[_Worker] = field(default_factory=list)
    _stopped: bool = False

    def extract(self, batches: Iterable[Batch]) -> Generator[Built]:
        """Yield what batches become, as they are done; raises what is not an article's fault.

        A batch that lost its worker comes in pieces. Who does not take all of it closes the staff.
        """
        waiting = deque(batches)
        while waiting or any(worker.batch for worker in self._workers):
            if self._stopped:
                raise WorkerError("the work was stopped")
            self._hand_out(waiting)
            for worker in _heard(self._workers, self.settings.max_seconds):
                said = _listen(worker)
                if isinstance(said, Built):
                    worker.batch = ()
                    yield said
                elif isinstance(said, _Failed):
                    raise said.error
                elif said is None:
                    self._workers.remove(worker)
                    pieces, rejected = _after_loss(worker)
                    waiting.extendleft(reversed(pieces))
                    yield from rejected

    def _hand_out(self, waiting: deque[Batch]) -> None:
        busy = sum(bool(worker.batch) for worker in self._workers)
        while len(self._workers) < min(self.most, busy + len(waiting)):
            self._workers.append(_hire(self.settings, self.make, self.forked))
        for worker in self._workers:
            if waiting and worker.ready and not worker.batch:
                _hand_to(worker, waiting.popleft())

    def stop(self) -> None:
        """Have what another thread extracts end with WorkerError."""
        self._stopped = True
        for worker in list(self._workers):
            worker.process.kill()

    def close(self) -> None:
        """End all workers, whatever they are at."""
        while self._workers:
            _dismiss(self._workers.pop())


def extract_in_processes(
    batches: Sequence[Batch], settings: PartSettings, workers: int, make: Make = build_part
) -> Generator[Built]:
    """Yield what the batches become, as they are done, by parallel processes; raises what is not an article's fault.

    A batch that lost its worker comes in pieces. `make`: what a worker does with a batch.
    """
    try:
        with closing(Staff(settings, workers, make, forked=True)) as staff:
            yield from staff.extract(batches)
    finally:
        close_nursery()


def _hire(settings: PartSettings, make: Make, forked: bool) -> _Worker:
    if forked:
        open_nursery()
    context: ForkServerContext | SpawnContext = FORKED if forked else _SPAWNED
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, settings, make), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _hand_to(worker: _Worker, batch: Batch) -> None:
    worker.batch = batch
    worker.begin(-1)
    with suppress(OSError):  # One who is gone is missed when it is listened to.
        worker.connection.send(batch)


def _heard(staff: Sequence[_Worker], max_seconds: float) -> Iterator[_Worker]:
    """Yield the workers who say something, or who are gone; an article's time being over, its worker is made to go."""
    ready = wait([worker.connection for worker in staff], _WATCHED_EVERY)
    for worker in list(staff):
        if worker.connection in ready:
            yield worker
        elif (limit := worker.reached(max_seconds)) is not None:
            worker.too_long = f"{told_limit(limit, max_seconds)} and could not be interrupted"
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


def _after_loss(worker: _Worker) -> tuple[list[Batch], list[Built]]:
    """Return what is still to be done of a lost worker's batch, and what is to be said of the article at work."""
    _dismiss(worker)
    how = _how_it_ended(worker.process)
    if not worker.ready:
        raise WorkerError(f"a worker process {how} before it could begin")
    return after_loss(Loss(worker.batch, worker.place, f"its process {how}", worker.too_long))


def _spent(process: BaseProcess) -> float:
    return (process.pid and spent_by(process.pid)) or 0.0


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


def _work(connection: Connection, settings: PartSettings, make: Make) -> None:
    """Do batch after batch in a process of its own until the connection closes."""
    threading.Thread(target=_leave_with_build, daemon=True).start()
    # Ctrl-C reaches every process of the terminal; whether work stops is the parent's to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Once nobody listens there is nothing left to do.
    with suppress(EOFError, OSError):
        connection.send(_AtWork(-1))
        while True:
            connection.send(_said_of(connection.recv(), connection, settings, make))


def _leave_with_build() -> None:
    """End this process when the one that hired it has ended, however it ended; that is not always its parent."""
    if build := parent_process():
        build.join()
    os._exit(1)


def _said_of(batch: Batch, connection: Connection, settings: PartSettings, make: Make) -> Built | _Failed:
    try:
        return make(batch, settings, lambda place: connection.send(_AtWork(place)))
    except BaseException as error:
        return _Failed(error)
