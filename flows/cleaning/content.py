"""The second reading: does a line belong to the article's own text? A logistic model over signals, with learnt weights.

The first reading (`label`) says what kind of line it is, by weights set by hand. This one only says content or not, and
knows more of the page around: its weights (`lexicon/content.toml`) are learnt from marked pages by
`tests/quality/train_content.py`. Text and web pages have a table each, as only web pages have markup.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from flows.cleaning.form import Lines
from flows.cleaning.table import HUNDREDTHS, Numbers, Shown, Sums, Weights, shifted, weights_of
from flows.lexicon import load

FORMS = ("prose", "sentence", "long", "middling", "tiny")
REACH = 2
# What a change between content and the rest must outweigh, so that single lines do not flicker.
_CHANGE = 0.25
_MOST = 8
# How far a page's cut may lie from nought. Markup leaves fewer pages in doubt: what lies far below holds no article.
_MOST_SHIFT, _MOST_SHIFT_MARKED = 2.0, 1.0
# On sites not learnt from, the odds promise more than they keep.
_TRUST = 0.75
THOUSANDTHS = 1000
# The answers to a tree's questions are one number of eight bits.
_MOST_QUESTIONS = 8


class Trees(NamedTuple):
    """Symmetric trees. Question u asks of a line if the measure `columns[u]` is at least `edges[u]`.

    Tree t asks the questions `asked[0][t]`, `asked[1][t]`, … The answers, read as a binary number, the first question's
    first, and added to `first[t]`, pick one of `values`, in thousandths.
    """

    measures: tuple[str, ...]
    columns: NDArray[np.int64]
    edges: NDArray[np.float64]
    asked: NDArray[np.int64]
    first: NDArray[np.int64]
    values: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """The learnt weights, in hundredths; those of the review as they are.

    `own`: what a signal says of a line that shows it, of the line below that one, and of the line above that one.
    `place`: what a signal of the place says of a line of each of `FORMS`; `kept[distance][state]`: what the first
    reading of the line and its neighbours says, state 0 dropped, 1 kept, 2 no line there. `review_bias`, `review`: what
    the measures of `review` are worth together.
    """

    bias: float
    own: Weights
    place: Weights
    kept: Sums
    review_bias: float
    review: Trees


def forms_of(lines: Lines) -> Numbers:
    """Return which of `FORMS` each line has."""
    forms = np.where(lines.words > 10, 2, np.where(lines.words > 3, 3, 4))
    forms[lines.ends & (lines.words > 8)] = 1
    forms[lines.prose] = 0
    return forms


class LogOdds(NamedTuple):
    """The log-odds of lines that they are content; `of_lines`: what they and those beside show by themselves."""

    whole: NDArray[np.float64]
    of_lines: NDArray[np.float64]


def log_odds(shown: Shown, forms: Numbers, kept: Sequence[bool], model: Model) -> LogOdds:
    """Return the log-odds of lines that they are content.

    `shown`: all that they show; `kept`: what the first reading says.
    """
    of_line, of_above, of_below = model.own.sums(shown).T
    of_lines = of_line + shifted(of_above, 1) + shifted(of_below, -1)
    total = model.bias + of_lines + model.place.sums(shown)[np.arange(len(forms)), forms]
    total += model.kept[np.arange(2 * REACH + 1), windows(kept)].sum(axis=1)
    most = _MOST * HUNDREDTHS
    both = np.maximum(-most, np.minimum(most, (total, of_lines))).astype(np.float64) / HUNDREDTHS
    return LogOdds(*both)


def windows(kept: Sequence[bool]) -> NDArray[np.int64]:
    """Return for each line the states of the lines from two above to two below it."""
    padded = np.array([*[2] * REACH, *kept, *[2] * REACH], np.int64)
    around: Numbers = padded[np.arange(len(kept))[:, None] + np.arange(2 * REACH + 1)]
    return around


def fitting_cut(odds: NDArray[np.float64], words: Numbers, marked: bool) -> float:
    """Return the log-odds above which lines are to be kept so that precision and recall add up to the most.

    The page's expected ones, by the chances that the odds stand for, over words. Where all is clear it is nought; on
    a page whose best lines are doubtful, it lies low. `marked`: the page has markup.
    """
    order = np.argsort(-odds, kind="stable")
    sizes = words[order] + 0.01
    # Processors differ in the last bit of an exponential: what is rounded is the same on all.
    expected = np.cumsum(sizes * np.round(1 / (1 + np.exp(-_TRUST * odds[order])), 9))
    if not len(expected):
        return 0.0
    best = int(np.argmax(expected / np.cumsum(sizes) + expected / expected[-1]))
    lowest, next_ = odds[order[best]], odds[order[min(best + 1, len(order) - 1)]]
    most = _MOST_SHIFT_MARKED if marked else _MOST_SHIFT
    return float(max(-most, min(most, lowest, max(0.0, next_))))


def decide(odds: Iterable[float]) -> list[bool]:
    """Return which lines are content: the best path through two states, with a price for each change."""
    dropped, content = 0.0, 0.0
    steps: list[tuple[bool, bool]] = []
    for value in odds:
        to_dropped, to_content = content - _CHANGE, dropped - _CHANGE
        steps.append((to_dropped > dropped, content >= to_content))
        if to_dropped > dropped:
            dropped = to_dropped
        content = (content if content >= to_content else to_content) + value
    state, path = content > dropped, []
    for step in reversed(steps):
        path.append(state)
        state = step[state]
    return path[::-1]


@cache
def load_model(table: str) -> Model:
    """Return the learnt weights of "text" or "page"."""
    return model_of(load("content")[table])


def model_of(source: dict[str, Any]) -> Model:
    """Return the weights of a table of `lexicon/content.toml`."""
    common: dict[str, float] = source["place"]["any"]
    of_forms: list[dict[str, float]] = [source["place"][form] for form in FORMS]
    signals = sorted(common.keys() | {signal for of_form in of_forms for signal in of_form})
    return Model(
        round(source["bias"] * HUNDREDTHS),
        weights_of(source["own"]),
        weights_of(
            {signal: [common.get(signal, 0.0) + of_form.get(signal, 0.0) for of_form in of_forms] for signal in signals}
        ),
        np.rint(np.array(source["kept"]) * HUNDREDTHS).astype(np.float32),
        source["review"]["bias"],
        trees_of(source["review"]["trees"]),
    )


def trees_of(trees: Sequence[tuple[Sequence[tuple[str, float]], Sequence[float]]]) -> Trees:
    """Return the trees of a table: each its questions (measure, least value), all as many, and its values.

    Several trees ask the same question: it is asked once. Raises ValueError where one asks more than eight.
    """
    if any(len(asked) > _MOST_QUESTIONS for asked, _ in trees):
        raise ValueError(f"a tree of the review asks at most {_MOST_QUESTIONS} questions")
    questions = sorted({(name, edge) for asked, _ in trees for name, edge in asked})
    number = {question: place for place, question in enumerate(questions)}
    names = sorted({name for name, _ in questions})
    asked = np.array([[number[name, edge] for name, edge in asked] for asked, _ in trees], np.int64).T
    return Trees(
        tuple(names),
        np.array([names.index(name) for name, _ in questions], np.int64),
        np.array([edge for _, edge in questions], np.float64),
        asked,
        np.arange(len(trees)) << len(asked),
        np.rint(np.array([values for _, values in trees], np.float64) * THOUSANDTHS).astype(np.int64).ravel(),
    )
