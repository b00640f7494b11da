"""Threads of this process that extract: for debugging, for small machines, and where no process can be started.

Threads take turns, so that more of them are hardly faster than one. An article that takes too long is interrupted
between two steps of Python only: one stuck in a library cannot be ended, and one that brings its process down brings
down the build.
"""

import threading
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from itertools import islice

from flows.storage.batches.extract import Batch, Built, PartSettings, build_part
from flows.storage.runners.processes import Make


class _StoppedError(Exception):
    """The build has stopped, and nobody waits for this batch any more."""


def extract_in_threads(
    batches: Sequence[Batch], settings: PartSettings, workers: int, make: Make = build_part
) -> Generator[Built]:
    """Yield what the batches become, as they are done, by threads; raises what is not an article's fault."""
    stopped = threading.Event()

    def go_on(_place: int) -> None:
        if stopped.is_set():
            raise _StoppedError

    with ThreadPoolExecutor(workers, "extract") as pool:
        try:
            waiting = iter(batches)
            running = {pool.submit(make, batch, settings, go_on) for batch in islice(waiting, workers)}
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                running |= {pool.submit(make, batch, settings, go_on) for batch in islice(waiting, len(done))}
                for future in done:
                    yield future.result()
        finally:
            stopped.set()
