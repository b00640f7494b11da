"""`alliance serve` in a process of its own, and the API of the server it runs."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.building import ROOT

_ALLIANCE = "from flows.cli import main; main()"
TERMINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@dataclass(frozen=True)
class Served:
    """A scheduler at work. `home`: Prefect's folder, which all its processes have in their environment."""

    process: "subprocess.Popen[str]"
    log: Path
    api: str
    home: Path

    def events(self, name: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [line for line in lines if line["event"] == name]

    def ask(self, path: str, question: object = None) -> Any:
        """POST a question, GET without one; asks again where the server is too busy, as Prefect's own client does."""
        method = "GET" if question is None else "POST"
        while (answer := httpx.request(method, f"{self.api}{path}", json=question, timeout=60)).status_code == 503:
            time.sleep(0.5)
        answer.raise_for_status()
        return answer.json()

    def deployment(self) -> Any:
        return self.ask("/deployments/name/build/nightly")

    def start_run(self, **parameters: object) -> str:
        path = f"/deployments/{self.deployment()['id']}/create_flow_run"
        return str(self.ask(path, {"parameters": parameters, "state": {"type": "SCHEDULED"}})["id"])

    def ended(self, run: str) -> Any:
        """Wait for a run's end; returns what the API says of it."""
        return wait_for(lambda: self._if_ended(run), f"the end of run {run}", self)

    def _if_ended(self, run: str) -> Any:
        told = self.ask(f"/flow_runs/{run}")
        return told if told["state_type"] in TERMINAL else None


def processes_of(home: Path) -> list[int]:
    """Return the processes that carry Prefect's home in their environment."""
    mark = f"PREFECT_HOME={home}\0".encode()
    return [int(folder.name) for folder in Path("/proc").glob("[0-9]*") if mark in _environment(folder)]


def _environment(folder: Path) -> bytes:
    try:
        return (folder / "environ").read_bytes()
    except OSError:
        return b""


def wait_for(asked: Callable[[], Any], what: str, served: Served | None = None, seconds: float = 120) -> Any:
    until = time.monotonic() + seconds
    while not (answer := asked()):
        told = served.log.read_text()[-4_000:] if served else ""
        assert time.monotonic() < until, f"waited {seconds:g} s for {what}\n{told}"
        time.sleep(0.2)
    return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return an environment in which Prefect knows no server and looks often for runs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    return kept | {"PREFECT_HOME": str(home), "PREFECT_RUNNER_POLL_FREQUENCY": "1", "PYTHONPATH": str(ROOT)} | more


@contextmanager
def serving(folder: Path, *arguments: str | Path) -> Iterator[Served]:
    """Run `alliance serve` with a server of its own; whatever a test does, none of its processes is left."""
    folder.mkdir(parents=True, exist_ok=True)
    home, log, port = folder / "home", folder / "log", free_port()
    command = [sys.executable, "-c", _ALLIANCE, "serve", "--port", str(port), *map(str, arguments)]
    with log.open("w") as file:
        process = subprocess.Popen(
            command, cwd=folder, env=environment(home), stderr=file, stdout=file, text=True, start_new_session=True
        )
    served = Served(process, log, f"http://127.0.0.1:{port}/api", home)
    try:
        wait_for(lambda: served.events("serving") or process.poll() is not None, "the scheduler", served)
        assert process.poll() is None, log.read_text()
        yield served
    finally:
        for one in processes_of(home):
            os.kill(one, signal.SIGKILL)
        process.wait()
