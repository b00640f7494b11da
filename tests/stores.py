"""Stores to build from and into: fsspec's memory, and a server that speaks S3; and what is counted and broken there."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec  # type: ignore[import-untyped]
import pytest

from flows.settings import BuildSettings
from flows.storage.remote.places import stand_in
from flows.storage.remote.store import Store


@dataclass(frozen=True)
class TestStore:
    """A place in a store: its URL, and the file system that holds it."""

    __test__ = False
    url: str
    fs: Any

    def put(self, name: str, data: str | bytes) -> None:
        self.fs.pipe_file(self.path(name), data.encode() if isinstance(data, str) else data)

    def remove(self, name: str) -> None:
        self.fs.rm(self.path(name))

    def read(self, name: str) -> bytes:
        return bytes(self.fs.cat_file(self.path(name)))

    def names(self, below: str = "") -> list[str]:
        self.fs.invalidate_cache()
        root = self.path(below)
        return sorted(path.removeprefix(self.path("")) for path in self.fs.find(root))

    def pointer(self) -> dict[str, Any]:
        pointer: dict[str, Any] = json.loads(self.read("out/dataset.json"))
        return pointer

    def path(self, name: str) -> str:
        return f"{self.fs._strip_protocol(self.url)}/{name}"

    def settings(self, **changes: Any) -> BuildSettings:
        """Return the settings of a build from `raw` to `out`."""
        raw, output = stand_in(f"{self.url}/raw", "raw"), stand_in(f"{self.url}/out", "output")
        return BuildSettings(**{"raw": (raw,), "output": output, **changes})

    @property
    def dataset(self) -> Path:
        """The folder that stands for the dataset when it is read."""
        return stand_in(f"{self.url}/out/dataset", "dataset")


@contextmanager
def counted(patch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Count the objects that are fetched, sent, and written otherwise, by what they are: the folder of their names."""
    seen: Counter[str] = Counter()
    fetch, send = Store.fetch, Store.send

    def counting_fetch(self: Store, wanted: dict[str, str]) -> Any:
        seen.update(f"fetched {_kind(self, name)}" for name in wanted)
        return fetch(self, wanted)

    def counting_send(self: Store, files: dict[str, str]) -> None:
        seen.update(f"sent {_kind(self, name)}" for name in files)
        send(self, files)

    with patch.context() as patched:
        patched.setattr(Store, "fetch", counting_fetch)
        patched.setattr(Store, "send", counting_send)
        yield seen


def _kind(store: Store, name: str) -> str:
    return name.partition("/")[0] if store.url.endswith("/out") else "raw"


def memory_store(name: str) -> TestStore:
    return TestStore(f"memory://{name}", fsspec.filesystem("memory"))
