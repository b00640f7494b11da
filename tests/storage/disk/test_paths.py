"""File names become text and come back."""

import os

from hypothesis import given
from hypothesis import strategies as st

from flows.storage.disk.paths import printable, unprintable


@given(st.binary(max_size=40).filter(lambda name: b"\0" not in name))
def test_any_name_comes_back(name: bytes) -> None:
    text = printable(os.fsdecode(name))
    text.encode("utf-8")
    assert text.isprintable() or not text.isascii()
    assert os.fsencode(unprintable(text)) == name


def test_plain_names_stay_as_they_are() -> None:
    assert printable("東京/the file.txt") == "東京/the file.txt"
