"""Labelled blocks → is there an article at all, and is all of it there? Reads the page's own notices, guesses nothing.

The notices (`[notices]` of `lexicon/label_cues.toml`) are the words of error pages, cookie walls and paywalls.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

from flows.cleaning.blocks import CONTENT, Block
from flows.cleaning.cues import plain, words_of
from flows.lexicon import load

NoArticle = Literal["no_text", "error_page", "cookie_wall", "paywall", "video_page", "index_page"]
# A page with so many words of running text is an article whatever else stands on it; one with fewer may be none.
_ENOUGH, _LEAST = 120, 25
_READ, _NOTICE_REACH = 300, 8
_CUT = re.compile(
    r"(?:\.\.\.|…|\[(?:\.\.\.|…|\+\d{1,6} chars)\])[\s\"'”’)\]]{0,4}(?:\(?(?:read|see|view|continue) [\w ]{2,30}\)?)?$",
    re.I,
)
# Links to other pieces outnumber the words of the text by so much on an index.
_LINKS_PER_TEXT = 3


def no_article_reason(text: str, blocks: Sequence[Block]) -> NoArticle | None:
    """Return why a page holds no article, or None where it holds one."""
    words = sum(_words(text, block) for block in blocks if block.label == "body")
    if words >= _ENOUGH:
        return None
    notices = [notice for block in blocks for notice in _notices(text, block)]
    for reason in ("error_page", "cookie_wall", "paywall", "video_page"):
        if reason in notices and (reason != "paywall" or words < 2 * _LEAST):
            return reason
    if not any(block.label in CONTENT for block in blocks):
        return "no_text" if not _is_index(text, blocks, 1) else "index_page"
    return "index_page" if words < _LEAST and _is_index(text, blocks, words) else None


def is_truncated(text: str, blocks: Sequence[Block]) -> bool:
    """Say whether the article breaks off: its last words are cut, or a notice right below offers the rest of it."""
    last = max((place for place, block in enumerate(blocks) if block.label == "body"), default=-1)
    if last < 0:
        return False
    block = blocks[last]
    if _CUT.search(text[max(block.start, block.end - 60) : block.end]):
        return True
    near = blocks[last : last + 1 + _NOTICE_REACH]
    return any("paywall" in _notices(text, block) for block in near)


def _is_index(text: str, blocks: Sequence[Block], words: int) -> bool:
    listed = sum(_words(text, block) for block in blocks if block.label in ("related", "navigation", "heading"))
    return listed > _LINKS_PER_TEXT * max(words, _LEAST)


def _words(text: str, block: Block) -> int:
    return len(text[block.start : block.end].split())


def _notices(text: str, block: Block) -> Iterator[str]:
    """Yield the kinds of notice that the first 300 characters of a block hold."""
    line = f" {' '.join(words_of(plain(text[block.start : min(block.end, block.start + _READ)])))} "
    for kind, phrases in _phrases().items():
        if any(phrase in line for phrase in phrases):
            yield kind


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    notices: dict[str, list[str]] = load("label_cues")["notices"]
    return {
        kind: tuple(f" {' '.join(words_of(plain(entry)))} " for entry in entries) for kind, entries in notices.items()
    }
