"""The patterns of claims, made from `lexicon/{claims,hedges,topics}.toml`, and what single words show.

What is made of their hits, is settled in `types`, `topics` and `scores`.
"""

import re
from functools import cache

from flows.extraction.claims.topics import topic_patterns
from flows.extraction.grammar.word_patterns import WordPatterns, any_of
from flows.lexicon import load

POLICY, PREDICTION, VALUE, FACT = "policy", "prediction", "value", "fact"
ABOUT_INTERVIEW = "about_interview"
_WHOLE_SENTENCE = ("causal", "comparative", "conditional", "vague")
# Of places that stand in each other, the outer one first.
_PLACES = (
    "adverb",
    "been",
    "fused_is",
    "lawful",
    "mark",
    "may",
    "perfect",
    "participle",
    "phrase",
    "stress",
    "unled",
    "unowned",
    "unto",
)
_YEAR = re.compile(r"(?:19|20)\d\d")


@cache
def main_patterns() -> WordPatterns:
    """Return the patterns of claim types, hedges and negations, which look at main clauses."""
    hedges = load("hedges")
    named = {"patterns": "hedge", "evidence": "evidence", "negations": "negation", "not_negations": "no negation"}
    flags = [(category, _filled(pattern)) for key, category in named.items() for pattern in hedges[key]]
    types = [(t, _filled(pattern)) for t in (POLICY, PREDICTION, VALUE) for pattern in load("claims")[t]]
    return WordPatterns([*types, *flags])


def _filled(pattern: str) -> str:
    """Put the word lists of the lexicon into the places that a pattern leaves for them."""
    for place, words in _fillings().items():
        pattern = pattern.replace(place, words)
    return pattern


@cache
def _fillings() -> dict[str, str]:
    lexicon = load("claims")
    listed = {"{" + key + "}": any_of(lexicon[key]) for key in ("good", "thing", "act")}
    written = {"{" + key + "}": lexicon[key] for key in _PLACES}
    hedges = {"{" + key + "}": load("hedges")[key] for key in ("aside", "clause")}
    return {**listed, **written, **hedges}


@cache
def sentence_patterns() -> WordPatterns:
    """Return the patterns of flags, topics and ABOUT_INTERVIEW, which look at whole sentences."""
    hedges, about = load("hedges"), load("claims")["none"][ABOUT_INTERVIEW]
    flags = [(flag, pattern) for flag in _WHOLE_SENTENCE for pattern in hedges[flag]]
    return WordPatterns([*flags, *((ABOUT_INTERVIEW, pattern) for pattern in about), *topic_patterns()])


def shown_by(word: str) -> str:
    """Return the feature of checkworthiness that a word alone shows, "" for none."""
    if word in _feature_words():
        return _feature_words()[word]
    if _YEAR.fullmatch(word):
        return "year"
    if word[0].isdigit():
        return "figure"
    return "past" if word.endswith("ed") and len(word) > 4 else ""


@cache
def _feature_words() -> dict[str, str]:
    """Map words to the feature that they show: of several, the first listed."""
    listed = load("claims")["checkworthiness_words"]
    return {word: feature for feature, words in reversed(listed.items()) for word in words}
