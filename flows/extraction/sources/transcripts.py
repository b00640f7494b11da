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
from flows.extraction.records import Sentence
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
    labels = _labels([p.sentence for p in parsed])
    if not _are_turns(labels):
        return [None] * len(parsed)
    first_words = [p.words.at(label[1]) if label else 0 for p, label in zip(parsed, labels, strict=True)]
    names = zip(_speaking(labels), first_words, strict=True)
    return [Turn(name, first_word) if name else None for name, first_word in names]


def speakers_of(sentences: Sequence[Sentence]) -> list[str | None]:
    """Return the label of whose turn each sentence belongs to; none where the article is no transcript."""
    labels = _labels(sentences)
    return _speaking(labels) if any(labels) and _are_turns(labels) else []


def _labels(sentences: Sequence[Sentence]) -> list[tuple[str, int] | None]:
    """Return the label that each sentence opens with, and where it ends, if it opens its paragraph with one."""
    labels: list[tuple[str, int] | None] = [None] * len(sentences)
    paragraph = None
    for number, sentence in enumerate(sentences):
        if sentence.paragraph is not paragraph and (match := _LABEL.match(sentence.text)):
            labels[number] = (match["name"], match.end())
        paragraph = sentence.paragraph
    return labels


def _are_turns(labels: Sequence[tuple[str, int] | None]) -> bool:
    """Tell whether labels are those of a transcript."""
    found = Counter(label[0] for label in labels if label)
    certain = [name for name, turns in found.items() if turns >= _LEAST_TURNS and (" " in name or name == _QUESTIONER)]
    titled = [name for name in found if _is_titled(name)]
    recurs = found.total() >= _LEAST_LABELLED and len(found) >= _LEAST_SPEAKERS and bool(certain)
    return recurs or len(titled) >= _LEAST_SPEAKERS


def _speaking(labels: Sequence[tuple[str, int] | None]) -> list[str | None]:
    """Return the last label at or before each sentence."""
    speaking: list[str | None] = []
    speaker = None
    for label in labels:
        speaker = label[0] if label else speaker
        speaking.append(speaker)
    return speaking


def _is_titled(name: str) -> bool:
    """Tell whether a label is a title and a name: "PRIME MINISTER MORI", "MS. MORI"."""
    return any(name.startswith(title) and len(name) > len(title) for title in _titles())


@cache
def _titles() -> tuple[str, ...]:
    lexicon = load("sources")
    return tuple(f"{title.upper()} " for title in (*lexicon["titles"], *lexicon["short_forms"], "mr.", "mrs.", "ms."))
