"""What each runner does a second over the same articles.

    python -m tests.benchmarks.runners [--articles N] [--raw DIR] [--times N]

The corpus is that of `tests.benchmarks.scale`. Every runner works --times times, taking turns, and its best is shown:
seconds are those of the clock, so nothing else should be at work. `start` is what it takes to have the first article
back, `articles/s` the pace from then on, `processor` the seconds of all processes. Asked is: two processes 1.8 times
one, a local Dask of two workers 1.6 times one.
"""

import argparse
import json
import logging
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from flows.settings import BuildSettings
from flows.storage import steps
from flows.storage.events import LOGGER
from flows.storage.planning.plan import make_plan
from flows.storage.runners.choice import runner_of
from tests.benchmarks.scale import make_corpus, vary
from tests.building import ROOT, SAMPLE, SHARED

_ASKED = {("process", 2): 1.8, ("dask", 2): 1.6}
_MEASURED = (("process", 1), ("process", 2), ("thread", 2), ("dask", 1), ("dask", 2))


@dataclass(frozen=True, slots=True)
class Measured:
    """A run of the extraction: seconds until its first part, until its last, and of the processor; its articles."""

    first: float
    seconds: float
    processor: float
    articles: int
    articles_of_first: int

    @property
    def whole_pace(self) -> float:
        """Return articles a second, the start counted in."""
        return self.articles / self.seconds

    @property
    def pace(self) -> float:
        """Return articles a second once the runner is at work."""
        return (self.articles - self.articles_of_first) / (self.seconds - self.first)


def main() -> None:
    """Print the table."""
    arguments = _arguments()
    if arguments.measure:
        print(json.dumps(asdict(measure(arguments))))
        return
    folder = Path(tempfile.mkdtemp())
    try:
        originals = [file.read_text("utf-8") for file in sorted(arguments.raw.glob("*.txt"))]
        make_corpus(originals, folder / "corpus", range(arguments.articles), vary)
        report(best_of(arguments.times, folder), arguments.articles)
    finally:
        shutil.rmtree(folder)


def _arguments() -> argparse.Namespace:
    real = SHARED / "raw" / "unlabelled"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--raw", type=Path, default=real if real.is_dir() else SAMPLE)
    parser.add_argument("--measure", nargs=2, metavar=("RUNNER", "WORKERS"), help=argparse.SUPPRESS)
    parser.add_argument("--output", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def best_of(times: int, folder: Path) -> dict[tuple[str, int], Measured]:
    """Let the runners take turns; returns the best of each."""
    found: dict[tuple[str, int], Measured] = {}
    for turn in range(times):
        for runner, workers in _MEASURED:
            output = folder / f"{runner}-{workers}-{turn}"
            one = _in_a_process(folder / "corpus", output, runner, workers)
            shutil.rmtree(output)
            found[runner, workers] = max(found.get((runner, workers), one), one, key=lambda each: each.whole_pace)
    return found


def _in_a_process(corpus: Path, output: Path, runner: str, workers: int) -> Measured:
    command = [sys.executable, "-m", "tests.benchmarks.runners", f"--raw={corpus}", f"--output={output}"]
    command += ["--measure", runner, str(workers)]
    told = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True).stdout
    return Measured(**json.loads(told))


def measure(arguments: argparse.Namespace) -> Measured:
    """Extract the corpus in this process and those it starts."""
    LOGGER.setLevel(logging.ERROR)
    runner, workers = arguments.measure
    settings = BuildSettings((arguments.raw,), arguments.output, int(workers), runner=runner)
    plan = make_plan(settings)
    batches, how = plan.batches(), steps.part_settings(settings, plan)
    started, before = time.perf_counter(), _processor()
    done = [(time.perf_counter() - started, len(built.events)) for built in runner_of(settings)(batches, how)]
    (first, n_first), (seconds, _) = done[0], done[-1]
    return Measured(first, seconds, _processor() - before, sum(number for _, number in done), n_first)


def _processor() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def report(found: dict[tuple[str, int], Measured], articles: int) -> None:
    """Print a line a runner, and how much faster it is than one process."""
    print(
        f"{articles} articles\n{'':<14}{'seconds':>9}{'start':>8}{'processor':>11}{'articles/s':>12}{'times one':>11}"
    )
    one = found["process", 1]
    for (runner, workers), each in found.items():
        ratio = each.pace / one.pace
        asked = _ASKED.get((runner, workers))
        verdict = f"  asked: {asked}{'' if ratio >= asked else ' - NOT REACHED'}" if asked else ""
        print(
            f"{f'{runner} × {workers}':<14}{each.seconds:>9.1f}{each.first:>8.1f}{each.processor:>11.1f}"
            f"{each.pace:>12.0f}{ratio:>11.2f}{verdict}"
        )


if __name__ == "__main__":
    main()
