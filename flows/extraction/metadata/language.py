"""Text → the language it is written in. Nothing else is decided here."""

import re
from functools import cache
from typing import Any

from flows.lexicon import load

_SAMPLE = 2000  # Characters that are looked at: enough to tell, and a bound on the work.
_FEWEST_WORDS = 5  # Of fewer Latin words the model says something, but nothing worth knowing.
UNDETERMINED = "und"
# Words of plain letters come first, for speed alone.
_WORD = re.compile(r"[a-z]++(?![^\W\d_])|[^\W\d_]+")


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the language of `text`, or "und" where it has too few words to tell.

    Clear English is told by its stop words; anything else goes to the py3langid model.
    """
    sample = text[:_SAMPLE]
    words = _WORD.findall(sample.lower())
    if _clearly_english(words):
        return "en"
    if not words or (len(words) < _FEWEST_WORDS and sample.isascii()):
        return UNDETERMINED
    return str(_identifier().classify(sample)[0])


def _clearly_english(words: list[str]) -> bool:
    english = load("languages")["english"]
    hits = list(filter(_stop_words().__contains__, words))
    kinds = set(hits)
    return not kinds.isdisjoint(english["english_alone"]) and any(
        len(words) >= least_words and len(hits) >= least_share * len(words) and len(kinds) >= least_kinds
        for least_words, least_share, least_kinds in english["enough"]
    )


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(load("languages")["english"]["stop_words"])


@cache
def _identifier() -> Any:
    # Loading the model takes a third of a second; an all-English corpus never needs it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    # The model knows languages that ISO 639-1 has no code for; on short texts it names them for no reason.
    identifier.set_languages([code for code in identifier.nb_classes if len(code) == 2])
    return identifier
