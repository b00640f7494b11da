"""Title, authors and date that a page's markup says, against hand-made records, side by side with trafilatura.

    python -m tests.benchmarks.html_metadata [--pages DIR] [--errors FIELD]

Scored are the pages whose record has the fact (DIR/ground-truth.json, DIR/<id>.html.gz). title: the same words, case
and punctuation aside; author: F1 of the names of a page, mean over pages; date: the same day. Needs trafilatura (dev).
"""

import argparse
import gzip
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flows.extraction.metadata.dates import parse_date
from flows.reading.article import Content
from flows.reading.html import read_html
from tests.building import SHARED

PAGES = SHARED / "bench" / "html" / "dev"
FIELDS = ("title", "author", "date")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a tool or a record says of a page."""

    title: str | None
    author: tuple[str, ...]
    date: date | None


def main() -> None:
    """Print the scores of both, and the milliseconds a page each took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, default=PAGES)
    parser.add_argument("--errors", choices=FIELDS, help="print what is wrong with this one")
    arguments = parser.parse_args()
    records = json.loads((arguments.pages / "ground-truth.json").read_text("utf-8"))
    print(f"{'':<12}" + "".join(f"{field:>9}" for field in FIELDS) + f"{'ms':>9}")
    for name, tool in (("alliance", ours), ("trafilatura", trafilaturas)):
        scores, milliseconds = score(arguments.pages, records, tool, arguments.errors if tool is ours else None)
        means = [sum(found) / len(found) for found in scores.values()]
        print(f"{name:<12}" + "".join(f"{mean:>9.3f}" for mean in means) + f"{milliseconds:>9.2f}")
    print(f"{'pages':<12}" + "".join(f"{len(found):>9}" for found in scores.values()))


def score(
    pages: Path, records: dict[str, Any], tool: Callable[[bytes], Facts], shown: str | None
) -> tuple[dict[str, list[float]], float]:
    """Return the scores of each field by page, and the milliseconds a page."""
    scores: dict[str, list[float]] = {field: [] for field in FIELDS}
    seconds = 0.0
    for page, record in sorted(records.items()):
        truth = _truth(record)
        if truth == Facts(None, (), None):
            continue
        data = gzip.decompress((pages / f"{page}.html.gz").read_bytes())
        start = time.perf_counter()
        found = tool(data)
        seconds += time.perf_counter() - start
        for field, value in compare(truth, found).items():
            scores[field].append(value)
            if field == shown and value < 1:
                print(f"{page}  {getattr(truth, field)!s:.80}  <>  {getattr(found, field)!s:.80}")
    return scores, seconds * 1000 / max(1, len(scores["title"]))


def compare(truth: Facts, found: Facts) -> dict[str, float]:
    """Return 0 to 1 for each fact that the record has."""
    scores: dict[str, float] = {}
    if truth.title:
        scores["title"] = float(_bare(truth.title) == _bare(found.title or ""))
    if truth.author:
        true, said = set(map(_bare, truth.author)), set(map(_bare, found.author))
        scores["author"] = 2 * len(true & said) / (len(true) + len(said))
    if truth.date:
        scores["date"] = float(truth.date == found.date)
    return scores


def ours(data: bytes) -> Facts:
    """Read a page's own sidecar."""
    content = read_html(data)
    sidecar = content.sidecar if isinstance(content, Content) else None
    if sidecar is None:
        return Facts(None, (), None)
    return Facts(sidecar.title, sidecar.authors, _day(sidecar.published))


def trafilaturas(data: bytes) -> Facts:
    """Ask trafilatura."""
    from trafilatura import load_html
    from trafilatura.metadata import extract_metadata

    tree = load_html(data)
    found = extract_metadata(tree) if tree is not None else None
    if found is None:
        return Facts(None, (), None)
    return Facts(found.title, tuple((found.author or "").split("; ")) if found.author else (), _day(found.date))


def _truth(record: dict[str, Any]) -> Facts:
    authors = re.split(r"\s*(?:[,;&]|\band\b)\s*", record.get("author") or "")
    return Facts(record.get("title"), tuple(filter(None, authors)), _day(record.get("date")))


def _day(text: str | None) -> date | None:
    found = parse_date(text) if text else None
    return found.value if found and found.precision == "day" else None


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


if __name__ == "__main__":
    main()
