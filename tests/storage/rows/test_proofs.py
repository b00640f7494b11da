"""What the raw text contradicts of a clean text: all but the hyphens with which ends of lines broke words."""

import pytest

from flows.cleaning.blocks import Block
from flows.storage.rows.proofs import disprove

RAW = "The US-\nJapan alli-\nance is cost-\neffective."


@pytest.mark.parametrize(
    ("clean", "failures"),
    [
        ("The US-Japan alliance is cost-effective.", 0),
        ("The USJapan alliance is costeffective.", 0),
        ("The US-Japan alli-ance is cost-effective.", 0),
        ("The US-Japan alliance is costeffective", 1),
        ("The US-Japan alliances is cost-effective.", 1),
        ("The US--Japan alliance is cost-effective.", 1),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_may_stay_or_go_and_nothing_else(clean: str, failures: int) -> None:
    blocks = (Block(0, len(RAW), "body", "test", 1.0),)
    assert [one.check for one in disprove(RAW, clean, blocks, ())] == ["clean_text_from_blocks"] * failures
