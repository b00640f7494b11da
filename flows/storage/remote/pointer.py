"""`dataset.json` beside a dataset in a store: which objects the dataset is made of. Readers see what it says.

It is the last object that a build writes, in one piece, so a reader has the old dataset or the new one. What it says is
checked before any name of it becomes a path here.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flows.storage.dataset.manifest import DatasetError

POINTER = "dataset.json"
_FORMAT = 1
_NAME = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}"
_OBJECT = re.compile(rf"(?:parts/{_NAME}|datasets/{_NAME}(?:/{_NAME})?)/{_NAME}")
_FILE = re.compile(rf"(?:{_NAME}/)?{_NAME}")


@dataclass(frozen=True, slots=True)
class Piece:
    """An object of a dataset: its size in bytes and the SHA-256 of them, hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a published dataset is made of.

    `run_id`: of the build that made it; `objects`: by name; `files`: which of them each file of the dataset is;
    `unused_since`: folders of objects that no dataset needs any more, with the time (seconds since the epoch) since
    when.
    """

    run_id: str
    objects: Mapping[str, Piece]
    files: Mapping[str, str]
    unused_since: Mapping[str, float]

    def parts(self) -> dict[str, list[str]]:
        """Return the objects of every part, by its name."""
        parts: dict[str, list[str]] = {}
        for name in self.objects:
            if name.startswith("parts/"):
                parts.setdefault(name.split("/")[1], []).append(name)
        return parts

    def data(self) -> bytes:
        """Return the bytes of the object."""
        return (json.dumps({"format": _FORMAT, **asdict(self)}, indent=1) + "\n").encode()


def folder_of_object(name: str) -> str:
    """Return the folder of an object that comes and goes as a whole: that of a part, or of a dataset."""
    return "/".join(name.split("/")[:2])


def is_ours(name: str) -> bool:
    """Say whether an object has a name that a build gives."""
    return _OBJECT.fullmatch(name) is not None


def read_pointer(data: bytes, url: str) -> Pointer:
    """Read a pointer; raises DatasetError where it says what no build wrote."""
    try:
        return _read(json.loads(data))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        problem = " ".join(str(error).split()) or type(error).__name__
        raise DatasetError(f"{url}/{POINTER} is damaged ({problem}); build again into another folder") from None


def _read(said: Mapping[str, Any]) -> Pointer:
    if said["format"] != _FORMAT:
        raise ValueError(f"format {said['format']!r}, not {_FORMAT}")
    objects = {
        _checked(name, _OBJECT): Piece(int(about["size"]), str(about["sha256"]))
        for name, about in said["objects"].items()
    }
    files = {_checked(file, _FILE): str(name) for file, name in said["files"].items()}
    if missing := set(files.values()) - objects.keys():
        raise ValueError(f"{min(missing)} is no object of it")
    unused_since = {str(folder): float(since) for folder, since in said["unused_since"].items()}
    return Pointer(_checked(said["run_id"], re.compile(_NAME)), objects, files, unused_since)


def _checked(name: str, pattern: re.Pattern[str]) -> str:
    if not pattern.fullmatch(name):
        raise ValueError(f"{name!r} is no name of it")
    return name
