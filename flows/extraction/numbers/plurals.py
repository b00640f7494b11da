"""Plural and singular of English nouns, by endings and a list of exceptions."""

from flows.lexicon import load

_LEXICON = load("nouns")
_IRREGULAR: dict[str, str] = _LEXICON["irregular"]
_NOT_S = ("ss", "us", "sis")
_IRREGULAR_PLURALS = {one: many for many, one in reversed(_IRREGULAR.items())}
_NOT_PLURAL = frozenset(_LEXICON["words"]["not_plural"])


def singular(word: str) -> str:
    """Return the singular of a noun, in lower case."""
    word = word.lower()
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _NOT_PLURAL or len(word) < 3 or not word.endswith("s"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word if word.endswith(_NOT_S) else word[:-1]


def plural(noun: str) -> str:
    """Return the plural of a noun phrase in the singular, by the ending of its last word."""
    before, blank, last = noun.rpartition(" ")
    lower = last.lower()
    if lower in _IRREGULAR_PLURALS:
        return before + blank + _IRREGULAR_PLURALS[lower]
    if lower.endswith("y") and lower[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if lower.endswith(("s", "sh", "ch", "x", "z")) else f"{noun}s"


def is_plural(word: str) -> bool:
    """Tell whether a lower-case word looks like a plural noun."""
    if word in _IRREGULAR:
        return True
    return word.endswith("s") and len(word) > 3 and word not in _NOT_PLURAL and not word.endswith(_NOT_S)
