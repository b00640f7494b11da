"""Whom the article means by "the president", "the admiral", "the committee"."""

import pytest

from flows.cleaning.blocks import Block
from flows.cleaning.paragraphs import join_paragraphs
from flows.extraction.claims.find import find_claims
from flows.extraction.grammar.sentences import split_sentences
from flows.extraction.names.find import find_mentions


def last_source(text: str) -> tuple[str, str | None]:
    sentences = split_sentences(join_paragraphs(text, (Block(0, len(text), "body", "test", 1.0),)))
    claim = find_claims(sentences, find_mentions(sentences))[-1]
    return claim.source_kind, claim.source_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Vice Adm. Mary Holt came. The admiral said the ship was safe.", "Mary Holt"),
        ("Gov. Mary Holt left. The governor said the pier was closed.", "Mary Holt"),
        ("Sen. Ben Holt (R-Ohio) has a bill. “The pier is unsafe,” the Ohio senator said.", "Ben Holt"),
        ("Harbour analyst Mary Holt spoke. Trade grew, according to the analyst.", "Mary Holt"),
        ("Mary Holt, a port consultant at the Harbor Institute, left. The consultant said trade grew.", "Mary Holt"),
        ("Brenda P. Holt Jr., a harbour lawyer, said the pier was safe.", "Brenda P. Holt Jr."),
        ("Trump left early. The president said trade grew.", "Donald Trump"),
        ("Trump met Moon Jae-in. The South Korean president said trade grew.", "Moon Jae-in"),
        ("Trump met a guest. The French president said trade grew.", "French president"),
        ("Senator Mary Holt left. A senator said trade grew.", "senator"),
        ("Harbour official Mary Holt left. A senior official said so. The official added that trade grew.", "official"),
        ("The suspect, Mary Holt, left. The suspect said the pier was safe.", "Mary Holt"),
        ("A harbour adviser said so. The official added that trade grew.", "harbour adviser"),
        ("Mary Holt left in May. The estate agent said trade grew.", "Mary Holt"),
        ("Mary Holt left in May. The presiding judge said trade grew.", "presiding judge"),
        ("Sun Weiping left early. Sun said trade grew.", "Sun Weiping"),
        ("Defense Minister Mary Holt left. Trade grew, the defense chief said.", "Mary Holt"),
        ("Interior Minister Mary Holt left. Trade grew, France's interior minister said.", "Mary Holt"),
        ("Ben Holt called for calm. The plan upset Mary Hale and Tom Berg. He said trade grew.", "Ben Holt"),
        ("Mary Holt said in a statement that piers are safe. Trade grew, the statement said.", "Mary Holt"),
        ("Ben Holt issued a brief statement. It said trade grew.", "Ben Holt"),
        ("The tax hit Senator Mary Holt and Governor Ben Hale. They said trade grew.", "Mary Holt and Ben Hale"),
    ],
)
def test_person(text: str, name: str) -> None:
    assert last_source(text) == ("person", name)


def test_people_of_a_list_with_their_titles() -> None:
    text = "Foreign Minister Mary Holt, Secretary of State for Trade Ben Hale, and Gov. Tom Berg said trade grew."
    assert last_source(text) == ("person", "Mary Holt, Ben Hale and Tom Berg")


def test_an_official_of_a_ministry_with_a_preposition_in_its_name() -> None:
    assert last_source("A Ministry of Defense pilot said trade grew.") == ("person", "Ministry of Defense pilot")
    assert last_source("The Ministry of Trade in Osaka said trade grew.")[0] == "government"


def test_body_by_the_last_word_of_its_name() -> None:
    text = "The Harbour Peace Committee met. “Trade grew last year,” the committee said."
    assert last_source(text) == ("organization", "Harbour Peace Committee")


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The Harbour Peace Committee said so. Trade grew, the statement said.", "Harbour Peace Committee"),
        ("Trade grew, according to a Harbour Peace Committee (HPC) report.", "Harbour Peace Committee (HPC) report"),
        ("The law Mary Holt signed bars ships. It says the pier is unsafe.", "law"),
    ],
)
def test_document(text: str, source: str) -> None:
    assert last_source(text) == ("organization", source)


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Mary Holt reaffirmed her support for the pier.", "reaffirmed"),
        ("Mary Holt expressed her support for the pier.", "expressed her support"),
        ("Mary Holt called for a new pier.", "called for"),
        ("Mary Holt warned against a new pier.", "warned against"),
    ],
)
def test_cue(text: str, cue: str) -> None:
    sentences = split_sentences(join_paragraphs(text, (Block(0, len(text), "body", "test", 1.0),)))
    assert find_claims(sentences, find_mentions(sentences))[-1].cue == cue


def test_full_name_is_the_one_that_the_article_prints() -> None:
    assert last_source("Jim Mattis left. Mattis said trade grew.") == ("person", "Jim Mattis")
