"""What a build is told, in one frozen object that is passed in."""

import os
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 20_000_000
MAX_SECONDS = 60.0
MIN_PAGES = 5


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """Where articles come from and go to.

    `raw`: folders or files; `output` holds `dataset/` and `parts/`; `workers`: extracting processes;
    `limit`: read at most so many articles; `max_bytes`: larger files, and larger records of containers, are rejected;
    `max_seconds`: an article that takes longer is rejected.
    """

    raw: tuple[Path, ...] = (Path("raw"),)
    output: Path = Path("output")
    workers: int = os.cpu_count() or 1
    limit: int | None = None
    max_bytes: int = MAX_BYTES
    max_seconds: float = MAX_SECONDS

    @property
    def parts_dir(self) -> Path:
        """Return the folder of the parts."""
        return self.output / "parts"


@dataclass(frozen=True, slots=True)
class LearnSettings:
    """Where the articles are from which the recurring lines of sites are learnt, and on how many pages they stand.

    `max_bytes`: larger files, and larger records of containers, are not read.
    """

    raw: Path = Path("raw")
    min_pages: int = MIN_PAGES
    max_bytes: int = MAX_BYTES

    @property
    def folder(self) -> Path:
        """Return the folder that the file of recurring lines is written to."""
        return self.raw if self.raw.is_dir() else self.raw.parent
