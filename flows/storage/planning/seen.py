"""Hashes of files seen before, so that a run over a large corpus reads only what may have changed.

`parts/seen.json` is no state but an aid, as git's index is: without it every file is read again, and the same is
done. A hash is believed as long as size, times and inode are those of the file that was hashed; ctime, which no
program can set back, is among them. A file that was changed within moments of being hashed is not believed.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flows.storage.disk.files import write_whole

_NAME = "seen.json"
# The coarsest clock of a file system still in use (FAT) ticks every two seconds.
_TICK_NS = 2_000_000_000
_FORMAT = 1


class SeenFiles:
    """What each file held when it was last read: the hash of a file, or what was found in a container.

    `version`: of the code that looks into containers; what another version found is not used.
    """

    def __init__(self, parts_dir: Path, version: str, now_ns: Callable[[], int] = time.time_ns) -> None:
        self._file = parts_dir / _NAME
        self._head = [_FORMAT, version]
        self._now_ns = now_ns
        self._known = self._load()
        self._seen: dict[str, list[Any]] = {}
        self._changed = False

    def sha256(self, path: str, status: os.stat_result) -> str:
        """Return the SHA-256 of a file's bytes, hexadecimal; raises OSError."""
        return str(self.content(path, status, _sha256))

    def content(self, path: str, status: os.stat_result, look: Callable[[str], Any]) -> Any:
        """Return what `look` finds in a file, or what it found when the file was the same. It is to be plain JSON."""
        print_ = [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
        known = self._known.get(path)
        if known is not None and known[0] == print_:
            self._seen[path] = known
            return known[1]
        began = self._now_ns()
        found = look(path)
        self._changed = True
        if began - max(status.st_mtime_ns, status.st_ctime_ns) > _TICK_NS:
            self._seen[path] = [print_, found]
        return found

    def save(self) -> None:
        """Write down what was seen, and forget files that were not; without change nothing is written."""
        if not self._changed and len(self._seen) == len(self._known):
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self._file, json.dumps([*self._head, self._seen]))

    def _load(self) -> dict[str, list[Any]]:
        try:
            form, version, known = json.loads(self._file.read_bytes())
        except (OSError, ValueError, TypeError):
            return {}
        return known if [form, version] == self._head and isinstance(known, dict) else {}


def _sha256(path: str) -> str:
    with open(path, "rb") as file:  # noqa: PTH123 - a hundred thousand times a run
        return hashlib.sha256(file.read()).hexdigest()
