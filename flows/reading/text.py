"""Flattened text (`.txt`): the whole file, decoded, is the article's raw text."""

from dataclasses import replace

from flows.reading.article import Content, Refusal, Sidecar
from flows.reading.decode import decode
from flows.reading.markdown import read_front_matter


def read_text(data: bytes) -> Content | Refusal:
    """Decode; front matter that an archive left at the head of a text is its sidecar, if it can be read as such.

    What it says of rights is not believed: that is for those who keep the collection to say, in a sidecar of their own.
    """
    decoded = decode(data)
    if isinstance(decoded, Refusal) or not decoded.text.startswith("---"):
        return decoded if isinstance(decoded, Refusal) else Content(decoded.text, decoded.encoding)
    sidecar, end = read_front_matter(decoded.text)
    if not isinstance(sidecar, Sidecar) or not decoded.text[end:].strip():
        return Content(decoded.text, decoded.encoding)
    return Content(decoded.text, decoded.encoding, replace(sidecar, rights=None, license=None), end)
