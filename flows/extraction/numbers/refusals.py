"""Numbers that are no figures, each refused by a rule with a name: dates, years, designations, note marks and the like.

`refusal` judges a number by its neighbours. Whether it has a unit is the caller's to say.
"""

from collections.abc import Callable

from flows.extraction.numbers.read import CARDINALS, DASHES, Number
from flows.extraction.numbers.tokens import Tokens
from flows.lexicon import load

_LEXICON = load("refusals")
_MONTHS = frozenset(_LEXICON["months"])
_DESIGNATORS = frozenset(_LEXICON["designators"])
_LOWER_DESIGNATORS = frozenset(_LEXICON["lower_designators"])
_CLOCK_AFTER = frozenset(_LEXICON["clock_after"])
_PREFIXES = frozenset(_LEXICON["prefixes"])
_NAME_AFTER = frozenset(_LEXICON["name_after"])
_POINTING = frozenset(_LEXICON["pointing"])
_RESTRICTING = frozenset(_LEXICON["restricting"])
_COPULAS = frozenset(("is", "are", "was", "were"))
_KNOWN_THINGS = frozenset(_LEXICON["known_things"])
_ONE_BEFORE = frozenset(_LEXICON["one_before"])
_YEARS: dict[str, int] = _LEXICON["years"]
_CODE_BEFORE = frozenset("#@&=/:?_.\\+")
_CODE_AFTER = frozenset("/:@_=&\\.")
_PARTS_OF = CARDINALS.keys() - {"one"} | {"half", "some", "most", "none"}
SPAN_AFTER = ("after", "before", "later", "earlier", "ago")  # "one day after it"
_LAST_DAY = 31
_LAST_NOTE = 200
_FEW = 10

_Rule = Callable[[Tokens, Number], bool]


def refusal(t: Tokens, number: Number, unit: bool) -> str | None:
    """Return the name of the rule that refuses a number, or None.

    `unit`: the number has a sign or unit of its own ("$", "percent", "years"), which overrides some of the rules.
    """
    free = t.starts[number.first] > t.ends[number.first - 1] and t.starts[number.last] > t.ends[number.last - 1]
    for name, rule in _TRIED[unit, free]:
        if rule(t, number):
            return name
    return None


def refusal_of_end(t: Tokens, number: Number) -> str | None:
    """Return the name of the rule that refuses the upper end of a range, which stands glued to the lower, or None."""
    return next((name for name, rule in _OF_ENDS if rule(t, number)), None)


def points_back(t: Tokens, number: Number, head: str, end: int) -> bool:
    """Tell whether "the two countries" only points at known things; `end` is the token after the head noun."""
    before = t.lower[number.first - 1] if number.first else ""
    if before not in _POINTING or number.value > _FEW or number.form == "article":
        return False
    if t.lower[number.first - 2] == "of" and t.lower[number.first - 3] in _PARTS_OF:
        return False  # "two of the three bridges"
    if before == "the" and t.lower[number.first - 2] in _COPULAS:
        return False  # "they were the three main goods"
    known = head in _KNOWN_THINGS and end == number.last + 1 and t.lower[end] not in ("that", "who", "which")
    if before in ("these", "those") or known:
        return True
    return t.lower[end] not in _RESTRICTING


def is_pronoun(t: Tokens, number: Number, counted: bool) -> bool:
    """Tell whether "one" is a pronoun or an article: it counts only against another number ("only one issue")."""
    if t.lower[number.first] != "one" or number.last - number.first != 1:
        return False
    return not (counted and number.first and t.lower[number.first - 1] in _ONE_BEFORE)


def _glued_name(t: Tokens, n: Number) -> bool:
    """F-35, KN-08, G7, B2, COVID-19, one-on-one."""
    i = n.first
    if not t.glued(i):
        return False
    before = t.words[i - 1]
    if before in DASHES and t.lower[i - 2] in _PREFIXES:
        return False
    if before[-1:].isalpha():
        return True
    return before in DASHES and before != "—" and t.glued(i - 1) and t.words[i - 2][-1:].isalpha()


def _code(t: Tokens, n: Number) -> bool:
    """Parts of addresses, versions, ratios, scores: digits glued to signs that no amount has beside it."""
    i, j = n.first, n.last
    before = t.words[i - 1] if t.glued(i) else ""
    if before in _CODE_BEFORE or (before in DASHES and t.glued(i - 1) and t.is_number(i - 2)):
        return True
    if t.lower[j] in DASHES and t.is_number(j + 1) and t.lower[j + 2] in DASHES and t.is_number(j + 3):
        return t.ends[j + 3] - t.starts[i] == sum(len(word) for word in t.words[i : j + 4])
    if not (t.glued(j) and t.words[j] in _CODE_AFTER and t.glued(j + 1)):
        return False
    return t.is_number(j + 1) or (t.words[j] != "/" and t.words[j + 1][:1].isalpha())


def _decade(t: Tokens, n: Number) -> bool:
    """1960s, '90s, the 19th century's "mid-20s"."""
    last = n.last
    return t.is_number(n.first) and t.glued(last) and t.lower[last] in ("s", "’s", "'s") and n.last - n.first == 1


def _clock(t: Tokens, n: Number) -> bool:
    return t.lower[n.last] in _CLOCK_AFTER and not (t.lower[n.last] == "am" and not t.is_number(n.first))


def _month(t: Tokens, i: int) -> bool:
    if t.words[i] == "." and t.glued(i):
        i -= 1
    return t.lower[i] in _MONTHS and t.words[i][:1].isupper()


def _date(t: Tokens, n: Number) -> bool:
    """September 11, Dec. 26, 7 October, July 22, 2025, March 3-5."""
    if n.scale != 1.0 or not t.is_number(n.first):
        return False
    if t.words[n.first : n.first + 3] == ["9", "/", "11"]:
        return True
    if n.first and _month(t, n.first - 1):
        return True
    if n.value <= _LAST_DAY and (_month(t, n.last) or (t.lower[n.last] == "of" and _month(t, n.last + 1))):
        return True
    joined = t.lower[n.first - 1] in DASHES or t.lower[n.first - 1] in ("and", "to", ",", "through")
    return n.first > 2 and joined and t.is_number(n.first - 2) and _month(t, n.first - 3) and n.value <= _LAST_DAY


def _year(t: Tokens, n: Number) -> bool:
    word = t.words[n.first]
    if n.last - n.first != 1 or not _YEARS["plain_lowest"] <= n.value <= _YEARS["highest"] + 1:
        return False
    if len(word) == 4 and word.isdecimal():
        return True
    # A note mark glued to a year that ends its sentence: "in 2015.8".
    return word[4:5] == "." and len(word) <= 7 and (n.last >= t.count or t.words[n.last][:1].isupper())


def _short_year(t: Tokens, n: Number) -> bool:
    """'08 and the second half of 2012–13."""
    before = t.words[n.first - 1] if n.first else ""
    if before in ("'", "’", "‘") and t.glued(n.first) and len(t.words[n.first]) == 2:
        return True
    after_year = n.first > 1 and len(t.words[n.first - 2]) == 4 and t.is_number(n.first - 2)
    return after_year and before in DASHES and t.glued(n.first)


def _designation(t: Tokens, n: Number) -> bool:
    """Article 9, Task Force 151, No. 1, Day One, Group of 20, phase one."""
    i = n.first - 1
    if i < 0:
        return False
    if t.words[i] == "." and t.glued(i):
        i -= 1
    elif t.lower[i] == "of" and t.words[i - 1] == "Group":
        return True
    elif t.lower[i] == "of" and t.is_number(i - 1) and t.is_number(n.first):
        i -= 2  # Page 3 of 12
    word = t.lower[i]
    return word in _LOWER_DESIGNATORS or (word in _DESIGNATORS and t.words[i][:1].isupper())


def _name(t: Tokens, n: Number) -> bool:
    """Six-Party Talks, One China, 38 North: a capital number word or a number before a capital, as part of a name."""
    last = n.last
    if t.lower[last] in DASHES and t.glued(last):
        last += 1
    doubled = t.lower[last] == "plus" and t.lower[last + 1] in DASHES
    if doubled or t.lower[last] in _NAME_AFTER:
        return True
    if n.form != "words" or not t.words[n.first][:1].isupper():
        return False
    if n.first == 0:
        return t.lower[n.first] == "one" and t.words[last][:1].isupper()
    opened = t.glued(n.first) or t.words[n.first - 1] in (",", ";", "(")
    return t.words[n.first - 1][-1:].isalnum() or (t.words[last][:1].isupper() and opened)


def _note_mark(t: Tokens, n: Number) -> bool:
    """[4], (2), and digits glued to the end of a sentence."""
    before, after = t.words[n.first - 1] if n.first else "", t.words[n.last]
    if n.last - n.first != 1 or n.value > _LAST_NOTE or not t.is_number(n.first):
        return False
    if (before, after) in (("[", "]"), ("(", ")")):
        return True
    return t.glued(n.first) and before in (".", ",", "”", '"', "’", ")", "]", ";") and t.glued(n.first - 1)


def _list_number(t: Tokens, n: Number) -> bool:
    """The number of a list item: "1. ", "2) "."""
    opens = n.first == 0 or t.words[n.first - 1] in ("•", "*", "(", ";", ":")
    marked = opens and t.words[n.last] in (".", ")") and t.glued(n.last) and t.is_number(n.first)
    return marked and n.value <= _LAST_NOTE


def _one_day(t: Tokens, n: Number) -> bool:
    """ "One day they will": an adverb."""
    one, day, after = t.lower[n.first : n.first + 3]
    return one == "one" and day in ("day", "another", "time") and after not in SPAN_AFTER


_ALWAYS: tuple[tuple[str, _Rule], ...] = (
    ("designation", _glued_name),
    ("code", _code),
    ("decade", _decade),
    ("clock time", _clock),
    ("adverb", _one_day),
)
_OF_ENDS: tuple[tuple[str, _Rule], ...] = (("decade", _decade), ("clock time", _clock), ("date", _date))
_RULES: tuple[tuple[str, _Rule], ...] = (
    *_ALWAYS,
    ("date", _date),
    ("year", _year),
    ("year", _short_year),
    ("designation", _designation),
    ("name", _name),
    ("note mark", _note_mark),
    ("list number", _list_number),
)
# Rules that ask what is glued to the number need not be tried where white space stands on both sides.
_OF_GLUED = frozenset((_glued_name, _code, _decade, _short_year, _list_number))
_TRIED = {
    (unit, free): tuple((name, rule) for name, rule in rules if not (free and rule in _OF_GLUED))
    for unit, rules in ((True, _ALWAYS), (False, _RULES))
    for free in (True, False)
}
