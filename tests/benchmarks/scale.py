"""What grows with the corpus: speed, memory and the cost of a run in which little or nothing changed.

    python -m tests.benchmarks.scale [--articles N] [--workers N] [--raw DIR] [--keep DIR] [--storage-only]

N articles are made from those of --raw (by default the real ones beside the project, else the sample) by seeded
variation: paragraphs change places, sentences are left out, numbers and names become others. Builds run without
Prefect, each in a process of its own. `--storage-only` copies the articles with other white space and extracts each
original once a process: what is left is the cost of rows, parts, planning and checks. On a busy machine compare the
seconds of the processor, not those of the clock.
"""

import argparse
import functools
import json
import logging
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from flows.article import Extracted, extract_article
from flows.reading.article import Article
from flows.settings import BuildSettings
from flows.storage.batches import extract
from flows.storage.batches.extract import AtWork, Batch, Built, PartSettings, build_part
from flows.storage.events import LOGGER
from tests.building import ROOT, SAMPLE, SHARED, build_without_prefect

SEED = 6
_FOLDER = 1_000
_NAME = re.compile(r"\b[A-Z][a-z]{4,}\b")
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Measured:
    """What a process took: seconds of the clock and of the processor (its children's too), and its largest memory."""

    seconds: float
    processor: float
    own_megabytes: float
    largest_worker_megabytes: float
    rows: dict[str, int]

    @property
    def articles(self) -> int:
        """Return how many articles the dataset holds."""
        return self.rows.get("documents", 0)


def main() -> None:
    """Print the table."""
    arguments = _arguments()
    if arguments.measure:
        print(json.dumps(asdict(measure(arguments))))
        return
    folder = arguments.keep or Path(tempfile.mkdtemp())
    try:
        report(arguments, folder)
    finally:
        if not arguments.keep:
            shutil.rmtree(folder)


def _arguments() -> argparse.Namespace:
    real = SHARED / "raw" / "unlabelled"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--raw", type=Path, default=real if real.is_dir() else SAMPLE)
    parser.add_argument("--keep", type=Path, help="where corpus and datasets are made, and left")
    parser.add_argument("--storage-only", action="store_true")
    parser.add_argument("--measure", choices=["build", "plan"], help=argparse.SUPPRESS)
    parser.add_argument("--output", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def report(arguments: argparse.Namespace, folder: Path) -> None:
    """Make the corpora, build them, and print what it took."""
    make = whitespace_copy if arguments.storage_only else vary
    n, tenth = arguments.articles, arguments.articles // 10
    originals = [file.read_text("utf-8") for file in sorted(arguments.raw.glob("*.txt"))]
    for name, numbers in (("tenth", range(tenth)), ("whole", range(n))):
        make_corpus(originals, folder / name, numbers, make)
    options = ["--storage-only"] if arguments.storage_only else []

    def run(what: str, corpus: str, output: str, workers: int = arguments.workers) -> Measured:
        shown = [f"--measure={what}", f"--raw={folder / corpus}", f"--output={folder / output}", f"--workers={workers}"]
        return measured([*shown, *options])

    print(f"{'':<34}{'seconds':>9}{'processor':>11}{'articles/s':>12}{'ms each':>9}{'MB main':>9}{'MB worker':>11}")
    one = _show(f"{tenth} articles, 1 process", run("build", "tenth", "one", 1))
    two = _show(f"{tenth} articles, {arguments.workers} processes", run("build", "tenth", "two"))
    whole = _show(f"{n} articles, {arguments.workers} processes", run("build", "whole", "all"))
    _show("plan, nothing changed", run("plan", "whole", "all"), each=False)
    _show("build, nothing changed", run("build", "whole", "all"), each=False)
    make_corpus(originals, folder / "whole", range(n, n + 100), make)
    _show("build, 100 new", run("build", "whole", "all"), each=False)
    print(f"\n{arguments.workers} processes are {one.seconds / two.seconds:.2f} times one")
    growth = (whole.processor / whole.articles) / (two.processor / two.articles)
    print(f"an article costs {growth:.2f} times as much processor at {n} as at {tenth}")


def make_corpus(
    originals: Sequence[str], target: Path, numbers: range, make: Callable[[str, random.Random, int], str]
) -> None:
    """Write the articles of these numbers, a thousand a folder; what is there already is left."""
    for number in numbers:
        file = target / f"{number // _FOLDER:04}" / f"{number:07}.txt"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            chance = random.Random(SEED * 10_000_000 + number)
            file.write_text(make(originals[number % len(originals)], chance, number), "utf-8")


def vary(text: str, chance: random.Random, number: int) -> str:
    """Return an article like another: other order, fewer sentences, other numbers, other names."""
    head, *rest = text.split("\n\n")
    chance.shuffle(rest)
    kept = [_fewer_sentences(paragraph, chance) for paragraph in rest]
    names = sorted(set(_NAME.findall(text)))
    renamed = dict(zip(names, chance.sample(names, len(names)), strict=True)) if chance.random() < 0.5 else {}
    changed = _NAME.sub(lambda found: renamed.get(found[0], found[0]), "\n\n".join([head, *kept]))
    return _NUMBER.sub(lambda found: str(chance.randint(1, 9)) if found[0] != "0" else "0", changed) + f"\n\n{number}\n"


def _fewer_sentences(paragraph: str, chance: random.Random) -> str:
    sentences = re.split(r"(?<=[.!?]) ", paragraph)
    return " ".join(one for one in sentences if len(sentences) < 3 or chance.random() > 0.1)


def whitespace_copy(text: str, _chance: random.Random, number: int) -> str:
    """Return an article that differs from another in the white space at its end."""
    return f"{text.rstrip()}\n{f'{number:b}'.replace('0', ' ').replace('1', chr(9))}\n"


def measured(options: list[str]) -> Measured:
    """Run this module in a process of its own and return what it measured."""
    command = [sys.executable, "-m", "tests.benchmarks.scale", *options]
    told = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True).stdout
    return Measured(**json.loads(told))


def measure(arguments: argparse.Namespace) -> Measured:
    """Build or plan in this process."""
    LOGGER.setLevel(logging.ERROR)
    settings = BuildSettings((arguments.raw,), arguments.output, arguments.workers)
    started = time.perf_counter()
    if arguments.measure == "plan":
        from flows.commands.plan import lines, look

        list(lines(look(settings), as_json=False))
        rows = {}
    else:
        rows = build_without_prefect(settings, True, memoised if arguments.storage_only else build_part).rows()
    seconds = time.perf_counter() - started
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    unit = 1e6 if sys.platform == "darwin" else 1e3
    processor = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    own, worker = (usage.ru_maxrss / unit for usage in usages)
    return Measured(seconds, processor, own, worker, rows)


@functools.cache
def _extracted(text: str) -> Extracted:
    return extract_article(Article("0" * 16, "raw/a.txt", None, "text", "utf-8", "0" * 64, len(text), text))


def memoised(batch: Batch, settings: PartSettings, at_work: AtWork) -> Built:
    """Build a part; an article that differs from one before only at its end is not extracted again."""
    extract.extract_article = lambda article, recurring: _extracted(article.text.rstrip())
    return build_part(batch, settings, at_work)


def _show(name: str, found: Measured, each: bool = True) -> Measured:
    a_second = f"{found.articles / found.seconds:>12.0f}{found.processor * 1000 / found.articles:>9.2f}" if each else ""
    print(
        f"{name:<34}{found.seconds:>9.1f}{found.processor:>11.1f}{a_second:<21}"
        f"{found.own_megabytes:>9.0f}{found.largest_worker_megabytes:>11.0f}",
        flush=True,
    )
    return found


if __name__ == "__main__":
    main()
