"""Whom pronouns stand for: "it", "his", "which", by what is named before them. "I" and "we" are for `speakers`."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flows.extraction.names.gazetteer import gazetteer
from flows.extraction.owners.beside import POSSESSIVE, later_owner
from flows.extraction.owners.discourse import Discourse, is_of
from flows.extraction.owners.naming import name_of
from flows.extraction.owners.segments import Segment, Site
from flows.extraction.owners.subjects import LEFT, WINDOW, is_adjectival, is_governed, is_subject
from flows.extraction.owners.unlisted import acting_name
from flows.extraction.records import Mention
from flows.lexicon import load

_PERSONS = frozenset(load("owners")["persons"])
_THINGS = frozenset(load("owners")["things"])
_NOUNS = {noun: kind for kind, nouns in load("owners")["definite"].items() for noun in nouns}
_NOUNS |= dict.fromkeys(load("sources")["bodies"], "body")
# It starts with a set of letters, which is found fastest.
_DEFINITE = re.compile(
    r"[TtHha](?<!\w.)(?:(?<=[Tt])h(?:e|is)|(?<=[Hh])(?:is|er)|(?<=a)(?=\s(?:country|nation)\s(?:whose|that|which)))"
    r"\s([a-z-]{2,20}\b)(?:\s([a-z-]{2,20}\b))?(['’])?"
)
_GOVERNED = re.compile(rf"\b(?:{'|'.join(load('owners')['prepositions'])})\s$")
_COMMON_OWNER = re.compile(r"\b(?:the|this|our)\s+[a-z]+['’]s?\b")
# "is pressing China to cut its surplus", "hit China to force it to cut its surplus": the object acts.
_CONTROLLED = re.compile(rf"\bto\s(?:{'|'.join(load('owners')['commands'])})e?\s(?:it|them)\b")
_NAME_TELLS = re.compile(
    r"((?!It\s)(?:[A-Z][\w&.-]{0,30}\s){0,3}[A-Z][\w&.-]{1,30})\s(?:said|says|announced)\s(?:that\s)?i"
)
_EXPLETIVE = re.compile(r"it\s(?:(?:will|would|could|can|may|might)\s)?(?:takes?|took)\s", re.IGNORECASE)


def _one_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of whole words, capitalised or not, that starts with a set of letters: found fastest."""
    rests: dict[str, list[str]] = {}
    for word in sorted(words):
        rests.setdefault(word[0], []).append(word[1:])
    ways = (f"(?<=[{first}{first.upper()}])(?:{'|'.join(rest)})" for first, rest in rests.items())
    initials = "".join(rests)
    return re.compile(rf"[{initials}{initials.upper()}](?<!\w.)(?:{'|'.join(ways)})\b")


_PRONOUN = _one_of(_PERSONS | _THINGS)


class Anaphor(NamedTuple):
    """A word at `at` of a sentence that stands for somebody of a kind named before: "it", "the company"."""

    at: int
    word: str
    kind: str


def last_pronoun(text: str, start: int, end: int) -> Anaphor | None:
    """Return the last pronoun in `[start, end)`, or the last noun there that stands for somebody like one."""
    last = None
    for match in _PRONOUN.finditer(text, start, end):
        last = match
    definite = _last_definite(text, last.start() if last else start, end)
    if definite is not None or last is None:
        return definite
    word = last.group().lower()
    return Anaphor(last.start(), word, "person" if word in _PERSONS else "thing")


def _last_definite(text: str, start: int, end: int) -> Anaphor | None:
    """Return the last noun in `[start, end)` for somebody named before: "the company", unless it is governed."""
    last = None
    for match in _DEFINITE.finditer(text, start, end):
        noun = match[2] if match[2] in _NOUNS else match[1]
        if noun in _NOUNS and not (_is_governed_noun(text, match) and (_NOUNS[noun] == "person" or not match[3])):
            last = Anaphor(match.start(), noun, _NOUNS[noun])
    return last


def _is_governed_noun(text: str, match: re.Match[str]) -> bool:
    return _GOVERNED.search(text, max(0, match.start() - LEFT), match.start()) is not None


def pronoun_owner(site: Site, segment: Segment, pronoun: Anaphor) -> str | None:
    """Return whom the pronoun of a segment stands for: who acts there, before it, or after."""
    at, _, kind = pronoun
    if _EXPLETIVE.match(site.text, at):
        return None
    unnamed = not segment.inside and kind != "person"
    acting = acting_name(site.text, segment.start, at, site.before, site.discourse.words) if unnamed else None
    if acting is not None:
        return acting
    earlier = [m for m in site.before if m.end <= at and name_of(m) and not is_adjectival(site.text, m)]
    later = None if earlier or at > LEFT else later_owner(site.q, site.text, site.after, site.discourse.words)
    return later or antecedent(pronoun, site.text, earlier, site.discourse)


def antecedent(pronoun: Anaphor, text: str, earlier: Sequence[Mention], discourse: Discourse) -> str | None:
    """Return whom a pronoun stands for: one of the `earlier` mentions of its sentence, else of those before."""
    at, word, kind = pronoun
    if kind == "person":
        persons = [m for m in reversed(earlier) if is_of(m, kind)]
        person = next((m for m in persons if not is_governed(text, m)), persons[0] if persons else None)
        return person.name if person else discourse.last("person")
    others = [m for m in reversed(earlier) if is_of(m, kind)]
    told = _NAME_TELLS.match(text, 0, at + 1) if word in ("it", "its") and not earlier else None
    if told is not None:
        return told[1]
    if others and _CONTROLLED.search(text, others[0].end, at + len(word)):
        return name_of(others[0])
    nearest = next((m for m in others if is_subject(text, m)), None)
    nearest = nearest or next((m for m in others if not is_governed(text, m)), others[0] if others else None)
    if nearest is None and _COMMON_OWNER.search(text, max(0, at - WINDOW), at):
        return None
    if nearest is not None:
        return name_of(nearest)
    ruled = (gazetteer().countries_of.get(m.name) for m in reversed(earlier)) if kind == "state" else ()
    return next(filter(None, ruled), None) or (discourse.last(word) if word in _NOUNS else None) or discourse.last(kind)


def antecedent_of_relative(text: str, earlier: Sequence[Mention]) -> str | None:
    """Return the owner that "which" points at: the name right before it, or the possessor of that name."""
    if not earlier:
        return None
    owner = earlier[-1]
    if len(earlier) > 1 and POSSESSIVE.fullmatch(text[earlier[-2].end : owner.start]):
        owner = earlier[-2]
    return name_of(owner)
