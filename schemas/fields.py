"""The words that the table models are written in: a described column, what must hold in a row, shared patterns.

No column is described here.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pandera.polars as pa
import polars as pl

DOC_ID = "^[0-9a-f]{16}$"
SHA256 = "^[0-9a-f]{64}$"
CLAIM_ID = "^clm-[0-9a-f]{16}$"
FIGURE_ID = "^fig-[0-9a-f]{16}$"
SNAKE_CASE = "^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
COUNTRY = "^[A-Z]{2}$"
WEB_ADDRESS = r"^[Hh][Tt][Tt][Pp][Ss]?://\S+$"
PRINTED_ADDRESS = r"^([Hh][Tt][Tt][Pp][Ss]?://|www\.)\S+$"
NOT_BLANK = r"^[\s\S]*\S"


class Table(pa.DataFrameModel):
    """The base of all tables: exactly the columns named, in that order, nothing coerced."""

    class Config:
        """Options of pandera; `unique` in a subclass is the table's primary key."""

        strict = True
        ordered = True


def column(
    description: str,
    *,
    unit: str | None = None,
    enum: Mapping[str, str] | None = None,
    pattern: str | None = None,
    low: float | None = None,
    high: float | None = None,
    nullable: bool = False,
    references: str | None = None,
    since: str = "0.1.0",
) -> Any:
    """Describe a column.

    `enum` maps each allowed value to its meaning; `low` and `high` are inclusive; `pattern` is a regular
    expression that starts with ^; `references` is the "table.column" that every value must be found in; `since` is
    the schema version that the column came with.
    """
    return pa.Field(
        description=description,
        nullable=nullable,
        isin=None if enum is None else list(enum),
        str_matches=pattern,
        ge=low,
        le=high,
        metadata={"unit": unit, "enum": dict(enum or {}), "references": references, "since": since},
    )


def must_hold(method: Callable[[Any], pl.Expr]) -> Any:
    """Make a check of a method that returns what must hold in every row; null counts as holding.

    The method's name names the check, its docstring says it in words; the columns are those of the expression.
    """
    expression = method(None)

    def holds(cls: type[Table], data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(expression)

    columns = ", ".join(dict.fromkeys(expression.meta.root_names()))
    about = {"name": method.__name__, "title": columns, "description": method.__doc__}
    return pa.dataframe_check(**about, statistics={"holds": expression})(holds)


def spans_text() -> Any:
    """Return the check that every span holds something."""

    def start_before_end(cls: Any) -> pl.Expr:
        """`start` stands before `end`."""
        return pl.col("start") < pl.col("end")

    return must_hold(start_before_end)


def together(first: str, *others: str) -> pl.Expr:
    """All of these columns are null, or none is."""
    return pl.all_horizontal(pl.col(first).is_null() == pl.col(other).is_null() for other in others)


def implies(condition: pl.Expr, consequence: pl.Expr) -> pl.Expr:
    """Where the condition holds, so does the consequence."""
    return ~condition | consequence


def each_matches(name: str, pattern: str) -> pl.Expr:
    """Every element of a list column is there and matches the pattern."""
    return pl.col(name).list.eval(pl.element().str.contains(pattern).fill_null(False)).list.all()


def no_repeats(name: str) -> pl.Expr:
    """No element of a list column stands there twice."""
    return pl.col(name).list.len() == pl.col(name).list.n_unique()
