"""Verify a release: what `alliance verify` prints."""

from pathlib import Path

from flows.publishing.verify import read_package, told, verify


def verify_release(folder: Path) -> tuple[bool, list[str]]:
    """Return whether a release is whole, and the lines that say so; raises NoReleaseError."""
    failures = list(verify(folder))
    verdict = "FAILED" if failures else "ok"
    return not failures, [*(f"FAIL {failure}" for failure in failures), f"{verdict}: {told(read_package(folder))}"]
