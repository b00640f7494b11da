"""Which objects can be files here: their names are anybody's, and none may lead out of the folder."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field

_LONGEST_NAME, _LONGEST_PATH = 255, 3_000


@dataclass(slots=True)
class Sorted:
    """Names of objects that become files, in order, and those that cannot, with the reason."""

    files: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def sort_names(names: Iterable[str], folds_case: bool) -> Sorted:
    """Sort names out; hidden ones are passed over, as hidden files are. `folds_case`: "A" and "a" are one file here."""
    found = Sorted()
    taken: dict[str, str] = {}
    for name in sorted(names):
        steps = name.split("/")
        problem = _no_path(name, steps)
        if problem is None and any(step.startswith(".") for step in steps):
            continue
        key = name.casefold() if folds_case else name
        problem = problem or _no_room(name, key, taken)
        if problem:
            found.refused[name] = problem
        else:
            taken[key] = name
            found.files.append(name)
    return found


def _no_path(name: str, steps: list[str]) -> str | None:
    """Return why a name is no path below a folder."""
    if any(step in ("", ".", "..") for step in steps) or "\0" in name:
        return "the object's name is no path"
    try:
        lengths = [len(os.fsencode(step)) for step in steps]
    except UnicodeEncodeError:
        return "the object's name is no text"
    if max(lengths) > _LONGEST_NAME or sum(lengths) > _LONGEST_PATH:
        return "the object's name is too long for a file"
    if "?versionId=" in name:
        return "the object's name reads as that of a version of another"
    return None


def _no_room(name: str, key: str, taken: dict[str, str]) -> str | None:
    """Return why there is no room for a file of that name; an object comes before those below its name."""
    if key in taken:
        return f"the object's name differs from {taken[key]} in upper and lower case only"
    above = key
    while "/" in above:
        above = above.rpartition("/")[0]
        if above in taken:
            return f"the object {taken[above]} is in the place of its folder"
    return None
