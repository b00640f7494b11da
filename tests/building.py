"""Build a dataset without Prefect, from the same steps as the flow."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from flows.settings import BuildSettings
from flows.storage.dataset import publish_dataset, stage_dataset
from flows.storage.parts import build_part
from flows.storage.planning import make_plan, part_settings
from flows.storage.run import Content

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


def build_without_prefect(settings: BuildSettings) -> Content:
    """Build and publish as the flow does, in this process; returns what the dataset was made of."""
    how = part_settings(settings)
    plan = make_plan(settings.raw, how, settings.limit)
    built = [build_part(batch, how) for batch in plan.batches]
    passing = tuple(reject for one in built for reject in one.passing)
    content = Content(plan, tuple(one.part for one in built), passing)
    run = content.run(uuid4().hex, datetime.now(UTC), 0.0)
    publish_dataset(stage_dataset(settings, run, content), settings.output)
    return content
