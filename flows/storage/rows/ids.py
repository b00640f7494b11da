"""Ids made from content: the same input gives the same ids for ever."""

import hashlib


def content_id(prefix: str, *parts: object) -> str:
    """Return `prefix-` and 16 hex digits of the SHA-256 of the parts, which are joined unambiguously."""
    joined = "\x1f".join(map(str, parts))
    return f"{prefix}-{hashlib.sha256(joined.encode()).hexdigest()[:16]}"


def claim_id(doc_id: str, start: int, end: int) -> str:
    """Return the id of the claim at the raw span."""
    return content_id("clm", doc_id, start, end)


def attribution_id(claim: str, cue_start: int | None, content_start: int, content_end: int) -> str:
    """Return the id of an attribution in a claim, by where its cue and what it reports stand."""
    return content_id("att", claim, cue_start, content_start, content_end)


def figure_id(doc_id: str, start: int, end: int) -> str:
    """Return the id of the figure at the raw span."""
    return content_id("fig", doc_id, start, end)
