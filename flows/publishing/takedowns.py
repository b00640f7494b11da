"""`takedowns.txt`: the articles that a maintainer was asked to take down; an id a line, then a note if there is one."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from flows.settings_files import UnreadableError, text_of

TAKEDOWNS_FILE = "takedowns.txt"
_LINE = re.compile(r"([0-9a-f]{16})(?:\s+(\S.*))?")


class TakedownsError(ValueError):
    """The list of takedowns cannot be read; the message says what and where."""


def read_takedowns(file: Path) -> Mapping[str, str | None]:
    """Return the ids withheld with their notes; raises TakedownsError. Blank lines and lines after # say nothing."""
    try:
        return dict(_entries(file))
    except UnreadableError as error:
        raise TakedownsError(f"{file}: {error}") from error


def _entries(file: Path) -> Iterator[tuple[str, str | None]]:
    for number, line in enumerate(text_of(file).splitlines(), 1):
        told = line.strip()
        if not told or told.startswith("#"):
            continue
        found = _LINE.fullmatch(told)
        if found is None:
            raise TakedownsError(f"{file}, line {number}: a line begins with the id of an article, 16 hex digits")
        yield found[1], found[2]
