"""Run a build from the command line: look before Prefect is waited for, and tell what came of it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from flows.commands.log import LogFormat, show_events
from flows.commands.terminal import dataset_option
from flows.reading.read import CONTAINERS, FORMATS
from flows.settings import BuildSettings
from flows.storage.dataset import check_replaceable
from flows.storage.discovery import anything_in
from flows.storage.locks import LockedError, refuse_if_locked
from flows.storage.manifest import DatasetError
from flows.storage.rights import SourcesError, load_sources
from flows.storage.run import Summary
from flows.storage.tables import InvalidRowsError
from flows.storage.workers import WorkerError

_USE_WRONG, _DATA_WRONG, _STOPPED = 2, 1, 130


class BuildError(RuntimeError):
    """The build did not run or made nothing; the message says why, `exit_status` what the command exits with."""

    def __init__(self, message: str, exit_status: int) -> None:
        super().__init__(message)
        self.exit_status = exit_status


def run_build(settings: BuildSettings, log_format: LogFormat = "auto") -> Summary:
    """Build, and tell on standard error what happens and what came of it; raises BuildError."""
    as_text = show_events(log_format)
    with told_in_one_line(settings):
        _check(settings)
        _quieten_prefect()
        from flows.build import build

        summary = build(settings)
    if as_text:
        _tell(summary)
    return summary


@contextmanager
def told_in_one_line(settings: BuildSettings) -> Iterator[None]:
    """Turn what can go wrong outside the program into one line that says what and what to do."""
    kept = "the dataset is as it was"
    try:
        yield
    except (LockedError, DatasetError, SourcesError) as error:
        raise BuildError(str(error), _USE_WRONG) from error
    except InvalidRowsError as error:
        raise BuildError(f"rows break their schema; {kept}\n{error}", _DATA_WRONG) from error
    except WorkerError as error:
        raise BuildError(f"{error}; {kept}", _DATA_WRONG) from error
    except OSError as error:
        raise BuildError(
            f"{error.filename or settings.output}: {error.strerror or error}; {kept}", _DATA_WRONG
        ) from error
    except KeyboardInterrupt as error:
        raise BuildError(f"stopped; {kept}", _STOPPED) from error
    except Exception as error:
        if _was_stopped(error):
            raise BuildError(f"stopped; {kept}", _STOPPED) from error
        if type(error).__module__.partition(".")[0] in ("httpx", "httpcore"):
            raise BuildError("Prefect's server went away during the run; build again", _DATA_WRONG) from error
        if not isinstance(error, RuntimeError) or "API" not in str(error):
            raise
        raise BuildError(f"Prefect's server: {' '.join(str(error).split())}; {kept}", _DATA_WRONG) from error


def _was_stopped(error: BaseException | None) -> bool:
    """Tell an error that Ctrl-C left behind: its signal stops Prefect's server too, which the run then misses."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _check(settings: BuildSettings) -> None:
    """Refuse what cannot become a dataset before anything slow starts; raises BuildError and what the lock raises."""
    check_raw(settings)
    if not anything_in(settings.raw, settings.output):
        shown = ", ".join(str(root) for root in settings.raw)
        formats = ", ".join((*FORMATS, *CONTAINERS))
        raise BuildError(f"no articles in {shown}; put files there ({formats})", _DATA_WRONG)
    load_sources(settings.raw)
    if settings.output.exists() and not settings.output.is_dir():
        raise BuildError(f"--output {settings.output}: a file, not a folder", _USE_WRONG)
    try:
        check_replaceable(settings.dataset)
        if not settings.wait:
            refuse_if_locked(settings.output)
    except OSError as error:
        raise BuildError(f"--output {settings.output}: {error.strerror}", _USE_WRONG) from error


def check_raw(settings: BuildSettings) -> None:
    """Raise BuildError where a raw folder is not there."""
    for root in settings.raw:
        if not os.path.lexists(root):
            raise BuildError(f"--raw {root}: no such file or folder", _USE_WRONG)


def _quieten_prefect() -> None:
    """Keep the run offline and its output ours; whoever sets these variables knows better."""
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    os.environ.setdefault("PREFECT_LOGGING_INTERNAL_LEVEL", "CRITICAL")
    if "PREFECT_API_URL" not in os.environ:
        # Ctrl-C stops the temporary server as well; asking it again and again would hold the stop up for a minute.
        os.environ.setdefault("PREFECT_CLIENT_MAX_RETRIES", "1")


def _tell(summary: Summary) -> None:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for name, value in summary.lines():
        console.print(f"{name:<9} {value}", markup=False)
    if summary.run.n_rejected:
        items = "1 item was" if summary.run.n_rejected == 1 else f"{summary.run.n_rejected} items were"
        console.print(f"warning: {items} rejected{_how_to_look(summary)}", markup=False)


def _how_to_look(summary: Summary) -> str:
    """Name the query that shows the rejects; where the dataset does not hold them, show the first ones here."""
    if not summary.published:
        return ":\n" + "\n".join(f"  {reject}" for reject in summary.first_rejects)
    look = 'alliance query "SELECT source_path, stage, reason, detail FROM rejects"'
    return f"; see: {look}{dataset_option(summary.dataset)}"
