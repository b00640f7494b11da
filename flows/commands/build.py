"""Run a build from the command line: look before Prefect is waited for, and tell what came of it."""

import logging
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console

from flows.commands.flow_runs import RunError, told_in_one_line
from flows.commands.given import check_articles, check_output, check_raw, folders_here
from flows.commands.log import LogFormat, show_events
from flows.commands.prefect_server import have_server
from flows.commands.terminal import USE_WRONG, dataset_option
from flows.settings import BuildSettings
from flows.storage.dataset.run import Summary
from flows.storage.dataset.staging import check_replaceable
from flows.storage.disk.locks import refuse_if_locked
from flows.storage.events import log
from flows.storage.raw.recurring_file import load_recurring
from flows.storage.raw.rights import load_sources
from flows.storage.remote.lease import refuse_if_held
from flows.storage.remote.places import place_name, url_of
from flows.storage.runners.choice import check_runner

LEFT_AS_IT_WAS = "the dataset is as it was"
_SHOWN = 20


def run_build(settings: BuildSettings, log_format: LogFormat = "auto") -> Summary:
    """Build, and tell on standard error what happens and what came of it; raises RunError."""
    as_text = show_events(log_format)
    with told_in_one_line(settings.output, LEFT_AS_IT_WAS):
        check_build(settings)
        before = _n_articles(settings.dataset) if settings.limit else 0
        have_server()
        from flows.build import build

        summary = build(settings)
    if as_text:
        _tell(summary)
    if summary.published and (now := summary.rows["documents"]) < before and settings.limit:
        _tell_cut(settings.limit, before, now, as_text)
    return summary


def _n_articles(dataset: Path) -> int:
    """Count the articles of a dataset, if one is there that can be read."""
    with suppress(pa.ArrowException, OSError):
        return sum(pq.read_metadata(file).num_rows for file in (dataset / "documents").glob("*.parquet"))
    return 0


def _tell_cut(limit: int, before: int, now: int, as_text: bool) -> None:
    """Warn that a dataset was replaced by a part of it."""
    if not as_text:
        log("dataset_limited", level=logging.WARNING, limit=limit, articles_before=before, articles=now)
        return
    told = f"warning: --limit {limit}: the dataset holds {now} articles, where it held {before}"
    _console().print(f"{told}; build without --limit to have all again", markup=False)


def check_build(settings: BuildSettings) -> None:
    """Refuse what cannot become a dataset before anything slow starts; raises RunError and what the lock raises."""
    check_raw(settings.raw)
    check_runner(settings)
    check_articles(settings.raw, settings.output)
    folders = folders_here(settings.raw)
    load_sources(folders)
    load_recurring(folders)
    check_output(settings.output)
    try:
        if url_of(settings.output) is not None:
            refuse_if_held(settings.output, settings.wait)
            return
        check_replaceable(settings.dataset)
        if not settings.wait:
            refuse_if_locked(settings.output)
    except OSError as error:
        raise RunError(f"--output {place_name(settings.output)}: {error.strerror}", USE_WRONG) from error


def _tell(summary: Summary) -> None:
    console = _console()
    for name, value in summary.lines():
        console.print(f"{name:<9} {value}", markup=False)
    if summary.run.n_rejected:
        items = "1 item was" if summary.run.n_rejected == 1 else f"{summary.run.n_rejected} items were"
        console.print(f"warning: {items} rejected{_how_to_look(summary)}", markup=False)


def _console() -> Console:
    return Console(stderr=True, highlight=False, soft_wrap=True)


def _how_to_look(summary: Summary) -> str:
    """Name the query that shows the rejects; where the dataset does not hold them, show the first ones here."""
    if not summary.published:
        first = summary.first_rejects[:_SHOWN]
        return ":\n" + "\n".join(f"  {row['source_path']}: {row['reason']}: {row['detail']}" for row in first)
    look = 'alliance query "SELECT source_path, stage, reason, detail FROM rejects"'
    return f"; see: {look}{dataset_option(summary.dataset)}"
