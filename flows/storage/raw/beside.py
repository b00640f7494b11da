"""Files that the maintainer keeps beside the articles, in or right above a raw folder: settings, no articles."""

from collections.abc import Iterable
from pathlib import Path

SETTINGS_FILES = frozenset({"sources.toml", "recurring.json", "corrections.toml", "takedowns.txt"})


def files_beside(roots: Iterable[Path], name: str) -> list[Path]:
    """Return what has that name in or right above the raw folders; what is no file is told when it is read."""
    places = dict.fromkeys((folder / name).resolve() for root in roots for folder in (root, root.resolve().parent))
    return [file for file in places if file.exists()]
