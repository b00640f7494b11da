"""Lines that recur on many pages of one site: how such a line is known again, and what its recurring says.

They are learnt from the whole raw folder by a flow of their own (`flows/learn_sites.py`) and kept as hashes, so that a
build reads them and never looks at what else is in its batch. Which label they speak for stands in
`lexicon/labels.toml`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from flows.cleaning.form import Lines, read_lines
from flows.cleaning.sites import site_name, site_of_page
from flows.cleaning.split import block_spans
from flows.reading.article import Article

# Shorter lines are told by their form; among them are refrains of dialogue and headings that many articles share.
LEAST_WORDS = 5
# On so small a share of a site's pages a line may as well be a sentence that its authors use again.
LEAST_SHARE = 0.05
# A line that reads like text needs half of the pages: reports on one event have paragraphs in common.
_ALL_OVER, _ALL_OVER_TEXT = 0.25, 0.5
# A speaker's words in a transcript come again ("Thank you very much.") and are text.
_NEVER = ("speaker",)
ALL_OVER, HERE_AND_THERE = "recurs all over the site", "recurs on the site"


@dataclass(frozen=True, slots=True)
class SiteLines:
    """What recurs on a site. `pages`: how many were compared; `lines`: on how many of them each line stands, by key."""

    pages: int
    lines: Mapping[int, int]

    def signals(self, lines: Lines) -> dict[str, list[int]]:
        """Return the signals of the lines of this site that recur, each with the numbers of those that show it."""
        shown: dict[str, list[int]] = {ALL_OVER: [], HERE_AND_THERE: []}
        for i in np.flatnonzero((lines.words >= LEAST_WORDS) & ~lines.signals.any_of(_NEVER)).tolist():
            pages = self.lines.get(line_key(lines.bare[i]))
            if pages is not None:
                all_over = _ALL_OVER_TEXT if lines.prose[i] else _ALL_OVER
                shown[ALL_OVER if pages >= all_over * self.pages else HERE_AND_THERE].append(i)
        return shown


Recurring = Mapping[str, SiteLines]


class SeenLine(NamedTuple):
    """A line as it is counted. `is_text`: it reads like running text."""

    key: int
    words: int
    is_text: bool


def line_key(bare: str) -> int:
    """Return the 64-bit hash by which a line is known again; `bare`: its words without case and punctuation."""
    return int.from_bytes(blake2b(bare.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def seen_lines(article: Article) -> tuple[str | None, list[SeenLine]]:
    """Return the site that an article is of, and each of its longer lines once; None and none without a site."""
    lines = read_lines(article.text, block_spans(article))
    url = article.sidecar.url
    site = site_name(url, site_of_page(url, lines.low))
    return (site, list(_counted(lines))) if site else (None, [])


def _counted(lines: Lines) -> Iterator[SeenLine]:
    long = np.flatnonzero(lines.words >= LEAST_WORDS).tolist()
    first = {line_key(lines.bare[i]): i for i in reversed(long)}
    for key, i in first.items():
        yield SeenLine(key, int(lines.words[i]), bool(lines.prose[i]))
