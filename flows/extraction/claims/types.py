"""The words of a main clause → claim type and flags.

Every pattern of `lexicon/claims.toml` and `lexicon/hedges.toml` is tried in one pass over the lower-case words of the
main clause (`clauses.main_words`). Where that clause is, and who says it, is settled elsewhere.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from flows.extraction.claims.patterns import FACT, POLICY, PREDICTION, VALUE, main_patterns
from flows.extraction.grammar.clauses import Clause
from flows.extraction.grammar.word_patterns import Hit
from flows.lexicon import load

ORDER = (POLICY, PREDICTION, VALUE, FACT)
_GRANTING = frozenset(("may", "might"))
_LEAST_GRANTED = 3  # Words of a clause on either side of a "but".


class Reading(NamedTuple):
    """What a main clause shows: its type with the words that decided (none for a fact), hedges and negation.

    `contested`: it has words of another type too.
    """

    claim_type: str
    decided_by: str
    hedge: str | None
    negated: bool
    contested: bool


def read_main_clause(clause: Clause, claim_type: str = "", evidence_speaks: bool = True) -> Reading:
    """Read type and flags off the words of a main clause.

    `claim_type` overrules the words, as a cue like "praised" does. With `evidence_speaks` the subject is no speaker,
    and its "suggests" is a hedge.
    """
    start = _past_concession(clause.lower)
    main = clause.lower[start:]
    hits = main_patterns().hits(main, clause.types[start:])
    if not hits:
        return Reading(claim_type or FACT, "", None, False, False)
    decided_by = ""
    if not claim_type:
        claim_type, decided_by = _type(hits, main)
    contested = any(hit.category in ORDER and hit.category != claim_type for hit in hits)
    return Reading(claim_type, decided_by, _hedge(hits, claim_type, evidence_speaks), _negated(hits), contested)


def _past_concession(main: Sequence[str]) -> int:
    """Return where the clause goes on behind what is only granted: "Ships may be cheap, but they rust"."""
    if _GRANTING.isdisjoint(main):
        return 0
    for at in range(_LEAST_GRANTED, len(main) - _LEAST_GRANTED):
        if main[at] in ("but", "yet") and main[at - 1] == ",":
            granted = any(one in _GRANTING and _grants(after) for one, after in pairwise(main[:at]))
            return at + 1 if granted else 0
    return 0


def _grants(after: str) -> bool:
    """Tell by the word after it a "may" that grants from a date and from "may yet"."""
    return after != "yet" and not after[0].isdigit()


def _type(hits: list[Hit], main: Sequence[str]) -> tuple[str, str]:
    for claim_type in (POLICY, PREDICTION, VALUE):
        for hit in hits:
            if hit.category == claim_type:
                past = claim_type == PREDICTION and hit.text.startswith("would") and _is_past_narrative(main)
                if not past:
                    return claim_type, hit.text
    return FACT, ""


def _is_past_narrative(main: Sequence[str]) -> bool:
    return _past_narrative().search(" ".join(main)) is not None


def _hedge(hits: list[Hit], claim_type: str, evidence_speaks: bool) -> str | None:
    """Return the first hedge; a proposal's "could" is none."""
    for hit in hits:
        if hit.category == "hedge" and not (claim_type == POLICY and hit.text == "could"):
            return hit.text
        if hit.category == "evidence" and evidence_speaks:
            return hit.text.partition(" ")[0]
    return None


def hedge_among(helpers: Sequence[str]) -> str | None:
    """Return the first hedge among the words before a verb of saying: "probably feels", "appeared to confirm"."""
    return next((word for word in helpers if word in _helping_hedges()), None)


def _negated(hits: list[Hit]) -> bool:
    excused = {at for hit in hits if hit.category == "no negation" for at in range(hit.start, hit.end)}
    return any(hit.category == "negation" and hit.start not in excused for hit in hits)


def asserts_nothing(text: str) -> bool:
    """Tell whether the lower-case words of a sentence only talk about the text or to its reader."""
    return _about_text().match(text) is not None


def imperative(first_words: tuple[str, ...]) -> str | None:
    """Return "asserting" or "plain" for a sentence that opens with an imperative, else None."""
    if _imperative_starts().isdisjoint(first_words):
        return None
    first_words = tuple([word for word in first_words if word[0].isalnum()])
    if f"{' '.join(first_words)} ".startswith(_asserting_imperatives()):
        return "asserting"
    return "plain" if first_words and first_words[0] in _imperatives() else None


@cache
def _helping_hedges() -> frozenset[str]:
    return frozenset(load("hedges")["before_saying"])


@cache
def _past_narrative() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(load('claims')['past_narrative'])})\b")


@cache
def _about_text() -> re.Pattern[str]:
    return re.compile("|".join(load("claims")["none"]["about_text"]))


@cache
def _asserting_imperatives() -> tuple[str, ...]:
    return tuple(start + " " for start in load("claims")["none"]["asserting_imperatives"])


@cache
def _imperative_starts() -> frozenset[str]:
    return _imperatives() | {start.split()[0] for start in _asserting_imperatives()}


@cache
def _imperatives() -> frozenset[str]:
    return frozenset(load("claims")["none"]["imperatives"])
