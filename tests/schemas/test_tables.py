"""One failing row for every constraint of every table, made by the least change of a row that is right."""

from datetime import UTC, date, datetime
from typing import Any

import pandera.errors
import polars as pl
import pytest

from flows.cleaning.blocks import LABELS
from schemas import TABLES, model
from schemas.blocks import _MEANINGS
from schemas.derive import arrow_schema, columns
from schemas.validate import check

DOC = "0123456789abcdef"
CLAIM = f"clm-{DOC}"
FIGURE = f"fig-{DOC}"
OTHER = "fedcba9876543210"

ROWS: dict[str, dict[str, Any]] = {
    "documents": {
        "doc_id": DOC,
        "source_path": "raw/sample/harbour.txt",
        "record": None,
        "format": "text",
        "encoding": "utf-8",
        "raw_sha256": DOC * 4,
        "raw_bytes": 120,
        "url": "https://example.org/harbour",
        "site": "example.org",
        "publisher": "The Example",
        "title": "A harbour",
        "subtitle": None,
        "section": None,
        "issue": None,
        "authors": ["Ann Author", "Bo Writer"],
        "author_affiliation": None,
        "author_bio": None,
        "published": date(2020, 1, 1),
        "published_precision": "year",
        "published_basis": "stated",
        "mentions_until": 2019,
        "language": "en",
        "n_chars": 11,
        "n_words": 2,
        "n_sentences": 2,
        "n_claims": 1,
        "n_figures": 1,
        "truncated": False,
        "duplicate_of": None,
        "rights": "all-rights-reserved",
        "license": None,
        "text": "Ships sail.",
    },
    "blocks": {
        "doc_id": DOC,
        "block_no": 1,
        "start": 0,
        "end": 11,
        "label": "body",
        "continues": False,
        "rule": "line_form",
        "confidence": 0.9,
    },
    "claims": {
        "claim_id": CLAIM,
        "doc_id": DOC,
        "paragraph_no": 1,
        "sentence_no": 1,
        "start": 0,
        "end": 40,
        "text": "Two ships may sail, said the harbourmaster.",
        "claim_type": "prediction",
        "source_kind": "person",
        "source_name": "harbourmaster",
        "cue": "said",
        "cue_start": 20,
        "quotation": "indirect",
        "hedged": True,
        "hedge_cue": "may",
        "negated": False,
        "causal": False,
        "comparative": False,
        "conditional": False,
        "vague": False,
        "topics": ["maritime", "burden_sharing"],
        "countries": ["JP", "US"],
        "figure_ids": [FIGURE],
        "checkworthiness": 0.5,
        "confidence": 1.0,
    },
    "attributions": {
        "attribution_id": f"att-{DOC}",
        "doc_id": DOC,
        "claim_id": CLAIM,
        "source_start": 25,
        "source_end": 42,
        "cue_start": 20,
        "cue_end": 24,
        "content_start": 0,
        "content_end": 18,
        "source_kind": "person",
        "source_name": "harbourmaster",
        "quotation": "indirect",
        "resolved_by": "noun",
    },
    "figures": {
        "figure_id": FIGURE,
        "doc_id": DOC,
        "claim_id": CLAIM,
        "sentence_no": 1,
        "start": 0,
        "end": 9,
        "text": "Two ships",
        "value": 2.0,
        "value_high": None,
        "kind": "count",
        "unit": "ship",
        "comparator": None,
        "of": None,
        "per": None,
        "measure": None,
        "entity": "JP",
        "time": "2017-03/2018",
        "statistic": None,
        "trend": None,
        "role": "level",
        "equivalent_of": None,
        "number_start": 0,
        "number_end": 3,
        "normalized_value": None,
        "normalized_unit": None,
    },
    "mentions": {
        "doc_id": DOC,
        "start": 0,
        "end": 5,
        "text": "Tokyo",
        "kind": "country",
        "name": "Japan",
        "code": "JP",
    },
    "references": {
        "doc_id": DOC,
        "number": 1,
        "start": 0,
        "end": 9,
        "text": "[1] Ships",
        "authors": None,
        "title": None,
        "year": 1999,
        "accessed": date(2020, 5, 4),
        "url": "http://example.org",
    },
    "rejects": {
        "source_path": "raw/empty.txt",
        "record": None,
        "raw_sha256": None,
        "stage": "read",
        "reason": "empty",
        "detail": "the file has no bytes",
    },
    "runs": {
        "run_id": "20201231T235959Z-1",
        "started_at": datetime(2020, 12, 31, tzinfo=UTC),
        "seconds": 1.5,
        "code_version": "0.1.0",
        "lexicon_version": "0011aabb",
        "n_read": 3,
        "n_new": 1,
        "n_reused": 1,
        "n_rejected": 1,
    },
}

# table, what to change in the row, the check that must fail
Case = tuple[str, dict[str, Any], str]
MATCHES, ISIN, LOW, HIGH = "str_matches", "isin", "greater_than_or_equal_to", "less_than_or_equal_to"
BAD_PATTERNS: dict[str, tuple[str, ...]] = {
    "documents": (
        "doc_id", "source_path", "record", "encoding", "raw_sha256", "url", "site", "publisher", "title", "subtitle",
        "section", "issue", "author_affiliation", "author_bio", "language", "duplicate_of", "license",
    ),
    "blocks": ("doc_id", "rule"),
    "claims": ("claim_id", "doc_id", "text", "source_name", "cue", "hedge_cue"),
    "attributions": ("attribution_id", "doc_id", "claim_id", "source_name"),
    "figures": (
        "figure_id", "doc_id", "claim_id", "text", "unit", "of", "per", "measure", "entity", "time", "equivalent_of",
        "normalized_unit",
    ),
    "mentions": ("doc_id", "text", "name", "code"),
    "references": ("doc_id", "text", "authors", "title", "url"),
    "rejects": ("source_path", "record", "raw_sha256", "detail"),
    "runs": ("run_id", "code_version", "lexicon_version"),
}  # fmt: skip
BAD_ENUMS = {
    "documents": ("format", "published_precision", "published_basis", "rights"),
    "blocks": ("label",),
    "claims": ("claim_type", "source_kind", "quotation"),
    "attributions": ("source_kind", "quotation", "resolved_by"),
    "figures": ("kind", "comparator", "statistic", "trend", "role"),
    "mentions": ("kind",),
    "rejects": ("stage", "reason"),
}
TOO_LOW = {
    "documents": {"raw_bytes": 0, "mentions_until": 999}
    | dict.fromkeys(("n_chars", "n_words", "n_sentences", "n_claims", "n_figures"), -1),
    "blocks": {"block_no": 0, "start": -1, "confidence": -0.1},
    "claims": {
        "paragraph_no": 0,
        "sentence_no": 0,
        "start": -1,
        "cue_start": -1,
        "checkworthiness": -0.1,
        "confidence": -0.1,
    },
    "attributions": {"source_start": -1, "cue_start": -1, "content_start": -1},
    "figures": {"sentence_no": 0, "start": -1, "number_start": -1},
    "mentions": {"start": -1},
    "references": {"number": -1, "start": -1, "year": 999},
    "runs": {"seconds": -0.1} | dict.fromkeys(("n_read", "n_new", "n_reused", "n_rejected"), -1),
}
TOO_HIGH = {
    "documents": {"mentions_until": 10_000},
    "blocks": {"confidence": float("nan")},
    "claims": {"checkworthiness": 1.1, "confidence": 1.1},
    "references": {"year": 10_000},
}
BETWEEN_COLUMNS: list[Case] = [
    ("documents", {"doc_id": OTHER}, "doc_id_from_bytes"),
    ("documents", {"authors": ["Ann Author", " "]}, "authors_named"),
    ("documents", {"authors": [None]}, "authors_named"),
    ("documents", {"published": None}, "published_explained"),
    ("documents", {"published_basis": None}, "published_explained"),
    ("documents", {"published": date(2020, 2, 1)}, "published_on_first_day"),
    ("documents", {"published": date(2020, 2, 2), "published_precision": "month"}, "published_on_first_day"),
    ("documents", {"n_claims": 3}, "claims_are_sentences"),
    ("documents", {"duplicate_of": DOC}, "not_its_own_duplicate"),
    ("documents", {"rights": "open"}, "open_has_license"),
    ("documents", {"n_chars": 12}, "n_chars_of_text"),
    ("blocks", {"end": 0}, "start_before_end"),
    ("blocks", {"continues": True, "label": "heading"}, "only_body_continues"),
    ("claims", {"end": 0}, "start_before_end"),
    ("claims", {"source_name": None}, "author_unnamed"),
    ("claims", {"source_kind": "author"}, "author_unnamed"),
    ("claims", {"source_kind": "author"}, "author_without_cue"),
    ("claims", {"source_kind": "author"}, "author_unquoted"),
    ("claims", {"quotation": "none"}, "author_unquoted"),
    ("claims", {"cue": None}, "cue_has_place"),
    ("claims", {"cue_start": None}, "cue_has_place"),
    ("claims", {"cue_start": 40}, "cue_in_sentence"),
    ("claims", {"hedge_cue": None}, "hedge_is_hedged"),
    ("claims", {"hedged": False}, "hedge_is_hedged"),
    ("claims", {"topics": ["Burden Sharing"]}, "topics_named"),
    ("claims", {"topics": ["maritime", "maritime"]}, "topics_named"),
    ("claims", {"countries": ["Japan"]}, "countries_coded"),
    ("claims", {"figure_ids": [CLAIM]}, "figure_ids_formed"),
    ("claims", {"figure_ids": [FIGURE, FIGURE]}, "figure_ids_formed"),
    ("attributions", {"content_end": 0}, "spans_ascend"),
    ("attributions", {"source_end": 25}, "spans_ascend"),
    ("attributions", {"cue_end": 19}, "spans_ascend"),
    ("attributions", {"cue_end": None}, "places_whole"),
    ("attributions", {"source_start": None}, "places_whole"),
    ("attributions", {"resolved_by": "continued"}, "continued_without_cue"),
    ("figures", {"end": 0}, "start_before_end"),
    ("figures", {"value": float("nan")}, "values_finite"),
    ("figures", {"value_high": float("inf")}, "values_finite"),
    ("figures", {"value_high": 1.0}, "range_ascends"),
    ("figures", {"number_end": 10}, "number_in_figure"),
    ("figures", {"number_end": 0}, "number_in_figure"),
    ("figures", {"start": 1}, "number_in_figure"),
    ("figures", {"kind": "money", "unit": "dollar"}, "money_in_currency"),
    ("figures", {"kind": "money", "unit": None}, "money_in_currency"),
    ("figures", {"kind": "percent", "unit": "%"}, "percent_in_percent"),
    ("figures", {"kind": "age", "unit": "years"}, "time_in_time_units"),
    ("figures", {"kind": "duration", "unit": None}, "time_in_time_units"),
    ("figures", {"kind": "frequency", "unit": "times"}, "frequency_in_times"),
    ("figures", {"kind": "measurement", "unit": None}, "measured_in_something"),
    ("figures", {"kind": "rank"}, "plain_without_unit"),
    ("figures", {"normalized_value": 2.0}, "normalized_with_unit"),
    ("figures", {"equivalent_of": FIGURE}, "not_its_own_equivalent"),
    ("mentions", {"end": 0}, "start_before_end"),
    ("mentions", {"code": None}, "country_coded"),
    ("mentions", {"kind": "place"}, "country_coded"),
    ("references", {"end": 0}, "start_before_end"),
    ("runs", {"seconds": float("inf")}, "seconds_finite"),
    ("runs", {"n_read": 4}, "counts_add_up"),
]
# Constraints of one column: every change of a row here must fail the check by itself.
COLUMN_CASES: list[Case] = [
    *((t, dict.fromkeys(names, " "), MATCHES) for t, names in BAD_PATTERNS.items()),
    *((t, dict.fromkeys(names, "nonsense"), ISIN) for t, names in BAD_ENUMS.items()),
    *((t, values, LOW) for t, values in TOO_LOW.items()),
    *((t, values, HIGH) for t, values in TOO_HIGH.items()),
    *((t, {c.name: None for c in columns(t) if not c.nullable}, "not_nullable") for t in TABLES),
]


def frame(table: str, *changes: dict[str, Any]) -> pl.DataFrame:
    schema = pl.DataFrame(arrow_schema(table).empty_table()).schema
    return pl.DataFrame([ROWS[table] | change for change in changes], schema=schema, orient="row")


def failed(table: str, *changes: dict[str, Any]) -> list[tuple[str, str]]:
    return [(v.column, v.check.split("(")[0]) for v in check(table, frame(table, *changes))]


@pytest.mark.parametrize("table", TABLES)
def test_a_right_row_passes(table: str) -> None:
    assert failed(table, {}) == []


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_table_passes(table: str) -> None:
    assert failed(table) == []


def failures(table: str, changes: list[dict[str, Any]]) -> set[tuple[int, str, str]]:
    """Return (row, column, check) of all that fails where each change makes a row."""
    with pytest.raises(pandera.errors.SchemaErrors) as error:
        model(table).validate(frame(table, *changes), lazy=True)
    cases = error.value.failure_cases
    names = cases["check"].str.replace(r"\(.*", "", n=1)
    return set(zip(cases["index"], cases["column"], names, strict=True))


@pytest.mark.parametrize("table", TABLES)
def test_wrong_values_fail(table: str) -> None:
    cases = [(changes, name) for t, changes, name in COLUMN_CASES if t == table]
    wanted = {(row, column, name) for row, (changes, name) in enumerate(cases) for column in changes}
    assert wanted - failures(table, [changes for changes, _ in cases]) == set()


@pytest.mark.parametrize("table", [table for table in TABLES if model(table).to_schema().checks])
def test_rows_that_contradict_themselves_fail(table: str) -> None:
    cases = [(change, name) for t, change, name in BETWEEN_COLUMNS if t == table]
    found = {(row, name) for row, _, name in failures(table, [change for change, _ in cases])}
    assert {(row, name) for row, (_, name) in enumerate(cases)} - found == set()


@pytest.mark.parametrize("table", TABLES)
def test_a_repeated_key_fails_in_both_rows(table: str) -> None:
    key = ", ".join(model(table).to_schema().unique)
    assert failed(table, {}, {}) == [(key, "multiple_fields_uniqueness")] * 2


@pytest.mark.parametrize("table", TABLES)
def test_every_constraint_has_a_failing_row(table: str) -> None:
    schema = model(table).to_schema()
    constraints = {(name, check.name) for name, column in schema.columns.items() for check in column.checks} | {
        (name, "not_nullable") for name, column in schema.columns.items() if not column.nullable
    }
    rules = {check.name for check in schema.checks}
    tried = [case for case in COLUMN_CASES if case[0] == table]
    assert constraints - {(name, check) for _, change, check in tried for name in change} == set()
    assert rules - {check for t, _, check in BETWEEN_COLUMNS if t == table} == set()


@pytest.mark.parametrize(
    "accepted",
    [
        ("documents", {"rights": "open", "license": "CC-BY-4.0", "text": None, "authors": []}),
        ("documents", {"published": None, "published_precision": None, "published_basis": None}),
        ("documents", {"published": date(2020, 5, 17), "published_precision": "day"}),
        ("claims", {"source_kind": "author", "source_name": None, "cue": None, "cue_start": None, "quotation": "none"}),
        ("claims", {"text": None, "topics": [], "countries": [], "figure_ids": [], "hedged": False, "hedge_cue": None}),
        ("attributions", {"source_start": None, "source_end": None, "resolved_by": "label"}),
        ("attributions", {"cue_start": None, "cue_end": None, "resolved_by": "continued", "quotation": "direct"}),
        ("figures", {"kind": "money", "unit": "USD", "value_high": 2.0, "time": "1960s"}),
        ("figures", {"kind": "duration", "unit": "decade", "normalized_value": 20.0, "normalized_unit": "year"}),
        ("figures", {"kind": "fraction", "unit": None, "claim_id": None, "time": "1945-08-15"}),
        ("figures", {"unit": None}),
        ("mentions", {"kind": "person", "code": None}),
        ("references", {"url": "www.example.org/ships"}),
        ("documents", {"language": "und", "url": "HTTPS://Example.org/A"}),
        ("documents", {"title": "\n one line\nand another"}),
    ],
)  # fmt: skip
def test_what_the_codebook_allows_passes(accepted: tuple[str, dict[str, Any]]) -> None:
    table, change = accepted
    assert failed(table, change) == []


def test_every_label_has_a_meaning_and_no_meaning_is_left_over() -> None:
    assert set(_MEANINGS) == set(LABELS)


def test_an_unknown_table_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        model("fields")
