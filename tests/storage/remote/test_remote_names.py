"""Objects are named by anybody: no name leads out of the folder, and none is passed over in silence."""

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.storage.dataset.manifest import DatasetError, open_dataset
from flows.storage.dataset.query import connect, run_query
from flows.storage.remote.names import sort_names
from flows.storage.remote.places import PlaceError, folder_of, place_name, stand_in, url_of
from flows.storage.remote.pointer import Piece, Pointer, read_pointer
from flows.storage.remote.store import open_store
from tests.building import ARTICLE, build_without_prefect
from tests.stores import TestStore

REFUSED = {
    "../up.txt": "no path",
    "a/../../up.txt": "no path",
    "./a.txt": "no path",
    "a//b.txt": "no path",
    "/etc/passwd.txt": "no path",
    "a\0.txt": "no path",
    "\udcff.txt\ud800": "no text",
    "é" * 128 + ".txt": "too long",
    "/".join(["a" * 200] * 20): "too long",
    "good.txt?versionId=7": "a version of another",
    "good.txt/below.txt": "the object good.txt is in the place of its folder",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_a_file_is_refused_with_a_reason(name: str) -> None:
    found = sort_names([name, "good.txt"], folds_case=False)
    assert found.files == ["good.txt"]
    assert REFUSED[name] in found.refused[name]


def test_hidden_objects_are_passed_over() -> None:
    names = [".mirror.jsonl", "a/.git/config", "a/b.txt"]
    assert sort_names(names, folds_case=False).files == ["a/b.txt"]
    assert sort_names(names, folds_case=False).refused == {}


def test_names_that_differ_in_case_are_told_where_files_cannot() -> None:
    names = ["A.txt", "a.txt", "B/x.txt", "b/y.txt"]
    assert len(sort_names(names, folds_case=False).files) == 4
    found = sort_names(names, folds_case=True)
    assert found.files == ["A.txt", "B/x.txt", "b/y.txt"]
    assert "differs from A.txt in upper and lower case only" in found.refused["a.txt"]


@given(st.lists(st.text(st.characters() | st.sampled_from("./\\\0?*A"), max_size=20), max_size=8))
def test_no_name_leads_out_and_none_is_lost(names: list[str]) -> None:
    found = sort_names(names, folds_case=False)
    for name in found.files:
        assert not {"..", ".", "", "/"} & set(PurePosixPath("x", name).parts[1:])
        assert not any(step.startswith(".") for step in name.split("/"))
    hidden = {name for name in names if any(step.startswith(".") for step in name.split("/"))}
    assert {*found.files, *found.refused} | hidden == set(names) | hidden


def test_hostile_objects_become_rejects(store: TestStore, cache: Path) -> None:
    store.put("raw/good.txt", ARTICLE)
    hostile = ["raw/../up.txt", "raw/a//b.txt", f"raw/{'n' * 300}.txt"]
    for name in hostile:
        store.put(name, ARTICLE)
    store.put("raw/wild*card?.txt", ARTICLE.replace("Nagoya", "Kobe"))
    build_without_prefect(store.settings())
    with connect(open_dataset(store.dataset)) as connection:
        rejects = run_query(connection, "SELECT source_path, reason FROM rejects").fetchall()
        documents = run_query(connection, "SELECT source_path FROM documents ORDER BY ALL").fetchall()
    assert sorted(rejects) == sorted((name, "unreadable") for name in hostile)
    assert documents == [("raw/good.txt",), ("raw/wild*card?.txt",)]
    assert not list(cache.rglob("up.txt"))


def test_marks_of_folders_are_no_articles(s3: TestStore) -> None:
    s3.put("raw/good.txt", ARTICLE)
    for folder in ("raw/", "raw/2026/"):
        s3.put(folder, b"")
    assert open_store(f"{s3.url}/raw").listing().keys() == {"good.txt"}


@pytest.mark.parametrize("url", ["s3://bucket", "s3://bucket/a b/c", "memory://x/y", "gs://b/ünicode"])
@pytest.mark.parametrize("use", ["raw", "output", "dataset"])
def test_the_folder_that_stands_for_a_url_tells_it(url: str, use: str) -> None:
    assert url_of(stand_in(f"{url}/", use)) == url  # type: ignore[arg-type]


def test_other_folders_stand_for_themselves(tmp_path: Path) -> None:
    assert url_of(tmp_path) is None
    assert place_name(Path("output")) == "output"
    assert stand_in("file:///data/raw", "raw") == Path("/data/raw")


@pytest.mark.parametrize(
    "url",
    ["s3://", "s3://bucket/../x", "s3://a//b", "memory://a\0", "simplecache::s3://a/b", "https://example.org/raw"],
)
def test_urls_that_name_no_place_in_a_store(url: str) -> None:
    with pytest.raises(PlaceError):
        stand_in(url, "raw")


def test_without_a_home_folder_only_urls_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    assert place_name(Path("output")) == "output"
    with pytest.raises(PlaceError, match="set XDG_CACHE_HOME"):
        stand_in("s3://bucket/raw", "raw")


@pytest.mark.parametrize(
    "url", ["sftp://me:secret@host/raw", "https://me:secret@host/raw", "zip://a::ftp://me:secret@b"]
)
def test_a_password_in_a_url_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(PlaceError, match="no password in a URL") as raised:
        stand_in(url, "raw")
    assert "secret" not in str(raised.value)


PIECE = Piece(1, "00")


@pytest.mark.parametrize(
    "pointer",
    [
        Pointer("run", {"parts/../../x/claims.parquet": PIECE}, {}, {}),
        Pointer("run", {"/etc/x": PIECE}, {}, {}),
        Pointer("../run", {}, {}, {}),
        Pointer("run", {"parts/a/claims.parquet": PIECE}, {"../claims.parquet": "parts/a/claims.parquet"}, {}),
        Pointer("run", {}, {"claims/a.parquet": "parts/a/claims.parquet"}, {}),
    ],
)
def test_a_pointer_that_leads_elsewhere_is_damaged(pointer: Pointer) -> None:
    with pytest.raises(DatasetError, match=r"s3://b/dataset\.json is damaged"):
        read_pointer(pointer.data(), "s3://b")


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff", b'{"format": 2}', b"[" * 100_000])
def test_a_pointer_that_no_build_wrote_is_damaged(data: bytes) -> None:
    with pytest.raises(DatasetError, match=r"s3://b/dataset\.json is damaged"):
        read_pointer(data, "s3://b")


def test_a_pointer_is_read_as_it_was_written() -> None:
    written = Pointer("run-1", {"parts/a/claims.parquet": PIECE}, {"claims/a.parquet": "parts/a/claims.parquet"}, {})
    assert read_pointer(written.data(), "s3://b") == written


def test_a_place_without_a_name_is_refused() -> None:
    """Else a schedule whose parameter is empty would build whatever folder it happens to run in."""
    with pytest.raises(PlaceError, match="empty path"):
        folder_of("", "raw")
