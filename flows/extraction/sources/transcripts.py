"""Transcripts: paragraphs that open with their speaker, "SENIOR OFFICIAL: …", and run on until the next one does.

Only where the article is one: several labelled paragraphs, more than one label, and one that recurs and is more than a
word ("BREAKING:" is no speaker) or more than one with a title ("PRESIDENT MORI:"). What is said, is read elsewhere.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from flows.extraction.grammar.phrases import Parsed
from flows.lexicon import load

_CAPITALS = r"(?:[A-Z][A-Z.'’-]{0,20} ){0,4}[A-Z][A-Z.'’-]{0,20}"
_LABEL = re.compile(rf"(?:\*\*)?(?P<name>Q(?=[ .:])|{_CAPITALS}(?=:))[.:]?(?:\*\*)?\s")
_QUESTIONER = "Q"
_LEAST_LABELLED, _LEAST_SPEAKERS, _LEAST_TURNS = 3, 2, 2


@dataclass(frozen=True, slots=True)
class Turn:
    """Who speaks a sentence of a transcript, as printed, and the first word of it that is no label."""

    name: str
    first_word: int


def turns_of(parsed: Sequence[Parsed]) -> list[Turn | None]:
    """Return whose turn each sentence belongs to; None throughout where the article is no transcript."""
    labels: list[Turn | None] = []
    paragraph = None
    for p in parsed:
        labels.append(_label(p) if p.sentence.paragraph is not paragraph else None)
        paragraph = p.sentence.paragraph
    found = Counter(label.name for label in labels if label)
    certain = [name for name, turns in found.items() if turns >= _LEAST_TURNS and (" " in name or name == _QUESTIONER)]
    titled = [name for name in found if _is_titled(name)]
    recurs = found.total() >= _LEAST_LABELLED and len(found) >= _LEAST_SPEAKERS and bool(certain)
    if not recurs and len(titled) < _LEAST_SPEAKERS:
        return [None] * len(parsed)
    turns: list[Turn | None] = []
    speaker: str | None = None
    for label in labels:
        speaker = label.name if label else speaker
        turns.append(label or (Turn(speaker, 0) if speaker else None))
    return turns


def _is_titled(name: str) -> bool:
    """Tell whether a label is a title and a name: "PRIME MINISTER MORI", "MS. MORI"."""
    return any(name.startswith(title) and len(name) > len(title) for title in _titles())


@cache
def _titles() -> tuple[str, ...]:
    lexicon = load("sources")
    return tuple(f"{title.upper()} " for title in (*lexicon["titles"], *lexicon["short_forms"], "mr.", "mrs.", "ms."))


def _label(p: Parsed) -> Turn | None:
    match = _LABEL.match(p.sentence.text)
    return Turn(match["name"], p.words.at(match.end())) if match else None
