"""Ids made from content: the same input gives the same ids for ever."""

import hashlib


def content_id(prefix: str, content: str) -> str:
    """Return `prefix-` and 16 hex digits of the SHA-256 of a content, whose parts U+001F keeps apart."""
    return f"{prefix}-{hashlib.sha256(content.encode()).hexdigest()[:16]}"


def claim_id(doc_id: str, start: int, end: int) -> str:
    """Return the id of the claim at the raw span."""
    return content_id("clm", f"{doc_id}\x1f{start}\x1f{end}")


def attribution_id(claim: str, cue_start: int | None, content_start: int, content_end: int) -> str:
    """Return the id of an attribution in a claim, by where its cue and what it reports stand."""
    return content_id("att", f"{claim}\x1f{cue_start}\x1f{content_start}\x1f{content_end}")


def figure_id(doc_id: str, start: int, end: int) -> str:
    """Return the id of the figure at the raw span."""
    return content_id("fig", f"{doc_id}\x1f{start}\x1f{end}")
