"""Articles a second of every step and of the whole build, and memory at its peak.

    python -m tests.benchmarks.speed [--raw DIR] [--articles N] [--workers N]

The articles of --raw (by default the real ones beside the project, else the sample) are repeated, each copy with a
last line of its own, to N articles. Steps are timed in one process; the whole is a build from nothing with parallel
processes, less Prefect's start.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.article import extract_article
from flows.cleaning.label import label_blocks
from flows.cleaning.paragraphs import join_paragraphs
from flows.extraction.claims.find import find_claims
from flows.extraction.figures.find import find_figures
from flows.extraction.grammar.sentences import split_sentences
from flows.extraction.metadata.extract import extract_metadata
from flows.extraction.metadata.references import parse_references
from flows.extraction.names.find import find_mentions
from flows.reading.article import Article
from flows.reading.read import RawItem, read_item
from flows.settings import BuildSettings
from flows.storage.parts.fitting import arrow_tables
from flows.storage.parts.stored import TABLES
from flows.storage.rows.article import Rows, rows_of_article
from flows.storage.rows.proofs import disprove, quotes_of
from schemas.derive import arrow_schema
from tests.building import SAMPLE, SHARED, build_without_prefect


def main() -> None:
    """Print the two tables."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        repeat_articles(arguments.raw, raw, arguments.articles)
        files = sorted(raw.glob("*.txt"))
        print(f"{len(files)} articles, {sum(file.stat().st_size for file in files) / len(files):.0f} bytes each\n")
        # The whole first: the steps load into this process what a build leaves to its workers.
        time_whole(BuildSettings((raw,), Path(folder) / "output", arguments.workers))
        time_steps(files[: min(len(files), 500)])


def _arguments() -> argparse.Namespace:
    real = SHARED / "raw" / "unlabelled"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raw", type=Path, default=real if real.is_dir() else SAMPLE)
    parser.add_argument("--articles", type=int, default=5_000)
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


def repeat_articles(source: Path, target: Path, number: int) -> None:
    """Write `number` articles to `target`: those of `source` over and over, no two of the same bytes."""
    target.mkdir(parents=True)
    originals = [file.read_text("utf-8") for file in sorted(source.glob("*.txt"))]
    for copy in range(number):
        text = originals[copy % len(originals)]
        (target / f"{copy:06}.txt").write_text(f"{text}\n\nCopy {copy} of this page.\n", "utf-8")


class Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Add the time that the block takes to a step."""
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


def time_steps(files: list[Path]) -> None:
    """Print milliseconds an article and articles a second of each step, in one process."""
    _one_article(files[0], Clock())  # word lists are loaded once a process
    clock = Clock()
    articles = [_one_article(file, clock) for file in files]
    with clock.step("arrow"):  # as in a build, a batch at once
        arrow_tables(articles, {table: arrow_schema(table) for table in TABLES})
    total = sum(clock.seconds.values())
    print(f"{'step':<14}{'ms an article':>14}{'articles a second':>20}{'share':>8}")
    for name, seconds in [*clock.seconds.items(), ("all", total)]:
        each = seconds / len(files)
        print(f"{name:<14}{each * 1000:>14.2f}{1 / each:>20.0f}{seconds / total:>8.0%}")


def _one_article(file: Path, clock: Clock) -> Rows:
    with clock.step("read"):
        article = read_item(RawItem(f"raw/{file.name}", file), file.read_bytes(), None)
    assert isinstance(article, Article)
    with clock.step("label"):
        blocks = label_blocks(article)
    with clock.step("paragraphs"):
        paragraphs = join_paragraphs(article.text, blocks)
    with clock.step("metadata"):
        extract_metadata(article, blocks, paragraphs)
    with clock.step("references"):
        parse_references(article.text, blocks)
    with clock.step("sentences"):
        sentences = split_sentences(paragraphs)
    with clock.step("names"):
        mentions = find_mentions(sentences)
    with clock.step("claims"):
        find_claims(sentences, mentions)
    with clock.step("figures"):
        find_figures(sentences, mentions)
    found = extract_article(article)
    with clock.step("rows"):
        rows = rows_of_article(article, found, ())
    with clock.step("proofs"):
        assert not list(disprove(article.text, rows["documents"]["text"][0], blocks, quotes_of(rows)))
    return rows


def time_whole(settings: BuildSettings) -> None:
    """Print articles a second and peak memory of a build from nothing, and of a second one with nothing to do."""
    for name in ("from nothing", "nothing new"):
        seconds = _build(settings)
        articles = sum(1 for root in settings.raw for _ in root.glob("*.txt"))
        print(
            f"\nbuild {name}, {settings.workers} processes: {seconds:.1f} s, {articles / seconds:.0f} articles a second"
        )
    own, workers = (_peak(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"peak memory: {own:.0f} MB the main process, {workers:.0f} MB the largest worker")


def _build(settings: BuildSettings) -> float:
    start = time.perf_counter()
    build_without_prefect(settings, processes=True)
    return time.perf_counter() - start


def _peak(who: int) -> float:
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(who).ru_maxrss / unit


if __name__ == "__main__":
    main()
