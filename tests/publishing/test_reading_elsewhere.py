"""Others read a release with what they have: DuckDB and polars over HTTP, pandas, the script of the catalog."""

import functools
import http.server
import re
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fsspec import AbstractFileSystem
from fsspec.spec import AbstractBufferedFile

from flows.publishing.card import _LOADING
from flows.publishing.parquet import write_parquet
from schemas.derive import release_schema

N_ARTICLES = 4_000
CLAIMS_EACH = 50


class RangeHandler(http.server.SimpleHTTPRequestHandler):
    """A file server that knows ranges, as hosts of data do, and counts the bytes that it sends."""

    def __init__(self, *arguments: Any, sent: list[int], directory: str) -> None:
        self._sent = sent
        super().__init__(*arguments, directory=directory)

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        asked = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        if not path.is_file() or asked is None:
            self._sent.append(path.stat().st_size if path.is_file() else 0)
            super().do_GET()
            return
        data = path.read_bytes()
        start = int(asked[1]) if asked[1] else len(data) - int(asked[2])
        end = int(asked[2]) + 1 if asked[1] and asked[2] else len(data)
        part = data[start:end]
        self._sent.append(len(part))
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {start}-{start + len(part) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        self.wfile.write(part)

    def end_headers(self) -> None:
        self.send_header("Accept-Ranges", "bytes")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@dataclass
class Served:
    """A folder that is served: its address, and the bytes sent so far."""

    address: str
    sent: list[int] = field(default_factory=list)


@pytest.fixture(scope="module")
def large_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table of claims large enough for several row groups, written as releases are."""
    folder = tmp_path_factory.mktemp("large")
    write_parquet(folder, "claims", [made_up_claims(start) for start in range(0, N_ARTICLES, 500)])
    return folder


def made_up_claims(first: int) -> pa.RecordBatch:
    schema = release_schema("claims")
    defaults: dict[str, Any] = {"string": "fact", "int32": 7, "double": 0.5, "bool": False}
    rows = [
        {
            **{f.name: [] if pa.types.is_list(f.type) else defaults[str(f.type)] for f in schema},
            "claim_id": f"clm-{hash((article, number)) & 0xFFFFFFFFFFFFFFFF:016x}",
            "doc_id": f"{article:016x}",
            "start": number * 100,
            "text": f"Sentence {number} of article {article} says {hash((number, article))} in so many words.",
        }
        for article in range(first, first + 500)
        for number in range(CLAIMS_EACH)
    ]
    return pa.RecordBatch.from_pylist(rows, schema)


@pytest.fixture
def served(large_release: Path) -> Iterator[Served]:
    sent: list[int] = []
    handler = functools.partial(RangeHandler, sent=sent, directory=str(large_release))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Served(f"http://127.0.0.1:{server.server_port}/claims.parquet", sent)
    server.shutdown()
    server.server_close()
    thread.join()


class Web(AbstractFileSystem):
    """What DuckDB's own extension for HTTP does, which its wheel does not hold: a range is a request."""

    protocol = "http"

    def info(self, path: str, **_: object) -> dict[str, object]:
        with urllib.request.urlopen(urllib.request.Request(self._address(path), method="HEAD")) as answer:
            return {"name": path, "size": int(answer.headers["Content-Length"]), "type": "file"}

    def modified(self, path: str) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def _open(self, path: str, mode: str = "rb", **_: object) -> "WebFile":
        return WebFile(self, path, mode, cache_type="none")

    def _address(self, path: str) -> str:
        return path if path.startswith("http://") else f"http://{path}"


class WebFile(AbstractBufferedFile):
    def _fetch_range(self, start: int, end: int) -> bytes:
        asked = urllib.request.Request(self.fs._address(self.path), headers={"Range": f"bytes={start}-{end - 1}"})
        with urllib.request.urlopen(asked) as answer:
            return bytes(answer.read())


WANTED = f"{1234:016x}"


def test_duckdb_reads_a_small_part_of_the_file_for_one_article(served: Served, large_release: Path) -> None:
    with duckdb.connect() as connection:
        connection.register_filesystem(Web())
        sql = "SELECT claim_id, claim_type FROM read_parquet(?) WHERE doc_id = ?"
        found = connection.execute(sql, [served.address, WANTED]).fetchall()
    assert len(found) == CLAIMS_EACH
    assert_small(served, large_release)


def test_polars_reads_a_small_part_of_the_file_for_one_article(served: Served, large_release: Path) -> None:
    claims = pl.scan_parquet(served.address).filter(pl.col("doc_id") == WANTED).select("claim_id", "claim_type")
    assert claims.collect().height == CLAIMS_EACH
    assert_small(served, large_release)


def assert_small(served: Served, folder: Path) -> None:
    size = (folder / "claims.parquet").stat().st_size
    assert pq.read_metadata(folder / "claims.parquet").num_row_groups > 2
    assert sum(served.sent) < size * 0.25, f"{sum(served.sent)} of {size} bytes"


def test_pandas_reads_values_lists_and_dates(sample_release: Path) -> None:
    pd = pytest.importorskip("pandas")
    documents = pd.read_parquet(sample_release / "documents.parquet")
    assert list(documents["doc_id"]) == sorted(documents["doc_id"])
    expected = pq.read_table(sample_release / "documents.parquet")
    assert [list(authors) for authors in documents["authors"]] == expected["authors"].to_pylist()
    assert documents["published"].dropna().iloc[0].year > 1900


def test_polars_reads_every_table(sample_release: Path) -> None:
    for file in sample_release.glob("*.parquet"):
        assert pl.read_parquet(file).height == pq.read_metadata(file).num_rows


def test_the_catalog_answers_questions(sample_release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sample_release)
    with duckdb.connect() as connection:
        connection.execute(Path("catalog.sql").read_text("utf-8"))
        sql = "SELECT count(*) FROM claims JOIN documents USING (doc_id)"
        assert connection.sql(sql).fetchall()[0][0] == pq.read_metadata("claims.parquet").num_rows


def snippets() -> list[str]:
    """Return the Python that the card of a release gives its readers."""
    return re.findall(r"^```python\n(.*?)^```", _LOADING, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("snippet", snippets(), ids=lambda snippet: snippet.split()[1])
def test_the_snippets_of_the_card_read_the_release(
    snippet: str, sample_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(snippet.split()[1])
    monkeypatch.chdir(sample_release)
    for name in ("HF_HOME", "HF_DATASETS_CACHE"):
        monkeypatch.setenv(name, str(tmp_path))
    names: dict[str, Any] = {}
    exec(snippet, names)
    table = next(name for name in ("claims", "money") if name in names)
    rows = pq.read_metadata("claims.parquet").num_rows
    assert len(names[table]) == rows if table == "claims" else len(names[table]) > 0


def test_a_hub_finds_each_table_by_name(sample_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets = pytest.importorskip("datasets")
    for name in ("HF_HOME", "HF_DATASETS_CACHE"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    figures = datasets.load_dataset(str(sample_release), "figures", split="train", cache_dir=str(tmp_path))
    assert len(figures) == pq.read_metadata(sample_release / "figures.parquet").num_rows
