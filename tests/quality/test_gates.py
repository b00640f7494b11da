"""Accuracy floors: what the build reaches on hand-made labels never falls below `scores.json`.

The sample's gold ships with the project. The gold of real articles stands beside it, where it is allowed to be; its
gates run where it is found.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flows.settings import BuildSettings
from tests.building import ROOT, SHARED, build_without_prefect
from tests.quality.golden import score

FLOORS: dict[str, dict[str, float]] = json.loads((Path(__file__).parent / "scores.json").read_text("utf-8"))
SCORER = SHARED / "score" / "score.py"


def below_floor(reached: dict[str, float], floors: dict[str, float]) -> dict[str, str]:
    """Return what fell below its floor; uncovered characters count the other way."""
    return {
        name: f"{reached[name]} is below {floor}"
        for name, floor in floors.items()
        if (reached[name] > floor if name == "uncovered_chars" else reached[name] < floor)
    }


def test_sample_reaches_its_floors(sample_dataset: Path) -> None:
    reached = score(sample_dataset, ROOT / "tests" / "gold")
    assert not below_floor(reached, FLOORS["sample"])


@pytest.mark.gold
@pytest.mark.skipif(not SCORER.exists(), reason="the gold of real articles is not here")
@pytest.mark.parametrize("name", ["seeds", "dev"])
def test_real_articles_reach_their_floors(name: str, tmp_path: Path) -> None:
    build_without_prefect(BuildSettings((SHARED / "raw" / name,), tmp_path))
    result = tmp_path / "scores.json"
    command = [sys.executable, SCORER, tmp_path / "dataset", SHARED / "gold" / name, "--json", result]
    scored = subprocess.run(command, capture_output=True, text=True)
    assert scored.returncode == 0, scored.stderr
    assert not below_floor(json.loads(result.read_text()), FLOORS[name])


@pytest.mark.gold
@pytest.mark.skipif(not SCORER.exists(), reason="the real articles are not here")
def test_every_unlabelled_article_is_built_or_its_reject_explained(tmp_path: Path) -> None:
    content = build_without_prefect(BuildSettings((SHARED / "raw" / "unlabelled",), tmp_path))
    articles = len(list((SHARED / "raw" / "unlabelled").glob("*.txt")))
    assert content.rows()["documents"] + content.rows()["rejects"] == articles
    assert not content.run_rejects
