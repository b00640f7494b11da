"""Does a sentence assert anything? Questions, fragments and talk about the text do not.

The codebook's `none`: such a sentence becomes no claim.
"""

from collections.abc import Set

from flows.extraction.claims.patterns import ABOUT_INTERVIEW
from flows.extraction.claims.types import asserts_nothing, imperative
from flows.extraction.grammar.clauses import ASIDE, MAIN
from flows.extraction.grammar.phrases import Parsed
from flows.extraction.sources.speakers import LABEL, Said

_FRAGMENT, _EXCLAMATION = 2, 4  # Words; without a verb that we know, no more of them assert anything.
_OPENING = 24  # Words that show whether a sentence talks about the text.
_QUESTION_STARTS = frozenset(
    ("what", "why", "how", "who", "when", "where", "which", "if", "while", "perhaps", "with", "or")
)


def asserts(p: Parsed, said: Said | None, flags: Set[str]) -> bool:
    """Tell whether a sentence makes a claim. `flags` are those of the whole sentence, among other things."""
    closing = p.sentence.text.rstrip(" \"'”’)]*")[-1:]
    if closing == "?":
        return _asserts_beside_question(p, said)
    if said and said.cue:
        return True
    if said and imperative(p.words.lower[:4]) == "asserting":
        return True
    if _is_fragment(p, closing) or ABOUT_INTERVIEW in flags:
        return False
    first = said.content[0][0] if said and said.rule == LABEL else 0
    if first and set(p.level[first:]) == {ASIDE}:  # "MODERATOR: (Laughs.)"
        return False
    if asserts_nothing(" ".join(p.words.lower[first : first + _OPENING]).lstrip("“\"' ")):
        return False
    return said is not None or not _is_plain_imperative(p)


def _is_fragment(p: Parsed, closing: str) -> bool:
    lower = p.words.lower
    most = _EXCLAMATION if closing == "!" else _FRAGMENT
    if len(lower) > 3 * _EXCLAMATION or sum(word[0].isalnum() for word in lower) > most:
        return False
    return not p.words.has_finite(0, len(lower))


def _is_plain_imperative(p: Parsed) -> bool:
    if imperative(p.words.lower[:3]) != "plain":
        return False
    return not any(p.words.finite[k] and p.level[k] == MAIN for k in range(1, len(p.words)))


def _asserts_beside_question(p: Parsed, said: Said | None) -> bool:
    """Tell whether a sentence that ends in a question mark also asserts: "he asks", "…, but will it last?"."""
    if said and said.cue is not None and p.quotes:
        return True
    lower = p.words.lower
    if len(lower) < 8 or lower[0] in _QUESTION_STARTS or lower[1] == "question" or p.words.finite[0]:
        return False
    ends = (k for k in range(3, len(lower) - 3) if lower[k] == ":" or (lower[k] == "," and lower[k + 1] == "but"))
    return any(k > 4 or p.words.has_finite(0, k) for k in ends)
