"""`dataset.json`: what a dataset was made from. Light, so that queries need not load what makes datasets."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_NAME = "dataset.json"


class DatasetError(RuntimeError):
    """The dataset cannot be read or replaced; the message says what, where and what to do."""


def write_manifest(dataset: Path, content: Mapping[str, Any]) -> None:
    """Write the manifest of a dataset."""
    (dataset / _NAME).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


def read_manifest(dataset: Path) -> dict[str, Any]:
    """Return the manifest of a dataset; raises DatasetError where there is no dataset."""
    try:
        content: dict[str, Any] = json.loads((dataset / _NAME).read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        hint = "build one with 'alliance build' or name it with --dataset"
        raise DatasetError(f"no dataset in {dataset}; {hint}") from None
    except ValueError as error:
        raise DatasetError(f"{dataset / _NAME} is damaged ({error}); build the dataset again") from None
    return content
