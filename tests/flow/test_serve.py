"""Builds by the clock, on a Prefect server that is started for it: `alliance serve`, prefect.yaml, the alarm."""

import http.server
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import CliRunner

from flows.cli import cli
from flows.settings import BuildSettings
from tests.building import ARTICLE, ROOT, build_without_prefect
from tests.flow.serving import Served, environment, processes_of, serving, wait_for

pytestmark = pytest.mark.flow
HOSTILE = "<script>alert(1)</script>|[x](javascript:x)\x1b[2J\u202e.txt"
SCHEDULING = (ROOT / "docs" / "scheduling.md").read_text("utf-8")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    raw = folder / "raw"
    raw.mkdir()
    (raw / "good.txt").write_text(ARTICLE, "utf-8")
    (raw / HOSTILE.replace("/", "∕")).write_bytes(b"")
    arguments = ("--raw", raw, "--output", folder / "output", "--cron", "30 2 * * *", "--timezone", "Asia/Tokyo")
    with serving(folder, *arguments, "--workers", "1") as served:
        yield served


@pytest.fixture(scope="module")
def night(served: Served) -> Counter[str]:
    """The states in which two runs end that are due at the same time."""
    runs = [served.start_run() for _ in range(2)]
    return Counter(served.ended(run)["state_type"] for run in runs)


def run_that_built(served: Served) -> Any:
    (run,) = served.ask("/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}})
    return run


def artifact(served: Served, key: str) -> Any:
    (found,) = served.ask("/artifacts/filter", {"artifacts": {"key": {"any_": [key]}}})
    return found


def test_the_schedule_is_registered_and_told(served: Served) -> None:
    deployment = served.deployment()
    (schedule,) = deployment["schedules"]
    assert schedule["active"]
    assert (schedule["schedule"]["cron"], schedule["schedule"]["timezone"]) == ("30 2 * * *", "Asia/Tokyo")
    assert deployment["tags"] == ["alliance", "nightly"]
    assert deployment["global_concurrency_limit"]["limit"] == 1
    assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
    (told,) = served.events("serving")
    assert told["next_build"].endswith("02:30 Asia/Tokyo")
    assert told["page"].endswith(f"/deployments/deployment/{deployment['id']}")
    assert httpx.get(told["page"], headers={"Accept": "text/html"}).status_code == 200


def test_of_two_runs_at_once_one_is_cancelled(night: Counter[str]) -> None:
    assert night == {"COMPLETED": 1, "CANCELLED": 1}


def test_a_run_is_named_by_its_time_tagged_and_says_how_it_went(served: Served, night: Counter[str]) -> None:
    run = run_that_built(served)
    assert re.fullmatch(r"build-\d{4}-\d\d-\d\dT\d\d-\d\dZ", run["name"])
    assert run["name"].startswith(f"build-{run['expected_start_time'][:13]}")
    assert sorted(run["tags"]) == ["alliance", "nightly"]
    assert run["state"]["message"] == "articles: 2 read, 1 kept, 1 rejected; rejected: empty 1"


def test_the_dataset_is_there_and_events_agree_with_its_tables(served: Served, night: Counter[str]) -> None:
    dataset = served.home.parent / "output" / "dataset"
    assert CliRunner().invoke(cli, ["validate", "--dataset", str(dataset)]).exit_code == 0
    (last,) = served.events("build_finished")
    rows = {
        table: sum(pq.read_metadata(file).num_rows for file in (dataset / table).glob("*")) for table in last["rows"]
    }
    assert rows == last["rows"]
    assert [event["doc_id"] for event in served.events("article_extracted")] == pq.read_table(dataset / "documents")[
        "doc_id"
    ].to_pylist()
    assert [event["reason"] for event in served.events("article_rejected")] == ["empty"]


def test_the_log_of_a_run_stands_on_its_page(served: Served, night: Counter[str]) -> None:
    question = {"logs": {"flow_run_id": {"any_": [run_that_built(served)["id"]]}}, "sort": "TIMESTAMP_ASC"}
    wait_for(
        lambda: any(line["message"].startswith("build finished") for line in served.ask("/logs/filter", question)),
        "the log",
        served,
    )
    lines = [line["message"] for line in served.ask("/logs/filter", question) if line["name"] == "alliance"]
    assert [line.partition(":")[0] for line in lines] == [
        "build started", "planned", "article rejected", "extracted", "arranged", "validated", "published",
        "build finished",
    ]  # fmt: skip
    assert not any("\x1b" in line or "\u202e" in line for line in lines)


def test_summary_and_rejects_are_artifacts_in_which_no_name_does_harm(served: Served, night: Counter[str]) -> None:
    assert "| articles | 2 read, 1 kept, 1 rejected |" in artifact(served, "build-summary")["data"]
    rejects = artifact(served, "build-rejects")
    assert rejects["type"] == "table"
    (row,) = json.loads(rejects["data"])
    assert (row["stage"], row["reason"]) == ("read", "empty")
    assert row["source_path"].startswith("raw/<script>alert(1)<")
    assert "\x1b" not in row["source_path"]
    assert "\u202e" not in row["source_path"]


@pytest.fixture
def alarm() -> Iterator[tuple[str, list[Any]]]:
    """A web hook: its address, and what it was told."""
    heard: list[Any] = []

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", heard
        server.shutdown()


def test_the_alarm_of_the_docs_rings_when_a_build_fails(served: Served, alarm: tuple[str, list[Any]]) -> None:
    address, heard = alarm
    commands = re.search(r"```sh\n(export ALARM.*?)```", SCHEDULING, re.DOTALL)
    assert commands
    script = commands[1].replace("https://hooks.example.org/alliance", address)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", script], cwd=ROOT, env=environment(served.home, PREFECT_API_URL=served.api, PATH=path),
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    run = served.ended(served.start_run(raw=['no"where']))
    told = '--raw no"where: no such file or folder'
    assert (run["state_type"], run["state"]["message"]) == ("FAILED", told)
    wait_for(lambda: heard, "the alarm", served)
    assert heard == [{"text": f"{run['name']}: Failed: {told}"}]


def test_the_deployment_file_deploys(served: Served) -> None:
    served.ask("/work_pools/", {"name": "alliance", "type": "process"})
    command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(served.home, PREFECT_API_URL=served.api), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    deployment = served.deployment()
    (written,) = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]
    assert deployment["entrypoint"] == written["entrypoint"]
    assert deployment["parameters"] == written["parameters"]
    assert deployment["tags"] == ["alliance", "nightly"]
    assert deployment["schedules"][0]["schedule"]["cron"] == "0 3 * * *"
    assert deployment["global_concurrency_limit"]["limit"] == 1
    assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
    assert deployment["work_pool_name"] == "alliance"


def test_sigterm_ends_it_with_all_its_processes(served: Served) -> None:
    assert processes_of(served.home)
    served.process.send_signal(signal.SIGTERM)
    assert_ended(served)


def assert_ended(served: Served) -> None:
    assert served.process.wait(120) == 0, served.log.read_text()
    wait_for(lambda: not processes_of(served.home), "the end of all its processes", served, 20)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A raw folder that takes some seconds to build."""
    raw = tmp_path / "raw"
    raw.mkdir()
    for number in range(300):
        (raw / f"{number}.txt").write_text(ARTICLE.replace("2030", str(2_000 + number)) * 20, "utf-8")
    return raw


@pytest.mark.long
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_build_that_runs(sign: signal.Signals, many: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    with serving(tmp_path / "served", "--raw", many, "--output", output, "--workers", "1") as served:
        served.start_run()
        wait_for(lambda: served.events("progress"), "the first articles", served)
        # Ctrl-C reaches all processes of a terminal, SIGTERM the one it is sent to.
        (os.killpg if sign == signal.SIGINT else os.kill)(served.process.pid, sign)
        assert_ended(served)
    assert not (output / "dataset").exists()


@pytest.mark.long
def test_a_scheduler_that_is_killed_leaves_no_process_and_no_lock(many: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    with serving(tmp_path / "served", "--raw", many, "--output", output, "--workers", "1") as served:
        served.start_run()
        wait_for(lambda: served.events("progress"), "the first articles", served)
        served.process.kill()
        wait_for(lambda: not processes_of(served.home), "the end of all its processes", served, 20)
    build_without_prefect(BuildSettings((many,), output, 1))
    assert (output / "dataset").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--cron", "at three"], "--cron 'at three': no time that ever comes"),
        (["--cron", "0 0 31 2 *"], "--cron '0 0 31 2 *': no time that ever comes"),
        (["--timezone", "Mars/Olympus"], "--timezone 'Mars/Olympus': unknown"),
        (["--timezone", "../../etc/passwd"], "--timezone '../../etc/passwd': unknown"),
        (["--raw", "nowhere"], "--raw nowhere: no such file or folder"),
    ],
)
def test_wrong_use_is_told_in_one_line(arguments: list[str], told: str, raw: Path) -> None:
    result = CliRunner().invoke(cli, ["serve", "--raw", str(raw), *arguments])
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert told in line
