"""Prefect's server where no other is named: begun as a child, and gone when its parent is."""

import atexit
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from flows.commands.flow_runs import RunError, quieten_prefect
from flows.commands.terminal import DATA_WRONG, USE_WRONG

_HOST = "127.0.0.1"
_STARTS_WITHIN = 120.0
_ENDS_WITHIN = 15.0
_LASTING = {
    # Kept on disk: a lease that is forgotten when the power fails would hold its place for ever.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
}
# As Prefect's own temporary server: no pages, no schedules. That one outlives a build that is killed, and loads all of
# the server's code into the build as well, which takes a fifth of the time to start.
_TEMPORARY = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}

_Child = subprocess.Popen[bytes]


def have_server(port: int | None = None) -> str:
    """Have a server to talk to for as long as this process lives; returns the address of its API.

    One that PREFECT_API_URL or Prefect's profile names is used as it is; else one begins on this machine, with its
    pages if a port is given. Raises RunError where there is none to be had.
    """
    quieten_prefect()
    from prefect.context import refresh_global_settings_context
    from prefect.settings import PREFECT_API_URL, PREFECT_HOME

    named: str | None = PREFECT_API_URL.value()
    if named:
        _refuse_if_silent(named)
        return named
    at, log = port or _free_port(), PREFECT_HOME.value() / "alliance-server.log"
    url = f"http://{_HOST}:{at}/api"
    child = _temporary(at) if port is None else _lasting(at, log)
    # Last of all: what Prefect still has to tell its server, it tells as Python ends.
    atexit.register(_end, child)
    os.environ["PREFECT_API_URL"] = url
    refresh_global_settings_context()
    _await(child, url, "what it printed" if port is None else str(log))
    return url


def without_user(url: str) -> str:
    """Return a URL without the name and password that it may hold."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _refuse_if_silent(url: str) -> None:
    if not answers(url):
        told = f"Prefect's server does not answer at PREFECT_API_URL={without_user(url)}; start it, or unset that"
        raise RunError(told, USE_WRONG)


def _temporary(port: int) -> _Child:
    from prefect import __module_path__

    where = ("--app-dir", str(__module_path__.parent), "--host", _HOST, "--port", str(port))
    how = ("--log-level", "error", "--lifespan", "on")
    arguments = ("uvicorn", "--factory", "prefect.server.api.server:create_app", *where, *how)
    return _begun(arguments, os.environ | _TEMPORARY, None)


def _lasting(port: int, log: Path) -> _Child:
    _refuse_if_taken(port)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as file:
        return _begun(("prefect", "server", "start", "--host", _HOST, "--port", str(port)), _LASTING | os.environ, file)


def _begun(arguments: tuple[str, ...], environment: Mapping[str, str], log: IO[bytes] | None) -> _Child:
    """Begin a module as a child that leaves with this process."""
    # -P: folders that happen to lie where the user is, such as flows/, are not looked into.
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "flows.commands.with_parent", str(os.getpid()), *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        # Ctrl-C is for this process, which ends its runs while the server can still be told of it.
        start_new_session=True,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def _refuse_if_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as error:
            here = f"PREFECT_API_URL=http://{_HOST}:{port}/api"
            told = f"port {port}: {error.strerror}; give another --port, or name the server that is there: {here}"
            raise RunError(told, USE_WRONG) from error


def _await(child: _Child, url: str, log: str) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while not answers(url):
        if child.poll() is not None:
            raise RunError(f"Prefect's server ended before it answered; see {log}", DATA_WRONG)
        if time.monotonic() > until:
            told = f"Prefect's server did not answer at {url} within {_STARTS_WITHIN:.0f} seconds; see {log}"
            raise RunError(told, DATA_WRONG)
        time.sleep(0.1)


def answers(url: str) -> bool:
    """Say whether a Prefect server answers at the address of its API."""
    try:
        with urlopen(f"{url}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except HTTPError as error:
        return error.code < 500  # one that asks who is there, or keeps its health elsewhere
    except (HTTPException, URLError, OSError, ValueError):  # nothing, or what speaks otherwise
        return False


def _end(child: _Child) -> None:
    """End the child and all it started."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if child.poll() is None:
            os.killpg(child.pid, sign)
            try:
                child.wait(_ENDS_WITHIN)
            except subprocess.TimeoutExpired:
                continue
