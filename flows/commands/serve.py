"""Builds by the clock, for as long as this process runs: Prefect's scheduler with nothing else to set up."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import FrameType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flows.commands.flow_runs import RunError, quieten_prefect, told_in_one_line
from flows.commands.given import check_raw
from flows.commands.log import show_events
from flows.commands.prefect_server import have_server, without_user
from flows.commands.terminal import USE_WRONG
from flows.settings import BuildSettings
from flows.storage.events import log

if TYPE_CHECKING:
    from prefect.runner import Runner

_NAME = "nightly"
_TAGS = ["alliance", "nightly"]
# By which an automation can tell a run whose machine is gone.
_SHOWS_LIFE_EVERY = 30
_DESCRIPTION = "Builds the dataset from raw articles."
_ENDED = "no build is scheduled any more"


@dataclass(frozen=True, slots=True)
class Clock:
    """When builds are due: a cron expression, read in a time zone (IANA name)."""

    cron: str
    timezone: str

    def next(self) -> datetime:
        """Return when the next build is due; raises RunError where that is never, or the expression is none."""
        from prefect.server.schemas.schedules import CronSchedule

        try:
            schedule = CronSchedule(cron=self.cron, timezone=self.timezone)
            (due,) = asyncio.run(schedule.get_dates(1, start=datetime.now(ZoneInfo(self.timezone))))
        except (ValueError, OverflowError) as error:
            told = f"--cron {self.cron!r}: no time that ever comes; daily at three is '0 3 * * *'"
            raise RunError(told, USE_WRONG) from error
        return due

    def check_timezone(self) -> None:
        """Raise RunError where nobody knows the time zone."""
        try:
            ZoneInfo(self.timezone)
        except (KeyError, ValueError, OSError) as error:
            raise RunError(f"--timezone {self.timezone!r}: unknown; as in Europe/Berlin", USE_WRONG) from error


def run_serve(settings: BuildSettings, strict: bool, clock: Clock, port: int) -> None:
    """Run builds when they are due until a signal ends it; raises RunError.

    A server that PREFECT_API_URL or Prefect's profile names is used as it is; else one begins here, at `port`, and
    ends with this process.
    """
    show_events("auto", summary=False)
    with told_in_one_line(settings.output, _ENDED), _ended_by_signals():
        clock.check_timezone()
        check_raw(settings.raw)
        _quieten()
        due = clock.next()
        page = _pages_of(have_server(port))
        runner, path = _registered(settings, strict, clock)
        log("serving", next_build=f"{due:%Y-%m-%d %H:%M} {clock.timezone}", page=f"{page}{path}", end="Ctrl-C")
        asyncio.run(_run(runner))


def _quieten() -> None:
    """Have the terminal show events and what goes wrong; Prefect's own account of a run is for the run's page."""
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "INFO")
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "WARNING")
    quieten_prefect()


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGTERM end this process as Ctrl-C does, so that what it began is ended first; neither is an error."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)


def _pages_of(api: str) -> str:
    """Return the address of a server's pages, without the name and password that its API's may hold."""
    from prefect.settings import PREFECT_UI_URL

    return PREFECT_UI_URL.value() or without_user(api).rstrip("/").removesuffix("/api")


def _registered(settings: BuildSettings, strict: bool, clock: Clock) -> tuple["Runner", str]:
    """Register the deployment; returns what runs it, and where its page is."""
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.runner import Runner
    from prefect.schedules import Cron

    from flows.nightly import nightly, parameters

    runner = Runner(name=_NAME, heartbeat_seconds=_SHOWS_LIFE_EVERY)
    deployment = runner.add_flow(
        nightly,
        name=_NAME,
        tags=_TAGS,
        description=_DESCRIPTION,
        schedule=Cron(clock.cron, timezone=clock.timezone),
        paused=False,
        # One at a time: a build that is due while another runs would find nothing left to do.
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        parameters=parameters(settings, strict),
    )
    return runner, f"/deployments/deployment/{deployment}"


async def _run(runner: "Runner") -> None:
    """Run what is due until a signal comes; what runs then is cancelled."""
    asked = asyncio.Event()
    work = asyncio.create_task(runner.start())
    while not (runner.started or work.done()):
        await asyncio.sleep(0.05)
    # The runner's own handler exits at once, and leaves its runs behind.
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, asked.set)
    stopping = asyncio.create_task(asked.wait())
    await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if asked.is_set():
        await runner.astop()
    await work
