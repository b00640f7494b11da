"""What a build is told, in one frozen object that is passed in."""

import os
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 20_000_000
MAX_SECONDS = 60.0
GRACE_HOURS = 24.0


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """Where articles come from and go to.

    `raw`: folders or files; `output` holds `dataset/` and `parts/`; `workers`: extracting processes;
    `limit`: read at most so many articles; `max_bytes`: larger files, and larger records of containers, are rejected;
    `max_seconds`: an article that takes longer is rejected; `grace_hours`: how long a dataset that was replaced stays
    for those who still read it, and parts that no dataset uses for a run that may; `wait`: for another build to end.
    """

    raw: tuple[Path, ...] = (Path("raw"),)
    output: Path = Path("output")
    workers: int = os.cpu_count() or 1
    limit: int | None = None
    max_bytes: int = MAX_BYTES
    max_seconds: float = MAX_SECONDS
    grace_hours: float = GRACE_HOURS
    wait: bool = False

    @property
    def parts_dir(self) -> Path:
        """Return the folder of the parts."""
        return self.output / "parts"

    @property
    def dataset(self) -> Path:
        """Return where the dataset that readers have stands."""
        return self.output / "dataset"

    @property
    def datasets_dir(self) -> Path:
        """Return the folder of the datasets themselves; `dataset` is a link to one of them."""
        return self.output / "datasets"
