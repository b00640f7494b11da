"""What reading yields: an Article, or a Reject with its reason."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What the scraper knew about an article, beside its text."""

    url: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    publisher: str | None = None
    scraped_at: str | None = None
    rights: str | None = None
    license: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One raw item, decoded. Every offset of the dataset counts characters of `text`.

    `text` is the bytes decoded and nothing else: a byte order mark, CR LF, NBSP and zero-width characters stay.
    `doc_id` is the first 16 hex digits of the SHA-256 of the item's bytes; `raw_bytes` is their number.
    Front matter, where a format has it, is the text before `front_matter_end`.
    """

    doc_id: str
    source_path: str
    record: str | None
    format: str
    encoding: str
    raw_sha256: str
    raw_bytes: int
    text: str
    sidecar: Sidecar = Sidecar()
    front_matter_end: int = 0


@dataclass(frozen=True, slots=True)
class Reject:
    """A raw item that cannot be used: where it stopped (`stage`), why (`reason`, an enum) and what was seen."""

    source_path: str
    record: str | None
    raw_sha256: str | None
    stage: str
    reason: str
    detail: str
