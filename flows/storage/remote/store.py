"""A place in a store that fsspec reaches: listing, reading and writing objects, and every trouble as one kind of error.

fsspec's file systems differ in what they raise, in what their listings say of an object and in whether they can write
only where nothing was written meanwhile; that they do is known here alone.
"""

import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from flows.storage.remote.places import PlaceError, url_of

_AT_ONCE = 256
# What a listing may say of an object that is another when its bytes are. Without any of them nothing is known.
_TELLING = (
    "ETag", "etag", "md5Hash", "crc32c", "content_hash", "generation",
    "LastModified", "last_modified", "mtime", "updated", "created",
)  # fmt: skip
# Libraries whose errors say that a store cannot be talked to; an error of ours is to be seen as what it is.
_TALKING = (
    "botocore", "aiobotocore", "aiohttp", "google", "gcsfs", "azure", "adlfs", "requests", "urllib3", "paramiko",
    "fsspec",
)  # fmt: skip
_WITHOUT_CREDENTIALS = (
    "NoCredentialsError", "PartialCredentialsError", "TokenRetrievalError", "DefaultCredentialsError",
)  # fmt: skip
_EXTRAS = {"s3": "alliance-commentary[s3]", "s3a": "alliance-commentary[s3]"}
_NOT_THERE = "no such bucket, folder or object"


class StoreError(OSError):
    """A store does not answer or does not allow it: errno, what is wrong and what to do, and the URL."""


@dataclass(frozen=True, slots=True)
class Found:
    """An object of a listing. `mark`: what tells its bytes from others', or None where the store says nothing."""

    size: int
    mark: str | None


@dataclass(frozen=True, slots=True)
class Version:
    """An object as it was read; `etag`: what the store itself can hold against it."""

    data: bytes
    etag: str | None


@dataclass(frozen=True, slots=True)
class Store:
    """What lies below a URL. Names of objects are relative to it."""

    url: str
    _fs: Any
    _root: str

    def exists(self) -> bool:
        """Say whether there is an object of that URL, or one below it."""
        with self._told():
            self._fs.invalidate_cache()
            return bool(self._fs.exists(self._root))

    def listing(self, below: str = "") -> dict[str, Found]:
        """Return the objects below a name, sorted; the object of that very name is the empty name."""
        start = self._path(below)
        with self._told(below):
            self._fs.invalidate_cache()
            try:
                found: Mapping[str, Mapping[str, Any]] = self._fs.find(start, detail=True)
            except FileNotFoundError:
                return {}
        return {
            path[len(self._root) + 1 :]: Found(int(info.get("size") or 0), _mark(info))
            for path, info in sorted(found.items())
            if (path == start or path.startswith(f"{start}/"))
            and info.get("type") != "directory"
            and not path.endswith("/")  # the mark of a folder
        }

    def version(self, name: str) -> Version | None:
        """Return an object; None where there is none."""
        with self._told(name):
            self._fs.invalidate_cache()
            try:
                # The mark first: if the object is replaced in between, the mark is of the older one.
                etag = self._fs.info(self._path(name)).get("ETag") if self._can_compare else None
                return Version(self._fs.cat_file(self._path(name)), etag)
            except FileNotFoundError:
                return None

    def write(self, name: str, data: bytes) -> None:
        """Write an object whole, whatever is there."""
        with self._told(name):
            self._fs.pipe_file(self._path(name), data)

    def write_if(self, name: str, data: bytes, before: Version | None) -> bool:
        """Write an object if it still is as it was (None: not there), and say whether that was so."""
        with self._told(name):
            try:
                self._write_if(name, data, before)
            except Exception as error:
                went_away = before is not None and isinstance(error, FileNotFoundError)
                if not _is_refusal(error) and not went_away:
                    raise
            else:
                return True
        # Written, but the answer was lost and the client asked again.
        now = self.version(name)
        return now is not None and now.data == data

    def _write_if(self, name: str, data: bytes, before: Version | None) -> None:
        conditions = {"mode": "create"} if before is None else {"IfMatch": before.etag} if before.etag else None
        if conditions is not None:
            try:
                self._fs.pipe_file(self._path(name), data, **conditions)
                return
            except (NotImplementedError, OSError) as error:
                if not isinstance(error, NotImplementedError) and error.errno != errno.ENOSYS:
                    raise
        # The store cannot compare and write in one step: between the two another may write.
        now = self.version(name)
        if (now and now.data) != (before and before.data):
            raise FileExistsError(name)
        self._fs.pipe_file(self._path(name), data)

    def fetch(self, wanted: Mapping[str, str]) -> dict[str, StoreError]:
        """Write objects to files, given by path; returns those that are not there or not allowed, with the error."""
        failed: dict[str, StoreError] = {}
        for batch in _batches(wanted):
            try:
                with self._told():
                    self._fs.get([self._path(name) for name, _ in batch], [file for _, file in batch])
            except StoreError as error:
                if not _of_one_object(error):
                    raise
                failed |= self._fetch_each(batch)
        return failed

    def _fetch_each(self, batch: Sequence[tuple[str, str]]) -> dict[str, StoreError]:
        failed = {}
        for name, file in batch:
            try:
                with self._told(name):
                    self._fs.get([self._path(name)], [file])
            except StoreError as error:
                if not _of_one_object(error):
                    raise
                failed[name] = error
        return failed

    def send(self, files: Mapping[str, str]) -> None:
        """Write files, given by path, to objects."""
        for batch in _batches(files):
            with self._told():
                self._fs.put([file for _, file in batch], [self._path(name) for name, _ in batch])

    def remove(self, names: Sequence[str]) -> None:
        """Remove objects; their names are to hold no wildcards."""
        with self._told():
            self._fs.rm([self._path(name) for name in names])

    @property
    def _can_compare(self) -> bool:
        return "s3" in self._fs.protocol

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root

    @contextmanager
    def _told(self, name: str = "") -> Iterator[None]:
        """Turn whatever a store raises into a StoreError; what the disk here raises stays what it is."""
        try:
            yield
        except Exception as error:
            told = _as_store_error(error, f"{self.url}/{name}" if name else self.url)
            if told is None:
                raise
            raise told from error


def open_store(url: str) -> Store:
    """Return the store of a URL; raises PlaceError where fsspec knows no such store or lacks the library for it."""
    import fsspec  # slow to import, and no build of folders needs it

    scheme = url.partition("://")[0]
    try:
        file_system, root = fsspec.url_to_fs(url)
    except ImportError as error:
        named = _EXTRAS.get(scheme)
        todo = f"pip install '{named}'" if named else " ".join(str(error).split())
        raise PlaceError(f"{url}: the library for {scheme}:// is not installed; {todo}") from error
    except ValueError as error:
        if "Protocol not known" not in str(error):
            raise PlaceError(f"{url}: {' '.join(str(error).split())}") from error
        raise PlaceError(f"{url}: fsspec knows no store {scheme}://; s3://, gs:// and memory:// are some") from error
    except Exception as error:
        if (told := _as_store_error(error, url)) is None:
            raise
        raise told from error
    return Store(url, file_system, root.rstrip("/"))


def missing(raw: Path) -> str | None:
    """Return what to tell where a raw folder or file, or the URL that it stands for, is not there; None if it is."""
    url = url_of(raw)
    if url is None:
        return None if os.path.lexists(raw) else f"{raw}: no such file or folder"
    return None if open_store(url).exists() else f"{url}: {_NOT_THERE}"


def _mark(info: Mapping[str, Any]) -> str | None:
    told = [f"{key}={info[key]}" for key in _TELLING if info.get(key) is not None]
    return " ".join(told) or None


def _batches(pairs: Mapping[str, str]) -> Iterator[list[tuple[str, str]]]:
    rest = iter(pairs.items())
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch


def _of_one_object(error: StoreError) -> bool:
    return error.errno in (errno.ENOENT, errno.EACCES)


def _is_refusal(error: Exception) -> bool:
    """Say whether a store refused to write since the object is not as it was."""
    response = getattr(error.__cause__, "response", None) or {}
    code = response.get("Error", {}).get("Code")
    return isinstance(error, FileExistsError) or code in ("PreconditionFailed", "ConditionalRequestConflict", "412")


def _as_store_error(error: Exception, url: str) -> StoreError | None:
    """Return the error that tells the user; None for an error that is not the store's."""
    problem = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, StoreError) or (isinstance(error, OSError) and _is_of_this_disk(error)):
        return None
    if isinstance(error, FileNotFoundError):
        return StoreError(errno.ENOENT, _NOT_THERE, url)
    if isinstance(error, PermissionError):
        return StoreError(errno.EACCES, "access denied; check the credentials and what they allow", url)
    if type(error).__name__ in _WITHOUT_CREDENTIALS:
        return StoreError(errno.EACCES, f"no credentials ({problem}); set those of the store's own client", url)
    library = type(error).__module__.partition(".")[0]
    if library in _TALKING or isinstance(error, ConnectionError | TimeoutError):
        return StoreError(
            errno.EIO, f"the store does not answer ({problem}); look after the network and try again", url
        )
    if isinstance(error, OSError):
        # EREMOTEIO is S3's "internal error": worth another try, as an error of a disk is.
        number = error.errno if error.errno not in (None, errno.EREMOTEIO) else errno.EIO
        return StoreError(number, error.strerror or problem, url)
    return None


def _is_of_this_disk(error: OSError) -> bool:
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS) or str(error.filename or "").startswith("/")
