"""`PROVENANCE.json`: what a release was made of and by, so that it can be made again."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from flows.publishing.facts import PACKAGE_NAME, ReleaseFacts
from schemas import VERSION

PROVENANCE = "PROVENANCE.json"


def provenance(facts: ReleaseFacts, folder: Path, made_by: Mapping[str, Any]) -> str:
    """Return the page; `folder` holds the tables of the release, `made_by` tells of code, word lists and libraries."""
    content = {
        "name": PACKAGE_NAME,
        "version": facts.version,
        "previous": facts.previous,
        "schema_version": VERSION,
        "made_by": dict(made_by),
        "quotation_caps": asdict(facts.caps),
        "accepted_gates": list(facts.accepted),
        "accuracy": {name: dict(scores) for name, scores in facts.accuracy.items()},
        "tables": {
            file.table: {"rows": file.rows, "sha256": file.sha256, "content_sha256": file.content_sha256}
            for file in facts.tables
        },
        "raw_items": {"read": _hashes(folder / "documents.parquet"), "rejected": _hashes(folder / "rejects.parquet")},
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _hashes(file: Path) -> list[str]:
    """Return the SHA-256 of every raw item of a table, sorted."""
    hashes = pq.read_table(file, columns=["raw_sha256"])["raw_sha256"]
    return sorted(value for value in hashes.to_pylist() if value is not None)


def accuracy_of(release: Path) -> Mapping[str, Mapping[str, float]]:
    """Return the scores that a release states; none where its provenance cannot be read."""
    try:
        found: Mapping[str, Mapping[str, float]] = json.loads((release / PROVENANCE).read_text("utf-8"))["accuracy"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return found
