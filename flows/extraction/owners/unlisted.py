"""Names that nobody lists, where they stand as only owners do: they act, own, or are described or told of as firms."""

import re
from collections.abc import Sequence

from flows.extraction.numbers.nouns import STOP
from flows.extraction.owners.subjects import DID, LEFT, REPORTS, WINDOW, is_adjectival
from flows.extraction.records import Mention, Quantity
from flows.extraction.sources.unlisted import Unlisted
from flows.lexicon import load

_LEXICON = load("owners")
_FIRMS_DO = "|".join(_LEXICON["firms_do"])
_TRADED = "|".join(f"[{word[0].upper()}{word[0]}]{word[1:]}" for word in _LEXICON["traded"])
# Names that stand where only an owner stands. Bounded, so that runs of capitals cost no more than their length.
_NAME_OWNS = re.compile(r"\b((?:[A-Z][\w&.-]{1,30}\s){0,3}[A-Z][\w&.-]{1,30})['’]s\s(?:[a-z-]{1,20}\s){0,2}$")
_NAME_AGED = re.compile(r"\b((?:[A-Z][\w.'’-]{0,30}\s){1,3}[A-Z][\w'’-]{1,30}),\s$")
_NAME_DISTANT = re.compile(
    r"\b(?:in|at|near|outside|of)\s"
    r"((?:[A-Z][\w'’-]{1,30}\s){0,2}[A-Z][\w'’-]{1,30}),\s(?:just\s|some\s)?$"
)
_NAME_DESCRIBED = re.compile(r"\b((?:[A-Z][\w.'’-]{0,30}\s){0,3}[A-Z][\w'’-]{1,30}),\s(?:an?|the)\s$")
# A name that acts at the start of a clause, owns its subject, or is a firm by what is told of firms: "shares of MPK".
# One word that opens a sentence is surely a name only there or if it is spelled like one.
_NAME_ACTS = re.compile(
    rf"(?:({_TRADED})\s(?:of|at|in|for)\s)?((?:[A-Z][\w&.-]{{0,30}}\s){{0,3}}[A-Z][\w&.-]{{1,30}})"
    rf"(?(1)\b|(?:(?:['’]s)?\s({_TRADED})\b|['’]s\s[a-z]"
    rf"|(?:,\s[^,]{{1,60}},|\s\([^()]{{1,40}}\)|\s?[,–—-]\s(?:which|who))?\s(?:has|had|have|is|was|will|would|could|{DID}|{_FIRMS_DO})\b))"
)
_SURELY_NAME = re.compile(r"[\w.]\s[A-Z]|[A-Z]{2}|[a-z][A-Z]")
_DATED = frozenset((*load("refusals")["months"], *load("measures")["phrase"]["time_words"], "today", "yesterday"))
# What fronts a clause, so that its subject follows past a comma; and a verb, after which another clause follows there.
FRONTING = re.compile(
    r"\W*(?:After|Before|While|When|If|Since|Because|As|In|On|At|By|For|With|Within|Over|During|Of|From|Until|Under)\b"
)
_FRONTED_VERB = re.compile(r"\W*[A-Z][a-z]{2,12}(?:ing|ed)\s")


def unlisted_owner(q: Quantity, text: str, before: Sequence[Mention]) -> str | None:
    """Return a name that nobody lists but whose place says that it is the owner: "Jupiter's 79", "Kenji Mori, 52"."""
    near = text[max(0, q.start - LEFT) : q.start]
    aged = q.kind == "age" and near.endswith(", ")
    distant = q.kind == "measurement" and near.endswith((", ", ", just ", ", some "))
    described = q.attributive and near.endswith((", a ", ", an ", ", the "))
    if not (aged or distant or described or "'s " in near or "’s " in near):
        return None
    pattern = _NAME_AGED if aged else _NAME_DISTANT if distant else _NAME_DESCRIBED if described else _NAME_OWNS
    match = pattern.search(text, max(0, q.start - WINDOW // 2), q.start)
    if match is None or any(m.end > match.start(1) for m in before):
        return None
    first, _, rest = match[1].partition(" ")
    name = rest if first == "The" else match[1]
    return None if not name or name.split()[0].lower() in STOP or name.lower() in _DATED else name


def acting_name(text: str, start: int, end: int, mentions: Sequence[Mention], words: Unlisted) -> str | None:
    """Return a name that nobody lists and that is the subject of the segment that begins at `start`, or owns it.

    One plain word that opens a sentence is one where the article, whose words are `words`, has it as a name elsewhere.
    """
    name = _NAME_ACTS.match(text, start, end)
    if name is None:
        return None
    first, traded = name[2].split()[0].lower(), name[1] or name[3]
    taken = any(m.start < name.end(2) and m.end > name.start(2) and not is_adjectival(text, m) for m in mentions)
    if taken or first in STOP or first in _DATED or REPORTS.match(text, name.end(2)):
        return None
    surely = traded or start > 0 or _SURELY_NAME.search(name[2]) or words.is_name(name[2])
    return name[2] if surely else None


def later_unlisted(q: Quantity, text: str, after: Sequence[Mention], words: Unlisted) -> str | None:
    """Return the name that nobody lists and that acts past the comma of a fronted adverbial with the figure in it."""
    fronted = FRONTING.match(text) or _FRONTED_VERB.match(text)
    comma = text.find(", ", q.end, q.end + WINDOW) if fronted else -1
    return acting_name(text, comma + 2, len(text), after, words) if comma >= 0 else None
