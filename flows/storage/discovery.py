"""Raw folders → raw items: which files are articles, and why the others are not."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flows.reading.article import Reject
from flows.reading.read import CONTAINERS, FORMATS, RawItem, container_of, reject_unreadable

# Files the maintainer keeps beside the articles; they are settings, not articles.
SETTINGS_FILES = frozenset({"sources.toml", "corrections.toml", "takedowns.txt"})


@dataclass(slots=True)
class Discovery:
    """The files found that are articles or hold some, sorted by source path, and those that are neither."""

    items: list[RawItem] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


def discover(roots: Iterable[Path]) -> Discovery:
    """List the raw items under each root (a folder or one file). Hidden files and settings files are passed over."""
    found = Discovery()
    seen: set[Path] = set()
    given = tuple(dict.fromkeys(roots))
    names = {folder: name for name, folder in named_roots(given).items()}
    for root in given:
        folder = _folder_of(root)
        for path in _walk(folder, names[folder], found) if root.is_dir() else [folder / root.name]:
            if path not in seen:
                seen.add(path)
                _sort_in(_item(names[folder], folder, path), found)
    found.items.sort(key=lambda item: item.source_path)
    return found


def named_roots(roots: Iterable[Path]) -> dict[str, Path]:
    """Return the folders of the roots by the name that source paths begin with ("raw~2" for a second "raw")."""
    named: dict[str, Path] = {}
    for folder in dict.fromkeys(map(_folder_of, roots)):
        name = own = _printable(folder.name) or "root"
        count = 1
        while name in named:
            count += 1
            name = f"{own}~{count}"
        named[name] = folder
    return named


def _folder_of(root: Path) -> Path:
    folder = root if root.is_dir() else root.parent
    return folder.resolve() if folder.name in ("", "..") else folder.absolute()


def _walk(root: Path, name: str, found: Discovery) -> Iterator[Path]:
    """Yield the files below a folder. Links to folders are followed, except back to a folder that leads here."""
    pending = [(root, frozenset({root.resolve()}))]
    while pending:
        folder, above = pending.pop()
        try:
            entries = sorted(folder.iterdir())
        except OSError as error:
            found.rejects.append(reject_unreadable(_item(name, root, folder), "plan", error))
            continue
        for entry in entries:
            if entry.name.startswith(".") or (folder == root and entry.name in SETTINGS_FILES):
                continue
            if not entry.is_dir():
                yield entry
            elif (real := entry.resolve()) in above:
                detail = "the link leads back to a folder that holds it"
                found.rejects.append(_item(name, root, entry).reject("plan", "symlink_loop", detail))
            else:
                pending.append((entry, above | {real}))


def _item(name: str, root: Path, path: Path) -> RawItem:
    return RawItem(f"{name}/{_printable(path.relative_to(root).as_posix())}", path)


def _printable(path: str) -> str:
    """Return a path that can be stored: bytes of a file name that are no UTF-8 become escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _sort_in(item: RawItem, found: Discovery) -> None:
    suffix = item.path.suffix.lower()
    if suffix in FORMATS or container_of(item.path):
        refused = _refusal(item)
        found.items.append(item) if refused is None else found.rejects.append(refused)
    elif suffix == ".json":
        if not _has_article(item.path):
            detail = f"no article {item.path.stem}.txt or .html stands beside it"
            found.rejects.append(item.reject("plan", "sidecar_orphan", detail))
    else:
        detail = (
            f"'{suffix or item.path.name}' is none of the formats read: {', '.join(sorted({*FORMATS, *CONTAINERS}))}"
        )
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
