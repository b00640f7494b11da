"""Raw folders → raw items: which files are articles, and why the others are not."""

import os
import stat
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from flows.reading.article import Reject
from flows.reading.read import CONTAINERS, FORMATS, RawItem, container_of, reject_unreadable
from flows.storage.disk.paths import printable
from flows.storage.raw.beside import SETTINGS_FILES

LARGEST_SIDECAR = 1_000_000


class FoundFile(NamedTuple):
    """A file that is an article or holds some: where it lies, its status, and the sidecar that stands beside it."""

    source_path: str
    path: str
    status: os.stat_result
    is_container: bool
    sidecar: str | None = None

    @property
    def item(self) -> RawItem:
        """Return it as a raw item; made anew each time, since of a hundred thousand files few are looked at."""
        return RawItem(self.source_path, Path(self.path))


@dataclass(slots=True)
class Discovery:
    """The files found that are articles or hold some, sorted by source path, and those that are neither."""

    files: list[FoundFile] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)

    @property
    def items(self) -> list[RawItem]:
        """Return the items of the files."""
        return [file.item for file in self.files]


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to look into: where it lies, and how source paths of what is in it begin."""

    path: Path
    source_path: str

    def item(self, name: str = "") -> RawItem:
        """Return what lies in the folder under that name, or the folder itself."""
        return RawItem(self.source_path_of(name), self.path / name) if name else RawItem(self.source_path, self.path)

    def source_path_of(self, name: str) -> str:
        """Return the source path of what lies in the folder under that name."""
        return f"{self.source_path}/{printable(name)}"


def discover(roots: Iterable[Path], without: Path | None = None) -> Discovery:
    """List the raw items under each root (a folder or one file). Hidden files and settings files are passed over.

    `without`: a folder that is not looked into, where a build writes below what it reads.
    """
    found = Discovery()
    seen: set[str] = set()
    given = tuple(dict.fromkeys(roots))
    names = {folder: name for name, folder in named_roots(given).items()}
    for root in given:
        top = _Folder(_folder_of(root), names[_folder_of(root)])
        for folder, files, siblings in _walk(top, found, without) if root.is_dir() else _one_file(top, root.name):
            inside = f"{folder.path}{os.sep}"
            for name in files:
                path = inside + name
                if path not in seen:
                    seen.add(path)
                    _sort_in(folder, name, path, siblings, found)
    found.files.sort(key=attrgetter("source_path"))
    return found


def named_roots(roots: Iterable[Path]) -> dict[str, Path]:
    """Return the folders of the roots by the name that source paths begin with ("raw~2" for a second "raw")."""
    named: dict[str, Path] = {}
    for folder in dict.fromkeys(map(_folder_of, roots)):
        name = own = printable(folder.name) or "root"
        count = 1
        while name in named:
            count += 1
            name = f"{own}~{count}"
        named[name] = folder
    return named


def _folder_of(root: Path) -> Path:
    folder = root if root.is_dir() else root.parent
    return folder.resolve() if folder.name in ("", "..") else folder.absolute()


def anything_in(roots: Iterable[Path], without: Path | None = None) -> bool:
    """Tell whether there is any file to look at under the roots."""
    found = Discovery()
    for root in roots:
        top = _Folder(_folder_of(root), "")
        if not root.is_dir() or any(files for _, files, _ in _walk(top, found, without)):
            return True
    return bool(found.rejects)


# A folder, the names of its files that are looked at, and of all that is in it.
_Listing = tuple[_Folder, list[str], Collection[str]]


def _one_file(folder: _Folder, name: str) -> Iterator[_Listing]:
    try:
        siblings = frozenset(path.name for path in folder.path.iterdir())
    except OSError:
        siblings = frozenset([name])
    yield folder, [name], siblings


def _walk(top: _Folder, found: Discovery, without: Path | None) -> Iterator[_Listing]:
    """Yield the listings of a folder and those below. Links to folders are followed, but no folder is read twice.

    Links wait until all real folders are read, so that a file is named by where it really lies.
    """
    passed_over = os.path.realpath(without) if without else None
    read = {passed_over}
    folders, links = [top], deque[_Folder]()
    while folders or links:
        folder = folders.pop() if folders else links.popleft()
        if (real := os.path.realpath(folder.path)) in read:
            if real != passed_over:
                detail = "a link to a folder that is read already"
                found.rejects.append(folder.item().reject("plan", "symlink_loop", detail))
            continue
        read.add(real)
        try:
            with os.scandir(folder.path) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError as error:
            found.rejects.append(reject_unreadable(folder.item(), "plan", error))
            continue
        files = []
        for entry in entries:
            if entry.name.startswith(".") or (folder is top and entry.name in SETTINGS_FILES):
                continue
            if _is_folder(entry):
                below = _Folder(folder.path / entry.name, folder.source_path_of(entry.name))
                (links if entry.is_symlink() else folders).append(below)
            else:
                files.append(entry.name)
        yield folder, files, {entry.name for entry in entries}


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads back to itself
        return False


def _sort_in(folder: _Folder, name: str, path: str, siblings: Collection[str], found: Discovery) -> None:
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - a hundred thousand times a run
    known = FORMATS.get(suffix) or FORMATS.get(suffix.lower())
    if known or container_of(Path(path)):
        status = _status(path)
        if isinstance(status, os.stat_result):
            beside = f"{stem}.json" in siblings if known and known.has_sidecar_file else False
            sidecar = f"{path[: -len(suffix)]}.json" if beside else None
            found.files.append(FoundFile(folder.source_path_of(name), path, status, known is None, sidecar))
        else:
            found.rejects.append(_unopened(folder.item(name), status))
    elif suffix.lower() == ".json":
        if not any(stem + ending in siblings for ending in _WITH_SIDECARS):
            detail = f"no article {stem}.txt or .html stands beside it"
            found.rejects.append(folder.item(name).reject("plan", "sidecar_orphan", detail))
    else:
        formats = ", ".join(sorted({*FORMATS, *CONTAINERS}))
        detail = f"'{suffix.lower() or name}' is none of the formats read: {formats}"
        found.rejects.append(folder.item(name).reject("plan", "unknown_format", detail))


_WITH_SIDECARS = tuple(
    ending for suffix, known in FORMATS.items() if known.has_sidecar_file for ending in (suffix, suffix.upper())
)


def _status(path: str) -> os.stat_result | OSError | None:
    """Return the status of a file, or why there is none; None for what is no file: folders, pipes and sockets."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a hundred thousand times a run
    except OSError as error:
        return error
    return status if stat.S_ISREG(status.st_mode) else None


def _unopened(item: RawItem, error: OSError | None) -> Reject:
    """Refuse what cannot be opened as a file: broken links, loops, pipes and sockets."""
    if error is None:
        return item.reject("plan", "unreadable", "not a regular file")
    if isinstance(error, FileNotFoundError) and item.path.is_symlink():
        return item.reject("plan", "unreadable", "the link leads nowhere")
    return reject_unreadable(item, "plan", error)
