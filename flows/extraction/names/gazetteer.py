"""The words of the name lexicons, ready to be looked up: which strings name which country, body, person, place, treaty.

Here belong only tables made from `lexicon/*.toml`. How names are found in text stands in `names`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from flows.lexicon import load

# A capitalised word, or initials with full stops ("U.S.", "H.W."). Hyphens and "'s" part words.
# It starts with a plain set of characters, which the engine searches for fastest; the look-behind comes second.
_CAPITAL = "A-ZÀ-ÖØ-ÞĀĪŌŪŠŽČĆŁŚŞİ"
WORD = re.compile(
    rf"[{_CAPITAL}](?<![^\W_].)"
    rf"(?:\.(?:[A-Z]\.)*(?:[A-Z](?![^\W_]))?|[^\W_]{{0,40}}(?:'(?!s\b)[^\W_]{{1,40}})?)"
)


_Person = tuple[str, str, str, dict[str, Any]]  # full name, family name, country, facts


@dataclass(frozen=True, slots=True)
class Entry:
    """What a string of the lexicon names: `kind` is that of a mention, "title", or "skip" for no name of ours."""

    kind: str
    name: str
    code: str | None = None


# Two characters → the strings that go on with them, each with what it names.
Tails = dict[str, tuple[tuple[str, Entry], ...]]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """`by_first`: first word → strings that begin with it, by the two characters that follow, the longest first.

    `surnames`: family name → the person it means where the article says nothing else.
    `holders`: family name → the people who bear it, each with the words of their office.
    `families`: full name → its family name, "" where that never stands alone.
    `countries_of`: full name → the country that the person serves.
    """

    by_first: dict[str, Tails]
    surnames: dict[str, str]
    holders: dict[str, tuple[tuple[str, frozenset[str]], ...]]
    families: dict[str, str]
    countries_of: dict[str, str]


@cache
def gazetteer() -> Gazetteer:
    """Return the tables, built once a process."""
    named: dict[str, Entry] = {}
    for key, entry in _entries():
        named.setdefault(key, entry)
    people = list(_people())
    return Gazetteer(
        _by_first(named),
        {family: name for name, family, _, facts in people if facts.get("alone")},
        _holders(people),
        {name: "" if facts.get("relative") else family for name, family, _, facts in people},
        {name: code for name, _, code, _ in people},
    )


def _by_first(named: dict[str, Entry]) -> dict[str, Tails]:
    found: dict[str, dict[str, list[tuple[str, Entry]]]] = {}
    for key in sorted(named, key=len, reverse=True):
        if first := WORD.match(key):
            start = first.end()
            found.setdefault(first.group(), {}).setdefault(key[start : start + 2], []).append((key, named[key]))
    return {first: {after: tuple(keys) for after, keys in tails.items()} for first, tails in found.items()}


def longest(tails: Tails, text: str, start: int, end: int) -> tuple[str, Entry] | None:
    """Return the longest string of the lexicon that begins with the word at `[start, end)`, or None.

    `tails` is what `by_first` has for that word.
    """
    after = text[end : end + 2]
    for tail in (after, after[:1], ""):
        for key, entry in tails.get(tail, ()):
            stop = start + len(key)
            if text.startswith(key, start) and not text[stop : stop + 1].isalnum():
                return key, entry
        if not tail:
            break
    return None


def _holders(people: Iterable[_Person]) -> dict[str, tuple[tuple[str, frozenset[str]], ...]]:
    holders: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for name, family, _, facts in people:
        if not facts.get("relative"):
            holders.setdefault(family, []).append((name, frozenset(facts["role"].split())))
    return {family: tuple(bearers) for family, bearers in holders.items()}


def lookup(string: str) -> Entry | None:
    """Return what the whole string names in the lexicon, or None."""
    first = WORD.match(string)
    tails = gazetteer().by_first.get(first.group()) if first else None
    found = longest(tails, string, 0, first.end()) if first and tails else None
    return found[1] if found and found[0] == string else None


def _entries() -> Iterator[tuple[str, Entry]]:
    yield from ((key, Entry("title", key)) for key in load("names")["titles"])
    for name, family, code, facts in _people():
        turned = [f"{family} {name.removesuffix(family).rstrip()}"] if code == "JP" else []
        yield from ((key, Entry("person", name)) for key in (name, *facts.get("also", ()), *turned))
    yield from _countries()
    for table, kind in (("organizations", "organization"), ("treaties", "treaty"), ("places", "place")):
        for name, others in load("bodies" if table == "organizations" else table)[table].items():
            yield from ((key, Entry(kind, name)) for key in (name, *others))
    yield from ((key, Entry("skip", key)) for key in load("names")["skip"])


def _countries() -> Iterator[tuple[str, Entry]]:
    """Yield countries, capitals and state bodies; countries and capitals in capitals too, as datelines set them."""
    table = load("countries")
    for code, names in table["countries"].items():
        yield from ((name, Entry("country", names[0], code)) for name in names)
    for kind, section in (("country", "capitals"), ("organization", "state_bodies")):
        for code, names in table[section].items():
            yield from ((name, Entry(kind, name, code)) for name in names)
    for section in ("countries", "capitals"):
        for code, names in table[section].items():
            shown = names[0] if section == "countries" else None
            yield from ((name.upper(), Entry("country", shown or name, code)) for name in names if len(name) > 3)


def _people() -> Iterator[_Person]:
    table = load("people")
    for code, people in table["people"].items():
        for name, facts in people.items():
            yield name, _family(name.split(), code in table["family_name_first"]), code, facts


def _family(words: list[str], first: bool) -> str:
    if first:
        return words[0]
    return words[-2] if words[-1] in ("Jr.", "Sr.") else words[-1]


@cache
def words(table: str, *keys: str) -> frozenset[str]:
    """Return the words of one list of a lexicon table, e.g. `words("names", "given")`."""
    found: Any = load(table)
    for key in keys:
        found = found[key]
    return frozenset(found)


def alternation(strings: Iterable[str]) -> str:
    """Return a regular expression source that matches any of the strings, the longest first."""
    return "|".join(re.escape(string) for string in sorted(strings, key=lambda s: (-len(s), s)))
