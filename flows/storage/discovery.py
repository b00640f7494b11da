"""Raw folders → raw items: which files are articles, and why the others are not."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flows.reading.article import Reject
from flows.reading.read import FORMATS, RawItem, reject_unreadable

# Files the maintainer keeps beside the articles; they are settings, not articles.
SETTINGS_FILES = frozenset({"sources.toml", "corrections.toml", "takedowns.txt"})


@dataclass(slots=True)
class Discovery:
    """The items found, sorted by source path, and the files that are none."""

    items: list[RawItem] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


def discover(roots: Iterable[Path]) -> Discovery:
    """List the raw items under each root (a folder or one file). Hidden files and settings files are passed over."""
    found = Discovery()
    for root in dict.fromkeys(roots):
        name, folder = named_root(root)
        for path in _walk(folder, found) if root.is_dir() else [folder / root.name]:
            _sort_in(RawItem(_printable(f"{name}/{path.relative_to(folder).as_posix()}"), path), found)
    found.items.sort(key=lambda item: (item.source_path, str(item.path)))
    return found


def named_root(root: Path) -> tuple[str, Path]:
    """Return the folder that a root stands for and the name its items' source paths begin with."""
    folder = root if root.is_dir() else root.parent
    absolute = folder.resolve() if folder.name in ("", "..") else folder.absolute()
    return _printable(absolute.name), absolute


def _walk(root: Path, found: Discovery) -> Iterator[Path]:
    """Yield the files below a folder. Links to folders are followed, except back to a folder that leads here."""
    pending = [(root, frozenset({root.resolve()}))]
    while pending:
        folder, above = pending.pop()
        try:
            entries = sorted(folder.iterdir())
        except OSError as error:
            found.rejects.append(reject_unreadable(_item(root, folder), "plan", error))
            continue
        for entry in entries:
            if entry.name.startswith(".") or (folder == root and entry.name in SETTINGS_FILES):
                continue
            if not entry.is_dir():
                yield entry
            elif (real := entry.resolve()) in above:
                detail = "the link leads back to a folder that holds it"
                found.rejects.append(_item(root, entry).reject("plan", "symlink_loop", detail))
            else:
                pending.append((entry, above | {real}))


def _item(root: Path, path: Path) -> RawItem:
    return RawItem(_printable(f"{root.name}/{path.relative_to(root).as_posix()}"), path)


def _printable(path: str) -> str:
    """Return a path that can be stored: bytes of a file name that are no UTF-8 become escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _sort_in(item: RawItem, found: Discovery) -> None:
    suffix = item.path.suffix.lower()
    if suffix in FORMATS:
        refused = _refusal(item)
        found.items.append(item) if refused is None else found.rejects.append(refused)
    elif suffix == ".json":
        if not _has_article(item.path):
            detail = f"no article {item.path.stem}.txt stands beside it"
            found.rejects.append(item.reject("plan", "sidecar_orphan", detail))
    else:
        detail = f"'{suffix or item.path.name}' is none of the formats read: {', '.join(sorted(FORMATS))}"
        found.rejects.append(item.reject("plan", "unknown_format", detail))


def _refusal(item: RawItem) -> Reject | None:
    """Refuse what cannot be opened as a file: broken links, loops, pipes and sockets."""
    try:
        mode = item.path.stat().st_mode
    except OSError as error:
        if isinstance(error, FileNotFoundError) and item.path.is_symlink():
            return item.reject("plan", "unreadable", "the link leads nowhere")
        return reject_unreadable(item, "plan", error)
    return None if stat.S_ISREG(mode) else item.reject("plan", "unreadable", "not a regular file")


def _has_article(sidecar: Path) -> bool:
    return any(sidecar.with_suffix(suffix).exists() for suffix, known in FORMATS.items() if known.has_sidecar_file)
