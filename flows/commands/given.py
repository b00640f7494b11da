"""The folders that a command is given, looked at before anything slow starts; what is wrong is a RunError."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from flows.commands.flow_runs import RunError
from flows.commands.terminal import DATA_WRONG, USE_WRONG
from flows.reading.read import CONTAINERS, FORMATS
from flows.storage.raw.discovery import anything_in
from flows.storage.remote.places import url_of
from flows.storage.remote.store import missing


def check_raw(roots: Iterable[Path]) -> None:
    """Raise RunError where a raw folder is not there."""
    for root in roots:
        if (problem := missing(root)) is not None:
            raise RunError(f"--raw {problem}", USE_WRONG)


def check_articles(roots: Iterable[Path], without: Path | None = None) -> None:
    """Raise RunError where no file lies under the raw folders; what lies in stores is not looked at.

    `without`: a folder that is passed over.
    """
    folders = folders_here(roots)
    if folders and not anything_in(folders, without):
        formats = ", ".join((*FORMATS, *CONTAINERS))
        raise RunError(f"no articles in {', '.join(map(str, folders))}; put files there ({formats})", DATA_WRONG)


def check_output(output: Path) -> None:
    """Raise RunError where a file stands in the place of the output folder."""
    if output.exists() and not output.is_dir():
        raise RunError(f"--output {output}: a file, not a folder", USE_WRONG)


def folders_here(roots: Iterable[Path]) -> Sequence[Path]:
    """Return the raw folders that lie on this machine, and not in a store."""
    return [root for root in roots if url_of(root) is None]
