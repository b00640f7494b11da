"""Flattened text (`.txt`): the whole file, decoded, is the article's raw text."""

from flows.reading.article import Content, Refusal
from flows.reading.decode import decode


def read_text(data: bytes) -> Content | Refusal:
    """Decode; plain text says nothing beside itself."""
    decoded = decode(data)
    return decoded if isinstance(decoded, Refusal) else Content(decoded.text, decoded.encoding)
