"""How the events of a run are shown: as JSON lines for machines, as sentences for who looks on."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal, TextIO

from flows.commands.terminal import safe
from flows.storage.events import LOGGER

LogFormat = Literal["auto", "json", "text"]
# In text the summary tells of these; where there are rejects, it names the query that shows them.
_TOLD_OTHERWISE = frozenset({"build_finished", "article_rejected"})


def show_events(log_format: LogFormat, summary: bool = True) -> bool:
    """Show events on standard error from now on; `auto`: as text on a terminal, else as JSON. Says whether as text.

    `summary`: one follows and a bar shows how far it is, so text leaves out what these tell.
    """
    as_text = log_format == "text" or (log_format == "auto" and sys.stderr.isatty())
    handler = _ToStandardError(draws=as_text and summary)
    handler.setFormatter(TextFormatter() if as_text else _Json())
    if as_text and summary:
        handler.addFilter(lambda record: getattr(record, "event", "") not in _TOLD_OTHERWISE)
    LOGGER.handlers = [handler]
    LOGGER.propagate = False
    LOGGER.setLevel(logging.INFO if as_text else logging.DEBUG)
    return as_text


def may_draw() -> bool:
    """Say whether a bar may be drawn on standard error: somebody looks on, and reads text with a summary."""
    return sys.stderr.isatty() and any(getattr(handler, "draws", False) for handler in LOGGER.handlers)


class _ToStandardError(logging.StreamHandler[TextIO]):
    """Writes to what standard error is at the time: a bar puts something of its own in its place."""

    def __init__(self, draws: bool) -> None:
        logging.Handler.__init__(self)
        self.draws = draws

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr


class _Json(logging.Formatter):
    """A JSON object a line: time, level, event, and the event's own fields."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", record.getMessage()),
            **getattr(record, "fields", {}),
        }
        return json.dumps(line, default=str)


class TextFormatter(logging.Formatter):
    """The event and its fields in a line: "planned: new 3, kept 12"."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; nothing in it can steer a terminal."""
        fields = getattr(record, "fields", {})
        event = getattr(record, "event", record.getMessage())
        if event == "progress":
            return f"{fields['what']}: {fields['done']} of {fields['total']}"
        told = ", ".join(f"{name} {_shown(value)}" for name, value in fields.items())
        return safe(f"{event.replace('_', ' ')}: {told}")


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key} {one}" for key, one in value.items()) or "none"
    return " ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
