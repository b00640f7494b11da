"""What every line of a page shows by itself: its length, its letters, its shape, its words.

All lines are read together, a question at a time: most questions are put to few lines, and Python asks a list of
strings a question much faster than it calls a function for each. Only the first 220 and the last 120 characters of a
line are read, so that the work is linear in the text.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from flows.cleaning import shapes
from flows.cleaning.cues import (
    add_cues,
    digits_of_lines,
    names_nobody,
    no_scene,
    open_words,
    plain_lines,
    words_of_lines,
)
from flows.cleaning.table import Numbers, Row, Table
from flows.cleaning.words import STOP, Words, number_words

HEAD, _TAIL = 220, 120
_LENGTHS = (
    "no words", "1 word", "2-3 words", "4-6 words", "7-10 words", "11-15 words", "16-25 words", "26-45 words",
    "46+ words",
)  # fmt: skip
_LIMITS = np.array([0, 1, 3, 6, 10, 15, 25, 45])
_LEADING = ("related opening", "caption opening", "promo opening", "share opening")
_ASKING = ("promo phrase", "appeal phrase", "promo opening", "share phrase")
_NO_PROSE = ("by a name", "only a date", "byline line")
_MOST_SHORT, _MOST_COMMENT, _LEAST_CITATION, _LEAST_PROSE = 20, 14, 5, 12
_MOST_CREDIT, _LEAST_SCENE, _READ, _ASKED = 12, 6, 24, 90
_LEAST_SHARED = 6  # words that a line must have for the share of stop words in it to say something
# Biographies stand at the end: so many of the last sentences are asked for a role.
_LEAST_ROLE, _MOST_ROLES = 6, 10
_MOST_OF_ONE_DATE, _MOST_OFFICE = 10, 12  # words

Shown = defaultdict[str, list[int]]  # signal → the numbers of the lines that show it


class Lines(NamedTuple):
    """The lines of a page as they are seen alone, column by column.

    `spans`: where they stand in the text; `low`: in lower case; `heads`: the words of their heads without punctuation,
    `bare`: the same in one string, for comparing; `known`: the same by number; `words`: how many words; `ends`: which
    end like a sentence; `prose`: which read like running text; `signals`: what they show.
    """

    spans: Sequence[tuple[int, int]]
    low: list[str]
    heads: list[list[str]]
    bare: list[str]
    known: Words
    words: Numbers
    ends: Row
    prose: Row
    signals: Table


class _Parts(NamedTuple):
    """What the questions are put to. `counts`: how many words a line has, `words` only those of its head.

    `all_heads`, …: all heads in one text, which most of what is asked for is not in.
    """

    heads: list[str]
    tails: list[str]
    lows: list[str]
    words: list[list[str]]
    counts: list[int]
    sizes: list[int]
    all_heads: str
    all_tails: str
    all_lows: str


def read_lines(text: str, spans: Sequence[tuple[int, int]]) -> Lines:
    """Return what the lines `[start, end)` of a text show by themselves. Lines that come again are read once."""
    distinct: dict[str, int] = {}
    places = [distinct.setdefault(text[start:end], len(distinct)) for start, end in spans]
    first = dict(zip(reversed(places), reversed(spans), strict=True))
    alone = _read_distinct(text, [first[place] for place in range(len(distinct))])
    if len(distinct) == len(spans):
        return alone
    signals = Table(len(spans))
    signals.update(zip(alone.signals, np.array([*alone.signals.values()])[:, places], strict=True))
    return Lines(
        spans,
        [alone.low[place] for place in places],
        [alone.heads[place] for place in places],
        [alone.bare[place] for place in places],
        alone.known.again(places),
        alone.words[places],
        alone.ends[places],
        signals["prose"],
        signals,
    )


def _read_distinct(text: str, spans: Sequence[tuple[int, int]]) -> Lines:
    heads, tails = _cut(text, spans)
    lows = plain_lines(heads)
    words = words_of_lines(lows)
    bares = [" ".join(line) for line in words]
    sizes = [end - start for start, end in spans]
    whole = map("\n".join, (heads, tails, lows))
    parts = _Parts(heads, tails, lows, words, _counts(heads, words, sizes), sizes, *whole)
    counts, ends = np.array(parts.counts, np.int64), _ends(tails)
    known = number_words(words)
    shares = _stop_shares(known)
    shown: Shown = defaultdict(list)
    _add_endings(parts, ends, shown)
    _add_letters(parts, shares, shown)
    _add_openings(heads, shown)
    _add_marks(parts, shown)
    _add_short_shapes(parts, shown)
    _add_long_shapes(parts, shown)
    add_cues(lows, words, bares, known, shown)
    _take_back_speakers(shown)
    _add_scenes(parts, shown)
    _add_leads(parts, shown)
    shown["name is"] = [
        i for i in shown["author_bio phrase"] if parts.counts[i] >= 6 and shapes.BIO.match(heads[i]) is not None
    ]
    _add_last_sentences(parts, shown)
    table = Table(len(spans))
    table.add_kinds(_LENGTHS, np.searchsorted(_LIMITS, counts))
    table.add_shown({signal: found for signal, found in shown.items() if found})
    ended = np.array(ends, bool)
    prose = (counts >= _LEAST_PROSE) & ended & ~table.any_of(_NO_PROSE)
    prose &= np.array([share >= 0.2 or not head.isascii() for share, head in zip(shares, heads, strict=True)], bool)
    table["prose"] = prose
    return Lines(spans, lows, words, bares, known, counts, ended, prose, table)


def _cut(text: str, spans: Iterable[tuple[int, int]]) -> tuple[list[str], list[str]]:
    """Return the heads and the tails of the lines, tags left out."""
    heads = [text[start:end] if end - start <= HEAD else text[start : start + HEAD] for start, end in spans]
    tails = [text[start:end] if end - start <= _TAIL else text[end - _TAIL : end] for start, end in spans]
    if "<" in text:
        for i, head in enumerate(heads):
            if "<" in head:
                heads[i] = shapes.TAG.sub("", head).strip() or head
                tails[i] = shapes.TAG.sub("", tails[i]).strip() or tails[i]
    return heads, tails


def _counts(heads: Sequence[str], words: Sequence[Sequence[str]], sizes: Sequence[int]) -> list[int]:
    """Return the number of words of each line; in scripts without spaces, two characters count as one."""
    counts = list(map(len, words))
    for i, (head, number, size) in enumerate(zip(heads, counts, sizes, strict=True)):
        if size > len(head):
            counts[i] = max(number, number * size // len(head))
        elif number * 12 < size and not head.isascii() and sum(c > "\u2e80" for c in head) * 2 > len(head):
            counts[i] = size // 2
    return counts


def _ends(tails: Iterable[str]) -> list[bool]:
    """Return which lines end with a stop, closing marks and the number of a note aside."""
    lasts = [tail.rstrip(shapes.CLOSING)[-1:] for tail in tails]
    ends = [last in shapes.STOPS for last in lasts]
    for i, (last, tail) in enumerate(zip(lasts, tails, strict=True)):
        if last.isdigit():
            ends[i] = shapes.END.search(tail) is not None
    return ends


def _stop_shares(known: Words) -> list[float]:
    sizes = known.every.sizes
    shares: list[float] = np.where(sizes >= _LEAST_SHARED, known.how_many(STOP) / np.maximum(1, sizes), 0.0).tolist()
    return shares


def _add_endings(parts: _Parts, ends: Sequence[bool], shown: Shown) -> None:
    open_ = open_words()
    for i, (tail, ended, count) in enumerate(zip(parts.tails, ends, parts.counts, strict=True)):
        last = tail[-1]
        if last == "?":
            shown["ends in ?"].append(i)
        elif last == "…" or (last == "." and tail.endswith("...")):
            shown["ends in ..."].append(i)
        elif ended:
            shown["ends a sentence"].append(i)
        elif last in ":,;":
            shown["ends in :" if last == ":" else "ends in ,"].append(i)
        elif tail[-2:] in (":*", ":_"):
            shown["ends in :"].append(i)
        elif count >= 8 and tail.rsplit(None, 1)[-1].lower() in open_:
            shown["ends in mid-sentence"].append(i)
        elif count >= 4:
            shown["ends open"].append(i)


def _add_letters(parts: _Parts, shares: Sequence[float], shown: Shown) -> None:
    for i, (head, count, share) in enumerate(zip(parts.heads, parts.counts, shares, strict=True)):
        if count >= 6:
            shown[
                "many stop words" if share >= 0.35 else "few stop words" if share < 0.15 else "some stop words"
            ].append(i)
        if count and head.isupper():
            shown["all capitals"].append(i)
        elif 2 <= count <= _MOST_SHORT and _capitalized(head):
            shown["title case"].append(i)
        elif count >= 4:
            shown["sentence case"].append(i)
        if head[0].islower():
            shown["begins in lower case"].append(i)
        elif not count or not (head[0].isalpha() or any(map(str.isalpha, head))):
            shown["no letters"].append(i)


def _capitalized(head: str) -> bool:
    """Say whether four in five of the longer words have a capital letter, and there are two."""
    if head[1:].islower():
        return False
    firsts = [word[0] for word in head.split() if len(word) > 3 and word[0].isalpha()]
    return len(firsts) >= 2 and len([1 for first in firsts if first.isupper()]) >= 0.8 * len(firsts)


def _add_openings(heads: Sequence[str], shown: Shown) -> None:
    """Add what lines open with: a mark, a number, a place or a speaker."""
    for i, head in enumerate(heads):
        if head[0].isalpha() and head[1:2].islower():  # most lines: a word, so nothing but this one
            if head.startswith(shapes.SECTION_WORDS) and shapes.SECTION_NUMBER.match(head):
                shown["section number"].append(i)
            continue
        for signal, match in shapes.OPENED_BY.get(head[0], ()):
            if match(head):
                shown[signal].append(i)
        if head[0] in "([" and head[-1] in ")]" and len(head) < HEAD:
            shown["in brackets"].append(i)


def _take_back_speakers(shown: Shown) -> None:
    """Take back what looks like a speaker's label but leads elsewhere: "READ MORE: …", "WATCH: …"."""
    leading = {i for signal in _LEADING for i in shown[signal]}
    shown["speaker"] = [i for i in shown["speaker"] if i not in leading]


def _add_marks(parts: _Parts, shown: Shown) -> None:
    """Add the signals of single marks, and of the patterns that need them."""
    heads, tails, lows, all_lows, all_tails = parts.heads, parts.tails, parts.lows, parts.all_lows, parts.all_tails
    likely = _holding(heads, shapes.PIPE_MARKS, parts.all_heads)
    shown["pipes"] = [i for i in likely if _holds_any(heads[i], shapes.PIPES)]
    shown["all italic"] = [
        i
        for i, tail in enumerate(tails)
        if tail[-1] in "_*" and heads[i][0] == tail[-1] and not heads[i].startswith(("**", "__"))
    ]
    shown["web address"] = [i for i in _holding(lows, shapes.ADDRESS_PARTS, all_lows) if shapes.URL.search(lows[i])]
    shown["mail address"] = [i for i in _holding(lows, ("@",), all_lows) if shapes.EMAIL.search(lows[i])]
    likely = _holding(tails, shapes.CREDIT_PARTS, all_tails)
    shown["ends in a credit"] = [
        i for i in likely if _holds_any(tails[i], shapes.CREDIT_NAMES) and shapes.CREDIT_END.search(tails[i])
    ]
    short = [i for i in likely if parts.counts[i] <= _MOST_CREDIT]
    shown["credit in brackets"] = [i for i in shown["ends in a credit"] if heads[i][0] == "(" and heads[i][-1] == ")"]
    shown["credit alone"] = [i for i in short if shapes.NAME_AND_AGENCY.match(heads[i])]
    shown["ends in read more"] = [
        i for i, tail in enumerate(tails) if "ore" in tail[-7:].lower() and shapes.INVITATION.search(tail)
    ]
    shown["numbered figure"] = [
        i
        for i, line in enumerate(parts.words)
        if line and line[0] in shapes.NUMBERED and shapes.NUMBERED_FIGURE.match(lows[i])
    ]
    shown["columns"] = [i for i in _holding(heads, shapes.GAPS, parts.all_heads) if shapes.COLUMNS.search(heads[i])]
    shown["attributed quotation"] = [
        i for i, head in enumerate(heads) if head[0] in "\"'“‘" and shapes.ATTRIBUTED.search(tails[i])
    ]
    for i in _holding(tails, ("(@",), all_tails):
        if shapes.TWEET.search(tails[i]):
            shown["signature of a post" if heads[i][0] in "—–-" else "ends in a signature of a post"].append(i)


def _add_scenes(parts: _Parts, shown: Shown) -> None:
    """Add which lines date what they tell in the present, as captions do, and tell no more than a picture shows."""
    for ends, whole in ((parts.heads, parts.all_heads), (parts.tails, parts.all_tails)):
        dated = [i for i in _holding(ends, ("day, ",), whole) if parts.counts[i] >= _LEAST_PROSE]
        shown["scene"] += [i for i in dated if shapes.FULL_DATE.search(ends[i])]
    named = [i for i, line in enumerate(parts.words) if line and line[0] in shapes.BEFORE_A_PICTURE]
    shown["scene"] += [i for i in named if shapes.OF_A_PICTURE.match(parts.heads[i])]
    for i in shown.pop("scene phrase", []):
        told = parts.counts[i] < _LEAST_SCENE or not no_scene().isdisjoint(parts.words[i][:_READ])
        if shapes.SEEN.match(parts.heads[i]) or (not told and shapes.SCENE_DATE.search(parts.lows[i])):
            shown["scene"].append(i)


def _add_last_sentences(parts: _Parts, shown: Shown) -> None:
    """Add which of the last sentences, where such stand, say who somebody is or who else worked on the article."""
    last = [i for i in shown["ends a sentence"] if parts.counts[i] >= _LEAST_ROLE][-_MOST_ROLES:]
    shown["gives a role"] = [
        i for i in last if _holds_any(parts.heads[i], shapes.ROLE_VERBS) and shapes.ROLE.match(parts.heads[i])
    ]
    shown["ends in a contribution"] = [i for i in last if shapes.CONTRIBUTED.search(parts.tails[i])]
    shown["ends in a contribution"] += [i for i in shown["byline opening"] if shapes.WORKED.match(parts.heads[i])]


def _add_leads(parts: _Parts, shown: Shown) -> None:
    """Add which lines lead to other pieces or ask the reader for something; sharpen what the cues say."""
    heads = parts.heads
    leading = {i for signal in _LEADING for i in shown[signal]}
    shown["leads on"] = [i for i in sorted(leading) if shapes.LEADS_ON.match(heads[i])]
    shown["a question"] = [i for i in shown["ends in ?"] if shapes.QUESTION.match(parts.lows[i])]
    asking = {i for signal in _ASKING for i in shown[signal]}
    shown["asks the reader"] = [i for i in sorted(asking) if shapes.ASKS.search(heads[i], 0, _ASKED)]
    owned = [*shown["legal opening"], *shown["legal phrase"]]
    shown["copyright notice"] += [i for i in owned if shapes.COPYRIGHT.search(parts.lows[i])]
    signed = [i for i, head in enumerate(heads) if head[0] == "©"]
    shown["copyright notice"] += [i for i in signed if parts.counts[i] > _MOST_CREDIT or "rights" in parts.lows[i]]
    marked = [i for i in shown["caption opening"] if parts.lows[i].startswith(shapes.CAPTION_MARKS)]
    marked += [i for i in shown["caption phrase"] if _holds_any(parts.lows[i], shapes.CAPTION_BUTTONS)]
    shown["marked as a caption"] = [i for i in marked if i not in shown["credit alone"]]


def _holding(lines: Sequence[str], parts: Iterable[str], whole: str) -> list[int]:
    """Return which lines hold one of the parts; `whole`: a text that holds all lines."""
    found: set[int] = set()
    for part in parts:
        if part in whole:
            found.update([i for i, line in enumerate(lines) if part in line])
    return sorted(found)


def _holds_any(text: str, parts: tuple[str, ...]) -> bool:
    for part in parts:  # noqa: SIM110 (a plain loop takes a third of the time)
        if part in text:
            return True
    return False


def _add_short_shapes(parts: _Parts, shown: Shown) -> None:
    """Add dates, names and marks of comments: what short lines may be."""
    heads, lows, words, counts = parts.heads, parts.lows, parts.words, parts.counts
    short = [i for i, count in enumerate(counts) if count <= _MOST_SHORT]
    digits = digits_of_lines(heads)
    for i in short:
        head = heads[i]
        if digits[i] or "ago" in lows[i] or lows[i] == "just now":
            _add_dates(i, head, lows[i], words[i], shown)
        if head[0].isupper() or head[0] == "b":
            _add_names(i, head, words[i], counts[i], shown)
        if ": " in head and shapes.FACT.match(head):
            shown["label and value"].append(i)
        if head[0] == "©" or (words[i] and words[i][0] in shapes.FIRST_WORDS):
            _add_opened(i, head, lows[i], counts[i], shown)
    shown["tools line"] += [i for i in short if "min" in lows[i] and shapes.READING_TIME.match(lows[i])]
    shown["several dates"] = [i for i in shown["only a date"] if counts[i] > _MOST_OF_ONE_DATE]
    shown["comment mark"] = [
        i
        for i in short
        if counts[i] <= _MOST_COMMENT
        and (not shapes.COMMENT_WORDS.isdisjoint(words[i]) or (digits[i] and lows[i][:1].isdigit()))
        and shapes.COMMENT.match(lows[i])
    ]


def _add_names(i: int, head: str, words: Sequence[str], count: int, shown: Shown) -> None:
    if "by" in words[:2] and shapes.BY.match(head):
        shown["by a name"].append(i)
    elif 2 <= count <= 5 and shapes.PERSON.match(head) and not _owns(head) and not names_nobody(words):
        shown["a name"].append(i)
    elif count <= _MOST_OFFICE and not shapes.ROLE_WORDS.isdisjoint(words) and shapes.OFFICE.match(head):
        shown["an office"].append(i)
    elif (" and " in head or " & " in head) and shapes.PERSONS.match(head) and not names_nobody(words):
        shown["several names"].append(i)
    elif _holds_any(head, shapes.ROLE_MARKS):
        if shapes.PERSON_AND_ROLE.match(head):
            shown["a name and more"].append(i)
        if shapes.NAMES_AND_AGENCY.match(head):
            shown["names and an agency"].append(i)


def _owns(head: str) -> bool:
    """Say whether a line speaks of what is somebody's: "Alder's Long Way Home" is no name."""
    return "’s " in head or "'s " in head


def _add_opened(i: int, head: str, low: str, count: int, shown: Shown) -> None:
    """Add what lines are that open with a word for a picture, or for other pieces."""
    if count <= _MOST_CREDIT and shapes.CREDIT_ALONE.match(head):
        shown["credit alone"].append(i)
    elif shapes.COPYRIGHT.match(low):
        shown["copyright notice"].append(i)
    elif shapes.OTHER_PIECES.match(low):
        shown["related line"].append(i)


def _add_dates(i: int, head: str, low: str, words: Sequence[str], shown: Shown) -> None:
    signal = _date_shape(head, low, words)
    if signal:
        shown[signal].append(i)
    if signal == "holds a date" and shapes.DATE.match(low):
        shown["begins with a date"].append(i)


def _date_shape(head: str, low: str, words: Sequence[str]) -> str:
    """Return which kind of date or number a line is or holds, or nothing."""
    if shapes.AGO.match(low):
        return "time ago"
    if "-" in low and shapes.TIME_RANGE.search(low):
        return "time of day, from to"
    if shapes.ISSUE.match(low):
        return "issue number"
    rest = shapes.DATE.sub("", low)
    if rest != low:
        return "holds a date" if shapes.DATE_FILLER.sub("", rest) else "only a date"
    if shapes.CLOCK.search(low) and not shapes.DATE_FILLER.sub("", low):
        return "only a time"
    if "".join(words).isdigit():
        return "day number" if head[0] in "•·*" else "number only"
    return ""


def _add_long_shapes(parts: _Parts, shown: Shown) -> None:
    heads = parts.heads
    shown["two sentences"] = [
        i for i, size in enumerate(parts.sizes) if size > 60 and shapes.NEXT_SENTENCE.search(heads[i])
    ]
    cited: set[int] = set()
    for parts_, pattern in shapes.CITATIONS:
        cited.update([i for i in _holding(heads, parts_, parts.all_heads) if pattern.search(heads[i])])
    shown["citation"] = [i for i in sorted(cited) if parts.counts[i] >= _LEAST_CITATION]
