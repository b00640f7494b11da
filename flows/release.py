"""output/dataset → output/releases/<version>: check, write the tables, compare, describe, seal.

Thin, like `build`: what is done stands in `publishing`; here is the order, and what follows where a gate does not hold.
Whatever goes wrong, nothing is left behind.
"""

import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version as version_of
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from unicodedata import unidata_version

import polars as pl
from prefect import flow, task
from prefect.artifacts import create_markdown_artifact

from flows.publishing.compatibility import VersionError, bumped, check_version, parse_version
from flows.publishing.corrections import CORRECTIONS_FILE, Correction, read_corrections
from flows.publishing.diff import ReleaseDiff, diff_releases
from flows.publishing.diff_pages import diff_json, diff_markdown, first_release_json, first_release_markdown
from flows.publishing.facts import ReleaseFacts
from flows.publishing.gates import GateError, accuracy_failures, count_failures
from flows.publishing.markdown import markdown_table
from flows.publishing.parquet import TableFile
from flows.publishing.provenance import PROVENANCE, accuracy_of, provenance
from flows.publishing.quoted import quotation_failures, source_facts
from flows.publishing.releases import draft_release, publish_release, releases_in, seal, write_package, write_pages
from flows.publishing.tables import corrected_rows, dataset_tables, write_tables
from flows.publishing.takedowns import TAKEDOWNS_FILE, read_takedowns
from flows.publishing.verify import read_package, verify
from flows.settings import ReleaseSettings
from flows.storage.dataset.checks import CheckReport, check_dataset
from flows.storage.dataset.manifest import Dataset, open_dataset
from flows.storage.disk.locks import build_lock, leave_with_parent
from flows.storage.keys.versions import LIBRARIES, code_version
from flows.storage.raw.beside import files_beside
from flows.storage.raw.rights import Source, load_sources
from flows.storage.raw.texts import RawTexts, raw_folder
from flows.storage.remote.mirror import bring_raw_of
from schemas.validate import check as check_rows

FIRST_VERSION = "0.1.0"
_LIBRARIES = sorted((*LIBRARIES, "duckdb", "pandera", "polars"))
_task = task(persist_result=False)


@dataclass(frozen=True, slots=True)
class Released:
    """What a release is: where it and its archive lie, its version, the rows of its tables, what changed."""

    version: str
    previous: str | None
    folder: Path
    archive: Path
    rows: Mapping[str, int]
    diff: ReleaseDiff | None

    def lines(self) -> Iterable[tuple[str, str]]:
        """Yield the summary as pairs of a name and what is to say of it."""
        since = f" after {self.previous} ({self.diff.level})" if self.diff else " (the first)"
        yield "release", f"{self.version}{since}"
        yield "rows", ", ".join(f"{table} {rows}" for table, rows in self.rows.items())
        yield "folder", str(self.folder)
        yield "archive", f"{self.archive}, {self.archive.stat().st_size / 1e6:.1f} MB"


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a release is made from: the dataset, and what the maintainer says beside the raw articles."""

    dataset: Dataset
    sources: tuple[Source, ...]
    takedowns: Mapping[str, str | None]
    corrections: tuple[Correction, ...]
    accuracy: Mapping[str, Mapping[str, float]]

    def record_of(self, source_path: str, publisher: str | None, site: str | None) -> Source | None:
        """Return the rights record that covers an article."""
        return next((source for source in self.sources if source.covers(source_path, publisher, site)), None)


@flow(name="release", validate_parameters=False, persist_result=False)
def release(settings: ReleaseSettings) -> Released:
    """Make a release of a dataset; raises GateError, VersionError and what is wrong with the inputs."""
    with build_lock(settings.output), draft_release(settings.releases) as draft:
        inputs = read_inputs(settings)
        tables = check_and_make_tables(inputs, draft, settings)
        facts, diff = compare(inputs, draft, tables, settings)
        describe(inputs, draft, facts, diff, settings)
        folder, archive = publish(draft, facts, settings)
    released = Released(facts.version, facts.previous, folder, archive, {f.table: f.rows for f in tables}, diff)
    create_markdown_artifact(_markdown(released), key="release-summary", description="What was released")
    return released


def read_inputs(settings: ReleaseSettings) -> Inputs:
    """Read what a release is made from; raises what is wrong with it."""
    dataset = open_dataset(settings.dataset)
    bring_raw_of(dataset.manifest)
    roots = [raw_folder(recorded) for recorded in dataset.manifest["raw"].values()]
    takedowns: dict[str, str | None] = {}
    for file in files_beside(roots, TAKEDOWNS_FILE):
        takedowns |= read_takedowns(file)
    corrections = [
        correction for file in files_beside(roots, CORRECTIONS_FILE) for correction in read_corrections(file)
    ]
    numbered = tuple(replace(correction, number=number) for number, correction in enumerate(corrections, 1))
    return Inputs(dataset, load_sources(roots), takedowns, numbered, _accuracy(settings))


def _accuracy(settings: ReleaseSettings) -> Mapping[str, Mapping[str, float]]:
    file = settings.project / "tests" / "quality" / "scores.json"
    return json.loads(file.read_text("utf-8")) if file.is_file() else {}


@_task
def check_and_make_tables(inputs: Inputs, draft: Path, settings: ReleaseSettings) -> tuple[TableFile, ...]:
    """Hold the dataset against its schemas and the raw text, and write the tables meanwhile; raises GateError."""
    made_by = inputs.dataset.manifest.get("code_version")
    if made_by != code_version():
        told = f"the dataset was made by {made_by}, this is {code_version()}; build it again"
        _pass_or_raise("code", [told], settings)
    folder, raw_texts = inputs.dataset.folder, RawTexts(inputs.dataset.manifest)
    if settings.workers == 1:
        _hold(check_dataset(folder, raw_texts), settings)
        return make_tables(inputs, draft, settings)
    # Not forked: Prefect runs threads, and a fork copies their locks in whatever state they are.
    with ProcessPoolExecutor(2, get_context("spawn"), leave_with_parent, (os.getpid(),)) as pool:
        # One checks all but what only the raw text proves, the other that.
        parts = {file.stem for file in folder.glob("*/*.parquet")}
        reports = [pool.submit(check_dataset, folder), pool.submit(check_dataset, folder, raw_texts, parts)]
        try:
            return make_tables(inputs, draft, settings)
        finally:
            # Where the dataset does not hold, that is what is wrong, whatever became of the tables.
            for report in reports:
                _hold(report.result(), settings)


def _hold(report: CheckReport, settings: ReleaseSettings) -> None:
    _pass_or_raise("dataset", [str(failure) for failure in report.failures], settings)
    if report.n_unprovable:
        named = ", ".join(report.unprovable)
        told = f"the raw text of {report.n_unprovable} articles is gone or has changed: {named}"
        _pass_or_raise("evidence", [told], settings)


def make_tables(inputs: Inputs, draft: Path, settings: ReleaseSettings) -> tuple[TableFile, ...]:
    """Write the tables, and hold corrected rows and quoted words against what is allowed; raises GateError."""
    folder = inputs.dataset.folder
    with dataset_tables(folder, draft.parent, settings.workers) as connection:
        tables = write_tables(connection, draft, settings.caps, inputs.takedowns, inputs.corrections)
        wrong = [
            str(violation)
            for table in sorted({correction.table for correction in inputs.corrections})
            for violation in check_rows(table, pl.DataFrame(corrected_rows(connection, table)))
        ]
    _pass_or_raise("corrections", wrong, settings)
    _pass_or_raise("rights", [*_rights_failures(inputs, draft), *quotation_failures(draft, settings.caps)], settings)
    return tables


def _rights_failures(inputs: Inputs, draft: Path) -> Iterable[str]:
    """Yield the open articles whose rights record reserves them by now."""
    columns = ["doc_id", "source_path", "publisher", "site", "rights"]
    for doc_id, source_path, publisher, site, rights in pl.read_parquet(
        draft / "documents.parquet", columns=columns
    ).iter_rows():
        record = inputs.record_of(source_path, publisher, site)
        if record and rights == "open" and record.rights != "open":
            yield f"documents of {doc_id}: open here, {record.rights} by the record {record.name!r}; build again"


@_task
def compare(
    inputs: Inputs, draft: Path, tables: tuple[TableFile, ...], settings: ReleaseSettings
) -> tuple[ReleaseFacts, ReleaseDiff | None]:
    """Compare with the last release and decide the version; raises GateError and VersionError."""
    releases = releases_in(settings.releases)
    previous = next(reversed(releases), None)
    sources = source_facts(draft, inputs.record_of)
    accepted = tuple(sorted(settings.accept))
    facts = ReleaseFacts(
        FIRST_VERSION, _date(settings), previous, tables, sources, settings.caps, inputs.accuracy, accepted
    )
    if previous is None:
        parse_version(settings.version or FIRST_VERSION)
        return replace(facts, version=settings.version or FIRST_VERSION), None
    write_package(draft, facts)
    last = releases[previous]
    _pass_or_raise(
        "counts", list(count_failures(read_package(last), read_package(draft), settings.tolerances)), settings
    )
    _pass_or_raise("accuracy", list(accuracy_failures(accuracy_of(last), inputs.accuracy)), settings)
    diff = diff_releases(last, draft, settings.workers)
    version = _version(previous, diff, settings)
    return replace(facts, version=version), replace(diff, new=version)


def _version(previous: str, diff: ReleaseDiff, settings: ReleaseSettings) -> str:
    if settings.version is not None:
        check_version(settings.version, previous, diff.level)
        return settings.version
    if diff.same:
        raise VersionError(f"nothing has changed since {previous}; give a --version to release it again")
    return bumped(previous, diff.level)


@_task
def describe(
    inputs: Inputs, draft: Path, facts: ReleaseFacts, diff: ReleaseDiff | None, settings: ReleaseSettings
) -> None:
    """Write all that stands beside the tables, then the checksums."""
    pages = {
        "LICENSE": (settings.project / "LICENSE-DATA").read_text("utf-8"),
        PROVENANCE: provenance(facts, draft, _made_by(inputs, settings)),
        "DIFF.md": diff_markdown(diff) if diff else first_release_markdown(facts.version),
        "diff.json": diff_json(diff, with_values=False) if diff else first_release_json(facts.version),
    }
    write_pages(draft, facts, pages)
    seal(draft)


@_task
def publish(draft: Path, facts: ReleaseFacts, settings: ReleaseSettings) -> tuple[Path, Path]:
    """Verify the draft as a reader would, and put it and its archive in place; raises GateError."""
    _pass_or_raise("verify", list(verify(draft)), settings)
    return publish_release(draft, settings.releases, facts.version)


def _pass_or_raise(gate: str, failures: list[str], settings: ReleaseSettings) -> None:
    if failures and gate not in settings.accept:
        raise GateError(gate, failures)


def _made_by(inputs: Inputs, settings: ReleaseSettings) -> dict[str, Any]:
    return {
        "code_version": inputs.dataset.manifest.get("code_version"),
        "lexicon_version": inputs.dataset.manifest.get("lexicon_version"),
        "commit": _git(settings, "rev-parse", "HEAD"),
        "commit_is_all": _git(settings, "status", "--porcelain", "--untracked-files=no") == "",
        "libraries": {name: version_of(name) for name in _LIBRARIES},
        "unicode": unidata_version,
        "tolerances": asdict(settings.tolerances),
    }


def _date(settings: ReleaseSettings) -> str | None:
    """Return the day of the release: SOURCE_DATE_EPOCH, else the commit's, so that it can be made again the same."""
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    return _git(settings, "log", "-1", "--format=%cs")


def _git(settings: ReleaseSettings, *arguments: str) -> str | None:
    """Return what git says of the project; None where it is no checkout."""
    try:
        asked = subprocess.run(
            ["git", "-C", str(settings.project), *arguments], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return asked.stdout.strip()


def _markdown(released: Released) -> str:
    return f"# Release {released.version}\n\n{markdown_table(('', ''), released.lines())}\n"
