"""Flattened text (`.txt`): the whole file is the article's raw text."""

from flows.reading.article import Sidecar


def read_text(text: str) -> tuple[Sidecar | None, int]:
    """Return no sidecar and no front matter: plain text says nothing beside itself."""
    return None, 0
