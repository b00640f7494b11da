"""The events of a run: a JSON object a line for machines, sentences for who looks on."""

import json
import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.commands.log import show_events
from flows.storage.events import LOGGER, log
from tests.building import Build
from tests.storage.test_build_parts import rows


@pytest.fixture(autouse=True)
def logger_as_it_was() -> Iterator[None]:
    handlers, level = LOGGER.handlers, LOGGER.level
    yield
    LOGGER.handlers, LOGGER.propagate = handlers, True
    LOGGER.setLevel(level)


def test_lines_are_json_where_nobody_looks_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert show_events("auto") is False
    log("planned", new=2, detail='two\nlines and a "quote"\x1b[2J')
    (line,) = capsys.readouterr().err.splitlines()
    found = json.loads(line)
    assert (found["event"], found["level"], found["new"]) == ("planned", "info", 2)
    assert found["time"].endswith("+00:00")
    assert "\x1b" not in line


def test_text_is_one_safe_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert show_events("text") is True
    log("stale_lock_taken_over", level=logging.WARNING, holder="process 7 on \x1b[2J", raw=["a", "b"])
    log("article_extracted", level=logging.DEBUG, doc_id="0" * 16)
    assert capsys.readouterr().err == "stale lock taken over: holder process 7 on \\x1b[2J, raw a b\n"


def test_without_a_summary_text_tells_what_one_would(capsys: pytest.CaptureFixture[str]) -> None:
    for summary in (True, False):
        show_events("text", summary)
        log("article_rejected", level=logging.WARNING, source_path="raw/a.txt", reason="empty")
        log("build_finished", n_read=1)
    assert capsys.readouterr().err == (
        "article rejected: source_path raw/a.txt, reason empty\nbuild finished: n_read 1\n"
    )


def test_every_article_has_its_line_and_the_lines_agree_with_the_tables(
    raw: Path, build: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (raw / "empty.txt").write_bytes(b"")
    (raw / "scan.pdf").write_bytes(b"%PDF")
    (raw / "many.jsonl").write_text('{"text": "Japan and its ally met on costs."}\n{"text": 3}\n')
    show_events("json")
    build()
    events = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    dataset = tmp_path / "output" / "dataset"
    documents, rejects = rows(dataset, "documents"), rows(dataset, "rejects")
    extracted = [event for event in events if event["event"] == "article_extracted"]
    assert {event["doc_id"]: (event["claims"], event["figures"]) for event in extracted} == {
        row["doc_id"]: (row["n_claims"], row["n_figures"]) for row in documents
    }
    rejected = Counter(
        (event["source_path"], event.get("record"), event["reason"])
        for event in events
        if event["event"] == "article_rejected"
    )
    assert rejected == Counter((row["source_path"], row["record"], row["reason"]) for row in rejects)
    assert len(rejects) == 3
