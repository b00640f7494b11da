"""Write measurements.toml: units of CLDR (through babel) and of the SI, with their size from pint.

    pip install babel pint && PYTHONPATH=. python flows/extraction/lexicon/make_units.py > measurements.toml

A unit's name is CLDR's British one; its spellings are CLDR's and pint's, British and American. Units that are everyday
words more often than not ("bar", "point", "stone") are left out by `WORDS`; durations, percents, temperatures and
symbols of one letter are for hands to write: units.toml.
"""

import re
import sys
from importlib import import_module

from flows.extraction.numbers.tokens import tokenize

# CLDR's category → our dimension, with the base unit as pint spells it.
DIMENSIONS = {
    "length": ("length", "meter"),
    "mass": ("mass", "kilogram"),
    "area": ("area", "meter ** 2"),
    "volume": ("volume", "liter"),
    "speed": ("speed", "meter / second"),
    "energy": ("energy", "joule"),
    "power": ("power", "watt"),
    "digital": ("data", "byte"),
    "frequency": ("frequency", "hertz"),
    "pressure": ("pressure", "pascal"),
    "force": ("force", "newton"),
    "electric": ("electric", ""),
    "light": ("light", ""),
}
BASES = {
    "length": "metre", "mass": "kilogram", "area": "square metre", "volume": "litre", "speed": "metre per second",
    "energy": "joule", "power": "watt", "data": "byte", "frequency": "hertz", "pressure": "pascal", "force": "newton",
}  # fmt: skip
# Units of the SI with prefixes that CLDR does not list, as pint spells them.
PREFIXED = {
    "mass": ("kilotonne", "megatonne", "gigatonne", "kiloton", "megaton", "gigaton"),
    "power": ("terawatt",),
    "energy": ("megajoule", "gigajoule", "watt_hour", "megawatt_hour", "gigawatt_hour", "terawatt_hour",
               "kiloelectron_volt", "megaelectron_volt"),
    "pressure": ("gigapascal", "kilopound_force_per_square_inch"),
    "force": ("kilonewton", "meganewton"),
    "electric": ("kilovolt", "millivolt", "milliampere_hour", "kiloohm", "microampere"),
    "frequency": ("terahertz", "becquerel", "terabecquerel"),
    "other": ("mole", "millimole", "micromole", "sievert", "millisievert", "microsievert", "roentgen", "decibel"),
    "volume": ("microliter",),
}  # fmt: skip
WORDS = {
    "point", "drop", "stone", "grain", "bar", "pinch", "jigger", "dessert spoon", "beaufort", "light", "atm", "in",
    "at", "as", "am", "pm", "mi", "kn", "pt", "st", "dr", "gr", "b", "pa", "pound - force", "ch", "dsp", "fur", "arc",
    "cd", "ct", "pc", "au", "ac", "ly", "tn", "ma", "mn", "wh", "cal", "ev", "cl", "mt", "gt", "kt", "fth", "bu", "qt",
}  # fmt: skip
SKIPPED = (
    "dessert",
    "jigger",
    "pinch",
    "drop",
    "cup-metric",
    "pint-metric",
    "dalton",
    "solar",
    "earth",
    "scandinavian",
    "imperial",
    "gasoline",
    "100",
    "beaufort",
    "foodcalorie",
    "light-speed",
)
# Written by hand in addition: what usage abbreviates.
USAGE = {
    "mile": ("mi",), "foot": ("ft",), "kilometre": ("kms",), "kilogram": ("kilo", "kilos", "kgs"), "pound": ("lbs",),
    "barrel": ("bbls",), "knot": ("kt", "kts", "kn"), "micrometre": ("micron", "microns"), "mile per hour": ("mph",),
    "kilometre per hour": ("kph", "kmh", "km / hr"), "square metre": ("sqm", "sq m", "m 2"), "yard": ("yds",),
    "square kilometre": ("km 2",), "square mile": ("sq mile", "sq miles"), "square foot": ("sq ft", "sq feet"),
    "cubic metre": ("m 3",), "millilitre": ("ml",), "cubic centimetre": ("cc",), "horsepower": ("hp", "bhp"),
    "ton": ("short ton", "short tons", "long ton", "long tons"), "tonne": ("metric tonne", "metric tonnes"),
    "British thermal unit": ("btus",), "calorie": ("calories",), "microgram": ("mcg",), "ampere": ("amp", "amps"),
    "gallon": ("gallon", "gallons", "gal"), "fluid ounce": ("fl oz",),
    "kilopound force per square inch": ("ksi",), "gigabyte": ("gbs",),
}  # fmt: skip
# CLDR's names of what pint calls otherwise.
PINT = {
    "ton": "short_ton", "british-thermal-unit": "Btu", "pound-force-per-square-inch": "psi", "therm-us": "US_therm",
    "inch-ofhg": "inHg", "millimeter-ofhg": "mmHg", "pint-metric": "0.5 liter", "cup-metric": "0.25 liter",
    "electronvolt": "electron_volt", "dunam": "1000 meter ** 2", "tonne": "metric_ton",
    "ounce-troy": "troy_ounce", "fluid-ounce": "fluid_ounce", "dram": "fluid_dram", "barrel": "oil_barrel",
    "mile-per-gallon": "mile / gallon",
}  # fmt: skip
_locale = import_module("babel").Locale
_registry = import_module("pint").UnitRegistry()
_quantity = _registry.Quantity


def main() -> None:
    """Print the file."""
    out = sys.stdout.write
    out("# Units of measurement: CLDR's and the SI's names, sizes from pint. Written by make_units.py, not by hand.\n")
    out("# A table a dimension: its base unit, then unit = [spellings, size in it]; tokens apart by a space\n")
    tables = _tables()
    for dimension, rows in tables.items():
        out(f'\n[{dimension}]\nbase = "{BASES.get(dimension, "")}"\n')
        for name, (spellings, factor) in rows.items():
            listed = ", ".join(f'"{spelling}"' for spelling in spellings)
            out(f'"{name}" = [[{listed}], {float(f"{factor:.12g}")!r}]\n'.replace("e+", "e"))


def _tables() -> dict[str, dict[str, tuple[list[str], float]]]:
    tables: dict[str, dict[str, tuple[list[str], float]]] = {}
    seen: set[str] = set()
    patterns = {place: _locale.parse(place)._data["unit_patterns"] for place in ("en_GB", "en")}
    for identifier in patterns["en"]:
        category, _, unit = identifier.partition("-")
        if category not in DIMENSIONS or any(word in unit for word in SKIPPED):
            continue
        dimension, base = DIMENSIONS[category]
        name = _spell(patterns["en_GB"][identifier]["long"]["one"])
        spellings = [
            _spell(patterns[place][identifier][width][count])
            for width in ("long", "short")
            for place in patterns
            for count in ("one", "other")
            if count in patterns[place][identifier].get(width, {})
        ]
        _add(tables.setdefault(dimension, {}), name, spellings, _size(unit, base), seen)
    for dimension, units in PREFIXED.items():
        base = next((base for own, base in DIMENSIONS.values() if own == dimension), "")
        for unit in units:
            spelled = unit.replace("_", " ").replace("liter", "litre")
            symbol = f"{_registry.get_symbol(unit)}" if unit not in ("kiloton", "megaton", "gigaton") else spelled
            forms = [spelled, _plural(spelled), spelled.replace(" hour", "-hour"), _plural(spelled).replace(" h", "-h")]
            forms += [form.replace("litre", "liter") for form in forms] + [symbol]
            _add(tables.setdefault(dimension, {}), spelled, forms, _size(unit, base), seen)
    return tables


def _plural(name: str) -> str:
    return name if name.endswith(("hertz", "minute", "inch", "s")) else name + "s"


def _spell(pattern: str) -> str:
    return pattern.replace("{0}", "").replace("\u00a0", " ").strip().removeprefix("US ")


def _add(
    rows: dict[str, tuple[list[str], float]], name: str, spellings: list[str], size: float, seen: set[str]
) -> None:
    """Add a unit with those of its spellings that are neither words nor another unit's."""
    forms = [*spellings, *(form.replace("-", " ") for form in spellings if "-" in form), *USAGE.get(name, ())]
    cut = dict.fromkeys(" ".join(tokenize(form).lower[: tokenize(form).count]) for form in forms)
    cut |= dict.fromkeys(form.replace("μ", "µ") for form in cut)
    usage = USAGE.get(name, ())
    kept = [form for form in cut if (form in usage or form not in WORDS) and form not in seen and len(form) > 1]
    kept = [form for form in kept if form != "ml" or name == "millilitre"]
    if kept and name.lower() not in WORDS:
        seen.update(kept)
        rows[name.lower().replace("-", " ")] = (kept, size)


def _size(unit: str, base: str) -> float:
    """Return the size in the base unit, of CLDR's or pint's name; 1 where there is no common base."""
    spelled = re.sub(r"(square|cubic)-(\w+)", lambda m: f"{m[2]} ** {2 if m[1] == 'square' else 3}", unit)
    spelled = PINT.get(spelled, spelled.replace("-per-", " / ").replace("-", "_"))
    return float(_quantity(spelled).to(base).magnitude) if base else 1.0


if __name__ == "__main__":
    main()
