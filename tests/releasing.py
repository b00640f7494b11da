"""Make a release without Prefect, from the same steps as the flow."""

from dataclasses import replace
from pathlib import Path

import pytest

from flows.settings import BuildSettings, ReleaseSettings
from tests.building import build_without_prefect


def release_without_prefect(settings: ReleaseSettings) -> Path:
    """Release as the flow does, in this process; returns the folder of the release."""
    from flows import release as flow

    steps = ("check_and_make_tables", "compare", "describe", "publish")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1767225600")
        patch.setattr(flow, "create_markdown_artifact", lambda *_, **__: None)
        for step in steps:
            patch.setattr(flow, step, getattr(flow, step).fn)
        return flow.release.fn(settings).folder


def build_and_release(raw: Path, output: Path, **changes: object) -> Path:
    """Build a dataset of raw articles and release it; the keyword arguments change the release's settings."""
    build_without_prefect(BuildSettings((raw,), output, 1))
    return release_without_prefect(replace(ReleaseSettings(output / "dataset", output, workers=1), **changes))


def unlocked(release: Path) -> Path:
    """Let a test write to the files of a release."""
    for file in release.iterdir():
        file.chmod(0o644)
    return release
