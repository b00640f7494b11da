"""From raw files to a published dataset, without Prefect: nothing is lost, nothing is left half done."""

import errno
import os
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from flows.article import Extracted
from flows.cleaning.recurring import Recurring
from flows.reading.article import Article
from flows.settings import BuildSettings
from flows.storage.batches import extract
from flows.storage.batches.extract import build_part
from flows.storage.dataset.checks import check_dataset
from flows.storage.dataset.manifest import DatasetError, open_dataset
from flows.storage.dataset.staging import first_rejects
from flows.storage.parts.stored import TABLES
from flows.storage.planning.plan import make_plan
from flows.storage.raw.texts import RawTexts
from flows.storage.rows.article import Rows
from flows.storage.steps import part_settings
from tests.building import ARTICLE, Build, build_without_prefect

UTF16 = "Allies met in Tokyo on Monday to talk about costs.\n".encode("utf-16")


def rows(dataset: Path, table: str) -> list[dict[str, object]]:
    files = sorted((dataset / table).glob("*.parquet"))
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def test_the_first_rejects_are_rows_of_the_dataset(raw: Path, build: Build, tmp_path: Path) -> None:
    (raw / "empty.txt").write_bytes(b"")
    (raw / "scan.pdf").write_bytes(b"%PDF")
    (raw / "many.jsonl").write_text('{"text": "Japan and its ally met on costs."}\n{"text": 3}\n')
    content = build()
    stored = rows(tmp_path / "output" / "dataset", "rejects")
    assert len(stored) == 3
    assert sorted(map(str, first_rejects(content))) == sorted(map(str, stored))
    assert len(first_rejects(content, most=2)) == 2


def test_every_bad_item_is_a_row_and_the_rest_is_built(raw: Path, build: Build, tmp_path: Path) -> None:
    bad = {
        "empty.txt": b"",
        "blank.txt": b" \n\t\r\n",
        "binary.txt": b"\x89PNG\r\n\x1a\n\x00\x00",
        "damaged.txt": b"Half \xe2\x80 a \xe2\x80\x9cquote\xe2\x80\x9d",
        "nul.txt": b"One \x00 among many words, as exports of old systems have.",
        "huge.txt": b"x" * 3000,
        "sidecar.txt": b"A fine text about the alliance.",
        "sidecar.json": b"{",
        "typed.txt": b"Another fine text about the alliance.",
        "typed.json": b'{"authors": 3}',
        "front.md": b"---\na: [\n---\nWords.",
        "twice.txt": ARTICLE.encode(),
        "lonely.json": b"{}",
        "scan.pdf": b"%PDF",
    }
    for name, data in bad.items():
        (raw / name).write_bytes(data)
    (raw / "loop.txt").symlink_to("loop.txt")
    (raw / "utf16.txt").write_bytes(UTF16)
    build(max_bytes=2000)
    dataset = tmp_path / "output" / "dataset"
    assert {str(row["source_path"]).removeprefix("raw/"): row["reason"] for row in rows(dataset, "rejects")} == {
        "empty.txt": "empty",
        "blank.txt": "blank",
        "binary.txt": "binary",
        "damaged.txt": "undecodable",
        "nul.txt": "nul_characters",
        "huge.txt": "too_large",
        "sidecar.txt": "sidecar_invalid",
        "typed.txt": "sidecar_invalid",
        "front.md": "front_matter_invalid",
        "twice.txt": "duplicate",
        "lonely.json": "sidecar_orphan",
        "scan.pdf": "unknown_format",
        "loop.txt": "symlink_loop",
    }
    encodings = {str(row["source_path"]): row["encoding"] for row in rows(dataset, "documents")}
    assert encodings == {"raw/good.txt": "utf-8", "raw/utf16.txt": "utf-16-le"}
    (run,) = rows(dataset, "runs")
    assert (run["n_read"], run["n_new"], run["n_rejected"]) == (15, 2, 13)


def test_a_file_that_vanishes_is_rejected_and_comes_back(raw: Path, tmp_path: Path) -> None:
    settings = BuildSettings((raw,), tmp_path / "output")
    (raw / "gone.txt").write_text("It was here when the run was planned.")
    plan = make_plan(settings)
    how = part_settings(settings, plan)
    (raw / "gone.txt").unlink()
    (built,) = [build_part(batch, how) for batch in plan.batches()]
    assert [(reject.source_path, reject.reason) for reject in built.passing] == [("raw/gone.txt", "vanished")]
    assert built.part is not None
    assert built.part.rows["documents"] == 1
    (raw / "gone.txt").write_text("It was here when the run was planned.")
    assert [item.item.source_path for item in make_plan(settings).missing] == ["raw/gone.txt"]


def test_a_file_that_changes_during_the_run_is_not_mixed_up(raw: Path, tmp_path: Path) -> None:
    settings = BuildSettings((raw,), tmp_path / "output")
    plan = make_plan(settings)
    how = part_settings(settings, plan)
    (raw / "good.txt").write_text("Other words altogether.")
    (built,) = [build_part(batch, how) for batch in plan.batches()]
    assert [reject.reason for reject in built.passing] == ["vanished"]


def test_one_article_that_fails_does_not_stop_the_others(
    raw: Path, build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (raw / "bad.txt").write_text("This text makes the extraction fail.")
    whole = extract.extract_article

    def failing(article: Article, recurring: Recurring) -> Extracted:
        if "fail" in article.text:
            raise ValueError("no such luck")
        return whole(article, recurring)

    monkeypatch.setattr(extract, "extract_article", failing)
    build()
    (reject,) = rows(tmp_path / "output" / "dataset", "rejects")
    assert (reject["reason"], reject["detail"]) == ("extraction_failed", "ValueError: no such luck")
    assert len(rows(tmp_path / "output" / "dataset", "documents")) == 1


def test_an_article_for_which_memory_runs_out_is_tried_again(
    raw: Path, build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = extract.extract_article

    def starving(article: Article, recurring: Recurring) -> Extracted:
        raise MemoryError

    monkeypatch.setattr(extract, "extract_article", starving)
    build()
    (reject,) = rows(tmp_path / "output" / "dataset", "rejects")
    assert (reject["reason"], reject["detail"]) == ("crashed", "its process ran out of memory")
    monkeypatch.setattr(extract, "extract_article", whole)
    build()
    assert rows(tmp_path / "output" / "dataset", "rejects") == []


def test_a_disk_that_fails_is_no_fault_of_the_article(
    raw: Path, build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reject would stay until the article changes; what the disk says is told, and tried again."""

    def failing(article: Article, recurring: Recurring) -> Extracted:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(extract, "extract_article", failing)
    with pytest.raises(OSError, match="Input/output error"):
        build()
    assert not (tmp_path / "output" / "dataset").exists()


def test_an_article_whose_rows_the_raw_text_contradicts_is_rejected(
    raw: Path, build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (raw / "other.txt").write_text(ARTICLE.replace("$40", "$50"), "utf-8")
    whole = extract.rows_of_article

    def inventing(article: Article, *found: object) -> Rows:
        made = whole(article, *found)
        if "$50" in article.text:
            claims = made["claims"]
            made = {**made, "claims": {**claims, "text": ["Nobody said so.", *claims["text"][1:]]}}
        return made

    monkeypatch.setattr(extract, "rows_of_article", inventing)
    build()
    dataset = tmp_path / "output" / "dataset"
    (reject,) = rows(dataset, "rejects")
    assert (reject["source_path"], reject["reason"]) == ("raw/other.txt", "extraction_failed")
    assert "not proved" in str(reject["detail"])
    assert [row["source_path"] for row in rows(dataset, "documents")] == ["raw/good.txt"]


@pytest.mark.parametrize(
    ("table", "column", "value", "told"),
    [
        ("claims", "confidence", 1.7, "claims.confidence: 1.7 in article {doc_id} breaks "),
        ("claims", "claim_type", "guess", "claims.claim_type: 'guess' in article {doc_id} breaks "),
        ("documents", "n_words", "many", "documents.n_words of {doc_id}: 'many' is no int32"),
        ("blocks", "label", None, "blocks.label: None in article {doc_id} breaks not_nullable"),
    ],
)
def test_an_article_with_a_row_that_breaks_its_schema_is_rejected_and_the_others_are_built(
    table: str, column: str, value: object, told: str,
    raw: Path, build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for number in range(6):
        (raw / f"{number}.txt").write_text(ARTICLE.replace("$40", f"${number + 50}"))
    whole = extract.rows_of_article

    def broken(article: Article, *found: object) -> Rows:
        made = whole(article, *found)
        if "$53" in article.text:
            made = {**made, table: {**made[table], column: [value, *made[table][column][1:]]}}
        return made

    monkeypatch.setattr(extract, "rows_of_article", broken)
    build()
    dataset = tmp_path / "output" / "dataset"
    (reject,) = rows(dataset, "rejects")
    assert (reject["source_path"], reject["stage"], reject["reason"]) == ("raw/3.txt", "extract", "invalid_rows")
    assert str(reject["detail"]).startswith(told.format(doc_id=str(reject["raw_sha256"])[:16]))
    assert len(rows(dataset, "documents")) == 6
    assert check_dataset(dataset).ok


def test_an_article_with_a_row_that_breaks_its_schema_is_logged_as_rejected(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = extract.rows_of_article

    def broken(made: Rows) -> Rows:
        return {**made, "blocks": {name: [None] for name in made["blocks"]}}

    monkeypatch.setattr(extract, "rows_of_article", lambda *found: broken(whole(*found)))
    settings = BuildSettings((raw,), tmp_path / "output")
    plan = make_plan(settings)
    (built,) = [build_part(batch, part_settings(settings, plan)) for batch in plan.batches()]
    assert [(event["event"], event["reason"]) for event in built.events] == [("article_rejected", "invalid_rows")]


def test_a_menu_is_no_article(raw: Path, build: Build, tmp_path: Path) -> None:
    (raw / "menu.txt").write_text("Home\n\nNews\n\nSports\n\nContact us\n\nTerms of use\n")
    build()
    (reject,) = rows(tmp_path / "output" / "dataset", "rejects")
    assert (reject["stage"], reject["reason"]) == ("clean", "no_article")
    assert str(reject["detail"]).startswith(("no text", "an index page"))


def test_a_page_that_breaks_off_is_flagged(raw: Path, build: Build, tmp_path: Path) -> None:
    (raw / "cut.txt").write_text(
        ARTICLE.replace("on time.", "on ti...") + "\nSubscribe to continue reading.\n", "utf-8"
    )
    build()
    found = {row["source_path"]: row["truncated"] for row in rows(tmp_path / "output" / "dataset", "documents")}
    assert found == {"raw/good.txt": False, "raw/cut.txt": True}


def test_a_second_build_does_nothing_twice(raw: Path, build: Build, tmp_path: Path) -> None:
    build()
    first = rows(tmp_path / "output" / "dataset", "claims")
    content = build()
    assert not content.new_parts
    assert rows(tmp_path / "output" / "dataset", "claims") == first
    assert [(row["n_new"], row["n_reused"]) for row in rows(tmp_path / "output" / "dataset", "runs")] == [
        (1, 0),
        (0, 1),
    ]


def test_without_articles_the_tables_keep_their_columns(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "empty.txt").write_bytes(b"")
    build_without_prefect(BuildSettings((tmp_path / "raw",), tmp_path / "output"))
    dataset = tmp_path / "output" / "dataset"
    for table in TABLES:
        schema = pq.read_schema(next((dataset / table).glob("*.parquet")))
        assert "doc_id" in schema.names or "source_path" in schema.names
    assert check_dataset(dataset.resolve(), RawTexts(open_dataset(dataset).manifest)).ok


def test_where_every_item_is_refused_the_rejects_say_why(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "scan.pdf").write_bytes(b"%PDF-1.7")
    build_without_prefect(BuildSettings((tmp_path / "raw",), tmp_path / "output", 1))
    (reject,) = pq.read_table(tmp_path / "output" / "dataset" / "rejects").to_pylist()
    assert (reject["source_path"], reject["reason"]) == ("raw/scan.pdf", "unknown_format")


def test_where_there_are_no_hard_links_a_dataset_holds_copies(
    raw: Path, build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refused)
    build()
    (file,) = (tmp_path / "output" / "dataset" / "claims").glob("*.parquet")
    (part,) = (tmp_path / "output" / "parts").glob("*/claims.parquet")
    assert (file.read_bytes(), file.stat().st_nlink) == (part.read_bytes(), 1)


def test_a_folder_of_someone_else_is_not_replaced(raw: Path, build: Build, tmp_path: Path) -> None:
    (tmp_path / "output" / "dataset").mkdir(parents=True)
    with pytest.raises(DatasetError, match="no build made"):
        build()


def test_damaged_manifest_is_named(raw: Path, build: Build, tmp_path: Path) -> None:
    build()
    dataset = tmp_path / "output" / "dataset"
    (dataset / "dataset.json").write_text("{")
    with pytest.raises(DatasetError, match=r"dataset\.json is damaged"):
        open_dataset(dataset)


def test_the_catalog_describes_the_dataset(
    raw: Path, build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build()
    monkeypatch.chdir(tmp_path / "output" / "dataset")
    connection = duckdb.connect()
    connection.execute(Path("catalog.sql").read_text("utf-8"))
    assert connection.sql("SELECT count(*) FROM documents").fetchall() == [(1,)]
    sql = "SELECT count(*) FROM duckdb_columns() WHERE schema_name = 'main' AND comment IS NULL AND NOT internal"
    assert connection.sql(sql).fetchall() == [(0,)]
    assert "claim_type" in Path("DICTIONARY.md").read_text("utf-8")


def test_an_empty_sidecar_is_invalid_and_not_changed(raw: Path, build: Build, tmp_path: Path) -> None:
    (raw / "good.json").write_bytes(b"")
    build()
    (reject,) = rows(tmp_path / "output" / "dataset", "rejects")
    assert (reject["reason"], reject["detail"]) == ("sidecar_invalid", "no JSON: Expecting value (line 1, column 1)")


@pytest.mark.parametrize("damage", ["missing", "cut", "manifest"])
def test_a_damaged_part_is_done_again(raw: Path, build: Build, tmp_path: Path, damage: str) -> None:
    build()
    (part,) = (tmp_path / "output" / "parts").glob("*/")
    if damage == "missing":
        (part / "claims.parquet").unlink()
    elif damage == "cut":
        (part / "claims.parquet").write_bytes((part / "claims.parquet").read_bytes()[:-5])
    else:
        (part / "part.json").write_text("{}")
    content = build()
    assert len(content.new_parts) == 1
    dataset = tmp_path / "output" / "dataset"
    assert check_dataset(dataset.resolve(), RawTexts(open_dataset(dataset).manifest)).ok


def test_the_dataset_that_readers_have_outlives_leftovers(raw: Path, build: Build, tmp_path: Path) -> None:
    build()
    old = (tmp_path / "output" / "dataset").resolve()
    left = tmp_path / "output" / "datasets" / ".draft-99999999T000000-left-by-a-kill"
    left.mkdir()
    (raw / "second.txt").write_text("Japan and its ally talked about the budget for bases on Friday.")
    build()
    assert len(rows(old, "documents")) == 1
    assert not left.exists()


def test_an_article_that_takes_too_long_is_rejected_and_tried_again(
    raw: Path, build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (raw / "slow.txt").write_text("This text makes the extraction slow.")
    whole = extract.extract_article

    def slow(article: Article, recurring: Recurring) -> Extracted:
        while "slow" in article.text:
            pass
        return whole(article, recurring)

    monkeypatch.setattr(extract, "extract_article", slow)
    build(max_seconds=0.2)
    (reject,) = rows(tmp_path / "output" / "dataset", "rejects")
    assert (reject["reason"], reject["detail"]) == ("timeout", "took longer than 0.2 seconds")
    assert len(rows(tmp_path / "output" / "dataset", "documents")) == 1
    monkeypatch.setattr(extract, "extract_article", whole)
    build()
    assert len(rows(tmp_path / "output" / "dataset", "documents")) == 2


@pytest.mark.parametrize("name", [b"caf\xe9.txt", b"b\\xff.txt", b"two\nlines.txt", "東京.txt".encode()])
def test_any_file_name_leads_back_to_its_text(raw: Path, build: Build, tmp_path: Path, name: bytes) -> None:
    (raw / os.fsdecode(name)).write_text("Japan and its ally talked about the budget for bases on Friday.")
    build()
    dataset = tmp_path / "output" / "dataset"
    report = check_dataset(dataset.resolve(), RawTexts(open_dataset(dataset).manifest))
    assert (report.ok, report.n_proved) == (True, 2)


def test_output_below_raw_is_not_read(raw: Path, build: Build) -> None:
    for _ in range(2):
        content = build(output=raw / "output")
        assert content.rows()["documents"] == 1
        assert not content.run_rejects
