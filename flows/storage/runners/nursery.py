"""Where worker processes come from: one process that has loaded all that extraction needs, and is forked for each.

It loads once, however many workers there are, and beside the planning if it is asked for then. The build itself is not
forked: Prefect runs threads, and a fork copies their locks in whatever state they are. This process has no thread that
holds one; it imports polars but asks it nothing, since a fork would not take along its pool of threads.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import forkserver, get_context
from pathlib import Path
from typing import Any

FORKED = get_context("forkserver")
_LOADED = "flows.storage.runners.loaded"


def open_nursery() -> None:
    """Have it there, if it is not; returns at once."""
    FORKED.set_forkserver_preload([_LOADED])
    with _same_modules():
        forkserver.ensure_running()


def close_nursery() -> None:
    """End it; its workers are to be gone."""
    # It would end by itself with the build, but one build may follow another in a process. No public way leads there.
    server: Any = vars(forkserver)["_forkserver"]
    if server._forkserver_pid is not None:
        with suppress(ProcessLookupError):
            os.kill(server._forkserver_pid, signal.SIGKILL)
        server._stop()


@contextmanager
def _same_modules() -> Iterator[None]:
    """Have a new interpreter find modules where this one does; else it would look in the working folder first."""
    wanted = {"PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path), "PYTHONSAFEPATH": "1"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
