"""What the records of a container are, whatever the container: one article each, or the reason why not."""

from dataclasses import dataclass
from typing import Literal

from flows.reading.article import Sidecar
from flows.reading.stream import Place

Media = Literal["text", "html"]


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a container. `data`: the item's bytes, of which the article's id is made.

    `name`: what the column `record` holds; `charset`: what the server said of the bytes of a page.
    """

    name: str
    place: Place
    data: bytes
    media: Media
    sidecar: Sidecar
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record that cannot be used; without a name, what stopped the reading of the container."""

    name: str | None
    place: Place | None
    reason: str
    detail: str
