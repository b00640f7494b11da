"""Definite descriptions → who is meant: "the president", "the admiral", "the analyst", "the committee".

Offices count over the whole article (whoever bears that title most); other nouns mean whom the article last described
so, before the name or behind it ("the analyst Aiko Mori", "Aiko Mori, an analyst at …"). Whether a phrase is a source
at all is settled in `resolve`; nouns, titles and their short forms stand in `lexicon/sources.toml`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from flows.extraction.grammar.phrases import Parsed
from flows.extraction.names.gazetteer import gazetteer
from flows.extraction.records import Mention
from flows.extraction.sources.cues import BREAKS
from flows.lexicon import load

_TITLE_REACH = 40  # Characters before a name in which its title stands.
_APPOSED = 7  # Words of "a senior fellow", behind a name.
_APPOSED_TO = re.compile(r"\b[Tt]he (?:\S{1,20} )?(?P<noun>[a-z]{1,20}), $")
_PAST = ("former", "ex-", "then-", "late")


@dataclass(slots=True)
class Descriptions:
    """What the nouns of one article mean: `titles` over the whole of it, `people` and `bodies` as far as it is read.

    `people`: None where the last one so described has no name. `counts`: how often each person is named. `ranked`: what
    `_bearers` found, as an article that has thousands of presidents may ask for them a thousand times.
    """

    titles: Mapping[str, Counter[str]]
    counts: Counter[str]
    people: dict[str, str | None] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    ranked: dict[tuple[str, str | None], list[str]] = field(default_factory=dict)

    def read_on(self, parsed: Parsed) -> None:
        """Remember how a sentence describes those whom it names."""
        for mention in parsed.mentions:
            if mention.kind == "person":
                for noun in _nouns_of(parsed, mention):
                    self.people[noun] = mention.name
            elif mention.kind == "organization" and " " in mention.name:
                self.bodies[mention.name.rsplit(" ", 1)[1].lower()] = mention.name

    def bearer(self, title: str, code: str | None, named: Sequence[str]) -> str | None:
        """Return who bears a title, of the country `code` if that is given.

        Of an office whom it is said of most, else who was last named; `named` are people in that order.
        """
        bearers = self._bearers(title, code)
        if title in _table("offices_of_one"):
            return bearers[0] if bearers else None
        held = self.titles.get(title, ())
        last = (name for name in reversed(named) if name in held and _serves(name, code))
        return next(last, bearers[0] if len(bearers) == 1 else None)

    def _bearers(self, title: str, code: str | None) -> list[str]:
        """Return who bears a title, of the country `code` if that is given, whom it is said of most first."""
        if (title, code) not in self.ranked:
            held = self.titles.get(title, Counter[str]())
            fitting = (name for name in held if _serves(name, code))
            order = sorted(fitting, key=lambda name: (held[name], self.counts[name], name), reverse=True)
            self.ranked[title, code] = order
        return self.ranked[title, code]


def descriptions_of(mentions: Sequence[Mention]) -> Descriptions:
    """Collect the titles that an article gives its people, and those that the lexicon gives them."""
    people = [mention for mention in mentions if mention.kind == "person"]
    counts = Counter(mention.name for mention in people)
    held: dict[str, Counter[str]] = {}
    for mention in people:
        before = mention.sentence.text[max(0, mention.start - _TITLE_REACH) : mention.start].lower().split()
        title = _title_at_end(before)
        if title and not any(word.startswith(_PAST) for word in before):
            held.setdefault(title, Counter())[mention.name] += 1
    for name in counts:
        if office := _offices().get(name):
            held.setdefault(office, Counter()).setdefault(name, 1)
    return Descriptions(held, counts)


def _title_at_end(before: Sequence[str]) -> str | None:
    last = _short_forms().get(before[-1], before[-1:])[0] if before else ""
    titles = _titles_by_last_word().get(last)
    if titles is None:
        return None
    spelled = " ".join((*before[:-1], last))
    return next((title for title in titles if spelled.endswith(title)), None)


def _nouns_of(parsed: Parsed, mention: Mention) -> Iterator[str]:
    """Yield the nouns for a person that stand right before a name, or behind it between commas."""
    text = parsed.sentence.text
    if mention.start:
        word = text[text.rfind(" ", 0, mention.start - 1) + 1 : mention.start - 1].lower()
        if word in _person_nouns():
            yield word
        yield from _short_forms().get(word, ())
    if text.startswith(", ", mention.end):
        noun = _head(parsed.words.lower, parsed.words.at(mention.end) + 1)
        if noun in _person_nouns():
            yield noun
        if (noun := _apposed_to(text, mention.start)) in _person_nouns():
            yield noun


def _apposed_to(text: str, start: int) -> str:
    """Return the noun of "the suspect, Mori, …", where the name starts, "" for none."""
    match = _APPOSED_TO.search(text, max(0, start - _TITLE_REACH), start)
    return match["noun"] if match else ""


def _head(lower: Sequence[str], start: int) -> str:
    """Return the last word of the noun phrase that begins at `start`, "" where it is long."""
    stops = _table("prepositions")
    for end in range(start + 1, min(start + _APPOSED, len(lower))):
        if lower[end] in BREAKS or lower[end] in stops:
            return lower[end - 1]
    return ""


def _serves(name: str, code: str | None) -> bool:
    """Tell whether a person may be of the country `code`: it is not known that not."""
    known = gazetteer().countries_of.get(name)
    return code is None or known is None or known == code


def country_in(parsed: Parsed, start: int, end: int) -> str | None:
    """Return the code of the country that a phrase names: of "the French president" FR."""
    for mention in parsed.mentions:
        if mention.kind == "country" and start <= parsed.words.at(mention.start) < end:
            return mention.code
    return None


@cache
def _offices() -> dict[str, str]:
    """Map the people of the lexicon to the title in `offices_of_one` that their role is."""
    titles = {frozenset(title.split()) - {"of"}: title for title in _table("offices_of_one")}
    holders = (holder for bearers in gazetteer().holders.values() for holder in bearers)
    return {name: titles[role - {"of"}] for name, role in holders if role - {"of"} in titles}


@cache
def _person_nouns() -> frozenset[str]:
    return _table("person") - {"one", "another", "somebody", "someone", "person", "man", "woman"}


@cache
def _short_forms() -> dict[str, tuple[str, ...]]:
    """Map "adm." to the nouns that it stands for, the title first."""
    return {short: tuple(nouns) for short, nouns in load("sources")["short_forms"].items()}


@cache
def _titles_by_last_word() -> dict[str, list[str]]:
    titles: dict[str, list[str]] = {}
    for title in load("sources")["titles"]:
        titles.setdefault(title.rsplit(" ", 1)[-1], []).append(title)
    return titles


@cache
def _table(name: str) -> frozenset[str]:
    return frozenset(load("sources")[name])
