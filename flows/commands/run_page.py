"""What a run leaves on Prefect's pages: its log, its summary, its rejects."""

import logging
from collections.abc import Mapping
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.logging.handlers import APILogHandler

from flows.commands.log import TextFormatter
from flows.commands.terminal import safe
from flows.storage.dataset.run import Summary
from flows.storage.events import LOGGER

# A page is read by people: further rejects are asked for by SQL.
_MOST_LOGGED = 1_000
_MOST_CHARACTERS = 500


def show_on_page() -> None:
    """Show events in the run's log from now on, beside where they are shown already."""
    handler = APILogHandler(logging.INFO)
    handler.setFormatter(TextFormatter())
    handler.addFilter(_FirstRejects())
    LOGGER.addHandler(handler)


class _FirstRejects(logging.Filter):
    """Lets so many rejected articles through and no more; all other events."""

    def __init__(self) -> None:
        super().__init__()
        self.left = _MOST_LOGGED

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "event", "") != "article_rejected":
            return True
        self.left -= 1
        return self.left >= 0


def leave_artifacts(summary: Summary) -> None:
    """Leave the summary and the rejects as artifacts of the flow run, for whoever looks at it in Prefect's pages."""
    create_markdown_artifact(summary.markdown(), key="build-summary", description="What the build did")
    if summary.run.n_rejected:
        table = [_cells(reject) for reject in summary.first_rejects]
        create_table_artifact(table, key="build-rejects", description=_of_rejects(summary))


def _of_rejects(summary: Summary) -> str:
    shown = len(summary.first_rejects)
    more = summary.run.n_rejected - shown
    rest = f": the first {shown}; {more} more are in the table `rejects`" if more else ""
    return f"Items that could not be used, and why{rest}"


def _cells(row: Mapping[str, Any]) -> dict[str, str]:
    """Return a row in which no text steers what shows it, nor is endless."""
    return {name: _cell(value) for name, value in row.items()}


def _cell(value: object) -> str:
    text = "" if value is None else safe(str(value))
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 1] + "…"
