"""Rights records: who published what, under which terms (`sources.toml` beside or above the raw folder)."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.reading.sidecar import RIGHTS
from flows.settings_files import UnreadableError, text_of
from flows.storage.raw.beside import files_beside

SOURCES_FILE = "sources.toml"
RESERVED = RIGHTS[0]
_TOLD = ("profile", "basis", "contact")


class SourcesError(ValueError):
    """The rights records cannot be read; the message says what, where and what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """One rights record; it applies to articles of its publishers, of its sites or in its folder of `raw/`.

    `profile` (of the site), `basis` (how the rights are known) and `contact` are told to readers of a release.
    """

    name: str
    rights: str
    license: str | None
    publishers: tuple[str, ...]
    sites: tuple[str, ...]
    folder: str | None
    # What no row depends on stays out of the text that parts are named by.
    profile: str | None = field(default=None, repr=False)
    basis: str | None = field(default=None, repr=False)
    contact: str | None = field(default=None, repr=False)

    def covers(self, source_path: str, publisher: str | None, site: str | None) -> bool:
        """Tell whether this record speaks of an article."""
        in_folder = self.folder is not None and f"/{self.folder}/" in f"/{source_path}"
        return in_folder or publisher in self.publishers or site in self.sites


def load_sources(roots: Iterable[Path]) -> tuple[Source, ...]:
    """Read the records that stand in or right above the raw folders; raises SourcesError."""
    return tuple(source for file in files_beside(roots, SOURCES_FILE) for source in _read(file))


def rights_of(
    sources: Iterable[Source], source_path: str, publisher: str | None, site: str | None
) -> tuple[str, str | None]:
    """Return (rights, license) of an article; all rights are reserved where no record says otherwise."""
    for source in sources:
        if source.covers(source_path, publisher, site):
            return source.rights, source.license
    return RESERVED, None


def _read(file: Path) -> list[Source]:
    try:
        records = tomllib.loads(text_of(file)).get("source", [])
        if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
            raise SourcesError("records are written as [[source]], one table each")
        return [_source(record) for record in records]
    except (tomllib.TOMLDecodeError, UnreadableError, SourcesError) as error:
        raise SourcesError(f"{file}: {error}") from error


def _source(record: dict[str, Any]) -> Source:
    for key in ("name", "rights", "license", "folder", *_TOLD):
        if not isinstance(record.get(key, ""), str):
            raise SourcesError(f"source {record.get('name')!r}: {key} is to be text")
    for key in ("publishers", "sites"):
        if not _is_list_of_text(record.get(key, [])):
            raise SourcesError(f"source {record.get('name')!r}: {key} is to be a list of texts")
    name, rights = record.get("name"), record.get("rights", RESERVED)
    if not name:
        raise SourcesError("a [[source]] without a name; give it one")
    if rights not in RIGHTS:
        raise SourcesError(f"source {name!r}: rights {rights!r} is none of {', '.join(RIGHTS)}")
    if rights == "open" and not record.get("license"):
        raise SourcesError(f"source {name!r}: rights are open, but no license is named")
    return Source(
        name=name,
        rights=rights,
        license=record.get("license"),
        publishers=tuple(record.get("publishers", [])),
        sites=tuple(record.get("sites", [])),
        folder=record.get("folder"),
        **{key: record.get(key) for key in _TOLD},
    )


def _is_list_of_text(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)
