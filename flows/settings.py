"""What a build and a release are told, in one frozen object each that is passed in."""

import os
from dataclasses import dataclass, field
from pathlib import Path

MAX_BYTES = 20_000_000
MAX_SECONDS = 60.0
MOST_SECONDS = 86_400.0  # a day: no timer of the system counts much further
MIN_PAGES = 5
GRACE_HOURS = 24.0
RUNNERS = ("process", "thread", "dask")


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """Where articles come from and go to.

    `raw`: folders or files; `output` holds `dataset/` and `parts/`; `workers`: how many processes, threads or local
    Dask workers extract; `limit`: read at most so many articles; `max_bytes`: larger files, and larger records of
    containers, are rejected; `max_seconds`: an article that takes longer, of the processor, is rejected, and one that
    takes ten times as long by the clock; `grace_hours`: how long a dataset that was replaced stays for those who still
    read it, and parts that no dataset uses for a run that may; `wait`: for another build to end; `runner`: what
    extracts, one of RUNNERS; `dask_address`: of a cluster's scheduler.
    """

    raw: tuple[Path, ...] = (Path("raw"),)
    output: Path = Path("output")
    workers: int = os.cpu_count() or 1
    limit: int | None = None
    max_bytes: int = MAX_BYTES
    max_seconds: float = MAX_SECONDS
    grace_hours: float = GRACE_HOURS
    wait: bool = False
    runner: str = RUNNERS[0]
    dask_address: str | None = None

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


@dataclass(frozen=True, slots=True)
class QuotationCaps:
    """How much a release quotes of an article whose rights are reserved.

    `words` and `share` (of the characters of the clean text) bound the sentences that `claims` carries of an article
    together; `label_words` and `title_words` bound a single name, phrase or title. Raises ValueError for a share that
    bounds nothing.
    """

    words: int = 200
    share: float = 0.1
    label_words: int = 12
    title_words: int = 40

    def __post_init__(self) -> None:
        """Refuse what no share of an article compares with: to DuckDB all numbers are below one that is none (nan)."""
        if not 0 <= self.share <= 1:
            raise ValueError(f"a share is from 0 to 1, not {self.share}")


@dataclass(frozen=True, slots=True)
class Tolerances:
    """How far counts may go from the last release without anybody looking.

    `articles_lost`: share of the articles that may be gone; `rows_shift`: relative change of a table's rows an article.
    """

    articles_lost: float = 0.02
    rows_shift: float = 0.2


@dataclass(frozen=True, slots=True)
class ReleaseSettings:
    """What a release is made of and how.

    `output` holds `releases/`; `version`: None for the least that the changes ask for; `accept`: gates let pass;
    `project`: the folder with the licence and the scores.
    """

    dataset: Path = Path("output/dataset")
    output: Path = Path("output")
    version: str | None = None
    accept: tuple[str, ...] = ()
    caps: QuotationCaps = field(default_factory=QuotationCaps)
    tolerances: Tolerances = field(default_factory=Tolerances)
    workers: int = os.cpu_count() or 1
    project: Path = Path(__file__).parents[1]

    @property
    def releases(self) -> Path:
        """Return the folder of the releases."""
        return self.output / "releases"
