"""The dataset that a store holds: brought to a folder here before a build or for a reader, and sent after a build.

In the store lie `parts/` and `datasets/` as in an output folder, but no file twice: what are links there are names in
the pointer here.
"""

import filecmp
import hashlib
import logging
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from flows.settings import BuildSettings
from flows.storage.dataset.cleanup import remove_leftovers, remove_unused
from flows.storage.dataset.manifest import DatasetError
from flows.storage.dataset.staging import link_dataset, link_file, publish_dataset
from flows.storage.disk.files import DRAFT, remove, sync
from flows.storage.disk.locks import LockedError, build_lock
from flows.storage.events import log
from flows.storage.parts.stored import part_files
from flows.storage.remote.places import place_name, url_of
from flows.storage.remote.pointer import POINTER, Piece, Pointer, folder_of_object, is_ours, read_pointer
from flows.storage.remote.store import Found, Store, Version, open_store


@dataclass(frozen=True, slots=True)
class Base:
    """What the store held when a build began: the pointer, and the objects that are gone or damaged."""

    version: Version | None = None
    pointer: Pointer | None = None
    lost: frozenset[str] = frozenset()


def bring_output(settings: BuildSettings) -> Base:
    """Have the output folder stand as the store does; raises StoreError and DatasetError.

    Parts that are here already are not brought, and parts of killed builds stay. A part that is gone or damaged in the
    store is left out, so its articles are done again. The caller holds the locks.
    """
    url = url_of(settings.output)
    if url is None:
        return Base()
    store = open_store(url)
    version = store.version(POINTER)
    if version is None:
        settings.dataset.unlink(missing_ok=True)
        return Base()
    pointer = read_pointer(version.data, url)
    lost = _bring(store, pointer, settings)
    if lost:
        log("objects_lost", level=logging.WARNING, output=url, objects=len(lost), first=folder_of_object(min(lost)))
    return Base(version, pointer, frozenset(lost))


def bring_dataset(dataset: Path, tries: int = 3) -> None:
    """Have the folder of a dataset that stands for a URL hold what the store has; raises StoreError and DatasetError.

    A dataset that is replaced while it is read is read anew.
    """
    settings = BuildSettings(output=dataset.parent)
    url = url_of(settings.output)
    store = open_store(url) if url and dataset == settings.dataset else None
    version = store.version(POINTER) if store else None
    if store is None or version is None:
        raise DatasetError(f"no dataset in {place_name(dataset)}; its URL is that of --output with /dataset behind it")
    with build_lock(settings.output, wait=True):
        lost = _bring(store, read_pointer(version.data, store.url), settings)
        remove_unused(settings, time.time())
    if lost and tries > 1 and store.version(POINTER) != version:
        return bring_dataset(dataset, tries - 1)
    if lost:
        raise DatasetError(f"{store.url}/{folder_of_object(min(lost))} is gone or damaged; build again")
    return None


def send_output(settings: BuildSettings, base: Base) -> None:
    """Send what the store lacks of the published dataset, then the pointer; then remove what nobody uses any more.

    Raises StoreError, and LockedError where another build has published since this one began.
    """
    url = url_of(settings.output)
    if url is None:
        return
    store, now = open_store(url), time.time()
    there = {**store.listing("parts"), **store.listing("datasets")}
    pointer, here = _next_pointer(settings, base, there, now)
    missing = {
        name: str(here[name])
        for name, piece in pointer.objects.items()
        if name in base.lost or name not in there or there[name].size != piece.size
    }
    store.send(missing)
    if not store.write_if(POINTER, pointer.data(), base.version) and not _holds_run(store, pointer.run_id):
        raise LockedError(f"another build has published to {url} since this one began; build again")
    log("sent", output=url, objects=len(missing), bytes=sum(pointer.objects[name].size for name in missing))
    _remove_unused(store, there, pointer.unused_since, now - settings.grace_hours * 3600)


def _holds_run(store: Store, run_id: str) -> bool:
    """Say whether the dataset of a store is that of a run: its pointer was written before, and the answer was lost."""
    version = store.version(POINTER)
    return version is not None and read_pointer(version.data, store.url).run_id == run_id


def _next_pointer(
    settings: BuildSettings, base: Base, there: Mapping[str, Found], now: float
) -> tuple[Pointer, dict[str, Path]]:
    """Return the pointer of the published dataset, and where the bytes of each of its objects are here."""
    files = dict(_files_of(settings))
    here = _part_objects(settings, files) | dict(files.values())
    known = base.pointer.objects if base.pointer else {}
    objects = {name: _piece(path, known.get(name)) for name, path in sorted(here.items())}
    names = {file: name for file, (name, _) in sorted(files.items())}
    unused_since = _unused(there, objects, base.pointer, now)
    return Pointer(settings.dataset.resolve().name, objects, names, unused_since), here


def _bring(store: Store, pointer: Pointer, settings: BuildSettings) -> set[str]:
    """Bring what is not here of a dataset and link it; returns the objects that are gone or damaged."""
    remove_leftovers(settings)
    lost = _bring_parts(store, pointer, settings.parts_dir)
    folder = settings.datasets_dir / pointer.run_id
    if not lost and all(_is_whole(folder / file, pointer.objects[name]) for file, name in pointer.files.items()):
        link_dataset(folder, settings)
        return lost
    staged = settings.datasets_dir / f"{DRAFT}{pointer.run_id}"
    own = {name: staged / file for file, name in pointer.files.items() if not name.startswith("parts/")}
    lost |= _fetch(store, pointer, own)
    for file, name in pointer.files.items():
        (staged / file).parent.mkdir(parents=True, exist_ok=True)
        if name.startswith("parts/") and (part := settings.output / name).exists():
            link_file(part, staged / file)
    remove(folder)
    publish_dataset(staged, settings)
    return lost


def _bring_parts(store: Store, pointer: Pointer, parts_dir: Path) -> set[str]:
    """Fetch the parts that are not here whole; each comes to its place in one rename."""
    missing = {
        part: names
        for part, names in pointer.parts().items()
        if not all(_is_whole(parts_dir.parent / name, pointer.objects[name]) for name in names)
    }
    drafts = {part: parts_dir / f"{DRAFT}{part}" for part in missing}
    lost = _fetch(
        store, pointer, {name: drafts[part] / Path(name).name for part, names in missing.items() for name in names}
    )
    for part, names in missing.items():
        remove(parts_dir / part)
        if lost.isdisjoint(names):
            drafts[part].replace(parts_dir / part)
        else:
            remove(drafts[part])
            lost.update(names)
    return lost


def _fetch(store: Store, pointer: Pointer, wanted: Mapping[str, Path]) -> set[str]:
    """Fetch objects to files; returns those that are not there, or are not what the pointer says."""
    for file in wanted.values():
        file.parent.mkdir(parents=True, exist_ok=True)
    lost = set(store.fetch({name: str(file) for name, file in wanted.items()}))
    for name in wanted.keys() - lost:
        if _piece(wanted[name], None) != pointer.objects[name]:
            wanted[name].unlink()
            lost.add(name)
        else:
            sync(wanted[name])
    return lost


def _is_whole(file: Path, piece: Piece) -> bool:
    try:
        return file.stat().st_size == piece.size
    except OSError:
        return False


def _piece(file: Path, known: Piece | None) -> Piece:
    """Return what the pointer says of a file; what it said of one of the same name and size still holds."""
    size = file.stat().st_size
    if known is not None and known.size == size:
        return known
    with file.open("rb") as opened:
        return Piece(size, hashlib.file_digest(opened, "sha256").hexdigest())


def _files_of(settings: BuildSettings) -> Iterator[tuple[str, tuple[str, Path]]]:
    """Yield the files of the published dataset, each with the object that holds it and where its bytes are here."""
    folder = settings.dataset.resolve()
    for path in sorted(folder.rglob("[!.]*")):
        if path.is_dir():
            continue
        file = path.relative_to(folder)
        of_part = _same_file(path, settings.parts_dir / file.stem, file.parent.name)
        name = of_part.relative_to(settings.output) if of_part else Path("datasets", folder.name, file)
        yield file.as_posix(), (name.as_posix(), path)


def _same_file(path: Path, part: Path, table: str) -> Path | None:
    """Return the file of a part that a file of a dataset is a link to, or a copy of."""
    held = sorted(part.glob(f"{table}*{path.suffix}"))
    linked = next((file for file in held if file.samefile(path)), None)
    return linked or next((file for file in held if filecmp.cmp(file, path, shallow=False)), None)


def _part_objects(settings: BuildSettings, files: Mapping[str, tuple[str, Path]]) -> dict[str, Path]:
    """Return the files of the parts that a dataset is made of, those too that are none of the dataset's own."""
    parts = {folder_of_object(name) for name, _ in files.values() if name.startswith("parts/")}
    return {
        path.relative_to(settings.output).as_posix(): path
        for part in sorted(parts)
        for path in part_files(settings.output / part)
    }


def _unused(
    there: Mapping[str, Found], objects: Collection[str], before: Pointer | None, now: float
) -> dict[str, float]:
    """Return the folders of a store that no dataset needs any more, with the time since when."""
    used = {folder_of_object(name) for name in objects}
    since = before.unused_since if before else {}
    unused = sorted({folder_of_object(name) for name in there if is_ours(name)} - used)
    return {folder: since.get(folder, now) for folder in unused}


def _remove_unused(store: Store, there: Mapping[str, Found], unused_since: Mapping[str, float], oldest: float) -> None:
    """Remove folders that nobody has used since before a time; that it cannot be done fails no build."""
    old = {folder for folder, since in unused_since.items() if since <= oldest}
    names = [name for name in there if is_ours(name) and folder_of_object(name) in old]
    if not names:
        return
    try:
        store.remove(names)
    except OSError as error:
        log("cleanup_failed", level=logging.WARNING, detail=str(error))
