"""Language: clear English without a model, the rest by the model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.extraction.metadata import language
from flows.extraction.metadata.language import detect_language

ENGLISH = (
    "The two ministers met at the harbor, and it was clear that they would not agree on the price of the new piers. "
)
GERMAN = (
    "Die beiden Minister trafen sich am Hafen, und es war klar, dass sie sich über den Preis nicht einigen würden. "
)
# Shares its commonest words with English, but none that only English has.
AFRIKAANS = (
    "Dit is die prys van brood in die stad, wat by die hawe as hoog beskou is. Hy was in die winkel of by die see. "
    "Dit is of was al so in die ou tyd, en by ons is dit nog so. "
)
JAPANESE = "両大臣は港で会談したが、新しい桟橋の費用については合意できないことが明らかになった。"


@pytest.mark.parametrize(
    ("text", "code"), [(ENGLISH * 3, "en"), (GERMAN * 2, "de"), (AFRIKAANS, "af"), (JAPANESE, "ja")]
)
def test_tells_languages_apart(text: str, code: str) -> None:
    assert detect_language(text) == code


@pytest.mark.parametrize("text", [ENGLISH * 3, ENGLISH])
def test_clear_english_needs_no_model(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_identifier", lambda: pytest.fail("the model was loaded"))
    assert detect_language(text) == "en"


def test_no_letters_no_language() -> None:
    assert detect_language("12 — 34 !") == "und"


@given(st.text(max_size=200))
def test_any_text_has_a_code(text: str) -> None:
    assert detect_language(text).isalpha()
