"""Releases on disk: which there are, a draft that becomes one in one rename, its checksums and its archive."""

import json
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flows.publishing.archive import write_archive
from flows.publishing.card import card, citation_cff, sources_page
from flows.publishing.catalog import release_catalog_sql
from flows.publishing.compatibility import VersionError, parse_version
from flows.publishing.croissant import croissant
from flows.publishing.datapackage import datapackage
from flows.publishing.dictionary import release_dictionary_markdown
from flows.publishing.facts import PACKAGE_NAME, ReleaseFacts
from flows.publishing.verify import PACKAGE, SUMS, sha256_of

_DRAFT = ".draft-"
_ARCHIVE = ".tar.zst"
_VERIFIER = Path(__file__).with_name("verify.py")


def releases_in(folder: Path) -> dict[str, Path]:
    """Return the releases in a folder by version, the oldest first."""
    found = (path for path in folder.glob("*") if path.is_dir() and _is_version(path.name))
    return {path.name: path for path in sorted(found, key=lambda path: parse_version(path.name))}


def _is_version(name: str) -> bool:
    try:
        parse_version(name)
    except VersionError:
        return False
    return True


@contextmanager
def draft_release(folder: Path) -> Iterator[Path]:
    """Give a folder to make a release in; whatever happens, it is gone afterwards, and so is what a killed run left."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in _left_behind(folder):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=folder))
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _left_behind(folder: Path) -> Iterator[Path]:
    """Yield drafts, half an archive, and archives whose release never came to be there."""
    yield from folder.glob(f"{_DRAFT}*")
    released = releases_in(folder)
    for archive in folder.glob(f"{PACKAGE_NAME}-*{_ARCHIVE}*"):
        if archive.name.removeprefix(f"{PACKAGE_NAME}-").partition(_ARCHIVE)[0] not in released:
            yield archive


def write_package(folder: Path, facts: ReleaseFacts) -> None:
    """Write the descriptor of the tables, which a difference to another release is made from."""
    _write(folder, PACKAGE, json.dumps(datapackage(facts), indent=1, ensure_ascii=False) + "\n")


def write_pages(folder: Path, facts: ReleaseFacts, more: Mapping[str, str]) -> None:
    """Write all that stands beside the tables but the checksums; `more`: further pages by name."""
    write_package(folder, facts)
    pages = {
        "croissant.json": json.dumps(croissant(facts), indent=1, ensure_ascii=False) + "\n",
        "catalog.sql": release_catalog_sql(),
        "DICTIONARY.md": release_dictionary_markdown(),
        "README.md": card(facts),
        "CITATION.cff": citation_cff(facts),
        "SOURCES.md": sources_page(facts),
        "verify.py": _VERIFIER.read_text("utf-8"),
        **more,
    }
    for name, page in pages.items():
        _write(folder, name, page)


def _write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, "utf-8", newline="\n")


def seal(folder: Path) -> None:
    """Write the checksums of all files, and make none of them writable."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    lines = (f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)
    _write(folder, SUMS, "".join(lines))
    for path in (*files, folder / SUMS):
        path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)


def publish_release(draft: Path, releases: Path, version: str) -> tuple[Path, Path]:
    """Put a sealed release and its archive in place; returns both. With the folder, which comes last, it is there."""
    target, name = releases / version, f"{PACKAGE_NAME}-{version}"
    archive = releases / f"{name}{_ARCHIVE}"
    packed = draft.with_name(f"{draft.name}{_ARCHIVE}")
    try:
        write_archive(draft, packed, name)
        digest = sha256_of(packed)
        packed.replace(archive)
        archive.with_name(f"{archive.name}.sha256").write_text(f"{digest}  {archive.name}\n", "utf-8")
        draft.chmod(0o755)
        draft.replace(target)
    except BaseException:
        packed.unlink(missing_ok=True)
        if not target.exists():
            archive.unlink(missing_ok=True)
            archive.with_name(f"{archive.name}.sha256").unlink(missing_ok=True)
        raise
    return target, archive
