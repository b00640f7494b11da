"""Bylines and biographies → authors and the body they belong to.

A byline is a list of names, offices and bodies in any order; a biography is prose that starts with the name.
Which blocks are bylines or biographies is decided by `cleaning`, what wins by `metadata`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from flows.extraction.metadata.dates import begins_with_day, find_dates
from flows.extraction.names.gazetteer import alternation, lookup, words
from flows.lexicon import load

_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀŌŪŠŽČ]"
_PART = rf"{_CAPITAL}(?:[\w’'-]{{0,30}}\w|\.(?:{_CAPITAL}\.){{0,2}})?"
_PARTICLE = "van|von|der|de|da|di|del|bin|al|el|la|le|ten"
_NAME = rf"{_PART}(?: (?:{_PART}|{_PARTICLE})){{1,4}}(?:,? (?:Jr|Sr)\.)?"
_FULL_NAME = re.compile(_NAME)
_BODY_WORD = rf"{_CAPITAL}[\w&.-]{{0,30}}[\w&]"
_BODY = (
    rf"{_BODY_WORD}(?:(?:,? (?:of|for|and|on|&)(?: the)? | at (?:the )?| ){_BODY_WORD}){{0,9}}"
    rf"(?:, (?:{_BODY_WORD} ){{1,3}}University)?"
)
_MEMBER_OF = re.compile(rf"\b(?:at|of|with|for|in|from|by) (?:the |The )?({_BODY})")
_MEMBER_AS = re.compile(rf"\b(?:is|was) (?:an?|the) (?:[a-z-]{{2,20}} ){{0,3}}({_BODY}) [a-z]")
_EMAIL = re.compile(r"[\w.+-]{1,64}@((?:[\w-]{1,63}\.){1,4}[a-z]{2,12})\b", re.IGNORECASE)
_BEFORE_ADDRESS = re.compile(rf"({_NAME}) (?:at|\() ?(?=[\w.+-]{{1,64}}@)")
_SEPARATOR = re.compile(r"[\n;|•·⋅/—]|,(?! (?:Jr|Sr)\.)| – | - |\s&\s|(?<![^\s,])(?:[Aa]nd|AND)(?:\s|$)|\bwith\s")
_ENDS_WITH_STOP = re.compile(r"\b[JS]r\.$")
_WORD_END = re.compile(r"[\s-]+")
_HELPERS = re.compile(r"\bcontribut(?:ed|ing (?:to|report))", re.IGNORECASE)
_LONGEST = 3000  # Characters of a biography that are read.


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote, and the body that they belong to, as printed."""

    authors: tuple[str, ...] = ()
    affiliation: str | None = None


def read_byline(texts: Sequence[str]) -> Byline:
    """Read the byline blocks of an article; helpers ("… contributed to this report") do not count."""
    lines = [line for text in texts if not _HELPERS.search(text) for line in text.split("\n")]
    own = _led(lines)
    authors: list[str] = []
    bodies: list[str] = []
    for line, is_own in zip(lines, own, strict=True):
        for part in _parts(line):
            name, body = _split_placed(part)
            if known := _employer(name):
                bodies.append(known)
            elif _is_body(name) or (authors and is_own and name.startswith("The ")):
                bodies.append(name)
            elif is_own and _is_name(name):
                authors.append(_cased(name))
                bodies += [body] if body and _is_body(body) else []
    return Byline(tuple(dict.fromkeys(authors)), bodies[0] if bodies else None)


def _led(lines: Sequence[str]) -> list[bool]:
    """Say of each line whether its names are authors: all, or if a line starts with "By", those that do or go on."""
    led = [is_led(line) for line in lines]
    if not any(led):
        return [True] * len(lines)
    for number in range(1, len(lines)):
        before = lines[number - 1].rstrip().lower()
        goes_on = (
            before.endswith((",", "&", " and", " by")) or before in ("by", "and") or lines[number].lower()[:4] == "and "
        )
        led[number] = led[number] or (led[number - 1] and goes_on)
    return led


def is_led(line: str) -> bool:
    """Say whether a line begins as a byline does: "By Jane Roe"."""
    return bool(_lead().match(line))


def read_biography(text: str) -> Byline:
    """Read the biography of one or more authors: names before a verb or an e-mail, the first body."""
    if not text:
        return Byline()
    clean = _without_lead(" ".join(text[:_LONGEST].split()))
    authors = dict.fromkeys([*_introduced(clean), *_with_address(clean)])
    return Byline(tuple(authors), _affiliation(clean))


def domains(text: str) -> tuple[str, ...]:
    """Return the domains of the e-mail addresses in a text, in lower case."""
    return tuple(match.group(1).lower() for match in _EMAIL.finditer(text))


# Bylines


def _parts(line: str) -> Iterator[str]:
    plain = _without_lead(_after_date(line.strip()))
    for part in _SEPARATOR.split(_time().sub("", _EMAIL.sub("", plain))):
        words_only = part.strip(" :\t").lstrip(".")
        whole = words_only if _ENDS_WITH_STOP.search(words_only) else words_only.rstrip(" .")
        if whole and (name := _without_lead(whole)):
            yield " ".join(name.split())


def _after_date(line: str) -> str:
    """Return what stands after the day that a line begins with, if it begins with one."""
    dates = find_dates(line) if begins_with_day(line) else ()
    return line[dates[0].end :].lstrip(" ,/|–-") if dates else line


@cache
def _time() -> re.Pattern[str]:
    """Match what a byline says of days and times, and what comes after it; a month may be run together with a name."""
    months = alternation(name.title() for names in load("dates")["months"]["names"] for name in names)
    days = alternation(day for day in load("dates")["weekdays"] if day.endswith("day"))
    return re.compile(
        rf"\bon\s+(?:{days})\b[^\n]{{0,200}}|(?-i:(?<![A-Z])(?:{months}))\.?\s+\d[^\n]{{0,200}}"
        r"|(?:\b|(?-i:(?<=[a-z])(?=[A-Z])))(?:updated|published|posted|filed|last modified)\b[^\n]{0,200}"
        r"|[@#]\w{1,40}|[^\s—–|•·]{0,40}\d[^\n]{0,200}",
        re.IGNORECASE,
    )


def _without_lead(text: str) -> str:
    return _lead().sub("", text).strip()


@cache
def _lead() -> re.Pattern[str]:
    leads = alternation(words("front_matter", "leads"))
    return re.compile(rf"^[\s•*–—-]*(?:(?:{leads})(?:\s+|:\s*|$|(?-i:(?<=[Bb]y)(?=[A-Z][a-z]))))+", re.IGNORECASE)


def _split_placed(part: str) -> tuple[str, str | None]:
    """Split "Jane Roe Reuters" into name and body; the body is None without one."""
    match = _beside().search(part)
    if match and _is_name(part[: match.start()]):
        return part[: match.start()], part[match.end() :]
    return part, None


@cache
def _beside() -> re.Pattern[str]:
    """Match the space between a name and a known publisher, or an office: "Jane Roe Specialist in Asian Affairs"."""
    offices = alternation(load("label_cues")["roles"])
    return re.compile(rf" (?=(?:{alternation(_publishers())})$|(?i:{offices}) (?:in|of|for|at) )")


def _is_name(text: str) -> bool:
    if not _FULL_NAME.fullmatch(text) or text.startswith("The ") or "’s " in text or "'s " in text:
        return False
    entry = lookup(text)
    lower = _WORD_END.split(text.lower())
    no_name = words("front_matter", "page_words") if lower[0].title() not in words("names", "given") else frozenset()
    no_words = _offices() | no_name
    return (entry is None or entry.kind == "person") and not no_words.intersection(lower)


@cache
def _offices() -> frozenset[str]:
    """Return the words that make a part of a byline an office, not a name."""
    return words("front_matter", "offices") | frozenset(load("label_cues")["roles"])


def _is_body(text: str) -> bool:
    if text in _publishers():
        return True
    entry = lookup(text)
    if entry:
        return entry.kind == "organization"
    return bool(words("front_matter", "affiliation_heads").intersection(text.split())) and text[:1].isupper()


def _employer(text: str) -> str | None:
    """Return the known publisher whose office a part names: "CNN Editor-at-large"."""
    match = _known_first().match(text)
    offices = (
        words("front_matter", "offices").intersection(_WORD_END.split(text[match.end() :].lower())) if match else ()
    )
    return match.group().strip() if match and offices else None


@cache
def _known_first() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(_publishers())}) ")


@cache
def _publishers() -> frozenset[str]:
    table = load("publishers")
    names = {name for part in ("publishers", "agencies") for key, more in table[part].items() for name in (key, *more)}
    return frozenset(names | {name.upper() for name in names if " " in name})


def _cased(name: str) -> str:
    return name.title() if name.isupper() else name


# Biographies


@cache
def _introduction() -> re.Pattern[str]:
    verbs = alternation(words("front_matter", "biography_verbs"))
    return re.compile(rf"(?:^|[.;!?] |\b[Aa]nd )({_NAME})(?: \([^()]{{1,60}}\))?(?:, [^.;]{{1,120}}?,)? (?:{verbs})\b")


def _introduced(text: str) -> Iterator[str]:
    for match in _introduction().finditer(text):
        name = match.group(1)
        for title in sorted(words("names", "titles"), key=len, reverse=True):
            name = name.removeprefix(f"{title} ")
        first = name.split()[0]
        if " " in name and first not in words("names", "openers") and _is_name(name) and not _is_body(name):
            yield name


def _with_address(text: str) -> Iterator[str]:
    yield from (match.group(1) for match in _BEFORE_ADDRESS.finditer(text))


def _affiliation(text: str) -> str | None:
    held = _office_held().search(text)
    end = held.start() if held else len(text)
    for pattern in (_MEMBER_OF, _MEMBER_AS):
        for match in pattern.finditer(text, 0, end):
            if body := _member_body(match.group(1)):
                return body
    if held:
        return held.group(1) or held.group(2)
    return next((known[domain] for domain in domains(text) if domain in (known := _domains())), None)


@cache
def _office_held() -> re.Pattern[str]:
    """Match an office at a body that no list need know, "is an editor at The Gannet", or at a known publisher.

    A publisher may own the office: "is Reuters' bureau chief".
    """
    offices, known = alternation(words("front_matter", "offices")), alternation(_publishers())
    return re.compile(
        rf"\b(?:{offices}) (?:at|for|with) (?:the )?(The {_BODY}|{known})(?=[.,;]|$| and\b)"
        rf"|\bis (?:the )?({known})['’]s? (?:[\w-]{{1,20}} ){{0,3}}?(?:{offices})\b"
    )


def _domains() -> dict[str, str]:
    known: dict[str, str] = load("publishers")["domains"]
    return known


def _member_body(body: str) -> str | None:
    """Return the body if authors can belong to it; of "Asia Program at the Carnegie Endowment" the second half."""
    left, at, right = body.partition(" at ")
    if at and not _is_affiliation(left):
        return _member_body(right.removeprefix("the "))
    return body if _is_affiliation(left) else None


def _is_affiliation(body: str) -> bool:
    no = words("front_matter", "not_affiliations")
    entry = lookup(body)
    if body in no or {body.split()[-1], entry.name.split()[-1] if entry else ""} & no:
        return False
    acronym = 2 < len(body) <= 7 and body.isupper() and body.isalpha()
    return _is_body(body) or (acronym and entry is None)
