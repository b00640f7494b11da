"""Prefect's server for `alliance serve` where no other is named: begun as a child, and gone when its parent is.

Run as a module this is the child: `python -m flows.commands.prefect_server PORT PARENT`.
"""

import os
import runpy
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from flows.commands.flow_runs import RunError
from flows.commands.terminal import DATA_WRONG, USE_WRONG
from flows.storage.disk.locks import leave_with_parent

HOST = "127.0.0.1"
_STARTS_WITHIN = 120.0
_ENDS_WITHIN = 15.0
_ENVIRONMENT = {
    # Kept on disk: a lease that is forgotten when the power fails would hold its place for ever.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
}


@contextmanager
def prefect_server(port: int, log: Path) -> Iterator[str]:
    """Run a server on this machine that logs to a file; yields the address of its API.

    Raises RunError where it cannot be started.
    """
    _refuse_if_taken(port)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as file:
        child = subprocess.Popen(
            [sys.executable, "-m", __spec__.name, str(port), str(os.getpid())],
            env=_ENVIRONMENT | os.environ,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            # Ctrl-C is for the scheduler, which ends the runs while the server can still be told of it.
            start_new_session=True,
        )
    try:
        _await(child, url := f"http://{HOST}:{port}/api", log)
        yield url
    finally:
        _end(child)


def _refuse_if_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            here = f"PREFECT_API_URL=http://{HOST}:{port}/api"
            told = f"port {port}: {error.strerror}; give another --port, or name the server that is there: {here}"
            raise RunError(told, USE_WRONG) from error


def _await(child: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while not answers(url):
        if child.poll() is not None:
            raise RunError(f"Prefect's server ended before it answered; see {log}", DATA_WRONG)
        if time.monotonic() > until:
            told = f"Prefect's server did not answer at {url} within {_STARTS_WITHIN:.0f} seconds; see {log}"
            raise RunError(told, DATA_WRONG)
        time.sleep(0.2)


def answers(url: str) -> bool:
    """Say whether a Prefect server answers at the address of its API."""
    try:
        with urlopen(f"{url}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except HTTPError as error:
        return error.code < 500  # one that asks who is there, or keeps its health elsewhere
    except (HTTPException, URLError, OSError, ValueError):  # nothing, or what speaks otherwise
        return False


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End the child and all it started."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if child.poll() is None:
            os.killpg(child.pid, sign)
            try:
                child.wait(_ENDS_WITHIN)
            except subprocess.TimeoutExpired:
                continue


if __name__ == "__main__":
    leave_with_parent(int(sys.argv[2]))
    sys.argv = ["prefect", "server", "start", "--host", HOST, "--port", sys.argv[1]]
    runpy.run_module("prefect", run_name="__main__")
