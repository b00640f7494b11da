"""How an owner is written, and who owns no figure. Words stand in `lexicon/owners.toml`."""

import re
from collections.abc import Sequence

from flows.extraction.records import Mention
from flows.lexicon import load

_NOBODY = frozenset(load("owners")["nobody"])
_MARKS = re.compile(r"[\W_]+")
_WATERS = re.compile(r"\b(?:Sea|Ocean|Straits?|Gulf|Peninsula|Channel|Basin)\b")


def name_of(mention: Mention) -> str | None:
    """Return how an owner is written: the code of a country, else the name; None for those who own no figure."""
    if (
        mention.kind == "treaty"
        or mention.name in _NOBODY
        or (mention.kind == "place" and _WATERS.search(mention.name))
    ):
        return None
    return mention.code or mention.name


def printed_names(mentions: Sequence[Mention]) -> dict[str, str]:
    """Map names of the lexicon that an article never prints to the longest that it prints: "Abe" for "Shinzo Abe"."""
    whole = {mention.text for mention in mentions}
    forms: dict[str, set[str]] = {}
    for mention in mentions:
        if mention.code is not None or mention.name in whole:
            continue
        if mention.kind == "person" or mention.text.isupper():  # Not "Democratic", of the party.
            forms.setdefault(mention.name, set()).add(mention.text)
    return {name: max(sorted(texts), key=len) for name, texts in forms.items() if not _is_among(name, texts)}


def _is_among(name: str, texts: set[str]) -> bool:
    """Tell whether a name is printed, if with other marks or more words: "Kim Jong-un", "Joseph R. Biden"."""
    return any(_words(name) <= _words(text) for text in texts)


def _words(name: str) -> set[str]:
    return set(_MARKS.split(name.casefold()))


def is_member(mention: Mention) -> bool:
    """Tell whether a body is only named by its members or adjective: "four Democrats", "two Republican aides"."""
    return mention.kind == "organization" and mention.code is None and mention.text != mention.name


def name_unshared(text: str, mention: Mention, named: Sequence[Mention], after: Sequence[Mention]) -> str | None:
    """Return how an owner is written, unless two countries share the place: "the United States and Japan"."""
    name = name_of(mention)
    for other in (*named, *after):
        gap = text[mention.end : other.start] if other.start >= mention.end else text[other.end : mention.start]
        if gap == " and " and other.kind == mention.kind == "person" and other.end < mention.start:
            return name_of(other)
        joined = gap.strip() in ("and", "-", "–", "and the", "‑")
        if joined and other.code and mention.code and name_of(other) != name:
            return None
    return name
