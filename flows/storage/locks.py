"""One build at a time for an output folder, and no worker that outlives its build."""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LockedError(RuntimeError):
    """Another build holds the output folder; the message says which process."""


@contextmanager
def build_lock(output: Path) -> Iterator[None]:
    """Hold the output folder for one build. The system lets go of the lock when its process ends, however it ends."""
    output.mkdir(parents=True, exist_ok=True)
    with (output / ".lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise LockedError(f"another build (process {holder}) is writing to {output}; wait for it") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def leave_with_parent(parent: int) -> None:
    """End this process soon after the process that started it has ended, however it ended (a worker's initializer)."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
