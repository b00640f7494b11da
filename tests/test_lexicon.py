"""The word lists are whole: every file parses, and no list names a word twice."""

from collections.abc import Iterator
from typing import Any

import pytest

from flows.lexicon import LEXICON_DIR, load

NAMES = sorted(file.stem for file in LEXICON_DIR.glob("*.toml"))


def lists(content: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield from lists(value, f"{path}.{key}")
    elif isinstance(content, list) and all(isinstance(entry, str) for entry in content):
        yield path, content


@pytest.mark.parametrize("name", NAMES)
def test_no_list_says_a_word_twice(name: str) -> None:
    for path, words in lists(load(name)):
        twice = {word for word in words if words.count(word) > 1}
        assert not twice, f"{name}{path}"


def test_unknown_lists_are_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        load("nothing")
