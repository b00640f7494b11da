"""Pages a second from bytes to clean text, beside trafilatura in the same run; and how the time grows on hostile input.

    python -m tests.benchmarks.cleaning [--pages DIR] [--rounds N]

Each reads all pages `--rounds` times and once more, in turn with the others; of each page the shortest time counts.
pages beside the project; without them, the sample's texts, which have no HTML to compare. Needs trafilatura (dev).
"""

import argparse
import gzip
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flows.cleaning.label import label_blocks
from flows.cleaning.paragraphs import join_paragraphs
from flows.reading.article import Article, Content
from flows.reading.html import read_html
from tests.benchmarks.hostile import growth, heading
from tests.building import SAMPLE, SHARED

PAGES = SHARED / "bench" / "html" / "dev"


@dataclass(frozen=True, slots=True)
class Page:
    """A page flattened, and as HTML where there is some."""

    text: str
    html: bytes | None


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, default=PAGES)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    pages = [*_pages(arguments.pages)] or [Page(file.read_text("utf-8"), None) for file in sorted(SAMPLE.glob("*.txt"))]
    _print_speeds(pages, arguments.rounds)
    _print_hostile()


def _pages(folder: Path) -> Iterator[Page]:
    for file in sorted(folder.glob("*.html.gz")):
        text = file.with_name(file.name.removesuffix(".html.gz") + ".txt")
        yield Page(text.read_text("utf-8"), gzip.decompress(file.read_bytes()))


def _print_speeds(pages: Sequence[Page], rounds: int) -> None:
    """Print a row for each reader: milliseconds a page, pages a second, and how many times as fast as trafilatura."""
    seconds = _seconds(pages, _readers(with_html=pages[0].html is not None), rounds)
    theirs = seconds.get("trafilatura, HTML")
    print(f"{len(pages)} pages{'':<12}{'ms a page':>12}{'pages a second':>17}{'ratio':>8}")
    for name, taken in seconds.items():
        ratio = f"{theirs / taken:>8.1f}" if theirs else ""
        print(f"{name:<22}{1000 * taken / len(pages):>12.2f}{len(pages) / taken:>17,.0f}{ratio}")


def _readers(with_html: bool) -> dict[str, Callable[[Page], object]]:
    readers: dict[str, Callable[[Page], object]] = {"alliance, text": lambda page: clean(Content(page.text, "utf-8"))}
    if not with_html:
        return readers
    readers["alliance, HTML"] = lambda page: clean(read_html(page.html or b""))
    try:
        from trafilatura import extract
    except ImportError:
        print("not compared: trafilatura is not installed (pip install trafilatura, or `make` with the dev packages)")
    else:
        readers["trafilatura, HTML"] = lambda page: extract(page.html)
    return readers


def _seconds(pages: Sequence[Page], readers: Mapping[str, Callable[[Page], object]], rounds: int) -> dict[str, float]:
    """Return the seconds of processor time that each reader takes for all pages."""
    shortest = {name: [float("inf")] * len(pages) for name in readers}
    for _ in range(rounds + 1):
        for name, read in readers.items():
            for place, page in enumerate(pages):
                start = time.process_time()
                read(page)
                shortest[name][place] = min(shortest[name][place], time.process_time() - start)
    return {name: sum(times) for name, times in shortest.items()}


def clean(content: object) -> list[str]:
    """Return the clean text of what a format read, a string a paragraph."""
    if not isinstance(content, Content):
        return []
    article = Article("", "a", None, "", content.encoding, "", 0, content.text, markup=content.markup)
    return [paragraph.text for paragraph in join_paragraphs(article.text, label_blocks(article))]


HOSTILE: dict[str, tuple[int, Callable[[int], Content | bytes]]] = {
    "one-word lines": (100_000, lambda size: Content("word\n" * size, "utf-8")),
    "one line": (5_000_000, lambda size: Content("word " * (size // 5), "utf-8")),
    "nested tags": (50_000, lambda size: b"<div>" * size + b"text" + b"</div>" * size),
}


def _print_hostile() -> None:
    """Print seconds for a size and for twice that: what is linear takes about twice as long."""
    for name, (size, make) in HOSTILE.items():
        reads = [partial(_clean, make(number)) for number in (size, 2 * size)]
        print(f"\n{heading('', (size, 2 * size))}\n{growth(name, reads)}", flush=True)


def _clean(page: Content | bytes) -> list[str]:
    return clean(read_html(page) if isinstance(page, bytes) else page)


if __name__ == "__main__":
    main()
