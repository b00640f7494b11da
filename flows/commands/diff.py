"""Compare two releases: what `alliance diff` prints."""

from pathlib import Path

from flows.publishing.diff import diff_releases
from flows.publishing.diff_pages import PAGES


def compare_releases(old: Path, new: Path, form: str) -> tuple[bool, str]:
    """Return whether two releases hold the same, and the page that says what differs; raises NoReleaseError."""
    diff = diff_releases(old, new)
    return diff.same, PAGES[form](diff)
