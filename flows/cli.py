"""The command `alliance`.

Each subcommand imports what it needs when it runs, so help, queries and errors never wait for Prefect.
Exit status: 0 done, 1 done but something is wrong with the data, 2 wrong use (one line says what to do).
"""

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from flows.commands.terminal import safe
from flows.settings import GRACE_HOURS, MAX_BYTES, MAX_SECONDS, BuildSettings
from flows.storage.manifest import DEFAULT_DATASET, DatasetError

if TYPE_CHECKING:
    from flows.commands.log import LogFormat

_DATA_WRONG, _USE_WRONG, _STOPPED = 1, 2, 130
_PATH = click.Path(path_type=Path)
_dataset_option = click.option(
    "--dataset", type=_PATH, default=DEFAULT_DATASET, show_default=True, help="A built dataset."
)


def main() -> None:
    """Run the command; a reader that goes away (`alliance query … | head`) ends it quietly."""
    _write_whatever_the_locale()
    try:
        status = cli.main(sys.argv[1:] or ["--help"], prog_name="alliance", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        _fail(_usage(error), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _fail("stopped", _STOPPED)
    except BrokenPipeError:
        _drop_output()
        sys.exit(_DATA_WRONG)
    except OSError as error:
        _drop_output()
        _fail(f"{error.filename or 'standard output'}: {error.strerror or error}")
    sys.exit(status)


def _write_whatever_the_locale() -> None:
    """Let a character that the locale does not know go out as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _usage(error: click.ClickException) -> str:
    """Return click's complaint as one line that says where help is."""
    told = " ".join(error.format_message().split()).rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{told}; see: {context.command_path} --help" if context else told


def _drop_output() -> None:
    """Have what could not be written go nowhere, or Python would try again when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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


_raw_option = click.option(
    "--raw", type=_PATH, multiple=True, help="A folder or file of articles; may be repeated.  [default: raw]"
)
_output_option = click.option(
    "--output", type=_PATH, default=Path("output"), show_default=True, help="Holds dataset/ and parts/."
)
_max_bytes_option = click.option(
    "--max-bytes", type=click.IntRange(min=1), default=MAX_BYTES, show_default=True, help="Reject larger articles."
)
_DEFAULT_RAW = (Path("raw"),)


@cli.command()
@_raw_option
@_output_option
@click.option("--workers", type=click.IntRange(min=1), help="Extracting processes.  [default: one a core]")
@click.option("--limit", type=click.IntRange(min=1), help="Read at most so many articles.")
@_max_bytes_option
@click.option(
    "--max-seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=MAX_SECONDS,
    show_default=True,
    help="Reject articles that take longer.",
)
@click.option(
    "--grace-hours",
    type=click.FloatRange(min=0),
    default=GRACE_HOURS,
    show_default=True,
    help="Keep a replaced dataset so long for those who still read it.",
)
@click.option("--wait", is_flag=True, help="Wait for another build of this output to end.")
@click.option(
    "--log-format",
    type=click.Choice(["auto", "json", "text"]),
    default="auto",
    show_default=True,
    help="Auto: text on a terminal, else JSON lines.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 if any item was rejected.")
def build(raw: tuple[Path, ...], workers: int | None, log_format: "LogFormat", strict: bool, **given: Any) -> None:
    """Build the dataset from raw articles.

    \b
    Examples:
      alliance build --raw raw/sample
      alliance build --raw raw/mine --raw ../scraped --workers 4
      alliance build --raw raw/mine --strict --log-format json
    """
    settings = BuildSettings(raw=raw or _DEFAULT_RAW, workers=workers or os.cpu_count() or 1, **given)
    from flows.commands.build import BuildError, run_build

    try:
        summary = run_build(settings, log_format)
    except BuildError as error:
        _fail(str(error), error.exit_status)
    if not summary.rows.get("documents") or (strict and summary.run.n_rejected):
        sys.exit(_DATA_WRONG)


@cli.command()
@_raw_option
@_output_option
@_max_bytes_option
@click.option("--json", "as_json", is_flag=True, help="Print every item, kept ones too, as a JSON object a line.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if there is something to do, as git diff does.")
def plan(raw: tuple[Path, ...], output: Path, max_bytes: int, as_json: bool, exit_code: bool) -> None:
    """Say what a build would do and why; do nothing.

    \b
    Examples:
      alliance plan --raw raw/mine
      alliance plan --raw raw/mine --json | jq -r 'select(.status == "stale") | .source_path'
      alliance plan --raw raw/mine --exit-code || alliance build --raw raw/mine
    """
    from flows.commands.plan import PlanError, lines, look

    try:
        found = look(BuildSettings(raw=raw or _DEFAULT_RAW, output=output, max_bytes=max_bytes))
    except PlanError as error:
        _fail(str(error))
    for line in lines(found, as_json):
        click.echo(safe(line))
    sys.exit(_DATA_WRONG if exit_code and found.anything_to_do else 0)


@cli.command()
@click.argument("sql")
@_dataset_option
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json", "parquet"]), default="table", show_default=True
)
@click.option("--output", type=_PATH, help="Write to this file, once the answer is whole.")
def query(sql: str, dataset: Path, form: str, output: Path | None) -> None:
    """Run one SELECT over the dataset's tables, read-only (DuckDB's SQL).

    A table shows the first and last rows; in a file (--output) and in the other formats stand all. JSON and
    Parquet cannot have two columns of one name: the second `a` is called `a_1`.

    \b
    Examples:
      alliance query "SELECT text, source_name FROM claims WHERE claim_type = 'policy' LIMIT 5"
      alliance query "SELECT * FROM figures WHERE entity = 'JP'" --format csv --output japan.csv
      alliance query 'SELECT * FROM "references"'
    """
    from flows.commands.answers import FormatError, answer_query
    from flows.storage.query import QueryError

    try:
        answer_query(dataset, sql, form, output)
    except (DatasetError, QueryError, FormatError) as error:
        _fail(str(error))
    except OSError as error:
        if output is None:
            raise
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

    try:
        for line in describe(dataset, table):
            click.echo(safe(line))
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
    from flows.storage.query import QueryError

    try:
        article = load_article(dataset, doc_id)
    except (DatasetError, QueryError, UnknownArticleError) as error:
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

    try:
        holds, lines = validate_dataset(dataset)
    except DatasetError as error:
        _fail(str(error))
    click.echo(safe("\n".join(lines)))
    sys.exit(0 if holds else _DATA_WRONG)


def _fail(message: str, status: int = _USE_WRONG) -> NoReturn:
    click.echo(safe(f"alliance: {message}"), err=True)
    sys.exit(status)
