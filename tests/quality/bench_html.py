"""How much of a page's article is found, on public pages whose text people have marked.

    python -m tests.quality.bench_html [--form text|nodes|html] [--out DIR]

The pages stand beside the project (`../shared/bench/html`, dev half), and so does their scorer. Each page is read in
three forms: flattened with a block a line, flattened with a text node a line, and as HTML. All scores are the scorer's:
F1 of four-word shingles. The shipped weights have seen these very pages, which flatters them: the honest scores are
those of `python -m tests.quality.train_content --score`, with weights learnt without the site at hand.
"""

import argparse
import gzip
import importlib.util
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from flows.cleaning.label import label_blocks
from flows.cleaning.paragraphs import join_paragraphs
from flows.reading.article import Article, Content
from flows.reading.html import read_html
from tests.building import SHARED

BENCH = SHARED / "bench" / "html"
FORMS = ("text", "nodes", "html")
Truth = dict[str, Any]


@dataclass(frozen=True)
class BenchPage:
    """One page in one form, with what people marked as its article."""

    key: str
    article: Article
    truth: Truth


def main() -> None:
    """Print the scores of each form, all pages and those of unseen sites."""
    arguments = _arguments()
    if not BENCH.is_dir():
        print("the marked pages are not here: nothing to score")
        return
    rows = []
    for form in arguments.form or FORMS:
        rows += score_rows(form, _found(form, arguments.out))
    print(bench_module("score").table(rows))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--form", choices=FORMS, action="append", help="repeatable; all by default")
    parser.add_argument("--out", type=Path, help="write the texts found to DIR/<form>/<id>.txt")
    return parser.parse_args()


def pages(form: str) -> Iterator[BenchPage]:
    """Yield the pages of the dev half in one form, in the order of their names."""
    truth: dict[str, Truth] = json.loads((BENCH / "dev" / "ground-truth.json").read_text("utf-8"))
    for key in sorted(truth):
        yield BenchPage(key, _article(key, form), truth[key])


def _article(key: str, form: str) -> Article:
    if form == "text":
        content = Content((BENCH / "dev" / f"{key}.txt").read_text("utf-8"), "utf-8")
    else:
        page = gzip.decompress((BENCH / "dev" / f"{key}.html.gz").read_bytes())
        if form == "nodes":
            content = Content(bench_module("flatten").flatten(page.decode("utf-8", "replace"), "nodes"), "utf-8")
        else:
            read = read_html(page)
            content = read if isinstance(read, Content) else Content("", "utf-8")
    sidecar = {} if content.sidecar is None else {"sidecar": content.sidecar}
    return Article(
        key, key, None, form, "utf-8", "", 0, content.text, front_matter_end=0, markup=content.markup, **sidecar
    )


def clean_text(article: Article) -> str:
    """Return the article's own text, a line a paragraph."""
    return "\n".join(paragraph.text for paragraph in join_paragraphs(article.text, label_blocks(article)))


def _found(form: str, out: Path | None) -> Iterator[tuple[Truth, str]]:
    for page in pages(form):
        text = clean_text(page.article)
        if out:
            (out / form).mkdir(parents=True, exist_ok=True)
            (out / form / f"{page.key}.txt").write_text(text, "utf-8")
        yield page.truth, text


def score_rows(name: str, found: Iterable[tuple[Truth, str]]) -> list[list[str]]:
    """Return the scorer's rows for pairs of truth and text: of all pages, and of sites seen nowhere else."""
    score = bench_module("score")
    scored = [(truth, score.score_doc(truth, text)) for truth, text in found]
    unseen = [result for truth, result in scored if not truth["site_in_other_split"]]
    return [
        score.row(title, score.summarise(results, 1000))
        for title, results in ((name, [result for _, result in scored]), (f"{name}, unseen sites", unseen))
    ]


@cache
def bench_module(name: str) -> ModuleType:
    """Load one of the scripts that stand with the pages."""
    spec = importlib.util.spec_from_file_location(f"bench_{name}", BENCH / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
