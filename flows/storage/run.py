"""What a run made: the parts and rejects that become the dataset, and the counts that tell of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.reading.article import Reject
from flows.storage.parts import Part
from flows.storage.planning import Plan
from flows.storage.versions import code_version, lexicon_version


@dataclass(frozen=True, slots=True)
class Run:
    """One row of the runs table."""

    run_id: str
    started_at: datetime
    seconds: float
    code_version: str
    lexicon_version: str
    n_read: int
    n_new: int
    n_reused: int
    n_rejected: int


@dataclass(frozen=True, slots=True)
class Content:
    """What the dataset will hold: the plan's reused parts, the new ones, and rejects that only this run saw."""

    plan: Plan
    new_parts: tuple[Part, ...]
    passing: tuple[Reject, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return all parts, by name."""
        return tuple(sorted((*self.plan.reused, *self.new_parts), key=lambda part: part.name))

    @property
    def run_rejects(self) -> tuple[Reject, ...]:
        """Return the rejects that no part holds."""
        return (*self.plan.rejects, *self.passing)

    def rows(self) -> dict[str, int]:
        """Count the rows of every table but the runs."""
        counts: Counter[str] = Counter()
        for part in self.parts:
            counts.update(part.rows)
        counts["rejects"] += len(self.run_rejects)
        return dict(counts)

    def run(self, run_id: str, started_at: datetime, seconds: float) -> Run:
        """Return the row that tells of this run: every item read is new, reused or rejected."""
        n_new = sum(part.rows["documents"] for part in self.new_parts)
        n_reused = sum(part.rows["documents"] for part in self.plan.reused)
        n_rejected = self.rows().get("rejects", 0)
        return Run(
            run_id=run_id,
            started_at=started_at,
            seconds=round(seconds, 3),
            code_version=code_version(),
            lexicon_version=lexicon_version(),
            n_read=n_new + n_reused + n_rejected,
            n_new=n_new,
            n_reused=n_reused,
            n_rejected=n_rejected,
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did. `rows`: by table; `reasons`: rejected items by reason; `dataset`: where it stands.

    `first_rejects`: a line each for the first rejected items; `published`: whether the dataset holds all that.
    """

    run: Run
    rows: Mapping[str, int]
    reasons: Mapping[str, int]
    first_rejects: tuple[str, ...]
    published: bool
    dataset: Path

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield the summary as pairs of a name and what is to say of it."""
        run = self.run
        kept = run.n_new + run.n_reused
        reused = f" ({run.n_reused} of them from earlier runs)" if run.n_reused else ""
        yield "articles", f"{run.n_read} read, {kept} kept{reused}, {run.n_rejected} rejected"
        if self.reasons:
            yield "rejected", ", ".join(f"{reason} {number}" for reason, number in sorted(self.reasons.items()))
        yield "rows", ", ".join(f"{table} {number}" for table, number in self.rows.items())
        yield "time", f"{run.seconds:.1f} s, {run.n_new / max(run.seconds, 0.001):.0f} new articles a second"
        yield "dataset", str(self.dataset) if self.published else f"{self.dataset} (left as it was: no usable article)"

    def markdown(self) -> str:
        """Return the summary as a markdown table."""
        rows = "\n".join(f"| {name} | {value} |" for name, value in self.lines())
        return f"# Build {self.run.run_id}\n\n| | |\n|---|---|\n{rows}\n"
