"""Seconds on hostile input of growing size: what is linear takes about four times as long for four times the text.

python -m tests.benchmarks.hostile [--bytes N]
"""

import argparse
import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from flows.article import extract_article
from flows.reading.article import Article

PATTERNS = {
    "digits": "7",
    "number words": "one hundred and ",
    "dollars": "$",
    "dashes": "5-",
    "quotation marks": "“",
    "said": "said that ",
    "may not": "may not ",
    "not only": "not only ",
    "one-word lines": "word\n",
    "one long line": "word ",
    "blanks": " ",
    "capitals": "A ",
    "names": "Mr. Kim (ABC) ",
    "full stops": ". ",
    "sentences": "Japan will spend 2 percent, Mr. Abe said. ",
    "note marks": "[1]",
    "brackets": "(",
    "zero-width": "a\u200b",
    "bullets": "• x\n",
}


def main() -> None:
    """Print seconds for three sizes of each pattern and how they grow."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bytes", type=int, default=1_000_000, help="the largest size")
    largest = parser.parse_args().bytes
    sizes = (largest // 16, largest // 4, largest)
    print(heading("bytes", sizes))
    for name, unit in PATTERNS.items():
        print(growth(name, [partial(extract_article, _article(unit, size)) for size in sizes]), flush=True)


def heading(unit: str, sizes: Sequence[int]) -> str:
    """Return the first line of a table of `growth`."""
    return f"{unit:<18}" + "".join(f"{size:>12,}" for size in sizes) + "   growth"


def growth(name: str, reads: Iterable[Callable[[], object]]) -> str:
    """Return the seconds that each of the reads takes, and how much longer the last takes than the one before it."""
    seconds = []
    for read in reads:
        start = time.process_time()
        read()
        seconds.append(time.process_time() - start)
    return (
        f"{name:<18}"
        + "".join(f"{each:>11.2f}s" for each in seconds)
        + f"{seconds[-1] / max(seconds[-2], 1e-3):>8.1f}x"
    )


def _article(unit: str, size: int) -> Article:
    text = "A title\n\n" + unit * (size // len(unit))
    data = text.encode()
    sha256 = hashlib.sha256(data).hexdigest()
    return Article(sha256[:16], "raw/a.txt", None, "text", "utf-8", sha256, len(data), text)


if __name__ == "__main__":
    main()
