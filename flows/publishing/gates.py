"""What must hold before a release goes out. A gate returns a line for each failure; what follows is the flow's."""

from collections.abc import Iterator, Mapping
from typing import Any

from flows.settings import Tolerances

# Where a lower score is the better one.
_LOWER_IS_BETTER = {"uncovered_chars"}
_LEAST_ROWS = 100

# What a maintainer may let pass after a look.
ACCEPTABLE = ("counts", "accuracy")

Scores = Mapping[str, Mapping[str, float]]


class GateError(RuntimeError):
    """A gate does not hold. `gate` names it, `failures` are lines that name the rows."""

    def __init__(self, gate: str, failures: list[str]) -> None:
        super().__init__(f"gate {gate} does not hold\n" + "\n".join(failures))
        self.gate = gate
        self.failures = failures


def count_failures(old: Mapping[str, Any], new: Mapping[str, Any], tolerances: Tolerances) -> Iterator[str]:
    """Yield a line for each table whose rows went further than the tolerances; takes two data packages."""
    before, after = ({r["name"]: r["rows"] for r in package["resources"]} for package in (old, new))
    articles = before.get("documents", 0), after.get("documents", 0)
    if articles[1] < articles[0] * (1 - tolerances.articles_lost):
        yield f"documents: {articles[0]} → {articles[1]} articles; {tolerances.articles_lost:.0%} may go"
    if not all(articles):
        return
    for table in sorted(before.keys() & after.keys() - {"documents", "rejects", "withheld", "corrections"}):
        rates = before[table] / articles[0], after[table] / articles[1]
        if before[table] >= _LEAST_ROWS and abs(rates[1] / rates[0] - 1) > tolerances.rows_shift:
            yield (
                f"{table}: {rates[0]:.2f} → {rates[1]:.2f} rows an article; {tolerances.rows_shift:.0%} more or less "
                "is let pass"
            )


def accuracy_failures(old: Scores, new: Scores) -> Iterator[str]:
    """Yield a line for each measure that is worse than in the last release, or is not measured any more."""
    for name, scores in old.items():
        for measure, score in scores.items():
            now = new.get(name, {}).get(measure)
            if now is None:
                yield f"{measure} on {name}: {score:.4g} → not measured"
            elif (now > score) if measure in _LOWER_IS_BETTER else (now < score):
                yield f"{measure} on {name}: {score:.4g} → {now:.4g}"
