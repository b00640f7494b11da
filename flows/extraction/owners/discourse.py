"""What an article tells besides the sentence of a quantity: whom those before are about, and whom all of it is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from flows.extraction.names.gazetteer import lookup
from flows.extraction.owners.naming import name_of
from flows.extraction.owners.subjects import is_adjectival, is_governed, is_subject
from flows.extraction.owners.unlisted import acting_name
from flows.extraction.records import Mention, Sentence
from flows.extraction.sources.unlisted import Unlisted

MENTIONS = 12  # How many mentions of a sentence are looked at: before and after a quantity, or in one of those before.


class Speaker(NamedTuple):
    """Who speaks in a transcript: "I", and the code of the country that "we" are; None where that is not known."""

    name: str | None
    country: str | None


# The part of an article's mentions that makes a country its topic, and how many it takes to have one.
_DOMINANT, _LEAST = 0.4, 3
_KINDS = frozenset(("person", "thing", "state", "body"))


class _Topic(NamedTuple):
    """The country or place that an article names most, and whether two fifths of those who can own a figure are it."""

    name: str | None
    dominant: bool


@dataclass(slots=True)
class Discourse:
    """What the sentences of an article before the one at hand say, and whom the whole article is about.

    `mentions`: by the number of their sentence; `words`: the article's capitalised ones; `at`: how many sentences stand
    before; `speaker`: whose turn it is, in a transcript; `owner`: that of the figure before, here or a sentence back;
    `owner_here`: the same, but only here. Few figures ask, so sentences are read when one does, the last one first.
    """

    sentences: Sequence[Sentence]
    mentions: Mapping[int, Sequence[Mention]]
    words: Unlisted
    at: int = 0
    speaker: Speaker | None = None
    owner: str | None = None
    owner_here: str | None = None
    _most: _Topic | None = None
    _known: dict[str, str | None] = field(default_factory=dict)
    _read: dict[str, int] = field(default_factory=dict)

    def in_full(self, owner: str) -> str:
        """Return the full name of a person whom a mention or an unlisted name has by one word: "Deval Patrick"."""
        alone = not owner.isupper() and owner.isalpha() and lookup(owner) is None
        return (self.words.person(owner) if alone else None) or owner

    def topic(self) -> str | None:
        """Return the country or place that the article is about, by its mentions."""
        return self._named_most().name if self._named_most().dominant else None

    def foreground(self) -> str | None:
        """Return the country or place that the article names most, where the last sentence with a subject is on it."""
        name = self._named_most().name
        return name if name == self.last("thing") else None

    def last(self, kind: str) -> str | None:
        """Return the last of a kind that a sentence is about, else names: whom "he" or "the company" stands for."""
        unread = range(self.at - 1, self._read.get(kind, 0) - 1, -1)
        found = next(filter(None, (self._named_in(number, kind) for number in unread)), None)
        self._known[kind] = found or self._known.get(kind)
        self._read[kind] = self.at
        return self._known[kind]

    def _named_in(self, number: int, kind: str) -> str | None:
        """Return the subject of a sentence if it is of a kind, else, but for things, the first of it named freely."""
        sentence = self.sentences[number]
        text, mentions = sentence.text, self.mentions.get(sentence.number, ())
        if kind in ("body", "thing") and (acting := acting_name(text, 0, len(text), mentions, self.words)):
            return acting
        named = [m for m in mentions[:MENTIONS] if name_of(m) and not is_adjectival(text, m)]
        subject = next((m for m in named if is_subject(text, m)), named[0] if named else None)
        if subject is None or kind == "thing":
            return name_of(subject) if subject and is_of(subject, kind) else None
        free = (m for m in (subject, *named) if is_of(m, kind) and not is_governed(text, m))
        return next((name_of(m) for m in free), None)

    def _named_most(self) -> _Topic:
        if self._most is None:
            named = [m for mentions in self.mentions.values() for m in mentions]
            places = {m.code or m.name for m in named if m.code or m.kind == "place"}
            owners = Counter(filter(None, map(name_of, named)))
            counts = {name: count for name, count in owners.items() if count >= _LEAST and name in places}
            name = max(counts, key=counts.__getitem__, default=None)
            self._most = _Topic(name, name is not None and counts[name] >= _DOMINANT * owners.total())
        return self._most


def is_of(mention: Mention, kind: str) -> bool:
    """Tell whether a mention is of a kind: person, thing (no person), state (with its bodies) or body (of no state).

    Any other kind is a noun in its name: "administration" of the "Obama administration".
    """
    if kind == "state":
        return mention.code is not None
    if kind == "body":
        return mention.kind == "organization" and mention.code is None
    if kind in _KINDS:
        return (mention.kind == "person") == (kind == "person")
    return mention.kind == "organization" and kind in mention.name.casefold().split()
