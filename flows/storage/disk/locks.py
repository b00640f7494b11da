"""One build at a time for an output folder, and no worker that outlives its build."""

import fcntl
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from flows.storage.remote.places import place_name

# A build shows that it lives by touching its lock. Where hosts share a file system that does not share its locks,
# a lock of another host that was not touched for so long is that of a build which died.
_TOUCHED_EVERY = 30.0
DEAD_AFTER = 300.0
_ASKED_EVERY = 0.5


class LockedError(RuntimeError):
    """Another build holds the output folder; the message says which."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The build that holds a lock: its process, its host, and since when."""

    pid: int
    host: str
    since: str

    def __str__(self) -> str:
        """Return the holder in words."""
        return f"process {self.pid} on {self.host}, since {self.since}"


UNKNOWN = Holder(0, "an unknown host", "an unknown time")
Tell = Callable[[Holder | None], object]


def say_nothing(_holder: Holder | None) -> None:
    """Tell nobody."""


@contextmanager
def build_lock(
    output: Path,
    wait: bool = False,
    waiting: Tell = say_nothing,
    took_over: Tell = say_nothing,
    now: Callable[[], float] = time.time,
) -> Iterator[None]:
    """Hold the output folder for one build; raises LockedError, or waits if told to.

    The system lets go of the lock when its process ends, however it ends. `waiting` is told once whom it waits for,
    `took_over` whose lock was left behind.
    """
    output.mkdir(parents=True, exist_ok=True)
    with (output / ".lock").open("a+", encoding="utf-8") as file:
        wait_for(lambda: _holder_alive(file, now), output, wait, waiting, _ASKED_EVERY)
        left = _read(file)
        if left is not None:
            took_over(left)
        holder = this_process(now())
        file.truncate(0)
        file.write(json.dumps(asdict(holder)))
        file.flush()
        try:
            with showing_life(lambda: os.utime(file.fileno()), _TOUCHED_EVERY):
                yield
        finally:
            if _read(file) == holder:  # else it was taken for dead, and the lock is another's by now
                file.truncate(0)


@contextmanager
def showing_life(show: Callable[[], object], every: float) -> Iterator[None]:
    """Show that this process lives, every so many seconds as long as the block runs."""
    ended = threading.Event()

    def repeat() -> None:
        while not ended.wait(every):
            with suppress(OSError):  # A disk or a store that does not answer once may do so the next time.
                show()

    alive = threading.Thread(target=repeat, daemon=True)
    alive.start()
    try:
        yield
    finally:
        ended.set()
        alive.join()


def wait_for(holder: Callable[[], Holder | None], output: Path, wait: bool, waiting: Tell, every: float) -> None:
    """Return once nobody holds the output, asked every so many seconds; raises LockedError where none is to wait."""
    while (other := holder()) is not None:
        if not wait:
            raise locked(output, other)
        waiting(other)
        waiting = say_nothing
        time.sleep(every)


def refuse_if_locked(output: Path) -> None:
    """Raise LockedError if another build holds the output folder now; OSError where no build could write there."""
    output.mkdir(parents=True, exist_ok=True)
    with (output / ".lock").open("a+", encoding="utf-8") as file:
        if (holder := _holder_alive(file, time.time)) is not None:
            raise locked(output, holder)


def locked(output: Path, holder: Holder) -> LockedError:
    """Return the error that says who holds an output."""
    return LockedError(f"another build ({holder}) is writing to {place_name(output)}; wait for it, or give --wait")


def _holder_alive(file: TextIO, now: Callable[[], float]) -> Holder | None:
    """Take the lock and return None, or return who holds it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read(file) or UNKNOWN
    holder = _read(file)
    # On this host the system knows better than the file: a lock that could be taken was left behind.
    if holder is None or holder.host == socket.gethostname():
        return None
    if now() - os.fstat(file.fileno()).st_mtime >= DEAD_AFTER:
        return None
    return holder


def this_process(now: float) -> Holder:
    """Return this process as a holder since now, in seconds since the epoch."""
    since = datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds")
    return Holder(os.getpid(), socket.gethostname(), since)


def _read(file: TextIO) -> Holder | None:
    file.seek(0)
    try:
        return Holder(**json.loads(file.read()))
    except (ValueError, TypeError):
        return None


def leave_with_parent(parent: int) -> None:
    """End this process soon after the process that started it has ended, however it ended (for workers)."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
