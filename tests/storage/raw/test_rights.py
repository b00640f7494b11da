"""Rights records decide what a release may carry."""

from pathlib import Path

import pytest

from flows.storage.raw.rights import SourcesError, load_sources, rights_of

RECORDS = """
[[source]]
name = "The Open Gazette"
publishers = ["The Open Gazette"]
sites = ["gazette.example"]
rights = "open"
license = "CC-BY-4.0"

[[source]]
name = "Own notes"
folder = "notes"
rights = "open"
license = "CC0-1.0"
"""


@pytest.fixture
def raw_with_sources(tmp_path: Path) -> Path:
    (tmp_path / "raw" / "notes").mkdir(parents=True)
    (tmp_path / "raw" / "sources.toml").write_text(RECORDS)
    return tmp_path / "raw"


@pytest.mark.parametrize(
    ("path", "publisher", "site", "rights"),
    [
        ("raw/a.txt", None, None, ("all-rights-reserved", None)),
        ("raw/a.txt", "Another Paper", "other.example", ("all-rights-reserved", None)),
        ("raw/a.txt", "The Open Gazette", None, ("open", "CC-BY-4.0")),
        ("raw/a.txt", None, "gazette.example", ("open", "CC-BY-4.0")),
        ("raw/notes/a.txt", None, None, ("open", "CC0-1.0")),
        ("notes/a.txt", None, None, ("open", "CC0-1.0")),
        ("raw/notes.txt", None, None, ("all-rights-reserved", None)),
    ],
)
def test_the_first_record_that_covers_an_article_decides(
    raw_with_sources: Path, path: str, publisher: str | None, site: str | None, rights: tuple[str, str | None]
) -> None:
    assert rights_of(load_sources([raw_with_sources]), path, publisher, site) == rights


def test_records_above_a_raw_folder_count(raw_with_sources: Path) -> None:
    assert len(load_sources([raw_with_sources / "notes"])) == 2


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[source]", "Expected"),
        ("[[source]]\nrights = 'open'", "without a name"),
        ("[[source]]\nname='a'\nrights='free'", "'free'"),
        ("[[source]]\nname='a'\nrights='open'", "no license"),
    ],
)
def test_bad_records_are_named_with_their_file(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "sources.toml").write_text(text)
    with pytest.raises(SourcesError, match=problem) as caught:
        load_sources([tmp_path])
    assert str(tmp_path / "sources.toml") in str(caught.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[source]\nname = 'a'", r"\[\[source\]\]"),
        ("source = 5", r"\[\[source\]\]"),
        ("[[source]]\nname = 'a'\npublishers = 'NYT'", "publishers is to be a list of texts"),
        ("[[source]]\nname = 'a'\nlicense = 5", "license is to be text"),
    ],
)
def test_records_of_the_wrong_shape_are_told(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "sources.toml").write_text(text)
    with pytest.raises(SourcesError, match=problem):
        load_sources([tmp_path])
