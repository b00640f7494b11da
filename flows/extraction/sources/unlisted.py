"""Names that no list has: who "Perez" is where the article says "Diony Perez" elsewhere, and what has no first name.

Looks up the words of an article where a speaker is met who is no mention. News gives a person's full name once and a
body's never: so "Perez" with "Diony" before it is a person, "Gilead" alone a body.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, cached_property

from flows.extraction.names.bodies import head_words
from flows.extraction.names.gazetteer import lookup, words
from flows.extraction.records import Sentence

_NEIGHBOUR = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’-]{0,40}(?: [A-Z]\.)?$")
_SUFFIX = re.compile(r",? (?:Jr|Sr)\.")
_FOLLOWING = re.compile(r" [A-ZÀ-ÖØ-Þ][\w'’-]{0,40}")
_REACH = 48  # Characters before a word in which its first name stands.
_MOST_WORDS, _MOST_PLACES = 200, 40  # Looked up in one article, and places looked at for each: hostile texts end.


class Unlisted:
    """The capitalised words of one article, by their neighbours; its text is read when first asked."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._sentences = sentences
        self._people: dict[str, str | None] = {}
        self._names: dict[str, bool] = {}

    def person(self, word: str) -> str | None:
        """Return the full name of the person whose family name a word is, None for what is no person's.

        A given name, and what stands behind a title, is a person's too.
        """
        if word not in self._people:
            self._people[word] = self._person(word) if len(self._people) < _MOST_WORDS else None
        return self._people[word]

    def is_name(self, word: str) -> bool:
        """Tell whether a word is capitalised elsewhere than at the start of a sentence."""
        if word not in self._names:
            looked_up = len(self._names) < _MOST_WORDS
            self._names[word] = looked_up and any(self._text[at - 1] == " " for at in self._places(word))
        return self._names[word]

    @cached_property
    def _text(self) -> str:
        return "\n".join(["", *(sentence.text for sentence in self._sentences)])

    def _places(self, word: str) -> Iterator[int]:
        at = 0
        for _ in range(_MOST_PLACES):
            at = self._text.find(word, at + 1)
            if at < 0:
                return
            if not (self._text[at - 1].isalnum() or self._text[at + len(word) : at + len(word) + 1].isalnum()):
                yield at

    def _person(self, word: str) -> str | None:
        if is_body(word):
            return None
        titled = word in words("names", "given")
        opening: str | None = None
        for at in self._places(word):
            match = _NEIGHBOUR.search(self._text[max(0, at - _REACH) : at - 1]) if self._text[at - 1] == " " else None
            if match is None:
                continue
            before = match.group()
            first = before.split(" ")[0]
            titled = titled or first in _title_words()
            if not _may_be_given(first):
                continue
            suffix = _SUFFIX.match(self._text, at + len(word))
            full = f"{before} {word}{suffix.group() if suffix else ''}"
            if self._text[at - 1 - len(before) - 1] == " ":
                return full
            opening = opening or full  # Rather not what opens a sentence.
        return opening or (self._with_family_name(word) if titled else None)

    def _with_family_name(self, given: str) -> str:
        for at in self._places(given):
            match = _FOLLOWING.match(self._text, at + len(given))
            if match and not is_body(match.group()[1:]):
                return given + match.group()
        return given


def is_body(word: str) -> bool:
    """Tell whether a word stands in names of bodies and never in a person's."""
    return word in head_words() or word in words("names", "not_person") or word in words("sources", "company_words")


def _may_be_given(word: str) -> bool:
    known = lookup(word)
    listed = word in words("names", "openers") or word in _title_words() or known
    return not (listed or word.isupper() or word.endswith(("'s", "’s", "ly", "ing")) or is_body(word))


@cache
def _title_words() -> frozenset[str]:
    return frozenset(word for title in words("names", "titles") for word in title.split())
