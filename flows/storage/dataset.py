"""The dataset that SQL sees: parts gathered in one folder, and swapped in by one rename.

`output/dataset` is a link to a folder of `output/datasets/`, so a reader sees the old dataset or the new one, whole.
"""

import os
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from flows.publishing.catalog import catalog_sql
from flows.publishing.dictionary import dictionary_markdown
from flows.storage.discovery import named_roots
from flows.storage.manifest import DatasetError, write_manifest
from flows.storage.parts import TABLES, write_table
from flows.storage.run import Content, Run
from schemas.derive import arrow_schema

_KEPT_DATASETS = 2


def stage_dataset(output: Path, raw_roots: Iterable[Path], run: Run, content: Content) -> Path:
    """Gather parts, the run's own rejects and its row into a new folder beside the published dataset; returns it."""
    folder = output / "datasets" / run.run_id
    for table in TABLES:
        (folder / table).mkdir(parents=True)
        for part in content.parts:
            _link(part.file(table), folder / table / f"{part.name}.parquet")
        rows = [asdict(reject) for reject in content.run_rejects] if table == "rejects" else []
        # Without a part a table would have no columns: an empty file keeps them.
        if rows or not content.parts:
            write_table(folder / table / f"run-{run.run_id}.parquet", arrow_schema(table), rows)
    (folder / "runs").mkdir()
    history = [*_runs_of(output / "dataset"), asdict(run)]
    write_table(folder / "runs" / "runs.parquet", arrow_schema("runs"), history)
    (folder / "catalog.sql").write_text(catalog_sql(), "utf-8")
    (folder / "DICTIONARY.md").write_text(dictionary_markdown(), "utf-8")
    write_manifest(folder, _manifest(raw_roots, run))
    return folder


def publish_dataset(folder: Path, output: Path) -> Path:
    """Make the staged folder the published dataset, in one rename, and drop what no dataset uses any more."""
    published = output / "dataset"
    if published.exists() and not published.is_symlink():
        raise DatasetError(f"{published} is a folder that no build made; move it away or choose another --output")
    link = output / f".dataset-{folder.name}"
    link.unlink(missing_ok=True)
    link.symlink_to(folder.relative_to(output), target_is_directory=True)
    link.replace(published)
    _drop_old(output, folder)
    return published


def discard_dataset(folder: Path) -> None:
    """Remove a staged folder that is not to be published."""
    shutil.rmtree(folder, ignore_errors=True)


def count_reasons(dataset: Path) -> dict[str, int]:
    """Count the rejected items of a dataset by reason."""
    files = sorted((dataset / "rejects").glob("*.parquet"))
    return dict(Counter(reason for file in files for reason in pq.read_table(file)["reason"].to_pylist()))


def _manifest(raw_roots: Iterable[Path], run: Run) -> dict[str, Any]:
    return {
        "raw": {name: str(folder) for name, folder in named_roots(raw_roots).items()},
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


def _drop_old(output: Path, current: Path) -> None:
    """Keep the current dataset and the one before it, for those who still read it, and the parts of both."""
    folders = sorted((output / "datasets").iterdir(), reverse=True)
    kept = [current, *(folder for folder in folders if folder != current)][:_KEPT_DATASETS]
    for folder in folders:
        if folder not in kept:
            shutil.rmtree(folder, ignore_errors=True)
    used = {file.stem for folder in kept for file in (folder / "documents").glob("*.parquet")}
    for part in (output / "parts").iterdir():
        if part.name not in used:
            shutil.rmtree(part, ignore_errors=True)
