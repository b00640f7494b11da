"""Score our figures on the public figure sets that stand beside the project, next to the other extractors.

    python -m tests.quality.bench_figures [--sets NAME…] [--errors N]

What this adapter maps: a counted noun or a measure to the words that the text has for it; comparator, trend and role to
one mark of change; "from 1 to 2 percent" (two linked figures with us) to one range; cents to cents; the code of a
country to the name that the text has for it, as part of what is measured.

newsquant has conventions of its own, which its README, its paper and its labels state. A quantity has a number, so that
ordinals, "a year" and "doubled" are none; the unit of a share is a percent of its base; what is counted is the unit and
no part of the concept; a verb of change is marked, a noun of change ("a cut of") is the concept; a range has no mark.
The adapter follows them for that set. It invents no figure, and where our definition of one differs otherwise, the set
counts it against us (docs/figures.md).
"""

import argparse
import importlib.util
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from flows.cleaning.paragraphs import Paragraph
from flows.extraction.figures.find import find_figures
from flows.extraction.names.find import find_mentions
from flows.extraction.records import Figure, Sentence
from tests.building import SHARED

BENCH = SHARED / "bench" / "figures"
CHANGES = {"about": "~", "over": ">", "under": "<", None: "="}
KINDS = {"multiple": "multiplier", "fraction": "ratio", "measurement": "dimension"}
MEASURES = ("span_overlap", "value", "value_unit", "value_change", "concept_partial")
# F1 of span overlap, value, value with unit (and with change, concept) as measured beside the sets: newsquant on its
# dev half, the others on all rows. "published": by the authors' own script, on all of newsquant.
PEERS: dict[str, dict[str, tuple[float | None, ...]]] = {
    "newsquant": {
        "CQE, published": (None, 92.0, 85.6, 88.1, 76.1),
        "quantulum3": (None, 74.7, 53.5, 53.3, None),
        "recognizers-text": (None, 70.2, 42.3, 50.0, None),
    },
    "cqe-recognizers": {"quantulum3": (85.1, 80.2, 45.9), "recognizers-text": (85.0, 81.6, 59.2)},
    "recognizers-currency": {"quantulum3": (93.2, 79.6, 26.7), "recognizers-text": (98.2, 89.2, 79.3)},
    "recognizers-percent": {"quantulum3": (100.0, 100.0, 73.3), "recognizers-text": (100.0, 100.0, 100.0)},
    "recognizers-dimension": {"quantulum3": (92.7, 84.4, 71.9), "recognizers-text": (89.6, 84.4, 63.5)},
    "recognizers-age": {"quantulum3": (100.0, 94.4, 83.3), "recognizers-text": (100.0, 100.0, 88.9)},
    "recognizers-duration": {"quantulum3": (68.1, 53.2, 51.1), "recognizers-text": (95.7, 81.7, 81.7)},
    "recognizers-numberrange": {"quantulum3": (85.2, 70.9), "recognizers-text": (83.1, 62.3)},
    "duckling": {"quantulum3": (88.5, 55.3, 39.5), "recognizers-text": (86.8, 56.6, 41.6)},
    "quantulum3": {"recognizers-text": (86.1, 70.4, 41.0)},
    "measeval": {"quantulum3": (64.0, 59.8, 44.2), "recognizers-text": (60.4, 58.7, 40.0)},
    "grobid-quantities": {"quantulum3": (63.2, 61.8, 52.2), "recognizers-text": (61.9, 58.2, 38.8)},
    "alliance_samples": {"quantulum3": (81.1, 70.3, 48.6), "recognizers-text": (75.3, 63.5, 40.0)},
}

# "a year", "doubled", "threefold": amounts without a number.
_IN_A_WORD = re.compile(r"an?|(?:doubl|trebl|tripl|quadrupl|quintupl|halv)(?:e|es|ed|ing)", re.IGNORECASE)
# "a cut of 5 percent", "a 5 percent drop": the change is named by a noun.
_CHANGES = "cut|decrease|increase|rise|fall|loss|gain|drop|growth|decline|jump|reduction"
_CHANGE_BEFORE = re.compile(rf"\b(?:{_CHANGES})s? of (?:\w+ )?$")
_CHANGE_AFTER = re.compile(rf" (?:{_CHANGES})s?\b")
_CENTS = re.compile(r"¢|\bcents?\b|\bpenn(?:y|ies)\b|\bpence\b|[0-9]p\b", re.IGNORECASE)

Row = dict[str, Any]


def main() -> None:
    """Print one table of all sets, or the errors of the sets asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="*", default=list(PEERS))
    parser.add_argument("--errors", type=int, default=0, help="print so many texts with an error of each set")
    arguments = parser.parse_args()
    if not (BENCH / "score.py").exists():
        print("The figure sets are not here: nothing to measure.")
        return
    scorer = load_scorer(BENCH / "score.py")
    print(f"{'set':<24}{'system':<20}" + "".join(f"{name:>16}" for name in MEASURES))
    for name in arguments.sets:
        gold, meta = scorer.load_gold(str(BENCH / name), "dev")
        errors: list[Row] = []
        read = news_figures_of if name == "newsquant" else figures_of
        scores = scorer.score(gold, {row["id"]: read(row["text"]) for row in gold}, meta, errors)
        print(_line(name, "ours", [scores.get(measure, {}).get("F1") for measure in MEASURES]))
        for peer, reached in PEERS.get(name, {}).items():
            print(_line("", peer, reached))
        _print_errors(errors[: arguments.errors])


def load_scorer(path: Path) -> ModuleType:
    """Return the scorer, a script outside any package, as a module."""
    spec = importlib.util.spec_from_file_location("bench_score", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def figures_of(text: str) -> list[Row]:
    """Return the figures of a text in the format of the sets."""
    sentence = Sentence(1, Paragraph(1, "body", text, (0,), (0,)), 0, len(text), text)
    mentions = find_mentions([sentence])
    names = {mention.code: mention.text for mention in mentions if mention.code}
    return [_row(low, high, names) for low, high in _ranges(find_figures([sentence], mentions))]


def news_figures_of(text: str) -> list[Row]:
    """Return the figures of a text in the format and by the conventions of newsquant."""
    return [_as_news(row, text) for row in figures_of(text) if _has_number(row)]


def _has_number(row: Row) -> bool:
    return row["kind"] not in ("ordinal", "rank") and _IN_A_WORD.fullmatch(row["written"]) is None


def _as_news(row: Row, text: str) -> Row:
    """Follow newsquant: what is counted is the unit and no concept, a share has the unit "% of its base"."""
    row = row | {"comparator": _news_change(row, text)}
    if row["kind"] not in ("count", "ratio"):
        return row
    shared = row["kind"] == "ratio"
    counted = (row["of"] or "" if shared else text[row["start"] : row["end"]]).split()
    rest = [word for word in (row["measure"] or "").split() if word not in counted]
    return row | {"unit": " ".join(["%", *counted]) if shared else row["unit"], "measure": " ".join(rest) or None}


def _news_change(row: Row, text: str) -> str:
    named = _CHANGE_BEFORE.search(text[: row["start"]]) or _CHANGE_AFTER.match(text, row["end"])
    unmarked = row["value_high"] is not None or (named and row["comparator"] in ("up", "down"))
    return "=" if unmarked else str(row["comparator"])


def _ranges(figures: Iterable[Figure]) -> Iterator[tuple[Figure, Figure | None]]:
    """Join "from X" and the "to Y" right after it."""
    held: Figure | None = None
    for figure in figures:
        if held is not None and figure.role == "to" and figure.sentence.text[held.end : figure.start].strip() == "to":
            yield held, figure
            held = None
            continue
        if held is not None:
            yield held, None
        held = figure
    if held is not None:
        yield held, None


def _row(figure: Figure, high: Figure | None, names: Mapping[str, str]) -> Row:
    text = figure.sentence.text
    cents = figure.kind == "money" and _CENTS.search(figure.text) is not None
    factor = 100 if cents else 1
    top = high.value if high is not None else figure.value_high
    row: Row = {
        "start": figure.start,
        "end": (high or figure).end,
        "value": round(figure.value * factor, 9),
        "value_high": None if top is None else round(top * factor, 9),
        "unit": _unit(figure, high, text),
        "kind": KINDS.get(figure.kind, figure.kind),
        "comparator": _change(figure) if high is None else "=",
        "per": figure.per or (high.per if high is not None else None),
        "measure": figure.measure,
        "written": text[figure.number_start : figure.number_end],
        "of": figure.of,
        "entity": names.get(figure.entity, figure.entity) if figure.entity else None,
    }
    if cents:
        row["unit"] = "cent" if figure.unit == "USD" else "penny"
    elif figure.kind == "money":
        row["currency"] = figure.unit
    return row


def _unit(figure: Figure, high: Figure | None, text: str) -> str | None:
    """Return the unit as the sets write it: of counts the words of the text, of multiples "times"."""
    if figure.kind == "multiple":
        return "times"
    last = high or figure
    counted = text[last.number_end : last.end].strip(" -")
    spelled = counted.replace(" ", "").isalpha() and len(counted) > 2 and "degree" not in (figure.unit or "")
    if figure.kind == "measurement" and spelled and figure.comparator is None:
        return counted
    if figure.kind == "count" and figure.unit and counted:
        return counted.removeprefix("of ")
    return figure.unit or (high.unit if high is not None else None)


def _change(figure: Figure) -> str:
    """Return the one mark of change: the comparator, else the direction of a figure that is itself a change."""
    if figure.comparator is None and figure.role == "delta" and figure.trend is not None:
        return figure.trend
    return CHANGES[figure.comparator]


def _line(name: str, system: str, reached: Iterable[float | None]) -> str:
    values = [*reached, None, None, None][: len(MEASURES)]
    return f"{name:<24}{system:<20}" + "".join(f"{'–' if v is None else v:>16}" for v in values)


def _print_errors(errors: Iterable[Row]) -> None:
    for error in errors:
        print(f"  {error['text']}")
        for kind in ("missed", "extra"):
            for figure in error[kind]:
                shown = {k: v for k, v in figure.items() if k not in ("start", "end", "num_start", "num_end") and v}
                print(f"    {kind}: {json.dumps(shown, ensure_ascii=False)}")
        for gold, found in error["unit"]:
            print(f"    unit: {gold.get('unit')} / {gold.get('unit_raw')} is not {found.get('unit')}")


if __name__ == "__main__":
    main()
