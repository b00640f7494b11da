"""`dataset.json`: what a dataset was made from. Light, so that queries need not load what makes datasets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.storage.disk.files import write_durably
from flows.storage.remote.places import PlaceError, place_name, url_of

DEFAULT_DATASET = Path("output/dataset")
_NAME = "dataset.json"


class DatasetError(RuntimeError):
    """The dataset cannot be read or replaced; the message says what, where and what to do."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset as it stood when it was opened. `folder`: where it lies, no link; `named`: as the user names it."""

    named: Path
    folder: Path
    manifest: dict[str, Any]

    def damaged(self, part: str, problem: object) -> DatasetError:
        """Return the error that tells of a part of it that is not as it ought to be."""
        return _damaged(self.named / part, problem)


def write_manifest(dataset: Path, content: Mapping[str, Any]) -> None:
    """Write the manifest of a dataset."""
    write_durably(dataset / _NAME, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def open_dataset(dataset: Path) -> Dataset:
    """Open a dataset; raises DatasetError where there is none.

    The link is resolved once, so the reader sees one dataset even if a build swaps in another meanwhile. What lies in a
    store is brought here first.
    """
    if url_of(dataset) is not None:
        _bring(dataset)
    try:
        folder = dataset.resolve()
    except RuntimeError as error:  # a link that leads to itself
        raise DatasetError(f"{dataset}: {error}") from None
    return Dataset(dataset, folder, _read(folder / _NAME, dataset))


def _bring(dataset: Path) -> None:
    from flows.storage.remote.published import bring_dataset

    try:
        bring_dataset(dataset)
    except PlaceError as error:
        raise DatasetError(str(error)) from error
    except OSError as error:
        raise DatasetError(f"{error.filename or place_name(dataset)}: {error.strerror or error}") from error


def _read(file: Path, named: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        hint = "build one with 'alliance build' or name it with --dataset"
        raise DatasetError(f"no dataset in {place_name(named)}; {hint}") from None
    except OSError as error:
        raise DatasetError(f"{place_name(named / _NAME)}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise _damaged(named / _NAME, error) from None
    raw = content.get("raw") if isinstance(content, dict) else None
    if not isinstance(raw, dict) or not all(isinstance(folder, str) for folder in raw.values()):
        raise _damaged(named / _NAME, "it does not say where the raw folders were")
    checked: dict[str, Any] = content
    return checked


def _damaged(what: Path, problem: object) -> DatasetError:
    one_line = " ".join(str(problem).split())
    hint = "build it again; if that is no help, remove parts/ beside it first"
    return DatasetError(f"{place_name(what)} is damaged, or of another version ({one_line}); {hint}")
