"""Whose a figure is: the possessor before it, the country in what it counts, or the subject of its clause.

Mentions come from `names`; the figure's measure and time are found elsewhere.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from flows.extraction.names.gazetteer import gazetteer
from flows.extraction.numbers.nouns import STOP
from flows.extraction.records import Mention, Quantity
from flows.lexicon import load

_LEXICON = load("owners")
_NOBODY = frozenset(_LEXICON["nobody"])
_OPENERS = frozenset(_LEXICON["clause_openers"])
_ADJUNCTS = frozenset(_LEXICON["subject_adjuncts"])
_PREPOSITIONS = frozenset(_LEXICON["prepositions"])
_PERSONS = frozenset(_LEXICON["persons"])
_THINGS = frozenset(_LEXICON["things"])
_TRADED = "|".join(f"[{word[0].upper()}{word[0]}]{word[1:]}" for word in _LEXICON["traded"])
_DID, _REPORTING, _FIRMS_DO = ("|".join(_LEXICON[name]) for name in ("did", "reporting", "firms_do"))


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
# By first letters: and, although, after, but, because, before, if, said, says, that, though, until, while, when, where,
# which, who.
_PARTING = "a(?:nd|lthough|fter)|b(?:ut|ecause|efore)|if|sa(?:id|ys)|th(?:at|ough)|until|wh(?:ile|en|ereas|ere|ich|o)"
_BOUNDARY = re.compile(rf'[,;:()—–“”"](?:(?:{_PARTING})(?=\s))?|\s(?:-|{_PARTING})(?=\s)')
_COMMON_SUBJECT = re.compile(
    r"\s*(?:the|a|an|this|these|those|there|no|any|each|every|our|we|i|you)\s[^,;]{0,80}?"
    r"\b(is|are|was|were|has|have|had|will|would|could|can|may|might|should|must|does|did|[a-z]{3,12}ed"
    rf"|{_DID})\b",
    re.IGNORECASE,
)
_VERBLIKE = re.compile(r"[a-z]{3,}(?:ed|ing)|is|are|was|were|has|had|have|will|would|to|made|sent|spent|gave|took")
_POSSESSED = re.compile(r"['’]s?\s")
_PURPOSE = re.compile(r"['’]s?\s[\w\s]{0,30}\bto\s")
_ADJECTIVAL = re.compile(r"-(?:[a-z]{2,12}ed|led|born|made|run|held|style)\b|\s(?:family|clan|dynasty)\b")
_LISTED = re.compile(r"\s*(?:,|and\b|or\b|-[a-z])")
_ACTS = re.compile(r"\s(?:has|had|have|is|was|are|were|will|would|could|can|may|might|must|should|did|does)\s")
_GOAL = re.compile(r"\b(?:to|into|from|with|against|toward|towards)\s(?:the\s)?$")
_FROM = re.compile(
    r"\s(?:\([^)]{1,30}\)\s)?(?:[a-z]{1,12}\s){0,2}(?:from|off|(?:north|south|east|west)[a-z]{0,4} of)\s"
)
_WATERS = re.compile(r"\b(?:Sea|Ocean|Straits?|Gulf|Peninsula|Channel|Basin)\b")
_MODAL = re.compile(r"\s(?:can|could|will|would|may|might|must|should)\s")
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
_REPORTS = re.compile(rf"[\s,]{{1,2}}(?:(?!that|who|which)[a-z]+\s){{0,3}}(?:{_REPORTING})\b")
_REPORTS_LAST = re.compile(rf"{_REPORTS.pattern}[^,;]{{0,24}}$")
_TAX_ON = re.compile(r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|tax(?:es)?|quotas?)\son\s$")
_GOODS_OF = re.compile(r"\s(?:worth\s)?(?:of|in)\s")
_DOES = re.compile(
    r"\s(?:also\s)?(?:has|had|have|is|was|will|would|could|can|may|might|[a-z]{3,12}ed|sent|shot|made|took|gave)\s"
)
_SAYING_ENDS = frozenset((" to ", "aid ", "old ", "the "))  # how what says so before a name can end: looked at first
_SAYS_BEFORE = re.compile(r"\b(?:according to|said|told)\s(?:the\s)?$")
# Names that stand where only an owner stands. Bounded, so that runs of capitals cost no more than their length.
_NAME_OWNS = re.compile(r"\b((?:[A-Z][\w&.-]{1,30}\s){0,3}[A-Z][\w&.-]{1,30})['’]s\s(?:[a-z-]{1,20}\s){0,2}$")
_NAME_AGED = re.compile(r"\b((?:[A-Z][\w.'’-]{0,30}\s){1,3}[A-Z][\w'’-]{1,30}),\s$")
_NAME_DESCRIBED = re.compile(r"\b((?:[A-Z][\w.'’-]{0,30}\s){0,3}[A-Z][\w'’-]{1,30}),\s(?:an?|the)\s$")
# A name that acts at the start of a clause, owns its subject, or is a firm by what is told of firms: "shares of MPK".
# One word that opens a sentence is surely a name only there or if it is spelled like one.
_NAME_ACTS = re.compile(
    rf"(?:({_TRADED})\s(?:of|at|in|for)\s)?((?:[A-Z][\w&.-]{{0,30}}\s){{0,3}}[A-Z][\w&.-]{{1,30}})"
    rf"(?(1)\b|(?:(?:['’]s)?\s({_TRADED})\b|['’]s\s[a-z]"
    rf"|(?:,\s[^,]{{1,60}},)?\s(?:has|had|have|is|was|will|would|could|[a-z]{{3,12}}ed|{_FIRMS_DO})\b))"
)
# A full name that opens a sentence and acts in it, past what is said of it between commas.
_NAME_OPENS = re.compile(
    r"[\"“]?((?:[A-Z][\w.'’-]{0,30}\s){1,2}[A-Z][a-z][\w'’-]{0,30})(?:,[^,]{1,60},)?"
    r"\s(?:said|says|told|has|had|is|was|[a-z]{3,12}ed)\b"
)
_NAME_TELLS = re.compile(r"((?:[A-Z][\w&.-]{0,30}\s){0,3}[A-Z][\w&.-]{1,30})\s(?:said|says|announced)\s(?:that\s)?i")
_SURELY_NAME = re.compile(r"[\w.]\s[A-Z]|[A-Z]{2}|[a-z][A-Z]")
_CLOSING = re.compile(r"[\"”]")
# Nobody's: what there is, and what somebody is only one of.
_OWNERLESS = re.compile(
    r"\b(?:[Tt]here(?:['’]s|\s(?:is|was|are|were|(?:has|have|had|will|would|could|may|might)\s(?:be|been)))(?:\sbeen)?"
    r"|among|one\sof)\s(?:(?:only|just|now|also|not|still|about|the|an?|first)\s){0,3}$"
)
_EXPLETIVE = re.compile(
    r"they\sinclude\s|it\s(?:(?:will|would|could|can|may|might)\s)?(?:takes?|took)\s", re.IGNORECASE
)
_SPOKEN = re.compile(r"\b(?:(I(?!\.)|[Mm]y)|[Ww]e|[Oo]ur|[Uu]s)\b")
_ONLY_DETERMINER = re.compile(
    r"\s*(?:(?:after|before|since|once|as)\s+)?(?:(?:the|an?|some|only|just|about)\s+)?"
    r"(?:(?:past|last|next|first|previous)\s+)?"
)
_ACTS_SOON = re.compile(
    r"\s(?:[\w-]{1,20}\s){0,4}?(are|is|were|was|have|has|had|will|would|could|can|may|might|must|should|struck|hit)\b"
)
_DATED = frozenset((*load("refusals")["months"], *load("measures")["phrase"]["time_words"], "today", "yesterday"))
_APPOSED = re.compile(r",\s*(?:just|only|some|about)?\s*")
_DESCRIBED = re.compile(r",\s(?:an?|the)\s(?:[a-z-]{1,20}\s){0,2}")
_WHERE = re.compile(r"[\s,]{0,2}\b(?:where|in which|at which)\s")
_THERE = re.compile(r"\sthere\b")
_IN = re.compile(r"\b(?:in|at|on|across)\s(?:the\s)?$")
# What happened to those counted, and where: "have died during protests in".
_HAPPENED = re.compile(
    r"\s(?:(?:have|has|had|were|was)\s)?(?:[a-z]{2,15}ed|hurt|lost|shot|held|hit|born)\s[^,;:.]{0,40}"
    r"\b(?:in|across|throughout)\s(?:the\s)?"
)
# What fronts a clause, so that its subject follows past a comma; and a verb, after which another clause follows there.
_FRONTING = re.compile(
    r"\W*(?:After|Before|While|When|If|Since|Because|As|In|On|At|By|For|With|Within|Over|During|Of|From|Until|Under)\b"
)
_FRONTED_VERB = re.compile(r"\W*[A-Z][a-z]{2,12}(?:ing|ed)\s")
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|[a-z]{3,12}ed)\s")
_PLACED = re.compile(r"\s(?:[a-z]+(?:ed|en)\s)?(?:at|in|on|across)\s(?:the\s)?")
_FRONTED = re.compile(r"\W*(?:In|At|Across|On|Throughout)\s(?:the\s)?")
_FOR = re.compile(r"[\w\s]{0,30}\b(?:for|by)\s+(?:the\s+)?")
_ONE_BLANK = re.compile(r"\s\S")
_WORD = re.compile(r"[\w.&-]+|[^\w\s]")
# How many mentions before and after a figure are looked at, and how much text before a mention.
_MENTIONS = 12
_LEFT = 48
_NEAR = 40
_TO = 12
_LINKS = frozenset(("is", "are", "was", "were", "said", "says"))  # what a preposition before these governs ends there
_WINDOW, _NEAR_WINDOW, _SEGMENTS = 320, 128, 6


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
                found = named_in(subject, [m for m in named if not _is_governed(text, m)])
                if found is not None:
                    return found
        return None


def _person_in(subject: Mention, named: Sequence[Mention]) -> str | None:
    if subject.kind == "person" and subject in named:
        return subject.name
    return next((m.name for m in named if m.kind == "person"), None)


def _thing_in(subject: Mention, named: Sequence[Mention]) -> str | None:
    return name_of(subject) if subject.kind != "person" else None


def name_of(mention: Mention) -> str | None:
    """Return how an owner is written: the code of a country, else the name; None for those who own no figure."""
    if (
        mention.kind == "treaty"
        or mention.name in _NOBODY
        or (mention.kind == "place" and _WATERS.search(mention.name))
    ):
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
    possessor = _possessor(q, text, before) or _asked(q, text, after) or _aged(q, text, after) or _taxed(q, text, after)
    if possessor is not None:
        return name_of(possessor)
    unlisted = _unlisted(q, text, before)
    if unlisted is not None:
        return unlisted
    if _is_ownerless(text[max(0, q.start - _NEAR) : q.start]):
        place = _place(q, text, before, after)
        return name_of(place) if place else None
    counted = (*before, *after) if q.kind == "count" else ()
    inside = {name_of(m) for m in counted if m.start < q.end and m.end > q.start and not _is_member(m)}
    if inside:
        return inside.pop() if len(inside) == 1 else None
    return _subject(q, text, before, after, context)


def _is_ownerless(before: str) -> bool:
    """Tell whether the words before a figure say that it is nobody's: "there were only", "he was among the"."""
    return ("here" in before or "among" in before or "one of" in before) and _OWNERLESS.search(before) is not None


def _is_member(mention: Mention) -> bool:
    """Tell whether a body is only named by its members or adjective: "four Democrats", "two Republican aides"."""
    return mention.kind == "organization" and mention.code is None and mention.text != mention.name


def _possessor(q: Quantity, text: str, before: Sequence[Mention]) -> Mention | None:
    for mention in reversed(before):
        if q.start - mention.end > _LEFT:
            break
        match = _POSSESSIVE.match(text[mention.end : q.start])
        if match and not any(word in STOP for word in match[1].lower().split()):
            return mention
    return None


def _apposed(q: Quantity, text: str, before: Sequence[Mention]) -> Mention | None:
    """Return the name right before an age or a distance in apposition: "Kenji Mori, 52", "Naha, just 30 miles from"."""
    near = before[-1] if before else None
    if near is None or not (q.kind in ("age", "measurement") or q.attributive):
        return None
    apposed = _APPOSED if q.kind in ("age", "measurement") and not q.attributive else _DESCRIBED
    return near if apposed.fullmatch(text, near.end, q.start) else None


def _asked(q: Quantity, text: str, after: Sequence[Mention]) -> Mention | None:
    """Return the people of "75 percent of Americans", "a third of Japanese voters"."""
    near = after[0] if after and q.kind in ("percent", "fraction") else None
    if near is None or not near.code or not _OF_PEOPLE.fullmatch(text, q.end, near.start):
        return None
    return near if (near.text.endswith("s") and near.text != near.name) or _PEOPLE.match(text, near.end) else None


def _aged(q: Quantity, text: str, after: Sequence[Mention]) -> Mention | None:
    """Return the person of "43-year-old Jane Roe"."""
    near = after[0] if after and q.kind == "age" and after[0].kind == "person" else None
    return near if near is not None and text[q.end : near.start] == " " else None


def _taxed(q: Quantity, text: str, after: Sequence[Mention]) -> Mention | None:
    """Return whose goods a duty is on: "tariffs on $9 billion in Chinese steel"."""
    near = after[0] if after and q.kind == "money" else None
    if near is None or not _TAX_ON.search(text, max(0, q.start - _LEFT), q.start):
        return None
    return near if _GOODS_OF.fullmatch(text, q.end, near.start) else None


def _unlisted(q: Quantity, text: str, before: Sequence[Mention]) -> str | None:
    """Return a name that nobody lists but whose place says that it is the owner: "Jupiter's 79", "Kenji Mori, 52"."""
    near = text[max(0, q.start - _LEFT) : q.start]
    aged = q.kind == "age" and near.endswith(", ")
    described = q.attributive and near.endswith((", a ", ", an ", ", the "))
    if not (aged or described or "'s " in near or "’s " in near):
        return None
    pattern = _NAME_AGED if aged else _NAME_DESCRIBED if described else _NAME_OWNS
    match = pattern.search(text, max(0, q.start - _WINDOW // 2), q.start)
    if match is None or any(m.end > match.start(1) for m in before):
        return None
    first, _, rest = match[1].partition(" ")
    name = rest if first == "The" else match[1]
    return None if not name or name.split()[0].lower() in STOP or name.lower() in _DATED else name


def _subject(
    q: Quantity, text: str, before: Sequence[Mention], after: Sequence[Mention], context: Context
) -> str | None:
    """Walk back over the segments of the sentence to the first that has a subject."""
    starts = _segment_starts(text, q.start)
    nearest = next(starts)
    named = [
        m
        for m in before
        if name_of(m)
        and m.end <= q.start
        and not _ADJECTIVAL.match(text, m.end)
        and not _speaks(text, m, nearest, before)
    ]
    if q.kind == "duration" and len(text[nearest : q.start].split()) <= 1:
        fronted = _later_subject(q, text, after)
        if fronted is not None:
            return _alone(text, fronted, (), after)
    spoken = _spoken_for(q, text, (*before, *after), nearest, context)
    if spoken is not None:
        return spoken
    verb = _verb_of(q, text, nearest)
    if verb is not None:
        owner = next((m for m in after if m.end <= verb and name_of(m)), None) or _place(q, text, (), after)
        owner = owner or _scene(q, text, named, nearest)
        return name_of(owner) if owner else None
    end = q.start
    for start in chain((nearest,), starts):
        inside = [m for m in named if start <= m.start < end]
        pronoun = _last_pronoun(text, inside[-1].end if inside else start, end)
        if pronoun is not None:
            return _of_pronoun(q, text, pronoun, start, inside, named, before, after, context)
        chosen = _chosen(text, inside, start, end == q.start)
        if chosen is not None:
            return _alone(text, chosen, named, after)
        if not inside and named and _RELATIVE.search(text, max(0, start - 7), start):
            return _antecedent_of_relative(text, [m for m in named if m.end <= start])
        unlisted = _acting_name(text, start, q.start, before)
        if unlisted is not None:
            return unlisted
        common = _COMMON_SUBJECT.match(text, start, end)
        if common is not None:
            owner = next((m for m in inside if m.end <= common.start(1)), None) or _beside(q, text, named, after)
            return name_of(owner) if owner else None
        aside = inside and _ASIDE.search(text, max(0, inside[0].start - _LEFT), inside[0].start) is not None
        if inside and not aside and _NOUN_PHRASE.match(text, start):
            return name_of(inside[0])
        pronoun = _last_pronoun(text, start, end) if aside else None
        if pronoun is not None:
            return _antecedent(pronoun, text, [m for m in named if m.end <= pronoun[0]], context)
        end = start
    return _without_subject(q, text, named, after, nearest)


def _of_pronoun(
    q: Quantity, text: str, pronoun: tuple[int, str], start: int, inside: Sequence[Mention], named: Sequence[Mention],
    before: Sequence[Mention], after: Sequence[Mention], context: Context,
) -> str | None:  # fmt: skip
    """Return whom the pronoun of the segment that begins at `start` stands for: who acts there, before it, or after."""
    at, word = pronoun
    if _EXPLETIVE.match(text, at):
        return None
    acting = None if inside or word in _PERSONS else _acting_name(text, start, at, before)
    if acting is not None:
        return acting
    earlier = [m for m in named if m.end <= at]
    later = None if earlier or at > _LEFT else _later_owner(q, text, after)
    return later or _antecedent(pronoun, text, earlier, context)


def _beside(q: Quantity, text: str, named: Sequence[Mention], after: Sequence[Mention]) -> Mention | None:
    """Return whom a figure with a common subject is for, whose its noun is, or where it is."""
    return _beneficiary(q, text, after) or _described(q, text, after) or _place(q, text, named, after)


def _scene(q: Quantity, text: str, named: Sequence[Mention], start: int) -> Mention | None:
    """Return where a count acts that "where", "in which" or "there" points back at: "in Rome, where 40 people met"."""
    back = _WHERE.search(text, max(0, start - 9), q.start) or _THERE.match(text, q.end)
    if q.kind != "count" or back is None:
        return None
    near = named[-1] if named and _WHERE.match(text, named[-1].end) else None
    placed = (m for m in reversed(named) if m.end <= start and _IN.search(text, max(0, m.start - _TO), m.start))
    return near or next(placed, None)


def _acting_name(text: str, start: int, end: int, mentions: Sequence[Mention]) -> str | None:
    """Return a name that nobody lists and that is the subject of the segment that begins at `start`, or owns it."""
    name = _NAME_ACTS.match(text, start, end)
    if name is None:
        return None
    first, traded = name[2].split()[0].lower(), name[1] or name[3]
    taken = any(m.start < name.end(2) and m.end > name.start(2) for m in mentions)
    if taken or first in STOP or first in _DATED or _REPORTS.match(text, name.end(2)):
        return None
    return name[2] if traded or start > 0 or _SURELY_NAME.search(name[2]) else None


def _spoken_for(q: Quantity, text: str, mentions: Sequence[Mention], start: int, context: Context) -> str | None:
    """Return who says "I", or the country of whoever says "we", in a quotation right before a figure."""
    opened = max(text.rfind(mark, 0, q.start) for mark in '"“')
    spoken = _SPOKEN.search(text, max(opened, start), q.start) if opened >= 0 else None
    if spoken is None:
        return None
    persons = [m for m in mentions if m.kind == "person" and not opened < m.start < q.end]
    if spoken[1] is None:
        person = persons[0].name if persons else context.person
        return gazetteer().countries_of.get(person) if person else None
    closed = _CLOSING.search(text, q.end, q.end + _WINDOW)
    told = closed.end() if closed else q.end + _WINDOW
    return next((m.name for m in persons if m.start > told or _REPORTS.match(text, m.end)), None)


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
    close = next((m for m in reversed(named) if m.start >= start and m.code and not _is_goal(text, m)), None)
    owner = close or _place(q, text, named, after)
    return name_of(owner) if owner else None


def _is_goal(text: str, mention: Mention) -> bool:
    """Tell whether something only goes or is done to a mention, or comes from it: "came to America"."""
    return _GOAL.search(text, max(0, mention.start - _TO), mention.start) is not None


def _chosen(text: str, inside: Sequence[Mention], start: int, last: bool) -> Mention | None:
    """Return the mention that leads its segment; `last`: the segment ends at the figure, where possessives rule."""
    if not inside:
        return None
    if last and _owns_phrase(text, inside[-1]) and not _is_reached(text, inside, start):
        return inside[-1]
    agents = (m for m in reversed(inside) if last and _AGENT.search(text, max(0, m.start - 24), m.start))
    put = (
        m for m in reversed(inside) if text.startswith(" to ", m.end) and text[max(0, m.start - 4) : m.start] == "for "
    )
    return next(put, None) or next(agents, None) or next((m for m in inside if _leads(text, m, start)), None)


def _is_reached(text: str, inside: Sequence[Mention], start: int) -> bool:
    """Tell whether the last possessor of a segment is the object of another's deed: "it can reach Rome's port"."""
    first, last = inside[0], inside[-1]
    if first is last or not _leads(text, first, start) or _PURPOSE.match(text, last.end):
        return False
    return _MODAL.search(text, first.end, last.start) is not None


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


def _later_owner(q: Quantity, text: str, after: Sequence[Mention]) -> str | None:
    subject = _later_subject(q, text, after)
    return name_of(subject) if subject else _later_unlisted(q, text, after)


def _later_unlisted(q: Quantity, text: str, after: Sequence[Mention]) -> str | None:
    """Return the name that nobody lists and that acts past the comma of a fronted adverbial with the figure in it."""
    fronted = _FRONTING.match(text) or _FRONTED_VERB.match(text)
    comma = text.find(", ", q.end, q.end + _WINDOW) if fronted else -1
    return _acting_name(text, comma + 2, len(text), after) if comma >= 0 else None


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
    asserted = _FINITE.search(text, max(0, q.start - _WINDOW), q.start) and not _FRONTING.match(text)
    subject = None if asserted else _later_subject(q, text, after)
    if subject is not None:
        return _alone(text, subject, (), after)
    unlisted = _later_unlisted(q, text, after)
    if unlisted is not None:
        return unlisted
    described = _described(q, text, after)
    if described is not None:
        return name_of(described)
    near = next((m for m in after if m.start >= q.end and m.start - q.end <= _NEAR and name_of(m)), None)
    if near is not None and q.kind == "measurement" and _FROM.match(text, q.end):
        return None
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
    if (
        near is not None
        and q.kind == "count"
        and near.kind != "person"
        and _HAPPENED.fullmatch(text, q.end, near.start)
    ):
        return None if _POSSESSED.match(text, near.end) else near
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


def _segment_starts(text: str, end: int) -> Iterator[int]:
    """Yield where the last segments before `end` begin, the nearest first; at last where the window begins.

    Most walks end soon, so the nearer part of the window is read first.
    """
    first, near, left = max(0, end - _WINDOW), max(0, end - _NEAR_WINDOW), _SEGMENTS - 1
    for low, high in ((near, end), (first, near)):
        for stop in [m.end() for m in _BOUNDARY.finditer(text, low, high)][::-1]:
            start = stop + 1 if _ONE_BLANK.match(text, stop) else _past_blanks(text, stop)
            if left and start <= end:
                left -= 1
                yield start
    yield first


def _past_blanks(text: str, i: int) -> int:
    while text[i : i + 1].isspace():
        i += 1
    return i


def _speaks(text: str, mention: Mention, start: int, named: Sequence[Mention] = ()) -> bool:
    """Tell whether a mention only reports a figure: "Reuters reported", "according to CNN".

    It stands before the figure's own clause, or another of the `named`, that acts there, follows it.
    """
    reports = _REPORTS.match(text, mention.end)
    if reports is None and text[mention.start - 4 : mention.start] in _SAYING_ENDS:
        reports = _SAYS_BEFORE.search(text, mention.start - 16, mention.start)
        reports = None if reports and _DOES.match(text, mention.end) else reports
    if reports is None:
        return False
    return mention.start < start or any(m.start > mention.end and _ACTS.match(text, m.end) for m in named)


def _is_governed(text: str, mention: Mention) -> bool:
    """Tell whether a preposition governs a mention, past an article or adjective."""
    words = _WORD.findall(text[max(0, mention.start - _LEFT) : mention.start])
    while words and words[-1].lower() in _ADJUNCTS and words[-1][:1].isupper():
        words.pop()  # "to South Korean President …"
    words = words[-3:]
    acts = [i for i, word in enumerate(words) if word in _LINKS]
    words = words[acts[-1] + 1 :] if acts else words
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
        opens = None if person else _NAME_OPENS.match(text, 0, at)
        return person.name if person else opens[1] if opens and not earlier else context.person
    others = [m for m in reversed(earlier) if m.kind != "person"]
    told = _NAME_TELLS.match(text, 0, at + 1) if word in ("it", "its") and not earlier else None
    if told is not None:
        return told[1]
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
