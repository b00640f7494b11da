"""Seconds on hostile input of growing size: what is linear takes about four times as long for four times the text.

python -m tests.benchmarks.hostile [--bytes N]
"""

import argparse
import hashlib
import time

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
    print(f"{'pattern':<18}" + "".join(f"{size:>12,}" for size in (largest // 16, largest // 4, largest)) + "   growth")
    for name, unit in PATTERNS.items():
        seconds = [
            _seconds("A title\n\n" + unit * (size // len(unit))) for size in (largest // 16, largest // 4, largest)
        ]
        print(
            f"{name:<18}"
            + "".join(f"{each:>11.2f}s" for each in seconds)
            + f"{seconds[2] / max(seconds[1], 0.001):>8.1f}x",
            flush=True,
        )


def _seconds(text: str) -> float:
    data = text.encode()
    sha256 = hashlib.sha256(data).hexdigest()
    article = Article(sha256[:16], "raw/a.txt", None, "text", "utf-8", sha256, len(data), text)
    start = time.process_time()
    extract_article(article)
    return time.process_time() - start


if __name__ == "__main__":
    main()
