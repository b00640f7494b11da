"""What `train_content` learns from, learnt from a little of it."""

from itertools import islice

from flows.cleaning.content import model_of
from tests.quality.train_content import FOLDS, Lessons, gold_examples


def test_a_review_is_learnt_from_odds_that_do_not_know_the_site() -> None:
    pages = list(islice(gold_examples(), 6))

    table = Lessons(pages).learn(frozenset(range(FOLDS)))

    assert len(model_of(table).review.first) == len(table["review"]["trees"]) > 0
