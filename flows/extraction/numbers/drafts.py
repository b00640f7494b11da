"""What the readers of figures hand back: a draft in tokens, or the name of the rule that refused it."""

from typing import NamedTuple

from flows.extraction.numbers.comparators import comparator_after, comparator_before, says_during
from flows.extraction.numbers.tokens import Tokens

_LARGEST_SMALL = 10


class Draft(NamedTuple):
    """A quantity in tokens: `[first, last)` is its span, `[number_first, number_last)` the number alone.

    `attributive`: the quantity stands before a noun that it describes ("four-year", "$2-billion").
    """

    first: int
    last: int
    number_first: int
    number_last: int
    value: float
    value_high: float | None
    kind: str
    unit: str | None
    comparator: str | None = None
    per: str | None = None
    role: str = "level"
    attributive: bool = False


class Step(NamedTuple):
    """What a reader found from one token on: drafts, or a `reason` why there are none; reading goes on at `next`."""

    drafts: tuple[Draft, ...]
    next: int
    reason: str | None = None


def refuse(reason: str, end: int) -> Step:
    """Return a step without a figure."""
    return Step((), end, reason)


def _is_small_word(t: Tokens, draft: Draft) -> bool:
    return draft.value <= _LARGEST_SMALL and not t.is_number(draft.number_first)


def compare(t: Tokens, draft: Draft) -> Draft:
    """Add the comparators around a draft to its span and meaning."""
    before = comparator_before(t, draft.first, draft.kind == "duration")
    if before is not None and draft.kind == "count" and t.lower[before.edge] == "under" and _is_small_word(t, draft):
        before = None  # "under three agreements"
    after = comparator_after(t, draft.last)
    if before is not None and not (draft.kind == "duration" and says_during(t, before, draft.last)):
        draft = draft._replace(first=before.edge, comparator=before.name or draft.comparator)
    if after is not None:
        draft = draft._replace(last=after.edge, comparator=after.name)
    return draft
