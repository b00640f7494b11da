"""The dataset that SQL sees: parts arranged, gathered in one folder, and swapped in by one rename.

`output/dataset` is a link to a folder of `output/datasets/`, so a reader sees the old dataset or the new one, whole.
All that the link leads to is on the disk before the link is: that holds when the power fails as well. Each step may be
tried again, wherever it failed before.
"""

import errno
import os
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from flows.publishing.catalog import catalog_sql
from flows.publishing.dictionary import dictionary_markdown
from flows.settings import BuildSettings
from flows.storage.dataset.manifest import DatasetError, write_manifest
from flows.storage.dataset.run import Content, Run
from flows.storage.disk.files import DRAFT, remove, sync, write_durably
from flows.storage.disk.paths import printable
from flows.storage.duplicates.documents import documents_file
from flows.storage.keys.items import Facts
from flows.storage.parts.compose import compose_part
from flows.storage.parts.stored import TABLES, Part, read_rows
from flows.storage.parts.tables import write_rows
from flows.storage.planning.layout import lay_out
from flows.storage.planning.plan import Plan
from flows.storage.raw.discovery import named_roots
from flows.storage.remote.places import place_name
from schemas.derive import arrow_schema

LINK = ".dataset-"
_WRITERS = 2
# So many are shown beside the dataset: on Prefect's page, or in the terminal.
MOST_REJECTS = 1_000
# Another file system, one without hard links, or a file that has as many as it may.
_NO_HARD_LINK = frozenset({errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})


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


def stage_dataset(settings: BuildSettings, run: Run, content: Content) -> Path:
    """Gather parts, the run's own rejects and its row into a new folder beside the published dataset; returns it."""
    folder = settings.datasets_dir / f"{DRAFT}{run.run_id}"
    remove(folder)
    try:
        for table in TABLES:
            rows = [asdict(reject) for reject in content.run_rejects] if table == "rejects" else []
            _gather(folder / table, table, content, rows)
        (folder / "runs").mkdir()
        history = [*_runs_of(settings.dataset), asdict(run)]
        write_rows(folder / "runs" / "runs.parquet", arrow_schema("runs"), history)
        write_durably(folder / "catalog.sql", catalog_sql())
        write_durably(folder / "DICTIONARY.md", dictionary_markdown())
        write_manifest(folder, _manifest(settings, run))
        for synced in (folder / "runs", folder):
            sync(synced)
    except BaseException:
        remove(folder)
        raise
    return folder


def _gather(folder: Path, table: str, content: Content, rows: list[dict[str, Any]]) -> None:
    """Fill the folder of a table: the parts' files, and one for the rows that no part holds."""
    folder.mkdir(parents=True)
    for part, file in zip(content.parts, _files_of(table, content), strict=True):
        link_file(file, folder / f"{part.name}.parquet")
    # Without a part a table would have no columns: an empty file keeps them.
    if rows or not content.parts:
        write_rows(folder / "run.parquet", arrow_schema(table), rows)
    sync(folder)


def _files_of(table: str, content: Content) -> list[Path]:
    """Return the files of a table, a part each; makes those of documents that say anew which repeat others."""
    if table != "documents":
        return [part.file(table) for part in content.parts]
    with ThreadPoolExecutor(_WRITERS) as pool:  # Arrow reads and writes them without the interpreter.
        return list(pool.map(lambda part: documents_file(part, content.duplicates), content.parts))


def publish_dataset(staged: Path, settings: BuildSettings) -> Path:
    """Make the staged folder the published dataset, in one rename; returns where it lies."""
    check_replaceable(settings.dataset)
    folder = _published_as(staged)
    if staged.exists() or not folder.exists():
        staged.replace(folder)
    sync(settings.datasets_dir)
    link_dataset(folder, settings)
    return folder


def is_published(staged: Path, settings: BuildSettings) -> bool:
    """Say whether a staged folder is the published dataset by now: it may be, if that was tried before."""
    return settings.dataset.resolve() == _published_as(staged).resolve()


def _published_as(staged: Path) -> Path:
    return staged.with_name(staged.name.removeprefix(DRAFT))


def link_dataset(folder: Path, settings: BuildSettings) -> None:
    """Make one of the datasets the published one."""
    link = settings.output / f"{LINK}{folder.name}"
    link.unlink(missing_ok=True)
    link.symlink_to(folder.relative_to(settings.output), target_is_directory=True)
    link.replace(settings.dataset)
    sync(settings.output)


def check_replaceable(published: Path) -> None:
    """Raise DatasetError where something stands in the dataset's place that no build put there."""
    if os.path.lexists(published) and not published.is_symlink():
        raise DatasetError(f"{published} is a folder that no build made; move it away or choose another --output")


def first_rejects(content: Content, most: int = MOST_REJECTS) -> tuple[dict[str, Any], ...]:
    """Return the first rejected items of a dataset, as rows of its table `rejects`."""
    rows = [asdict(reject) for reject in content.run_rejects[:most]]
    for part in content.parts:
        if part.reasons and len(rows) < most:
            rows += read_rows(part.folder, "rejects").slice(0, most - len(rows)).to_pylist()
    return tuple(rows)


def _manifest(settings: BuildSettings, run: Run) -> dict[str, Any]:
    return {
        "raw": {name: printable(place_name(folder)) for name, folder in named_roots(settings.raw).items()},
        "max_bytes": settings.max_bytes,
        "code_version": run.code_version,
        "lexicon_version": run.lexicon_version,
        "run_id": run.run_id,
    }


def link_file(source: Path, target: Path) -> None:
    """Have a file stand at a second place as well: linked, or copied where links cannot be."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in _NO_HARD_LINK:
            raise
        shutil.copyfile(source, target)
        sync(target)


def _runs_of(dataset: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for file in sorted((dataset / "runs").glob("*.parquet")):
        rows.extend(pq.read_table(file).to_pylist())
    return rows
