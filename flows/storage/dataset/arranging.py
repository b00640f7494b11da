"""From stored parts to those of the next dataset: each that the layout asks for is there or is composed of others."""

from collections.abc import Iterable
from pathlib import Path

from flows.storage.keys.items import Facts
from flows.storage.parts.compose import compose_part
from flows.storage.parts.stored import Part
from flows.storage.planning.layout import lay_out
from flows.storage.planning.plan import Plan


def arrange(parts_dir: Path, plan: Plan, extracted: Iterable[Part]) -> tuple[Part, ...]:
    """Return the parts of the next dataset, by name; composes in `parts_dir` those that are not there.

    `extracted`: the parts that this run made. Items whose rows are nowhere, having been rejected, are left out.
    """
    holders: dict[Facts, Part] = {**plan.holders}
    for part in extracted:
        holders |= dict.fromkeys(part.items, part)
    there = {part.items: part for part in {id(part): part for part in holders.values()}.values()}
    rejected = {item.facts for item in plan.missing if item.facts not in holders}
    wanted = (item for item in plan.wanted if item.facts not in rejected) if rejected else plan.wanted
    layout = lay_out((part.items for part in plan.published), wanted)
    parts = [there.get(items) or compose_part(parts_dir, plan.recipe, items, holders) for items in layout]
    return tuple(sorted(parts, key=lambda part: part.name))
