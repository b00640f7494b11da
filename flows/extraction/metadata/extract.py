"""Labelled blocks → what an article says of itself: title, authors, publisher, date, language.

What the article prints wins over what the scraper knew (the sidecar); nothing is guessed. Reading of bylines,
publishers' signs and dates stands in `bylines`, `publishers` and `dates`; this module decides which of them counts.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

from flows.cleaning.blocks import Block
from flows.cleaning.paragraphs import Paragraph
from flows.extraction.metadata import publishers
from flows.extraction.metadata.bylines import Byline, read_biography, read_byline
from flows.extraction.metadata.dates import (
    PrintedDate,
    begins_with_day,
    find_dates,
    latest_year,
    parse_date,
)
from flows.extraction.metadata.headlines import Line, read_headline
from flows.extraction.metadata.language import detect_language
from flows.extraction.records import Metadata
from flows.reading.article import Article
from flows.reading.characters import seen_line

_ISSUE = re.compile(
    r"\b(?:Vol(?:ume|\.)?\s?\d{1,4}(?:,?\s+(?:No\.?|Issue|Number)\s?\d{1,4})?|(?:No\.|Issue|Number|Nr\.)\s?\d{1,4})",
    re.IGNORECASE,
)
_MARKS = re.compile(r"^[#>\s]+|(?<!\w)[_*]{1,3}(?=\S)|(?<=\S)[_*]{1,3}(?!\w)")
_DATED = ("date", "byline")
_NOT_DATED = ("title", "body", "heading", "caption", "pull_quote", "note")
_END = Line("body", "", 0)
_OTHER_PIECE = ("body", "title", "related")
_HEAD_LINES, _MOST_ABOVE, _MOST_AFTER = 8, 3, 4  # Lines of a head; above its title and below the start of its body.
_LONGEST_DATED, _LONGEST_NAMED = 120, 60  # Characters of a line that begins, or ends, with a day.
_UNSHOWN = ("navigation", "share", "tools", "events")
_SITE_LABELS = ("promo", "navigation", "share", "tools", "events", "legal")


class _Published(NamedTuple):
    day: date | None = None
    precision: str | None = None
    basis: str | None = None


def extract_metadata(article: Article, blocks: Sequence[Block], paragraphs: Sequence[Paragraph]) -> Metadata:
    """Return the metadata of one article from its labelled blocks, its clean text and its sidecar."""
    lines = _lines(article, blocks)
    texts = _by_label(lines)
    sidecar = article.sidecar
    headline = read_headline(lines, sidecar.title, bool(article.markup))
    biography = " ".join(texts.get("author_bio", ())) or None
    bio = read_biography(biography or "")
    byline = _byline(lines, headline.start, near=bool(bio.authors))
    site = _site(sidecar.url)
    published = _published(lines, headline.start, sidecar.published)
    content = "\n".join(paragraph.text for paragraph in paragraphs)
    scraped = parse_date(sidecar.scraped_at or "")
    return Metadata(
        title=headline.title,
        subtitle=headline.subtitle,
        section=headline.section,
        issue=_issue(texts.get("date", ())),
        authors=byline.authors or bio.authors or tuple(" ".join(name.split()) for name in sidecar.authors),
        author_affiliation=byline.affiliation or bio.affiliation,
        author_bio=biography,
        publisher=publishers.in_full(_publisher(texts, headline.site, byline, biography), article.text)
        or sidecar.publisher
        or publishers.from_site(site),
        site=site,
        url=sidecar.url,
        published=published.day,
        published_precision=published.precision,
        published_basis=published.basis,
        mentions_until=latest_year(
            f"{content}\n{biography or ''}",
            published.day.year if published.day else None,
            scraped.value.year if scraped else None,
        ),
        language=detect_language(content or article.text),
    )


def _lines(article: Article, blocks: Sequence[Block]) -> list[Line]:
    """Return the texts of the blocks after front matter in order; of the body the first few and the last only.

    They are clean, but for menus, buttons and body within: nothing of these is shown, and they are most of a page.
    """
    text, front = article.text, article.front_matter_end
    body = [number for number, block in enumerate(blocks) if block.label == "body"]
    inner = frozenset(body[_MOST_AFTER:-1])
    return [
        Line(
            block.label, text[block.start : block.end] if block.label in _UNSHOWN else _clean(text, block), block.start
        )
        for number, block in enumerate(blocks)
        if number not in inner and block.start >= front
    ]


def _by_label(lines: Iterable[Line]) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = {"body": []}
    for line in lines:
        grouped.setdefault(line.label, []).append(line.text)
    return {label: tuple(found) for label, found in grouped.items()}


def _clean(text: str, block: Block) -> str:
    """Return a block's text with white space made single and marks of emphasis taken off."""
    line = seen_line(text[block.start : block.end])
    return _MARKS.sub("", line) if line[:1] in "#>" or "_" in line or "*" in line else line


def _byline(lines: Sequence[Line], start: int, near: bool) -> Byline:
    """Return the first byline after the article's head begins, else of all.

    `near`: only one that stands near the start of the body counts, as biographies name authors too.
    """
    after = _first_byline((line for line in lines if line.start >= start), near)
    return after if after != Byline() or not start else _first_byline(lines, near)


def _first_byline(lines: Iterable[Line], near: bool) -> Byline:
    """Return the first run of bylines that names anybody: those after body text or a title belong to other pieces."""
    run: list[str] = []
    bodies = 0
    for line in (*lines, _END):
        bodies += line.label == "body"
        if line.label == "byline" and not (near and bodies >= _MOST_AFTER):
            run.append(line.text)
        elif run and line.label in _OTHER_PIECE:
            byline = read_byline(run)
            if byline != Byline():
                return byline
            run = []
    return Byline()


def _site(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _issue(dates: Sequence[str]) -> str | None:
    return next((match.group() for text in dates if (match := _ISSUE.search(text))), None)


def _published(lines: Sequence[Line], start: int, known: str | None) -> _Published:
    """Return the date that the article's head prints, else the sidecar's, else what is printed farther off.

    What is printed farther off may be another piece's; where the sidecar says the same, it is the article's own.
    """
    printed = _earliest(_dates_of_head(lines, start))
    stored = parse_date(known) if known else None
    if not printed:
        printed = _earliest((_dated(lines, start), _dated(lines, 0)))
        if stored and (not printed or printed.value != stored.value):
            return _Published(stored.value, stored.precision, "sidecar")
    return _Published(printed.value, printed.precision, "stated") if printed else _Published()


def _earliest(places: Iterable[Iterable[Line]]) -> PrintedDate | None:
    """Return the first date of the first place that prints any: one of coming out before one of a change."""
    for lines in places:
        if printed := [found for line in lines for found in find_dates(line.text)]:
            return min(printed, key=lambda found: found.updated)
    return None


def _dated(lines: Sequence[Line], start: int) -> Iterator[Line]:
    return (line for line in lines if line.label in _DATED and line.start >= start)


def _dates_of_head(lines: Sequence[Line], start: int) -> Iterator[Iterable[Line]]:
    """Yield lines of an article's head that may hold its date, the likeliest place first.

    The head goes from the title, which is at `start`, down to the first few lines of the body. Its date lines and
    bylines come first, then lines of it that begin with a day or end with one, then lines right above it. Farther up
    there may be today's date over a page's menu.
    """
    body = next((number for number, line in enumerate(lines) if line.label == "body"), len(lines))
    title = next((number for number, line in enumerate(lines) if line.start >= start), 0)
    first, end = title if start else max(0, body - _HEAD_LINES), body + _MOST_AFTER
    yield _dated(lines[title:end], 0)
    yield (line for line in lines[first:end] if _begins_with_day(line))
    yield (line for line in lines[first : min(end, first + _HEAD_LINES)] if _ends_with_day(line))
    yield (line for line in lines[max(0, first - _MOST_ABOVE) : first] if _begins_with_day(line))


def _begins_with_day(line: Line) -> bool:
    return line.label not in _NOT_DATED and len(line.text) <= _LONGEST_DATED and begins_with_day(line.text)


def _ends_with_day(line: Line) -> bool:
    """Say whether a short line of names ends with a day: "Jane Roe, Staff Writer May 5, 2016"."""
    if line.label in _NOT_DATED or len(line.text) > _LONGEST_NAMED or not (found := find_dates(line.text)):
        return False
    before = line.text[: found[0].start].split()
    if any(word.startswith(("@", "(@", "—")) for word in before):  # Somebody's post in a social network.
        return False
    return found[-1].precision == "day" and all(
        not word[:1].islower() or word in ("on", "by", "and") for word in before
    )


def _publisher(
    texts: dict[str, tuple[str, ...]], title_site: str | None, byline: Byline, biography: str | None
) -> str | None:
    legal = texts.get("legal", ())
    return (
        publishers.from_legal(legal, known=True)
        or title_site
        or publishers.from_byline(byline.affiliation, agencies=False)
        or _publisher_between_the_lines(texts, legal, byline, biography)
    )


def _publisher_between_the_lines(
    texts: dict[str, tuple[str, ...]], legal: Sequence[str], byline: Byline, biography: str | None
) -> str | None:
    """Return the publisher whom no owner, page title or byline of a newspaper names outright."""
    body = texts["body"] or ("",)
    menus, times = publishers.from_site_lines([line for label in _SITE_LABELS for line in texts.get(label, ())])
    return (
        publishers.from_disclaimers([*legal, *texts.get("author_bio", ()), *texts.get("subtitle", ()), body[-1]])
        or (menus if times > 1 else None)
        or publishers.from_legal(legal, known=False)
        or menus
        or publishers.from_related(texts.get("related", ()))
        or publishers.from_addresses(" ".join((*texts.get("byline", ()), biography or "")))
        or publishers.from_dateline(body[0])
        or publishers.from_byline(byline.affiliation, agencies=True)
    )
