"""What may go from the output folder: what a killed run left half made, and what nobody uses any more.

Only a build does this, holding the lock. A dataset that was replaced stays for a while, for whoever opened it before;
so do parts that no dataset uses, for a run that may want them again.
"""

from collections.abc import Iterator
from pathlib import Path

from flows.settings import BuildSettings
from flows.storage.dataset.staging import LINK
from flows.storage.disk.files import DRAFT, remove, write_durably
from flows.storage.duplicates.documents import unused_documents
from flows.storage.parts.stored import discard_part

_REPLACED = ".replaced"


def remove_leftovers(settings: BuildSettings) -> tuple[Path, ...]:
    """Remove what killed runs left half made; returns what it was."""
    drafts = [*settings.parts_dir.glob(f"{DRAFT}*"), *settings.datasets_dir.glob(f"{DRAFT}*")]
    links = list(settings.output.glob(f"{LINK}*"))
    for draft in drafts:
        remove(draft) if draft.is_dir() else draft.unlink(missing_ok=True)
    for link in links:
        link.unlink(missing_ok=True)
    return (*drafts, *links)


def remove_unused(settings: BuildSettings, now: float) -> tuple[Path, ...]:
    """Remove datasets that were replaced, and parts that no dataset uses, longer than the grace ago; returns them.

    So are files of documents, beside the tables of parts, that no dataset uses. `now`: seconds since the epoch.
    """
    oldest = now - settings.grace_hours * 3600
    old = list(_replaced_before(settings, oldest, now))
    for folder in old:
        # Out of the way first, so that half a removal leaves nothing that looks like a dataset.
        remove(folder.replace(folder.with_name(f"{DRAFT}{folder.name}")))
    unused = list(_parts_unused_since(settings, oldest))
    for folder in unused:
        discard_part(folder)
    untold = list(unused_documents(settings.parts_dir, oldest))
    for file in untold:
        file.unlink()
    return (*old, *unused, *untold)


def _replaced_before(settings: BuildSettings, oldest: float, now: float) -> Iterator[Path]:
    """Yield the datasets that were replaced before a time; the time begins when a build first sees them replaced."""
    published = settings.dataset.resolve()
    for folder in sorted(settings.datasets_dir.glob("[!.]*/")):
        if folder.resolve() == published:
            (folder / _REPLACED).unlink(missing_ok=True)  # it may have been before
            continue
        since = _since(folder / _REPLACED)
        if since is None:
            write_durably(folder / _REPLACED, f"{now}\n")
            since = now
        if since <= oldest:
            yield folder


def _since(marker: Path) -> float | None:
    try:
        return float(marker.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _parts_unused_since(settings: BuildSettings, oldest: float) -> Iterator[Path]:
    used = {file.stem for file in settings.datasets_dir.glob("*/documents/*.parquet")}
    for folder in sorted(settings.parts_dir.glob("[!.]*/")):
        if folder.name not in used and folder.stat().st_mtime <= oldest:
            yield folder
