"""The command `alliance`.

Each subcommand imports what it needs when it runs, so help, queries and errors never wait for Prefect.
Exit status: 0 done, 1 done but something is wrong with the data, 2 wrong use (one line says what to do).
"""

import io
import math
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

import click

from flows.commands.terminal import DATA_WRONG, STOPPED, USE_WRONG, safe
from flows.settings import (
    GRACE_HOURS,
    MAX_BYTES,
    MAX_SECONDS,
    MIN_PAGES,
    MOST_SECONDS,
    RUNNERS,
    BuildSettings,
    LearnSettings,
    QuotationCaps,
    ReleaseSettings,
)
from flows.storage.dataset.manifest import DEFAULT_DATASET, DatasetError
from flows.storage.remote.places import PlaceError, Use, is_url, stand_in

if TYPE_CHECKING:
    from flows.commands.log import LogFormat


class _Place(click.Path):
    """A path, or a URL of a store, which becomes the folder that stands for it; without a use a URL is refused."""

    def __init__(self, use: Use | None = None) -> None:
        super().__init__(path_type=Path)
        self.use: Use | None = use

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("an empty path, as of a shell variable that is not set; name a folder", param, ctx)
        if isinstance(value, str) and is_url(value):
            if self.use is None:
                self.fail("a URL, where a path on this machine is needed", param, ctx)
            try:
                return stand_in(value, self.use)
            except PlaceError as error:
                self.fail(str(error), param, ctx)
        return super().convert(value, param, ctx)


class _Number(click.FloatRange):
    """A finite number in a range. What is not a number (nan) lies, to every comparison, in any range."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is no finite number", param, ctx)
        return number


_PATH = _Place()
_dataset_option = click.option(
    "--dataset", type=_Place("dataset"), default=DEFAULT_DATASET, show_default=True, help="A built dataset, or its URL."
)


def main() -> None:
    """Run the command; a reader that goes away (`alliance query … | head`) ends it quietly."""
    _write_whatever_the_locale()
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)
    try:
        status = cli.main(sys.argv[1:] or ["--help"], prog_name="alliance", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        _fail(_usage(error), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _fail("stopped", STOPPED)
    except BrokenPipeError:
        _drop_output()
        sys.exit(DATA_WRONG)
    except OSError as error:
        _drop_output()
        _fail(f"{error.filename or 'standard output'}: {error.strerror or error}")
    sys.exit(status)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    """Stop on Ctrl-C; a second one ends this process at once, whatever a thread waits for."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    raise KeyboardInterrupt


def _write_whatever_the_locale() -> None:
    """Let a character that the locale does not know go out as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _usage(error: click.ClickException) -> str:
    """Return click's complaint as one line that says where help is."""
    told = " ".join(error.format_message().split()).rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context and "extra argument" in told and any(option.name == "raw" for option in context.command.params):
        told += "; articles are named by --raw"
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


def _cores() -> int:
    return os.cpu_count() or 1


_raw_option = click.option(
    "--raw",
    type=_Place("raw"),
    multiple=True,
    default=["raw"],
    help="A folder or file of articles, or a URL such as s3://bucket/raw; may be repeated.  [default: raw]",
)
_output_option = click.option(
    "--output",
    type=_Place("output"),
    default=Path("output"),
    show_default=True,
    help="Holds dataset/ and parts/; may be a URL.",
)
_runner_option = click.option(
    "--runner",
    type=click.Choice(RUNNERS),
    default=RUNNERS[0],
    show_default=True,
    help="What extracts. Threads, for debugging, cannot end an article that is stuck in a library.",
)
_dask_address_option = click.option(
    "--dask-address", help="A Dask cluster's scheduler, tcp://HOST:PORT.  [default: a local one]"
)
_workers_option = click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=_cores,
    help="Extracting processes, threads or local Dask workers.  [default: one a core]",
)
_max_bytes_option = click.option(
    "--max-bytes", type=click.IntRange(min=1), default=MAX_BYTES, show_default=True, help="Reject larger articles."
)
_max_seconds_option = click.option(
    "--max-seconds",
    type=_Number(min=0, min_open=True, max=MOST_SECONDS),
    default=MAX_SECONDS,
    show_default=True,
    help="Reject articles that take the processor longer, or ten times as long by the clock.",
)
_grace_hours_option = click.option(
    "--grace-hours",
    type=_Number(min=0),
    default=GRACE_HOURS,
    show_default=True,
    help="Keep a replaced dataset so long for those who still read it.",
)


@cli.command()
@_raw_option
@_output_option
@_runner_option
@_dask_address_option
@_workers_option
@click.option("--limit", type=click.IntRange(min=1), help="Try out so many articles: the dataset holds these alone.")
@_max_bytes_option
@_max_seconds_option
@_grace_hours_option
@click.option("--wait", is_flag=True, help="Wait for another build of this output to end.")
@click.option(
    "--log-format",
    type=click.Choice(["auto", "json", "text"]),
    default="auto",
    show_default=True,
    help="Auto: text on a terminal, else JSON lines.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 if any item was rejected.")
def build(log_format: "LogFormat", strict: bool, **given: Any) -> None:
    """Build the dataset from raw articles.

    \b
    Examples:
      alliance build --raw raw/sample
      alliance build --raw raw/mine --raw ../scraped --workers 4
      alliance build --raw raw/mine --strict --log-format json
      alliance build --raw raw/mine --runner dask --dask-address tcp://10.0.0.5:8786
      alliance build --raw s3://bucket/raw --output s3://bucket/output
    """
    from flows.commands.build import run_build
    from flows.commands.flow_runs import RunError

    with _told(RunError):
        summary = run_build(BuildSettings(**given), log_format)
    if not summary.rows.get("documents") or (strict and summary.run.n_rejected):
        sys.exit(DATA_WRONG)


@cli.command()
@_raw_option
@_output_option
@_runner_option
@_dask_address_option
@_workers_option
@_max_bytes_option
@_max_seconds_option
@_grace_hours_option
@click.option("--strict", is_flag=True, help="Fail if any item was rejected; the dataset is published all the same.")
@click.option("--cron", default="0 3 * * *", show_default=True, help="When: minute, hour, day, month, day of the week.")
@click.option("--timezone", default="UTC", show_default=True, help="Of --cron, as in Europe/Berlin.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=4200,
    show_default=True,
    help="Of Prefect's pages, where PREFECT_API_URL names no server.",
)
def serve(strict: bool, cron: str, timezone: str, port: int, **given: Any) -> None:
    """Build by the clock, for as long as this command runs: nightly, and whenever Prefect's page is told to.

    Of two builds that are due at once the second is cancelled. A server that PREFECT_API_URL names is used;
    without one, one is run on this machine, and ended with this command.

    \b
    Examples:
      alliance serve --raw raw/mine
      alliance serve --raw raw/mine --cron "30 2 * * 1-5" --timezone Europe/Berlin
    """
    from flows.commands.flow_runs import RunError
    from flows.commands.serve import Clock, run_serve

    with _told(RunError):
        run_serve(BuildSettings(**given), strict, Clock(cron, timezone), port)


@cli.command("learn-sites")
@click.option(
    "--raw", type=_Place("raw"), default=Path("raw"), show_default=True, help="A folder or file of articles, or a URL."
)
@click.option(
    "--min-pages",
    type=click.IntRange(min=3),
    default=MIN_PAGES,
    show_default=True,
    help="On how many pages of its site a line must stand.",
)
def learn_sites(raw: Path, min_pages: int) -> None:
    """Learn which lines recur on the pages of each site, for the next builds to read.

    Writes recurring.json beside the articles: hashes of lines that stand on so many pages of a site, and on a
    twentieth of them. A build then knows menus, appeals and notices that no word gives away. Run it again when
    many articles have come; builds never learn by themselves, so labels change only when this file does.

    \b
    Examples:
      alliance learn-sites
      alliance learn-sites --raw raw/mine --min-pages 10
    """
    from flows.commands.flow_runs import RunError
    from flows.commands.learn_sites import run_learn_sites

    with _told(RunError):
        run_learn_sites(LearnSettings(raw, min_pages))


@cli.command()
@_raw_option
@_output_option
@_max_bytes_option
@click.option("--json", "as_json", is_flag=True, help="Print every item, kept ones too, as a JSON object a line.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if there is something to do, as git diff does.")
def plan(as_json: bool, exit_code: bool, **given: Any) -> None:
    """Say what a build would do and why; do nothing.

    \b
    Examples:
      alliance plan --raw raw/mine
      alliance plan --raw raw/mine --json | jq -r 'select(.status == "stale") | .source_path'
      alliance plan --raw raw/mine --exit-code || alliance build --raw raw/mine
    """
    from flows.commands.flow_runs import RunError
    from flows.commands.plan import lines, look

    try:
        found = look(BuildSettings(**given))
    except RunError as error:
        _fail(str(error))  # 1 says that there is something to do
    for line in lines(found, as_json):
        click.echo(safe(line))
    sys.exit(DATA_WRONG if exit_code and found.anything_to_do else 0)


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
    from flows.storage.dataset.query import QueryError

    try:
        with _told(DatasetError, QueryError, FormatError):
            answer_query(dataset, sql, form, output)
    except OSError as error:
        if output is None:
            raise
        _fail(f"{output}: {error.strerror}")


@cli.command()
@click.argument("table", required=False)
@_dataset_option
def tables(table: str | None, dataset: Path) -> None:
    """List tables and views, their rows and columns, with what each column means.

    \b
    Examples:
      alliance tables
      alliance tables claims
    """
    from flows.commands.tables import UnknownTableError, describe
    from flows.storage.dataset.query import QueryError

    with _told(DatasetError, QueryError, UnknownTableError):
        for line in describe(dataset, table):
            click.echo(safe(line))


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
    from flows.storage.dataset.query import QueryError

    with _told(DatasetError, QueryError, UnknownArticleError):
        article = load_article(dataset, doc_id)
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

    with _told(DatasetError):
        holds, lines = validate_dataset(dataset)
    click.echo(safe("\n".join(lines)))
    sys.exit(0 if holds else DATA_WRONG)


@cli.command()
@_dataset_option
@click.option("--output", type=_PATH, default=Path("output"), show_default=True, help="Holds releases/.")
@click.option("--version", help="X.Y.Z; refused if it says less than what changed.  [default: the least that will do]")
@click.option("--accept", multiple=True, type=click.Choice(["counts", "accuracy"]), help="Let a gate pass; recorded.")
@click.option("--quote-words", type=click.IntRange(min=0), default=QuotationCaps().words, show_default=True)
@click.option("--quote-share", type=_Number(0, 1), default=QuotationCaps().share, show_default=True)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=_cores,
    help="Threads; from 2 on, two processes check the dataset meanwhile.  [default: one a core]",
)
def release(quote_words: int, quote_share: float, **given: Any) -> None:
    """Make a release of a dataset: checked, described, compared with the last one, packed.

    Of an article whose rights are reserved, claims quote at most --quote-words words and --quote-share of its
    characters. Where a gate does not hold, its failures are named and nothing is left behind.

    \b
    Examples:
      alliance release
      alliance release --version 1.0.0
      alliance release --accept counts        after a look at why so many rows came or went
    """
    from flows.commands.flow_runs import RunError
    from flows.commands.release import run_release

    with _told(RunError):
        run_release(ReleaseSettings(caps=QuotationCaps(quote_words, quote_share), **given))


@cli.command("verify")
@click.argument("path", type=_PATH)
def verify_release(path: Path) -> None:
    """Verify a release, offline: checksums, files, schemas, counts and keys; a line a failure.

    \b
    Example:
      alliance verify output/releases/0.1.0
    """
    from flows.publishing.verify import NoReleaseError, read_package, told, verify

    with _told(NoReleaseError):
        failures = list(verify(path))
        verdict = f"{'FAILED' if failures else 'ok'}: {told(read_package(path))}"
    for line in (*(f"FAIL {failure}" for failure in failures), verdict):
        click.echo(safe(line))
    sys.exit(DATA_WRONG if failures else 0)


@cli.command()
@click.argument("old", type=_PATH)
@click.argument("new", type=_PATH)
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
@click.option("--output", type=_PATH, help="Write to this file.")
def diff(old: Path, new: Path, form: str, output: Path | None) -> None:
    """Show what differs between two releases: schema, counts, rows added, removed and changed by key.

    Exit status: 0 nothing, 1 something, 2 one of them is no release.

    \b
    Examples:
      alliance diff output/releases/0.1.0 output/releases/0.2.0
      alliance diff output/releases/0.1.0 output/releases/0.2.0 --format html --output diff.html
    """
    from flows.publishing.diff import diff_releases
    from flows.publishing.diff_pages import PAGES
    from flows.publishing.verify import NoReleaseError

    with _told(NoReleaseError):
        found = diff_releases(old, new)
    page = PAGES[form](found)
    if output is None:
        click.echo(safe(page), nl=False)
    else:
        output.write_text(page, "utf-8")
    sys.exit(0 if found.same else DATA_WRONG)


def _fail(message: str, status: int = USE_WRONG) -> NoReturn:
    click.echo(safe(f"alliance: {message}"), err=True)
    sys.exit(status)


@contextmanager
def _told(*errors: type[Exception]) -> Iterator[None]:
    """End the command in the line that one of these errors says, with the exit status that it may have."""
    try:
        yield
    except errors as error:
        _fail(str(error), getattr(error, "exit_status", USE_WRONG))
