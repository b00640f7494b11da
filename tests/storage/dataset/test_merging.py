"""Parts made of other parts: nothing is extracted again, and the rows and bytes are those of a fresh build."""

from pathlib import Path

import pytest

from flows.settings import BuildSettings
from flows.storage.batches import extract
from flows.storage.dataset.checks import check_dataset
from flows.storage.dataset.run import Content
from flows.storage.parts.stored import TABLES
from flows.storage.parts.tables import InvalidRowsError
from flows.storage.planning import layout
from flows.storage.planning import plan as planning
from tests.building import SAMPLE, Build, build_without_prefect
from tests.storage.test_build_parts import rows

ARTICLES = [
    f"Allies Meet Again\n\nBy Ann Ito\n\nJapan and the United States met for talk number {number} on Monday, officials "
    f'said.\n\n"We will spend {number + 2} percent more," said Defense Minister Kei Mori. Critics doubt it.\n'
    for number in range(30)
]


def write(raw: Path, numbers: range) -> None:
    for number in numbers:
        (raw / f"{number:02}.txt").write_text(ARTICLES[number], "utf-8")


@pytest.fixture
def nothing_extracted(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("an article was extracted again")

    monkeypatch.setattr(extract, "extract_article", refuse)


def all_rows(dataset: Path) -> dict[str, list[dict[str, object]]]:
    return {table: sorted(rows(dataset, table), key=repr) for table in TABLES}


def part_files(dataset: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(dataset)): file.read_bytes()
        for table in TABLES
        for file in (dataset / table).glob("*.parquet")
    }


def test_nights_of_few_articles_end_as_one_build_of_all(
    raw: Path, build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "MOST_SMALL", 2)
    for night in range(5):
        write(raw, range(night * 3, night * 3 + 3))
        content = build()
        assert sum(part.rows["documents"] for part in content.new_parts) == 3 + (night == 0)
        assert len(content.parts) <= 2
    dataset = tmp_path / "output" / "dataset"
    build_without_prefect(BuildSettings((raw,), tmp_path / "fresh"))
    assert all_rows(dataset) == all_rows(tmp_path / "fresh" / "dataset")
    assert check_dataset(dataset.resolve()).ok


def test_what_is_composed_is_byte_for_byte_what_is_extracted_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = []
    for name, size in (("small", 3), ("large", 100)):
        monkeypatch.setattr(planning, "_BATCHES", ((None, size),))
        content = build_without_prefect(BuildSettings((SAMPLE,), tmp_path / name))
        assert len(content.new_parts) == (6 if size == 3 else 1)
        digests.append(part_files(tmp_path / name / "dataset"))
    assert digests[0] == digests[1]


def test_rejects_stay_with_their_articles(raw: Path, build: Build, tmp_path: Path) -> None:
    (raw / "empty.txt").write_bytes(b"")
    write(raw, range(3))
    build()
    (raw / "00.txt").unlink()
    content = build()
    dataset = tmp_path / "output" / "dataset"
    assert [(row["source_path"], row["reason"]) for row in rows(dataset, "rejects")] == [("raw/empty.txt", "empty")]
    assert content.reasons() == {"empty": 1}
    assert check_dataset(dataset.resolve()).ok


def test_taking_an_article_out_extracts_nothing(
    raw: Path, build: Build, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    write(raw, range(5))
    build()
    (raw / "02.txt").unlink()
    request.getfixturevalue("nothing_extracted")
    build()
    found = {str(row["source_path"]) for row in rows(tmp_path / "output" / "dataset", "documents")}
    assert found == {"raw/good.txt", *(f"raw/{number:02}.txt" for number in (0, 1, 3, 4))}


def test_a_changed_article_is_the_only_one_extracted(raw: Path, build: Build) -> None:
    write(raw, range(5))
    build()
    (raw / "02.txt").write_text(ARTICLES[20], "utf-8")
    content: Content = build()
    assert [part.rows["documents"] for part in content.new_parts] == [1]
    assert content.rows()["documents"] == 6


def test_a_run_that_was_stopped_is_taken_up_though_more_came_in(
    raw: Path, build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "_BATCHES", ((None, 4),))
    write(raw, range(11))
    settings = BuildSettings((raw,), tmp_path / "output")
    from flows.storage import steps

    plan = steps.plan(settings)
    extract.build_part(plan.batches()[1], steps.part_settings(settings, plan))
    write(raw, range(11, 13))
    content = build()
    assert sum(part.rows["documents"] for part in content.new_parts) == 12 - 4 + 2


@pytest.mark.parametrize("comes", [False, True], ids=["an article goes", "another comes and the part stays"])
def test_a_damaged_part_is_named_and_done_again(raw: Path, build: Build, tmp_path: Path, comes: bool) -> None:
    write(raw, range(5))
    build()
    (part,) = (tmp_path / "output" / "parts").glob("*/")
    file = part / "claims.parquet"
    file.write_bytes(b"x" * file.stat().st_size)
    if comes:
        write(raw, range(5, 6))
    else:
        (raw / "02.txt").unlink()
    with pytest.raises(InvalidRowsError, match=f"{part.name}/claims.parquet is damaged"):
        build()
    assert build().rows()["documents"] == (7 if comes else 5)


def test_a_reject_that_was_mended_leaves_no_row_behind(raw: Path, build: Build, tmp_path: Path) -> None:
    """The part that holds the reject holds the rows of another article too, which are taken from it."""
    write(raw, range(2))
    (raw / "00.txt").write_text(" \n", "utf-8")
    build()
    dataset = tmp_path / "output" / "dataset"
    assert [row["source_path"] for row in rows(dataset, "rejects")] == ["raw/00.txt"]
    write(raw, range(1))
    build()
    assert rows(dataset, "rejects") == []
    assert {"raw/00.txt", "raw/01.txt"} <= {row["source_path"] for row in rows(dataset, "documents")}
