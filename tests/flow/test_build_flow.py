"""The build as a Prefect flow, on Prefect's own test server: slow to start, so kept apart and started once."""

import errno
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from flows.cli import cli
from tests.building import ARTICLE, ROOT, SAMPLE
from tests.flow.serving import environment, processes_of, wait_for

pytestmark = pytest.mark.flow


def build(*arguments: str | Path) -> tuple[int, str]:
    text = [] if "--log-format" in arguments else ["--log-format", "text"]
    result = CliRunner().invoke(cli, ["build", *text, *(str(argument) for argument in arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stderr


def test_the_sample_becomes_a_dataset_that_holds(tmp_path: Path) -> None:
    status, told = build("--raw", SAMPLE, "--output", tmp_path, "--workers", "2")
    assert status == 0, told
    assert "extracted: 16 of 16" in told
    assert "16 read, 16 kept, 0 rejected" in told
    checked = CliRunner().invoke(cli, ["validate", "--dataset", str(tmp_path / "dataset")])
    assert checked.exit_code == 0, checked.stdout


def test_logs_are_json_and_the_last_line_agrees_with_the_tables(raw: Path, tmp_path: Path) -> None:
    (raw / "empty.txt").write_bytes(b"")
    status, told = build("--raw", raw, "--output", tmp_path / "output", "--log-format", "json")
    assert status == 0
    events = [json.loads(line) for line in told.splitlines()]
    assert [event["event"] for event in events if not event["event"].startswith("article")] == [
        "build_started", "planned", "progress", "arranged", "validated", "published", "build_finished",
    ]  # fmt: skip
    last = events[-1]
    for table, number in last["rows"].items():
        files = (tmp_path / "output" / "dataset" / table).glob("*.parquet")
        assert number == sum(pq.read_metadata(file).num_rows for file in files), table
    assert (last["n_read"], last["n_rejected"], last["reasons"]) == (2, 1, {"empty": 1})


def test_the_summary_is_an_artifact(raw: Path, tmp_path: Path) -> None:
    from prefect.artifacts import Artifact

    build("--raw", raw, "--output", tmp_path / "output")
    artifact = Artifact.get("build-summary")
    assert artifact is not None
    assert "1 read, 1 kept, 0 rejected" in str(artifact.data)


def test_rejects_warn_and_strict_fails(raw: Path, tmp_path: Path) -> None:
    (raw / "empty.txt").write_bytes(b"")
    status, told = build("--raw", raw, "--output", tmp_path / "output")
    assert status == 0
    assert "warning: 1 item was rejected" in told
    assert build("--raw", raw, "--output", tmp_path / "output", "--strict")[0] == 1


def test_no_usable_article_fails_and_keeps_the_dataset(raw: Path, tmp_path: Path) -> None:
    assert build("--raw", raw, "--output", tmp_path / "output")[0] == 0
    (raw / "good.txt").write_bytes(b"")
    status, told = build("--raw", raw, "--output", tmp_path / "output")
    assert status == 1
    assert "left as it was" in told
    (file,) = (tmp_path / "output" / "dataset" / "documents").glob("*.parquet")
    assert pq.read_metadata(file).num_rows == 1


def test_rows_that_break_their_schema_fail_the_run_and_name_the_row(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert build("--raw", raw, "--output", tmp_path / "output")[0] == 0
    before = (tmp_path / "output" / "dataset").resolve()
    # The workers are other processes, out of a test's reach, so the row is broken on its way into the dataset.
    (raw / "second.txt").write_text(ARTICLE.replace("Nagoya", "Kure"), "utf-8")
    from flows.storage.dataset import staging

    link = staging.link_file

    def corrupt(source: Path, target: Path) -> None:
        if target.parent.name != "documents" or pq.read_metadata(source).num_rows == 0:
            return link(source, target)
        table = pq.read_table(source)
        index = table.schema.get_field_index("language")
        field = table.schema.field("language")
        return pq.write_table(table.set_column(index, field, [["english"] * table.num_rows]), target)

    monkeypatch.setattr(staging, "link_file", corrupt)
    status, told = build("--raw", raw, "--output", tmp_path / "output")
    assert status == 1
    assert "documents.language: 'english' in article" in told
    assert (tmp_path / "output" / "dataset").resolve() == before


def test_a_disk_that_fails_right_after_the_swap_is_tried_again(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.storage.dataset import staging

    sync, failed = staging.sync, list[Path]()

    def fails_once(path: Path) -> None:
        sync(path)
        if path in (tmp_path / "output", tmp_path / "output/datasets") and path not in failed:
            failed.append(path)
            raise OSError(errno.EIO, "Input/output error", str(path))

    monkeypatch.setattr(staging, "sync", fails_once)
    status, told = build("--raw", raw, "--output", tmp_path / "output")
    assert (status, len(failed)) == (0, 2), told
    assert "1 read, 1 kept, 0 rejected" in told
    assert pq.read_table(tmp_path / "output/dataset/runs").num_rows == 1


def test_a_held_lock_is_named(raw: Path, tmp_path: Path) -> None:
    from flows.storage.disk.locks import build_lock

    with build_lock(tmp_path / "output"):
        status, told = build("--raw", raw, "--output", tmp_path / "output")
    assert status == 2
    assert "another build (process" in told


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (OSError(errno.EIO, "no"), True),
        (OSError(errno.ESTALE, "no"), True),
        (OSError(errno.ETIMEDOUT, "no"), True),
        (OSError(errno.ENETUNREACH, "no"), True),
        (ConnectionResetError("no"), True),
        (TimeoutError(), True),
        (OSError(errno.EACCES, "no"), False),
        (OSError(errno.ENOSPC, "no"), False),
        (ValueError("no"), False),
    ],
    ids=repr,
)
def test_only_passing_io_errors_are_tried_again(error: Exception, again: bool) -> None:
    from flows.retries import is_transient

    state = SimpleNamespace(result=lambda raise_on_failure: error)
    assert is_transient(None, None, state) is again


def test_limit_builds_the_first_articles_and_warns_where_there_were_more(tmp_path: Path) -> None:
    status, told = build("--raw", SAMPLE, "--output", tmp_path, "--limit", "3")
    assert status == 0
    assert "3 read, 3 kept" in told
    assert "warning" not in told
    _, told = build("--raw", SAMPLE, "--output", tmp_path, "--limit", "2")
    assert "warning: --limit 2: the dataset holds 2 articles, where it held 3; build without --limit" in told
    _, told = build("--raw", SAMPLE, "--output", tmp_path, "--limit", "1", "--log-format", "json")
    assert '"event": "dataset_limited", "limit": 1, "articles_before": 2, "articles": 1' in told


def test_manifest_names_the_raw_folder(raw: Path, tmp_path: Path) -> None:
    build("--raw", raw, "--output", tmp_path / "output")
    manifest = json.loads((tmp_path / "output" / "dataset" / "dataset.json").read_text())
    assert manifest["raw"] == {"raw": str(raw)}


def test_a_command_that_is_killed_leaves_no_server_behind(tmp_path: Path) -> None:
    script = "from flows.commands.prefect_server import have_server; have_server(); print(flush=True); input()"
    command = [sys.executable, "-c", script]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, env=environment(tmp_path), **pipes) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert len(processes_of(tmp_path)) > 1
        process.kill()
    wait_for(lambda: not processes_of(tmp_path), "the server's end")
