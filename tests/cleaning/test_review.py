"""The review: what the odds of all lines of a page say of each one."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cleaning.blocks import LABELS
from flows.cleaning.content import LogOdds, load_model, trees_of
from flows.cleaning.form import read_lines
from flows.cleaning.page import Page, read_page
from flows.cleaning.review import Measures, form_groups, measures, reviewed, weigh
from flows.cleaning.split import split_blocks
from flows.reading.article import Article

SENTENCE = "The harbour board said on Monday that the dredging of the basin would go on until the end of the year."


def page_of(text: str) -> Page:
    article = Article("", "a.txt", None, "text", "utf-8", "", 0, text)
    return read_page(article, read_lines(text, split_blocks(text)))


def measured(text: str, odds: list[float]) -> dict[str, list[float]]:
    page = page_of(text)
    scores = np.zeros((len(odds), len(LABELS)), np.float32)
    weighed = weigh(LogOdds(np.array(odds, float), np.zeros(len(odds))), page.lines)
    found = measures(page, weighed, [value > 0 for value in odds], scores, form_groups(page.lines))
    return {name: column.tolist() for name, column in found.items()}


def test_a_line_is_seen_with_the_lines_around_it() -> None:
    found = measured("\n".join([SENTENCE] * 5), [4.0, 4.0, -1.0, 2.0, -8.0])
    assert found["odds of 2, more"][2] == 4.0
    assert found["odds of 2, less"][2] == -3.0
    assert found["odds of 2, less"][0] == -6.0  # nothing stands above


def test_lines_of_the_same_form_are_compared() -> None:
    found = measured(f"• Two piers\n• One crane\n{SENTENCE}\n• Three sheds", [1.0, -2.0, 5.0, 3.0])
    assert found["form: lines"] == [3, 3, 1, 3]
    assert found["form: odds"] == [0.5, 2.0, -9.0, -0.5]
    assert found["run of the form: lines"] == [2, 2, 1, 1]


def test_a_second_article_below_the_first_is_a_stretch_of_its_own() -> None:
    menu = ["Home", "World", "Sport", "Weather"]
    found = measured("\n".join([*[SENTENCE] * 4, *menu, *[SENTENCE] * 2]), [5.0] * 4 + [-5.0] * 4 + [5.0] * 2)
    assert found["stretch: number"] == [0] * 4 + [1] * 6
    assert found["stretch: distance"][8] == 4
    assert found["stretch: share"][0] > 0.6 > 0.4 > found["stretch: share"][8]


def test_a_stretch_is_measured_by_those_before_it() -> None:
    menu = ["Home", "World", "Sport"]
    found = measured("\n".join([*[SENTENCE] * 4, *menu, *[SENTENCE] * 2]), [5.0] * 4 + [-5.0] * 3 + [5.0] * 2)
    assert found["stretch: by the earlier"][0] > 1 > found["stretch: by the earlier"][-1] > 0
    assert found["stretch: large before"] == [0] * 4 + [-1] * 3 + [1] * 2


def test_short_lines_between_two_runs_of_text_are_judged_together() -> None:
    found = measured("\n".join([SENTENCE, "Piers", "Cranes", "Sheds", SENTENCE]), [5.0, 1.0, -2.0, 3.0, 5.0])
    assert found["run of text: lines"] == [1, 3, 3, 3, 1]
    assert found["run of text: odds"][1:4] == [0.5, 2.0, -0.5]
    assert found["run of text: best"] == [5, 3, 3, 3, 5]


def test_the_nearest_lines_count_most_for_the_smoothed_odds() -> None:
    smooth = measured("\n".join([SENTENCE] * 30), [0.0] * 10 + [8.0] + [0.0] * 19)["odds, smooth"]
    assert smooth[10] > smooth[11] > smooth[12] > 0
    assert smooth[9] == smooth[11]
    assert smooth[20] == 0


def test_what_is_surely_text_says_how_long_its_lines_are_and_how_much_of_the_page_it_is() -> None:
    found = measured("\n".join([SENTENCE, SENTENCE, "Home", "World"]), [5.0, 5.0, -5.0, -5.0])
    assert found["typical words of sure text"] == [21] * 4
    assert found["sure text of the page"] == [42 / 44] * 4


def test_words_of_the_text_speak_for_a_line_and_words_of_the_menu_against_it() -> None:
    text = "\n".join(
        [SENTENCE, "The dredging of the harbour basin", "Recipes and gardens", "Gardens", SENTENCE, "Recipes"]
    )
    found = measured(text, [5.0, 0.0, 0.0, -8.0, 5.0, -8.0])
    assert found["like text"][1] > 0 > found["like text"][2]
    assert found["in the largest stretch"][1] == 1
    assert found["in the largest stretch"][2] == 0


def test_a_stretch_of_other_words_is_told_from_one_of_the_same() -> None:
    other = "Readers bought tickets for concerts and operas, since every theatre had opened again after summer."
    menu = ["Home", "World", "Sport", "Weather"]
    odds = [5.0] * 3 + [-5.0] * 4 + [5.0]
    share = "stretch: in the largest"
    assert measured("\n".join([*[SENTENCE] * 3, *menu, SENTENCE]), odds)[share][-1] == 1
    assert measured("\n".join([*[SENTENCE] * 3, *menu, other]), odds)[share][-1] == 0


def test_trees_are_added_up() -> None:
    trees = trees_of(
        [
            ([("odds", 0.0), ("words", 10.0)], [-1.0, 0.0, 0.5, 2.0]),
            ([("words", 20.0), ("odds", 5.0)], [0.0, 0.25, 0.0, 1.0]),
        ]
    )
    found: Measures = {"odds": np.array([-0.1, 0.0, 9.0]), "words": np.array([9.0, 10, 50])}
    assert reviewed(found, 0.5, trees) == pytest.approx([-0.5, 2.5, 3.5])


def test_without_trees_the_odds_stay_as_they_were() -> None:
    assert reviewed({"odds": np.array([-0.5, 2.0])}, 0.5, trees_of([])).tolist() == [-0.5, 2.0]


def test_a_tree_of_more_questions_than_its_answers_have_room_for_is_refused() -> None:
    asked = [("odds", float(edge)) for edge in range(9)]
    with pytest.raises(ValueError, match="at most 8"):
        trees_of([(asked, [0.0] * 512)])
    assert len(trees_of([(asked[:8], [0.0] * 256)]).asked) == 8


@given(st.lists(st.tuples(st.sampled_from(["Home", "• one", SENTENCE]), st.floats(-8, 8)), max_size=80))
def test_every_line_has_every_measure_that_the_weights_know(rows: list[tuple[str, float]]) -> None:
    found = measured("\n".join(line for line, _ in rows), [odds for _, odds in rows])
    assert {len(column) for column in found.values()} == {len(rows)}
    assert set(load_model("text").review.measures) <= found.keys()


def test_a_line_is_worth_the_same_on_a_page_of_any_length_and_takes_little_room() -> None:
    trees, lines = load_model("text").review, 20_000
    found = {name: np.arange(lines) % 7 + place / 3 for place, name in enumerate(trees.measures)}
    tracemalloc.start()
    values = reviewed(found, 0.5, trees)
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert values.tolist() == [*values[:7].tolist() * (lines // 7), *values[: lines % 7].tolist()]
    assert taken < 2_500 * lines
