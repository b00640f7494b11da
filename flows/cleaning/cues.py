"""The words of a line, and the cues among them: which lines, openings and phrases of the lexicon it holds."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from flows.cleaning.words import Words, stop_words
from flows.lexicon import load

BULLETS = " \t•‣◦▪⦁·*-–—>|»›«#_`▲▼►\ufeff\u200b\xa0"
_STRAIGHT = (
    ("’", "'"),
    ("‘", "'"),
    ("`", "'"),
    ("“", '"'),
    ("”", '"'),
    ("…", "..."),
    ("–", "-"),
    ("—", "-"),
    ("\xa0", " "),
)
# Words are compared without punctuation: a hyphen or stop parts words, an apostrophe is left out.
_PARTING = '"“”„«»()[]{}<>.,:;!?…*_~|•·▲►-/\\=+\ufeff\u200b\u200e'
_TO_WORDS = bytes(ord(" ") if chr(code) in _PARTING and code < 128 else code for code in range(256))
_WIDE_PARTING = [mark for mark in _PARTING if not mark.isascii()]
_NO_DIGITS = bytes(code for code in range(256) if chr(code) not in "\x000123456789")
_BREAK = "\0"
_READ = 24


class _Phrase(NamedTuple):
    """A phrase of the lexicon: its words with blanks around them, the same as a set, and what lines with it show."""

    text: str
    words: frozenset[str]
    signal: str


class _Lexicon(NamedTuple):
    """Whole lines by their words, openings by their first word, phrases by their anchor: the rarest of their words.

    `begins`: the openings alone, by their first word.
    """

    lines: dict[str, tuple[str, ...]]
    openings: dict[str, tuple[tuple[str, str], ...]]
    begins: dict[str, tuple[str, ...]]
    phrases: dict[str, tuple[_Phrase, ...]]


def plain(text: str) -> str:
    """Return the text in lower case, with straight quotes and dashes, without bullets in front."""
    return _straight(text.lower()).lstrip(BULLETS)


def words_of(text: str) -> list[str]:
    """Return the words of a plain text, without punctuation."""
    return _parted(text).split()


def bare(text: str) -> str:
    """Return the words of any text in one line, for comparing."""
    return " ".join(words_of(plain(text)))


def _straight(low: str) -> str:
    if not low.isascii():  # replacing one by one is ten times faster than a translation table
        for curly, straight in _STRAIGHT:
            low = low.replace(curly, straight)
    return low


def _parted(text: str) -> str:
    """Return a plain text with blanks for punctuation."""
    text = text.encode("utf-8", "surrogatepass").translate(_TO_WORDS, b"'").decode("utf-8", "surrogatepass")
    if not text.isascii():
        for mark in _WIDE_PARTING:
            text = text.replace(mark, " ")
    return text


def plain_lines(lines: Sequence[str]) -> list[str]:
    """Return `plain` of every line: all at once, which takes a tenth of the time."""
    return [line.lstrip(BULLETS) for line in _straight(_joined(lines).lower()).split(_BREAK)] if lines else []


def words_of_lines(lines: Sequence[str]) -> list[list[str]]:
    """Return `words_of` of every line that `plain_lines` gave."""
    return [line.split() for line in _parted(_BREAK.join(lines)).split(_BREAK)] if lines else []


def digits_of_lines(lines: Sequence[str]) -> list[bytes]:
    """Return the digits of every line."""
    return _joined(lines).encode("utf-8", "surrogatepass").translate(None, _NO_DIGITS).split(b"\0")


def _joined(lines: Sequence[str]) -> str:
    """Return the lines with a character between them that none of them holds."""
    joined = _BREAK.join(lines)
    if joined.count(_BREAK) >= len(lines):
        joined = _BREAK.join([line.replace(_BREAK, " ") for line in lines])
    return joined


def add_cues(
    lows: Sequence[str],
    words: Sequence[list[str]],
    bares: Sequence[str],
    known: Words,
    shown: dict[str, list[int]],
) -> None:
    """Add which lines show the lexicon's lines, openings and phrases; `known`: their words by number."""
    lines, openings, begins, _ = _lexicon()
    for i, bare_line in enumerate(bares):
        if bare_line in lines:
            for signal in lines[bare_line]:
                shown[signal].append(i)
    for i, line in enumerate(words):
        if line and line[0] in begins and lows[i].startswith(begins[line[0]]):
            for signal in _opening(lows[i], openings[line[0]]):
                shown[signal].append(i)
    _add_phrases(words, known, shown)


def _add_phrases(words: Sequence[list[str]], known: Words, shown: dict[str, list[int]]) -> None:
    """Add which lines have the lexicon's phrases among their first 24 words.

    Few phrases have all their words on a page: only those are looked for, in the lines that have their anchors.
    """
    here = _phrases_of(known.number)
    is_anchor = np.zeros(len(known.number), bool)
    is_anchor[[*here]] = True
    places = np.flatnonzero(is_anchor[known.every.words])
    found: defaultdict[str, set[int]] = defaultdict(set)
    for i, word in zip(known.every.lines[places].tolist(), known.every.words[places].tolist(), strict=True):
        line = f" {' '.join(words[i][:_READ])} "
        for phrase in here[word]:
            if phrase.text in line:
                found[phrase.signal].add(i)
    for signal, lines in found.items():
        shown[signal] += sorted(lines)


def _phrases_of(number: Mapping[str, int]) -> dict[int, list[_Phrase]]:
    """Return the phrases whose words are all on a page, by the number of their anchor."""
    phrases, known = _lexicon().phrases, number.keys()
    here: dict[int, list[_Phrase]] = {}
    for anchor in phrases.keys() & known:
        likely = [phrase for phrase in phrases[anchor] if phrase.words <= known]
        if likely:
            here[number[anchor]] = likely
    return here


def _opening(low: str, openings: Iterable[tuple[str, str]]) -> set[str]:
    return {
        signal
        for opening, signal in openings
        if low.startswith(opening) and not (opening[-1].isalnum() and low[len(opening) : len(opening) + 1].isalnum())
    }


@cache
def open_words() -> frozenset[str]:
    """Return the words that no sentence ends with."""
    return frozenset(load("labels")["open_words"])


def names_nobody(words: Iterable[str]) -> bool:
    """Say whether one of some words in small letters is of those that no person's name has in it."""
    listed, endings = _no_names()
    return any(word != "and" and (word in listed or word.endswith(endings)) for word in words)


@cache
def _no_names() -> tuple[frozenset[str], tuple[str, ...]]:
    source = load("labels")
    listed = frozenset(source["no_names"]) | frozenset(load("front_matter")["page_words"])
    return listed, tuple(source["no_name_endings"])


@cache
def no_scene() -> frozenset[str]:
    """Return the words that tell more than a picture shows."""
    return frozenset(load("labels")["no_scene"])


@cache
def _lexicon() -> _Lexicon:
    source = load("label_cues")
    lines: dict[str, tuple[str, ...]] = {}
    openings: dict[str, tuple[tuple[str, str], ...]] = {}
    for label, entries in source["lines"].items():
        for entry in entries:
            key = " ".join(_words(entry))
            lines[key] = (*lines.get(key, ()), f"{label} line")
    for label, entries in source["openings"].items():
        for entry in entries:
            key = _words(entry)[0]
            openings[key] = (*openings.get(key, ()), (entry, f"{label} opening"))
    begins = {word: tuple(opening for opening, _ in entries) for word, entries in openings.items()}
    phrases = [(_words(entry), f"{label} phrase") for label in source["phrases"] for entry in source["phrases"][label]]
    return _Lexicon(lines, openings, begins, _anchored(phrases))


def _anchored(phrases: Sequence[tuple[list[str], str]]) -> dict[str, tuple[_Phrase, ...]]:
    """Index phrases by the word that fewest lines hold: no stop word, and in few other phrases."""
    uses = Counter(word for words, _ in phrases for word in words)
    anchored: dict[str, tuple[_Phrase, ...]] = {}
    for words, signal in phrases:
        anchor = min(words, key=lambda word: (word in stop_words(), uses[word], -len(word)))
        phrase = _Phrase(f" {' '.join(words)} ", frozenset(words), signal)
        anchored[anchor] = (*anchored.get(anchor, ()), phrase)
    return anchored


def _words(entry: str) -> list[str]:
    return words_of(plain(entry)) or [entry]
