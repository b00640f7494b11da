"""What `train_content` learns from, learnt from a little of it."""

from itertools import islice

import pytest

from flows.cleaning.content import model_of
from flows.lexicon import load
from tests.quality.train_content import FOLDS, GROUPS, Lessons, gold_examples

TABLE = load("content")["text"]
NAMES = {f"{of}/{name}" for of in ("own", "above", "below") for name in TABLE["own"]}
NAMES |= {f"{form}/{name}" for form, weights in TABLE["place"].items() for name in weights}
NAMES |= {f"kept/{distance}/1" for distance in range(5)}
NAMES |= {f"review/{measure}" for measure in model_of(TABLE).review.measures}


def test_a_review_is_learnt_from_odds_that_do_not_know_the_site() -> None:
    pages = list(islice(gold_examples(), 6))

    table = Lessons(pages).learn(frozenset(range(FOLDS)))

    assert len(model_of(table).review.first) == len(table["review"]["trees"]) > 0


def test_of_what_is_left_out_nothing_is_learnt() -> None:
    lessons = Lessons(list(islice(gold_examples(), 3)))

    table = lessons.without(GROUPS["forms"]).learn(frozenset(range(FOLDS)))

    assert table["place"]["any"] and not any(weights for form, weights in table["place"].items() if form != "any")
    assert lessons.without(GROUPS["review"]).learn(frozenset(range(FOLDS)))["review"]["trees"] == []


@pytest.mark.parametrize("group", [group for group in GROUPS if group != "nothing"])
def test_a_group_is_a_part_of_what_is_learnt(group: str) -> None:
    assert 0 < sum(GROUPS[group].match(name) is not None for name in NAMES) < len(NAMES)
