"""Whose a figure is: the possessor before it, the country in what it counts, or the subject of its clause.

Mentions come from `names`; the figure's measure and time are found elsewhere.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from flows.extraction.gazetteer import gazetteer
from flows.extraction.nouns import STOP
from flows.extraction.records import Mention, Quantity
from flows.lexicon import load

_LEXICON = load("owners")
_NOBODY = frozenset(_LEXICON["nobody"])
_OPENERS = frozenset(_LEXICON["clause_openers"])
_ADJUNCTS = frozenset(_LEXICON["subject_adjuncts"])
_PREPOSITIONS = frozenset(_LEXICON["prepositions"])
_PERSONS = frozenset(_LEXICON["persons"])
_THINGS = frozenset(_LEXICON["things"])


def _one_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of whole words, capitalised or not, that starts with a set of letters: found fastest."""
    rests: dict[str, list[str]] = {}
    for word in sorted(words):
        rests.setdefault(word[0], []).append(word[1:])
    ways = (f"(?<=[{first}{first.upper()}])(?:{'|'.join(rest)})" for first, rest in rests.items())
    initials = "".join(rests)
    return re.compile(rf"[{initials}{initials.upper()}](?<!\w.)(?:{'|'.join(ways)})\b")


_PRONOUN = _one_of(_PERSONS | _THINGS)
_POSSESSIVE = re.compile(r"['’]s?\s+((?:[\w.-]+\s+){0,4})$")
# What parts segments: a mark, or white space and a word. It starts with a set of characters, which is found fastest.
_PARTING = "and|but|while|said|says|that|because|although|though|when|whereas|where|if|until|which|who"
_BOUNDARY = re.compile(rf'[,;:()—–“”"](?:(?:{_PARTING})(?=\s))?|\s(?:-|{_PARTING})(?=\s)')
_COMMON_SUBJECT = re.compile(
    r"\s*(?:the|a|an|this|these|those|there|no|any|each|every|our|we|i|you)\s[^,;]{0,80}?"
    r"\b(is|are|was|were|has|have|had|will|would|could|can|may|might|should|must|does|did|[a-z]{3,12}ed)\b",
    re.IGNORECASE,
)
_VERBLIKE = re.compile(r"[a-z]{3,}(?:ed|ing)|is|are|was|were|has|had|have|will|would|to|made|sent|spent|gave|took")
_POSSESSED = re.compile(r"['’]s?\s")
_PURPOSE = re.compile(r"['’]s?\s[\w\s]{0,30}\bto\s")
_ADJECTIVAL = re.compile(r"-(?:based|led|backed|born|made|style|educated)\b|\s(?:family|clan|dynasty)\b")
_LISTED = re.compile(r"\s*(?:,|and\b|or\b|-[a-z])")
_ACTS = re.compile(r"\s(?:has|had|have|is|was|are|were|will|would|could|can|may|might|must|should|did|does)\s")
_AGENT = re.compile(r"\b[a-z]+(?:ed|en|wn|ht)\s+by\s+(?:the\s+)?$")
_RELATIVE = re.compile(r"\b(?:which|who)\s+$")
_NOUN_PHRASE = re.compile(r"\s*(?:the|an?|this|these|those)\s+[a-z]")
_COMMON_OWNER = re.compile(r"\b(?:the|this|our)\s+[a-z]+['’]s?\b")
_OF = re.compile(r"[\w\s]{0,30}\b(?:of|in)\s+[\w\s-]{0,30}")
# "is pressing China to cut its surplus", "hit China to force it to cut its surplus": the object acts.
_CONTROLLED = re.compile(r"\bto\s(?:force|make|press|push|urge|compel|get|let|help)\s(?:it|them)\b")
_ASIDE = re.compile(r"\b(?:to|for|from|with|against)\s(?:the\s)?$")
_INSIDE = frozenset(("of", "in", "on", "for", "the", "a", "an", "at", "by", "from", "worth", "per", "year"))
_OF_PEOPLE = re.compile(r"\sof\s(?:the\s|all\s)?")
_PEOPLE = re.compile(r"\s(?:people|respondents|voters|adults|citizens|men|women|households|public|workers)\b")
_REPORTS = re.compile(
    r"[\s,]{1,2}(?:[a-z]+ly\s)?(?:said|says|reports?|reported|told|finds|found|estimates?|estimated|noted|wrote)\b"
)
_REPORTS_LAST = re.compile(rf"{_REPORTS.pattern}[^,;]{{0,24}}$")
_SAYS_BEFORE = re.compile(r"\b(?:according to|said|told)\s(?:the\s)?$")
# Names that stand where only an owner stands. Bounded, so that runs of capitals cost no more than their length.
_NAME_OWNS = re.compile(r"\b((?:[A-Z][\w&.-]{1,30}\s){0,3}[A-Z][\w&.-]{1,30})['’]s\s(?:[a-z-]{1,20}\s){0,2}$")
_NAME_AGED = re.compile(r"\b((?:[A-Z][\w.'’-]{0,30}\s){1,3}[A-Z][\w'’-]{1,30}),\s$")
# A name that acts at the start of a clause; one word that opens a sentence is surely a name only if spelled like one.
_NAME_ACTS = re.compile(
    r"((?:[A-Z][\w&.-]{1,30}\s){0,3}[A-Z][\w&.-]{1,30})\s(?:has|had|have|is|was|will|would|could|plans|makes|sells|employs"
    r"|[a-z]{3,12}ed|made|sold|spent|built|paid|lost|won|cut)\b"
)
_SURELY_NAME = re.compile(r"[\w.]\s[A-Z]|[A-Z]{2}|[a-z][A-Z]")
_WE = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Uu]s)\b")
_ONLY_DETERMINER = re.compile(r"\s*(?:(?:the|an?|some|only|just|about)\s+)?")
_ACTS_SOON = re.compile(
    r"\s(?:[\w-]{1,20}\s){0,4}?(are|is|were|was|have|has|had|will|would|could|can|may|might|must|should|struck|hit)\b"
)
_DATED = frozenset((*load("refusals")["months"], *load("measures")["phrase"]["time_words"], "today", "yesterday"))
_APPOSED = re.compile(r",\s*(?:just|only|some|about)?\s*")
_PLACED = re.compile(r"\s(?:[a-z]+(?:ed|en)\s)?(?:at|in|on|across)\s(?:the\s)?")
_FRONTED = re.compile(r"\W*(?:In|At|Across|On|Throughout)\s(?:the\s)?")
_FOR = re.compile(r"[\w\s]{0,30}\b(?:for|by)\s+(?:the\s+)?")
_WORD = re.compile(r"[\w.&-]+|[^\w\s]")
# How many mentions before and after a figure are looked at, and how much text before a mention.
_MENTIONS = 12
_LEFT = 48
_NEAR = 40
_WINDOW, _SEGMENTS = 320, 6


@dataclass(slots=True)
class Context:
    """What the sentences before say: the last person that is named in one, and the last subject that is no person.

    Few figures ask, so sentences wait unread until one does, and are read from the last one back.
    """

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
            named = [m for m in mentions[:_MENTIONS] if name_of(m)]
            if named:
                subject = next((m for m in named if _is_subject(text, m)), named[0])
                found = named_in(subject, named)
                if found is not None:
                    return found
        return None


def _person_in(subject: Mention, named: Sequence[Mention]) -> str | None:
    return next((m.name for m in (subject, *named) if m.kind == "person"), None)


def _thing_in(subject: Mention, named: Sequence[Mention]) -> str | None:
    return name_of(subject) if subject.kind != "person" else None


def name_of(mention: Mention) -> str | None:
    """Return how an owner is written: the code of a country, else the name; None for those who own no figure."""
    if mention.kind == "treaty" or mention.name in _NOBODY:
        return None
    return mention.code or mention.name


def owner_of(q: Quantity, text: str, mentions: Sequence[Mention], context: Context) -> str | None:
    """Return whose a quantity is, or None. `mentions` are those of its sentence, in order."""
    at = bisect_right(mentions, q.start, key=lambda m: m.start)
    before = mentions[max(0, at - _MENTIONS) : at]
    after = mentions[at : at + _MENTIONS]
    apposed = _apposed(q, text, before)
    if apposed is not None:
        return apposed.text if q.kind == "measurement" else name_of(apposed)
    possessor = _possessor(q, text, before) or _asked(q, text, after)
    if possessor is not None:
        return name_of(possessor)
    unlisted = _unlisted(q, text)
    if unlisted is not None:
        return unlisted
    inside = {name_of(m) for m in (*before, *after) if m.start < q.end and m.end > q.start and q.kind == "count"}
    if inside:
        return inside.pop() if len(inside) == 1 else None
    return _subject(q, text, before, after, context)


def _possessor(q: Quantity, text: str, before: Sequence[Mention]) -> Mention | None:
    for mention in reversed(before):
        gap = text[mention.end : q.start]
        match = _POSSESSIVE.match(gap) if len(gap) <= _LEFT else None
        if match and not any(word in STOP for word in match[1].lower().split()):
            return mention
    return None


def _apposed(q: Quantity, text: str, before: Sequence[Mention]) -> Mention | None:
    """Return the name right before an age or a distance in apposition: "Kenji Mori, 52", "Naha, just 30 miles from"."""
    near = before[-1] if before and q.kind in ("age", "measurement") else None
    return near if near is not None and _APPOSED.fullmatch(text, near.end, q.start) else None


def _asked(q: Quantity, text: str, after: Sequence[Mention]) -> Mention | None:
    """Return the people of "75 percent of Americans", "a third of Japanese voters"."""
    near = after[0] if after and q.kind in ("percent", "fraction") else None
    if near is None or not near.code or not _OF_PEOPLE.fullmatch(text, q.end, near.start):
        return None
    return near if (near.text.endswith("s") and near.text != near.name) or _PEOPLE.match(text, near.end) else None


def _unlisted(q: Quantity, text: str) -> str | None:
    """Return a name that nobody lists but whose place says that it is the owner: "Jupiter's 79", "Kenji Mori, 52"."""
    near = text[max(0, q.start - _LEFT) : q.start]
    if not (near.endswith(", ") if q.kind == "age" else "'s " in near or "’s " in near):
        return None
    match = (_NAME_AGED if q.kind == "age" else _NAME_OWNS).search(text, max(0, q.start - _WINDOW // 2), q.start)
    if match is None or match[1].split()[0].lower() in STOP or match[1].lower() in _DATED:
        return None
    return match[1]


def _subject(
    q: Quantity, text: str, before: Sequence[Mention], after: Sequence[Mention], context: Context
) -> str | None:
    """Walk back over the segments of the sentence to the first that has a subject."""
    starts = _segment_starts(text, q.start)
    named = [
        m
        for m in before
        if name_of(m) and m.end <= q.start and not _ADJECTIVAL.match(text, m.end) and not _speaks(text, m, starts[0])
    ]
    if q.kind == "duration" and len(text[starts[0] : q.start].split()) <= 1:
        fronted = _later_subject(q, text, after)
        if fronted is not None:
            return _alone(text, fronted, (), after)
    spoken = _spoken_for(q, text, mentions=(*before, *after), start=starts[0], context=context)
    if spoken is not None:
        return spoken
    verb = _verb_of(q, text, starts[0])
    if verb is not None:
        owner = next((m for m in after if m.end <= verb and name_of(m)), None) or _place(q, text, (), after)
        return name_of(owner) if owner else None
    end = q.start
    for start in starts:
        inside = [m for m in named if start <= m.start < end]
        pronoun = _last_pronoun(text, inside[-1].end if inside else start, end)
        if pronoun is not None:
            earlier = [m for m in named if m.end <= pronoun[0]]
            later = None if earlier or pronoun[0] > _LEFT else _later_subject(q, text, after)
            return name_of(later) if later else _antecedent(pronoun, text, earlier, context)
        chosen = _chosen(text, inside, start, end == q.start)
        if chosen is not None:
            return _alone(text, chosen, named, after)
        if not inside and named and _RELATIVE.search(text, max(0, start - 7), start):
            return _antecedent_of_relative(text, [m for m in named if m.end <= start])
        unlisted = _acting_name(text, start, end, before)
        if unlisted is not None:
            return unlisted
        common = _COMMON_SUBJECT.match(text, start, end)
        if common is not None:
            owner = next((m for m in inside if m.end <= common.start(1)), None)
            owner = owner or _beneficiary(q, text, after) or _described(q, text, after) or _place(q, text, named, after)
            return name_of(owner) if owner else None
        aside = inside and _ASIDE.search(text, max(0, inside[0].start - _LEFT), inside[0].start) is not None
        if inside and not aside and _NOUN_PHRASE.match(text, start):
            return name_of(inside[0])
        pronoun = _last_pronoun(text, start, end) if aside else None
        if pronoun is not None:
            return _antecedent(pronoun, text, [m for m in named if m.end <= pronoun[0]], context)
        end = start
    return _without_subject(q, text, named, after, starts[0])


def _acting_name(text: str, start: int, end: int, mentions: Sequence[Mention]) -> str | None:
    """Return a name that nobody lists and that is the subject of the segment that begins at `start`."""
    name = _NAME_ACTS.match(text, start, end)
    if (
        name is None
        or _REPORTS.match(text, name.end(1))
        or any(m.start < name.end(1) and m.end > name.start(1) for m in mentions)
    ):
        return None
    first = name[1].split()[0].lower()
    if first in STOP or first in _DATED or not (start > 0 or _SURELY_NAME.search(name[1])):
        return None
    return name[1]


def _spoken_for(q: Quantity, text: str, mentions: Sequence[Mention], start: int, context: Context) -> str | None:
    """Return the country of whoever says "we" or "our" in a quotation right before a figure."""
    opened = max(text.rfind(mark, 0, q.start) for mark in '"“')
    if opened < 0 or _WE.search(text, max(opened, start), q.start) is None:
        return None
    person = next((m.name for m in mentions if m.kind == "person" and not opened < m.start < q.end), context.person)
    return gazetteer().countries_of.get(person) if person else None


def _verb_of(q: Quantity, text: str, start: int) -> int | None:
    """Return where the verb is whose subject a figure itself is: "after a 5.1 magnitude quake had hit the coast"."""
    acts = _ACTS_SOON.match(text, q.end) if _ONLY_DETERMINER.fullmatch(text, start, q.start) else None
    return acts.start(1) if acts else None


def _without_subject(
    q: Quantity, text: str, named: Sequence[Mention], after: Sequence[Mention], start: int
) -> str | None:
    """Return the country named in the clause that begins at `start`, what follows the figure, or where it is."""
    if not named:
        return _near(q, text, after)
    close = next((m for m in reversed(named) if m.start >= start and m.code), None)
    owner = close or _place(q, text, named, after)
    return name_of(owner) if owner else None


def _chosen(text: str, inside: Sequence[Mention], start: int, last: bool) -> Mention | None:
    """Return the mention that leads its segment; `last`: the segment ends at the figure, where possessives rule."""
    if not inside:
        return None
    if last and _owns_phrase(text, inside[-1]):
        return inside[-1]
    agents = (m for m in reversed(inside) if last and _AGENT.search(text, max(0, m.start - 24), m.start))
    put = (m for m in reversed(inside) if text.startswith(" to ", m.end) and text[: m.start].endswith("for "))
    return next(put, None) or next(agents, None) or next((m for m in inside if _leads(text, m, start)), None)


def _antecedent_of_relative(text: str, earlier: Sequence[Mention]) -> str | None:
    """Return the owner that "which" points at: the name right before it, or the possessor of that name."""
    if not earlier:
        return None
    owner = earlier[-1]
    if len(earlier) > 1 and _POSSESSIVE.fullmatch(text[earlier[-2].end : owner.start]):
        owner = earlier[-2]
    return name_of(owner)


def _owns_phrase(text: str, mention: Mention) -> bool:
    """Tell whether a possessive leads the phrase around a figure: "Tokyo's decision to give"."""
    if not _POSSESSED.match(text, mention.end):
        return False
    return not _is_governed(text, mention) or _PURPOSE.match(text, mention.end) is not None


def _leads(text: str, mention: Mention, start: int) -> bool:
    """Tell whether a mention is the subject of the segment that begins at `start`: nothing but adjectives before it."""
    if _is_subject(text, mention):
        return True
    if _is_governed(text, mention):
        return False
    return not any(_VERBLIKE.fullmatch(word) for word in _WORD.findall(text[start : mention.start]))


def _later_subject(q: Quantity, text: str, after: Sequence[Mention]) -> Mention | None:
    """Return the subject that follows a fronted adverbial with the figure in it, past a comma."""
    subject = next((m for m in after if m.start >= q.end and name_of(m) and _is_subject(text, m)), None)
    quoted = subject is not None and any(mark in text[q.end : subject.start] for mark in "\"”’'")
    if subject is not None and _REPORTS_LAST.match(text, subject.end):
        return None
    if subject is None or (quoted and _speaks(text, subject, len(text))) or _LISTED.match(text, subject.end):
        return None
    return subject if "," in text[q.end : subject.start] else None


def _beneficiary(q: Quantity, text: str, after: Sequence[Mention]) -> Mention | None:
    """Return the mention of "the 12th this year for North Korea"."""
    return next((m for m in after if name_of(m) and _FOR.fullmatch(text, q.end, m.start)), None)


def _described(q: Quantity, text: str, after: Sequence[Mention]) -> Mention | None:
    """Return whose the noun is that a quantity describes: "a four-year term of a U.S. president"."""
    if not q.attributive:
        return None
    return next((m for m in after if name_of(m) and _OF.fullmatch(text, q.end, m.start)), None)


def _near(q: Quantity, text: str, after: Sequence[Mention]) -> str | None:
    """Return the owner after the figure: a subject past a comma, or the country in what an amount is of."""
    subject = _later_subject(q, text, after)
    if subject is not None:
        return _alone(text, subject, (), after)
    described = _described(q, text, after)
    if described is not None:
        return name_of(described)
    near = next((m for m in after if m.start >= q.end and m.start - q.end <= _NEAR and name_of(m)), None)
    if near is not None and q.kind in ("money", "percent", "measurement", "rank"):
        return name_of(near) if _describes(text[q.end : near.start]) else None
    place = _place(q, text, (), after)
    return name_of(place) if place else None


def _describes(gap: str) -> bool:
    """Tell whether the words between an amount and a name make one phrase: neither a comma nor a verb."""
    words = gap.lower().split()
    return "," not in gap and not any((w in STOP and w not in _INSIDE) or _VERBLIKE.fullmatch(w) for w in words)


def _place(q: Quantity, text: str, before: Sequence[Mention], after: Sequence[Mention]) -> Mention | None:
    """Return where a count is ("2,403 killed at Pearl Harbor") or the place that its sentence opens with."""
    near = next((m for m in after if m.start >= q.end and name_of(m)), None)
    if near is not None and q.kind == "count" and _PLACED.fullmatch(text, q.end, near.start):
        return near
    first = before[0] if before else None
    opens = first is not None and _FRONTED.fullmatch(text, 0, first.start) and text.startswith(",", first.end)
    return first if opens else None


def _alone(text: str, mention: Mention, named: Sequence[Mention], after: Sequence[Mention]) -> str | None:
    """Return an owner, unless two countries share the place: "the United States and Japan", "US-Japan"."""
    name = name_of(mention)
    for other in (*named, *after):
        gap = text[mention.end : other.start] if other.start >= mention.end else text[other.end : mention.start]
        if gap == " and " and other.kind == mention.kind == "person" and other.end < mention.start:
            return name_of(other)
        joined = gap.strip() in ("and", "-", "–", "and the", "‑")
        if joined and other.code and mention.code and name_of(other) != name:
            return None
    return name


def _segment_starts(text: str, end: int) -> list[int]:
    """Return where the last segments before `end` begin, the nearest first."""
    first = max(0, end - _WINDOW)
    ends = [m.end() for m in _BOUNDARY.finditer(text, first, end)][1 - _SEGMENTS :]
    starts = [first, *(_past_blanks(text, start) for start in ends)]
    return [start for start in reversed(starts) if start <= end]


def _past_blanks(text: str, i: int) -> int:
    while text[i : i + 1].isspace():
        i += 1
    return i


def _speaks(text: str, mention: Mention, start: int) -> bool:
    """Tell whether a mention before the figure's own clause only reports it: "Reuters reported", "according to CNN"."""
    if mention.start >= start:
        return False
    reports = _REPORTS.match(text, mention.end) is not None or _SAYS_BEFORE.search(
        text, mention.start - 16, mention.start
    )
    return bool(reports)


def _is_governed(text: str, mention: Mention) -> bool:
    """Tell whether a preposition governs a mention, past an article or adjective."""
    words = _WORD.findall(text[max(0, mention.start - _LEFT) : mention.start])
    while words and words[-1].lower() in _ADJUNCTS and words[-1][:1].isupper():
        words.pop()  # "to South Korean President …"
    words = words[-3:]
    follows = text[mention.end : mention.end + 4]
    if words and words[-1].lower() == "for" and follows.startswith(" to"):
        return False
    return any(word.lower() in _PREPOSITIONS for word in words)


def _last_pronoun(text: str, start: int, end: int) -> tuple[int, str] | None:
    last = None
    for match in _PRONOUN.finditer(text, start, end):
        last = (match.start(), match.group().lower())
    return last


def _antecedent(pronoun: tuple[int, str], text: str, earlier: Sequence[Mention], context: Context) -> str | None:
    at, word = pronoun
    if word in _PERSONS:
        persons = [m for m in reversed(earlier) if m.kind == "person"]
        person = next((m for m in persons if not _is_governed(text, m)), persons[0] if persons else None)
        return person.name if person else context.person
    others = [m for m in reversed(earlier) if m.kind != "person"]
    if others and _CONTROLLED.search(text, others[0].end, at + len(word)):
        return name_of(others[0])
    nearest = next((m for m in others if _is_subject(text, m)), None)
    nearest = nearest or next((m for m in others if not _is_governed(text, m)), others[0] if others else None)
    if nearest is None and _COMMON_OWNER.search(text, max(0, at - _WINDOW), at):
        return None
    return name_of(nearest) if nearest else context.thing


def _is_subject(text: str, mention: Mention) -> bool:
    """Guess whether a mention opens its clause: start, punctuation or conjunction before it, past its titles."""
    words = _WORD.findall(text[max(0, mention.start - _LEFT) : mention.start])
    while words and words[-1].lower().rstrip(".") in _ADJUNCTS:
        words.pop()
    if not words:
        return True
    last = words[-1].lower()
    if last in _OPENERS or not last[0].isalnum():
        return words[-2:] != ["such", "as"]
    return last not in _PREPOSITIONS and _ACTS.match(text, mention.end) is not None
