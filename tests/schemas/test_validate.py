import polars as pl
import pytest

from schemas import TABLES, model
from schemas.derive import arrow_schema
from schemas.validate import check, holds


def mentions(**changes: object) -> pl.DataFrame:
    rows: dict[str, object] = {
        "doc_id": ["0123456789abcdef", "fedcba9876543210"],
        "start": [0, 10],
        "end": [5, 15],
        "text": ["Tokyo", "Seoul"],
        "kind": ["country", "country"],
        "name": ["Japan", "South Korea"],
        "code": ["JP", "KR"],
    }
    schema = pl.DataFrame(arrow_schema("mentions").empty_table()).schema
    return pl.DataFrame(rows | changes, schema=schema)


def test_a_violation_names_table_column_check_value_and_article() -> None:
    (violation,) = check("mentions", mentions(code=["JP", "kr"]))
    assert (violation.table, violation.column) == ("mentions", "code")
    assert (violation.value, violation.doc_id) == ("'kr'", "fedcba9876543210")
    assert str(violation) == ("mentions.code: 'kr' in article fedcba9876543210 breaks str_matches('^[A-Z]{2}$')")


def test_a_rule_between_columns_names_them_all() -> None:
    (violation,) = check("mentions", mentions(end=[5, 10]))
    assert (violation.column, violation.value, violation.check) == ("start, end", "10, 10", "start_before_end")


def test_all_violations_are_found_at_once() -> None:
    found = check("mentions", mentions(code=["JP", "kr"], text=["Tokyo", None], end=[-5, 15]))
    assert {violation.column for violation in found} == {"code", "text", "start, end"}


def test_a_long_value_is_cut_and_stays_on_one_line() -> None:
    (violation,) = check("mentions", mentions(kind=["country", "x\n" * 5000]))
    assert len(str(violation)) < 300
    assert "\n" not in str(violation)


@pytest.mark.parametrize(
    ("frame", "column", "name"),
    [
        (mentions().with_columns(pl.col("start").cast(pl.Int64)), "start", "dtype"),
        (mentions().drop("code"), "*", "column_in_dataframe"),
        (mentions().with_columns(extra=pl.lit(1)), "*", "column_in_schema"),
        (mentions().select("start", "doc_id", "end", "text", "kind", "name", "code"), "*", "column_ordered"),
        (mentions().with_columns(code=pl.lit(None)), "code", "dtype"),
    ],
)
def test_other_columns_than_the_schema_s_are_violations(frame: pl.DataFrame, column: str, name: str) -> None:
    found = {(violation.column, violation.check.split("(")[0]) for violation in check("mentions", frame)}
    assert (column, name) in found


@pytest.mark.parametrize("table", (*TABLES, "withheld", "corrections"))
def test_what_is_asked_at_a_glance_is_all_that_the_models_ask(table: str) -> None:
    schema = model(table).to_schema()
    asked = {check.name for column in schema.columns.values() for check in column.checks}
    assert asked <= {"isin", "str_matches", "greater_than_or_equal_to", "less_than_or_equal_to"}
    assert all("holds" in check.statistics for check in schema.checks)


def test_rows_that_follow_their_model_are_known_at_a_glance() -> None:
    assert holds("mentions", mentions())
    assert not holds("mentions", mentions(code=["JP", "kr"]))
    assert not holds("mentions", mentions(doc_id=["0123456789abcdef"] * 2, start=[0, 0], end=[5, 5]))
