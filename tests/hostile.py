"""Articles that ask for trouble, and what a worker does that lets them."""

import os
import re
import signal
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from flows.article import Extracted
from flows.cleaning.recurring import Recurring
from flows.reading.article import Article
from flows.settings import BuildSettings
from flows.storage import steps
from flows.storage.batches import extract
from flows.storage.batches.extract import AtWork, Batch, Built, PartSettings, build_part
from flows.storage.planning.plan import make_plan
from flows.storage.runners.choice import runner_of

# Ample for a good article, also for the first of a process, on a busy machine.
LIMIT = 4.0

whole = extract.extract_article


def hostile(article: Article, recurring: Recurring) -> Extracted:
    """Extract, but for texts that ask for trouble."""
    if "stuck in C" in article.text:
        re.match(r"(a+)+$", "a" * 60 + "b")
    if "stuck in Python" in article.text:
        while True:
            pass
    if "kills its process" in article.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "kills its parent" in article.text:
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(60)
    if "once" in article.text and not (mark := Path(article.text.split()[-1])).exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if "slow" in article.text:
        Path(article.text.split()[-1]).touch()
        time.sleep(60)
    if "no memory" in article.text:
        raise MemoryError
    return whole(article, recurring)


def make_hostile(batch: Batch, settings: PartSettings, at_work: AtWork) -> Built:
    """Build a part where texts get what they ask for."""
    extract.extract_article = hostile
    return build_part(batch, settings, at_work)


def run_with(runner: str, settings: BuildSettings, workers: int = 1, **changes: object) -> tuple[int, dict[str, str]]:
    """Extract one batch, hostile articles among it, by a runner; returns what `outcomes` does."""
    settings = replace(settings, runner=runner, workers=workers, **changes)  # type: ignore[arg-type]
    plan = make_plan(settings)
    assert len(plan.batches()) == 1
    return outcomes(runner_of(settings, make_hostile)(plan.batches(), steps.part_settings(settings, plan)))


def outcomes(built: Iterable[Built]) -> tuple[int, dict[str, str]]:
    """Return how many articles have rows, and the rejected files with their reasons."""
    done = list(built)
    passing = {reject.source_path.removeprefix("raw/"): reject.reason for one in done for reject in one.passing}
    events = [event for one in done for event in one.events]
    assert len({event["source_path"] for event in events}) == len(events)
    return sum(one.part.rows["documents"] for one in done if one.part), passing
