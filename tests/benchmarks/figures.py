"""Sentences a second of our figures beside quantulum3, in one run, and seconds on hostile text of growing size.

    python -m tests.benchmarks.figures [--quantulum PYTHON] [--bytes N]

--quantulum is the Python of an environment with quantulum3[classifier] 0.10.0 and scikit-learn 1.8.0. Sentences
are those of the news set beside the project, else those of the sample. Both systems read every sentence `PASSES` times
in a process of their own, after a first call; the best pass counts, by CPU time.
"""

import argparse
import json
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from flows.extraction.numbers.quantities import find_quantities
from tests.building import SAMPLE, SHARED

PASSES = 3
NEWS = SHARED / "bench" / "figures" / "newsquant" / "dev.jsonl"
HOSTILE = {
    "digits": "7",
    "number words": "one hundred and ",
    "dollars": "$",
    "dashes": "5-5-5-",
    "ranges": "5 to ",
    "fractions": "1/2 ",
    "comparators": "more than ",
    "plurals": "tens of ",
    "capitals": "A ",
    "slashes": "/",
}
PEER = """
import json, sys, time
from quantulum3 import parser
sentences, passes = json.load(sys.stdin)
parser.parse(sentences[0])
best = 1e9
for _ in range(passes):
    start = time.process_time()
    for sentence in sentences:
        try:
            parser.parse(sentence)
        except Exception:
            pass
    best = min(best, time.process_time() - start)
json.dump(best, sys.stdout)
"""


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quantulum", type=Path, help="Python of an environment with quantulum3")
    parser.add_argument("--bytes", type=int, default=1_000_000, help="the largest size of hostile text")
    arguments = parser.parse_args()
    compare(sentences(), arguments.quantulum)
    hostile(arguments.bytes)


def sentences() -> list[str]:
    """Return real sentences, from the best source that is here."""
    if NEWS.exists():
        return [json.loads(line)["text"] for line in NEWS.read_text("utf-8").splitlines()]
    lines = (line for file in sorted(SAMPLE.glob("*.txt")) for line in file.read_text("utf-8").splitlines())
    return [line for line in lines if len(line) > 40]


def compare(texts: Sequence[str], quantulum: Path | None) -> None:
    """Print sentences a second of both."""
    ours = len(texts) / _best(lambda: [find_quantities(text) for text in texts])
    print(f"{len(texts)} sentences\n  ours        {ours:>10,.0f} a second")
    if quantulum is None:
        print("  quantulum3  not asked for (--quantulum)\n")
        return
    done = subprocess.run([quantulum, "-c", PEER], input=json.dumps([texts, PASSES]), capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    theirs = len(texts) / float(done.stdout)
    print(f"  quantulum3  {theirs:>10,.0f} a second\n  ratio       {ours / theirs:>10.1f}\n")


def _best(read: Callable[[], object]) -> float:
    read()
    seconds = []
    for _ in range(PASSES):
        start = time.process_time()
        read()
        seconds.append(time.process_time() - start)
    return min(seconds)


def hostile(largest: int) -> None:
    """Print seconds for three sizes of each pattern; four times the text should take about four times as long."""
    sizes = (largest // 16, largest // 4, largest)
    print(f"{'pattern':<16}" + "".join(f"{size:>12,}" for size in sizes) + "   growth")
    for name, unit in HOSTILE.items():
        seconds = []
        for size in sizes:
            text = unit * (size // len(unit))
            start = time.process_time()
            find_quantities(text)
            seconds.append(time.process_time() - start)
        shown = "".join(f"{each:>11.2f}s" for each in seconds)
        print(f"{name:<16}{shown}{seconds[2] / max(seconds[1], 0.001):>8.1f}x", flush=True)


if __name__ == "__main__":
    main()
