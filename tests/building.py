"""Build a dataset without Prefect, from the same steps as the flow."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from flows.settings import BuildSettings
from flows.storage import steps
from flows.storage.batches.extract import Built, PartSettings, build_part
from flows.storage.dataset.run import Content
from flows.storage.disk.locks import build_lock
from flows.storage.planning.plan import Plan
from flows.storage.remote.lease import output_lock
from flows.storage.runners.choice import getting_ready, runner_of
from flows.storage.runners.processes import Make

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "raw" / "sample"
SHARED = ROOT.parent / "shared"

Build = Callable[..., Content]

ARTICLE = """Allies Plan a Shared Workshop

By Ann Ito

Japan and the United States will share a repair workshop near Nagoya, officials said on Monday.

"We must mend ships where they sail," said Defense Minister Kei Mori. The plan costs about $40 million.

Critics doubt that the workshop can open before 2030, but both governments say the work is on time.
"""


def build_without_prefect(settings: BuildSettings, processes: bool = False, make: Make = build_part) -> Content:
    """Build and publish as the flow does, in this process or with workers; returns what the dataset was made of.

    `make`: what a worker does with a batch.
    """
    held = (settings.output, settings.wait)
    with output_lock(*held), build_lock(*held), getting_ready(settings) if processes else nullcontext():
        base = steps.bring(settings)
        plan = steps.plan(settings)
        how = steps.part_settings(settings, plan)
        work = runner_of(settings, make)(plan.batches(), how) if processes else in_process(plan, how)
        content = steps.arrange_parts(settings, plan, tuple(steps.told(work)))
        run = content.run(uuid4().hex, datetime.now(UTC), 0.0)
        summary = steps.publish(settings, steps.stage_and_check(settings, run, plan, content), run, content)
        steps.send(settings, base, summary)
        steps.clean_up(settings)
    return content


def in_process(plan: Plan, how: PartSettings) -> Iterator[Built]:
    """Extract what a plan asks for, without workers."""
    return (build_part(batch, how) for batch in plan.batches())
