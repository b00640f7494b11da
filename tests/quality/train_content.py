"""Learn the weights of the second reading (`flows/cleaning/content.py`) and write `lexicon/content.toml`.

    python -m tests.quality.train_content            # learn from all pages and write
    python -m tests.quality.train_content --score    # learn without each quarter of the sites, and score on it
    python -m tests.quality.train_content --score --without texture "sure text"   # … and without each of these

Learnt from: the annotations of the marked pages beside the project (dev half of `../shared/bench/html`; MIT,
Apache-2.0 and CC BY 4.0), the project's own gold there, and the sample's. No page's words go into the weights' file:
a weight belongs to a signal. The same inputs give the same bytes.

Two models, one upon the other. The first is a logistic regression with a penalty on the squares of the weights, solved
by L-BFGS. The second, the review, adds up small trees over what the first says of all lines (`boosting`); it learns
from odds given by weights that have not seen the page's site. Every page weighs the same, in it every line by its
words.
"""

import argparse
import hashlib
import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from flows.cleaning.blocks import CONTENT
from flows.cleaning.content import FORMS, REACH, Model, forms_of, log_odds, model_of, windows
from flows.cleaning.label import first_reading, label_blocks, label_scores
from flows.cleaning.paragraphs import join_paragraphs
from flows.cleaning.review import Measures, measures, weigh
from flows.cleaning.signals import PageSignals, read_signals
from flows.cleaning.split import split_blocks
from flows.cleaning.table import Sums
from flows.lexicon import LEXICON_DIR
from flows.reading.article import Article, Sidecar
from tests.building import ROOT, SHARED
from tests.quality.bench_html import BENCH, Truth, bench_module, pages, score_rows
from tests.quality.boosting import Tree, boost
from tests.quality.projection import project

TABLES = {"text": ("text", "nodes"), "page": ("html",)}
FOLDS = 4
_STRENGTH = 0.03
_GOLD_WEIGHS = 8.0
_MOST_WORDS, _LEAST = 60, 4
_LEAST_LINES = 8
_ITERATIONS, _MEMORY = 120, 8
_WORD = re.compile(r"\w+")
NOTHING = re.compile(r"(?!)")
_PLACE = f"(?:any|{'|'.join(FORMS)})/"
# What may be left out, by the names of features and measures: see `Lessons`.
GROUPS = {
    "nothing": NOTHING,
    "neighbours": re.compile("above/|below/"),
    "forms": re.compile(f"(?:{'|'.join(FORMS)})/"),
    "first reading": re.compile("kept/|review/kept by|review/score of"),
    "texture": re.compile(
        f"{_PLACE}(?:text above|text below|near text|wide text|short lines around|text in a run of|run above|run below"
        "|marks |comment marks |close |has no long words|shares (?:no|few|some|many) words)"
    ),
    "words of others": re.compile(
        f"{_PLACE}(?:has no long|shares \\w+) words|review/(?:like text|.*known words|.*in the largest)"
    ),
    "odds around": re.compile(r"review/(?:odds of \d|text in \d|odds, smooth|odds above|odds below)"),
    "stretches": re.compile("review/stretch: |review/in the largest stretch"),
    "like lines": re.compile("review/(?:form|run of the form|run of text|marks|element|nearest mark|branch)"),
    "lengths": re.compile("review/(?:typical length|length|words of)"),
    "sure text": re.compile("review/.*sure text"),
    "review": re.compile("review/"),
}


class Reading(NamedTuple):
    """What the first model knows of a line: its own signals, its place's signals, and its form."""

    own: tuple[str, ...]
    place: tuple[str, ...]
    form: str


@dataclass(frozen=True)
class Example:
    """A page as the model sees it: what its lines show, and which of them are content (None: unknown)."""

    site: str
    article: Article
    truth: Truth
    signals: PageSignals
    scores: Sums
    readings: list[Reading]
    kept: list[bool]
    wanted: list[bool | None]
    weights: list[float]


def main() -> None:
    """Write the weights, or print how well weights do on sites they were not learnt from."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--score", action="store_true", help="cross-validate by site; writes nothing")
    parser.add_argument("--without", nargs="+", choices=GROUPS, help="score without each of these groups in turn")
    parser.add_argument("--out", type=Path, default=LEXICON_DIR / "content.toml")
    arguments = parser.parse_args()
    if not BENCH.is_dir():
        print("the marked pages are not here: nothing to learn from")
    elif arguments.score or arguments.without:
        print(bench_module("score").table([*cross_validated(arguments.without or ["nothing"])]))
    else:
        tables = {table: Lessons([*examples(table)]).learn(frozenset(range(FOLDS))) for table in TABLES}
        arguments.out.write_text("".join([_HEADER, *map(_toml, tables, tables.values())]), "utf-8")


# ---------------------------------------------------------------------------------------------------------- examples


def examples(table: str) -> Iterator[Example]:
    """Yield the pages that a table is learnt from."""
    for form in TABLES[table]:
        for page in pages(form):
            if page.article.text.strip():
                yield _of_bench(page.article, page.truth)
    if table == "text":
        yield from gold_examples()


def _spans(article: Article) -> list[tuple[int, int]]:
    return [(block.start, block.end) for block in article.markup] or split_blocks(article.text)


def _of_bench(article: Article, truth: Truth) -> Example:
    spans = _spans(article)
    return _example(truth["site"], article, truth, spans, project(article.text, spans, truth["articleBody"]), 1.0)


def gold_examples() -> Iterator[Example]:
    """Yield the articles of the project's own gold: labels of whole blocks."""
    folders = (SHARED / "gold" / "seeds", SHARED / "gold" / "dev", ROOT / "tests" / "gold")
    for file in (file for folder in folders for file in sorted(folder.glob("*.json"))):
        gold = json.loads(file.read_text("utf-8"))
        raw = file.parent / gold["raw"]
        text = raw.read_bytes().decode("utf-8")
        known = json.loads(raw.with_suffix(".json").read_text("utf-8")) if raw.with_suffix(".json").exists() else {}
        sidecar = Sidecar(known.get("url"), known.get("title"), tuple(known.get("authors", ())))
        article = Article("", raw.name, None, "text", "utf-8", "", 0, text, sidecar)
        parts = [text[b["start"] : b["end"]] for b in gold["blocks"] if b["label"] in CONTENT]
        truth = {"articleBody": "\n".join(parts), "site": raw.name, "site_in_other_split": False, "gold": True}
        spans = _spans(article)
        yield _example(raw.name, article, truth, spans, _gold_labels(gold["blocks"], spans), _GOLD_WEIGHS)


def _gold_labels(blocks: Iterable[dict[str, object]], spans: Sequence[tuple[int, int]]) -> list[bool | None]:
    labels = {(block["start"], block["end"]): block["label"] in CONTENT for block in blocks}
    return [labels.get(span) for span in spans]


def _example(
    site: str,
    article: Article,
    truth: Truth,
    spans: Sequence[tuple[int, int]],
    wanted: list[bool | None],
    weighs: float,
) -> Example:
    signals = read_signals(article, spans)
    scores = label_scores(signals, signals.shown())
    kept = [label in CONTENT for label in first_reading(scores)]
    sizes = [len(_WORD.findall(article.text, start, end)) for start, end in spans]
    total = sum(sizes) or 1
    weights = [weighs * (min(size, _MOST_WORDS) + _LEAST) / total for size in sizes]
    return Example(site, article, truth, signals, scores, _readings(signals), kept, wanted, weights)


def _readings(signals: PageSignals) -> list[Reading]:
    places = zip(*(table.names() for table in signals.places), strict=True)
    forms = (FORMS[form] for form in forms_of(signals.lines))
    return [
        Reading(own, tuple(chain.from_iterable(place)), form)
        for own, place, form in zip(signals.own.names(), places, forms, strict=True)
    ]


# ---------------------------------------------------------------------------------------------------------- learning

Feature = tuple[str, ...]
Vector = np.ndarray[tuple[int], np.dtype[np.float64]]
Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]
Table = dict[str, Any]
BIAS: Feature = ("bias",)
NO_REVIEW: Table = {"bias": 0.0, "trees": []}


def features(example: Example) -> Iterator[list[Feature]]:
    """Yield for each line the features that are there, as the keys of the weights' file."""
    readings = example.readings
    for index, (reading, states) in enumerate(zip(readings, windows(example.kept).tolist(), strict=True)):
        found: list[Feature] = [BIAS, *(("own", signal) for signal in reading.own)]
        if index:
            found += [("above", signal) for signal in readings[index - 1].own]
        if index + 1 < len(readings):
            found += [("below", signal) for signal in readings[index + 1].own]
        for signal in reading.place:
            found += (("any", signal), (reading.form, signal))
        found += [("kept", str(distance), str(state)) for distance, state in enumerate(states)]
        yield found


class Rows(NamedTuple):
    """The lines of a page: line after line the numbers of its features, and how many these are; and what is wanted."""

    features: Numbers
    sizes: Numbers
    wanted: Vector
    weights: Vector


class Lessons:
    """What is learnt from the pages of some quarters of the sites; each set of quarters is learnt from once.

    `left_out`: what the names of features and measures begin with that nothing is learnt of ("own/ends open").
    """

    def __init__(self, pages_: Sequence[Example], left_out: re.Pattern[str] = NOTHING) -> None:
        self.pages = pages_
        self._left_out = left_out
        self._numbers: dict[Feature, int] = {BIAS: 0}
        self._rows = [self._rows_of(page) for page in pages_]
        self._first: dict[frozenset[int], Table] = {}
        self._starts: dict[frozenset[int], Vector] = {}

    def without(self, left_out: re.Pattern[str]) -> "Lessons":
        """Return the lessons of the same pages without some features, which are learnt faster for what is known."""
        others = copy(self)
        others._left_out, others._first, others._starts = left_out, {}, self._starts.copy()
        return others

    def learn(self, folds: frozenset[int]) -> Table:
        """Return the table of the weights' file that the pages of these quarters of the sites teach."""
        return self._first_model(folds) | {"review": self._review(folds)}

    def _rows_of(self, page: Example) -> Rows:
        found = [[self._numbers.setdefault(name, len(self._numbers)) for name in line] for line in features(page)]
        return Rows(
            np.fromiter(chain.from_iterable(found), np.int64),
            np.array([*map(len, found)], np.int64),
            np.array([np.nan if want is None else want for want in page.wanted], np.float64),
            np.array(page.weights, np.float64),
        )

    def _uses(self, *name: str) -> bool:
        return self._left_out.match("/".join(name)) is None

    def _first_model(self, folds: frozenset[int]) -> Table:
        if folds not in self._first:
            rows = [rows for page, rows in zip(self.pages, self._rows, strict=True) if fold_of(page.site) in folds]
            used = np.array([self._uses(*name) for name in self._numbers], bool)
            start = self._starts.get(folds, np.zeros(len(used)))
            weights, counts = learn(rows, used, np.where(used, start, 0.0))
            self._starts[folds] = weights
            found = zip(self._numbers, np.round(weights, 2).tolist(), counts.tolist(), strict=True)
            self._first[folds] = _nested(
                {name: weight for name, weight, count in found if name == BIAS or count >= _LEAST_LINES}
            )
        return self._first[folds]

    def _review(self, folds: frozenset[int]) -> Table:
        """Return the trees of the review, learnt from odds that do not know the page's site."""
        columns: list[Measures] = []
        rows: list[Rows] = []
        for fold in sorted(folds):
            blind = model_of(self._first_model(folds - {fold}) | {"review": NO_REVIEW})
            for page, lines in zip(self.pages, self._rows, strict=True):
                if fold_of(page.site) == fold and page.wanted:
                    columns.append(measures_of(page, blind))
                    rows.append(lines)
        used = [name for name in columns[0] if self._uses("review", name)]
        if not used:
            return NO_REVIEW
        wanted, weights = (np.concatenate(each) for each in zip(*[lines[2:] for lines in rows], strict=True))
        bias, trees = boost(
            {name: np.concatenate([found[name] for found in columns]) for name in used},
            np.nan_to_num(wanted),
            np.where(np.isnan(wanted), 0.0, weights),
            np.repeat(np.arange(1, len(rows) + 1), [len(lines.sizes) for lines in rows]),
        )
        return {"bias": round(bias, 2), "trees": trees}


def measures_of(page: Example, model: Model) -> Measures:
    """Return the measures that the review takes of a page."""
    signals = page.signals
    odds = log_odds(signals.shown(), forms_of(signals.lines), page.kept, model)
    return measures(signals.page, weigh(odds, signals.lines), page.kept, page.scores, signals.groups)


def learn(
    rows: Sequence[Rows], used: np.ndarray[tuple[int], np.dtype[np.bool_]], start: Vector
) -> tuple[Vector, Numbers]:
    """Return the weight of every feature, and how many lines have it that teach something; looked for from `start`."""
    columns, sizes, wanted, weights = (np.concatenate(each) for each in zip(*rows, strict=True))
    known = ~np.isnan(wanted)
    lines = np.repeat(np.arange(len(sizes)), sizes)
    taken = known[lines] & used[columns]
    columns, lengths = columns[taken], np.bincount(lines[taken], minlength=len(sizes))[known]
    loss = _loss(columns, np.cumsum(lengths) - lengths, 2 * wanted[known] - 1, weights[known], len(used))
    return minimise(loss, start), np.bincount(columns, minlength=len(used))


Loss = Callable[[Vector], tuple[float, Vector]]


def _loss(
    columns: np.ndarray[tuple[int], np.dtype[np.int64]],
    starts: np.ndarray[tuple[int], np.dtype[np.int64]],
    wanted: Vector,
    weights: Vector,
    size: int,
) -> Loss:
    """Return the penalised logistic loss and its gradient as a function of the weights."""
    strength = _STRENGTH * weights * len(weights) / weights.sum()
    lengths = np.diff(np.append(starts, len(columns)))

    def loss(at: Vector) -> tuple[float, Vector]:
        margins = wanted * np.add.reduceat(at[columns], starts)
        pull = -strength * wanted / (1 + np.exp(margins))
        gradient = np.bincount(columns, np.repeat(pull, lengths), size) + at
        return float((strength * np.logaddexp(0, -margins)).sum() + at @ at / 2), gradient

    return loss


def minimise(loss: Loss, at: Vector) -> Vector:
    """Return about where a smooth convex function is least: L-BFGS with a line search by halves."""
    steps: deque[tuple[Vector, Vector]] = deque(maxlen=_MEMORY)
    value, gradient = loss(at)
    for _ in range(_ITERATIONS):
        direction = -_two_loops(gradient, steps)
        slope, length = float(gradient @ direction), 1.0 if steps else 1.0 / float(np.linalg.norm(gradient))
        while True:
            there = at + length * direction
            next_value, next_gradient = loss(there)
            if next_value <= value + 1e-4 * length * slope or length < 1e-9:
                break
            length /= 2
        steps.append((there - at, next_gradient - gradient))
        done = value - next_value < 1e-7 * abs(value)
        at, value, gradient = there, next_value, next_gradient
        if done:
            break
    return at


def _two_loops(gradient: Vector, steps: Sequence[tuple[Vector, Vector]]) -> Vector:
    """Return the gradient times an estimate of the inverse of the second derivatives."""
    found, factors = gradient.copy(), []
    for moved, turned in reversed(steps):
        factor = float(moved @ found) / float(moved @ turned)
        factors.append(factor)
        found -= factor * turned
    if steps:
        moved, turned = steps[-1]
        found *= float(moved @ turned) / float(turned @ turned)
    for (moved, turned), factor in zip(steps, reversed(factors), strict=True):
        found += (factor - float(turned @ found) / float(moved @ turned)) * moved
    return found


# -------------------------------------------------------------------------------------------------- the weights' file

_HEADER = """# The weights of the second reading: is a line the article's own text? Learnt: do not edit by hand.
# Made by `python -m tests.quality.train_content`; what from, and how good they are: docs/cleaning.md.
# own: for a line's own signals, as signs of the line itself, of the line below it, of the line above it.
# place: for the signals of its place, of any line and by the line's form. kept: for the first reading of the lines from
# two above to two below: dropped, kept, no such line. review: the bias and the trees; each its questions, whether a
# measure is at least so much, and the values of the answers: no to all first, then yes to the last, …, yes to all.
"""


def _nested(weights: dict[Feature, float]) -> Table:
    def of(kind: str) -> dict[str, float]:
        return {feature[1]: weight for feature, weight in sorted(weights.items()) if feature[0] == kind and weight}

    own, above, below = of("own"), of("above"), of("below")
    return {
        "bias": weights[BIAS],
        "kept": [[weights.get(("kept", str(d), str(s)), 0.0) for s in range(3)] for d in range(2 * REACH + 1)],
        "own": {
            signal: [own.get(signal, 0.0), above.get(signal, 0.0), below.get(signal, 0.0)]
            for signal in sorted({*own, *above, *below})
        },
        "place": {form: of(form) for form in ("any", *FORMS)},
    }


def _toml(name: str, table: Table) -> str:
    lines = [f"\n[{name}]", f"bias = {table['bias']}", f"kept = {table['kept']}", f"\n[{name}.own]"]
    lines += [f"{json.dumps(signal)} = {row}" for signal, row in table["own"].items()]
    for form, signals in table["place"].items():
        lines += [f"\n[{name}.place.{form}]", *(f"{json.dumps(signal)} = {value}" for signal, value in signals.items())]
    trees: list[Tree] = table["review"]["trees"]
    lines += [f"\n[{name}.review]", f"bias = {table['review']['bias']}", "trees = ["]
    lines += [f"  [{json.dumps(questions)}, {values}]," for questions, values in trees] + ["]"]
    return "\n".join(lines) + "\n"


# ------------------------------------------------------------------------------------------------------------- scores


def cross_validated(groups: Iterable[str]) -> Iterator[list[str]]:
    """Yield the scorer's rows for pages whose sites the weights were not learnt from, without each of some groups."""
    for table, forms in TABLES.items():
        every = Lessons([*examples(table)])
        for group in groups:
            found = _blind(every.without(GROUPS[group]))
            for form in (*forms, "gold"):
                name = form if group == "nothing" else f"{form} without {group}"
                yield from score_rows(name, found[form]) if form in found else []


def _blind(lessons: Lessons) -> dict[str, list[tuple[Truth, str]]]:
    """Return by their form what is found of pages by weights that were not learnt from their sites."""
    found: dict[str, list[tuple[Truth, str]]] = {}
    for fold in range(FOLDS):
        weights = model_of(lessons.learn(frozenset(range(FOLDS)) - {fold}))
        for page in lessons.pages:
            if fold_of(page.site) == fold:
                name = "gold" if page.truth.get("gold") else page.article.format
                found.setdefault(name, []).append((page.truth, _text(page, weights)))
    return found


def fold_of(site: str) -> int:
    """Return the quarter of the sites that a site belongs to."""
    return hashlib.sha256(site.encode()).digest()[0] % FOLDS


def _text(page: Example, model: Model) -> str:
    blocks = label_blocks(page.article, model)
    return "\n".join(paragraph.text for paragraph in join_paragraphs(page.article.text, blocks))


if __name__ == "__main__":
    main()
