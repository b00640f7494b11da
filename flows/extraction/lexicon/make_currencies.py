"""Write currencies.toml: codes of ISO 4217 and English names of CLDR (through babel), adjectives from countries.toml.

    pip install babel && python flows/extraction/lexicon/make_currencies.py > flows/extraction/lexicon/currencies.toml

A currency is listed if it was legal tender somewhere after `SINCE`. Signs, abbreviations and the everyday meaning of
names that many currencies share are for hands to write: money.toml.
"""

import re
import sys
import tomllib
from collections import defaultdict
from datetime import date
from importlib import import_module
from pathlib import Path

SINCE = date(1990, 1, 1)
# Codes that are English words or other acronyms, and names that are English words of another meaning.
WORDS = {"ALL", "BAM", "COP", "CUP", "MAD", "MOP", "PAB", "PEN", "SOS", "STN", "TOP", "CUC", "BOB", "BAN", "ZAL"}
AMBIGUOUS = {
    "gold",
    "real",
    "rand",
    "lev",
    "dram",
    "lek",
    "som",
    "sol",
    "mark",
    "crown",
    "pound",
    "colon",
    "leu",
    "para",
}
# Country names that are read as adjectives: "Pakistani rupee", "Swiss franc".
ADJECTIVE = re.compile(r"[a-z ]+(?:n|ese|ish|i|ch|ic|iss|ine|ean|ak)")
_babel = import_module("babel.core")
_english = import_module("babel").Locale("en")
_names = import_module("babel.numbers").get_currency_name


def main() -> None:
    """Print the file."""
    today, tender = _tender()
    nations = tomllib.loads((Path(__file__).parent / "countries.toml").read_text("utf-8"))["countries"]
    national = _national(today, tender, nations)
    out = sys.stdout.write
    out("# Currencies: ISO 4217 codes and CLDR's English names. Written by make_currencies.py, not by hand.\n\n")
    out("# Codes in use, without those that are English words or other acronyms. Case kept.\n[codes]\niso = [")
    out(", ".join(f'"{code}"' for code in sorted(today - WORDS)) + "]\n\n")
    out("# Names that only one currency in use bears.\n[names]\n")
    for name, code in sorted(_alone(today).items()):
        out(f'"{name}" = "{code}"\n')
    out("\n# Names with their country; plurals in -s are understood.\n[national]\n")
    for code, spellings in national.items():
        out(f"{code} = [" + ", ".join(f'"{name}"' for name in spellings) + "]\n")


def _tender() -> tuple[set[str], dict[str, set[str]]]:
    """Return the codes in use, and for every code in use since `SINCE` the territories that use it now."""
    today: set[str] = set()
    tender: dict[str, set[str]] = defaultdict(set)
    for territory, history in _babel.get_global("territory_currencies").items():
        for code, _, end, is_tender in history:
            if not is_tender or (end is not None and date(*end) < SINCE):
                continue
            users = tender[code]
            if end is None:
                today.add(code)
                users.add(territory)
            elif code[:2] == territory:
                users.add(territory)
    return today, tender


def _national(today: set[str], tender: dict[str, set[str]], nations: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return code → names with their country; those in use come first, so that no old one takes over their names."""
    named: dict[str, list[str]] = {}
    taken: set[str] = set()
    for code in sorted(tender, key=lambda code: (code not in today, code)):
        fresh = [name for name in _with_country(code, tender[code], nations) if name not in taken and " " in name]
        taken.update(fresh)
        if fresh:
            named[code] = fresh
    return dict(sorted(named.items()))


def _with_country(code: str, places: set[str], nations: dict[str, list[str]]) -> list[str]:
    """Return the names of a currency: CLDR's own, and its last word after the name and adjectives of its country."""
    one, many = (_clean(_names(code, count, "en")) for count in (1, 2))
    plural = [] if many in (one, one + "s") else [many]
    word = one.split()[-1]
    names = [name.lower() for name in nations.get(code[:2], [])] if code[:2] in places else []
    adjectives = [name for n, name in enumerate(names) if n == 0 or ADJECTIVE.fullmatch(name)]
    return list(dict.fromkeys([one, *plural, *(f"{adjective} {word}" for adjective in adjectives)]))


def _alone(today: set[str]) -> dict[str, str]:
    """Return the last word of CLDR's name, singular and plural, where one currency alone has it."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for code in today:
        for count in (1, 2):
            bearers[_clean(_names(code, count, "en")).split()[-1]].add(code)
    return {
        name: codes.pop()
        for name, codes in bearers.items()
        if len(codes) == 1 and name.removesuffix("s") not in AMBIGUOUS and name not in AMBIGUOUS and name.isalpha()
    }


def _clean(name: str) -> str:
    return str(name).split(" (")[0].lower().replace("’", "'")


if __name__ == "__main__":
    main()
