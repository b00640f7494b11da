"""The commands with URLs, as their user types them: what they print, and one line for whatever a store may say."""

import errno
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError
from click.testing import CliRunner, Result
from fsspec.implementations.memory import MemoryFileSystem  # type: ignore[import-untyped]

from flows.cli import cli
from flows.storage.disk.locks import build_lock
from flows.storage.remote.store import open_store
from tests.building import ARTICLE, build_without_prefect
from tests.stores import TestStore


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def plan(store: TestStore, *more: str) -> Result:
    return run("plan", "--raw", f"{store.url}/raw", "--output", f"{store.url}/out", *more)


def test_plan_query_tables_show_and_validate(s3: TestStore) -> None:
    s3.put("raw/good.txt", ARTICLE)
    told = plan(s3)
    assert told.exit_code == 0, told.stderr
    assert "new      raw/good.txt: the dataset does not hold it" in told.stdout
    assert s3.names() == ["raw/good.txt"]
    build_without_prefect(s3.settings())
    assert "nothing to do" in plan(s3).stdout
    url = f"{s3.url}/out/dataset"
    asked = run("query", "SELECT doc_id FROM documents", "--dataset", url, "--format", "json")
    (row,) = json.loads(asked.stdout)
    assert "documents: 1 row," in run("tables", "documents", "--dataset", url).stdout
    assert "Allies Plan a Shared Workshop" in run("show", row["doc_id"], "--dataset", url).stdout
    validated = run("validate", "--dataset", url)
    assert validated.exit_code == 0, validated.stdout
    assert "1 of 1 articles held against their raw text" in validated.stdout
    s3.put("raw/good.txt", ARTICLE.replace("Nagoya", "Kobe"))
    assert "changed  raw/good.txt: its bytes" in plan(s3).stdout
    shown = run("show", row["doc_id"], "--dataset", url)
    assert shown.exit_code == 2
    assert f"the raw file {s3.url}/raw/good.txt is gone or has changed" in shown.stderr


def test_a_plan_does_not_touch_what_a_build_here_works_on(memory: TestStore) -> None:
    memory.put("raw/good.txt", ARTICLE)
    with build_lock(memory.settings().output):
        told = plan(memory)
    assert told.exit_code == 2
    assert f"is writing to {memory.url}/out; wait for it" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["build", "--raw", "nosuch://bucket/raw"], "fsspec knows no store nosuch://; s3://, gs:// and memory://"),
        (["build", "--raw", "memory://none/raw"], "--raw memory://none/raw: no such bucket, folder or object"),
        (["plan", "--raw", "memory://none/raw"], "--raw memory://none/raw: no such bucket, folder or object"),
        (["learn-sites", "--raw", "memory://none/raw"], "--raw memory://none/raw: no such bucket, folder or object"),
        (["build", "--raw", "https://example.org/raw"], "no store of objects; download the files"),
        (["query", "SELECT 1", "--dataset", "memory://none/out/dataset"], "no dataset in memory://none/out/dataset"),
        (["query", "SELECT 1", "--dataset", "memory://none"], "no dataset in memory://none"),
        (["tables", "--dataset", "s3://a//b"], "names no bucket or folder"),
        (["release", "--output", "s3://bucket/out"], "'--output': a URL, where a path on this machine is needed"),
        (["verify", "s3://bucket/out/releases/0.1.0"], "'PATH': a URL, where a path on this machine is needed"),
        (["validate", "--dataset", "memory://none/out/dataset"], "with /dataset behind it"),
    ],
)
def test_what_is_wrong_with_a_url_is_told_in_one_line(arguments: list[str], says: str) -> None:
    result = run(*arguments)
    line = result.stderr.splitlines()[-1]  # click says how to use the command first; the command itself does not
    assert (result.exit_code, says in line) == (2, True), line


def test_a_bucket_that_is_not_there_is_told_before_anything_starts(s3: TestStore) -> None:
    s3.put("raw/good.txt", ARTICLE)
    result = run("build", "--raw", f"{s3.url}/raw", "--output", "s3://no-such-bucket/out")
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert "--output s3://no-such-bucket/out: no such bucket, folder or object" in result.stderr


def test_a_library_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    monkeypatch.delitem(sys.modules["fsspec.registry"]._registry, "s3", raising=False)
    for command in (["build", "--raw", "s3://bucket/raw"], ["tables", "--dataset", "s3://bucket/output/dataset"]):
        result = run(*command)
        assert result.exit_code == 2
        assert "the library for s3:// is not installed; pip install 'alliance-commentary[s3]'" in result.stderr


TROUBLES = {
    "denied": (PermissionError("Forbidden"), errno.EACCES, "access denied; check the credentials"),
    "no credentials": (NoCredentialsError(), errno.EACCES, "no credentials"),
    "no network": (EndpointConnectionError(endpoint_url="http://there"), errno.EIO, "the store does not answer"),
    "reset": (ConnectionResetError(errno.ECONNRESET, "reset"), errno.EIO, "the store does not answer"),
    "timed out": (TimeoutError(), errno.EIO, "the store does not answer"),
    "busy": (OSError(errno.EBUSY, "SlowDown"), errno.EBUSY, "SlowDown"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_whatever_a_store_says_is_told_in_one_line(
    memory: TestStore, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.put("raw/good.txt", ARTICLE)
    error, number, says = TROUBLES[trouble]

    def fail(*_arguments: Any, **_options: Any) -> Any:
        raise error

    monkeypatch.setattr(MemoryFileSystem, "find", fail)
    result = plan(memory)
    (line,) = result.stderr.splitlines()
    assert result.exit_code == 2
    assert line.startswith(f"alliance: {memory.url}/raw: ")
    assert says in line
    # What may pass is an error that a flow's task tries again.
    with pytest.raises(OSError) as raised:
        open_store(f"{memory.url}/raw").listing()
    assert raised.value.errno == number


def test_an_error_of_ours_is_not_taken_for_the_store(memory: TestStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryFileSystem, "find", lambda *_a, **_o: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        open_store(memory.url).listing()


def test_a_folder_above_that_may_not_be_looked_at_is_told_and_no_error(
    memory: TestStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    memory.put("raw/good.txt", ARTICLE)
    real = MemoryFileSystem.find

    def find(self: MemoryFileSystem, path: str, **options: Any) -> Any:
        if "/raw" not in path:
            raise PermissionError("Forbidden")
        return real(self, path, **options)

    monkeypatch.setattr(MemoryFileSystem, "find", find)
    assert "1 new" in plan(memory).stdout
    assert f"not_allowed {{'url': '{memory.url}/takedowns.txt'}}" in caplog.text


def forbid(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = MemoryFileSystem.get_file

    def get_file(self: MemoryFileSystem, path: str, *arguments: Any, **options: Any) -> Any:
        if path.endswith(secret):
            raise PermissionError("Forbidden")
        return real(self, path, *arguments, **options)

    monkeypatch.setattr(MemoryFileSystem, "get_file", get_file)


@pytest.mark.parametrize("name", ["takedowns.txt", "raw/takedowns.txt", "raw/sources.toml"])
def test_settings_that_are_there_and_may_not_be_read_are_not_taken_for_none(
    memory: TestStore, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release would show what it was asked to withhold."""
    memory.put("raw/good.txt", ARTICLE)
    memory.put(name, "")
    forbid(name, monkeypatch)
    result = plan(memory)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1].startswith(f"alliance: {memory.url}/{name}: access denied")


def test_one_object_that_may_not_be_read_is_a_reject(memory: TestStore, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.put("raw/good.txt", ARTICLE)
    memory.put("raw/secret.txt", ARTICLE.replace("Nagoya", "Kobe"))
    forbid("secret.txt", monkeypatch)
    assert "rejected raw/secret.txt: unreadable: access denied" in plan(memory).stdout
