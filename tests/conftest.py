"""What tests share: a dataset built from the sample without Prefect, and articles to break."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings

from flows.settings import BuildSettings, ReleaseSettings
from tests.building import ARTICLE, SAMPLE, Build, build_without_prefect
from tests.releasing import release_without_prefect, unlocked

# How long an example takes says more of the machine than of the code; speed is for the benchmarks.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def sample_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of raw/sample; shared, so not to be written to."""
    output = tmp_path_factory.mktemp("sample")
    build_without_prefect(BuildSettings((SAMPLE,), output))
    return output / "dataset"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A raw folder with one good article, `good.txt`."""
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "good.txt").write_text(ARTICLE, "utf-8")
    return folder


@pytest.fixture
def build(raw: Path, tmp_path: Path) -> Build:
    """Return a function that builds `raw` into tmp_path/output; keyword arguments change its settings."""
    settings = BuildSettings((raw,), tmp_path / "output")
    return lambda **changes: build_without_prefect(replace(settings, **changes))


@pytest.fixture
def sample_copy(sample_dataset: Path, tmp_path: Path) -> Path:
    """A copy of the sample's dataset that a test may damage."""
    return Path(shutil.copytree(sample_dataset.resolve(), tmp_path / "copy"))


@pytest.fixture(scope="session")
def sample_release(sample_dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the sample's dataset; shared, so not to be written to."""
    return release_without_prefect(ReleaseSettings(sample_dataset, tmp_path_factory.mktemp("released"), workers=1))


@pytest.fixture
def release_copy(sample_release: Path, tmp_path: Path) -> Path:
    """A copy of the sample's release that a test may damage."""
    return unlocked(Path(shutil.copytree(sample_release, tmp_path / "release")))
