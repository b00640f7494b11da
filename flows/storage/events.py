"""What a run logs: one event a line, with the article's id where there is one.

Events go to the standard logger `alliance`; whoever runs a build decides what becomes of them (`commands.log`).
"""

import logging
from typing import Any

LOGGER = logging.getLogger("alliance")


def log(event: str, *, level: int = logging.INFO, **fields: Any) -> None:
    """Log an event with its fields."""
    LOGGER.log(level, "%s %s", event, fields, extra={"event": event, "fields": fields})


def log_article(event: dict[str, Any]) -> None:
    """Log what became of an article: a reject is a warning, the others are for who wants every line."""
    name = event["event"]
    fields = {key: value for key, value in event.items() if key != "event" and value is not None}
    log(name, level=logging.WARNING if name == "article_rejected" else logging.DEBUG, **fields)
