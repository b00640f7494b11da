"""How long the questions of a reader take DuckDB, over a dataset and over a release.

    python -m tests.benchmarks.queries FOLDER... [--claims N]

FOLDER is a dataset (`output/dataset`) or the folder of a release. So that small ones can be asked too, their files
are read as often as it takes to have N claims (by default a million). Seconds are those of a second question, the
best of some; on a busy machine look at the seconds of the processor.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

# What is asked → the SQL, and how many milliseconds it may take.
QUESTIONS = {
    "the claims of an article": ("SELECT * FROM claims WHERE doc_id = $doc_id", 20),
    "claims by topic and type": (
        "SELECT topic, claim_type, count(*) FROM (SELECT unnest(topics) AS topic, claim_type FROM claims) GROUP BY ALL",
        100,
    ),
    "claims with a word": ("SELECT count(*) FROM claims WHERE text ILIKE '%deterrence%'", 500),
}
_TIMES = 7


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--claims", type=int, default=1_000_000)
    arguments = parser.parse_args()
    for folder in arguments.folders:
        report(folder, arguments.claims)


def report(folder: Path, claims: int) -> None:
    """Ask the questions of a dataset or release, and print how long each takes."""
    files = claims_files(folder)
    rows = sum(pq.read_metadata(file).num_rows for file in files)
    times = -(-claims // rows)
    with duckdb.connect(config={"threads": 2}) as connection:
        listed = ", ".join(f"'{file}'" for file in files * times)
        connection.execute(f"CREATE VIEW claims AS FROM read_parquet([{listed}])")
        print(f"{folder}: {rows * times / 1e6:.2f} million claims in {len(files) * times} files")
        print(f"{'':<28}{'ms':>8}{'of the processor':>18}{'may take':>10}")
        doc_id = connection.sql("SELECT doc_id FROM claims OFFSET 1000 LIMIT 1").fetchall()[0][0]
        for name, (sql, most) in QUESTIONS.items():
            asked = {"doc_id": doc_id} if "$doc_id" in sql else {}
            clock, processor = best_of(lambda sql=sql, asked=asked: connection.execute(sql, asked).fetchall())
            print(
                f"{name:<28}{clock:>8.1f}{processor:>18.1f}{most:>10}{'  missed' if clock > most else ''}", flush=True
            )
        print()


def claims_files(folder: Path) -> list[Path]:
    """Return the files of the claims of a dataset or a release."""
    whole = folder / "claims.parquet"
    return [whole] if whole.is_file() else sorted((folder / "claims").glob("*.parquet"))


def best_of(ask: Callable[[], object]) -> tuple[float, float]:
    """Return the least milliseconds, by the clock and by the processor, of asking some times after a first time."""
    ask()
    spent = []
    for _ in range(_TIMES):
        clock, processor = time.perf_counter(), time.process_time()
        ask()
        spent.append(((time.perf_counter() - clock) * 1e3, (time.process_time() - processor) * 1e3))
    return min(one for one, _ in spent), min(one for _, one in spent)


if __name__ == "__main__":
    main()
