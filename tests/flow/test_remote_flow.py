"""The flows with URLs: through Prefect, as the command runs them."""

from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from flows.cli import cli
from flows.storage.remote.places import cache
from tests.building import ARTICLE
from tests.stores import TestStore, memory_store

pytestmark = pytest.mark.flow


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestStore:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return memory_store(f"flow-{uuid4().hex[:8]}")


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_build_from_and_into_a_store_tells_of_urls_only(store: TestStore) -> None:
    store.put("raw/good.txt", ARTICLE)
    store.put("raw/a//b.txt", ARTICLE)
    places = ("--raw", f"{store.url}/raw", "--output", f"{store.url}/out")
    built = run("build", *places, "--workers", "1", "--log-format", "text")
    assert built.exit_code == 0, built.stderr
    assert f"dataset   {store.url}/out/dataset" in built.stderr
    assert f"--dataset {store.url}/out/dataset" in built.stderr
    assert f"raw brought: raw {store.url}/raw, objects 2, fetched 1, removed 0" in built.stderr
    assert f"sent: output {store.url}/out" in built.stderr
    assert str(cache()) not in built.stderr
    asked = run("query", "SELECT count(*) AS n FROM claims", "--dataset", f"{store.url}/out/dataset", "--format", "csv")
    assert int(asked.stdout.split()[1]) > 0
    assert "out/.lock" not in store.names()


def test_a_build_without_a_usable_article_leaves_the_store_as_it_was(store: TestStore) -> None:
    store.put("raw/empty.txt", b"")
    places = ("--raw", f"{store.url}/raw", "--output", f"{store.url}/out")
    built = run("build", *places, "--workers", "1", "--log-format", "text")
    assert built.exit_code == 1
    before = store.read("out/dataset.json")
    store.put("raw/good.txt", ARTICLE)
    assert run("build", *places, "--workers", "1").exit_code == 0
    after = store.read("out/dataset.json")
    assert after != before
    store.remove("raw/good.txt")
    assert run("build", *places, "--workers", "1").exit_code == 1
    assert store.read("out/dataset.json") == after


def test_what_sites_repeat_is_written_beside_the_raw_objects(store: TestStore) -> None:
    for number in range(6):
        page = f"<html><head><meta property='og:url' content='https://a.example/{number}'></head><body><p>{number}</p>"
        store.put(f"raw/{number}.html", page + "<div>Sign up for our weekly letter on ships</div></body></html>")
    learnt = run("learn-sites", "--raw", f"{store.url}/raw")
    assert learnt.exit_code == 0, learnt.stderr
    assert f"written to {store.url}/raw/recurring.json" in learnt.stdout
    assert b'"schema"' in store.read("raw/recurring.json")
