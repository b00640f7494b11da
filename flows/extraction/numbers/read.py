"""The grammar of numbers: digits, number words and mixtures of both → a value and the tokens it covers.

Units, comparators and the question whether a number is a figure at all belong elsewhere.
"""

import re
from typing import NamedTuple

from flows.extraction.numbers.plurals import is_plural
from flows.extraction.numbers.tokens import Tokens
from flows.lexicon import load

_LEXICON = load("numbers")
CARDINALS: dict[str, float] = _LEXICON["cardinals"]
SCALES: dict[str, float] = _LEXICON["scales"]
GROUPS: dict[str, float] = _LEXICON["groups"]
PLURALS: dict[str, float] = _LEXICON["plurals"]
ORDINALS: dict[str, float] = _LEXICON["ordinals"]
PARTS: dict[str, float] = _LEXICON["parts"]
DASHES: frozenset[str] = frozenset(_LEXICON["rules"]["dashes"])
_SUFFIXES: dict[str, float] = _LEXICON["suffixes"]
_MONEY_SUFFIXES: dict[str, float] = _LEXICON["money_suffixes"]
_SIGNS: dict[str, float] = _LEXICON["fraction_signs"]
_MULTIPLIERS = SCALES | GROUPS
_NUMBER_WORDS = CARDINALS.keys() | _MULTIPLIERS.keys()
_TENS = 10
_HUNDRED = 100
# No amount in prose needs more digits; longer runs are codes, and floats would lose them anyway.
_MOST_DIGITS = 24
COLLECTIVES: dict[str, float] = _LEXICON["collectives"]
_PIECES = {"half": 0.5, "quarter": 0.25}
_EXPONENT = re.compile(r"\^?([-−–‑])?([0-9]{1,2})")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SLASHES = ("/", "⁄", "∕")
ORDINAL_ENDINGS = frozenset(("st", "nd", "rd", "th"))
_NEXT = ("next", "last", "past", "first", "previous", "coming", "final")
_VAGUE = ("several", "few", "many")


class Number(NamedTuple):
    """A number in tokens `[first, last)`; `value` is `mantissa` times `scale`.

    `form`: digits, words, plural ("thousands"), fraction ("two-thirds") or article ("a hundred").
    `at_least`: the words give a lower bound only ("several dozen").
    """

    first: int
    last: int
    mantissa: float
    scale: float
    form: str
    at_least: bool = False

    @property
    def value(self) -> float:
        """The number itself."""
        return self.mantissa * self.scale


def read_number(t: Tokens, i: int, money: bool = False) -> Number | None:
    """Return the number that starts at token `i`; `money` lets "m" and "b" after digits mean millions and billions."""
    word = t.lower[i]
    if word[-1:].isdecimal():
        return _digits(t, i, money)
    if word in CARDINALS:
        return _parts_of_scale(t, i) or _spelled(t, i)
    if word in _SIGNS:
        return Number(i, i + 1, _SIGNS[word], 1.0, "fraction")
    if word in PLURALS:
        return _plural(t, i)
    if word in _PIECES:
        return _piece(t, i)
    if word in ("a", "an"):
        return _article(t, i)
    if word == "couple" and t.lower[i + 1] == "of" and t.lower[i - 1] in _NEXT:  # "the next couple of days"
        return Number(i, i + 2, 2.0, 1.0, "article")
    if word in _VAGUE and t.lower[i + 1] in _MULTIPLIERS:
        return Number(i, i + 2, 1.0, _MULTIPLIERS[t.lower[i + 1]], "plural", at_least=True)
    return None


def read_fraction(t: Tokens, i: int) -> Number | None:
    """Return the share that starts at token `i`: "two-thirds", "a quarter", "half", "one in five", "six out of 10"."""
    word = t.lower[i]
    if word == "half":
        return Number(i, i + 1, 0.5, 1.0, "fraction")
    if word in ("quarter", "third"):
        return Number(i, i + 1, 1 / PARTS[word], 1.0, "fraction")
    count = 1.0 if word in ("a", "an") else CARDINALS.get(word) or _small(t, i)
    if not count:
        return None
    j = i + 1
    if t.lower[j] in DASHES and t.glued(j) and t.glued(j + 1):
        j += 1
    part = PARTS.get(t.lower[j])
    if part and (count == 1.0) == (not t.lower[j].endswith("s") and t.lower[j] != "halves"):
        return Number(i, j + 1, count / part, 1.0, "fraction")
    return _ratio(t, i, count)


def _parts_of_scale(t: Tokens, i: int) -> Number | None:
    """Read "three quarters of a million", "two-thirds billion"."""
    j = i + 2 if t.lower[i + 1] in DASHES else i + 1
    if t.lower[j] not in PARTS:
        return None
    end = j + 3 if t.lower[j + 1 : j + 3] == ["of", "a"] else j + 1
    fraction = read_fraction(t, i) if SCALES.get(t.lower[end], 0.0) > _HUNDRED else None
    return Number(i, end + 1, fraction.value, SCALES[t.lower[end]], "words") if fraction else None


def read_ordinal(t: Tokens, i: int) -> Number | None:
    """Return the ordinal that starts at token `i`: "60th", "seventh", "twenty-first"."""
    word = t.lower[i]
    if t.is_number(i):
        last = _ordinal_end(t, i + 1)
        if last > i + 1 and len(word) <= _MOST_DIGITS:
            return Number(i, last, float(word.replace(",", "")), 1.0, "digits")
        return None
    if word in ORDINALS:
        return Number(i, i + 1, ORDINALS[word], 1.0, "words")
    tens = CARDINALS.get(word, 0.0)
    if tens >= 2 * _TENS and t.lower[i + 1] in DASHES and t.lower[i + 2] in ORDINALS:
        return Number(i, i + 3, tens + ORDINALS[t.lower[i + 2]], 1.0, "words")
    return None


def _ordinal_end(t: Tokens, i: int) -> int:
    """Return the token after the ending of an ordinal at token `i`, "th" or "<sup>th</sup>"; `i` if there is none."""
    raised = t.lower[i : i + 3] == ["<", "sup", ">"] and t.lower[i + 4 : i + 8] == ["<", "/", "sup", ">"]
    ending = i + 3 if raised else i
    if t.lower[ending] not in ORDINAL_ENDINGS or not t.glued(ending):
        return i
    return ending + 5 if raised else ending + 1


def share_scale(low: Number, high: Number, joined_by: str) -> Number:
    """Give the lower end of a range the scale of its upper end: "$10 to $15 billion", "9 or 10,000"."""
    if low.scale != 1.0:
        return low
    if high.scale != 1.0 and low.mantissa < 2 * high.mantissa:
        return low._replace(scale=high.scale)
    thousands = high.value / SCALES["thousand"]
    if joined_by == "or" and high.scale == 1.0 and low.mantissa + 1 == thousands:
        return low._replace(scale=SCALES["thousand"])
    return low


def _digits(t: Tokens, i: int, money: bool) -> Number | None:
    word = t.words[i]
    if len(word) > _MOST_DIGITS:
        return None
    value = float(word.replace(",", ""))
    j = i + 1
    value, j = _digit_fraction(t, value, j)
    if t.lower[j] in ("×", "x") and t.words[j + 1] == "10":
        power = _power(t, i, j + 2, value)
        if power is not None:
            return power
    scale = 1.0
    suffix = t.lower[j]
    if t.glued(j) and (suffix in _SUFFIXES or (money and suffix in _MONEY_SUFFIXES)):
        scale = _SUFFIXES.get(suffix) or _MONEY_SUFFIXES[suffix]
        return Number(i, j + 1, value, scale, "digits")
    if suffix in ("m", "b") and _means_million(t, j):
        return Number(i, j + 1, value, _MONEY_SUFFIXES[suffix], "digits")
    if suffix == "and" and t.lower[j + 1 : j + 3] == ["a", "half"]:
        value, j = value + 0.5, j + 3
    scale, j = _scale_words(t, j)
    return Number(i, j, value, scale, "digits")


def _power(t: Tokens, i: int, j: int, mantissa: float) -> Number | None:
    """Read the exponent of "6.1×10^24", "2.5 x 10−8", "10⁻³" from token `j` and those glued to it."""
    for size in (3, 2, 1):
        written = "".join(t.words[j : j + size]).translate(_RAISED)
        match = _EXPONENT.fullmatch(written) if t.ends[j + size - 1] - t.starts[j - 1] == len(written) + 2 else None
        if match is not None:
            return Number(i, j + size, mantissa, 10.0 ** (-float(match[2]) if match[1] else float(match[2])), "digits")
    return None


def _means_million(t: Tokens, j: int) -> bool:
    """Tell whether "m" or "b" after digits means millions or billions: "12m people", "2.6M old and new copies"."""
    if t.words[j].isupper() and t.glued(j) and "." in t.words[j - 1]:
        return True
    counted = t.lower[j + 1] == "of" or (t.lower[j + 1].isalpha() and is_plural(t.lower[j + 1]))
    return counted and (t.glued(j) or t.words[j].isupper())


def _digit_fraction(t: Tokens, value: float, j: int) -> tuple[float, int]:
    """Read "½", "/2" or " 1/2" after the digits that end before token `j`."""
    if t.lower[j] in _SIGNS:
        return value + _SIGNS[t.lower[j]], j + 1
    if t.lower[j] in _SLASHES and t.glued(j) and t.glued(j + 1) and t.lower[j + 2] != "/":
        below = _small(t, j + 1)
        if below and value < below and value.is_integer():
            return value / below, j + 2
    if t.lower[j] in DASHES and t.glued(j) and t.glued(j + 1) and t.lower[j + 2] in _SLASHES:
        j += 1
    if t.lower[j + 1] in _SLASHES and t.glued(j + 1) and t.glued(j + 2) and not (t.glued(j) and t.is_number(j - 1)):
        above, below = _small(t, j), _small(t, j + 2)
        if above and below and above < below <= _TENS:
            return value + above / below, j + 3
    return value, j


def _small(t: Tokens, i: int) -> float | None:
    """Return an integer below 1,000 written in digits."""
    word = t.words[i]
    return float(word) if word.isdecimal() and len(word) <= 3 else None


def _scale_words(t: Tokens, j: int) -> tuple[float, int]:
    """Read at most two scale words: "million", "hundred thousand", "-billion"."""
    scale = 1.0
    for _ in range(2):
        k = j + 1 if t.lower[j] in DASHES and t.glued(j) and t.glued(j + 1) else j
        word = t.lower[k]
        if word not in _MULTIPLIERS:
            break
        scale, j = scale * _MULTIPLIERS[word], k + 1
    return scale, j


def _spelled(t: Tokens, i: int) -> Number:
    """Read number words of any size; scales must fall, so the loop is bounded."""
    total, current, lowest, scales = 0.0, CARDINALS[t.lower[i]], float("inf"), 0
    j = i + 1
    while j < t.count:
        word = t.lower[j]
        if word in DASHES and t.glued(j) and t.glued(j + 1) and t.lower[j + 1] in _NUMBER_WORDS:
            j += 1
            word = t.lower[j]
        if word in CARDINALS and _may_follow(current, CARDINALS[word], t.lower[j - 1]):
            current += CARDINALS[word]
        elif word == "hundred" and 0 < current < _HUNDRED:
            current *= _HUNDRED
        elif word in SCALES and word != "hundred" and SCALES[word] < lowest and current:
            lowest, scales = SCALES[word], scales + 1
            total, current = total + current * lowest, 0.0
        elif word in GROUPS and current:
            return Number(i, j + 1, total + current, GROUPS[word], "words")
        elif word == "and" and _goes_on(t, j, lowest):
            pass
        elif word == "and" and t.lower[j + 1 : j + 3] == ["a", "half"] and not total:
            scale, end = _scale_words(t, j + 3)
            return Number(i, end, current + 0.5, scale, "words")
        elif word == "point" and t.lower[j + 1] in CARDINALS:
            return _point(t, i, j + 1, total + current)
        else:
            break
        j += 1
    if t.lower[j - 1] in DASHES:
        j -= 1
    if scales == 1 and not current:
        return Number(i, j, total / lowest, lowest, "words")
    return Number(i, j, total + current, 1.0, "words")


def _goes_on(t: Tokens, j: int, lowest: float) -> bool:
    """Tell whether "and" at token `j` is inside a number: "two hundred and five", "one thousand and five hundred"."""
    return (
        t.lower[j - 1] in SCALES
        and t.lower[j + 1] in CARDINALS
        and (t.lower[j + 2] not in SCALES or SCALES[t.lower[j + 2]] < min(lowest, SCALES[t.lower[j - 1]]))
    )


def _may_follow(current: float, value: float, before: str) -> bool:
    if before in SCALES or before == "and":
        return value > 0
    return value < _TENS and value > 0 and current % _HUNDRED >= 2 * _TENS and current % _TENS == 0


def _point(t: Tokens, i: int, j: int, whole: float) -> Number:
    """Read the decimals of "two point five", at most six."""
    digits = ""
    while len(digits) < 6 and CARDINALS.get(t.lower[j], _TENS) < _TENS:
        digits += str(int(CARDINALS[t.lower[j]]))
        j += 1
    scale, end = _scale_words(t, j)
    return Number(i, end, whole + float(f"0.{digits or 0}"), scale, "words")


def _plural(t: Tokens, i: int) -> Number | None:
    """Read "thousands", "tens of millions": how many at the least."""
    scale = PLURALS[t.lower[i]]
    j = i + 1
    for _ in range(2):
        if t.lower[j] == "of" and t.lower[j + 1] in PLURALS:
            scale, j = scale * PLURALS[t.lower[j + 1]], j + 2
        elif t.lower[j] == "of" and t.lower[j + 1] in SCALES:
            scale, j = scale * SCALES[t.lower[j + 1]], j + 2
    return Number(i, j, 1.0, scale, "plural", at_least=True)


def _piece(t: Tokens, i: int) -> Number | None:
    """Read "half a million", "half dozen", "quarter-million"."""
    j = i + 1
    if t.lower[j] in ("a", "an") or (t.lower[j] in DASHES and t.glued(j)):
        j += 1
    if t.lower[j] in _MULTIPLIERS and t.lower[j] != "hundred":
        return Number(i, j + 1, _PIECES[t.lower[i]], _MULTIPLIERS[t.lower[j]], "words")
    return None


def _article(t: Tokens, i: int) -> Number | None:
    """Read "a hundred", "a dozen", "a couple of", "a few thousand", "a half million", "a quarter of a million"."""
    first, second = t.lower[i + 1], t.lower[i + 2]
    if first in _MULTIPLIERS:
        scale, end = _scale_words(t, i + 1)
        return Number(i, end, 1.0, scale, "article")
    if first == "couple":
        end = i + 3 if second == "of" else i + 2
        scale, last = _scale_words(t, end)
        return Number(i, last, 2.0, scale, "article")
    if first == "few" and second in _MULTIPLIERS:
        return Number(i, i + 3, 1.0, _MULTIPLIERS[second], "article", at_least=True)
    if first in COLLECTIVES and second == "of":
        return Number(i, i + 3, COLLECTIVES[first], 1.0, "article")
    if first in _PIECES:
        piece = _piece(t, i + 1)
        if piece is not None:
            return piece
    if first == "quarter" and second == "of" and t.lower[i + 3] == "a" and t.lower[i + 4] in SCALES:
        return Number(i, i + 5, 0.25, SCALES[t.lower[i + 4]], "article")
    return None


def _ratio(t: Tokens, i: int, count: float) -> Number | None:
    """Read "one in five", "six out of 10", "two of every three", "1/16 of"."""
    j = i + 1
    if t.lower[j] in ("in", "of") and t.lower[j + 1] in ("every", "each"):
        j += 2
    elif t.lower[j] == "in" or (t.lower[j] in _SLASHES and t.glued(j) and t.glued(j + 1) and t.lower[j + 2] == "of"):
        j += 1
    elif t.lower[j : j + 2] == ["out", "of"]:
        j += 3 if t.lower[j + 2] == "every" else 2
    else:
        return None
    whole = CARDINALS.get(t.lower[j]) or _small(t, j) or {"hundred": 100.0}.get(t.lower[j])
    if whole and count < whole:
        return Number(i, j + 1, count / whole, 1.0, "fraction")
    return None
