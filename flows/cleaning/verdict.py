"""Labelled blocks → is there an article at all, and is all of it there? Reads the page's own notices, guesses nothing.

The notices (`[notices]` of `lexicon/label_cues.toml`) are the words of error pages, cookie walls and paywalls.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

import numpy as np

from flows.cleaning.blocks import CONTENT, Block
from flows.cleaning.cues import bare, plain, words_of
from flows.cleaning.form import read_lines
from flows.lexicon import load

NoArticle = Literal["no_text", "error_page", "cookie_wall", "paywall", "video_page", "index_page"]
# A page with so many words of running text is an article whatever else stands on it; one with fewer may be none.
_ENOUGH, _LEAST = 120, 25
# With so many words beside its notice, a page is an article that carries a notice.
_WALLS: dict[NoArticle, int] = {"error_page": 40, "cookie_wall": 40, "paywall": 50, "video_page": 25}
_LONGEST_NOTICE = 45
# An index is a list of so many entries, each with a sentence of its own; it has no more words of text than these.
_LEAST_ENTRIES, _LEAST_SENTENCE, _LONGEST_INDEX = 5, 7, 500
_ENTRY = ("only a date", "time ago", "by a name", "ends in ...")
_COMMENTS = ("comments line", "comment mark")
# So few words are no text where so many other blocks stand.
_LEAST_TEXT, _LEAST_BESIDE = 4, 6
_READ, _NOTICE_REACH = 300, 8
_CUT = re.compile(
    r"(?:\.\.\.|…|\[(?:\.\.\.|…|\+\d{1,6} chars)\])[\s\"'”’)\]]{0,4}(?:\(?(?:read|see|view|continue) [\w ]{2,30}\)?)?$",
    re.I,
)
# The number of a note may follow; what follows a digit is a price.
_ENDS, _TAIL = re.compile(r"[.!?…。！？]\W{0,4}$|(?<!\d)[.!?…。！？]\W{0,4}\d{1,3}\W{0,2}$"), 12
# Links to other pieces outnumber the words of the text by so much on an index.
_LINKS_PER_TEXT, _LEAST_LISTED = 3, 15


def no_article_reason(text: str, blocks: Sequence[Block]) -> NoArticle | None:
    """Return why a page holds no article, or None where it holds one."""
    body = [block for block in blocks if block.label == "body"]
    words = sum(_words(text, block) for block in body)
    if words < _LONGEST_INDEX and _longest_run(blocks) == 1 and _lists_pieces(text, blocks):
        return "index_page"
    if words >= _ENOUGH:
        return None
    notices = {notice for block in blocks for notice in _notices(text, block)}
    for reason in _WALLS:
        if reason in notices and _own_words(text, body, reason) < _WALLS[reason]:
            return reason
    if words < _LEAST and _is_index(text, blocks, words):
        return "index_page"
    # A scrap of a line on a page full of others is a button or a counter, not an article.
    scrap = words < _LEAST_TEXT and len(blocks) >= _LEAST_BESIDE
    return "no_text" if scrap or not any(block.label in CONTENT for block in blocks) else None


def _own_words(text: str, body: Sequence[Block], reason: str) -> int:
    """Count the words of the body blocks that end like sentences and do not themselves belong to the notice."""
    sentences = (block for block in body if _ENDS.search(text[max(block.start, block.end - _TAIL) : block.end]))
    return sum(_words(text, block) for block in sentences if not _speaks_of(text, block, reason))


def _speaks_of(text: str, block: Block, reason: str) -> bool:
    line = _read(text, block)
    found = sum(phrase in line for phrase in (*_phrases("notices")[reason], *_phrases("notice_words")[reason]))
    return found > 1 or (found == 1 and _words(text, block) <= _LONGEST_NOTICE)


def _lists_pieces(text: str, blocks: Sequence[Block]) -> bool:
    """Say whether a page has entry after entry: a line that dates, signs or ends it, and a sentence of it close by.

    Readers' comments look the same; a page that shows any is none.
    """
    if len(blocks) < _LEAST_ENTRIES:
        return False
    lines = read_lines(text, [(block.start, block.end) for block in blocks])
    if lines.signals.any_of(_COMMENTS).any():
        return False
    sentences = (lines.ends | lines.signals["ends in ..."]) & (lines.words >= _LEAST_SENTENCE)
    near = np.convolve(sentences, np.ones(5, int), "same") > 0
    entries = lines.signals.any_of(_ENTRY) | np.array([bare in _entry_ends() for bare in lines.bare], bool)
    return int((entries & near).sum()) >= _LEAST_ENTRIES


def _longest_run(blocks: Sequence[Block]) -> int:
    """Return how many body blocks follow each other at most."""
    longest = run = 0
    for block in blocks:
        run = run + 1 if block.label == "body" else 0
        longest = max(longest, run)
    return longest


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
    return listed > _LINKS_PER_TEXT * max(words, _LEAST_LISTED)


def _words(text: str, block: Block) -> int:
    return len(text[block.start : block.end].split())


def _notices(text: str, block: Block) -> Iterator[str]:
    """Yield the kinds of notice that the first 300 characters of a block hold."""
    line = _read(text, block)
    for kind, phrases in _phrases("notices").items():
        if any(phrase in line for phrase in phrases):
            yield kind


def _read(text: str, block: Block) -> str:
    """Return the words of the first 300 characters of a block, with a space around each."""
    return f" {' '.join(words_of(plain(text[block.start : min(block.end, block.start + _READ)])))} "


@cache
def _phrases(table: str) -> dict[str, tuple[str, ...]]:
    entries: dict[str, list[str]] = load("label_cues")[table]
    return {
        kind: tuple(f" {' '.join(words_of(plain(entry)))} " for entry in phrases) for kind, phrases in entries.items()
    }


@cache
def _entry_ends() -> frozenset[str]:
    """Return the lines that end an entry of a list of pieces, bare."""
    return frozenset(bare(entry) for entry in load("label_cues")["entries"]["ends"])
