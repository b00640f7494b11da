"""What `alliance verify` takes a gigabyte: reading the bytes, hashing them, and checking what the tables hold.

A gigabyte holds some fifty million rows. To check keys is to read them from Parquet first; what pyarrow takes for that
alone, with nothing compared, has a line of its own, and only what goes beyond it is ours.

    python -m tests.benchmarks.verify RELEASE [--copies N] [--keep DIR]

RELEASE is the folder of a release. With --copies its rows are there so many times, each time with other ids, written
by the writer of releases. Checks are timed with pyarrow and with DuckDB. Where the machine is busy, look at the
seconds of the processor.
"""

import argparse
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from flows.publishing import verify as verifier
from flows.publishing.parquet import sort_key, write_parquet
from flows.publishing.releases import seal
from flows.publishing.verify import PACKAGE, SUMS, read_package
from schemas.derive import Column, primary_key, release_columns

_BLOCK = 1 << 20
_ENGINES = {"pyarrow": verifier._Arrow, "DuckDB": verifier._DuckDB}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("release", type=Path)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="where the larger release is made, and left")
    arguments = parser.parse_args()
    folder = arguments.keep or Path(tempfile.mkdtemp())
    try:
        if not (folder / PACKAGE).is_file():
            copy_release(arguments.release, folder, arguments.copies)
        report(folder)
    finally:
        if not arguments.keep:
            shutil.rmtree(folder)


def copy_release(release: Path, folder: Path, copies: int) -> None:
    """Write a release with the rows of another, so many times, each time with other ids."""
    folder.mkdir(parents=True, exist_ok=True)
    package = read_package(release)
    for resource in package["resources"]:
        table = resource["name"]
        times = copies if primary_key(table)[0].endswith("_id") else 1
        with duckdb.connect(config={"memory_limit": "1GB", "temp_directory": str(folder / "spill")}) as connection:
            rows = connection.sql(_copied(table, release / resource["path"], times)).to_arrow_reader(1 << 14)
            written = write_parquet(folder, table, rows)
        resource |= {"rows": written.rows, "bytes": written.bytes, "contentSha256": written.content_sha256}
    shutil.rmtree(folder / "spill", ignore_errors=True)
    (folder / PACKAGE).write_text(json.dumps(package), "utf-8")
    seal(folder)


def _copied(table: str, file: Path, copies: int) -> str:
    values = ", ".join(_of_copy(column) for column in release_columns(table))
    order = ", ".join(f'"{name}" NULLS FIRST' for name in sort_key(table))
    return f"SELECT {values} FROM read_parquet('{file}'), (SELECT range AS n FROM range({copies})) ORDER BY {order}"


def _of_copy(column: Column) -> str:
    """Return SQL for the value of a column in copy n; those of the copy 0 are as they were."""
    name = f'"{column.name}"'
    if not (column.references or column.name.endswith("_id")):
        return name
    other = "left({0}, -16) || left(md5({0} || n), 16)"
    if column.type.startswith("list"):
        return f"list_transform({name}, lambda x: {other.format('x')}) AS {name}"
    return f"{other.format(name)} AS {name}"


def report(folder: Path) -> None:
    """Time each part of a verification, and print it a gigabyte."""
    package = read_package(folder)
    files = [file for file in folder.iterdir() if file.name != SUMS]
    size = sum(file.stat().st_size for file in files) / 1e9
    print(f"{size:.3f} GB, {sum(resource['rows'] for resource in package['resources']) / 1e6:.1f} million rows")
    print(f"{'':<30}{'seconds a GB':>14}{'of the processor':>18}")
    _show("reading", size, lambda: [_read(file) for file in files])
    _show("reading and hashing", size, lambda: list(verifier._wrong_files(folder, verifier._read_sums(folder / SUMS))))
    _show("decoding the columns of keys", size, lambda: _decode(folder, package))
    for name, engine in _ENGINES.items():
        _show(f"checking with {name}", size, partial(_check, folder, engine))


def _check(folder: Path, engine: Callable[[], verifier.Tables]) -> list[str]:
    return list(verifier.wrong_tables(folder, read_package(folder), engine()))


def _read(file: Path) -> None:
    with file.open("rb") as stream:
        while stream.read(_BLOCK):
            pass


def _decode(folder: Path, package: dict[str, Any]) -> None:
    """Read each column that is a key or refers to one, as the check reads them, side by side."""
    engine = verifier._Arrow()
    places = [(folder / resource["path"], column) for resource in package["resources"] for column in _keys(resource)]

    def read(place: tuple[Path, str]) -> None:
        for _ in engine._batches(place[0], [place[1]], as_dictionary=True):
            pass

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(read, places))


def _keys(resource: dict[str, Any]) -> list[str]:
    schema = resource["schema"]
    return sorted({*schema["primaryKey"], *(field["name"] for field in schema["fields"] if "references" in field)})


def _show(name: str, gigabytes: float, step: Callable[[], object]) -> None:
    spent = []
    for _ in range(3):
        clock, processor = time.perf_counter(), time.process_time()
        found = step()
        spent.append((time.perf_counter() - clock, time.process_time() - processor))
        assert not name.startswith(("checking", "reading and")) or found == [], found
    seconds, of_processor = (min(column) / gigabytes for column in zip(*spent, strict=True))
    print(f"{name:<30}{seconds:>14.2f}{of_processor:>18.2f}", flush=True)


if __name__ == "__main__":
    main()
