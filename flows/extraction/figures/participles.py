"""Verbs around a figure, by their forms: which word is one, and what it makes of its object ("sent 3 ships": "sent").

There is no tagger: endings, closed classes and a list of irregular verbs decide.
"""

import re

from flows.extraction.numbers.nouns import STOP
from flows.extraction.numbers.plurals import is_plural
from flows.extraction.numbers.tokens import Tokens
from flows.lexicon import load

_PHRASE = load("measures")["phrase"]
IRREGULAR = frozenset(_PHRASE["irregular_verbs"])
AUXILIARIES = frozenset(_PHRASE["auxiliaries"])
BE = frozenset(("is", "are", "was", "were", "be", "been"))
MODALS = frozenset(("will", "would", "could", "can", "may", "might", "must", "should"))
PRONOUNS = frozenset(("it", "they", "he", "she", "we", "you", "i", "there"))
ARTICLES = frozenset(("the", "a", "an", "its", "their", "his", "her", "our", "this", "these"))
_COMPARING = frozenset(("compared", "estimated", "combined"))
_PARTICIPLES: dict[str, str] = {
    form: participle for participle, forms in load("measures")["participles"].items() for form in forms
}
_NO_VERBS = frozenset(_PHRASE["no_verbs"])
_GOVERNING = frozenset(
    ("about", "across", "against", "at", "for", "from", "into", "on", "over", "through", "to", "toward", "with")
)
# "stop", "plan": their last letter is doubled before an ending.
_DOUBLED = re.compile(r"[^aeiou]{1,3}[aeiou][^aeiouwxy]")


def is_past(word: str) -> bool:
    """Tell whether a lower-case word looks like a past form or a participle."""
    return word in IRREGULAR or (word.endswith("ed") and len(word) > 4)


def is_verb(word: str) -> bool:
    """Tell whether a lower-case word looks like a verb: an auxiliary or a past form."""
    return word in IRREGULAR or word in AUXILIARIES or (word.endswith("ed") and word not in _COMPARING)


def done_to(t: Tokens, i: int) -> str | None:
    """Return, as a participle, what is done to the object that begins at token `i`: "sent", "built"; else None."""
    word, before = t.lower[i - 1], t.lower[i - 2]
    if word in _NO_VERBS or before in ARTICLES:
        return None
    if word in _PARTICIPLES:
        return _PARTICIPLES[word]
    if word.endswith("ed") and len(word) > 4:
        return word
    if word.endswith("ing") and len(word) > 5:
        return _with_ending(word[:-3])
    told = before == "to" or before in MODALS or _is_act_of_many(word, before)
    acts = i > 1 and word not in STOP and t.words[i - 1].islower() and told
    return _regular(word) if acts else None


def _is_act_of_many(word: str, before: str) -> bool:
    """Tell whether a word looks like a verb in the present after its subject in the plural: "yards employ"."""
    return is_plural(before) and word.isalpha() and not word.endswith(("s", "ly"))


def present_before(t: Tokens, i: int) -> str | None:
    """Return, as a participle, a verb in the present right before token `i`, after its subject: "Rome pays"."""
    word, subject = t.lower[i - 1], t.lower[i - 2]
    if i < 2 or not word.endswith("s") or word.endswith("ss") or not word.isalpha() or not subject.isalpha():
        return None
    base = _base(word)
    if word in STOP or subject in STOP - PRONOUNS or word in _NO_VERBS or base in _NO_VERBS:
        return None
    return _PARTICIPLES.get(base) or _regular(base)


def sought_by(t: Tokens, i: int) -> tuple[int, int] | None:
    """Return the span of subject and verb of the object that begins at token `i`: "Japan seeks", "he talked about".

    The verb is in the present, as one in the past is a participle too, unless it governs the object by a preposition.
    """
    end = i - (t.lower[i - 1] in ("only", "just"))
    governs = t.lower[end - 1] in _GOVERNING
    verb = end - 1 - governs
    subject = verb - 1 - t.lower[verb - 1].endswith("ly")
    if subject < 0 or not t.words[verb].islower() or t.lower[verb] in STOP or t.lower[verb] in _NO_VERBS:
        return None
    if t.lower[subject] in PRONOUNS:
        acts = t.lower[subject] not in ("it", "there") and (governs or not is_past(t.lower[verb]))
    else:
        named = t.words[subject][:1].isupper() and t.lower[subject] not in STOP
        present = t.lower[verb].endswith("s") and t.lower[verb][-2:-1] not in ("s", "'", "’")
        acts = named and (is_past(t.lower[verb]) if governs else present)
    return (subject, end) if acts else None


def _base(third: str) -> str:
    return third[:-2] if third.endswith(("shes", "ches", "xes")) else third[:-1]


def _regular(verb: str) -> str:
    if verb.endswith("e"):
        return f"{verb}d"
    return _with_ending(f"{verb}{verb[-1]}" if _DOUBLED.fullmatch(verb) else verb)


def _with_ending(stem: str) -> str:
    return f"{stem[:-1]}ied" if stem.endswith("y") and stem[-2:-1] not in "aeiou" else f"{stem}ed"
