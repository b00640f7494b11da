"""Raw objects as files: the folder that stands for a raw URL holds what the store holds, and only what changed is read.

`.mirror.jsonl` in the folder says which object each file is a copy of; without it all are read again. An object that
cannot be a file here is written down in `.refused.json`, so that a plan tells of it as of any other reject.
"""

import errno
import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.reading.article import Reject
from flows.reading.read import FORMATS, RawItem, container_of, sidecar_path
from flows.settings import MAX_BYTES
from flows.storage.dataset.manifest import DatasetError
from flows.storage.disk.files import remove, write_whole
from flows.storage.disk.locks import build_lock
from flows.storage.disk.paths import printable, unprintable
from flows.storage.events import log
from flows.storage.raw.beside import SETTINGS_FILES
from flows.storage.raw.discovery import named_roots
from flows.storage.remote.names import sort_names
from flows.storage.remote.places import PlaceError, is_url, stand_in, url_of
from flows.storage.remote.store import Found, Store, StoreError, open_store

_COPIES, _REFUSED, _DRAFTS = ".mirror.jsonl", ".refused.json", ".drafts"
_UNREAD = "not read"
_READ = frozenset({*FORMATS, ".json"})
_AT_ONCE = 1_000


def bring_raw(roots: Iterable[Path], max_bytes: int, without: Path | None = None) -> None:
    """Bring what the stores hold to those of the raw folders that stand for URLs; raises StoreError.

    `without`: the folder of the output, which may stand for a URL below a raw one. Of objects that a build would not
    read, by their names or for their size, only the size is brought.
    """
    for root in roots:
        if url_of(root) is not None:
            _bring_root(root, max_bytes, without)
            _bring_settings_above(root)


def bring_raw_of(manifest: Mapping[str, Any], only: str | None = None) -> None:
    """Bring the raw objects and settings behind a dataset, or only one source path's object, as far as they are there.

    `manifest`: its dataset.json. Raises DatasetError where a store does not answer.
    """
    for name, place in manifest["raw"].items():
        if not is_url(place) or (only is not None and not only.startswith(f"{name}/")):
            continue
        max_bytes = manifest.get("max_bytes", MAX_BYTES)
        try:
            root = stand_in(place, "raw")
            if only is not None:
                # A dataset may come from anybody, and so may the names that it tells.
                for told in sort_names([unprintable(only.removeprefix(f"{name}/"))], folds_case=False).files:
                    _bring_object(root, told, max_bytes)
            else:
                _bring_root(root, max_bytes, None)
                _bring_settings_above(root)
        except PlaceError as error:
            raise DatasetError(str(error)) from error
        except StoreError as error:
            if error.errno != errno.ENOENT:
                raise DatasetError(f"{error.filename}: {error.strerror}") from error


def send_beside(file: Path) -> None:
    """Write a file of a raw folder to the store that the folder stands for, if it does."""
    url = url_of(file.parent)
    if url is not None:
        open_store(url).write(file.name, file.read_bytes())


def refused_objects(roots: Iterable[Path]) -> Iterator[Reject]:
    """Yield the objects below raw URLs that cannot be files here."""
    for name, folder in named_roots(roots).items():
        if url_of(folder) is None:
            continue
        for refused, detail in _load_refused(folder).items():
            yield RawItem(f"{name}/{printable(refused)}", folder).reject("plan", "unreadable", detail)


def _bring_root(root: Path, max_bytes: int, without: Path | None) -> None:
    url = url_of(root) or ""
    store = open_store(url)
    listing = _without(store.listing(), url, without)
    if not listing:
        raise StoreError(errno.ENOENT, "no such bucket, folder or object, or nothing in it", url)
    if listing.keys() == {""}:
        _clear(root, is_folder=False)
        _bring_object(root.parent, root.name, max_bytes)
    else:
        _clear(root, is_folder=True)
        _bring_folder(store, root, listing, max_bytes)


def _bring_object(folder: Path, name: str, max_bytes: int) -> None:
    """Bring one object below a folder, and its sidecar. It is asked for by its name, which need be no part of a URL."""
    sidecar = sidecar_path(RawItem("", Path(name)))
    _bring_beside(folder, (name, *([sidecar.as_posix()] if sidecar else [])), max_bytes)


def _without(listing: dict[str, Found], url: str, output: Path | None) -> dict[str, Found]:
    """Return a listing without what lies below the output's URL."""
    output_url = f"{url_of(output)}/" if output and url_of(output) else ""
    if not output_url.startswith(f"{url}/"):
        return listing
    below = output_url.removeprefix(f"{url}/")
    return {name: found for name, found in listing.items() if not name.startswith(below)}


def _bring_settings_above(root: Path) -> None:
    """Bring the settings that may stand right above a raw folder; above a bucket there is nothing.

    Who may read a folder of a bucket need not be allowed to look at what is above it: that is told, and no error.
    """
    if url_of(root.parent) is not None:
        _bring_beside(root.parent, sorted(SETTINGS_FILES), may_be_forbidden=True)


def _clear(root: Path, is_folder: bool) -> None:
    """Make room where a folder stands for what is an object now, or the other way round."""
    if is_folder and root.is_file():
        root.unlink()
    elif not is_folder and root.is_dir():
        remove(root)


def _bring_beside(
    folder: Path, names: Sequence[str], max_bytes: int | None = None, may_be_forbidden: bool = False
) -> None:
    """Bring single objects of a folder, and leave alone what else is there; raises StoreError.

    `may_be_forbidden`: to look whether they are there. One that is there is to be read, else it would count as absent.
    """
    store = open_store(url_of(folder) or "")
    wanted: dict[str, Found] = {}
    for name in names:
        try:
            wanted |= {found: about for found, about in store.listing(name).items() if found == name}
        except StoreError as error:
            if not may_be_forbidden or error.errno != errno.EACCES:
                raise
            log("not_allowed", level=logging.WARNING, url=str(error.filename))
    with build_lock(folder, wait=True):
        copies = _Copies.of(folder)
        copies.bring(store, wanted, max_bytes)
        copies.drop(name for name in names if name not in wanted)
        copies.save()
    for refused in copies.refused.values():
        raise refused


def _bring_folder(store: Store, folder: Path, listing: Mapping[str, Found], max_bytes: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with build_lock(folder, wait=True):
        named = sort_names(listing, _folds_case(folder))
        copies = _Copies.of(folder)
        wanted = {name: listing[name] for name in named.files}
        n_dropped = copies.drop(name for name in _files(folder) if name not in wanted)
        n_fetched = copies.bring(store, wanted, max_bytes)
        copies.save()
        refused = named.refused | {name: str(error.strerror) for name, error in copies.refused.items()}
        write_whole(folder / _REFUSED, json.dumps(refused))
    for name in SETTINGS_FILES & copies.refused.keys():  # no rights records are other ones than those it holds
        raise copies.refused[name]
    log("raw_brought", raw=store.url, objects=len(listing), fetched=n_fetched, removed=n_dropped)


def _folds_case(folder: Path) -> bool:
    """Say whether the file system takes "A" and "a" for one name."""
    probe = folder / ".Probe"
    probe.touch()
    folds = (folder / ".pROBE").exists()
    probe.unlink()
    return folds


def _files(folder: Path) -> list[str]:
    """Return what the folder holds beside what is hidden, by names relative to it; links count as files."""
    found, todo = list[str](), [""]
    while todo:
        below = todo.pop()
        with os.scandir(folder / below) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    todo.append(f"{below}{entry.name}/")
                else:
                    found.append(f"{below}{entry.name}")
    return found


def _load_refused(folder: Path) -> dict[str, str]:
    try:
        refused = json.loads((folder / _REFUSED).read_bytes())
    except (OSError, ValueError):
        return {}
    return refused if isinstance(refused, dict) else {}


@dataclass(slots=True)
class _Copies:
    """Which object each file of a folder is a copy of: its mark, and the size and time of the file that was written."""

    folder: Path
    known: dict[str, list[Any]]
    refused: dict[str, StoreError]
    changed: bool = False

    @classmethod
    def of(cls, folder: Path) -> "_Copies":
        """Return what is known of a folder."""
        known: dict[str, list[Any]] = {}
        try:
            for line in (folder / _COPIES).read_text("utf-8").splitlines():
                known |= json.loads(line)
        except (OSError, ValueError, TypeError):
            pass  # whatever is not known is read again
        remove(folder / _DRAFTS)
        return cls(folder, known, {})

    def bring(self, store: Store, wanted: Mapping[str, Found], max_bytes: int | None) -> int:
        """Fetch those of the objects whose copies are not here; returns how many were fetched."""
        marks = {name: _mark(name, found, max_bytes) for name, found in wanted.items()}
        missing = [name for name, found in wanted.items() if not self._holds(name, marks[name], found.size)]
        unread = [name for name in missing if marks[name] == _UNREAD]
        for name in unread:
            self._put(name, _sparse(self._draft(0), wanted[name].size))
        self._note(dict.fromkeys(unread, _UNREAD), wanted)
        to_fetch = [name for name in missing if marks[name] != _UNREAD]
        for start in range(0, len(to_fetch), _AT_ONCE):
            batch = to_fetch[start : start + _AT_ONCE]
            self._fetch(store, batch)
            self._note({name: marks[name] for name in batch}, wanted)
        return len(to_fetch)

    def _fetch(self, store: Store, batch: list[str]) -> None:
        drafts = {name: self._draft(place) for place, name in enumerate(batch)}
        failed = store.fetch({name: str(draft) for name, draft in drafts.items()})
        for name, draft in drafts.items():
            if name not in failed:
                self._put(name, draft)
                continue
            self.drop([name])
            if failed[name].errno != errno.ENOENT:  # else it went away since it was listed
                self.refused[name] = failed[name]

    def _draft(self, place: int) -> Path:
        (self.folder / _DRAFTS).mkdir(exist_ok=True)
        return self.folder / _DRAFTS / str(place)

    def _put(self, name: str, draft: Path) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        _clear(file, is_folder=False)
        draft.replace(file)

    def _holds(self, name: str, mark: str | None, size: int) -> bool:
        held = self._stat(name)
        return mark is not None and held[0] == size and self.known.get(name) == [mark, *held]

    def _stat(self, name: str) -> tuple[int, int]:
        try:
            status = os.lstat(f"{self.folder}/{name}")
        except OSError:
            return (-1, -1)
        return status.st_size, status.st_mtime_ns

    def _note(self, marks: Mapping[str, str | None], wanted: Mapping[str, Found]) -> None:
        """Write down what was brought at once: who is killed later need not bring it again."""
        noted = {
            name: [mark, *self._stat(name)] for name, mark in marks.items() if self._stat(name)[0] == wanted[name].size
        }
        if marks:
            self.changed = True
            self.known |= noted
            with (self.folder / _COPIES).open("a", encoding="utf-8") as file:
                file.write(json.dumps(noted) + "\n")

    def drop(self, names: Iterable[str]) -> int:
        """Remove files, and the folders that they leave empty; returns how many there were."""
        dropped = 0
        for name in list(names):
            file = self.folder / name
            if os.path.lexists(file) and not file.is_dir():
                file.unlink()
                dropped += 1
            if self.known.pop(name, None) is not None:
                self.changed = True
            _remove_empty(file.parent, self.folder)
        return dropped

    def save(self) -> None:
        """Write down what is known in place of what was noted meanwhile."""
        remove(self.folder / _DRAFTS)
        if self.changed:
            write_whole(self.folder / _COPIES, json.dumps(self.known) + "\n")


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _mark(name: str, found: Found, max_bytes: int | None) -> str | None:
    """Return what the copy of an object is known by."""
    return found.mark if max_bytes is None or _is_read(name, found, max_bytes) else _UNREAD


def _is_read(name: str, found: Found, max_bytes: int) -> bool:
    """Say whether a build reads more of an object than its size."""
    if found.size <= max_bytes and os.path.splitext(name)[1].lower() in _READ:  # noqa: PTH122 - as often as objects
        return True
    return name in SETTINGS_FILES or container_of(Path(name)) is not None


def _sparse(file: Path, size: int) -> Path:
    """Make a file of a size that takes no room."""
    with file.open("wb") as made:
        made.truncate(size)
    return file
