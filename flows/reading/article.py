"""What reading yields: an Article, or a Reject with its reason."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

MarkupKind = Literal[
    "heading", "paragraph", "list_item", "quote", "caption", "table", "preformatted", "other",
]  # fmt: skip
MARKUP_KINDS: tuple[str, ...] = get_args(MarkupKind)


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What the scraper or the page's markup knew about an article, beside its text. `language`: ISO 639-1."""

    url: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    publisher: str | None = None
    scraped_at: str | None = None
    rights: str | None = None
    license: str | None = None
    language: str | None = None


class Markup(NamedTuple):
    """What a page's markup says of the block `[start, end)` of its flattened text (a line, trimmed).

    `kind`: the nearest element with a meaning; `level`: 1 to 6 of a heading, else 0.
    `within`: the landmarks around it, outermost first, each once, by tag or role: head (the page's own head, where
    the <title> stands), nav, header, footer, aside, article, main, form, figure, dialog, menu, noscript.
    `link_share`: share of its characters that are the text of links, 0 to 1.
    `hints`: tokens of id, class and itemprop, lower case, of the elements around most of its text; nearest first, at
    most four an element and twelve in all.
    `hidden`: all of its text is marked as not to be shown (hidden, aria-hidden, display: none).
    `path`: the numbers of the elements that set its text apart from other text, outermost first, at most 40. Elements
    that hold no text have none; blocks of one element, parted by <br>, have the same path.
    """

    start: int
    end: int
    kind: MarkupKind
    level: int
    within: tuple[str, ...]
    link_share: float
    hints: tuple[str, ...]
    hidden: bool
    path: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """What a format makes of bytes: the text, and what stands in the same bytes about it."""

    text: str
    encoding: str
    sidecar: Sidecar | None = None
    front_matter_end: int = 0
    markup: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why bytes are no article: `reason` of the rejects table, and what was seen."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Article:
    """One raw item, decoded. Every offset of the dataset counts characters of `text`.

    `text` is the bytes decoded and nothing else: a byte order mark, CR LF, NBSP and zero-width characters stay.
    Of a web page it is the flattened text (see `html`), and `markup` tells of its blocks, in order and disjoint.
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
    markup: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """A raw item that cannot be used: where it stopped (`stage`), why (`reason`, an enum) and what was seen."""

    source_path: str
    record: str | None
    raw_sha256: str | None
    stage: str
    reason: str
    detail: str
