"""What of an article tells whether another is the same text: few words, and few numbers, tell nothing."""

from datetime import date

import pytest

from flows.storage.rows.signatures import LEAST_NUMBERS, LEAST_WORDS, signature_row


def signature(text: str) -> dict[str, object]:
    document = {"doc_id": "0" * 16, "text": text, "truncated": False, "published_precision": "month"}
    return signature_row({**document, "published": date(2024, 2, 1)})


@pytest.mark.parametrize(
    ("kind", "least", "lanes"), [("number {}", LEAST_NUMBERS, "numbers"), ("{} word", LEAST_WORDS, "shingles")]
)
def test_from_so_many_on_there_are_lanes(kind: str, least: int, lanes: str) -> None:
    members = [kind.format(number) for number in range(100, 100 + least)]
    enough = signature(" ".join(members) if lanes == "numbers" else " ".join(members[: least // 2]))
    assert any(enough[lanes])  # type: ignore[arg-type]
    few = signature(" ".join(members[:-1]) if lanes == "numbers" else " ".join(members[: least // 2 - 1]))
    assert not any(few[lanes])  # type: ignore[arg-type]


def test_of_a_month_the_last_day_counts() -> None:
    assert signature("words")["out_by"] == date(2024, 2, 29)


def test_case_punctuation_and_forms_of_a_character_do_not_count() -> None:
    assert signature("ﬁve Ships, sail!")["words"] == signature("five ships sail")["words"]
    assert signature("five ships sail")["words"] != signature("five ships sailed")["words"]
