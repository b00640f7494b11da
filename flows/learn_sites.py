"""raw/ → raw/recurring.json: which lines recur on many pages of the same site.

Apart from the build, which reads the file: what an article's rows say never depends on what else is in its batch.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows.cleaning.recurring import LEAST_SHARE, seen_lines
from flows.publishing.markdown import markdown_table
from flows.reading.article import Reject
from flows.retries import retried_task
from flows.settings import LearnSettings
from flows.storage.raw.articles import read_articles
from flows.storage.raw.recurrence import Recurrence, SeenPage, SiteCount, find_recurring
from flows.storage.raw.recurring_file import RECURRING_FILE, LearntFrom, write_recurring
from flows.storage.remote.mirror import bring_raw, send_beside


@dataclass(slots=True)
class Tally:
    """What was met while reading: the ids of the articles, how many show no site, how many items cannot be read."""

    ids: set[int] = field(default_factory=set)
    without_site: int = 0
    unreadable: int = 0

    def digest(self) -> str:
        """Return the hash of the ids of all articles, in whatever order they came."""
        return hashlib.sha256("\n".join(f"{one:016x}" for one in sorted(self.ids)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt: the file, a count for every site, and what was met on the way."""

    file: Path
    counts: tuple[SiteCount, ...]
    tally: Tally


@flow(name="learn-sites", validate_parameters=False, persist_result=False)
def learn_sites(settings: LearnSettings) -> Learnt:
    """Learn the recurring lines of every site in a raw folder and write them to its `recurring.json`."""
    found, tally = read_and_count(settings)
    learnt = Learnt(write(settings, found, tally), found.counts, tally)
    create_markdown_artifact(markdown(learnt), key="recurring-lines", description="Lines that recur on sites")
    return learnt


@retried_task
def read_and_count(settings: LearnSettings) -> tuple[Recurrence, Tally]:
    """Read every article once and count on how many pages of its site each of its lines stands.

    What lies in a store is brought here first.
    """
    bring_raw([settings.raw], settings.max_bytes)
    tally = Tally()
    return find_recurring(_pages(settings, tally), settings.min_pages, LEAST_SHARE), tally


def _pages(settings: LearnSettings, tally: Tally) -> Iterator[SeenPage]:
    """Yield the pages whose site is known; the same bytes twice are one page."""
    for article in read_articles([settings.raw], settings.max_bytes):
        if isinstance(article, Reject):
            tally.unreadable += 1
            continue
        doc_id = int(article.doc_id, 16)
        if doc_id in tally.ids:
            continue
        tally.ids.add(doc_id)
        site, lines = seen_lines(article)
        if site is None:
            tally.without_site += 1
        else:
            yield site, lines


@retried_task
def write(settings: LearnSettings, found: Recurrence, tally: Tally) -> Path:
    """Write what was found beside the articles, in their store if they lie in one; returns the file."""
    compared = sum(count.compared for count in found.counts)
    learnt_from = LearntFrom(len(tally.ids), compared, settings.min_pages, LEAST_SHARE, tally.digest())
    file = settings.folder / RECURRING_FILE
    write_recurring(file, found.sites, learnt_from)
    send_beside(file)
    return file


def markdown(learnt: Learnt) -> str:
    """Return what was learnt as a markdown table."""
    rows = ((one.site, str(one.seen), str(one.compared), str(one.lines)) for one in learnt.counts)
    table = markdown_table(("site", "pages", "compared", "recurring lines"), rows)
    return f"# Recurring lines\n\n{table}\n"
