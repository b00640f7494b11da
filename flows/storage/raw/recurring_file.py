"""`recurring.json`: the lines that recur on each site, as `alliance learn-sites` leaves them and a build reads them.

It stands in or right above a raw folder, as the rights records do. Lines are there as hashes only, so that the file may
be given away.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from flows.cleaning.recurring import Recurring, SiteLines
from flows.storage.disk.files import write_whole
from flows.storage.raw.beside import files_beside

RECURRING_FILE = "recurring.json"
# To be raised with any change of how lines are told apart: split, made bare, hashed.
SCHEMA = 1


class RecurringError(ValueError):
    """The file of recurring lines cannot be used; the message says why, where and what to do."""


@dataclass(frozen=True, slots=True)
class LearntFrom:
    """What the lines were learnt from: articles read, pages compared, and a digest of the articles' ids."""

    articles: int
    pages: int
    min_pages: int
    min_share: float
    digest: str


@dataclass(frozen=True, slots=True)
class LoadedLines:
    """The recurring lines of all sites, and a digest of the files that hold them; None where there is no file."""

    sites: Recurring
    digest: str | None


def write_recurring(file: Path, sites: Recurring, learnt_from: LearntFrom) -> None:
    """Write the lines; the same lines give the same bytes. Whoever reads sees the old file or the new one."""
    content = {
        "schema": SCHEMA,
        "learnt_from": asdict(learnt_from),
        "sites": {site: _content(sites[site]) for site in sorted(sites)},
    }
    write_whole(file, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def load_recurring(roots: Iterable[Path]) -> LoadedLines:
    """Read the files that stand in or right above the raw folders, the first to name a site prevails.

    Raises RecurringError.
    """
    sites: dict[str, SiteLines] = {}
    digest = hashlib.sha256()
    files = files_beside(roots, RECURRING_FILE)
    for file in files:
        data = file.read_bytes()
        digest.update(hashlib.sha256(data).digest())
        sites = _read(file, data) | sites
    return LoadedLines(sites, digest.hexdigest() if files else None)


def _content(lines: SiteLines) -> dict[str, Any]:
    return {"pages": lines.pages, "lines": {f"{key:016x}": lines.lines[key] for key in sorted(lines.lines)}}


def _read(file: Path, data: bytes) -> dict[str, SiteLines]:
    try:
        content = json.loads(data)
        if content["schema"] != SCHEMA:
            raise RecurringError(f"{file}: of schema {content['schema']}, not {SCHEMA}; run alliance learn-sites again")
        return {site: _site_lines(entry) for site, entry in content["sites"].items()}
    except RecurringError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        problem = "not a file that alliance learn-sites wrote; run it again or move the file away"
        raise RecurringError(f"{file}: {problem}") from None


def _site_lines(entry: Mapping[str, Any]) -> SiteLines:
    return SiteLines(int(entry["pages"]), {int(key, 16): int(pages) for key, pages in entry["lines"].items()})
