"""What a release costs: seconds of each step and the memory of all its processes, by number of articles.

    python -m tests.benchmarks.releases [--articles N] [--workers N] [--raw DIR] [--keep DIR] [--again]

A dataset of N articles is built from those of --raw (by default the real ones beside the project, else the sample),
each with other vowels and digits, so that no two hold the same words; every original is extracted once a process.
`--again` makes a second release after the first, of a dataset in which some articles are new: what is added is the
comparison with the last one. Steps run without Prefect. With --keep the dataset is left, and found by the next run.
"""

import argparse
import functools
import json
import logging
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from flows import release as flow
from flows.article import Extracted, extract_article
from flows.cleaning.recurring import Recurring
from flows.publishing import releases, tables
from flows.publishing.verify import verify
from flows.reading.article import Article
from flows.settings import BuildSettings, ReleaseSettings
from flows.storage.batches import extract
from flows.storage.batches.extract import AtWork, Batch, Built, PartSettings, build_part
from flows.storage.dataset.checks import check_dataset
from flows.storage.events import LOGGER
from tests.benchmarks.scale import SEED, make_corpus
from tests.building import ROOT, SAMPLE, SHARED, build_without_prefect
from tests.releasing import release_without_prefect

_VOWELS = "aeiou"
_DIGITS = "123456789"
_NEW = 100


def main() -> None:
    """Build, release, and print what it took."""
    arguments = _arguments()
    if arguments.measure:
        measure(arguments)
        return
    folder = arguments.keep or Path(tempfile.mkdtemp())
    try:
        report(arguments, folder)
    finally:
        if not arguments.keep:
            _remove(folder)


def _arguments() -> argparse.Namespace:
    real = SHARED / "raw" / "unlabelled"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--raw", type=Path, default=real if real.is_dir() else SAMPLE)
    parser.add_argument("--keep", type=Path, help="where corpus, dataset and releases are made, and left")
    parser.add_argument("--again", action="store_true", help="release once more, with new articles")
    parser.add_argument("--measure", choices=["build", "release"], help=argparse.SUPPRESS)
    return parser.parse_args()


def report(arguments: argparse.Namespace, folder: Path) -> None:
    """Build and release in processes of their own; the steps print their lines as they end."""
    shutil.rmtree(folder / "releases", ignore_errors=True)
    _corpus(arguments.raw, folder, arguments.articles)
    _run("build", arguments, folder)
    _run("release", arguments, folder)
    if arguments.again:
        _corpus(arguments.raw, folder, arguments.articles + _NEW)
        _run("build", arguments, folder)
        _run("release", arguments, folder)


def _corpus(raw: Path, folder: Path, articles: int) -> None:
    originals = [file.read_text("utf-8") for file in _originals(raw)]
    make_corpus(originals, folder / "raw", range(articles), disguised)


def _originals(raw: Path) -> list[Path]:
    return sorted(raw.glob("*.txt"))


def disguised(text: str, _chance: random.Random, number: int) -> str:
    """Return an article with other vowels and digits, as long as it was; its last line says which it is."""
    return f"{text.rstrip()}\n\n".translate(_alphabet(number)) + f"{number:07}\n"


@functools.lru_cache(256)
def _alphabet(number: int) -> dict[int, int]:
    """Return the vowels and digits of an article, each for another; those of the first are as they were."""
    chance = random.Random(SEED * 10_000_000 + number)
    found: dict[int, int] = {}
    for letters in (_VOWELS, _VOWELS.upper(), _DIGITS):
        found |= str.maketrans(letters, "".join(chance.sample(letters, len(letters))))
    return found


class Memoised:
    """What the originals yield, each extracted once, and told of the articles that are disguised as others."""

    def __init__(self, raw: Path) -> None:
        self._originals = _originals(raw)

    def __call__(self, batch: Batch, settings: PartSettings, at_work: AtWork) -> Built:
        """Build a part."""
        extract.extract_article = self.extract
        return build_part(batch, settings, at_work)

    def extract(self, article: Article, _recurring: Recurring | None = None) -> Extracted:
        """Return what the article that this one is a disguise of yields, disguised in the same way."""
        number = int(article.text.rstrip().rpartition("\n")[2])
        found, alphabet = _extracted(self._originals[number % len(self._originals)]), _alphabet(number)
        return replace(
            found,
            paragraphs=tuple(replace(one, text=one.text.translate(alphabet)) for one in found.paragraphs),
            claims=tuple(one._replace(cue=one.cue and one.cue.translate(alphabet)) for one in found.claims),
        )


@functools.cache
def _extracted(original: Path) -> Extracted:
    text = f"{original.read_text('utf-8').rstrip()}\n\n{0:07}\n"
    return extract_article(Article("0" * 16, "raw/a.txt", None, "text", "utf-8", "0" * 64, len(text), text))


def _run(what: str, arguments: argparse.Namespace, folder: Path) -> None:
    options = [f"--measure={what}", f"--raw={arguments.raw}", f"--keep={folder}", f"--workers={arguments.workers}"]
    subprocess.run([sys.executable, "-m", "tests.benchmarks.releases", *options], cwd=ROOT, check=True)


def measure(arguments: argparse.Namespace) -> None:
    """Build or release in this process and its workers, and print the seconds and the most memory."""
    folder = arguments.keep
    with watched_memory() as most, timed(f"{arguments.measure}, {arguments.workers} workers"):
        if arguments.measure == "build":
            LOGGER.setLevel(logging.ERROR)
            settings = BuildSettings((folder / "raw",), folder, arguments.workers, grace_hours=0)
            build_without_prefect(settings, True, Memoised(arguments.raw))
        else:
            # A dataset that was kept may be of code before.
            _release(ReleaseSettings(folder / "dataset", folder, accept=("code",), workers=arguments.workers))
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    processor = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    print(f"{'':>4}{processor:.1f} s of the processor, {most[0] / 1e6:.0f} MB at most\n", flush=True)


def _release(settings: ReleaseSettings) -> None:
    """Release, and print how long each step took; the checks run beside the tables where there are workers."""
    flow.check_dataset = told_check
    for module, name in _STEPS:
        setattr(module, name, _timed(getattr(module, name)))
    folder = release_without_prefect(settings)
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    size = sum(file.stat().st_size for file in folder.iterdir())
    rows = {resource["name"]: resource["rows"] for resource in package["resources"]}
    print(f"{'':>4}{rows['documents']} articles, {sum(rows.values())} rows, {size / 1e6:.0f} MB")


_STEPS = (
    (tables, "_withhold"),
    (tables, "_decide_quotations"),
    (tables, "_write"),
    (flow, "make_tables"),
    (flow, "quotation_failures"),
    (flow, "source_facts"),
    (flow, "diff_releases"),
    (flow, "write_pages"),
    (flow, "provenance"),
    (flow, "seal"),
    (flow, "verify"),
    (releases, "write_archive"),
)


def told_check(*what: Any) -> Any:
    """Check a dataset and print how long it took; a plain function, since it is told to other processes by its name."""
    return _timed(check_dataset)(*what)


def _timed(step: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(step)
    def run(*arguments: Any, **named: Any) -> Any:
        table = next((one for one in arguments if isinstance(one, str) and one in flow_tables()), "")
        with timed(f"  {step.__name__} {table}"):
            found = step(*arguments, **named)
            return list(found) if step is verify else found

    return run


def flow_tables() -> tuple[str, ...]:
    """Return the tables that a release has."""
    return tables.RELEASE_TABLES


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Print how long something took, by the clock and by the processor of this process."""
    clock, processor = time.perf_counter(), time.process_time()
    yield
    spent = time.perf_counter() - clock, time.process_time() - processor
    print(f"{name:<40}{spent[0]:>9.2f} s{spent[1]:>9.2f} s of the processor", flush=True)


@contextmanager
def watched_memory(every: float = 0.1) -> Iterator[list[int]]:
    """Yield a list whose one number is the most bytes that this process and those below it held at once (Linux)."""
    most, ended = [0], threading.Event()

    def watch() -> None:
        while not ended.wait(every):
            most[0] = max(most[0], sum(map(_resident, _tree(os.getpid()))))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield most
    finally:
        ended.set()
        thread.join()


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _tree(int(child))
    except OSError:
        return


def _resident(pid: int) -> int:
    """Return the bytes that a process holds, its share of what it holds with others."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024


def _remove(folder: Path) -> None:
    """Remove what was made; releases cannot be written to."""
    subprocess.run(["chmod", "-R", "u+w", str(folder)], check=False)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
