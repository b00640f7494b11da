"""Run a release from the command line: look before Prefect is waited for, and tell what came of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from flows.commands.prefect_runs import is_of_server, quieten_prefect, was_stopped
from flows.publishing.compatibility import VersionError, parse_version
from flows.publishing.corrections import CorrectionsError
from flows.publishing.gates import GateError
from flows.publishing.takedowns import TakedownsError
from flows.settings import ReleaseSettings
from flows.storage.locks import LockedError
from flows.storage.manifest import DatasetError, open_dataset
from flows.storage.rights import SourcesError

_USE_WRONG, _DATA_WRONG, _STOPPED = 2, 1, 130
_SHOWN = 40
_KEPT = "nothing was released"


class ReleaseError(RuntimeError):
    """No release was made; the message says why, `exit_status` what the command exits with."""

    def __init__(self, message: str, exit_status: int) -> None:
        super().__init__(message)
        self.exit_status = exit_status


def run_release(settings: ReleaseSettings) -> None:
    """Make a release and print the summary to standard error; raises ReleaseError."""
    with _told_in_one_line(settings):
        _check(settings)
        quieten_prefect()
        from flows.release import release

        released = release(settings)
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for name, value in released.lines():
        console.print(f"{name:<8} {value}", markup=False)


def _check(settings: ReleaseSettings) -> None:
    """Refuse what cannot become a release before anything slow starts."""
    open_dataset(settings.dataset)
    if settings.version is not None:
        parse_version(settings.version)
        if (settings.releases / settings.version).exists():
            raise VersionError(f"{settings.version} is released already; a release never changes")


@contextmanager
def _told_in_one_line(settings: ReleaseSettings) -> Iterator[None]:
    """Turn what can go wrong outside the program into a message that says what and what to do."""
    try:
        yield
    except GateError as error:
        more = len(error.failures) - _SHOWN
        lines = [*error.failures[:_SHOWN], *([f"… and {more} more"] if more > 0 else [])]
        raise ReleaseError(f"gate {error.gate} does not hold; {_KEPT}\n" + "\n".join(lines), _DATA_WRONG) from error
    except CorrectionsError as error:
        raise ReleaseError(f"{error}; {_KEPT}", _DATA_WRONG) from error
    except (VersionError, TakedownsError, LockedError, DatasetError, SourcesError) as error:
        raise ReleaseError(str(error), _USE_WRONG) from error
    except OSError as error:
        message = f"{error.filename or settings.output}: {error.strerror or error}; {_KEPT}"
        raise ReleaseError(message, _DATA_WRONG) from error
    except KeyboardInterrupt as error:
        raise ReleaseError(f"stopped; {_KEPT}", _STOPPED) from error
    except Exception as error:
        if was_stopped(error):
            raise ReleaseError(f"stopped; {_KEPT}", _STOPPED) from error
        if not is_of_server(error):
            raise
        raise ReleaseError(f"Prefect's server: {' '.join(str(error).split())}; {_KEPT}", _DATA_WRONG) from error
