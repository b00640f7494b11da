"""A person's mentions → "he" or "she", where the article or the given name tells.

What an article prints counts before what a given name suggests: a title ("Mrs. Mori"), a word of kinship or office
("the congresswoman Mori"). Words stand in `lexicon/names.toml`. Which pronoun means whom is settled in `resolve`.
"""

from collections.abc import Sequence
from functools import cache

from flows.extraction.names.gazetteer import gazetteer, words
from flows.extraction.records import Mention
from flows.lexicon import load

_TITLE_REACH = 20  # Characters before a name in which its title stands.


def genders_of(mentions: Sequence[Mention]) -> dict[str, str]:
    """Map the full names of people to "he" or "she"; who is not known is not in it."""
    suggested = {m.name: _by_given_name(m.name) for m in mentions if m.kind == "person"}
    titled = {m.name: _by_title(m) for m in mentions if m.kind == "person" and _by_title(m)}
    return {name: gender for name, gender in (suggested | titled).items() if gender}


def _by_title(mention: Mention) -> str:
    before = mention.sentence.text[max(0, mention.start - _TITLE_REACH) : mention.start].split()
    return _titles().get(before[-1].lower(), "") if before else ""


def _by_given_name(name: str) -> str:
    given = name.split()[0]
    if given in words("names", "women"):
        return "she"
    listed = given in words("names", "given") or name in gazetteer().countries_of
    return "he" if listed and given not in words("names", "women_or_men") else ""


@cache
def _titles() -> dict[str, str]:
    """Map the titles and nouns that tell it to the pronoun."""
    return {word: pronoun for pronoun, listed in load("names")["pronouns"].items() for word in listed}
