"""Body paragraphs → sentences.

A rule-based splitter: every full stop, question mark and exclamation mark is a candidate, and its two neighbours
decide. Abbreviations and sentence starters stand in `lexicon/abbreviations.toml`; what a sentence says is not
looked at here.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from flows.cleaning.paragraphs import Paragraph
from flows.extraction.records import Sentence
from flows.lexicon import load

_OPENERS = "\"'“‘«([{*_"
# Stop, closing quotes and brackets, note marks; then white space, or a capital glued on by a lost space.
_CANDIDATE = re.compile(
    r"(?P<stop>[.!?…。！？](?:[.!?…]|\s\.(?=[\s.])){0,6})"
    r"(?P<close>[\"'”’»)\]*_」』]{0,4}(?:\s[”’](?=\s|$))?)"
    r"(?P<note>(?:\s?\[\d{1,3}\]|[⁰¹²³⁴-⁹]{1,3}|(?<=[^\W\d]\.)\d{1,2}(?=\s)|(?<=[.,][”\"])\d{1,3}(?=\s)){0,3})"
    r"(?P<gap>\s+|(?<=[。！？」』])|(?<=[\]”\"])(?=[^\W\d_a-z])|(?<=[a-z'’][a-z][.?!])(?=[A-Z][a-z'’]+[\s,]))"
)
_WORD_BEFORE = re.compile(r"(?:^|(?<=[\s\"'“‘«(\[—–/-]))[^\s\"'“‘«(\[—–/-]*$")
_NEXT_WORD = re.compile(r"[^\W_]+")
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)*[^\W\d_]$")
_NUMBERING = re.compile(r"\(?(?:\d{1,3}|[ivxIVX]{1,4}|[A-Za-z])(?:\.\d{1,2})?$")
_REACH = 40  # Characters before a stop and words' characters after it that may decide; bounds the work per stop.


def split_sentences(paragraphs: Sequence[Paragraph]) -> tuple[Sentence, ...]:
    """Return the sentences of the body paragraphs in order, numbered from 1 over the article."""
    spans = (
        (paragraph, start, end)
        for paragraph in paragraphs
        if paragraph.label == "body"
        for start, end in sentence_spans(paragraph.text)
    )
    return tuple(
        Sentence(number, paragraph, start, end, paragraph.text[start:end])
        for number, (paragraph, start, end) in enumerate(spans, 1)
    )


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield `[start, end)` of each sentence of one paragraph; together they hold every non-blank character."""
    start = len(text) - len(text.lstrip())
    for match in _CANDIDATE.finditer(text):
        end = match.start("gap")
        if end > start and match.end() < len(text) and _ends_sentence(text, start, match):
            yield start, end
            start = match.end()
    end = len(text.rstrip())
    if end > start:
        yield start, end


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    following = text[match.end() : match.end() + _REACH].lstrip(_OPENERS)
    if not following or following[0].islower() or following[0] in ",;:)]—–―":
        return False
    stop = match["stop"]
    if stop[-1] in "!?！？":
        return not (match["close"] and _speaker_follows().match(text, match.end(), match.end() + 80))
    if stop[0] in "…" or len(stop) > 1:
        return _ellipsis_ends(match)
    if match["close"] or match["note"] or not match["gap"]:
        return True
    return _full_stop_ends(text, start, match.start(), following)


def _ellipsis_ends(match: re.Match[str]) -> bool:
    """Tell a pause ("a friend… He was") from an end: a glued ellipsis pauses, a spaced or closed one ends."""
    return bool(match["close"]) or match["stop"] not in ("…", "...")


def _full_stop_ends(text: str, start: int, stop: int, following: str) -> bool:
    before = _WORD_BEFORE.search(text, max(start, stop - _REACH), stop)
    word = before.group() if before else ""
    if word in _words("never_final") or (word.isupper() and word.capitalize() in _words("never_final")):
        return False
    if word in _words("before_figure"):
        return not following[0].isdigit()
    if stop - start <= 6 and _NUMBERING.fullmatch(text[start:stop].lstrip(_OPENERS)):
        return False
    initial = bool(word) and word[-1].isupper() and _INITIALS.fullmatch(word)
    if word in _words("maybe_final") or (initial and not _is_numeral(text, start, stop, word)):
        return _starts_sentence(following)
    return True


def _is_numeral(text: str, start: int, stop: int, word: str) -> bool:
    """Tell a lone "I" that ends "World War I" or "Part I" from the initial of a name."""
    return word == "I" and bool(re.search(r"(?:War|Part|Chapter|Phase|Title)\sI$", text[max(start, stop - 12) : stop]))


def _starts_sentence(following: str) -> bool:
    word = _NEXT_WORD.match(following)
    return word is None or word.group() in _words("starters")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(load("abbreviations")[name])


@cache
def _speaker_follows() -> re.Pattern[str]:
    """Match the speaker and the verb that go on after a quoted question or exclamation."""
    verbs = "|".join(load("abbreviations")["speech_after_quote"])
    return re.compile(rf"(?:[A-Z][^\s,]*\s){{1,5}}(?:{verbs})\b|(?:{verbs})\b")
