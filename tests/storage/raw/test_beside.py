"""The files beside raw articles are found in and right above the folders, and read whatever editor wrote them."""

from pathlib import Path

import pytest

from flows.settings_files import UnreadableError, text_of
from flows.storage.raw.beside import files_beside


def test_what_stands_in_a_folder_and_above_it_is_found_once(tmp_path: Path) -> None:
    one, other = tmp_path / "raw" / "one", tmp_path / "raw" / "other"
    for folder in (one, other):
        folder.mkdir(parents=True)
    for folder in (one, one.parent, tmp_path):
        (folder / "notes.txt").write_text("x")
    assert files_beside([one, other], "notes.txt") == [one / "notes.txt", one.parent / "notes.txt"]


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes(b"\xef\xbb\xbfa")
    assert text_of(tmp_path / "notes.txt") == "a"


@pytest.mark.parametrize(("content", "told"), [(None, "a folder"), (b"ab\xff", r"byte 3\); save it as UTF-8")])
def test_what_holds_no_text_is_refused(tmp_path: Path, content: bytes | None, told: str) -> None:
    file = tmp_path / "notes.txt"
    file.mkdir() if content is None else file.write_bytes(content)
    with pytest.raises(UnreadableError, match=told):
        text_of(file)
