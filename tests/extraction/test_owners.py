"""Whose figures are, where it takes more than their sentence to tell: names are found in the text as in a build."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cleaning.paragraphs import Paragraph
from flows.extraction.figures.find import find_figures
from flows.extraction.grammar.sentences import split_sentences
from flows.extraction.names.find import find_mentions


def _owners(*paragraphs: str) -> list[str | None]:
    found, at = [], 0
    for number, text in enumerate(paragraphs, 1):
        found.append(Paragraph(number, "body", text, (0,), (at,)))
        at += len(text) + 1
    sentences = split_sentences(tuple(found))
    return [figure.entity for figure in find_figures(sentences, find_mentions(sentences))]


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("President Trump was late. Trump has sold 9 boats.", "Trump"),
        ("Donald Trump was late. Trump has sold 9 boats.", "Donald Trump"),
        ("Kim Jong-un was late. Kim has sold 9 boats.", "Kim Jong Un"),
        ("Diony Perez opened a shop. Later, Perez was sold 9 boats.", "Diony Perez"),
    ],
)
def test_owner_is_written_as_the_article_prints_the_full_name(text: str, owner: str) -> None:
    assert _owners(text) == [owner]


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("Harbor Motors has closed its oldest plant. The company lost $9 million.", "Harbor Motors"),
        ("Italy is an old ally. Fiat was late. On Monday the government cut fees by 9 percent.", "IT"),
        ("The Obama administration hired Fiat. China was late. The administration spent $9 million.", "US"),
        ("Shinzo Abe met Fiat. On Monday the leader sold 9 boats.", "Shinzo Abe"),
        ("Italy grew. In the north the farmer sold 9 boats.", None),
        ("Italy was late. Shinzo Abe said his government would spend $9 million.", "JP"),
    ],
)
def test_definite_nouns_stand_for_the_last_of_their_kind(text: str, owner: str | None) -> None:
    assert _owners(text) == [owner]


def test_we_and_i_in_a_transcript_are_those_of_whose_turn_it_is() -> None:
    turns = (
        "PRESIDENT BIDEN: Good morning, all. We sold 9 boats to Italy.",
        "PRIME MINISTER KISHIDA: Thank you. I have met him 7 times.",
        "PRESIDENT BIDEN: Thank you. Mr. Kishida is right.",
        "SENIOR ADMINISTRATION OFFICIAL: Next month we will send 5 ships.",
    )
    assert _owners(*turns) == ["US", "Kishida", "US"]


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("“Nine weeks after the flood, I was alone,” wrote Shinzo Abe.", "Shinzo Abe"),
        ("The town marked the 60th anniversary of Shinzo Abe’s birth.", "Shinzo Abe"),
        ("Rockets can reach Italy’s coast, where 90 people live.", "IT"),
        ("The mill in Dellbrook, about 87 miles north of here, burned down.", "Dellbrook"),
        ("Fiat was late. PRGX – which spent $9 million on ships – is not.", "PRGX"),
        ("Harbor Depot (ticker: HBD) reported $2.53 in earnings.", "Harbor Depot"),
        ("Zim is set to raise $9 million. Shares of Zim fell.", "Zim"),
        ("After 40 trucks were sent, Italy left.", None),
        ("A fever, first seen in Milan, Italy, has killed 9 people.", None),
        ("Two boats sank off the coast, Italy’s small old navy reported.", None),
        ("It has been nine years since Italy left the port.", "IT"),
        ("At least 9 rockets fired by Italy fell into the sea.", "IT"),
        ("France is large, compared with 9 tons for Italy.", "IT"),
        ("Stocks such as Toyota (up 9%) and others rose.", "Toyota"),
        ("France plans to buy 9 Italian-made jets.", "FR"),
        ("In Italy 9,000 people fell ill.", "IT"),
        ("Tokyo Motors fell by 9 percent.", "Tokyo Motors"),
        ("Italy is large (after France), with a total of 9 ships.", "IT"),
        ("Compared with 9 percent of Japanese who feel so, France is calm.", "JP"),
        ("Nearly eight in ten Americans agree.", "US"),
    ],
)
def test_owner_by_what_stands_around_the_figure(text: str, owner: str | None) -> None:
    assert _owners(text)[0] == owner


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("France is pushing Italy to buy 9 tons of rice.", "IT"),
        ("Fiat will spend it in France, with Italy getting 9 percent.", "IT"),
        ("Beijing urged Donald Trump to drop 9 percent of the fees.", "CN"),
    ],
)
def test_whoever_is_made_to_act_owns_what_is_acted_on(text: str, owner: str) -> None:
    assert _owners(text) == [owner]


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("Italy’s Coast Guard said 9 boats were lost.", None),
        ("According to Fiat and Reuters, ferries of Italy lost 9 percent.", "IT"),
        ("The Italian government has said it cannot take more than 9 tons.", "IT"),
        ("Shinzo Abe left. He said 9 boats sank.", None),
        ("Italy and France met. They have 9 ships.", None),
    ],
)
def test_whoever_only_reports_owns_nothing_but_what_it_says_of_itself(text: str, owner: str | None) -> None:
    assert _owners(text) == [owner]


def test_the_same_as_the_figure_before_has_its_owner() -> None:
    assert _owners("Italy paid $9 million. That is 3 percent of the sum.") == ["IT", "IT"]
    assert _owners("Nine Italian guns and 9,000 shells are aimed at the port.") == ["IT", "IT"]
    assert _owners("Some 50 Italian boats, including one ferry, sank.") == ["IT", "IT"]


_ABOUT_ITALY = "Italy fired a rocket. Rome was proud. Italy calls it a success. "


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("The rocket flew 450 km.", "IT"),
        ("Two tests were cut short.", "IT"),
        ("The number of ports was 9,000.", "IT"),
        ("Nothing has changed in 30 years.", None),
        ("Here are three key points.", None),
    ],
)
def test_amounts_without_an_owner_are_those_of_whom_the_article_is_about(text: str, owner: str | None) -> None:
    assert _owners(_ABOUT_ITALY + text) == [owner]


@given(st.lists(st.sampled_from(("Italy ", "the company ", "that is ", "9 percent", " and ", "“we ", ". ", "1st of "))))
def test_any_order_of_what_the_rules_look_for_is_read(pieces: list[str]) -> None:
    assert all(owner is None or owner for owner in _owners("".join(pieces)))


@pytest.mark.parametrize("sentence", ["Italy paid 9 percent. ", "The company paid 9 percent. ", "That is 9 percent. "])
def test_long_articles_are_read_in_bounded_steps(sentence: str) -> None:
    assert len(_owners(sentence * 2_000)) == 2_000


def test_many_names_that_nobody_lists_are_looked_up_in_bounded_steps() -> None:
    assert (
        len(_owners("".join(f"Z{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}{n} has 9 boats. " for n in range(4_000))))
        == 4_000
    )
