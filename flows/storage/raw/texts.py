"""From a row back to its raw text: where the article lies now, read as the build read it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.reading.article import Article, Reject
from flows.reading.read import RawItem, container_of, read_item, read_record
from flows.settings import MAX_BYTES
from flows.storage.disk.paths import unprintable
from flows.storage.raw.containers import RecordFinder
from flows.storage.remote.places import is_url, stand_in


@dataclass(frozen=True, slots=True)
class RawTexts:
    """The raw texts behind a dataset. `manifest`: its dataset.json, which says where the raw folders were."""

    manifest: dict[str, Any]
    # The container asked for last stays open: articles are asked for part by part, and a part is of one container.
    _opened: dict[Path, RecordFinder] = field(default_factory=dict)

    def __call__(self, source_path: str, record: str | None, doc_id: str) -> str | None:
        """Return the text that an article's offsets count in; None where its bytes are gone or others."""
        item = RawItem(source_path, self.path(source_path), record)
        try:
            article = self._record(item) if record is not None else read_item(item, item.path.read_bytes(), None)
        except OSError:
            return None
        return article.text if isinstance(article, Article) and article.doc_id == doc_id else None

    def _record(self, item: RawItem) -> Article | Reject | None:
        container = container_of(item.path)
        if container is None or item.record is None:
            return None
        if item.path not in self._opened:
            for finder in self._opened.values():
                finder.close()
            self._opened.clear()
            self._opened[item.path] = RecordFinder(item.path, self.manifest.get("max_bytes", MAX_BYTES))
        record = self._opened[item.path](item.record)
        return None if record is None else read_record(item, container, record)

    def path(self, source_path: str) -> Path:
        """Return where the raw item of a source path lay when the dataset was built."""
        name, _, rest = source_path.partition("/")
        return raw_folder(self.manifest["raw"].get(name, name)) / unprintable(rest)


def raw_folder(recorded: str) -> Path:
    """Return a raw folder that a manifest names; that which stands for it where it is a URL. Raises PlaceError."""
    return stand_in(recorded, "raw") if is_url(recorded) else Path(unprintable(recorded))
