"""Raw folders → raw items: which files are articles, and why the others are not."""

import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flows.reading.article import Reject
from flows.reading.read import CONTAINERS, FORMATS, RawItem, container_of, reject_unreadable
from flows.storage.paths import printable

# Files the maintainer keeps beside the articles; they are settings, not articles.
SETTINGS_FILES = frozenset({"sources.toml", "recurring.json", "corrections.toml", "takedowns.txt"})


@dataclass(slots=True)
class Discovery:
    """The files found that are articles or hold some, sorted by source path, and those that are neither."""

    items: list[RawItem] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


def discover(roots: Iterable[Path], without: Path | None = None) -> Discovery:
    """List the raw items under each root (a folder or one file). Hidden files and settings files are passed over.

    `without`: a folder that is not looked into, where a build writes below what it reads.
    """
    found = Discovery()
    seen: set[Path] = set()
    given = tuple(dict.fromkeys(roots))
    names = {folder: name for name, folder in named_roots(given).items()}
    for root in given:
        folder = _folder_of(root)
        for path in _walk(folder, names[folder], found, without) if root.is_dir() else [folder / root.name]:
            if path not in seen:
                seen.add(path)
                _sort_in(_item(names[folder], folder, path), found)
    found.items.sort(key=lambda item: item.source_path)
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
    walks = (_walk(_folder_of(root), "", found, without) if root.is_dir() else [root] for root in roots)
    return any(True for walk in walks for _ in walk) or bool(found.rejects)


def _walk(root: Path, name: str, found: Discovery, without: Path | None) -> Iterator[Path]:
    """Yield the files below a folder. Links to folders are followed, but no folder is read twice.

    Links wait until all real folders are read, so that a file is named by where it really lies.
    """
    read = {without.resolve()} if without else set()
    folders: list[Path] = [root]
    links: list[Path] = []
    while folders or links:
        folder = folders.pop() if folders else links.pop(0)
        if (real := folder.resolve()) in read:
            if without is None or real != without.resolve():
                detail = "a link to a folder that is read already"
                found.rejects.append(_item(name, root, folder).reject("plan", "symlink_loop", detail))
            continue
        read.add(real)
        try:
            entries = sorted(folder.iterdir())
        except OSError as error:
            found.rejects.append(reject_unreadable(_item(name, root, folder), "plan", error))
            continue
        for entry in entries:
            if entry.name.startswith(".") or (folder == root and entry.name in SETTINGS_FILES):
                continue
            if entry.is_dir():
                (links if entry.is_symlink() else folders).append(entry)
            else:
                yield entry


def _item(name: str, root: Path, path: Path) -> RawItem:
    return RawItem(f"{name}/{printable(path.relative_to(root).as_posix())}", path)


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
    suffixes = [suffix for suffix, known in FORMATS.items() if known.has_sidecar_file]
    return any(sidecar.with_suffix(s).exists() for suffix in suffixes for s in (suffix, suffix.upper()))
