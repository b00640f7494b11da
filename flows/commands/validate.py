"""Check a dataset and say what was checked, what failed and what could not be proved."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl
import pyarrow as pa

from flows.storage.dataset.checks import CheckReport, check_dataset
from flows.storage.dataset.manifest import DatasetError, open_dataset
from flows.storage.raw.texts import RawTexts
from flows.storage.remote.mirror import bring_raw_of
from flows.storage.remote.places import is_url, place_name


def validate_dataset(dataset: Path) -> tuple[bool, list[str]]:
    """Return whether a dataset holds, and the lines that say so; raises DatasetError where it cannot be read.

    A dataset of articles none of which could be held against its raw text is not said to hold.
    """
    opened = open_dataset(dataset)
    try:
        bring_raw_of(opened.manifest)
        report = check_dataset(opened.folder, RawTexts(opened.manifest))
    except OSError as error:
        raise DatasetError(f"{error.filename or place_name(dataset)}: {error.strerror or error}") from None
    except (pa.ArrowException, pl.exceptions.PolarsError) as error:
        raise opened.damaged("", error) from None
    holds = report.ok and (report.n_proved > 0 or not report.n_documents)
    return holds, list(_lines(report, holds, opened.manifest["raw"]))


def _lines(report: CheckReport, holds: bool, raw: Mapping[str, str]) -> Iterator[str]:
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
        looked = (place if is_url(place) else str(Path(place).absolute()) for place in raw.values())
        yield f"looked in: {', '.join(looked)}"
    proved = f"{report.n_proved} of {report.n_documents} articles held against their raw text"
    verdict = "ok" if holds else "FAILED"
    yield f"{verdict}: {len(report.checks)} checks, {sum(report.totals.values())} failures; {proved}"
