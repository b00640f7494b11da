"""Every kind of figure that English has, one made-up sentence each: value, upper end, kind, unit and comparator."""

import pytest

from flows.extraction.numbers.quantities import find_quantities, read_quantities
from flows.extraction.records import Quantity

Row = tuple[str, str, float, float | None, str, str | None, str | None]

NUMBER_WORDS: list[Row] = [
    ("They sent eight thousand men.", "eight thousand men", 8000, None, "count", "man", None),
    ("A vote of three hundred and forty-five thousand two hundred and six men.",
     "three hundred and forty-five thousand two hundred and six men", 345206, None, "count", "man", None),
    ("It owes two trillion four hundred billion yen.", "two trillion four hundred billion yen", 2.4e12, None, "money",
     "JPY", None),
    ("A dozen ships sailed.", "A dozen ships", 12, None, "count", "ship", None),
    ("Half a dozen boats left.", "Half a dozen boats", 6, None, "count", "boat", None),
    ("Half a million people left.", "Half a million people", 500000, None, "count", "person", None),
    ("One and a half million people left.", "One and a half million people", 1.5e6, None, "count", "person", None),
    ("A quarter century passed.", "A quarter century", 0.25, None, "duration", "century", None),
    ("It went on for a quarter of a century.", "a quarter of a century", 0.25, None, "duration", "century", None),
    ("Tens of thousands of people left.", "Tens of thousands of people", 10000, None, "count", "person", "over"),
    ("Hundreds of millions of dollars went.", "Hundreds of millions of dollars", 1e8, None, "money", "USD", "over"),
    ("A couple of hundred people came.", "A couple of hundred people", 200, None, "count", "person", None),
    ("Two and a half years passed.", "Two and a half years", 2.5, None, "duration", "year", None),
    ("It weighs 2½ tons.", "2½ tons", 2.5, None, "measurement", "ton", None),
    ("Zero casualties came.", "Zero casualties", 0, None, "count", "casualty", None),
]  # fmt: skip
MONEY: list[Row] = [
    ("It cost $5bn.", "$5bn", 5e9, None, "money", "USD", None),
    ("It cost US$2tn.", "US$2tn", 2e12, None, "money", "USD", None),
    ("It cost €3.2m.", "€3.2m", 3.2e6, None, "money", "EUR", None),
    ("It cost £40k.", "£40k", 40000, None, "money", "GBP", None),
    ("It cost A$5 million.", "A$5 million", 5e6, None, "money", "AUD", None),
    ("It cost HK$2 million.", "HK$2 million", 2e6, None, "money", "HKD", None),
    ("It cost JPY 500 million.", "JPY 500 million", 5e8, None, "money", "JPY", None),
    ("It cost RMB 5 billion.", "RMB 5 billion", 5e9, None, "money", "CNY", None),
    ("It cost 20 million EUR.", "20 million EUR", 2e7, None, "money", "EUR", None),
    ("It cost ₩1,000.", "₩1,000", 1000, None, "money", "KRW", None),
    ("It cost 3,000 won.", "3,000 won", 3000, None, "money", "KRW", None),
    ("It cost 20 yuan.", "20 yuan", 20, None, "money", "CNY", None),
    ("It cost 20 Danish crowns.", "20 Danish crowns", 20, None, "money", "DKK", None),
    ("It paid 3 billion pounds.", "3 billion pounds", 3e9, None, "money", "GBP", None),
    ("It takes 5.5 cents a minute.", "5.5 cents", 0.055, None, "money", "USD", None),
]
RANGES: list[Row] = [
    ("It cost $10 to $15 billion.", "$10 to $15 billion", 10e9, 15e9, "money", "USD", None),
    ("It cost $60–70bn.", "$60–70bn", 60e9, 70e9, "money", "USD", None),
    ("Some four to five thousand men left.", "Some four to five thousand men", 4000, 5000, "count", "man", "about"),
    ("It rose between 5% and 6%.", "between 5% and 6%", 5, 6, "percent", "percent", None),
    ("It lies 1,300-1,500 km away.", "1,300-1,500 km", 1300, 1500, "measurement", "kilometre", None),
    ("People aged 18 to 29 agreed.", "18 to 29", 18, 29, "age", "year", None),
    ("It is two to three times larger.", "two to three times", 2, 3, "multiple", None, None),
]
PROPORTIONS: list[Row] = [
    ("It grew by two-fifths.", "two-fifths", 0.4, None, "fraction", None, None),
    ("Three out of four voters agreed.", "Three out of four", 0.75, None, "fraction", None, None),
    ("One of every ten voters agreed.", "One of every ten", 0.1, None, "fraction", None, None),
    ("It is 1/3 of the total.", "1/3", 0.3333, None, "fraction", None, None),
    ("It is 1/16 of a US pint.", "1/16 of a US pint", 0.0625, None, "measurement", "pint", None),
    ("Half the ships left.", "Half", 0.5, None, "fraction", None, None),
    ("Output tripled.", "tripled", 3, None, "multiple", None, None),
    ("A threefold rise came.", "threefold", 3, None, "multiple", None, None),
    ("The budget was halved.", "halved", 0.5, None, "multiple", None, None),
    ("It is three times as large.", "three times", 3, None, "multiple", None, None),
    ("It rose by a factor of three.", "three", 3, None, "multiple", None, None),
    ("They have a 4-to-1 advantage.", "4-to-1", 4, None, "multiple", None, None),
    ("They train at a ratio of 3 to 2.", "3 to 2", 1.5, None, "multiple", None, None),
    ("It is the third-largest fleet.", "third-largest", 3, None, "rank", None, None),
    ("It ranked 15th worldwide.", "15th", 15, None, "rank", None, None),
    ("It is the second most populous.", "second most populous", 2, None, "rank", None, None),
    ("The seventieth anniversary came.", "seventieth anniversary", 70, None, "ordinal", None, None),
    ("It is in its seventh decade.", "seventh decade", 7, None, "ordinal", None, None),
    ("They met seven times.", "seven times", 7, None, "frequency", "time", None),
    ("The two meet, once a year.", "once", 1, None, "frequency", "time", None),
    ("Support fell 12 percentage points.", "12 percentage points", 12, None, "percent", "percentage point", None),
    ("Rates rose 25 basis points.", "25 basis points", 25, None, "percent", "basis point", None),
    ("Turnout was 56.3%.", "56.3%", 56.3, None, "percent", "percent", None),
]
SPANS_AND_SIZES: list[Row] = [
    ("A 70-year-old treaty binds them.", "70-year-old", 70, None, "age", "year", None),
    ("The 30-year alliance ended.", "30-year", 30, None, "duration", "year", None),
    ("He is 45 years old.", "45 years old", 45, None, "age", "year", None),
    ("The then-18-year-old pilot flew.", "18-year-old", 18, None, "age", "year", None),
    ("Children under the age of 5 stay.", "under the age of 5", 5, None, "age", "year", "under"),
    ("It took a century and a half.", "a century and a half", 1.5, None, "duration", "century", None),
    ("It has a 105mm gun.", "105mm", 105, None, "measurement", "millimetre", None),
    ("It has 2,000-plus nautical miles.", "2,000-plus nautical miles", 2000, None, "measurement", "nautical mile",
     "over"),
    ("It was minus 5 degrees Celsius.", "minus 5 degrees Celsius", -5, None, "measurement", "degree celsius", None),
    ("They flew 105 F-35s.", "105 F-35s", 105, None, "count", "f-35", None),
    ("They sold 30 M1A2 tanks.", "30 M1A2 tanks", 30, None, "count", "tank", None),
    ("It is a 12 page report.", "12 page", 12, None, "count", "page", None),
    ("Prices rise by an average of 1500.", "1500", 1500, None, "count", None, None),
]  # fmt: skip
COMPARATORS: list[Row] = [
    ("Nearly 40 ships left.", "Nearly 40 ships", 40, None, "count", "ship", "about"),
    ("Close to 20 planes left.", "Close to 20 planes", 20, None, "count", "plane", "about"),
    ("No fewer than 30 boats left.", "No fewer than 30 boats", 30, None, "count", "boat", "over"),
    ("They have 6,000+ warheads.", "6,000+ warheads", 6000, None, "count", "warhead", "over"),
    ("No more than 30 boats left.", "No more than 30 boats", 30, None, "count", "boat", "under"),
    ("It took six years or less.", "six years or less", 6, None, "duration", "year", "under"),
    ("They sent 200 or more ships.", "200 or more ships", 200, None, "count", "ship", "over"),
]


@pytest.mark.parametrize(
    ("text", "span", "value", "high", "kind", "unit", "comparator"),
    [*NUMBER_WORDS, *MONEY, *RANGES, *PROPORTIONS, *SPANS_AND_SIZES, *COMPARATORS],
)
def test_kind(
    text: str, span: str, value: float, high: float | None, kind: str, unit: str | None, comparator: str | None
) -> None:
    found = _first(text)
    assert found.text == span
    assert found.value == pytest.approx(value, rel=1e-3)
    assert (found.value_high, found.kind, found.unit, found.comparator) == (high, kind, unit, comparator)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("It sells 3 million barrels a day.", "per", "day"),
        ("They fly 20 sorties each week.", "per", "week"),
        ("It pays $2 billion annually.", "per", "year"),
        ("It costs $80 per barrel.", "per", "barrel"),
        ("It spends 2 percent of its GDP.", "of", "GDP"),
        ("Half the budget went.", "of", "budget"),
        ("A third of exports go there.", "of", "exports"),
        ("An average of 30 ships pass.", "statistic", "mean"),
        ("It hit a record 500 flights.", "statistic", "maximum"),
        ("Exports rallied 3 percent.", "trend", "up"),
        ("Support fell 12 percentage points.", "role", "delta"),
        ("They raised a 5-percent tax.", "role", "level"),
        ("Spending fell to $40 billion.", "role", "to"),
    ],
)
def test_what_the_words_around_say(text: str, field: str, value: str) -> None:
    assert getattr(_first(text), field) == value


def test_levels_with_a_rate_between_them_belong_together() -> None:
    low, high = find_quantities("It went from $75 per barrel to $46.")
    assert [(low.value, low.role, low.per), (high.value, high.role)] == [(75, "from", "barrel"), (46, "to")]


def test_a_movement_without_its_verb_goes_on() -> None:
    first, second = find_quantities("Exports were down 2.3%, imports by 2.6%.")
    assert [(q.trend, q.role) for q in (first, second)] == [("down", "delta")] * 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The 2012–13 season was long.", "year"),
        ("He is in his 60s.", "decade"),
        ("They began Phase 2 there.", "designation"),
        ("See page 12 there.", "designation"),
        ("Under Proclamation 10908, it fell.", "designation"),
        ("The Nasdaq 100 fell.", "designation"),
        ("It is open 24/7 there.", "code"),
        ("Call +81-3-1234-5678 now.", "code"),
        ("It ran on Aug. 15, 2021 there.", "date"),
        ("They work from 9 a.m. there.", "clock time"),
        ("The COVID-19 years were hard.", "designation"),
        ("It was a one-on-one talk.", "epithet"),
        ("Thousands died.", "vague"),
    ],
)
def test_no_figure_and_why(text: str, reason: str) -> None:
    assert find_quantities(text) == ()
    assert reason in [refused.reason for refused in read_quantities(text).refused]


def _first(text: str) -> Quantity:
    return find_quantities(text)[0]
