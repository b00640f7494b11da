"""Run a release from the command line: look before Prefect is waited for, and tell what came of it."""

from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from rich.console import Console

from flows.commands.flow_runs import RunError, told_in_one_line
from flows.commands.given import check_output
from flows.commands.prefect_server import have_server
from flows.commands.terminal import DATA_WRONG, USE_WRONG
from flows.publishing.compatibility import VersionError, parse_version
from flows.publishing.corrections import CorrectionsError
from flows.publishing.gates import ACCEPTABLE, GateError
from flows.publishing.takedowns import TakedownsError
from flows.settings import ReleaseSettings
from flows.storage.dataset.manifest import open_dataset

_SHOWN = 40
_KEPT = "nothing was released"


def run_release(settings: ReleaseSettings) -> None:
    """Make a release and print the summary to standard error; raises RunError."""
    with told_in_one_line(settings.output, _KEPT), _gates_told():
        _check(settings)
        have_server()
        from flows.release import release

        released = release(settings)
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for name, value in released.lines():
        console.print(f"{name:<8} {value}", markup=False)


def _check(settings: ReleaseSettings) -> None:
    """Refuse what cannot become a release before anything slow starts."""
    if not (settings.project / "pyproject.toml").is_file():
        told = f"no checkout of the project in {settings.project}, whose licence, scores and commit a release carries"
        raise RunError(told, USE_WRONG)
    open_dataset(settings.dataset)
    check_output(settings.output)
    if settings.version is not None:
        parse_version(settings.version)
        if (settings.releases / settings.version).exists():
            raise VersionError(f"{settings.version} is released already; a release never changes")


@contextmanager
def _gates_told() -> Iterator[None]:
    """Turn what speaks against a release into a message that says what and what to do."""
    try:
        yield
    except GateError as error:
        more = len(error.failures) - _SHOWN
        lines = [*error.failures[:_SHOWN], *([f"… and {more} more"] if more > 0 else [])]
        hint = f"; let it pass with --accept {error.gate}" if error.gate in ACCEPTABLE else ""
        told = "\n".join((f"gate {error.gate} does not hold; {_KEPT}{hint}", *lines))
        raise RunError(told, DATA_WRONG) from error
    except BrokenProcessPool as error:
        told = f"a process that checked the dataset was ended, perhaps for want of memory; {_KEPT}; try --workers 1"
        raise RunError(told, DATA_WRONG) from error
    except CorrectionsError as error:
        raise RunError(f"{error}; {_KEPT}", DATA_WRONG) from error
    except (VersionError, TakedownsError) as error:
        raise RunError(str(error), USE_WRONG) from error
