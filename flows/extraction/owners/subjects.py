"""Guesses at the grammar around a mention: is it a subject, does a preposition govern it, does it only report.

Which subject owns a figure is for `find`.
"""

import re
from collections.abc import Sequence
from itertools import groupby

from flows.extraction.owners.naming import name_of
from flows.extraction.records import Mention, Quantity
from flows.lexicon import load

LEFT, WINDOW = 48, 320  # How much text before a mention, and before and after a quantity, is looked at.
_LEXICON = load("owners")
_OPENERS = frozenset(_LEXICON["clause_openers"])
_ADJUNCTS = frozenset(_LEXICON["subject_adjuncts"])
_PREPOSITIONS = frozenset(_LEXICON["prepositions"])
_REPORTING = "|".join(_LEXICON["reporting"])
_IRREGULAR = groupby(sorted(_LEXICON["did"]), key=lambda word: word[0])  # By first letters they are found faster.
# Pasts, also participles: "sent".
DID = "|".join(("[a-z]{2,15}ed", *(f"{first}(?:{'|'.join(w[1:] for w in words)})" for first, words in _IRREGULAR)))
VERBLIKE = re.compile(rf"[a-z]{{3,}}ing|is|are|was|were|has|had|have|will|would|to|{DID}")
POSSESSED = re.compile(r"['’]s?\s")
_LISTED = re.compile(r"\s*(?:,|and\b|or\b|-[a-z])")
_ACTS = re.compile(r"\s(?:has|had|have|is|was|are|were|will|would|could|can|may|might|must|should|did|does)\s")
_ADJECTIVAL = re.compile(r"-(?:[a-z]{2,12}ed|led|born|made|run|held|style)\b|\s(?:family|clan|dynasty)\b")
_CAPITALS = frozenset(capital for capitals in load("countries")["capitals"].values() for capital in capitals)
_NAME_GOES_ON = re.compile(r"\s(?!\w+day\b)[A-Z][a-z]")
# "in Wuhan, China, has": a country or state that only says where the town before it is.
_TOWN = re.compile(r"\b(?:in|at|of|from|near|outside|to)\s(?:[A-Z][\w.-]{1,20}\s?){1,3},\s$")
_GOAL = re.compile(r"\b(?:to|into|from|with|against|toward|towards)\s(?:the\s)?$")
REPORTS = re.compile(rf"[\s,]{{1,2}}(?:(?!that|who|which)[a-z]+\s){{0,3}}(?:{_REPORTING})\b")
_OFFICE_REPORTS = re.compile(rf"(?:['’]s?)?(?:\s(?:[A-Z][\w.&'’-]{{0,20}}|of|and|for)){{0,6}}{REPORTS.pattern}")
_REPORTS_LAST = re.compile(rf"(?:['’]s?(?:\s[\w.-]{{1,20}}){{1,6}}?)?{REPORTS.pattern}[^,;]{{0,24}}$")
_DOES = re.compile(rf"\s(?:also\s)?(?:has|had|have|is|was|will|would|could|can|may|might|{DID})\s")
_SAYING_ENDS = frozenset((" to ", "aid ", "old ", "the "))  # how what says so before a name can end: looked at first
_SAYS_BEFORE = re.compile(r"\b(?:according to|said|told)\s(?:the\s)?$")
_ONLY_DETERMINER = re.compile(
    r"\s*(?:(?i:after|before|since|once|as)\s+)?(?:(?:the|an?|some|only|just|about)\s+)?"
    r"(?:(?:past|last|next|first|previous)\s+)?"
)
_ACTS_SOON = re.compile(
    r"(?!\s(?:later|ago|earlier)\b)\s(?:[\w-]{1,20}\s){0,4}?"
    r"(are|is|were|was|have|has|had|will|would|could|can|may|might|must|should)\b"
)
_WORD = re.compile(r"[\w.&-]+|[^\w\s]")
TO = 12
_LINKS = frozenset(("is", "are", "was", "were", "said", "says"))  # what a preposition before these governs ends there


def is_subject(text: str, mention: Mention) -> bool:
    """Guess whether a mention opens its clause: start, punctuation or conjunction before it, past its titles."""
    if text.startswith(",", mention.end) and _TOWN.search(text, max(0, mention.start - LEFT), mention.start):
        return False
    words = _WORD.findall(text[max(0, mention.start - LEFT) : mention.start])
    while words and words[-1].lower().rstrip(".") in _ADJUNCTS:
        words.pop()
    if not words:
        return True
    last = words[-1].lower()
    if last in _OPENERS or not last[0].isalnum():
        return words[-2:] != ["such", "as"]
    return last not in _PREPOSITIONS and _ACTS.match(text, mention.end) is not None


def is_adjectival(text: str, mention: Mention) -> bool:
    """Tell whether a mention is only part of a word or name for others: "US-led", "the Mori family", "Rome Motors"."""
    if _ADJECTIVAL.match(text, mention.end):
        return True
    return mention.text in _CAPITALS and _NAME_GOES_ON.match(text, mention.end) is not None


def is_governed(text: str, mention: Mention) -> bool:
    """Tell whether a preposition governs a mention, past an article or adjective."""
    words = _WORD.findall(text[max(0, mention.start - LEFT) : mention.start])
    while words and words[-1].lower() in _ADJUNCTS and words[-1][:1].isupper():
        words.pop()  # "to South Korean President …"
    words = words[-3:]
    acts = [i for i, word in enumerate(words) if word in _LINKS]
    words = words[acts[-1] + 1 :] if acts else words
    return any(word.lower() in _PREPOSITIONS for word in words)


def leads(text: str, mention: Mention, start: int) -> bool:
    """Tell whether a mention is the subject of the segment that begins at `start`: nothing but adjectives before it."""
    if is_subject(text, mention):
        return True
    if is_governed(text, mention):
        return False
    return not any(VERBLIKE.fullmatch(word) for word in _WORD.findall(text[start : mention.start]))


def is_goal(text: str, mention: Mention) -> bool:
    """Tell whether something only goes or is done to a mention, or comes from it: "came to America"."""
    return _GOAL.search(text, max(0, mention.start - TO), mention.start) is not None


def only_reports(text: str, mention: Mention, start: int, named: Sequence[Mention] = ()) -> bool:
    """Tell whether a mention only reports a figure: "Reuters reported", "according to CNN".

    It stands before the figure's own clause, or another of the `named`, that acts there, follows it.
    """
    reports = _OFFICE_REPORTS.match(text, mention.end)
    if reports is None and text[mention.start - 4 : mention.start] in _SAYING_ENDS:
        reports = _SAYS_BEFORE.search(text, mention.start - 16, mention.start)
        reports = None if reports and _DOES.match(text, mention.end) else reports
    if reports is None:
        return False
    return mention.start < start or any(m.start > mention.end and _ACTS.match(text, m.end) for m in named)


def is_first(q: Quantity, text: str, start: int) -> bool:
    """Tell whether a figure is the first of the segment that begins at `start`, after its determiner."""
    return _ONLY_DETERMINER.fullmatch(text, start, q.start) is not None


def verb_after(q: Quantity, text: str) -> int | None:
    """Return where the verb soon after a figure is, whose subject that may be: "a 5.1 magnitude quake had hit"."""
    acts = _ACTS_SOON.match(text, q.end)
    return acts.start(1) if acts else None


def later_subject(q: Quantity, text: str, after: Sequence[Mention]) -> Mention | None:
    """Return the subject that follows a fronted adverbial with the figure in it, past a comma."""
    subject = next((m for m in after if m.start >= q.end and name_of(m) and is_subject(text, m)), None)
    quoted = subject is not None and any(mark in text[q.end : subject.start] for mark in "\"”’'")
    if subject is not None and _REPORTS_LAST.match(text, subject.end):
        return None
    if subject is None or (quoted and only_reports(text, subject, len(text))) or _LISTED.match(text, subject.end):
        return None
    return subject if "," in text[q.end : subject.start] else None
