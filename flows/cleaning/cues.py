"""The words of a line, and the cues among them: which lines, openings and phrases of the lexicon it holds."""

from functools import cache
from itertools import pairwise

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
_TO_WORDS = str.maketrans(dict.fromkeys('"“”„«»()[]{}<>.,:;!?…*_~|•·▲►-/\\=+\ufeff\u200b\u200e', " ") | {"'": None})
_READ = 24


def plain(text: str) -> str:
    """Return the text in lower case, with straight quotes and dashes, without bullets in front."""
    low = text.lower()
    if not low.isascii():  # replacing one by one is ten times faster than a translation table
        for curly, straight in _STRAIGHT:
            low = low.replace(curly, straight)
    return low.lstrip(BULLETS)


def words_of(text: str) -> list[str]:
    """Return the words of a plain text, without punctuation."""
    return text.translate(_TO_WORDS).split()


def bare(text: str) -> str:
    """Return the words of any text in one line, for comparing."""
    return " ".join(words_of(plain(text)))


def cues_of(low: str, words: list[str]) -> set[str]:
    """Return the signals of the lexicon's lines, openings and phrases among the first 24 words of a line."""
    words = words[:_READ]
    lines, openings, phrases = _lexicon()
    found: set[str] = set()
    if len(words) <= 8:
        found.update(lines.get(" ".join(words), ()))
    for opening, signal in openings.get(words[0], ()) if words else ():
        if low.startswith(opening) and not low[len(opening) : len(opening) + 1].isalnum():
            found.add(signal)
    starts: list[tuple[int, str | tuple[str, str]]] = [(at, word) for at, word in enumerate(words) if word in phrases]
    starts += [(at, pair) for at, pair in enumerate(pairwise(words)) if pair in phrases]
    for at, start in starts:
        for phrase, signal in phrases[start]:
            if len(phrase) <= 2 or words[at : at + len(phrase)] == phrase:
                found.add(signal)
    return found


@cache
def stop_words() -> frozenset[str]:
    """Return the words that running text is full of."""
    return frozenset(load("labels")["stop_words"])


@cache
def open_words() -> frozenset[str]:
    """Return the words that no sentence ends with."""
    return frozenset(load("labels")["open_words"])


@cache
def no_names() -> frozenset[str]:
    """Return the words that no person's name has in it."""
    return frozenset(load("labels")["no_names"])


_Openings = dict[str, tuple[tuple[str, str], ...]]
_Phrases = dict[str | tuple[str, str], tuple[tuple[list[str], str], ...]]


@cache
def _lexicon() -> tuple[dict[str, tuple[str, ...]], _Openings, _Phrases]:
    """Index the lexicon: whole lines by their words, openings by their first word, phrases by their first two."""
    source = load("label_cues")
    lines: dict[str, tuple[str, ...]] = {}
    openings: _Openings = {}
    phrases: _Phrases = {}
    for label, entries in source["lines"].items():
        for entry in entries:
            key = " ".join(_words(entry))
            lines[key] = (*lines.get(key, ()), f"{label} line")
    for label, entries in source["openings"].items():
        for entry in entries:
            key = _words(entry)[0]
            openings[key] = (*openings.get(key, ()), (entry, f"{label} opening"))
    for label, entries in source["phrases"].items():
        for entry in entries:
            phrase = _words(entry)
            start = phrase[0] if len(phrase) == 1 else (phrase[0], phrase[1])
            phrases[start] = (*phrases.get(start, ()), (phrase, f"{label} phrase"))
    return lines, openings, phrases


def _words(entry: str) -> list[str]:
    return words_of(plain(entry)) or [entry]
