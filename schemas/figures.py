"""The table `figures`."""

from typing import Any

import polars as pl

from schemas.fields import (
    CLAIM_ID,
    DOC_ID,
    FIGURE_ID,
    NOT_BLANK,
    Table,
    column,
    implies,
    must_hold,
    spans_text,
    together,
)

KINDS = {
    "money": "an amount of money",
    "percent": "a percentage or percentage points",
    "count": "a number of things or people",
    "duration": "a length of time",
    "age": "an age",
    "measurement": "a length, weight, area, speed or other measure",
    "multiple": "so many times as much: nearly three times, quintupling",
    "fraction": "a part of a whole in words: two-thirds, half of",
    "rank": "a place in an order: second biggest",
    "ordinal": "an ordinal of an anniversary or span: 60th anniversary, seventh decade",
    "frequency": "how often: seven times, twice",
}
COMPARATORS = {
    "about": "about, around, nearly, almost, roughly, barely",
    "over": "over, more than, at least, thousands of",
    "under": "under, less than, up to, or less",
}
STATISTICS = {
    "mean": "an average",
    "median": "a median",
    "total": "a sum over all",
    "maximum": "a record or highest value",
    "minimum": "a lowest value",
}
TRENDS = {"up": "the amount rose or is to rise", "down": "the amount fell or is to fall"}
ROLES = {
    "level": "an amount as it stands",
    "delta": "by how much something changed",
    "from": "the amount before a change",
    "to": "the amount after a change",
}
TIME_UNITS = ("second", "minute", "hour", "day", "weekend", "week", "fortnight", "month", "quarter", "year", "decade")
LONG_TIME_UNITS = ("generation", "century", "millennium")
_MOMENT = r"\d{4}(s|-\d{2}(-\d{2})?)?"


def _unit_matches(pattern: str) -> pl.Expr:
    return pl.col("unit").str.contains(pattern).fill_null(False)


class Figures(Table):
    """The quantities that the body states, with value, unit and what they measure; one row an expression."""

    figure_id: str = column(
        "Identity of the figure, made of the article and its place in it: fig- and 16 hexadecimal digits.",
        pattern=FIGURE_ID,
    )
    doc_id: str = column("The article.", pattern=DOC_ID, references="documents.doc_id")
    claim_id: str = column(
        "The claim that the figure stands in; null where its sentence claims nothing.",
        pattern=CLAIM_ID,
        references="claims.claim_id",
        nullable=True,
    )
    sentence_no: pl.Int32 = column("Sentence of the body, from 1.", low=1)
    start: pl.Int32 = column("Where the figure starts in the raw text.", unit="character", low=0)
    end: pl.Int32 = column("Where the figure ends in the raw text, exclusive.", unit="character")
    text: str = column("The shortest span with number, modifier and unit, as the raw text has it.", pattern=NOT_BLANK)
    value: float = column("The number, scale words resolved: 5 billion is 5000000000.")
    value_high: float = column("Upper end of a range; null elsewhere.", nullable=True)
    kind: str = column("Kind of quantity.", enum=KINDS)
    unit: str = column(
        "Unit of the value: an ISO 4217 code, percent, a unit's name, or the counted noun in the singular; "
        "null where the kind has none, or the sentence does not name what is counted.",
        pattern=NOT_BLANK,
        nullable=True,
    )
    comparator: str = column(
        "How the true amount stands to the value; null: given as it is.", enum=COMPARATORS, nullable=True
    )
    of: str = column("The base of a share, such as GDP.", pattern=NOT_BLANK, nullable=True)
    per: str = column("What a rate counts by, such as a year or a barrel.", pattern=NOT_BLANK, nullable=True)
    measure: str = column("What is measured, in the article's words.", pattern=NOT_BLANK, nullable=True)
    entity: str = column(
        "Whom the figure is about: ISO 3166-1 alpha-2 for a country, else a name; null for alliances and regions.",
        pattern=NOT_BLANK,
        nullable=True,
    )
    time: str = column(
        "When the figure holds, where the text says so: 2017, 1960s, 1996-03, 1996-03-01 or 2010/2015.",
        pattern=f"^{_MOMENT}(/{_MOMENT})?$",
        nullable=True,
    )
    statistic: str = column("What the value is among many.", enum=STATISTICS, nullable=True)
    trend: str = column("Which way the amount goes.", enum=TRENDS, nullable=True)
    role: str = column("Part that the figure has in a change.", enum=ROLES)
    equivalent_of: str = column(
        "The figure of the same article that this one states again in another unit or currency.",
        pattern=FIGURE_ID,
        references="figures.figure_id",
        nullable=True,
    )
    number_start: pl.Int32 = column("Where the number alone starts in the raw text.", unit="character", low=0)
    number_end: pl.Int32 = column("Where the number alone ends in the raw text, exclusive.", unit="character")
    normalized_value: float = column(
        "The value in `normalized_unit`, to compare figures of one kind; of a range its lower end.",
        nullable=True,
    )
    normalized_unit: str = column(
        "Base unit of what is measured: year for durations and ages, metre for lengths, kilogram for weights; for "
        "money, percentages and counts `unit` itself.",
        pattern=NOT_BLANK,
        nullable=True,
    )

    class Config:
        """Primary key."""

        unique = ("figure_id",)

    start_before_end = spans_text()

    @must_hold
    def values_finite(cls: Any) -> pl.Expr:
        """No value is infinite or not a number."""
        names = ("value", "value_high", "normalized_value")
        return pl.all_horizontal(pl.col(name).is_finite().fill_null(True) for name in names)

    @must_hold
    def range_ascends(cls: Any) -> pl.Expr:
        """The upper end of a range is not below its lower end."""
        return pl.col("value_high") >= pl.col("value")

    @must_hold
    def number_in_figure(cls: Any) -> pl.Expr:
        """The number stands inside the figure."""
        inside = (pl.col("number_start") >= pl.col("start")) & (pl.col("number_end") <= pl.col("end"))
        return inside & (pl.col("number_start") < pl.col("number_end"))

    @must_hold
    def money_in_currency(cls: Any) -> pl.Expr:
        """The unit of money is an ISO 4217 code."""
        return implies(pl.col("kind") == "money", _unit_matches("^[A-Z]{3}$"))

    @must_hold
    def percent_in_percent(cls: Any) -> pl.Expr:
        """The unit of a percentage is percent, percentage point or basis point."""
        return implies(pl.col("kind") == "percent", _unit_matches("^(percent|percentage point|basis point)$"))

    @must_hold
    def time_in_time_units(cls: Any) -> pl.Expr:
        """Durations and ages are in units of time."""
        units = "|".join(TIME_UNITS + LONG_TIME_UNITS)
        return implies(pl.col("kind").is_in(["duration", "age"]), _unit_matches(f"^({units})$"))

    @must_hold
    def frequency_in_times(cls: Any) -> pl.Expr:
        """The unit of a frequency is time."""
        return implies(pl.col("kind") == "frequency", _unit_matches("^time$"))

    @must_hold
    def measured_in_something(cls: Any) -> pl.Expr:
        """Measurements have a unit."""
        return implies(pl.col("kind") == "measurement", pl.col("unit").is_not_null())

    @must_hold
    def plain_without_unit(cls: Any) -> pl.Expr:
        """Multiples, fractions, ranks and ordinals have no unit."""
        plain = pl.col("kind").is_in(["multiple", "fraction", "rank", "ordinal"])
        return implies(plain, pl.col("unit").is_null())

    @must_hold
    def normalized_with_unit(cls: Any) -> pl.Expr:
        """A normalized value has a normalized unit, and the other way round."""
        return together("normalized_value", "normalized_unit")

    @must_hold
    def not_its_own_equivalent(cls: Any) -> pl.Expr:
        """A figure does not state itself again."""
        return pl.col("equivalent_of") != pl.col("figure_id")
