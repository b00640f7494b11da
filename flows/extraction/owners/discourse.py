"""What the sentences before a quantity say: the last person named, and the last subject that is no person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from flows.extraction.names.gazetteer import lookup
from flows.extraction.owners.naming import name_of
from flows.extraction.owners.subjects import is_adjectival, is_governed, is_subject
from flows.extraction.owners.unlisted import acting_name
from flows.extraction.records import Mention
from flows.extraction.sources.unlisted import Unlisted

MENTIONS = 12  # How many mentions of a sentence are looked at: before and after a quantity, or in one of those before.


class Speaker(NamedTuple):
    """Who speaks in a transcript: "I", and the code of the country that "we" are; None where that is not known."""

    name: str | None
    country: str | None


_DOMINANT = 0.4
_KINDS = frozenset(("person", "thing", "state", "body"))


@dataclass(slots=True)
class Discourse:
    """What the sentences before say: the last person that is named in one, and the last subject that is no person.

    `mentions`: all of the article; `words`: its capitalised ones. `speaker`: whose turn the sentence at hand is, in a transcript. `owner`: that of the figure before, here or in the
    sentence before. Few figures ask, so sentences wait unread until one
    does, and are read from the last one back.
    """

    mentions: Sequence[Mention]
    words: Unlisted
    speaker: Speaker | None = None
    owner: str | None = None
    _sentences: list[tuple[str, Sequence[Mention]]] = field(default_factory=list)
    _names: Counter[str] | None = None
    _known: dict[str, str | None] = field(default_factory=dict)
    _read: dict[str, int] = field(default_factory=dict)

    def add(self, text: str, mentions: Sequence[Mention]) -> None:
        """Take in one more sentence with its mentions."""
        self._sentences.append((text, mentions))

    def in_full(self, owner: str) -> str:
        """Return the full name of a person whom a mention or an unlisted name has by one word: "Deval Patrick"."""
        alone = owner.isalpha() and not owner.isupper() and lookup(owner) is None
        return (self.words.person(owner) if alone else None) or owner

    def topic(self) -> str | None:
        """Return whom the article is about: who has two fifths of its mentions of those who can own a figure."""
        counted = self._counts.most_common(1)
        return counted[0][0] if counted and counted[0][1] >= _DOMINANT * self._counts.total() else None

    def foreground(self) -> str | None:
        """Return the country that the article names most, where the last sentence with a subject is about it, too."""
        states = {m.code for m in self.mentions if m.code}
        most = max(states, key=lambda code: (self._counts[code], code), default=None)
        return most if most == self.last("thing") else None

    @property
    def _counts(self) -> Counter[str]:
        if self._names is None:
            self._names = Counter(filter(None, map(name_of, self.mentions)))
        return self._names

    def last(self, kind: str) -> str | None:
        """Return the last of a kind that a sentence is about, else names: whom "he" or "the company" stands for."""
        unread = self._sentences[self._read.get(kind, 0) :]
        found = next(
            filter(None, (_named_in(text, mentions, kind, self.words) for text, mentions in reversed(unread))), None
        )
        self._known[kind] = found or self._known.get(kind)
        self._read[kind] = len(self._sentences)
        return self._known[kind]


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


def _named_in(text: str, mentions: Sequence[Mention], kind: str, words: Unlisted) -> str | None:
    """Return the subject of a sentence if it is of a kind, else, but for things, the first of the kind named freely."""
    named = [m for m in mentions[:MENTIONS] if name_of(m) and not is_adjectival(text, m)]
    subject = next((m for m in named if is_subject(text, m)), named[0] if named else None)
    if kind in ("body", "thing") and (acting := acting_name(text, 0, len(text), mentions, words)):
        return acting
    if kind == "thing":
        return name_of(subject) if subject and is_of(subject, kind) else None
    free = (m for m in (*filter(None, (subject,)), *named) if is_of(m, kind) and not is_governed(text, m))
    return next((name_of(m) for m in free), None)
