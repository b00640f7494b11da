"""A file that others read is never half written."""

from pathlib import Path

import pytest

from flows.storage.disk.files import write_whole


def test_a_text_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    write_whole(tmp_path / "file.json", "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(tmp_path / "file.json", "new \ud800")
    assert (tmp_path / "file.json").read_text("utf-8") == "old"
