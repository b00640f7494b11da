"""The dataset that SQL sees: parts gathered in one folder, and swapped in by one rename.

`output/dataset` is a link to a folder of `output/datasets/`, so a reader sees the old dataset or the new one, whole.
"""

import os
import shutil
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from flows.publishing.catalog import catalog_sql
from flows.publishing.dictionary import dictionary_markdown
from flows.settings import BuildSettings
from flows.storage.discovery import named_roots
from flows.storage.manifest import DatasetError, write_manifest
from flows.storage.parts import TABLES, discard_part, write_table
from flows.storage.paths import printable
from flows.storage.run import Content, Run
from schemas.derive import arrow_schema

_SHOWN_REJECTS = 20


def stage_dataset(settings: BuildSettings, run: Run, content: Content) -> Path:
    """Gather parts, the run's own rejects and its row into a new folder beside the published dataset; returns it."""
    folder = settings.output / "datasets" / run.run_id
    for table in TABLES:
        (folder / table).mkdir(parents=True)
        for part in content.parts:
            _link(part.file(table), folder / table / f"{part.name}.parquet")
        rows = [asdict(reject) for reject in content.run_rejects] if table == "rejects" else []
        # Without a part a table would have no columns: an empty file keeps them.
        if rows or not content.parts:
            write_table(folder / table / f"run-{run.run_id}.parquet", arrow_schema(table), rows)
    (folder / "runs").mkdir()
    history = [*_runs_of(settings.output / "dataset"), asdict(run)]
    write_table(folder / "runs" / "runs.parquet", arrow_schema("runs"), history)
    (folder / "catalog.sql").write_text(catalog_sql(), "utf-8")
    (folder / "DICTIONARY.md").write_text(dictionary_markdown(), "utf-8")
    write_manifest(folder, _manifest(settings, run))
    return folder


def publish_dataset(folder: Path, output: Path) -> Path:
    """Make the staged folder the published dataset, in one rename, and drop what no dataset uses any more."""
    published = output / "dataset"
    check_replaceable(published)
    before = published.resolve()
    link = output / f".dataset-{folder.name}"
    link.unlink(missing_ok=True)
    link.symlink_to(folder.relative_to(output), target_is_directory=True)
    link.replace(published)
    _drop_all_but(output, {folder.resolve(), before})
    return published


def check_replaceable(published: Path) -> None:
    """Raise DatasetError where something stands in the dataset's place that no build put there."""
    if os.path.lexists(published) and not published.is_symlink():
        raise DatasetError(f"{published} is a folder that no build made; move it away or choose another --output")


def discard_dataset(folder: Path) -> None:
    """Remove a staged folder that is not to be published."""
    shutil.rmtree(folder, ignore_errors=True)


def rejects_of(dataset: Path) -> tuple[dict[str, int], tuple[str, ...]]:
    """Count the rejected items of a dataset by reason, and return a line for each of the first ones."""
    counts: Counter[str] = Counter()
    lines: list[str] = []
    for file in sorted((dataset / "rejects").glob("*.parquet")):
        for row in pq.read_table(file, columns=["source_path", "reason", "detail"]).to_pylist():
            counts[row["reason"]] += 1
            if len(lines) < _SHOWN_REJECTS:
                lines.append(f"{row['source_path']}: {row['reason']}: {row['detail']}")
    return dict(counts), tuple(lines)


def _manifest(settings: BuildSettings, run: Run) -> dict[str, Any]:
    return {
        "raw": {name: printable(str(folder)) for name, folder in named_roots(settings.raw).items()},
        "max_bytes": settings.max_bytes,
        "code_version": run.code_version,
        "lexicon_version": run.lexicon_version,
        "run_id": run.run_id,
    }


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without hard links
        shutil.copyfile(source, target)


def _runs_of(dataset: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for file in sorted((dataset / "runs").glob("*.parquet")):
        rows.extend(pq.read_table(file).to_pylist())
    return rows


def _drop_all_but(output: Path, kept: set[Path]) -> None:
    """Keep the new dataset and the one before it, for those who still read it, and the parts of both."""
    for folder in (output / "datasets").iterdir():
        if folder.resolve() not in kept:
            shutil.rmtree(folder, ignore_errors=True)
    for stale in output.glob(".dataset-*"):
        stale.unlink(missing_ok=True)
    used = {file.stem for folder in kept for file in (folder / "documents").glob("*.parquet")}
    for part in (output / "parts").iterdir():
        if part.name not in used:
            discard_part(part)
