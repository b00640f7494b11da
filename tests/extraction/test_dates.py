"""Dates: read what is printed, guess nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.extraction.metadata.dates import begins_with_day, find_dates, latest_year, parse_date


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("Jan. 5, 2016", "2016-01-05", "day"),
        ("5 January 2016 16:35", "2016-01-05", "day"),
        ("Posted May 29, 2016 at 7:00am", "2016-05-29", "day"),
        ("2016-01-05T10:00:00Z", "2016-01-05", "day"),
        ("March 2, 2014 3:05 pm JST", "2014-03-02", "day"),
        ("Tuesday, June 4th, 2013 at 9:15 a.m.", "2013-06-04", "day"),
        ("NOV 20 2019, 11:06AM IST", "2019-11-20", "day"),
        ("18-Nov-2019", "2019-11-18", "day"),
        ("18/Nov/2019", "2019-11-18", "day"),
        ("the 3rd of June 1998", "1998-06-03", "day"),
        ("11/19/2019 08:54 PM", "2019-11-19", "day"),
        ("19/11/2019", "2019-11-19", "day"),
        ("2019年11月20日", "2019-11-20", "day"),
        ("No. 1, January 2010", "2010-01-01", "month"),
        ("Sept. 2011", "2011-09-01", "month"),
        ("2011-09", "2011-09-01", "month"),
        ("First published on Sun 29 May 2016 07.00 EDT", "2016-05-29", "day"),
        ("Published 7:00 AM EDT, Sun May 29, 2016", "2016-05-29", "day"),
        ("May 29,2016", "2016-05-29", "day"),
        ("May29, 2016", "2016-05-29", "day"),
        ("2016/05/29", "2016-05-29", "day"),
        ("29.05.2016", "2016-05-29", "day"),
        ("25-05-2016", "2016-05-25", "day"),
        ("29-May-16", "2016-05-29", "day"),
        ("May 29, '16", "2016-05-29", "day"),
        ("3-Mar-98", "1998-03-03", "day"),
        ("May/June 2016", "2016-05-01", "month"),
        ("July–August 2016", "2016-07-01", "month"),
        ("Vol. 12, No. 3 (Summer 2016)", "2016-01-01", "year"),
        ("Spring/Summer 2015", "2015-01-01", "year"),
    ],
)
def test_reads_a_printed_date(text: str, value: str, precision: str) -> None:
    [date] = find_dates(text)
    assert (str(date.value), date.precision) == (value, precision)
    assert text[date.start : date.end].strip() == text[date.start : date.end]


@pytest.mark.parametrize(
    "text",
    [
        "2 hours ago",
        "Nov 19, 9:41 AM",
        "05/06/2016",
        "31 February 2016",
        "2016-13-01",
        "May I",
        "June",
        "2019",
        "Yesterday",
        "Jan. 5",
        "Tuesday, May 29",
        "an hour ago",
        "Just now",
        "01-05-2016",
        "5/6/16",
        "16/5/29",
        "29-May-2",
        "Q3 2016",
        "Summer",
        "",
    ],
)
def test_guesses_nothing(text: str) -> None:
    assert find_dates(text) == ()


def test_a_short_year_counts_where_only_one_number_can_be_the_day() -> None:
    assert [str(found.value) for found in find_dates("11/19/19 06:56 AM EST")] == ["2019-11-19"]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Posted on Monday, 5 May 2016 by Jane Roe", True),
        ("09:05 03.03.2015 Get short URL", True),
        ("Updated 9:05 pm EST, Tuesday, March 3, 2015", True),
        ("The pier of May 5, 2016 is gone", False),
        ("May 2016", False),
    ],
)
def test_lines_that_begin_with_a_day(text: str, begins: bool) -> None:
    assert begins_with_day(text) is begins


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("It was 2019's largest ship.", 2019),
        ("The pier is expected to open on April 1, 2023, four years after 2019 began.", 2019),
        ("It would be heavier than the anchor dropped there in 1945.", 1945),
        ("The pier will be finished in 2045.", None),
    ],
)
def test_years_that_a_text_mentions_as_past(text: str, year: int | None) -> None:
    assert latest_year(text) == year


@pytest.mark.parametrize(("text", "month"), [("5 Auguſt 2017", 8), ("5 AUGUST 2017", 8)])
def test_a_long_s_is_an_s(text: str, month: int) -> None:
    assert [found.value.month for found in find_dates(text)] == [month]


def test_a_letter_that_only_looks_like_another_makes_no_month() -> None:
    assert find_dates("5 Aprıl 2017") == ()


def test_tells_a_change_from_the_first_day() -> None:
    dates = find_dates("Published: Aug. 3, 2014, 5:05 p.m. Updated: Aug. 4, 2014, 8:20 p.m.")
    assert [(str(date.value), date.updated) for date in dates] == [("2014-08-03", False), ("2014-08-04", True)]


def test_a_sidecar_may_hold_a_bare_year() -> None:
    year = parse_date(" 2014 ")
    assert year is not None
    assert (str(year.value), year.precision) == ("2014-01-01", "year")
    assert parse_date("soon") is None


def test_a_sidecar_may_hold_a_day_without_hyphens() -> None:
    day = parse_date("20160529")
    assert day is not None
    assert (str(day.value), day.precision) == ("2016-05-29", "day")
    assert parse_date("20161329") is None


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("The pact was signed in 1951 and revised in 1960.", 1960),
        ("It was signed in 1951. By 2035 the base will close.", 1951),
        ("It was signed in 1951. Will it last until 2035?", 1951),
        ("It was signed in 1951. The plan is on track to end in 2030.", 1951),
        ("By late 2012, the cabinet decided.", 2012),
        ("He would have liked the mayor, who died in 2022.", 2022),
        ("From 2009 to 2017, leaders hoped that trade would help.", 2017),
        ("It began in the 1990s.", None),
        ("It cost $2016 and 2,020 yen.", None),
        ("", None),
    ],
)
def test_the_latest_year_of_past_or_present(text: str, year: int | None) -> None:
    assert latest_year(text) == year


def test_the_day_of_publication_bounds_the_years() -> None:
    assert latest_year("It ends in 2031. It began in 2020, as 2024 will show.", published=2024) == 2024
    assert latest_year("It stood open in 2031 and 2019.", seen=2025) == 2019


@given(st.text(max_size=120) | st.from_regex(r"([0-9]{1,4}[-/. ]){1,4}[A-Z][a-z]{2} [0-9]{1,4}"))
def test_any_text_is_read(text: str) -> None:
    latest_year(text)
    parse_date(text)
    for date in find_dates(text):
        assert 0 <= date.start < date.end <= len(text)
        assert 1900 <= date.value.year <= 2099
