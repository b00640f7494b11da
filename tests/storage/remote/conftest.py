"""A cache of its own for each test, and stores that begin empty."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import fsspec  # type: ignore[import-untyped]
import pytest

from tests.stores import TestStore, memory_store


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="session")
def s3_server() -> Iterator[None]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"):
            patch.setenv(f"AWS_{name}", "testing")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("AWS_ENDPOINT_URL_S3", f"http://{host}:{port}")
        yield
    fsspec.filesystem("s3").clear_instance_cache()
    server.stop()


@pytest.fixture
def memory() -> Iterator[TestStore]:
    store = memory_store(f"test-{uuid4().hex[:8]}")
    yield store
    for name in [name for name in store.fs.store if name.startswith(store.path(""))]:
        del store.fs.store[name]


@pytest.fixture
def s3(s3_server: None) -> TestStore:
    fs = fsspec.filesystem("s3")
    bucket = f"test-{uuid4().hex[:8]}"
    fs.mkdir(bucket)
    return TestStore(f"s3://{bucket}", fs)


@pytest.fixture(params=["memory", "s3"])
def store(request: pytest.FixtureRequest) -> TestStore:
    """Each kind of store in turn."""
    store: TestStore = request.getfixturevalue(request.param)
    return store
