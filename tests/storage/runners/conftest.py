"""A build of six good articles in one batch, for tests that add bad ones."""

from pathlib import Path

import pytest

from flows.settings import BuildSettings
from flows.storage.batches import extract
from tests.building import ARTICLE


@pytest.fixture
def settings(raw: Path, tmp_path: Path) -> BuildSettings:
    """The settings of that build."""
    for number in range(5):
        (raw / f"{number}.txt").write_text(ARTICLE.replace("Nagoya", f"Kure {number}"), "utf-8")
    return BuildSettings((raw,), tmp_path / "output")


@pytest.fixture(autouse=True)
def extraction_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo after each test what `make_hostile` did to this process, where threads run it."""
    monkeypatch.setattr(extract, "extract_article", extract.extract_article)
