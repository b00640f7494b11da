"""Builds from and into stores: the same dataset as from folders, at the cost of what changed."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows.commands.show import load_article
from flows.commands.validate import validate_dataset
from flows.settings import BuildSettings, ReleaseSettings
from flows.storage.dataset.checks import check_dataset
from flows.storage.dataset.manifest import DatasetError, open_dataset
from flows.storage.dataset.query import connect, run_query
from flows.storage.raw.texts import RawTexts
from flows.storage.remote.mirror import bring_raw_of
from flows.storage.remote.places import stand_in
from flows.storage.remote.published import bring_output, send_output
from tests.building import ARTICLE, ROOT, SAMPLE, build_without_prefect
from tests.stores import TestStore, counted

OTHER = ARTICLE.replace("Nagoya", "Sapporo").replace("$40 million", "$55 million")
SIDECAR = '{"url": "https://allied.example/workshop", "publisher": "Allied News"}'

SOURCES = """
[[source]]
name = "Allied"
rights = "open"
license = "CC-BY-4.0"
publishers = ["Allied News"]
"""


def fill(store: TestStore) -> None:
    store.put("raw/good.txt", ARTICLE)
    store.put("raw/good.json", SIDECAR)
    store.put("raw/2026/other.txt", OTHER)
    store.put("raw/empty.txt", b"")
    store.put("raw/notes.pdf", b"%PDF-")
    store.put("raw/.hidden.txt", ARTICLE)
    store.put("sources.toml", SOURCES)


def local_copy(store: TestStore, folder: Path) -> Path:
    for name in store.names():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(store.read(name))
    return folder / "raw"


def tables_of(dataset: Path) -> dict[str, bytes]:
    """Return the files of a dataset that do not tell of the run."""
    files = (path for path in sorted(dataset.resolve().glob("*/*.parquet")) if path.parent.name != "runs")
    return {f"{path.parent.name}/{path.name}": path.read_bytes() for path in files}


def ask(store: TestStore, sql: str) -> list[tuple[object, ...]]:
    with connect(open_dataset(store.dataset)) as connection:
        return run_query(connection, sql).fetchall()


def test_a_store_gives_the_bytes_that_folders_give(store: TestStore, tmp_path: Path) -> None:
    fill(store)
    local = BuildSettings((local_copy(store, tmp_path / "local"),), tmp_path / "local" / "output")
    build_without_prefect(local)
    build_without_prefect(store.settings())
    assert tables_of(open_dataset(store.dataset).folder) == tables_of(local.dataset)
    assert open_dataset(store.dataset).manifest["raw"] == {"raw": f"{store.url}/raw"}
    rejects = ask(store, "SELECT source_path, reason FROM rejects ORDER BY ALL")
    assert rejects == [("raw/empty.txt", "empty"), ("raw/notes.pdf", "unknown_format")]


def test_what_did_not_change_is_neither_fetched_nor_sent(store: TestStore, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store)
    with counted(monkeypatch) as first:
        build_without_prefect(store.settings())
    with counted(monkeypatch) as second:
        content = build_without_prefect(store.settings())
    # No build reads a PDF, so only its size was brought.
    assert first["fetched raw"] == 5
    assert first["sent parts"] > 0
    assert content.new_parts == ()
    assert {kind: n for kind, n in second.items() if kind != "sent datasets"} == {}
    assert ask(store, "SELECT count(*) FROM runs") == [(2,)]


def test_what_changed_is_fetched_and_what_is_gone_goes(store: TestStore, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store)
    build_without_prefect(store.settings())
    store.put("raw/good.txt", ARTICLE.replace("Kei Mori", "Kei Sato"))
    store.remove("raw/2026/other.txt")
    store.remove("raw/good.json")
    with counted(monkeypatch) as seen:
        build_without_prefect(store.settings())
    assert seen["fetched raw"] == 1
    assert ask(store, "SELECT source_path, publisher FROM documents") == [("raw/good.txt", None)]
    assert ("Kei Sato",) in ask(store, "SELECT source_name FROM claims")


def test_of_an_object_that_is_not_read_the_size_is_that_of_now(memory: TestStore) -> None:
    memory.put("raw/good.txt", ARTICLE)
    for size in (2_000, 3_000):
        memory.put("raw/large.txt", "a" * size)
        build_without_prefect(memory.settings(max_bytes=1_000))
        assert ask(memory, "SELECT detail FROM rejects") == [(f"{size} bytes; the limit is 1000",)]


def test_without_the_cache_nothing_is_extracted_again(
    store: TestStore, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    before = build_without_prefect(store.settings())
    shutil.rmtree(cache)
    with counted(monkeypatch) as seen:
        content = build_without_prefect(store.settings())
    assert content.new_parts == ()
    assert [part.name for part in content.parts] == [part.name for part in before.parts]
    assert seen["sent parts"] == 0


def test_one_object_and_a_whole_bucket_are_raw_folders_too(store: TestStore) -> None:
    store.put("good.txt", ARTICLE)
    store.put("good.json", SIDECAR)
    store.put("other.txt", OTHER)
    build_without_prefect(store.settings(raw=(stand_in(f"{store.url}/good.txt", "raw"),)))
    assert ask(store, "SELECT publisher FROM documents") == [("Allied News",)]
    # The output lies below the raw folder, and is no article.
    build_without_prefect(store.settings(raw=(stand_in(store.url, "raw"),)))
    assert ask(store, "SELECT count(*) FROM documents") == [(2,)]
    assert ask(store, "SELECT count(*) FROM rejects") == [(0,)]


def test_containers_and_the_sample_are_read_from_a_store(memory: TestStore) -> None:
    for file in SAMPLE.rglob("*"):
        if file.is_file():
            memory.put(f"raw/{file.relative_to(SAMPLE)}", file.read_bytes())
    build_without_prefect(memory.settings())
    holds, told = validate_dataset(memory.dataset)
    assert holds, told
    assert "16 of 16 articles held against their raw text" in told[-1]


def test_the_documented_reader_needs_nothing_of_this_package(store: TestStore) -> None:
    fill(store)
    build_without_prefect(store.settings())
    (code,) = re.findall(r"```python\n(import duckdb, fsspec.*?)```", (ROOT / "docs/storage.md").read_text(), re.DOTALL)
    told: dict[str, Any] = {}
    exec(code.replace("s3://bucket/output", f"{store.url}/out"), told)
    assert told["claims"].count("*").fetchall() == ask(store, "SELECT count(*) FROM claims")


def test_an_article_is_shown_though_its_raw_object_is_not_here(memory: TestStore, cache: Path) -> None:
    fill(memory)
    build_without_prefect(memory.settings())
    shutil.rmtree(cache)
    ((doc_id,),) = ask(memory, "SELECT doc_id FROM documents WHERE source_path = 'raw/good.txt'")
    assert load_article(memory.dataset, str(doc_id)).raw_text == ARTICLE
    assert not list(cache.rglob("other.txt"))


@pytest.mark.parametrize("name", ["raw/a::b.txt", "raw/x::y/c.txt", "raw/s3::z.txt", "raw/d::e.jsonl"])
def test_an_object_is_shown_whose_name_would_be_a_chain_of_urls(memory: TestStore, cache: Path, name: str) -> None:
    record = json.dumps({"text": ARTICLE}) if name.endswith(".jsonl") else ARTICLE
    memory.put(name, record)
    build_without_prefect(memory.settings())
    assert ask(memory, "SELECT source_path FROM documents") == [(name,)]
    shutil.rmtree(cache)
    doc_id = ask(memory, "SELECT doc_id FROM documents")[0][0]
    assert load_article(memory.dataset, str(doc_id)).raw_text == ARTICLE
    assert validate_dataset(memory.dataset)[0]


def test_a_name_that_a_dataset_tells_leads_nowhere_else(memory: TestStore, cache: Path) -> None:
    memory.put("secret.txt", ARTICLE)
    memory.put("raw/good.txt", ARTICLE)
    bring_raw_of({"raw": {"raw": f"{memory.url}/raw"}}, "raw/../secret.txt")
    assert not list(cache.rglob("secret.txt"))


def test_an_object_that_went_away_in_the_store_is_made_again(memory: TestStore, cache: Path) -> None:
    fill(memory)
    (part,) = build_without_prefect(memory.settings()).parts
    open_dataset(memory.dataset)
    memory.put(f"out/parts/{part.name}/claims.parquet", b"other bytes")
    shutil.rmtree(cache)
    with pytest.raises(DatasetError, match=f"{memory.url}/out/parts/{part.name} is gone or damaged"):
        open_dataset(memory.dataset)
    content = build_without_prefect(memory.settings())
    assert len(content.new_parts) == 1
    assert len(ask(memory, "SELECT * FROM documents")) == 2
    assert ask(memory, "SELECT count(*) FROM runs") == [(2,)]


def test_a_release_heeds_the_settings_beside_and_above_raw_objects(
    memory: TestStore, cache: Path, tmp_path: Path
) -> None:
    from flows.release import read_inputs

    fill(memory)
    build_without_prefect(memory.settings())
    memory.put("takedowns.txt", "0123456789abcdef asked by the publisher\n")
    memory.put("raw/takedowns.txt", "fedcba9876543210\n")
    shutil.rmtree(cache)
    inputs = read_inputs(ReleaseSettings(memory.dataset, tmp_path))
    assert inputs.takedowns == {"0123456789abcdef": "asked by the publisher", "fedcba9876543210": None}
    assert [source.name for source in inputs.sources] == ["Allied"]
    report = check_dataset(inputs.dataset.folder, RawTexts(inputs.dataset.manifest))
    assert (report.ok, report.n_proved) == (True, 2)


def test_of_the_files_beside_a_part_those_are_sent_that_the_dataset_links(memory: TestStore) -> None:
    fill(memory)
    settings = memory.settings()
    (part,) = build_without_prefect(settings).parts
    base = bring_output(settings)
    told, linked = part.folder / "documents-told.parquet", settings.dataset / "documents" / f"{part.name}.parquet"
    told.write_bytes(b"told")
    (part.folder / "documents-other.parquet").write_bytes(b"other")
    linked.unlink()
    linked.hardlink_to(told)
    send_output(settings, base)
    assert memory.pointer()["files"][f"documents/{part.name}.parquet"] == f"parts/{part.name}/documents-told.parquet"
    names = {name.rpartition("/")[2] for name in memory.names(f"out/parts/{part.name}")}
    assert names == {file.name for file in part.folder.iterdir()} - {"documents-other.parquet"}


def test_an_output_that_was_emptied_in_the_store_begins_anew(memory: TestStore) -> None:
    fill(memory)
    build_without_prefect(memory.settings())
    memory.fs.rm(memory.path("out"), recursive=True)
    assert build_without_prefect(memory.settings()).new_parts == ()
    assert ask(memory, "SELECT count(*) FROM runs") == [(1,)]


def test_a_folder_that_a_killed_run_left_empty_makes_room_for_an_object(memory: TestStore) -> None:
    memory.put("raw/good.txt", ARTICLE)
    (memory.settings().raw[0] / "good.txt").mkdir(parents=True)
    build_without_prefect(memory.settings())
    assert ask(memory, "SELECT source_path FROM documents") == [("raw/good.txt",)]


def test_a_reader_keeps_no_old_dataset_for_ever(memory: TestStore) -> None:
    fill(memory)
    build_without_prefect(memory.settings())
    old = open_dataset(memory.dataset).folder
    build_without_prefect(memory.settings())
    open_dataset(memory.dataset)
    (old / ".replaced").write_text("0")
    open_dataset(memory.dataset)
    assert not old.exists()


def test_an_empty_raw_folder_leaves_the_dataset_as_it_was(memory: TestStore) -> None:
    fill(memory)
    build_without_prefect(memory.settings())
    before = memory.read("out/dataset.json")
    memory.fs.rm(memory.path("raw"), recursive=True)
    with pytest.raises(OSError, match="no such bucket, folder or object"):
        build_without_prefect(memory.settings())
    assert memory.read("out/dataset.json") == before


def test_what_nobody_uses_goes_after_the_grace(memory: TestStore) -> None:
    fill(memory)
    build_without_prefect(memory.settings())
    before = set(memory.names("out/parts"))
    memory.put("raw/third.txt", OTHER.replace("Sapporo", "Kobe"))
    memory.remove("raw/good.txt")
    memory.put("out/parts/note.txt", "not of ours")
    build_without_prefect(memory.settings())
    assert before < set(memory.names("out/parts"))
    assert len(memory.pointer()["unused_since"]) == 2  # the part and the dataset
    build_without_prefect(replace(memory.settings(), grace_hours=0))
    left = memory.names("out/parts")
    assert before.isdisjoint(left)
    assert "out/parts/note.txt" in left
    assert len({name.split("/")[2] for name in memory.names("out/datasets")}) == 1
    build_without_prefect(memory.settings())
    assert len(memory.pointer()["unused_since"]) == 1
