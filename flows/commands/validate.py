"""Check a dataset and say what was checked, what failed and what could not be proved."""

from collections.abc import Iterator
from pathlib import Path

from flows.storage.checks import CheckReport, check_dataset
from flows.storage.manifest import read_manifest
from flows.storage.raw import RawTexts


def validate_dataset(dataset: Path) -> tuple[bool, list[str]]:
    """Return whether a dataset holds, and the lines that say so; raises DatasetError where there is none."""
    report = check_dataset(dataset.resolve(), RawTexts(read_manifest(dataset)))
    return report.ok, list(_lines(report))


def _lines(report: CheckReport) -> Iterator[str]:
    shown = dict.fromkeys(report.totals, 0)
    for failure in report.failures:
        shown[failure.check] += 1
        yield f"FAIL {failure}"
    for name, total in report.totals.items():
        if total > shown[name]:
            yield f"FAIL {name}: {total - shown[name]} more like these"
    if report.n_unprovable:
        named = ", ".join(report.unprovable[:5])
        yield f"not provable: the raw files of {report.n_unprovable} articles are gone or have changed ({named})"
    verdict = "ok" if report.ok else "FAILED"
    proved = f"{report.n_proved} of {report.n_documents} articles held against their raw text"
    yield f"{verdict}: {len(report.checks)} checks, {sum(report.totals.values())} failures; {proved}"
