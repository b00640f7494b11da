"""What a run made: the parts and rejects that become the dataset, and the counts that tell of it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.reading.article import Reject
from flows.storage.duplicates.find import Duplicates
from flows.storage.keys.versions import code_version, lexicon_version
from flows.storage.parts.stored import Part
from flows.storage.remote.places import place_name


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
    """What the dataset will hold: parts, by name, the rejects that no part holds, and which articles repeat which.

    `new_parts`: those that this run extracted; the rows of some may lie in other parts by now.
    """

    parts: tuple[Part, ...]
    new_parts: tuple[Part, ...]
    run_rejects: tuple[Reject, ...]
    duplicates: Duplicates

    def rows(self) -> dict[str, int]:
        """Count the rows of every table but the runs."""
        counts: Counter[str] = Counter()
        for part in self.parts:
            counts.update(part.rows)
        counts["rejects"] += len(self.run_rejects)
        return dict(counts)

    def reasons(self) -> dict[str, int]:
        """Count the rejected items by reason."""
        counts = Counter(reject.reason for reject in self.run_rejects)
        for part in self.parts:
            counts.update(part.reasons)
        return dict(counts)

    def run(self, run_id: str, started_at: datetime, seconds: float) -> Run:
        """Return the row that tells of this run: every item read is new, reused or rejected."""
        rows = self.rows()
        n_documents, n_rejected = rows.get("documents", 0), rows["rejects"]
        n_new = sum(part.rows["documents"] for part in self.new_parts)
        return Run(
            run_id=run_id,
            started_at=started_at,
            seconds=round(seconds, 3),
            code_version=code_version(),
            lexicon_version=lexicon_version(),
            n_read=n_documents + n_rejected,
            n_new=n_new,
            n_reused=n_documents - n_new,
            n_rejected=n_rejected,
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did. `rows`: by table; `reasons`: rejected items by reason; `dataset`: where it stands.

    `first_rejects`: the first rejected items, as rows; `published`: whether the dataset holds all that;
    `duplicates`: how many articles repeat another.
    """

    run: Run
    rows: Mapping[str, int]
    reasons: Mapping[str, int]
    first_rejects: tuple[Mapping[str, Any], ...]
    published: bool
    dataset: Path
    duplicates: int

    def counts(self) -> dict[str, Any]:
        """Return what the run counted: items, rejects by reason, rows by table."""
        run = self.run
        items = {"n_read": run.n_read, "n_new": run.n_new, "n_reused": run.n_reused, "n_rejected": run.n_rejected}
        found = {"duplicates": self.duplicates, "reasons": self.reasons, "rows": self.rows}
        return {**items, "seconds": run.seconds, **found}

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield the summary as pairs of a name and what is to say of it."""
        run = self.run
        kept = run.n_new + run.n_reused
        reused = f" ({run.n_reused} of them from earlier runs)" if run.n_reused else ""
        yield "articles", f"{run.n_read} read, {kept} kept{reused}, {run.n_rejected} rejected"
        if self.reasons:
            yield "rejected", ", ".join(f"{reason} {number}" for reason, number in sorted(self.reasons.items()))
        if self.duplicates:
            yield "duplicates", f"{self.duplicates} (articles that repeat another: see duplicate_of)"
        yield "rows", ", ".join(f"{table} {number}" for table, number in self.rows.items())
        yield "time", f"{run.seconds:.1f} s, {run.n_new / max(run.seconds, 0.001):.0f} new articles a second"
        where = place_name(self.dataset)
        yield "dataset", where if self.published else f"{where} (left as it was: no usable article)"

    def markdown(self) -> str:
        """Return the summary as a markdown table."""
        rows = "\n".join(f"| {name} | {_cell(value)} |" for name, value in self.lines())
        return f"# Build {self.run.run_id}\n\n| | |\n|---|---|\n{rows}\n"


def _cell(value: str) -> str:
    """Return text that stays in its cell of a markdown table."""
    return re.sub(r"[\\|<>`*_\[\]]", r"\\\g<0>", value)
