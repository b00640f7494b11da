"""The words of a line, and the cues among them: which lines, openings and phrases of the lexicon it holds."""

from functools import cache

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
_TO_WORDS = str.maketrans(dict.fromkeys(_PARTING, " ") | {"'": None})
_ASCII_TO_WORDS = bytes(ord(" ") if chr(code) in _PARTING else code for code in range(256))
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
    if text.isascii():  # bytes are translated several times faster
        return text.encode().translate(_ASCII_TO_WORDS, b"'").decode().split()
    return text.translate(_TO_WORDS).split()


def bare(text: str) -> str:
    """Return the words of any text in one line, for comparing."""
    return " ".join(words_of(plain(text)))


def cues_of(low: str, words: list[str]) -> list[str]:
    """Return the signals of the lexicon's lines, openings and phrases among the first 24 words of a line.

    They come sorted: weights are added up in this order, and the order of a set differs from process to process.
    """
    words = words[:_READ]
    lines, openings, singles, phrases = _lexicon()
    found: set[str] = set()
    if len(words) <= 8:
        found.update(lines.get(" ".join(words), ()))
    for opening, signal in openings.get(words[0], ()) if words else ():
        if low.startswith(opening) and not low[len(opening) : len(opening) + 1].isalnum():
            found.add(signal)
    if not singles.keys().isdisjoint(words):
        found.update(signal for word in words for signal in singles.get(word, ()))
    for at in [at for at, word in enumerate(words[:-1]) if word in phrases and words[at + 1] in phrases[word]]:
        for phrase, signal in phrases[words[at]][words[at + 1]]:
            if words[at : at + len(phrase)] == phrase:
                found.add(signal)
    return sorted(found)


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


_Lines = dict[str, tuple[str, ...]]  # words → signals
_Openings = dict[str, tuple[tuple[str, str], ...]]
_Phrases = dict[str, dict[str, tuple[tuple[list[str], str], ...]]]  # first word → second word → (phrase, signal)


@cache
def _lexicon() -> tuple[_Lines, _Openings, _Lines, _Phrases]:
    """Index the lexicon: whole lines by their words, openings by their first, phrases of one word, longer ones."""
    source = load("label_cues")
    lines: _Lines = {}
    openings: _Openings = {}
    singles: _Lines = {}
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
            if len(phrase) == 1:
                singles[phrase[0]] = (*singles.get(phrase[0], ()), f"{label} phrase")
            else:
                following = phrases.setdefault(phrase[0], {})
                following[phrase[1]] = (*following.get(phrase[1], ()), (phrase, f"{label} phrase"))
    return lines, openings, singles, phrases


def _words(entry: str) -> list[str]:
    return words_of(plain(entry)) or [entry]
