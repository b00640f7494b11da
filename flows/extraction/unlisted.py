"""Names that no list has: who "Perez" is where the article says "Diony Perez" elsewhere, and what has no first name.

Looks at the capitalised words of an article, once, and only where a speaker is met who is no mention. News gives a
person's full name once and a body's never: so "Perez" with "Diony" before it is a person, "Gilead" alone a body.
"""

import re
from collections.abc import Sequence
from functools import cache, cached_property
from operator import itemgetter

from flows.extraction.bodies import head_words
from flows.extraction.gazetteer import lookup, words
from flows.extraction.records import Sentence

_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-Þ](?:[\w'’-]{0,40}\w|\.)?")
_GAP = " "


class Unlisted:
    """The capitalised words of one article, by their neighbours; read when first asked."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._sentences = sentences

    def person(self, word: str) -> str | None:
        """Return the full name of the person whose family or given name a word is, None for what is no person's."""
        if word in self._before:
            return self._before[word]
        if word in self._titled or word in words("names", "given"):
            return self._behind.get(word, word)
        return None

    def is_name(self, word: str) -> bool:
        """Tell whether a word is capitalised elsewhere than at the start of a sentence."""
        return word in self._inside

    @cached_property
    def _inside(self) -> frozenset[str]:
        return frozenset(pair[1] for pair in self._pairs if not pair[2])

    @cached_property
    def _before(self) -> dict[str, str]:
        """Map family names to the full name first given."""
        found: dict[str, str] = {}
        for first, last, _ in sorted(self._pairs, key=itemgetter(2)):  # Rather not what opens a sentence.
            if first and _may_be_given(first) and not is_body(last):
                found.setdefault(last, f"{first} {last}")
        return found

    @cached_property
    def _behind(self) -> dict[str, str]:
        return {full.split(" ", 1)[0]: full for full in reversed(self._before.values())}

    @cached_property
    def _titled(self) -> frozenset[str]:
        titles = {title.rsplit(" ", 1)[-1] for title in words("names", "titles")}
        return frozenset(last for first, last, _ in self._pairs if first in titles)

    @cached_property
    def _pairs(self) -> list[tuple[str, str, bool]]:
        """List the capitalised words with the one right before each, "" for none, and whether that opens a sentence."""
        pairs: list[tuple[str, str, bool]] = []
        for sentence in self._sentences:
            before, end, opens = "", -1, True
            for match in _CAPITALISED.finditer(sentence.text):
                beside = match.start() == end + 1 and sentence.text[end] == _GAP
                if not beside:
                    before, opens = "", match.start() <= 1
                pairs.append((before, match.group(), opens))
                end = match.end()
                if not (beside and match.group().endswith(".")):  # An initial parts no name.
                    before, opens = match.group(), match.start() <= 1
        return pairs


def is_body(word: str) -> bool:
    """Tell whether a word stands in names of bodies and never in a person's."""
    return word in head_words() or word in words("names", "not_person") or word in words("sources", "company_words")


def _may_be_given(word: str) -> bool:
    known = lookup(word)
    listed = word in words("names", "openers") or word in _title_words() or (known and known.kind != "person")
    return not (listed or word.isupper() or word.endswith(("'s", "’s", "ly", "ing")) or is_body(word))


@cache
def _title_words() -> frozenset[str]:
    return frozenset(word for title in words("names", "titles") for word in title.split())
