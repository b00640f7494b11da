"""What a run leaves on Prefect's pages, without a server: what is handed over."""

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.commands import run_page
from flows.storage.dataset.run import Run, Summary
from flows.storage.events import LOGGER, log


def summary(n_rejected: int, dataset: str = "output/dataset", **reject: str) -> Summary:
    run = Run("1", datetime(2026, 11, 25, tzinfo=UTC), 1.0, "c", "l", n_rejected + 1, 1, 0, n_rejected)
    first = tuple(
        {"source_path": f"raw/{number}.txt", "record": None, **reject} for number in range(min(n_rejected, 2))
    )
    return Summary(run, {"documents": 1}, {"empty": n_rejected}, first, True, Path(dataset), 0)


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[Any, str]]:
    """The artifacts that were left: content and description by key."""
    found: dict[str, tuple[Any, str]] = {}

    def leave(content: Any, key: str, description: str) -> None:
        found[key] = content, description

    monkeypatch.setattr(run_page, "create_markdown_artifact", leave)
    monkeypatch.setattr(run_page, "create_table_artifact", leave)
    return found


def test_without_rejects_there_is_no_table_of_them(left: dict[str, tuple[Any, str]]) -> None:
    run_page.leave_artifacts(summary(0))
    assert set(left) == {"build-summary"}


def test_rejects_beyond_the_first_are_counted(left: dict[str, tuple[Any, str]]) -> None:
    run_page.leave_artifacts(summary(5))
    rows, told = left["build-rejects"]
    assert [row["source_path"] for row in rows] == ["raw/0.txt", "raw/1.txt"]
    assert told.endswith("the first 2; 3 more are in the table `rejects`")


def test_cells_are_short_and_steer_nothing(left: dict[str, tuple[Any, str]]) -> None:
    run_page.leave_artifacts(summary(1, detail="\x1b[2J\u202e" + "a" * 10_000))
    ((row,), _) = left["build-rejects"]
    assert row["detail"].startswith("\\x1b[2J\\u202eaaa")
    assert row["detail"].endswith("…")
    assert len(row["detail"]) == 500
    assert row["record"] == ""


def test_a_name_cannot_break_the_table_of_the_summary(left: dict[str, tuple[Any, str]]) -> None:
    run_page.leave_artifacts(summary(0, dataset="out|put/<img src=x>/[a](b)"))
    markdown, _ = left["build-summary"]
    (line,) = [line for line in markdown.splitlines() if line.startswith("| dataset")]
    assert line == r"| dataset | out\|put/\<img src=x\>/\[a\](b) |"


def test_the_log_of_a_page_ends_with_the_first_rejects(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(run_page, "_MOST_LOGGED", 2)
    monkeypatch.setattr(run_page.APILogHandler, "emit", lambda self, record: shown.append(self.format(record)))
    handlers, level = list(LOGGER.handlers), LOGGER.level
    LOGGER.setLevel(logging.DEBUG)
    try:
        run_page.show_on_page()
        for number in range(3):
            log("article_rejected", level=logging.WARNING, source_path=f"raw/{number}.txt")
        log("article_extracted", level=logging.DEBUG, doc_id="0" * 16)
        log("published", dataset="output/datasets/1")
    finally:
        LOGGER.handlers = handlers
        LOGGER.setLevel(level)
    assert shown == [
        "article rejected: source_path raw/0.txt",
        "article rejected: source_path raw/1.txt",
        "published: dataset output/datasets/1",
    ]
