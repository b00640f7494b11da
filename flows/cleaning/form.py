"""What a line shows by itself: its length, its letters, its shape, its words.

Only the first 220 and the last 120 characters of a line are read, so that the work is linear in the text.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from flows.cleaning.cues import cues_of, no_names, open_words, plain, stop_words, words_of
from flows.lexicon import load

_HEAD, _TAIL, _CACHED = 220, 120, 60

_END = re.compile(r"""[.!?…。！？][\])"'”’»*_]*(?:\s?\[?\d{1,3}\]?)?[)"'”’*_»]*$""")
_NEXT_SENTENCE = re.compile(r"""[.!?](?<=[a-z0-9%)].)["”’)]*(?:\[\d{1,3}\])?\s+["“‘(]?[A-Z]""")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?"
_YEAR = r"(?:19|20)\d\d"
_SEASON = r"(?:spring|summer|autumn|fall|winter)"
_DATE = re.compile(
    rf"\b(?:{_MONTH} ?\d{{1,2}}(?:st|nd|rd|th)?(?:,? ?{_YEAR}|,? '\d\d)?|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? {_YEAR}"
    rf"|{_YEAR}[-/]\d\d?[-/]\d\d?(?:t\d\d:\d\d[\d:.]{{0,7}}(?:z|[+-]\d\d:?\d\d)?)?|\d{{1,2}}[./-]\d{{1,2}}[./-]{_YEAR}"
    rf"|\d{{1,2}}-{_MONTH}-(?:{_YEAR}|\d\d)"
    rf"|(?:{_MONTH} ?[/-] ?)?{_MONTH},? {_YEAR}|(?:{_SEASON} ?[/-] ?)?{_SEASON},? {_YEAR})\b"
)
# Words that may stand beside a date on a line that is nothing but a date.
_DATE_FILLER = re.compile(
    rf"\b(?:published|posted|updated|original|last|modified|first|created|issued|date|on|at|by|{_DAY}|[ap]\.?m\.?"
    r"|\d{4} (?:utc|[a-z]{2,3}t)|gmt|utc"
    r"|et|pt|ct|[a-z]{2,3}t|noon|local time|\d{1,2}(?:[:.]\d\d){0,2}(?:am|pm)?|[+-]\d{1,4})\b|[\W_]+"
)
_ISSUE = re.compile(r"^(?:vol(?:ume)?\b|no\.|issue\b|number\b)[\w ,.:()-]{1,60}$")
_AGO = re.compile(
    r"^(?:(?:\d{1,3}|an?|one|two) (?:min|minute|hr|hour|day|week|month|year)s? ago|just now"
    r"|(?:today|yesterday) (?:at )?\d[\d:. apm]{0,12})$"
)
_TIME_RANGE = re.compile(r"(?<!\d)\d{1,2}(?::\d\d)? ?(?:[ap]\.?m\.?)? ?- ?\d{1,2}(?::\d\d)? ?[ap]\.?m")
_CLOCK = re.compile(r"\d[:.]\d\d|\d ?[ap]\.?m\b")
_NOTE_NUMBER = re.compile(r"^(?:\[\d{1,3}\]|\d{1,3}[.)]|\d{1,3}(?=[ \t]+[A-Z\"“])|[†‡]|\^)\s*")
_SECTION_NUMBER = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2}){0,2}[.)]?|[IVX]{1,5}[.)]|[A-H][.)]|(?:Part|Chapter|Section) \w+)\s+\*{0,2}[A-Z]"
)
_CITATION = re.compile(
    r"\((?:accessed |[^()]{0,60}[,:] ?)[^()]{0,30}(?:19|20)\d\d\)|\baccessed (?:on )?\w+ \d"
    r"|\b(?:Ibid|op\. cit|et al\.,)|\bpp?\. \d"
    r"|[\"”’],? ?[A-Z][\w ,.&-]{2,60}, (?:[A-Z][a-z]+ \d{1,2}, )?(?:19|20)\d\d\b"
)
_TAG = re.compile(r"</?[a-z][a-z0-9]{0,9}(?: [^<>]{0,80})?>")
_MARKDOWN_HEADING = re.compile(r"^(?:> ?)?#{1,6} ")
_NUMBERED_FIGURE = re.compile(
    r"(?:figure|fig\.|table|chart|graph|map|exhibit|photo|image|box) \d{1,3}(?:\.\d{1,2})?[a-z]?(?: ?[.:|]| [-–—]|$)"
)
# Columns of a table: three spaces or a tab inside a line, twice.
_COLUMNS = re.compile(r"\S(?: {3,8}|\t{1,8})\S.{0,80}?\S(?: {3,8}|\t{1,8})\S")
_LIST_MARK = re.compile(r"^\\?\(\w{1,4}\\?\)")
_URL = re.compile(r"https?:|www\.|\b[a-z0-9-]{2,40}\.(?:com|org|net|gov|edu|co|info)\b")
_EMAIL = re.compile(r"\b[\w.+-]{1,60}@[\w-]{1,60}\.\w")
_AGENCIES = load("label_cues")["agencies"]
_AGENCY = "|".join(map(re.escape, _AGENCIES))
_CREDIT_END = re.compile(
    rf"(?:[(/|]|\bvia |\bby [\w.' -]{{3,40}}/)\s?(?:{_AGENCY})\b[\w /.,'&-]{{0,40}}\)?\.?$"
    r"|Getty Images\)?\.?$|\bAP Photo\b[^.]{0,60}$"
    r"|\((?:Photo|Image|Credit|Photograph|Photos|Courtesy)\b[^()]{2,80}\)\.?$"
    r"|\bPhotographe?r?:? (?:by )?[A-Z]\w+ [^.]{2,60}$"
)
_COMMENT = re.compile(
    r"(?:reply|replies|respond|permalink|log in to (?:reply|leave)|sign in to (?:reply|comment)"
    r"|report(?: abuse| comment)?|like|upvote|flag|quote)(?: \(?\d+\)?)?[.:|]?$"
    r"|reply to [\w .'-]{1,40}$|rating: \d+ votes?$|\d+ (?:likes?|votes?|points?|repl(?:y|ies))$"
    r"|\[? ?(?:\d{1,4}|one|two|three|no|view all|show|see all|all|top rated|post a|leave a|add a|write a|add your"
    r"|join the) ?(?:\d{1,4} )?(?:comments?|repl(?:y|ies)|responses?|thoughts? on|conversation|discussion)\b[^.]{0,60}$"
    r"|[\w .'@_-]{1,40}? (?:says|said|wrote|writes|commented|replied|responded)[:,]?$"
    r"|[^.]{0,50}\b(?:19|20)\d\d,? at \d{1,2}:\d\d(?: ?[ap]\.?m\.?)?(?: \((?:utc|gmt|edit)[^)]{0,8}\))?"
    r"(?: ?(?:[a-z]{3}|said|says|reply|permalink|#))?:?$"
)
# What a line must hold before the costly patterns above are tried.
_CREDIT_PARTS = ("(", "/", "|", "via ", "Getty", "Photo")
_CITATION_PARTS = ("accessed", "Ibid", "et al", "op. cit", "p. ", "19", "20")
_ADDRESS_PARTS = ("http", "www", ".com", ".org", ".gov", ".net", ".edu")
_GAPS = ("   ", "\t")
_PIPES = (" | ", " » ", " › ", " // ")
_NAME = r"(?:[A-Z][\w'’.-]{0,24}|de|van|von|der|al|bin|el|la)"
_PERSON = re.compile(rf"^[A-Z][\w'’.-]{{0,24}}(?: {_NAME}){{1,3}},?$")
_PERSON_AND_ROLE = re.compile(rf"^[A-Z][\w'’.-]{{0,24}}(?: {_NAME}){{1,3}}(?:,| [|–—-]) \*?[A-Z]")
_BY = re.compile(r"^(?:[Bb]y|BY):? [A-Z“][\w'’.-]{0,24}")
_BIO = re.compile(
    rf"^[*_]{{0,3}}(?:(?:Dr|Prof|Sen|Gen|Adm|Amb)\.? |Professor |Ambassador |[•—–-] ?)?"
    rf"{_NAME}(?: {_NAME}){{0,4}}[*_]{{0,3}},?[^.;]{{0,60}}?"
    r"\b(?:is|was|are|has been|serves as|teaches|writes|works|holds|heads|leads|covers|reports)\b"
)
_TWEET = re.compile(r"[—–-] [^@]{2,60}\(@\w{1,20}\)[ \w,]{0,24}$")
_ATTRIBUTED = re.compile(r"""["”’]\s?[-–—,]{0,2}\s?[A-Z][^.!?]{2,100}$""")
_DATELINE = re.compile(
    r"^(?:[A-Z][A-Z.' -]{2,30}(?:, [A-Z][\w.' ]{1,20})?(?: \([A-Za-z]{2,12}\))? ?[—–-]|\([A-Z]{2,8}\) )"
)
_DIALOGUE = re.compile(r"^(?:[QA](?:[:.]\s|\s{2,})|[A-Z][A-Z.'’ -]{2,40}:\s)")


_NO_PROSE = frozenset({"by a name", "only a date", "byline line"})


class Line(NamedTuple):
    """One block as it is seen alone: `[start, end)`, its words in lower case, and the signals of its form and words.

    `bare` is the line's words without punctuation, for comparing; `prose`: it reads like running text.
    """

    start: int
    end: int
    bare: str
    low: str
    words: int
    ends: bool
    prose: bool
    signals: tuple[str, ...]


class _Form(NamedTuple):
    bare: str
    low: str
    words: int
    ends: bool
    prose: bool
    signals: tuple[str, ...]


def read_line(text: str, start: int, end: int) -> Line:
    """Return what the line `[start, end)` shows by itself."""
    size = end - start
    if size <= _CACHED:
        return Line(start, end, *_short_form(text[start:end]))
    head = text[start : min(end, start + _HEAD)]
    tail = text[max(start, end - _TAIL) : end]
    return Line(start, end, *_form(head, tail, size))


@lru_cache(maxsize=8192)
def _short_form(line: str) -> _Form:
    return _form(line, line, len(line))


def _form(head: str, tail: str, size: int) -> _Form:
    if "<" in head:
        head, tail = _TAG.sub("", head).strip() or head, _TAG.sub("", tail).strip() or tail
    low = plain(head)
    words = words_of(low)
    count = _count_words(head, words, size)
    ends = _END.search(tail) is not None
    share = sum(map(stop_words().__contains__, words)) / len(words) if words else 0.0
    signals = [_length(count)]
    signals += _endings(tail, ends, count)
    signals += _letters(head, count, share)
    signals += _shape(head, tail, low, count, size)
    signals += cues_of(low, words)
    if count >= 6 and "author_bio phrase" in signals and _BIO.match(head):
        signals.append("name is")
    prose = count >= 12 and ends and (share >= 0.2 or not head.isascii()) and _NO_PROSE.isdisjoint(signals)
    if prose:
        signals.append("prose")
    return _Form(" ".join(words), low, count, ends, prose, tuple(signals))


def _count_words(head: str, words: list[str], size: int) -> int:
    """Return the number of words; in scripts without spaces, two characters count as one."""
    if size > len(head):
        return max(len(words), len(words) * size // len(head))
    if len(words) * 12 < size and not head.isascii() and sum(c > "\u2e80" for c in head) * 2 > len(head):
        return size // 2
    return len(words)


def _length(count: int) -> str:
    for limit, name in (
        (0, "no words"),
        (1, "1 word"),
        (3, "2-3 words"),
        (6, "4-6 words"),
        (10, "7-10 words"),
        (15, "11-15 words"),
        (25, "16-25 words"),
        (45, "26-45 words"),
    ):
        if count <= limit:
            return name
    return "46+ words"


def _endings(tail: str, ends: bool, count: int) -> list[str]:
    last = tail[-1]
    if last == "?":
        return ["ends in ?"]
    if tail.endswith(("...", "…")):
        return ["ends in ..."]
    if ends:
        return ["ends a sentence"]
    if last in ":,;":
        return ["ends in :" if last == ":" else "ends in ,"]
    if count >= 8 and tail.rsplit(None, 1)[-1].lower() in open_words():
        return ["ends in mid-sentence"]
    return ["ends open"] if count >= 4 else []


def _letters(head: str, count: int, share: float) -> list[str]:
    found = []
    if count >= 6:
        found.append("many stop words" if share >= 0.35 else "few stop words" if share < 0.15 else "some stop words")
    if count and head.isupper():
        found.append("all capitals")
    elif count >= 2 and count <= 20 and _capitalized(head):
        found.append("title case")
    elif count >= 4:
        found.append("sentence case")
    if head[0].islower():
        found.append("begins in lower case")
    if not count or not any(map(str.isalpha, head)):
        found.append("no letters")
    return found


def _capitalized(head: str) -> bool:
    """Say whether four in five of the longer words have a capital letter, and there are two."""
    words = [word for word in head.split() if len(word) > 3 and word[0].isalpha()]
    return len(words) >= 2 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)


def _shape(head: str, tail: str, low: str, count: int, size: int) -> list[str]:
    found = _marks_of(head)
    if size > 60 and _NEXT_SENTENCE.search(head):
        found.append("two sentences")
    if count <= 20:
        found += _short_shapes(head, low, count)
        if count <= 14 and _COMMENT.match(low):
            found.append("comment mark")
    if tail[-1] in "_*" and head[0] == tail[-1] and not head.startswith(("**", "__")):
        found.append("all italic")
    if _holds_any(low, _ADDRESS_PARTS) and _URL.search(low):
        found.append("web address")
    if "@" in low and _EMAIL.search(low):
        found.append("mail address")
    if _holds_any(tail, _CREDIT_PARTS) and _CREDIT_END.search(tail):
        found.append("ends in a credit")
    if head[0] in "\"'“‘" and _ATTRIBUTED.search(tail):
        found.append("attributed quotation")
    if "(@" in tail and _TWEET.search(tail):
        found.append("signature of a post" if head[0] in "—–-" else "ends in a signature of a post")
    if _NUMBERED_FIGURE.match(low):
        found.append("numbered figure")
    if _holds_any(head, _GAPS) and _COLUMNS.search(head):
        found.append("columns")
    if _DATELINE.match(head):
        found.append("dateline")
    if _DIALOGUE.match(head):
        found.append("speaker")
    if count >= 5 and _holds_any(head, _CITATION_PARTS) and _CITATION.search(head):
        found.append("citation")
    return found


def _holds_any(text: str, parts: tuple[str, ...]) -> bool:
    for part in parts:  # noqa: SIM110 (a plain loop takes a third of the time, and every line comes here)
        if part in text:
            return True
    return False


def _marks_of(head: str) -> list[str]:
    """Return the signals of the marks that a line begins with or is enclosed in."""
    found = ["pipes"] if _holds_any(head, _PIPES) else []
    if _SECTION_NUMBER.match(head):
        found.append("section number")
    first = head[0]
    if first.isalpha():
        return found
    checks = (
        ("bullet", first in "•‣◦▪⦁·►" or head.startswith(("- ", "* ", "-- ", "– "))),
        ("numbered note", _NOTE_NUMBER.match(head) is not None),
        ("markdown heading", _MARKDOWN_HEADING.match(head) is not None),
        ("bold", head.startswith(("**", "__"))),
        ("italic", first in "*_" and not head.startswith(("**", "__", "* "))),
        ("image markup", head.startswith(("![", "_▲", "▲"))),
        ("comment markup", head.startswith("<!--")),
        ("list mark", _LIST_MARK.match(head) is not None),
        ("in brackets", first in "([" and len(head) < _HEAD and head[-1] in ")]"),
        ("opens a quotation", first in '"“‘'),
    )
    return found + [name for name, holds in checks if holds]


def _short_shapes(head: str, low: str, count: int) -> list[str]:
    found = []
    if any(map(str.isdigit, head)) or "ago" in low or low == "just now":
        found += _date_shapes(head, low)
    if _BY.match(head):
        found.append("by a name")
    elif 2 <= count <= 5 and _PERSON.match(head) and no_names().isdisjoint(words_of(low)):
        found.append("a name")
    elif _PERSON_AND_ROLE.match(head):
        found.append("a name and more")
    return found


def _date_shapes(head: str, low: str) -> list[str]:
    if _AGO.match(low):
        return ["time ago"]
    if _TIME_RANGE.search(low):
        return ["time of day, from to"]
    if _ISSUE.match(low):
        return ["issue number"]
    rest = _DATE.sub("", low)
    if rest == low and _CLOCK.search(low) and not _DATE_FILLER.sub("", low):
        return ["only a time"]
    if rest == low:
        if not "".join(words_of(low)).isdigit():
            return []
        return ["day number"] if head[0] in "•·*" else ["number only"]
    return ["holds a date"] if _DATE_FILLER.sub("", rest) else ["only a date"]
