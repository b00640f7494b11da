"""Whatever goes wrong outside the program while a flow runs is one line, with the exit status that it has."""

from pathlib import Path

import httpx
import pytest

from flows.commands.flow_runs import RunError, told_in_one_line
from flows.storage.disk.locks import LockedError
from flows.storage.parts.tables import InvalidRowsError
from flows.storage.runners.losses import WorkerError

NO_SERVER = "Failed to reach API at http://127.0.0.1:4200/api/"


def after_ctrl_c() -> Exception:
    """Return an error that came of the server's having been stopped too."""
    error = RuntimeError("no answer")
    error.__context__ = KeyboardInterrupt()
    return error


@pytest.mark.parametrize(
    ("error", "told", "status"),
    [
        (LockedError("another build is writing"), "another build is writing", 2),
        (InvalidRowsError("claims.end"), "rows break their schema; all stays\nclaims.end", 1),
        (WorkerError("no process can be started"), "no process can be started; all stays", 1),
        (OSError(28, "No space left on device", "/o/x"), "/o/x: No space left on device; all stays", 1),
        (OSError(28, "No space left on device"), "out: No space left on device; all stays", 1),
        (KeyboardInterrupt(), "stopped; all stays", 130),
        (after_ctrl_c(), "stopped; all stays", 130),
        (httpx.ConnectError("refused"), "Prefect's server went away during the run; run it again", 1),
        (RuntimeError(NO_SERVER), f"Prefect's server: {NO_SERVER}; all stays; run it again", 1),
        (RunError("as it was told", 2), "as it was told", 2),
    ],
)
def test_what_goes_wrong_is_told_with_its_status(error: BaseException, told: str, status: int) -> None:
    with pytest.raises(RunError) as caught, told_in_one_line(Path("out"), "all stays"):
        raise error
    assert (str(caught.value), caught.value.exit_status) == (told, status)


@pytest.mark.parametrize("error", [ValueError("a fault"), RuntimeError("a fault")])
def test_a_fault_of_the_program_stays_what_it_is(error: Exception) -> None:
    with pytest.raises(type(error), match="a fault"), told_in_one_line(Path("out"), "all stays"):
        raise error
