"""What a web page's markup says of each line: its element, its landmarks, its links, the words its authors gave it.

The words (`[hints]` of `lexicon/label_cues.toml`) are those that web pages everywhere use for their parts. Weights for
these signals are learnt (`lexicon/content.toml`).
"""

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from functools import cache, lru_cache

from flows.cleaning.form import Line
from flows.lexicon import load
from flows.reading.article import Markup

_PART = re.compile(r"[a-z]+")
_NEAREST, _MOST_WORDS = 6, 80
# Shares of the page's running text that a group of lines may hold.
_SIZES = (0.0, 0.02, 0.1, 0.4)


def markup_signals(markup: Sequence[Markup], lines: Sequence[Line]) -> list[list[str]]:
    """Return for each line what its markup says; nothing where the article has none."""
    if len(markup) != len(lines):
        return [[] for _ in lines]
    typical = _typical(markup, lines)
    home = _home(markup, lines)
    groups = (
        _group_signals("group", [block.hints for block in markup], markup, lines),
        _group_signals("nearest", [block.hints[:1] for block in markup], markup, lines),
        _group_signals("kind", [(block.kind, block.within) for block in markup], markup, lines),
    )
    hints = set(typical.hints) if typical else set()
    found = []
    for block, *of_groups in zip(markup, *groups, strict=True):
        common = len(hints.intersection(block.hints))
        names = [*_own(block.kind, block.level, block.within, block.hints, block.hidden), _links(block.link_share)]
        names.append("in the text's element" if home and home in block.hints else "outside the text's element")
        names.append(f"shares {common * 4 // max(1, len(hints))} of the text's marks")
        names.append(f"has {min(4, (len(block.hints) - common) // 2)} other marks")
        if typical and (block.kind, block.within, block.hints) == (typical.kind, typical.within, typical.hints):
            names.append("marked like the text")
        for of_group in of_groups:
            names += of_group
        found.append(names)
    return found


@lru_cache(maxsize=4096)
def _own(kind: str, level: int, within: tuple[str, ...], hints: tuple[str, ...], hidden: bool) -> tuple[str, ...]:
    names = [f"is a heading {min(level, 4)}" if level else f"is a {kind}"]
    names += [f"in {landmark}" for landmark in within]
    if hidden:
        names.append("is hidden")
    known: dict[str, str] = {}
    for place, hint in enumerate(hints):
        for part in _PART.findall(hint):
            group = _hint_groups().get(part)
            if group:
                known.setdefault(group, "near" if place < _NEAREST else "far")
    names += [f"hint {group} {reach}" for group, reach in known.items()]
    return tuple(names)


def _links(share: float) -> str:
    return "no links" if share == 0 else "few links" if share < 0.3 else "many links" if share < 0.9 else "only links"


def _is_text(block: Markup, line: Line) -> bool:
    return line.prose and block.link_share < 0.5


def _typical(markup: Sequence[Markup], lines: Sequence[Line]) -> Markup | None:
    """Return a block that is marked as most of the running text is."""
    words: Counter[Hashable] = Counter()
    first: dict[Hashable, Markup] = {}
    for block, line in zip(markup, lines, strict=True):
        if _is_text(block, line):
            key = (block.kind, block.within, block.hints)
            words[key] += min(line.words, _MOST_WORDS)
            first.setdefault(key, block)
    return first[words.most_common(1)[0][0]] if words else None


def _home(markup: Sequence[Markup], lines: Sequence[Line]) -> str:
    """Return the class or id that most of the running text has around it and as few other lines as may be."""
    inside: Counter[str] = Counter()
    total = 0
    for block, line in zip(markup, lines, strict=True):
        if _is_text(block, line):
            total += min(line.words, _MOST_WORDS)
            inside.update(dict.fromkeys(block.hints, min(line.words, _MOST_WORDS)))
    likely = [hint for hint, words in inside.items() if words * 10 >= total * 6]
    everywhere = Counter(hint for block in markup for hint in block.hints)
    return min(likely, key=lambda hint: (everywhere[hint], hint), default="")


def _group_signals(
    name: str, keys: Sequence[Hashable], markup: Sequence[Markup], lines: Sequence[Line]
) -> list[tuple[str, ...]]:
    """Return for each line how much running text the lines marked alike hold, and how much of them is links."""
    totals: dict[Hashable, list[float]] = {}
    text = 1.0
    for key, block, line in zip(keys, markup, lines, strict=True):
        group = totals.setdefault(key, [0.0, 0.0, 0.0])
        words = min(line.words, _MOST_WORDS)
        group[0] += words + 1
        group[2] += words * block.link_share
        if line.prose:
            group[1] += words
            text += words
    names = {}
    for key, (size_in_words, prose, linked) in totals.items():
        size = sum(prose / text > least for least in _SIZES)
        names[key] = (
            f"{name} of size {size}",
            f"{name} is text {min(4, int(5 * prose / size_in_words))}",
            f"{name} links {min(3, int(4 * linked / size_in_words))}",
        )
    return [names[key] for key in keys]


@cache
def _hint_groups() -> dict[str, str]:
    """Return the group of each word of a class, id or itemprop."""
    groups: dict[str, list[str]] = load("label_cues")["hints"]
    return {word: group for group, words in groups.items() for word in words}
