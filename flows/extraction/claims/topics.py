"""Topics of a sentence, by the codebook in `lexicon/topics.toml`; what is claimed about a topic is not looked at."""

from collections.abc import Collection
from functools import cache

from flows.lexicon import load


def in_order(found: Collection[str]) -> tuple[str, ...]:
    """Return the topics among what was found, in the order of the codebook."""
    return tuple(sorted(_order().keys() & found, key=_order().__getitem__)) if found else ()


def topic_patterns() -> list[tuple[str, str]]:
    """Return the terms of all topics, each with its topic."""
    return [(topic, term) for topic, facts in load("topics").items() for term in facts["terms"]]


@cache
def _order() -> dict[str, int]:
    return {topic: k for k, topic in enumerate(load("topics"))}
