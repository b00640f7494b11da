"""Run a build from the command line: look before Prefect is waited for, and tell what came of it."""

import os
from contextlib import suppress

from rich.console import Console

from flows.settings import BuildSettings
from flows.storage.discovery import discover
from flows.storage.rights import SourcesError, load_sources
from flows.storage.run import Summary


class BuildError(RuntimeError):
    """The build did not run or made nothing; the message says why, `exit_status` what the command exits with."""

    def __init__(self, message: str, exit_status: int) -> None:
        super().__init__(message)
        self.exit_status = exit_status


def run_build(settings: BuildSettings) -> Summary:
    """Build, print the summary and warnings to standard error; raises BuildError."""
    _check(settings)
    _quieten_prefect()
    from flows.build import build
    from flows.storage.locks import LockedError
    from flows.storage.manifest import DatasetError
    from flows.storage.parts import InvalidRowsError

    try:
        summary = build(settings)
    except (LockedError, DatasetError) as error:
        raise BuildError(str(error), 2) from error
    except InvalidRowsError as error:
        raise BuildError(f"rows break their schema; the dataset is as it was\n{error}", 1) from error
    except OSError as error:
        raise BuildError(
            f"{error.filename or settings.output}: {error.strerror}; the dataset is as it was", 1
        ) from error
    _tell(summary)
    return summary


def _check(settings: BuildSettings) -> None:
    """Refuse what cannot become a dataset before anything slow starts."""
    for root in settings.raw:
        if not os.path.lexists(root):
            raise BuildError(f"--raw {root}: no such file or folder", 2)
    if settings.output.exists() and not settings.output.is_dir():
        raise BuildError(f"--output {settings.output}: a file, not a folder", 2)
    with suppress(OSError):
        found = discover(settings.raw)
        if not found.items and not found.rejects:
            shown = ", ".join(str(root) for root in settings.raw)
            raise BuildError(f"no articles in {shown}; put .txt or .md files there", 1)
    try:
        load_sources(settings.raw)
    except SourcesError as error:
        raise BuildError(str(error), 2) from error


def _quieten_prefect() -> None:
    """Keep the run offline and its output ours; whoever sets these variables knows better."""
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")


def _tell(summary: Summary) -> None:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for name, value in summary.lines():
        console.print(f"{name:<9} {value}", markup=False)
    if summary.run.n_rejected:
        look = 'alliance query "SELECT source_path, stage, reason, detail FROM rejects"'
        items = "1 item was" if summary.run.n_rejected == 1 else f"{summary.run.n_rejected} items were"
        console.print(f"warning: {items} rejected; see: {look}", markup=False)
