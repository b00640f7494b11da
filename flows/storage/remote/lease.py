"""One build at a time for an output in a store: the object `.lock`, written only where there is none.

Its holder shows that it lives by writing it again. A lock that was not written for five minutes, or whose process of
this host is gone, is that of a build which died. Should two builds hold it after all (clocks that differ by minutes, a
store that cannot write conditionally), the pointer is compared before it is replaced, and one of them is refused.
"""

import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from uuid import uuid4

from flows.storage.disk.locks import (
    DEAD_AFTER,
    UNKNOWN,
    Holder,
    Tell,
    locked,
    say_nothing,
    showing_life,
    this_process,
    wait_for,
)
from flows.storage.remote.places import url_of
from flows.storage.remote.store import Store, Version, open_store

_LOCK = ".lock"
_WRITTEN_EVERY = 30.0
_ASKED_EVERY = 2.0
# The tokens of the locks that this process holds: one that it could not remove, since the store was away, is not held.
_HELD: set[str] = set()


@dataclass(frozen=True, slots=True)
class _Written:
    """What a lock says: its holder, the secret that tells one holder from another, and when it was written last."""

    holder: Holder
    token: str
    at: float

    def data(self) -> bytes:
        """Return the bytes of the object."""
        return json.dumps({**asdict(self.holder), "token": self.token, "at": self.at}).encode()


@contextmanager
def output_lock(
    output: Path,
    wait: bool = False,
    waiting: Tell = say_nothing,
    took_over: Tell = say_nothing,
    now: Callable[[], float] = time.time,
) -> Iterator[None]:
    """Hold an output that stands for a URL as `build_lock` holds a folder; any other needs nothing here.

    Raises LockedError and StoreError.
    """
    url = url_of(output)
    if url is None:
        yield
        return
    store, token = open_store(url), uuid4().hex
    wait_for(lambda: _take(store, token, took_over, now), output, wait, waiting, _ASKED_EVERY)
    try:
        with showing_life(lambda: _write_again(store, token, now), _WRITTEN_EVERY):
            yield
    finally:
        _HELD.discard(token)
        with suppress(OSError):  # a lock that cannot be removed goes stale
            if _is_ours(store.version(_LOCK), token):
                store.remove([_LOCK])


def refuse_if_held(output: Path, wait: bool) -> None:
    """Raise LockedError if another build holds the output and none is waited for, StoreError if none could write."""
    store, token = open_store(url_of(output) or ""), uuid4().hex
    held = store.version(_LOCK)
    if held is None:
        if store.write_if(_LOCK, _own(token, time.time()).data(), None):
            store.remove([_LOCK])
    elif not wait and (holder := _alive(held, time.time())) is not None:
        raise locked(output, holder)


def _take(store: Store, token: str, took_over: Tell, now: Callable[[], float]) -> Holder | None:
    """Write the lock and return None, or return who holds it."""
    held = store.version(_LOCK)
    if held is not None and (holder := _alive(held, now())) is not None:
        return holder
    if _wrote(store, token, held, now()):
        if held is not None:
            took_over(_holder(held))
        return None
    now_held = store.version(_LOCK)
    return _holder(now_held) if now_held else _take(store, token, took_over, now)


def _wrote(store: Store, token: str, held: Version | None, now: float) -> bool:
    """Write the lock if it still is as it was, and say whether that was so."""
    written = False
    # Before it can be seen: to this process, a lock of its own whose token nobody holds is a dead one.
    _HELD.add(token)
    try:
        written = store.write_if(_LOCK, _own(token, now).data(), held)
    finally:
        if not written:
            _HELD.discard(token)
    return written


def _alive(held: Version, now: float) -> Holder | None:
    """Return the holder of a lock, or None if it is dead or the lock says nothing."""
    written = _read(held)
    # A time that is none, or far in the future, says no more than one long past.
    if written is None or not abs(now - written.at) < DEAD_AFTER or _died_here(written):
        return None
    return written.holder


def _died_here(written: _Written) -> bool:
    """Say whether a lock is that of a build on this host which is gone."""
    if written.holder.host != socket.gethostname():
        return False
    if written.holder.pid == os.getpid():
        return written.token not in _HELD
    try:
        os.kill(written.holder.pid, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):  # another user's process, or no number of one
        return False
    return False


def _own(token: str, now: float) -> _Written:
    return _Written(this_process(now), token, now)


def _read(held: Version) -> _Written | None:
    try:
        said = json.loads(held.data)
        holder = Holder(int(said["pid"]), str(said["host"]), str(said["since"]))
        return _Written(holder, str(said["token"]), float(said["at"]))
    except (ValueError, KeyError, TypeError):
        return None


def _holder(held: Version) -> Holder:
    written = _read(held)
    return written.holder if written else UNKNOWN


def _is_ours(held: Version | None, token: str) -> bool:
    written = _read(held) if held else None
    return written is not None and written.token == token


def _write_again(store: Store, token: str, now: Callable[[], float]) -> None:
    """Write the lock with the time of now, if it still is ours."""
    held = store.version(_LOCK)
    written = _read(held) if held else None
    if written is not None and written.token == token:
        store.write_if(_LOCK, replace(written, at=now()).data(), held)
