"""Kinds and units: money to ISO 4217, percent, durations and ages, measurements, and the nouns that are counted."""

import pytest

from flows.extraction.numbers.nouns import find_head
from flows.extraction.numbers.plurals import is_plural, singular
from flows.extraction.numbers.quantities import find_quantities
from flows.extraction.numbers.tokens import tokenize
from flows.extraction.numbers.units import normalize


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("It cost $5 billion.", 5e9, "USD"),
        ("It cost US$10bn.", 1e10, "USD"),
        ("It cost $3m.", 3e6, "USD"),
        ("It cost A$5 million.", 5e6, "AUD"),
        ("It cost NT$440 billion.", 4.4e11, "TWD"),
        ("It cost HK $20.", 20, "HKD"),
        ("It cost ¥8.6 trillion.", 8.6e12, "JPY"),
        ("It cost 300 million yen.", 3e8, "JPY"),
        ("It cost JPY 500.", 500, "JPY"),
        ("It cost 40 trillion won.", 4e13, "KRW"),
        ("It cost €7.5bn.", 7.5e9, "EUR"),
        ("It cost £2.", 2, "GBP"),
        ("It cost 9 million pounds.", 9e6, "GBP"),
        ("It cost 12 Australian dollars.", 12, "AUD"),
        ("It cost 2 billion yuan.", 2e9, "CNY"),
        ("It cost Rs. 50.", 50, "INR"),
        ("It cost 30 cents.", 0.3, "USD"),
        ("It cost 75 USD million.", 7.5e7, "USD"),
        ("It cost 30 MUSD.", 3e7, "USD"),
        ("It cost c $ 16.4 million.", 1.64e7, "CAD"),
        ("It cost 800 Taiwanese dollars.", 800, "TWD"),
        ("It cost 90 Swedish kronor.", 90, "SEK"),
        ("It cost 50 million Finnish markka.", 5e7, "FIM"),
        ("It cost $60 U.S. per tonne.", 60, "USD"),
        ("It rose to 231p.", 2.31, "GBP"),
        ("They lost billions of dollars.", 1e9, "USD"),
    ],
)
def test_money(text: str, value: float, currency: str) -> None:
    (money,) = find_quantities(text)
    assert (money.kind, money.unit) == ("money", currency)
    assert money.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("It grew 3.5 percent.", "percent", 3.5, "percent"),
        ("It grew 3.5%.", "percent", 3.5, "percent"),
        ("It grew 3 per cent.", "percent", 3, "percent"),
        ("It grew 12 percentage points.", "percent", 12, "percentage point"),
        ("It grew 25 basis points.", "percent", 25, "basis point"),
        ("It took 18 months.", "duration", 18, "month"),
        ("It took three long years.", "duration", 3, "year"),
        ("It was a two-decades-long push.", "duration", 2, "decade"),
        ("It was a weeklong tour.", "duration", 1, "week"),
        ("It took half a century.", "duration", 0.5, "century"),
        ("It took a year and a half.", "duration", 1.5, "year"),
        ("She is 45 years old.", "age", 45, "year"),
        ("The 50-year-old pact holds.", "age", 50, "year"),
        ("It flew 550 km.", "measurement", 550, "kilometre"),
        ("It flew 300 nautical miles.", "measurement", 300, "nautical mile"),
        ("It is five feet tall.", "measurement", 5, "foot"),
        ("It draws 5 W of power.", "measurement", 5, "watt"),
        ("It weighs 20 (kg).", "measurement", 20, "kilogram"),
        ("It held 4 ppb of lead.", "measurement", 4, "part per billion"),
        ("It took 50 milliseconds.", "duration", 50, "millisecond"),
        ("It holds 32m2.", "measurement", 32, "square metre"),
        ("It weighs 60 pounds.", "measurement", 60, "pound"),
        ("It burned millions of tons of coal.", "measurement", 1e6, "ton"),
        ("It runs at 60 km/h.", "measurement", 60, "kilometre per hour"),
        ("A magnitude 5.1 quake struck.", "measurement", 5.1, "magnitude"),
        ("It was 20 degrees Celsius.", "measurement", 20, "degree celsius"),
    ],
)
def test_kinds_and_units(text: str, kind: str, value: float, unit: str) -> None:
    (found,) = find_quantities(text)
    assert (found.kind, found.unit) == (kind, unit)
    assert found.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("phrase", "head"),
    [
        ("U.S. Marines on the island", "marine"),
        ("US troops there", "troop"),
        ("aircraft-carrier battle groups into port", "group"),
        ("P-3 airborne surveillance planes to help", "plane"),
        ("Japanese and American business leaders at lunch", "leader"),
        ("American, Allied and Japanese casualties", "casualty"),
        ("most dangerous rivals", "rival"),
        ("weapons systems that work", "system"),
        ("missing sailors were found", "sailor"),
        ("people who left", "person"),
        ("aircraft and crews", "aircraft"),
        ("F-35s in all", "f-35"),
        ("of them", None),
        ("North told reporters", None),
    ],
)
def test_head_of_what_is_counted(phrase: str, head: str | None) -> None:
    found = find_head(tokenize(phrase), 0, plural=True)
    assert (found and found.singular) == head


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("ships", "ship"), ("allies", "ally"), ("bases", "base"), ("crises", "crisis"), ("women", "woman"),
        ("branches", "branch"), ("taxes", "tax"), ("classes", "class"), ("lives", "life"), ("series", "series"),
        ("Personnel", "personnel"),
    ],
)  # fmt: skip
def test_singular(plural: str, one: str) -> None:
    assert singular(plural) == one
    assert is_plural(plural.lower())


def test_amounts_in_base_units() -> None:
    assert normalize(6, "duration", "month") == (0.5, "year")
    assert normalize(2, "measurement", "kilometre") == (2000, "metre")
    assert normalize(5, "money", "JPY") == (5, "JPY")
    assert normalize(3, "multiple", None) == (None, None)
