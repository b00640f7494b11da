"""Blocks: the runs of text that a raw article sets apart, each with one label."""

from dataclasses import dataclass
from typing import Literal, get_args

Label = Literal[
    "title", "subtitle", "kicker", "byline", "date",
    "body", "heading",
    "note", "author_bio", "credit", "caption", "pull_quote",
    "navigation", "related", "events", "promo", "share", "tools", "legal",
]  # fmt: skip
LABELS: tuple[str, ...] = get_args(Label)
CONTENT: frozenset[str] = frozenset({"body", "heading"})


@dataclass(frozen=True, slots=True)
class Block:
    """A labelled run `[start, end)` of the raw text, trimmed of white space.

    `continues`: a page break cut this body block off from the body block before it.
    `rule`: the rule or signal that decided the label; `confidence`: 0 to 1.
    """

    start: int
    end: int
    label: Label
    rule: str
    confidence: float
    continues: bool = False
