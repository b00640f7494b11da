"""A small dataset that is right, and one change for every check that must find it."""

import hashlib
import shutil
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.storage.dataset.checks import FILE_CHECKS, MOST_SHOWN, PROOFS, CheckReport, check_dataset
from flows.storage.dataset.sql_checks import sql_checks
from schemas import TABLES
from schemas.derive import arrow_schema

Rows = dict[str, list[dict[str, Any]]]
RAW = (
    "Harbour news\n\nTokyo sent two ships, the captain\nsaid, on a long\n\n- 7 -\n\nvoyage. That may cost $5.\n\n"
    "[1] A. Author, Sea\nTales, 1999.\n"
)
SHORT_RAW = "\ufeffNothing happened.\n"


def doc_id_of(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()[:16]


DOC, SHORT = doc_id_of(RAW), doc_id_of(SHORT_RAW)
RAWS = {DOC: RAW, SHORT: SHORT_RAW}


def document(raw: str, text: str, **changes: Any) -> dict[str, Any]:
    sha = hashlib.sha256(raw.encode()).hexdigest()
    row = dict.fromkeys(arrow_schema("documents").names)
    basic = {"doc_id": sha[:16], "source_path": f"raw/{sha[:4]}.txt", "format": "text", "encoding": "utf-8"}
    counts = {
        "n_chars": len(text),
        "n_words": len(text.split()),
        "n_claims": 0,
        "n_figures": 0,
        "n_sentences": 1,
        "truncated": False,
    }
    rest = {"authors": [], "language": "en", "rights": "all-rights-reserved", "text": text}
    return row | basic | {"raw_sha256": sha, "raw_bytes": len(raw.encode())} | counts | rest | changes


def span(first: str, last: str = "") -> dict[str, int]:
    return {"start": RAW.index(first), "end": RAW.index(last or first) + len(last or first)}


def block(number: int, label: str, first: str, last: str = "", **changes: Any) -> dict[str, Any]:
    row = {"doc_id": DOC, "block_no": number, "label": label, "continues": False, "rule": "test", "confidence": 1.0}
    return row | span(first, last) | changes


def claim(number: int, text: str, **changes: Any) -> dict[str, Any]:
    row = {
        "claim_id": f"clm-{number:016x}", "doc_id": DOC, "paragraph_no": 1, "sentence_no": number, "text": text,
        "claim_type": "fact", "source_kind": "author", "source_name": None, "cue": None, "cue_start": None,
        "quotation": "none", "hedged": False, "hedge_cue": None, "negated": False, "causal": False,
        "comparative": False, "conditional": False, "vague": False,
        "topics": [], "countries": [], "figure_ids": [f"fig-{number:016x}"],
        "checkworthiness": 0.5, "confidence": 0.5,
    }  # fmt: skip
    return row | changes


def figure(number: int, text: str, value: float, kind: str, unit: str, **changes: Any) -> dict[str, Any]:
    row = dict.fromkeys(arrow_schema("figures").names) | span(text)
    ids = {"figure_id": f"fig-{number:016x}", "doc_id": DOC, "claim_id": f"clm-{number:016x}", "sentence_no": number}
    place = {"number_start": row["start"], "number_end": row["end"], "text": text}
    return row | ids | place | {"value": value, "kind": kind, "unit": unit, "role": "level"} | changes


def attribution(**changes: Any) -> dict[str, Any]:
    source, cue, content = span("the captain"), span("said"), span("Tokyo", "ships")
    row = {
        "attribution_id": f"att-{1:016x}", "doc_id": DOC, "claim_id": f"clm-{1:016x}",
        "source_start": source["start"], "source_end": source["end"], "cue_start": source["start"],
        "cue_end": cue["end"], "content_start": content["start"], "content_end": content["end"],
        "source_kind": "person", "source_name": "captain", "quotation": "indirect", "resolved_by": "noun",
    }  # fmt: skip
    return row | changes


def right_rows() -> Rows:
    first = "Tokyo sent two ships, the captain said, on a long voyage."
    text = f"Harbour news\n\n{first} That may cost $5."
    reported = {"source_kind": "person", "source_name": "captain", "cue": "the captain said", "quotation": "indirect"}
    cue_start = {"cue_start": RAW.index("the captain")}
    run = {"run_id": "old", "started_at": datetime(2020, 1, 1, tzinfo=UTC), "seconds": 1.0, "code_version": "0.1.0"}
    run |= {"lexicon_version": "1", "n_read": 9, "n_new": 9, "n_reused": 0, "n_rejected": 0}
    latest = {"run_id": "new", "started_at": datetime(2021, 1, 1, tzinfo=UTC)}
    latest |= {"n_read": 3, "n_new": 1, "n_reused": 1, "n_rejected": 1}
    reject = {"source_path": "raw/e.txt", "record": None, "raw_sha256": None, "stage": "read", "reason": "empty"}
    rows: Rows = {
        "documents": [
            document(RAW, text, n_claims=2, n_figures=2, n_sentences=2),
            document(SHORT_RAW, "Nothing happened."),
        ],
        "blocks": [
            block(1, "heading", "Harbour news"),
            block(2, "body", "Tokyo", "captain"),
            block(3, "body", "said, on a long", continues=True),
            block(4, "navigation", "- 7 -"),
            block(5, "body", "voyage.", "$5.", continues=True),
            block(6, "note", "[1] A. Author, Sea"),
            block(7, "note", "Tales, 1999."),
            block(1, "body", "") | {"doc_id": SHORT, "start": 0, "end": len(SHORT_RAW) - 1},
        ],
        "claims": [
            claim(1, first, **reported, **cue_start, **span("Tokyo", "voyage.")),
            claim(2, "That may cost $5.", hedged=True, hedge_cue="may", **span("That", "$5.")),
        ],
        "attributions": [attribution()],
        "figures": [figure(1, "two ships", 2.0, "count", "ship"), figure(2, "$5", 5.0, "money", "USD")],
        "mentions": [
            {"doc_id": DOC, "text": "Tokyo", "kind": "country", "name": "Japan", "code": "JP"} | span("Tokyo")
        ],
        "references": [
            dict.fromkeys(arrow_schema("references").names)
            | {"doc_id": DOC, "number": 1, "text": "[1] A. Author, Sea Tales, 1999."}
            | span("[1]", "1999.")
        ],
        "rejects": [reject | {"detail": "no bytes"}],
        "runs": [run, run | latest],
    }
    for table, found in rows.items():
        if table not in ("rejects", "runs"):
            rows[table] = sorted(found, key=lambda row: (row["doc_id"], row.get("start", 0)))
    return rows


def write(folder: Path, rows: Rows) -> Path:
    for table in TABLES:
        (folder / table).mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(rows[table], arrow_schema(table)), folder / table / "part-a.parquet")
    return folder


def raw_text(source_path: str, record: str | None, doc_id: str) -> str | None:
    return RAWS.get(doc_id)


def checked(folder: Path, rows: Rows) -> CheckReport:
    return check_dataset(write(folder, rows), raw_text)


def only(rows: Rows, table: str, **wanted: Any) -> dict[str, Any]:
    (row,) = [r for r in rows[table] if all(r[name] == value for name, value in wanted.items())]
    return row


def test_a_right_dataset_passes_every_check(tmp_path: Path) -> None:
    report = checked(tmp_path, right_rows())
    assert report.failures == ()
    assert report.ok
    assert (report.n_documents, report.n_proved, report.n_unprovable) == (2, 2, 0)
    assert {*FILE_CHECKS, *PROOFS, "keys_unique", "keys_found", "rows_sorted"} < set(report.checks)


def test_a_dataset_of_empty_tables_passes(tmp_path: Path) -> None:
    assert checked(tmp_path, {table: [] for table in TABLES}).ok


def test_a_folder_with_quotes_and_brackets_in_its_name(tmp_path: Path) -> None:
    report = checked(tmp_path / "it's [new] * {a}", right_rows())
    assert report.ok
    assert report.n_proved == 2


def twice(table: str) -> Callable[[Rows], None]:
    return lambda rows: rows[table].insert(0, deepcopy(rows[table][0]))


def change(table: str, where: dict[str, Any], **values: Any) -> Callable[[Rows], None]:
    return lambda rows: only(rows, table, **where).update(values)


def drop(table: str, **where: Any) -> Callable[[Rows], None]:
    return lambda rows: rows[table].remove(only(rows, table, **where))


FIRST_FIGURE, SECOND_FIGURE = {"value": 2.0}, {"value": 5.0}
FIRST_CLAIM, SECOND_CLAIM = {"sentence_no": 1}, {"sentence_no": 2}
ABSENT = "0" * 16

CASES: list[tuple[str, str, Callable[[Rows], None]]] = [
    ("rows_follow_schema", "mentions", change("mentions", {}, code="Japan")),
    *(("keys_unique", table, twice(table)) for table in ("documents", "blocks", "mentions", "rejects", "runs")),
    ("keys_found", "blocks", drop("documents", doc_id=SHORT)),
    ("keys_found", "claims", drop("figures", **SECOND_FIGURE)),
    ("keys_found", "figures", drop("claims", **SECOND_CLAIM)),
    ("keys_found", "figures", change("figures", FIRST_FIGURE, equivalent_of=f"fig-{ABSENT}")),
    ("keys_found", "documents", change("documents", {"doc_id": SHORT}, duplicate_of=ABSENT)),
    ("duplicates_repeat_originals", "documents", change("documents", {"doc_id": SHORT}, duplicate_of=SHORT)),
    ("keys_found", "mentions", change("mentions", {}, doc_id=ABSENT)),
    ("keys_found", "references", change("references", {}, doc_id=ABSENT)),
    ("rows_sorted", "documents", lambda rows: rows["documents"].reverse()),
    ("rows_sorted", "claims", lambda rows: rows["claims"].reverse()),
    ("articles_have_blocks", "documents", drop("blocks", doc_id=SHORT)),
    ("blocks_in_order", "blocks", change("blocks", {"block_no": 3}, start=RAW.index("captain"))),
    ("blocks_in_order", "blocks", change("blocks", {"block_no": 7}, block_no=9)),
    ("spans_in_their_blocks", "mentions", change("blocks", {"block_no": 2}, label="caption")),
    ("spans_in_their_blocks", "references", change("blocks", {"block_no": 7}, label="legal")),
    ("spans_in_their_blocks", "mentions", change("mentions", {}, start=RAW.index("\n\nTokyo"))),
    ("attributions_in_their_claims", "attributions", change("attributions", {}, content_end=RAW.index("may"))),
    ("attributions_in_their_claims", "attributions", change("attributions", {}, source_end=RAW.index("may"))),
    ("claims_keep_an_attribution", "claims", drop("attributions")),
    ("claims_keep_an_attribution", "claims", change("attributions", {}, source_name="crew")),
    ("sources_in_the_body", "attributions", change("attributions", {}, source_start=RAW.index("news"))),
    ("figures_in_their_claims", "figures", change("figures", SECOND_FIGURE, sentence_no=1)),
    ("figures_in_their_claims", "figures", change("claims", FIRST_CLAIM, end=RAW.index("ships"))),
    ("claims_list_their_figures", "claims", change("claims", FIRST_CLAIM, figure_ids=[])),
    ("claims_list_their_figures", "claims", change("figures", FIRST_FIGURE, claim_id=None)),
    ("claims_counted", "documents", change("documents", {"doc_id": DOC}, n_claims=1)),
    ("figures_counted", "documents", change("documents", {"doc_id": SHORT}, n_figures=1)),
    ("sentences_counted", "documents", change("documents", {"doc_id": DOC}, n_sentences=1)),
    ("articles_counted", "runs", change("runs", {"run_id": "new"}, n_read=2, n_reused=0)),
    ("rejects_counted", "runs", drop("rejects")),
    ("text_covered", "blocks", drop("blocks", block_no=4)),
    ("text_covered", "blocks", drop("blocks", block_no=7)),
    ("text_covered", "blocks", change("blocks", {"doc_id": SHORT}, start=1)),
    ("text_covered", "blocks", change("blocks", {"doc_id": SHORT}, end=99)),
    ("clean_text_from_blocks", "documents", change("documents", {"doc_id": SHORT}, text="Nothing happenes.")),
    ("clean_text_from_blocks", "documents", change("blocks", {"label": "heading"}, label="kicker")),
    ("text_proved", "claims", change("claims", SECOND_CLAIM, text="That may cost $6.")),
    ("text_proved", "figures", change("figures", FIRST_FIGURE, start=RAW.index("two") - 1)),
    ("text_proved", "mentions", change("mentions", {}, text="Kyoto")),
    ("text_proved", "references", change("references", {}, text="[1] A. Author, Sea\nTales, 1999.")),
    ("cue_proved", "claims", change("claims", FIRST_CLAIM, cue="the captain says")),
    ("cue_proved", "claims", change("claims", FIRST_CLAIM, cue_start=RAW.index("two"))),
]


def test_rows_in_another_part_than_their_article_fail(tmp_path: Path) -> None:
    folder = write(tmp_path, right_rows())
    (folder / "claims" / "part-a.parquet").rename(folder / "claims" / "part-b.parquet")
    assert check_dataset(folder, raw_text).totals == {"rows_beside_their_article": 1}


def test_an_id_that_stands_in_a_part_checked_before_fails(tmp_path: Path) -> None:
    folder = write(tmp_path, right_rows())
    for file in [file for table in TABLES if table != "runs" for file in (folder / table).iterdir()]:
        shutil.copy(file, file.with_name("part-b.parquet"))
    failures = check_dataset(folder, proven={"part-a"}).failures
    twice = {failure.table for failure in failures if failure.check == "keys_unique"}
    assert twice >= {"documents", "claims", "attributions", "figures"}


def test_without_raw_texts_nothing_is_proved_and_the_rest_is_checked(tmp_path: Path) -> None:
    report = check_dataset(write(tmp_path, right_rows()))
    assert (report.n_documents, report.n_proved, report.n_unprovable) == (2, 0, 0)
    assert not set(PROOFS) & set(report.checks)


def equivalent_elsewhere(rows: Rows) -> None:
    spare = only(rows, "figures", **FIRST_FIGURE) | {"doc_id": SHORT, "claim_id": None, "figure_id": f"fig-{ABSENT}"}
    rows["figures"].append(spare)
    only(rows, "figures", **SECOND_FIGURE)["equivalent_of"] = f"fig-{ABSENT}"


CASES.append(("equivalents_in_one_article", "figures", equivalent_elsewhere))


@pytest.mark.parametrize(("name", "table", "spoil"), CASES)
def test_a_spoilt_dataset_fails(
    name: str, table: str, spoil: Callable[[Rows], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name != "rows_follow_schema":
        # Most of the time goes there, and tests/schemas has its cases.
        monkeypatch.setattr("flows.storage.dataset.checks.check_rows", lambda table, frame: [])
    monkeypatch.setattr("flows.storage.dataset.checks.sql_checks", lambda: (c for c in sql_checks() if c.name == name))
    rows = right_rows()
    spoil(rows)
    report = checked(tmp_path, rows)
    assert not report.ok
    assert (name, table) in {(failure.check, failure.table) for failure in report.failures}
    assert all(failure.detail for failure in report.failures)


def test_every_check_has_a_case(tmp_path: Path) -> None:
    checks = set(checked(tmp_path, right_rows()).checks)
    layout = {*FILE_CHECKS[:4], "rows_beside_their_article"}
    assert checks - layout == {name for name, _, _ in CASES}


def test_a_failure_says_article_and_what_stands_where(tmp_path: Path) -> None:
    rows = right_rows()
    only(rows, "mentions")["text"] = "Kyoto"
    (failure,) = checked(tmp_path, rows).failures
    assert failure.doc_id == DOC
    assert str(failure) == (f"text_proved: mentions of {DOC}: holds 'Kyoto' where the raw text at 14:19 has 'Tokyo'")


def test_an_article_whose_raw_text_is_gone_is_counted_not_failed(tmp_path: Path) -> None:
    folder = write(tmp_path, right_rows())
    report = check_dataset(folder, lambda source_path, record, doc_id: RAW if doc_id == DOC else None)
    assert report.ok
    assert (report.n_documents, report.n_proved, report.unprovable) == (2, 1, (SHORT,))


def test_a_release_without_texts_is_proved_as_far_as_it_goes(tmp_path: Path) -> None:
    rows = right_rows()
    for row in (*rows["documents"], *rows["claims"]):
        row["text"] = None
    assert checked(tmp_path, rows).ok


def test_many_failures_are_counted_and_a_few_shown(tmp_path: Path) -> None:
    rows = right_rows()
    rows["mentions"] = [only(rows, "mentions") | {"doc_id": f"{n:016x}"} for n in range(100)]
    report = checked(tmp_path, rows)
    assert report.totals["keys_found"] == 100
    assert sum(failure.check == "keys_found" for failure in report.failures) == MOST_SHOWN


def test_a_table_without_a_file_fails(tmp_path: Path) -> None:
    folder = write(tmp_path, right_rows())
    (folder / "mentions" / "part-a.parquet").unlink()
    assert check_dataset(folder, raw_text).totals == {"parts_there": 1}


def test_a_broken_file_fails(tmp_path: Path) -> None:
    folder = write(tmp_path, right_rows())
    (folder / "mentions" / "part-b.parquet").write_bytes(b"PAR1 and no more")
    assert check_dataset(folder, raw_text).totals == {"parts_readable": 1}


def test_what_keeps_the_checks_from_their_end_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk without room for what DuckDB puts aside, or a part that was damaged since it was checked."""
    folder = write(tmp_path, right_rows())
    file = folder / "claims" / "part-a.parquet"
    file.write_bytes(b"x" * file.stat().st_size)
    with pytest.raises(OSError, match="No magic bytes") as raised:
        check_dataset(folder, proven={"part-a"})
    assert raised.value.filename == str(folder)
    assert "\n" not in str(raised.value)


def test_a_file_whose_end_is_damaged_fails(tmp_path: Path) -> None:
    folder = write(tmp_path, right_rows())
    file = folder / "mentions" / "part-a.parquet"
    data = file.read_bytes()
    file.write_bytes(data[:-40] + b"\xff" * 30 + data[-10:])
    assert check_dataset(folder, raw_text).totals == {"parts_readable": 1}


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda t: t.drop_columns("code"), "lacks code"),
        (lambda t: t.append_column("rank", pa.nulls(len(t))), "rank is no column"),
        (lambda t: t.select(t.column_names[::-1]), "columns in another order: "),
        (
            lambda t: t.cast(t.schema.set(1, pa.field("start", pa.int64()))),
            "start int64 should be start int32 not null",
        ),
    ],
)
def test_other_columns_fail_before_any_query(spoil: Callable[[pa.Table], pa.Table], told: str, tmp_path: Path) -> None:
    folder = write(tmp_path, right_rows())
    part = folder / "mentions" / "part-a.parquet"
    pq.write_table(spoil(pq.read_table(part)), part)
    report = check_dataset(folder, raw_text)
    assert report.totals == {"arrow_schema": 1}
    assert report.checks == FILE_CHECKS
    assert told in report.failures[0].detail


def test_lost_descriptions_fail(tmp_path: Path) -> None:
    folder = write(tmp_path, right_rows())
    part = folder / "mentions" / "part-a.parquet"
    pq.write_table(pq.read_table(part).replace_schema_metadata(None), part)
    assert check_dataset(folder, raw_text).totals == {"descriptions": 1}
