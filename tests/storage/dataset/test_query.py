"""A dataset is opened once: whatever is swapped in afterwards, its reader sees the one it opened."""

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq

from flows.commands.tables import describe
from flows.storage.dataset.manifest import open_dataset
from flows.storage.dataset.query import connect, parts_pattern


def swap_in_an_empty_one(link: Path, old: Path) -> None:
    new = Path(shutil.copytree(old, old.with_name("new")))
    for file in new.glob("*/*.parquet"):
        pq.write_table(pq.read_table(file).slice(0, 0), file)
    link.unlink()
    link.symlink_to(new)


def test_a_connection_keeps_to_the_dataset_it_opened(sample_copy: Path, tmp_path: Path) -> None:
    link = tmp_path / "dataset"
    link.symlink_to(sample_copy)
    opened = open_dataset(link)
    swap_in_an_empty_one(link, sample_copy)
    with connect(opened) as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchall() == [(16,)]
    assert opened.manifest == json.loads((sample_copy / "dataset.json").read_text("utf-8"))


def test_tables_are_all_of_one_dataset(sample_copy: Path, tmp_path: Path) -> None:
    link = tmp_path / "dataset"
    link.symlink_to(sample_copy)
    expected = list(describe(sample_copy))
    lines = describe(link)
    shown = [next(lines)]
    swap_in_an_empty_one(link, sample_copy)
    assert [*shown, *lines] == expected


def test_a_folder_is_no_pattern() -> None:
    assert parts_pattern(Path("/a[b]*'c"), "claims") == "'/a[[]b][*]''c/claims/*.parquet'"
