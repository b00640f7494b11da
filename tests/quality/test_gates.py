"""Accuracy floors: what the build reaches on hand-made labels never falls below `scores.json`.

The sample's gold ships with the project. The gold of real articles stands beside it, where it is allowed to be; its
gates run where it is found.
"""

import json
from pathlib import Path

import pytest

from flows.settings import BuildSettings
from tests.building import ROOT, SHARED, build_without_prefect
from tests.quality.golden import score
from tests.quality.raise_floors import COUNTED_DOWN, FLOORS, score_beside

SCORER = SHARED / "score" / "score.py"


def below_floor(reached: dict[str, float], name: str) -> dict[str, str]:
    """Return what fell below its floor; uncovered characters count the other way."""
    floors: dict[str, float] = json.loads(FLOORS.read_text("utf-8"))[name]
    assert floors, f"no floors for {name}"
    return {
        measure: f"{reached[measure]} is below {floor}"
        for measure, floor in floors.items()
        if (reached[measure] > floor if measure in COUNTED_DOWN else reached[measure] < floor)
    }


def test_sample_reaches_its_floors(sample_dataset: Path) -> None:
    assert not below_floor(score(sample_dataset, ROOT / "tests" / "gold"), "sample")


@pytest.mark.gold
@pytest.mark.skipif(not SCORER.exists(), reason="the gold of real articles is not here")
@pytest.mark.parametrize("name", ["seeds", "dev"])
def test_real_articles_reach_their_floors(name: str, tmp_path: Path) -> None:
    build_without_prefect(BuildSettings((SHARED / "raw" / name,), tmp_path))
    assert not below_floor(score_beside(tmp_path / "dataset", name), name)


@pytest.mark.gold
@pytest.mark.skipif(not SCORER.exists(), reason="the real articles are not here")
def test_every_unlabelled_article_is_built_or_its_reject_explained(tmp_path: Path) -> None:
    content = build_without_prefect(BuildSettings((SHARED / "raw" / "unlabelled",), tmp_path))
    articles = len(list((SHARED / "raw" / "unlabelled").glob("*.txt")))
    assert content.rows()["documents"] + content.rows()["rejects"] == articles
    assert not content.run_rejects
