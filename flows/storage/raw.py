"""From a row back to its raw text: where the article lies now, decoded as the build decoded it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.reading.article import Reject
from flows.reading.read import RawItem, read_item


@dataclass(frozen=True, slots=True)
class RawTexts:
    """The raw texts behind a dataset. `manifest`: its dataset.json, which says where the raw folders were."""

    manifest: dict[str, Any]

    def __call__(self, source_path: str, record: str | None, doc_id: str) -> str | None:
        """Return the decoded text that an article's offsets count in; None where its bytes are gone or others."""
        path = self.path(source_path)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        article = read_item(RawItem(source_path, path, record), data, None)
        return None if isinstance(article, Reject) or article.doc_id != doc_id else article.text

    def path(self, source_path: str) -> Path:
        """Return where the raw item of a source path lay when the dataset was built."""
        name, _, rest = source_path.partition("/")
        return Path(self.manifest["raw"].get(name, name)) / rest
