"""How the page is woven around each line: how far running text is, how dense it is, what marks of an end stand near.

All of it is computed for the whole page at once, in time linear in the number of lines. Weights for these signals are
learnt (`lexicon/content.toml`), not set by hand.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

from flows.cleaning.cues import stop_words
from flows.cleaning.form import Line

_NEAR, _WIDE, _MARKS_NEAR, _SHORT_NEAR = 3, 10, 5, 4
_FAR = 99
_MOST_WORDS = 60
_END_MARKS = frozenset({
    "navigation line", "navigation opening", "share line", "share opening", "tools line", "comments line",
    "promo line", "promo opening", "legal line", "legal opening", "legal phrase", "related line", "related opening",
    "events line", "appeal phrase", "comment mark", "byline line",
})  # fmt: skip
_STEPS = ("0", "1", "2", "3-4", "3-4", "5-8", "5-8", "5-8", "5-8")


def texture_signals(text: str, lines: Sequence[Line], core: tuple[int, int]) -> list[list[str]]:
    """Return for each line what the lines around it are like."""
    texty = [line.prose or (line.ends and line.words > 8) for line in lines]
    parts = (
        _named("text above", map(_distance, _distances(lines))),
        _named("text below", map(_distance, _distances(lines[::-1])[::-1])),
        _named("near text", map(_fifths, _shares(lines, texty, _NEAR))),
        _named("wide text", map(_fifths, _shares(lines, texty, _WIDE))),
        _named("short lines around", map(str, _short_around(lines))),
        _close(text, lines),
        _shared_words(lines, core),
    )
    found = [list(names) for names in zip(*parts, strict=True)]
    _add_runs(texty, found)
    _add_marks(lines, core, found)
    return found


def marks_up_to(lines: Sequence[Line]) -> tuple[list[int], list[int]]:
    """Return how many of the first i lines end an article, and how many are marks of readers' comments."""
    ends = [0, *accumulate(not _END_MARKS.isdisjoint(line.signals) for line in lines)]
    return ends, [0, *accumulate("comment mark" in line.signals for line in lines)]


def _named(name: str, values: Iterable[str]) -> list[str]:
    return [f"{name} {value}" for value in values]


def _few(number: int) -> str:
    return _STEPS[number] if number < len(_STEPS) else "9+"


def _distance(lines: int) -> str:
    return _few(lines) if lines <= 8 else "9-16" if lines <= 16 else "far"


def _fifths(share: float) -> str:
    return str(min(4, int(share * 5)))


def _distances(lines: Iterable[Line]) -> list[int]:
    """Return for each line how many lines above it the next running text is."""
    found, last = [], _FAR
    for line in lines:
        last += 1
        found.append(last)
        if line.prose:
            last = 0
    return found


def _shares(lines: Sequence[Line], texty: Sequence[bool], reach: int) -> list[float]:
    """Return for each line the share of running text in the words of the lines around it, itself left out."""
    sizes = [min(line.words, _MOST_WORDS) + 1 for line in lines]
    words = [0, *accumulate(sizes)]
    prose = [0, *accumulate(size if is_text else 0 for size, is_text in zip(sizes, texty, strict=True))]
    found = []
    for index, size in enumerate(sizes):
        low, high = max(0, index - reach), min(len(sizes), index + reach + 1)
        total = words[high] - words[low] - size
        inside = prose[high] - prose[low] - (size if texty[index] else 0)
        found.append(inside / total if total else 0.0)
    return found


def _short_around(lines: Sequence[Line]) -> list[int]:
    """Return for each line how many threes of the lines around it have three words or fewer."""
    short = [0, *accumulate(line.words <= 3 for line in lines)]
    total = len(lines)
    return [(short[min(total, i + _SHORT_NEAR + 1)] - short[max(0, i - _SHORT_NEAR)]) // 3 for i in range(total)]


def _close(text: str, lines: Sequence[Line]) -> list[str]:
    """Return on which sides of each line no blank line parts it from the next."""
    close = [False]
    for first, second in pairwise(lines):
        close.append(text.count("\n", first.end, min(second.start, first.end + 50)) < 2)
    names = {
        (False, False): "close to none",
        (False, True): "close below",
        (True, False): "close above",
        (True, True): "close on both sides",
    }
    return [names[up, down] for up, down in zip(close, [*close[1:], False], strict=False)][: len(lines)]


def _shared_words(lines: Sequence[Line], core: tuple[int, int]) -> list[str]:
    """Return for each line how many of its longer words the running text of the core has in other lines."""
    stop = stop_words()
    own = [{word for word in line.bare.split() if len(word) > 3} - stop for line in lines]
    counts: dict[str, int] = {}
    for index in range(core[0], core[1] + 1):
        if lines[index].prose:
            for word in own[index]:
                counts[word] = counts.get(word, 0) + 1
    found = []
    for index, words in enumerate(own):
        needed = 2 if lines[index].prose and core[0] <= index <= core[1] else 1
        shared = sum(1 for word in words if counts.get(word, 0) >= needed)
        found.append(
            "has no long words"
            if not words
            else "shares no words"
            if not shared
            else f"shares {('few', 'some', 'many')[min(2, 3 * shared // len(words))]} words"
        )
    return found


def _add_runs(texty: Sequence[bool], found: Sequence[list[str]]) -> None:
    """Add how long the run of text is that the line lies in, or that ends above and that begins below."""
    above, below = _runs(texty), _runs(texty[::-1])[::-1]
    for is_text, up, down, names in zip(texty, above, below, found, strict=True):
        if is_text:
            names.append(f"text in a run of {_few(up + down + 1)}")
        else:
            names += (f"run above {_few(up)}", f"run below {_few(down)}")


def _runs(texty: Iterable[bool]) -> list[int]:
    found, run = [], 0
    for is_text in texty:
        found.append(run)
        run = run + 1 if is_text else 0
    return found


def _add_marks(lines: Sequence[Line], core: tuple[int, int], found: Sequence[list[str]]) -> None:
    """Add how many lines that end an article, and how many marks of readers' comments, stand above and near."""
    marks, comments = marks_up_to(lines)
    first, last = core
    total = len(found)
    for index, names in enumerate(found):
        low, high = max(0, index - _MARKS_NEAR), min(total, index + _MARKS_NEAR + 1)
        own = marks[index + 1] - marks[index]
        names.append(f"marks near {_few(marks[high] - marks[low] - own)}")
        if index < first:
            names.append(f"marks until the text {_few(marks[first] - marks[index + 1])}")
        else:
            names.append(f"marks since the text began {_few(marks[index] - marks[first])}")
            if index > last:
                names.append(f"marks since the text ended {_few(marks[index] - marks[last + 1])}")
            if comments[index] > comments[first]:
                names.append(f"comment marks above {_few(comments[index] - comments[first])}")
        if comments[high] > comments[low]:
            names.append(f"comment marks near {_few(comments[high] - comments[low])}")
