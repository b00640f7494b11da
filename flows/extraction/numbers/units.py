"""What a number is of: money, percent, durations and ages, measurements → kind and unit.

Counted nouns stand in `nouns`. The size of a unit in the base unit of its dimension belongs here too.
"""

from typing import Any, NamedTuple

from flows.extraction.numbers.plurals import singular
from flows.extraction.numbers.read import DASHES, SCALES
from flows.extraction.numbers.tokens import Tokens
from flows.lexicon import load

_UNITS = load("units")
_CURRENCIES = load("currencies")
_MONEY = load("money")
_RATES: dict[str, str] = load("measures")["rates"]
# Dimension → its base unit and its units: what stands in measurements.toml and what is written by hand.
_DIMENSIONS: dict[str, dict[str, Any]] = {
    **load("measurements"),
    "temperature": _UNITS["temperature"],
    "usage": _UNITS["other"],
}
SIGNS: dict[str, str] = _MONEY["signs"]
_PREFIXES: dict[str, str] = _MONEY["prefixes"]
_CODES: dict[str, str] = {code: code for code in _CURRENCIES["codes"]["iso"]} | _MONEY["short"]
_CENTS: dict[str, str] = _MONEY["cents"]
_SYMBOLS: dict[str, str] = _UNITS["symbols"]
FUSED: dict[str, str] = _UNITS["fused"]
_RULES = _UNITS["rules"]
_OLD_WORDS = frozenset(_RULES["old_words"])
# Symbols that after a space are more often something else: a grade, a list letter, a name's initial.
_GLUED_ONLY = frozenset(_RULES["glued_only"])
# "30 MUSD", "5 kEUR".
_CODE_SCALES = {"k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9}
_DURATION_ADJECTIVES = frozenset(_RULES["duration_adjectives"])
DURATIONS: dict[str, str] = {form: name for name, forms in _UNITS["duration"].items() for form in forms}
BEFORE_NUMBER: frozenset[str] = frozenset(_RULES["before_number"])
_PER_WORDS = frozenset([*DURATIONS, *_RULES["per"]])


class Unit(NamedTuple):
    """A unit in tokens `[first, last)`. `divisor` is 100 for cents; `name` as CODEBOOK.md names units."""

    kind: str
    name: str | None
    first: int
    last: int
    divisor: float = 1.0


_Form = tuple[tuple[str, ...], str, str]


def _all_forms() -> dict[str, list[_Form]]:
    """Index every spelling of every unit by its first word, longest first."""
    forms: dict[str, list[_Form]] = {}

    def add(spelling: str, kind: str, name: str) -> None:
        words = tuple(spelling.split())
        forms.setdefault(words[0], []).append((words, kind, name))

    for units in _DIMENSIONS.values():
        for name, entry in units.items():
            for spelling in entry[0] if name != "base" else ():
                add(spelling, "measurement", name)
    for name, spellings in _UNITS["percent"].items():
        for spelling in spellings:
            add(spelling, "percent", name)
    for spelling, name in DURATIONS.items():
        add(spelling, "duration", name)
    for spelling, code in (_CURRENCIES["names"] | _MONEY["names"]).items():
        add(spelling, "money", code)
    for code, spellings in _CURRENCIES["national"].items():
        for spelling in spellings:
            add(spelling, "money", code)
            add(spelling + "s", "money", code)
    for listed in forms.values():
        listed.sort(key=lambda form: -len(form[0]))
    return forms


_FORMS = _all_forms()
_FACTORS: dict[str, tuple[float, str]] = {
    name: (entry[1], units["base"])
    for units in _DIMENSIONS.values()
    for name, entry in units.items()
    if name != "base" and units["base"]
}
_QUOTES = ('"', "”")
_LOOK_FOR_QUOTE, _INCHES_DIGITS = 80, 3
_YEARS: dict[str, float] = _UNITS["duration_years"]
# What a unit can begin with, in lower case; besides, any word that ends in a capital may be a code.
_BEGINS_UNIT = frozenset(
    (*_FORMS, *SIGNS, *_CENTS, *_OLD_WORDS, *"([{p", *(word.lower() for word in (*_SYMBOLS, *_CODES)))
)


def currency_before(t: Tokens, i: int) -> tuple[str, int] | None:
    """Return the currency before the number at token `i`, with its first token: "$", "US$", "NT$", "JPY"."""
    before = i - 1
    if t.words[before].islower() and t.words[before] not in _CODES and not t.glued(before):
        return None  # most words
    if t.lower[before] in DASHES and t.glued(before) and t.lower[before - 1] in SIGNS:
        before -= 1
    if t.lower[before] in SIGNS and before >= 0:
        prefix = t.lower[before - 1] if before > 0 else ""
        if prefix.upper() in _CODES and t.glued(before):
            return _CODES[prefix.upper()], before - 1
        apart = len(prefix) > 1 or prefix == "c" or t.words[before - 1].isupper()
        if prefix in _PREFIXES and (t.glued(before) or apart):
            code = _PREFIXES[prefix] if t.lower[before] not in "£€" else SIGNS[t.lower[before]]
            return ("CNY" if prefix in ("rmb", "cn") else "JPY" if prefix == "jp" else code), before - 1
        return SIGNS[t.lower[before]], before
    if before > 0 and t.lower[before - 1] in SIGNS and t.glued(before) and t.lower[before] in _PREFIXES:
        return _PREFIXES[t.lower[before]], before - 1
    if before >= 0 and t.words[before] in _CODES:
        return _CODES[t.words[before]], before
    if before > 0 and t.words[before] == "." and t.words[before - 1] in ("Rs", "rs"):
        return "INR", before - 1
    return None


def read_unit(t: Tokens, i: int, million: bool = False, digits: bool = False) -> Unit | None:
    """Return the unit that starts at token `i`, after a number, or None.

    `million`: the number has a scale word of a million or more, so that "pounds" are money;
    `digits`: the number is written in digits, so that one-letter symbols count.
    """
    j = i + 1 if t.lower[i] in DASHES and t.glued(i) and t.glued(i + 1) else i
    if t.lower[j] not in _BEGINS_UNIT and not t.words[j][-1:].isupper():
        return _qualified_duration(t, j)
    if t.lower[j] in _QUOTES and _ends_quotation(t, j):
        return None
    if digits and _is_symbol(t, j):
        name = _SYMBOLS[t.words[j]]
        return Unit("duration" if name in DURATIONS else "measurement", name, i, j + 1)
    if digits and t.lower[j] in "([{" and t.lower[j + 2] in ")]}" and t.words[j + 1] not in _SYMBOLS:
        return _bracketed(t, i, j + 1)
    if (t.words[j] in _CODES or t.lower[j] in SIGNS) and not t.is_number(j + 1):
        end = j + 2 if t.lower[j + 1] in SCALES else j + 1
        divisor = 1 / SCALES[t.lower[j + 1]] if end == j + 2 else 1.0
        return Unit("money", _CODES.get(t.words[j]) or SIGNS[t.lower[j]], i, end, divisor)
    if len(t.words[j]) == 4 and t.words[j][1:] in _CODES and t.words[j][0] in _CODE_SCALES:
        return Unit("money", t.words[j][1:], i, j + 1, 1 / _CODE_SCALES[t.words[j][0]])
    if t.lower[j] in _OLD_WORDS:
        return Unit("age", "year", i, j + 1)
    if digits and t.words[j] == "p" and t.glued(j):
        return Unit("money", "GBP", i, j + 1, 100.0)
    if t.lower[j] in _CENTS:
        return Unit("money", _CENTS[t.lower[j]], i, j + 1, 100.0)
    for words, kind, name in _FORMS.get(t.lower[j], ()):
        end = j + len(words)
        if tuple(t.lower[j:end]) == words:
            if kind == "measurement" and name == "pound" and (million or t.lower[end] == "sterling"):
                return Unit("money", "GBP", i, end + (t.lower[end] == "sterling"))
            if kind == "measurement" and t.words[j].isupper() and _names_model(t, end):
                continue
            if kind == "percent" and name == "percent" and t.lower[end] in ("point", "points"):
                return Unit(kind, "percentage point", i, end + 1)
            return Unit(kind, name, i, end)
    return _qualified_duration(t, j)


def _ends_quotation(t: Tokens, j: int) -> bool:
    """Tell a quotation mark that ends a quotation, or stands after a year, from the sign of inches."""
    before = t.words[max(0, j - _LOOK_FOR_QUOTE) : j]
    opened = before.count("“") > before.count("”") if t.words[j] == "”" else before.count('"') % 2 == 1
    return opened or (before[-1:] != [] and before[-1].isdecimal() and len(before[-1]) > _INCHES_DIGITS)


def _names_model(t: Tokens, i: int) -> bool:
    """Tell whether a dash and digits glued at token `i` make a name of what looks like a unit: "a pair of KN-23"."""
    return t.lower[i] in DASHES and t.glued(i) and t.is_number(i + 1) and t.glued(i + 1)


def _bracketed(t: Tokens, i: int, j: int) -> Unit | None:
    """Return the measure of token `j`, alone in brackets: "20 (kg)"."""
    for words, kind, name in _FORMS.get(t.lower[j], ()):
        if len(words) == 1 and kind == "measurement":
            return Unit(kind, name, i, j + 2)
    return None


def _is_symbol(t: Tokens, j: int) -> bool:
    """Tell whether token `j` is a one-letter unit and neither a power ("m2") nor a clipped word ("m’")."""
    if t.words[j] not in _SYMBOLS or t.words[j + 1] in ("’", "'") or (t.glued(j + 1) and t.is_number(j + 1)):
        return False
    if t.glued(j) or t.words[j] == "m":
        return True
    apart = t.words[j].isalpha() and t.words[j] not in _GLUED_ONLY and t.words[j + 1] != "."
    return apart and not (t.words[j].isupper() and t.words[j + 1][:1].isupper() and t.glued(j + 1))


def _qualified_duration(t: Tokens, i: int) -> Unit | None:
    """Read "long years", "consecutive months": a duration behind one or two adjectives."""
    j = i
    while j < i + 2 and t.lower[j] in _DURATION_ADJECTIVES:
        j += 1
    if j > i and t.lower[j] in DURATIONS:
        return Unit("duration", DURATIONS[t.lower[j]], i, j + 1)
    return None


def age_end(t: Tokens, i: int) -> int | None:
    """Return where "old", "-old" or "of age" ends after a duration that ends before token `i`."""
    j = i + 1 if t.lower[i] in DASHES and t.glued(i) else i
    if t.lower[j] in _RULES["old_suffixes"]:
        return j + 1
    return i + 2 if t.lower[i : i + 2] == ["of", "age"] else None


def long_end(t: Tokens, i: int) -> int:
    """Return where a hyphenated "-long" ends after a duration, else `i`."""
    return i + 2 if t.lower[i] in DASHES and t.glued(i) and t.lower[i + 1] in _RULES["long_suffixes"] else i


def read_rate(t: Tokens, i: int) -> str | None:
    """Return what an amount that ends before token `i` is reckoned by: "a year", "per barrel", "annually", "/km"."""
    word = t.lower[i]
    if word in _RATES and word != "annual":
        return _RATES[word]
    j = i + 1
    if word in DASHES and t.glued(i) and t.glued(j):
        word, j = t.lower[j], j + 1
    if t.lower[j] in DASHES and t.glued(j):
        j += 1
    target = t.lower[j]
    if word in ("a", "an") and t.lower[j + 1] in _RULES["single_always"]:
        return None  # "$2 billion a year earlier"
    unit = read_unit(t, j) if word in ("per", "/") and t.lower[i] == word else None
    if unit is not None and unit.kind in ("measurement", "duration"):
        return unit.name
    if (word in ("a", "an", "each", "every", "/") and target in _PER_WORDS) or (word == "per" and target.isalpha()):
        return singular(target)
    return None


def rate_end(t: Tokens, i: int) -> int:
    """Return the token after the rate that `read_rate` reads at token `i`, else `i`."""
    if read_rate(t, i) is None:
        return i
    return i + 1 if t.lower[i] in _RATES else i + 2


def normalize(value: float, kind: str, unit: str | None) -> tuple[float | None, str | None]:
    """Return an amount in the base unit of its dimension: years for durations and ages, metres for lengths."""
    if unit is None:
        return None, None
    if kind in ("duration", "age") and unit in _YEARS:
        return value * _YEARS[unit], "year"
    if kind == "measurement" and unit in _FACTORS:
        factor, base = _FACTORS[unit]
        if base == "degree":
            return (value, unit) if unit != "degree fahrenheit" else ((value - 32) / 1.8, "degree celsius")
        return value * factor, base
    if kind in ("money", "percent", "count"):
        return value, unit
    return None, None


def dimension(kind: str, unit: str | None) -> str | None:
    """Return what two amounts must share to state the same thing: the kind, or a measurement's base unit."""
    if kind == "measurement":
        return _FACTORS[unit][1] if unit in _FACTORS else None
    return kind


def counts_as_million(scale: float) -> bool:
    """Tell whether a scale word is so large that "pounds" can only be money."""
    return scale >= SCALES["million"]
