"""What goes to the workers of a cluster and comes back: bytes of articles there, bytes of parts here.

Workers share no disk with the build, nor with one another.
"""

import pickle
from dataclasses import dataclass, replace
from pathlib import Path

from flows.storage.batches.extract import Batch, Built, PartSettings
from flows.storage.batches.loading import brought_along
from flows.storage.parts.stored import adopt_part, discard_part
from flows.storage.runners.processes import Make


@dataclass(frozen=True, slots=True)
class Job:
    """What all batches of a build have in common; `name`: no two builds have the same."""

    name: str
    settings: PartSettings
    make: Make


@dataclass(frozen=True, slots=True)
class Shipped:
    """What a worker made of a batch, or of a piece of one; `files`: of its part, by name."""

    built: Built
    files: dict[str, bytes]


def packed(batch: Batch, max_bytes: int) -> bytes:
    """Return a batch with the bytes of its articles; raises OSError."""
    return pickle.dumps(brought_along(batch, max_bytes))


def unpacked(data: bytes) -> Batch:
    """Return a batch whose articles are read from the bytes it carries."""
    batch: Batch = pickle.loads(data)
    return batch


def shipped(built: Built) -> Shipped:
    """Take what was made off the disk of a worker."""
    if built.part is None:
        return Shipped(built, {})
    folder = built.part.folder
    files = {file.name: file.read_bytes() for file in folder.iterdir()}
    discard_part(folder)
    return Shipped(built, files)


def unloaded(one: Shipped, parts_dir: Path) -> Built:
    """Store what a worker made among the parts of the build; raises OSError."""
    if one.built.part is None:
        return one.built
    return replace(one.built, part=adopt_part(parts_dir / one.built.part.name, one.files))
