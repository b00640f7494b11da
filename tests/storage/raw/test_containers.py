"""Containers from plan to dataset: every record is an article or a reject, and is found again."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from flows.commands.show import load_article
from flows.commands.validate import validate_dataset
from flows.settings import BuildSettings
from flows.storage.batches.extract import build_part
from flows.storage.planning import plan as planning
from flows.storage.planning.plan import make_plan
from flows.storage.raw.containers import RecordFinder, records_at, records_of
from flows.storage.steps import part_settings
from tests.building import ARTICLE, Build
from tests.packing import jsonl, packed, warc

PAGE = "<html><head><title>{0}</title></head><body><nav>Home</nav>" + "".join(
    f"<p>{paragraph}</p>" for paragraph in ARTICLE.split("\n\n")
)
SUFFIXES = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".warc", ".warc.gz")


def container(suffix: str, number: int) -> bytes:
    """Return a container of that ending with so many articles."""
    if suffix.startswith(".warc"):
        pages = [(f"https://post.example/{n}", PAGE.format(n).encode(), {}) for n in range(number)]
        return warc(*pages, gz=suffix.endswith(".gz"))
    return packed(jsonl(*({"text": f"{ARTICLE}\nNumber {n}.", "title": f"Title {n}"} for n in range(number))), suffix)


def rows(dataset: Path, table: str) -> list[dict[str, object]]:
    return [row for file in sorted((dataset / table).glob("*.parquet")) for row in pq.read_table(file).to_pylist()]


def reasons(dataset: Path) -> dict[tuple[object, object], object]:
    return {(row["source_path"], row["record"]): row["reason"] for row in rows(dataset, "rejects")}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_record_becomes_an_article_that_can_be_shown_and_proved(
    raw: Path, build: Build, tmp_path: Path, suffix: str
) -> None:
    (raw / "good.txt").unlink()
    (raw / f"many{suffix}").write_bytes(container(suffix, 25))
    build()
    dataset = tmp_path / "output" / "dataset"
    documents = rows(dataset, "documents")
    assert len(documents) == len({row["record"] for row in documents}) == 25
    assert {row["format"] for row in documents} == {suffix.split(".")[1]}
    held, lines = validate_dataset(dataset)
    assert held, lines
    assert "25 of 25 articles held against their raw text" in lines[-1]
    for row in documents[::8]:
        assert "repair workshop near Nagoya" in load_article(dataset, str(row["doc_id"])).raw_text


def test_a_record_is_the_same_article_as_the_file(raw: Path, build: Build, tmp_path: Path) -> None:
    (raw / "again.jsonl").write_bytes(jsonl({"text": ARTICLE}, {"html": PAGE.format(1)}))
    (raw / "page.html").write_text(PAGE.format(1), "utf-8")
    (raw / "page.warc").write_bytes(warc(("https://post.example/", PAGE.format(1).encode(), {})))
    build()
    dataset = tmp_path / "output" / "dataset"
    assert reasons(dataset) == {
        ("raw/good.txt", None): "duplicate",
        ("raw/page.html", None): "duplicate",
        ("raw/page.warc", "<urn:uuid:00000000-0000-0000-0000-000000000001>"): "duplicate",
    }
    details = {row["detail"] for row in rows(dataset, "rejects")}
    assert details == {"the same bytes as raw/again.jsonl, record 1", "the same bytes as raw/again.jsonl, record 2"}


def test_a_bad_record_is_one_reject_and_the_rest_is_built(raw: Path, build: Build, tmp_path: Path) -> None:
    lines = [{"text": ARTICLE + "One."}, b"{", {"text": " "}, {"html": "<img>"}, {"text": "a", "html": "b"}]
    (raw / "mixed.jsonl").write_bytes(jsonl(*lines, {"text": "x" * 3_000}, {"text": ARTICLE + "Two."}))
    whole = packed(jsonl(*({"text": f"{ARTICLE} {n} {n * 7919}"} for n in range(100))), ".gz")
    (raw / "cut.jsonl.gz").write_bytes(whole[: len(whole) * 9 // 10])
    (raw / "other.warc").write_bytes(b"Words.\n")
    (raw / "other.jsonl.zst").write_bytes(b"Words.\n")
    (raw / "empty.jsonl").write_bytes(b"\n")
    (raw / "strange.gz").write_bytes(b"")
    build(max_bytes=2_000)
    dataset = tmp_path / "output" / "dataset"
    assert reasons(dataset) == {
        ("raw/mixed.jsonl", "2"): "record_invalid",
        ("raw/mixed.jsonl", "3"): "blank",
        ("raw/mixed.jsonl", "4"): "blank",
        ("raw/mixed.jsonl", "5"): "record_invalid",
        ("raw/mixed.jsonl", "6"): "too_large",
        ("raw/cut.jsonl.gz", None): "container_damaged",
        ("raw/other.warc", None): "container_damaged",
        ("raw/other.jsonl.zst", None): "container_damaged",
        ("raw/empty.jsonl", None): "empty",
        ("raw/strange.gz", None): "unknown_format",
    }
    kept = [row["source_path"] for row in rows(dataset, "documents")]
    assert kept.count("raw/mixed.jsonl") == 2
    assert 60 < kept.count("raw/cut.jsonl.gz") < 100
    held, lines_told = validate_dataset(dataset)
    assert held, lines_told


def test_a_second_build_does_only_what_is_new(raw: Path, build: Build, tmp_path: Path) -> None:
    (raw / "many.jsonl").write_bytes(container(".jsonl", 5))
    build()
    assert not build().new_parts
    (raw / "many.jsonl").write_bytes(container(".jsonl", 6))
    plan = make_plan(BuildSettings((raw,), tmp_path / "output"))
    assert [item.item.record for batch in plan.batches() for item in batch] == ["6"]


def test_what_a_record_says_beside_its_text_counts(raw: Path, build: Build, tmp_path: Path) -> None:
    (raw / "one.jsonl").write_bytes(jsonl({"text": ARTICLE + "One.", "publisher": "The Post"}))
    build()
    (raw / "one.jsonl").write_bytes(jsonl({"text": ARTICLE + "One.", "publisher": "The Mail"}))
    assert len(build().new_parts) >= 1
    assert "The Mail" in {row["publisher"] for row in rows(tmp_path / "output" / "dataset", "documents")}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_batches_are_stretches_and_read_alone(
    raw: Path, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "_BATCHES", ((None, 4),))
    path = raw / f"many{suffix}"
    path.write_bytes(container(suffix, 10))
    settings = BuildSettings((raw,), tmp_path / "output")
    plan = make_plan(settings)
    how = part_settings(settings, plan)
    stretches = [sorted(item.place for item in batch if item.place) for batch in plan.batches()]
    assert [len(stretch) for stretch in stretches] == [3, 4, 3]
    places = [place for stretch in stretches for place in stretch]
    assert places == sorted(places)
    found = list(records_at(path, stretches[1], 100_000))
    assert [record.place for record in found] == stretches[1]
    parts = [part for batch in plan.batches() if (part := build_part(batch, how).part)]
    assert sum(part.rows["documents"] for part in parts) == 11
    ids = pq.read_table(parts[1].file("documents"))["doc_id"].to_pylist()
    assert ids == sorted(ids)


@pytest.mark.parametrize("change", ["gone", "shorter", "other"])
def test_a_container_that_changes_during_the_run_is_not_mixed_up(raw: Path, tmp_path: Path, change: str) -> None:
    (raw / "good.txt").unlink()
    path = raw / "many.jsonl"
    path.write_bytes(container(".jsonl", 3))
    settings = BuildSettings((raw,), tmp_path / "output")
    plan = make_plan(settings)
    how = part_settings(settings, plan)
    (batch,) = plan.batches()
    if change == "gone":
        path.unlink()
    else:
        path.write_bytes(
            container(".jsonl", 1) if change == "shorter" else path.read_bytes().replace(b"Nagoya", b"Nagaya")
        )
    built = build_part(batch, how)
    assert (built.part.rows["documents"] if built.part else 0) == (1 if change == "shorter" else 0)
    assert {(reject.record, reject.reason) for reject in built.passing} >= {("2", "vanished"), ("3", "vanished")}


def test_limit_counts_records(raw: Path, tmp_path: Path) -> None:
    (raw / "a.jsonl").write_bytes(container(".jsonl", 9))
    plan = make_plan(BuildSettings((raw,), tmp_path / "output", limit=4))
    assert [item.item.record for batch in plan.batches() for item in batch if item.place] != []
    assert sum(len(batch) for batch in plan.batches()) == 4


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_records_are_found_by_name_in_any_order(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"many{suffix}"
    path.write_bytes(container(suffix, 6))
    known = {record.name: record for record in records_of(path, 100_000)}
    finder = RecordFinder(path, 100_000)
    for name in sorted(known, reverse=True):
        found = finder(name)
        assert getattr(found, "data", None) == getattr(known[name], "data", b"")
    assert finder("../many") is None
    finder.close()


def test_a_page_has_its_sidecar_beside_it(raw: Path, build: Build, tmp_path: Path) -> None:
    (raw / "page.html").write_text(PAGE.format("A title"), "utf-8")
    (raw / "page.json").write_text('{"publisher": "The Post", "url": "https://post.example/a"}')
    build()
    (page,) = [row for row in rows(tmp_path / "output" / "dataset", "documents") if row["format"] == "html"]
    assert (page["url"], page["publisher"], page["site"]) == ("https://post.example/a", "The Post", "post.example")
