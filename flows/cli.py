"""The command `alliance`.

Each subcommand imports what it needs when it runs, so help, queries and errors never wait for Prefect.
Exit status: 0 done, 1 done but something is wrong with the data, 2 wrong use (one line says what to do).
"""

import os
import sys
from pathlib import Path
from typing import NoReturn

import click

from flows.settings import MAX_BYTES, BuildSettings

_DATA_WRONG, _USE_WRONG = 1, 2
_PATH = click.Path(path_type=Path)
_dataset_option = click.option(
    "--dataset", type=_PATH, default=Path("output/dataset"), show_default=True, help="A built dataset."
)


def main() -> None:
    """Run the command; a reader that goes away (`alliance query … | head`) ends it quietly."""
    try:
        cli()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_DATA_WRONG)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="alliance-commentary")
def cli() -> None:
    """From scraped articles to an open dataset of who claims what, with which figures.

    \b
    Examples:
      alliance build --raw raw/sample
      alliance query "SELECT claim_type, count(*) FROM claims GROUP BY ALL"
      alliance tables
      alliance show 4dbd3698c689860a
    """


@cli.command()
@click.option("--raw", type=_PATH, multiple=True, help="A folder or file of articles; may be repeated.  [default: raw]")
@click.option("--output", type=_PATH, default=Path("output"), show_default=True, help="Holds dataset/ and parts/.")
@click.option("--workers", type=click.IntRange(min=1), help="Extracting processes.  [default: one a core]")
@click.option("--limit", type=click.IntRange(min=1), help="Read at most so many articles.")
@click.option(
    "--max-bytes", type=click.IntRange(min=1), default=MAX_BYTES, show_default=True, help="Reject larger articles."
)
@click.option("--strict", is_flag=True, help="Exit with 1 if any item was rejected.")
def build(
    raw: tuple[Path, ...], output: Path, workers: int | None, limit: int | None, max_bytes: int, strict: bool
) -> None:
    """Build the dataset from raw articles.

    \b
    Examples:
      alliance build --raw raw/sample
      alliance build --raw raw/mine --raw ../scraped --workers 4
      alliance build --raw raw/mine --strict
    """
    settings = BuildSettings(raw or (Path("raw"),), output, workers or os.cpu_count() or 1, limit, max_bytes)
    from flows.commands.build import BuildError, run_build

    try:
        summary = run_build(settings)
    except BuildError as error:
        _fail(str(error), error.exit_status)
    if not summary.rows.get("documents") or (strict and summary.run.n_rejected):
        sys.exit(_DATA_WRONG)


@cli.command()
@click.argument("sql")
@_dataset_option
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json", "parquet"]), default="table", show_default=True
)
@click.option("--output", type=_PATH, help="Write to this file instead of the terminal.")
def query(sql: str, dataset: Path, form: str, output: Path | None) -> None:
    """Run one SELECT over the dataset's tables, read-only (DuckDB's SQL).

    \b
    Examples:
      alliance query "SELECT text, source_name FROM claims WHERE claim_type = 'policy' LIMIT 5"
      alliance query "SELECT * FROM figures WHERE entity = 'JP'" --format csv --output japan.csv
      alliance query 'SELECT * FROM "references"'
    """
    from flows.commands.answers import FormatError, answer_query
    from flows.storage.manifest import DatasetError
    from flows.storage.query import QueryError

    try:
        answer_query(dataset, sql, form, output)
    except (DatasetError, QueryError, FormatError) as error:
        _fail(str(error))
    except BrokenPipeError:
        raise
    except OSError as error:
        _fail(f"{output}: {error.strerror}")


@cli.command()
@click.argument("table", required=False)
@_dataset_option
def tables(table: str | None, dataset: Path) -> None:
    """List tables, their rows and columns, with what each column means.

    \b
    Examples:
      alliance tables
      alliance tables claims
    """
    from flows.commands.tables import UnknownTableError, describe
    from flows.storage.manifest import DatasetError

    try:
        for line in describe(dataset, table):
            click.echo(line)
    except (DatasetError, UnknownTableError) as error:
        _fail(str(error))


@cli.command()
@click.argument("doc_id")
@_dataset_option
def show(doc_id: str, dataset: Path) -> None:
    """Print an article with its blocks labelled, its claims and figures marked in place.

    DOC_ID is the id in the documents table, or the beginning of one.

    \b
    Examples:
      alliance show 4dbd3698c689860a
      alliance query "SELECT doc_id, title FROM documents"      to find an id
    """
    from rich.console import Console

    from flows.commands.show import UnknownArticleError, load_article, render
    from flows.storage.manifest import DatasetError

    try:
        article = load_article(dataset, doc_id)
    except (DatasetError, UnknownArticleError) as error:
        _fail(str(error))
    console = Console(highlight=False)
    for line in render(article):
        console.print(line, soft_wrap=not console.is_terminal)


@cli.command()
@_dataset_option
def validate(dataset: Path) -> None:
    """Check a dataset on disk: schemas, keys, ids, offsets against the raw text, coverage and counts.

    \b
    Example:
      alliance validate --dataset output/dataset
    """
    from flows.commands.validate import validate_dataset
    from flows.storage.manifest import DatasetError

    try:
        holds, lines = validate_dataset(dataset)
    except DatasetError as error:
        _fail(str(error))
    click.echo("\n".join(lines))
    sys.exit(0 if holds else _DATA_WRONG)


def _fail(message: str, status: int = _USE_WRONG) -> NoReturn:
    click.echo(f"alliance: {message}", err=True)
    sys.exit(status)
