"""What the commands share that run a flow: Prefect kept quiet, and whatever goes wrong told in one line."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.commands.terminal import DATA_WRONG, STOPPED, USE_WRONG
from flows.storage.dataset.manifest import DatasetError
from flows.storage.disk.locks import LockedError
from flows.storage.parts.tables import InvalidRowsError
from flows.storage.raw.recurring_file import RecurringError
from flows.storage.raw.rights import SourcesError
from flows.storage.remote.places import PlaceError
from flows.storage.runners.choice import RunnerError
from flows.storage.runners.losses import WorkerError


class RunError(RuntimeError):
    """The flow did not run or made nothing; the message says why, `exit_status` what the command exits with."""

    def __init__(self, message: str, exit_status: int) -> None:
        super().__init__(message)
        self.exit_status = exit_status


def quieten_prefect() -> None:
    """Keep the run offline and its output ours; whoever sets these variables knows better."""
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    os.environ.setdefault("PREFECT_LOGGING_INTERNAL_LEVEL", "CRITICAL")
    # What is on its way to the server as Python ends is waited for, and is no news.
    for waiting in ("EventsWorker", "APILogWorker"):
        logging.getLogger(waiting).setLevel(logging.ERROR)


@contextmanager
def told_in_one_line(place: Path, kept: str) -> Iterator[None]:
    """Turn what can go wrong outside the program into one line that says what and what to do; raises RunError.

    `place`: where the run writes; `kept`: what a run that fails leaves behind.
    """
    try:
        yield
    except (LockedError, DatasetError, SourcesError, RecurringError, PlaceError, RunnerError) as error:
        raise RunError(str(error), USE_WRONG) from error
    except InvalidRowsError as error:
        raise RunError(f"rows break their schema; {kept}\n{error}", DATA_WRONG) from error
    except WorkerError as error:
        raise RunError(f"{error}; {kept}", DATA_WRONG) from error
    except OSError as error:
        # A store's error names its URL; where there is no name it is the disk here that is full.
        raise RunError(f"{error.filename or place}: {error.strerror or error}; {kept}", DATA_WRONG) from error
    except KeyboardInterrupt as error:
        raise RunError(f"stopped; {kept}", STOPPED) from error
    except RunError:
        raise
    except Exception as error:
        told = _of_prefect(error, kept)
        if told is None:
            raise
        raise told from error


def _of_prefect(error: Exception, kept: str) -> RunError | None:
    """Return what Prefect's own troubles are told as; None for any other error."""
    if _was_stopped(error):
        return RunError(f"stopped; {kept}", STOPPED)
    if type(error).__module__.partition(".")[0] in ("httpx", "httpcore"):
        return RunError("Prefect's server went away during the run; run it again", DATA_WRONG)
    if isinstance(error, RuntimeError) and "API" in str(error):
        return RunError(f"Prefect's server: {' '.join(str(error).split())}; {kept}; run it again", DATA_WRONG)
    return None


def _was_stopped(error: BaseException | None) -> bool:
    """Tell an error that Ctrl-C left behind: its signal stops Prefect's server too, which the run then misses."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None
