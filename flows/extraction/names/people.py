"""People: by a title, a given name or a verb of saying beside capitalised words; surnames by the whole article.

Works on the items and spans of `names`; words stand in `lexicon/{people,names}.toml`.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from flows.extraction.names.bodies import head_words
from flows.extraction.names.gazetteer import Entry, alternation, gazetteer, words
from flows.extraction.names.spans import Item, Span

_HYPHENATED = re.compile(r"-[a-z]{1,8}\b")
_SUFFIX = re.compile(r",? (?:Jr|Sr)\.|,? I{2,3}\b|,? IV\b")


class _Run(NamedTuple):
    """Neighbouring capitalised words that nothing else has claimed.

    `last` is where the last word starts; `end` takes in "Jr." after it. `family`: the last word, or all that hyphens
    join to it. `title`: the one right before them, or "".
    """

    start: int
    last: int
    end: int
    family: str
    words: tuple[str, ...]
    title: str


def people(text: str, items: list[Item], bodies: list[Span]) -> Iterator[Span]:
    """Yield the people, by their full names, and the leaders' governments; `bodies` are the spans found before."""
    known = [span for span in bodies if span.entry.kind == "person"]
    runs = list(_runs(text, items, bodies))
    names = [text[run.start : run.end] if _is_full_name(text, run) else "" for run in runs]
    given = ((run.start, name) for run, name in zip(runs, names, strict=True) if name)
    families = _families(sorted([*((s.start, s.entry.name) for s in known), *given]))
    for run, full in zip(runs, names, strict=True):
        if full:
            yield _with_government(text, Span(run.start, run.end, Entry("person", full)))
            continue
        family = run.family if run.family in families else run.words[-1]
        if name := _resolve(run, family, families):
            stop = run.last + len(run.words[-1])
            yield _with_government(text, Span(stop - len(family), stop, Entry("person", name)))
    for span in known:
        yield _with_government(text, span)


def _runs(text: str, items: list[Item], bodies: list[Span]) -> Iterator[_Run]:
    claimed = {span.start: span for span in bodies}
    gaps, openers = _name_gaps(), words("names", "openers")
    run: list[Item] = []
    title, title_span, done = "", Span(-1, -1, Entry("title", "")), 0
    for item in items:
        span = claimed.get(item.start)
        free = span is None and item.start >= done
        if run and not (free and (gap := text[run[-1].end : item.start]) in gaps and _joins(run, gap)):
            yield _run(text, run, title)
            run = []
        if span:
            done = span.end
            title_span = span
        elif free and (run or item.word not in openers):
            if not run:
                beside = title_span.entry.kind == "title" and text[title_span.end : item.start] == " "
                title = title_span.entry.name if beside else ""
            run.append(item)
    if run:
        yield _run(text, run, title)


def _joins(run: list[Item], gap: str) -> bool:
    """Say whether a hyphen joins two names of one person ("Shetler-Jones"), not two people ("Abe-Trump")."""
    first = run[0].word
    return (
        gap != "-" or len(run) > 1 or (first in words("names", "given") and first not in words("names", "family_first"))
    )


def _run(text: str, run: list[Item], title: str) -> _Run:
    if len(run) == 1:
        start, end, word, _ = run[0]
        return _Run(start, start, end, word, (word,), title)
    given = words("names", "given")
    if len(run) > 2 and run[0].word.lower() in words("names", "trades"):
        title, run = title or run[0].word, run[1:]  # "Analyst Jane Roe" at the start of a sentence
    if run[0].word not in given and len(run) > 2 and run[1].word in given:
        run = run[1:]  # "Chairwoman Mary Roe" where the lexicon has no such title
    end = run[-1].end
    family = text[max(text.rfind(" ", run[0].start, end) + 1, run[0].start) : end]
    tail = _HYPHENATED.match(text, end) if len(run) == 2 and run[0].word in words("names", "family_first") else None
    tail = tail or (_SUFFIX.match(text, end) if len(run) > 1 else None)
    if tail:
        end = tail.end()
    return _Run(run[0].start, run[-1].start, end, family, tuple(item.word for item in run), title)


@cache
def _name_gaps() -> frozenset[str]:
    return frozenset((" ", "-", *(f" {particle} " for particle in words("names", "particles"))))


@cache
def _after_name() -> re.Pattern[str]:
    saying, trades = alternation(words("names", "saying")), alternation(words("names", "trades"))
    return re.compile(rf",? (?:{saying})\b|, (?:an? |the )?(?:[\w.-]{{1,20}} ){{0,3}}(?:{trades})\b")


@cache
def _before_name() -> re.Pattern[str]:
    saying, trades = alternation(words("names", "saying")), alternation(words("names", "trades"))
    return re.compile(rf"(?:according to|interview with|by|{saying}|\b(?:{trades})(?:s (?:such as|like|including))?) $")


def _is_full_name(text: str, run: _Run) -> bool:
    """Tell whether a run is a person's full name."""
    if (
        not 2 <= len(run.words) <= 4
        or " " not in text[run.start : run.end]
        or any(len(word) > 3 and word.isupper() for word in run.words)
    ):
        return False
    begins_given = run.words[0] in words("names", "given")  # "Bill" too, which no other word of a name may be.
    if any(word in words("names", "not_person") or word in head_words() for word in run.words[begins_given:]):
        return False
    if run.title or _is_a_relative(text, run):
        return True
    if begins_given or run.words[0] in words("names", "family_first"):
        return len(run.words[-1]) > 1
    if len(run.words) > 3:
        return False
    before = text[max(0, run.start - 24) : run.start]
    return bool(_after_name().match(text, run.end) or _before_name().search(before))


def _is_a_relative(text: str, run: _Run) -> bool:
    """Tell whether a name of two words inside a sentence ends as a known one does: "Hunter Biden" is not Joe."""
    known, first = gazetteer().surnames, words("names", "family_first")
    inside = run.start > 1 and text[run.start - 2].isalpha() and text[run.start - 1] == " "
    family = run.family in known and run.family not in first and run.words[0] not in known
    return inside and family and len(run.words) == 2 and not run.words[0].isupper()


@dataclass(frozen=True, slots=True)
class _Family:
    """The people of one family name whom the article names most often in full: where (`starts`) and whom (`names`).

    `usual`: the one whom the lexicon means by the family name alone, if the article names him at all.
    """

    starts: tuple[int, ...]
    names: tuple[str, ...]
    usual: str | None

    def at(self, start: int) -> str:
        """Return whom the family name means at `start`: the usual one, else the last named before, else the first."""
        return self.usual or self.names[max(0, bisect_right(self.starts, start) - 1)]


def _families(full: Sequence[tuple[int, str]]) -> dict[str, _Family]:
    known, first = gazetteer().families, words("names", "family_first")
    places: dict[str, list[tuple[int, str]]] = {}
    for start, name in full:
        if name in known:
            keys = {known[name]} - {""}
        else:
            parts = _SUFFIX.sub("", name).split()
            keys = {parts[-1]} | ({parts[0]} & first)
        for key in keys:
            places.setdefault(key, []).append((start, name))
    return {family: _family(family, found) for family, found in places.items()}


def _family(family: str, found: list[tuple[int, str]]) -> _Family:
    counts = Counter(name for _, name in found)
    most = max(counts.values())
    starts, names = zip(*((start, name) for start, name in found if counts[name] == most), strict=True)
    usual = gazetteer().surnames.get(family)
    return _Family(starts, names, usual if usual in counts else None)


def _resolve(run: _Run, family: str, families: dict[str, _Family]) -> str | None:
    """Return whom the `family` name of a run stands for: a person of the article, else of the lexicon, else nobody."""
    if family in families:
        return families[family].at(run.start)
    usual = gazetteer().surnames.get(family)
    if usual or not run.title or len(run.words) > 1:
        return usual
    return _holder(family, run.title) or (family if _may_be_surname(family) else None)


def _may_be_surname(word: str) -> bool:
    return len(word) > 1 and word not in words("names", "not_person") and word not in head_words()


def _holder(family: str, title: str) -> str | None:
    """Return the one person of the lexicon whose office the title names ("Secretary" of a defense secretary)."""
    office = frozenset(title.lower().split())
    holders = [name for name, role in gazetteer().holders.get(family, ()) if office & role - {"of"}]
    return holders[0] if len(holders) == 1 else None


@cache
def _government() -> re.Pattern[str]:
    return re.compile(rf" (?:{alternation(words('names', 'governments'))})\b")


def _with_government(text: str, person: Span) -> Span:
    """Return the leader's government where the text names it so, else the person."""
    code = gazetteer().countries_of.get(person.entry.name)
    match = _government().match(text, person.end) if code else None
    if not match:
        return person
    return Span(person.start, match.end(), Entry("organization", text[person.start : match.end()], code))
