"""Text → the language it is written in. Nothing else is decided here."""

import re
from functools import cache
from typing import Any

from flows.lexicon import load

_SAMPLE = 2000  # Characters that are looked at: enough to tell, and a bound on the work.
_WORD = re.compile(r"[^\W\d_]+")


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the language of `text`, or "und" where it holds no letter.

    Clear English is told by its stop words; anything else goes to the py3langid model.
    """
    sample = text[:_SAMPLE]
    words = _WORD.findall(sample.lower())
    if not words:
        return "und"
    return "en" if _clearly_english(words) else str(_identifier().classify(sample)[0])


def _clearly_english(words: list[str]) -> bool:
    english = load("languages")["english"]
    hits = [word for word in words if word in _stop_words()]
    return bool(
        len(words) >= english["least_words"]
        and len(hits) >= english["least_share"] * len(words)
        and len(set(hits)) >= english["least_kinds"]
    )


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(load("languages")["english"]["stop_words"])


@cache
def _identifier() -> Any:
    # Loading the model takes a third of a second; an all-English corpus never needs it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)
