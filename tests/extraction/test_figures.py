"""Figures of a text: spans, comparators, ranges, levels, what is refused and why, and the shape on any input."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.cleaning.paragraphs import Paragraph
from flows.extraction.figures.find import find_figures
from flows.extraction.numbers.quantities import find_quantities, may_hold_figures, read_quantities
from flows.extraction.records import Sentence


@pytest.mark.parametrize(
    ("text", "span", "value", "high", "kind", "unit", "comparator"),
    [
        ("It now has over sixty submarines.", "over sixty submarines", 60, None, "count", "submarine", "over"),
        ("It gave nearly $5 billion in aid.", "nearly $5 billion", 5e9, None, "money", "USD", "about"),
        ("Some 300 people came.", "Some 300 people", 300, None, "count", "person", "about"),
        ("Well over $15 billion went.", "Well over $15 billion", 15e9, None, "money", "USD", "over"),
        ("It lasts six years or less.", "six years or less", 6, None, "duration", "year", "under"),
        ("They have up to 60 missiles.", "up to 60 missiles", 60, None, "count", "missile", "under"),
        ("At least two aides left.", "At least two aides", 2, None, "count", "aide", "over"),
        ("They left exactly a year ago.", "exactly a year", 1, None, "duration", "year", None),
        ("It fell within a year.", "within a year", 1, None, "duration", "year", "under"),
        ("They sent 200+ missiles.", "200+ missiles", 200, None, "count", "missile", "over"),
        ("They sent 20-odd ships.", "20-odd ships", 20, None, "count", "ship", "about"),
        ("It took just 15 days.", "15 days", 15, None, "duration", "day", None),
        ("They talked about three things.", "three things", 3, None, "count", "thing", None),
        ("Thousands of its citizens left.", "Thousands of its citizens", 1000, None, "count", "citizen", "over"),
        ("Only four of Norway’s 27 ships sailed.", "four", 4, None, "count", "ship", None),
        ("It took 5 to 10 years.", "5 to 10 years", 5, 10, "duration", "year", None),
        ("It cost $40-50 billion.", "$40-50 billion", 40e9, 50e9, "money", "USD", None),
        ("It cost $1.5bn-$2bn.", "$1.5bn-$2bn", 1.5e9, 2e9, "money", "USD", None),
        ("It is between 60 miles and 70 miles.", "between 60 miles and 70 miles", 60, 70, "measurement", "mile", None),
        ("It is 9 or 10,000 miles away.", "9 or 10,000 miles", 9000, 10000, "measurement", "mile", None),
        ("One or two ships came.", "One or two ships", 1, 2, "count", "ship", None),
        ("There is only one issue left.", "one issue", 1, None, "count", "issue", None),
        ("Not a single ship came.", "single ship", 1, None, "count", "ship", None),
        ("Trucks with 16-wheel drives came.", "16-wheel", 16, None, "count", "wheel", None),
        ("About half existed then.", "About half", 0.5, None, "fraction", None, "about"),
        ("Two-thirds of voters agreed.", "Two-thirds", 0.6667, None, "fraction", None, None),
        ("One in five voters agreed.", "One in five", 0.2, None, "fraction", None, None),
        ("It is nearly three times the size.", "nearly three times", 3, None, "multiple", None, "about"),
        ("They met seven times.", "seven times", 7, None, "frequency", "time", None),
        ("It has twice the people.", "twice", 2, None, "multiple", None, None),
        ("Output more than doubled.", "more than doubled", 2, None, "multiple", None, "over"),
        ("It asked for a quintupling of fees.", "quintupling", 5, None, "multiple", None, None),
        ("It marks the 60th anniversary.", "60th anniversary", 60, None, "ordinal", None, None),
        ("It is the second-largest port.", "second-largest", 2, None, "rank", None, None),
        ("It was their third missile test.", "third", 3, None, "ordinal", None, None),
        ("They will be the fifth and sixth rockets this week.", "fifth", 5, None, "ordinal", None, None),
        ("It is the third weekend in a row.", "third weekend", 3, None, "ordinal", None, None),
        ("It marks the 80th birth anniversary.", "80th birth anniversary", 80, None, "ordinal", None, None),
        ("It marks the 90<sup>th</sup> anniversary.", "90<sup>th</sup> anniversary", 90, None, "ordinal", None, None),
        ("They sank two ships, and 14 of them burnt.", "14", 14, None, "count", "ship", None),
        ("They heard the guards, three of whom left.", "three", 3, None, "count", "guard", None),
        ("Nine divers were saved, of whom six left.", "six", 6, None, "count", "diver", None),
        ("It made 29 sales in the first five months, compared with five in May.", "five", 5, None, "count", "sale",
         None),
        ("A blast left four injured there.", "four injured", 4, None, "count", "person", None),
        ("Twelve guards were hurt and two missing.", "two missing", 2, None, "count", "guard", None),
        ("A few (11,500) of them left.", "11,500", 11500, None, "count", None, None),
        ("It left one day after the vote.", "one day", 1, None, "duration", "day", None),
        ("It pays up to a staggering $8,000 there.", "up to a staggering $8,000", 8000, None, "money", "USD", "under"),
        ("It was the third incident there.", "third", 3, None, "ordinal", None, None),
        ("Two women leaders spoke.", "Two women leaders", 2, None, "count", "leader", None),
        ("A dozen of masked men chased the buses.", "A dozen", 12, None, "count", "man", None),
        ("It sent 20 fast, cheap boats.", "20 fast, cheap boats", 20, None, "count", "boat", None),
        ("It invests 9 yen over five years.", "five years", 5, None, "duration", "year", None),
        ("They made calls over an eight-year span.", "eight-year", 8, None, "duration", "year", None),
        ("It went on for over five years.", "over five years", 5, None, "duration", "year", "over"),
        ("They left over 60 years ago.", "over 60 years", 60, None, "duration", "year", "over"),
        ("It is six times harder there.", "six times", 6, None, "multiple", None, None),
        ("In all, thousands more are sick.", "thousands more", 1000, None, "count", None, "over"),
        ("Among workers over 58, he won.", "over 58", 58, None, "age", "year", "over"),
        ("They cut warheads below 1,000 there.", "below 1,000", 1000, None, "count", "warhead", "under"),
        ("A blast in town kills at least 80.", "at least 80", 80, None, "count", "person", "over"),
        ("It gave three short media talks.", "three short media talks", 3, None, "count", "talk", None),
        ("It met four Memphis bus drivers.", "four Memphis bus drivers", 4, None, "count", "driver", None),
        ("It led by 52 to 43 percent.", "52", 52, None, "percent", "percent", None),
        ("A blast killed six and wounded 14 on Monday.", "14", 14, None, "count", "person", None),
        ("He turned 81 on Monday.", "81", 81, None, "age", "year", None),
        ("“Nobody knew,” said Ann Reed, 57.", "57", 57, None, "age", "year", None),
        ("They came as a group of nine.", "nine", 9, None, "count", None, None),
        ("Two of the three bridges are closed.", "three bridges", 3, None, "count", "bridge", None),
        ("It plans to quadruple tea output there.", "quadruple", 4, None, "multiple", None, None),
        ("They put in half of all hours.", "half", 0.5, None, "fraction", None, None),
        ("It freed 20 Israelis there.", "20 Israelis", 20, None, "count", "israeli", None),
        ("Five Adams supporters came.", "Five Adams supporters", 5, None, "count", "supporter", None),
        ("It called a half-dozen times.", "a half-dozen times", 6, None, "frequency", "time", None),
        ("They share a single engine and test it.", "single engine", 1, None, "count", "engine", None),
        ("Those over 70 agreed.", "over 70", 70, None, "age", "year", "over"),
        ("They lost 40 of the ship’s crew.", "40", 40, None, "count", "crew", None),
        ("It needs a crew of 20, he said.", "20", 20, None, "count", None, None),
        ("It has 200 tents in the north and 90 in the south.", "90", 90, None, "count", "tent", None),
        ("It has 30 tents, with only four on the hill.", "four", 4, None, "count", "tent", None),
        ("It ordered two cranes and may take five more.", "five more", 5, None, "count", "crane", None),
        ("They led by 12 and six years respectively.", "12", 12, None, "duration", "year", None),
        ("It takes a one-to-seven-day pause.", "one-to-seven-day", 1, 7, "duration", "day", None),
        ("People between the ages of 18 and 55 left.", "18 and 55", 18, 55, "age", "year", None),
        ("A 21-person trial was held.", "21-person", 21, None, "count", "person", None),
        ("Of 300 guests, including one woman, all left.", "one woman", 1, None, "count", "woman", None),
        ("He has amended it once, he said.", "once", 1, None, "frequency", "time", None),
        ("The bill will double again in May.", "double", 2, None, "multiple", None, None),
        ("It ends in the next couple of days.", "couple of days", 2, None, "duration", "day", None),
        ("It may be late by a month or so.", "a month or so", 1, None, "duration", "month", "about"),
        ("They met just about a week ago.", "about a week", 1, None, "duration", "week", "about"),
        ("It may buy up to another 20 ships.", "up to another 20 ships", 20, None, "count", "ship", "under"),
        ("Rents rose by over an extra 5 percent.", "over an extra 5 percent", 5, None, "percent", "percent", "over"),
        ("Kenji Mori, 52, said no.", "52", 52, None, "age", "year", None),
        ("A woman, who was 31, spoke.", "31", 31, None, "age", "year", None),
        ("An 87 yo man came in.", "87 yo", 87, None, "age", "year", None),
        ("It weighs 6.1×10^24 kilograms.", "6.1×10^24 kilograms", 6.1e24, None, "measurement", "kilogram", None),
        ("It owes half a billion yen.", "half a billion yen", 5e8, None, "money", "JPY", None),
        ("It owes two-thirds of a million yen.", "two-thirds of a million yen", 666667, None, "money", "JPY", None),
        ("They sold 12m of their phones.", "12m", 1.2e7, None, "count", "phone", None),
        ("They sold 2.6M old and new copies.", "2.6M old and new copies", 2.6e6, None, "count", "copy", None),
        ("Wait more than 2 and less than 9 days.", "more than 2 and less than 9 days", 2, 9, "duration", "day", None),
        ("Sizes of 20~100 are sold.", "20~100", 20, 100, "count", None, None),
        ("It is less than or equal to 4 kg.", "less than or equal to 4 kg", 4, None, "measurement", "kilogram",
         "under"),
        ("They make sub-9 millimetre chips.", "sub-9 millimetre", 9, None, "measurement", "millimetre", "under"),
        ("They gained minus-8 yards.", "minus-8 yards", -8, None, "measurement", "yard", None),
        ("It fell ~12% there.", "~12%", 12, None, "percent", "percent", "about"),
        ("They grounded two new 707 Star jets.", "two new 707 Star jets", 2, None, "count", "jet", None),
        ("The plan adds nine GPMS companies.", "nine GPMS companies", 9, None, "count", "company", None),
        ("It scored 8.2 rbk, no more.", "8.2 rbk", 8.2, None, "count", "rbk", None),
        ("They saw a century of peace.", "a century", 1, None, "duration", "century", None),
        ("They held a one-day fair.", "one-day", 1, None, "duration", "day", None),
        ("By noon the death toll rose to 97.", "97", 97, None, "count", None, None),
        ("Tea, coal and tin were the three main goods.", "three main goods", 3, None, "count", "good", None),
        ("It was agreed under three pacts.", "three pacts", 3, None, "count", "pact", None),
        ("It paid 5 million U.S. dollars.", "5 million U.S. dollars", 5e6, None, "money", "USD", None),
        ("It may fall to fifty million—a blow.", "fifty million", 5e7, None, "count", None, None),
        ("It has 600 Royal Coast Guard (RCG) boats.", "600 Royal Coast Guard (RCG) boats", 600, None, "count", "boat",
         None),
        ("Farmers are older than 66 there.", "older than 66", 66, None, "age", "year", "over"),
    ],
)  # fmt: skip
def test_figure(
    text: str, span: str, value: float, high: float | None, kind: str, unit: str | None, comparator: str | None
) -> None:
    found = next(q for q in find_quantities(text) if q.text == span)
    assert found.value == pytest.approx(value, rel=1e-3)
    assert (found.value_high, found.kind, found.unit, found.comparator) == (high, kind, unit, comparator)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("It was signed in 1960 and revised.", "year"),
        ("The 1960s were calm.", "decade"),
        ("It began on March 5 and ended.", "date"),
        ("They met on 7 October there.", "date"),
        ("It began at 10 a.m. there.", "clock time"),
        ("It began at 9:40 there.", "code"),
        ("The F-35 flew.", "designation"),
        ("The G7 met.", "designation"),
        ("Article 9 stands.", "designation"),
        ("Task Force 151 sailed.", "designation"),
        ("See No. 4 there.", "designation"),
        ("Day One was calm.", "designation"),
        ("The Six-Party Talks failed.", "name"),
        ("So it is said.[4]", "note mark"),
        ("So it is said.”12", "note mark"),
        ("1. Reform the treaty.", "list number"),
        ("The one who left is here.", "pronoun"),
        ("One of them left.", "pronoun"),
        ("The two countries agreed.", "points back"),
        ("These three men agreed.", "points back"),
        ("It binds the three of them together.", "points back"),
        ("See page 2 of 7 there.", "designation"),
        ("It is below 2012 levels.", "year"),
        ("It fell in the 2013 fiscal year.", "year"),
        ("Families of 9/11 victims left.", "date"),
        ("The 14th congressional district voted.", "ordinal name"),
        ("A five-pointed leaf was seen.", "epithet"),
        ('He said "it began in 2016" there.', "year"),
        ('He said "it is in 40" there.', "bare"),
        ("He was on 48 Hours.", "name"),
        ("They met all at once.", "adverb"),
        ("A two-way street is best.", "epithet"),
        ("A double standard is bad.", "epithet"),
        ("The 7th Fleet sailed.", "ordinal name"),
        ("The 21st century is young.", "ordinal name"),
        ("A second meeting is due.", "plain order"),
        ("They ought to double check it.", "epithet"),
        ("A 3rd rate play is on.", "ordinal name"),
        ("It once was big.", "adverb"),
        ("They will meet in the second half.", "half"),
        ("The 38 North site said so.", "bare"),
    ],
)
def test_refused_by_name(text: str, reason: str) -> None:
    reading = read_quantities(text)
    assert reading.quantities == ()
    assert reason in [refused.reason for refused in reading.refused]


def test_an_order_that_goes_on_from_the_first_is_plain() -> None:
    assert find_quantities("The first and third boats sank.") == ()


def test_from_to_is_two_levels_and_not_a_range() -> None:
    low, high = find_quantities("Spending rose from 1 percent to 2 percent of GDP.")
    assert [(q.value, q.role, q.value_high) for q in (low, high)] == [(1, "from", None), (2, "to", None)]
    assert high.of == "GDP"
    low, high = find_quantities("Spending rose from 1 to 2 percent.")
    assert (low.value, low.unit, high.value, high.unit) == (1, "percent", 2, "percent")


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("Growth slowed from 3.9 to 3.6 percent.", [(3.9, "percent", "from"), (3.6, "percent", "to")]),
        ("He went from 190 pounds to 171.", [(190, "pound", "from"), (171, "pound", "to")]),
        ("Sales jumped from 310 to 355.", [(310, None, "from"), (355, None, "to")]),
        ("It rose from the current $3 to $4.", [(3, "USD", "from"), (4, "USD", "to")]),
    ],
)
def test_levels_of_a_movement(text: str, levels: list[tuple[float, str | None, str]]) -> None:
    assert [(q.value, q.unit, q.role) for q in find_quantities(text)] == levels


@pytest.mark.parametrize(
    ("text", "trend", "role"),
    [
        ("It plans to raise its budget by 35 percent.", "up", "delta"),
        ("Firms shed 500 jobs, or 2 percent.", None, "level"),
        ("The fund was up 0.4 points, or 0.02 percent.", "up", "delta"),
    ],
)
def test_movement_over_an_object_and_restated(text: str, trend: str | None, role: str) -> None:
    last = find_quantities(text)[-1]
    assert (last.trend, last.role) == (trend, role)


def test_a_rate_reaches_over_the_same_amount_in_brackets() -> None:
    assert [q.per for q in find_quantities("It offers C$8 ($5.90) per share.")] == ["share", "share"]
    assert [q.per for q in find_quantities("It made $6 billion a year earlier.")] == [None, None]


def test_codes_of_many_numbers_are_refused_whole() -> None:
    reading = read_quantities("Call 5-5-5-5-5 now.")
    assert not reading.quantities and {r.reason for r in reading.refused} == {"code"}


def test_the_same_amount_in_another_currency_is_linked() -> None:
    yen, dollars = find_quantities("The budget was ¥8.6 trillion ($68 billion).")
    assert dollars.equivalent_of == 0 and yen.equivalent_of is None


def test_change_rate_and_statistic() -> None:
    (rise,) = find_quantities("A 75% increase in purchases came.")
    assert (rise.trend, rise.role) == ("up", "delta")
    (rate,) = find_quantities("It pays $7 billion a year.")
    assert (rate.per, rate.text) == ("year", "$7 billion")
    (age,) = find_quantities("They have a median age of 15 years.")
    assert (age.kind, age.statistic) == ("age", "median")


def test_a_noun_left_out_is_that_of_the_count_before() -> None:
    found = find_quantities("It keeps 28,500 troops in Korea and about 50,000 in Japan.")
    assert [q.unit for q in found] == ["troop", "troop"]


def test_sentences_without_number_words_cost_nothing() -> None:
    assert not may_hold_figures("The alliance is a good thing for many.")
    assert may_hold_figures("It took a week.")


def _sentence(text: str) -> Sentence:
    return Sentence(1, Paragraph(1, "body", text, (0,), (0,)), 0, len(text), text)


_PIECES = [
    "one", "hundred", "and", "a", "half", "thousands", "of", "two", "-", "to", "$", "5", "1,000", "percent",
    "years", "(", ")", "third", "twice", "ships", "or", "less", "from", "between", "'s", "%",
    "U.S.", "/", ".", ",", "once", "double", "old", "\u0000", "year", "first", "anniversary", "couple", "few", "½",
]  # fmt: skip


@settings(deadline=None)
@given(
    st.one_of(
        st.text(), st.lists(st.sampled_from(_PIECES)).map(" ".join), st.lists(st.sampled_from(_PIECES)).map("".join)
    )
)
def test_any_text_gives_figures_that_prove_themselves(text: str) -> None:
    figures = find_figures([_sentence(text)] if text else [], ())
    ends = 0
    for position, figure in enumerate(figures):
        assert text[figure.start : figure.end] == figure.text
        assert figure.start <= figure.number_start < figure.number_end <= figure.end
        assert figure.start >= ends
        assert figure.equivalent_of is None or figure.equivalent_of < position
        assert figure.value_high is None or figure.value_high > figure.value
        ends = figure.end


@settings(deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=8).map(" ".join))
def test_the_quick_look_misses_no_figure(text: str) -> None:
    assert may_hold_figures(text) or read_quantities(text).quantities == ()


def test_a_word_may_stand_before_an_anniversary_but_no_conjunction() -> None:
    assert [figure.text for figure in find_figures([_sentence("It was their first wedding anniversary.")], ())] == [
        "first wedding anniversary"
    ]
    assert find_figures([_sentence("The second and anniversary talks failed.")], ()) == ()


@pytest.mark.parametrize("text", ["The year was good.", "This decade went by first.", "The pair of them left."])
def test_a_length_of_time_without_its_article_is_not_even_read(text: str) -> None:
    assert not may_hold_figures(text)


@pytest.mark.parametrize("piece", ["7", "one hundred and ", "$", "1,111,", "tens of millions of ", "5-", "half a "])
def test_hostile_repeats_prove_their_text(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    for figure in find_quantities(text):
        assert text[figure.start : figure.end] == figure.text


@pytest.mark.parametrize(
    ("text", "value"),
    [("8.7 trillion yen", 8_700_000_000_000), ("$1.1 billion", 1_100_000_000), ("2.675 percent", 2.675)],
)
def test_scale_words_leave_no_binary_crumbs(text: str, value: float) -> None:
    (quantity,) = find_quantities(f"It costs {text} a year.")
    assert quantity.value == value
