"""What the sentences before a quantity say: the last person named, and the last subject that is no person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from flows.extraction.owners.naming import name_of
from flows.extraction.owners.subjects import is_adjectival, is_governed, is_subject
from flows.extraction.records import Mention

MENTIONS = 12  # How many mentions of a sentence are looked at: before and after a quantity, or in one of those before.


class Speaker(NamedTuple):
    """Who speaks in a transcript: "I", and the code of the country that "we" are; None where that is not known."""

    name: str | None
    country: str | None


@dataclass(slots=True)
class Discourse:
    """What the sentences before say: the last person that is named in one, and the last subject that is no person.

    `speaker`: whose turn the sentence at hand is, in a transcript. Few figures ask, so sentences wait unread until one
    does, and are read from the last one back.
    """

    speaker: Speaker | None = None
    _sentences: list[tuple[str, Sequence[Mention]]] = field(default_factory=list)
    _person: str | None = None
    _thing: str | None = None
    _person_read: int = 0
    _thing_read: int = 0

    def add(self, text: str, mentions: Sequence[Mention]) -> None:
        """Take in one more sentence with its mentions."""
        self._sentences.append((text, mentions))

    @property
    def person(self) -> str | None:
        """The last person that is the subject of a sentence, or the first named in it."""
        self._person = self._last(self._person_read, _person_in) or self._person
        self._person_read = len(self._sentences)
        return self._person

    @property
    def thing(self) -> str | None:
        """The last subject that is no person: what "it" and "they" stand for."""
        self._thing = self._last(self._thing_read, _thing_in) or self._thing
        self._thing_read = len(self._sentences)
        return self._thing

    def _last(self, unread: int, named_in: Callable[[Mention, Sequence[Mention]], str | None]) -> str | None:
        for text, mentions in reversed(self._sentences[unread:]):
            named = [m for m in mentions[:MENTIONS] if name_of(m) and not is_adjectival(text, m)]
            if named:
                subject = next((m for m in named if is_subject(text, m)), named[0])
                found = named_in(subject, [m for m in named if not is_governed(text, m)])
                if found is not None:
                    return found
        return None


def _person_in(subject: Mention, named: Sequence[Mention]) -> str | None:
    if subject.kind == "person" and subject in named:
        return subject.name
    return next((m.name for m in named if m.kind == "person"), None)


def _thing_in(subject: Mention, named: Sequence[Mention]) -> str | None:
    return name_of(subject) if subject.kind != "person" else None
