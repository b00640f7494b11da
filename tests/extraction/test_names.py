"""Names: who and where is mentioned, and the full name behind a surname, an acronym or a metonym."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cleaning.blocks import Block
from flows.cleaning.paragraphs import join_paragraphs
from flows.extraction.names.find import find_mentions
from flows.extraction.records import Mention, Sentence


def sentences(*texts: str) -> list[Sentence]:
    """Return one sentence a text, each a paragraph of its own."""
    raw = "\n".join(texts)
    blocks, start = [], 0
    for text in texts:
        blocks.append(Block(start, start + len(text), "body", "test", 1.0))
        start += len(text) + 1
    paragraphs = join_paragraphs(raw, blocks)
    return [Sentence(n, p, 0, len(p.text), p.text) for n, p in enumerate(paragraphs, 1)]


def found(*texts: str) -> list[tuple[str, str, str, str | None]]:
    return [(m.text, m.kind, m.name, m.code) for m in find_mentions(sentences(*texts))]


def names(*texts: str) -> list[str]:
    return [m.name for m in find_mentions(sentences(*texts))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ships left Japan early.", ("Japan", "country", "Japan", "JP")),
        ("The Japanese left early.", ("Japanese", "country", "Japan", "JP")),
        ("Many Americans left early.", ("Americans", "country", "United States", "US")),
        ("It was a U.S. ship.", ("U.S.", "country", "United States", "US")),
        ("Few trust the U.S.", ("U.S.", "country", "United States", "US")),
        ("A ship of the ROK sank.", ("ROK", "country", "South Korea", "KR")),
        ("The DPRK objected.", ("DPRK", "country", "North Korea", "KP")),
        ("Ties with the PRC froze.", ("PRC", "country", "China", "CN")),
        ("Ties with Côte d’Ivoire froze.", ("Côte d’Ivoire", "country", "Ivory Coast", "CI")),
        ("Officials in Tokyo objected.", ("Tokyo", "country", "Tokyo", "JP")),
        ("The White House objected.", ("White House", "country", "White House", "US")),
        ("Then the Kremlin objected.", ("Kremlin", "country", "Kremlin", "RU")),
        ("Later the Pentagon objected.", ("Pentagon", "organization", "Pentagon", "US")),
        ("The Self-Defense Forces grew.", ("Self-Defense Forces", "organization", "Self-Defense Forces", "JP")),
        ("Then the PLA grew.", ("PLA", "organization", "PLA", "CN")),
        ("Some U.S. Marines left.", ("U.S. Marines", "organization", "U.S. Marines", "US")),
        ("The LDP lost seats.", ("LDP", "organization", "Liberal Democratic Party", None)),
        ("He works at Keio University now.", ("Keio University", "organization", "Keio University", None)),
        ("The Bank of Japan waited.", ("Bank of Japan", "organization", "Bank of Japan", "JP")),
        ("Ships left Buenos Aires.", ("Buenos Aires", "country", "Buenos Aires", "AR")),
        ("Ships crossed the South China Sea.", ("South China Sea", "place", "South China Sea", None)),
        ("Two ferries serve Sado Island daily.", ("Sado Island", "place", "Sado Island", None)),
        ("They left the TPP.", ("TPP", "treaty", "Trans-Pacific Partnership", None)),
        ("They signed the Treaty of Kanagawa.", ("Treaty of Kanagawa", "treaty", "Treaty of Kanagawa", None)),
    ],
)
def test_one_name(text: str, expected: tuple[str, str, str, str | None]) -> None:
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Give us time in March, or in May.",
        "The Cold War ended before World War II veterans had all retired.",
        "Article 9 stands.",
        "Headlines Like This One Say Little.",
        "Perhaps. Then Again, Perhaps Not.",
    ],
)
def test_no_name(text: str) -> None:
    assert found(text) == []


def test_a_hyphen_parts_two_countries() -> None:
    assert [code for *_, code in found("The U.S.-Japan and Sino–American ties differ.")] == ["US", "JP", "CN", "US"]


def test_a_ministry_belongs_to_the_country_that_owns_it() -> None:
    assert found("Japan's Ministry of Fisheries and the French Defense Ministry spoke.") == [
        ("Japan", "country", "Japan", "JP"),
        ("Ministry of Fisheries", "organization", "Ministry of Fisheries", "JP"),
        ("French Defense Ministry", "organization", "French Defense Ministry", "FR"),
    ]


def test_a_leader_s_government_is_a_state_body() -> None:
    assert found("The Obama administration agreed, and Obama said so.") == [
        ("Obama administration", "organization", "Obama administration", "US"),
        ("Obama", "person", "Barack Obama", None),
    ]


def test_the_article_gives_the_surname_its_full_name() -> None:
    assert names("Mr. Okubo waited.", "Analyst Haruto Okubo of Kyoto said little.", "“No,” Okubo added.") == [
        "Haruto Okubo",
        "Haruto Okubo",
        "Kyoto",
        "Haruto Okubo",
    ]


def test_a_family_name_that_comes_first() -> None:
    assert names("Scholar Zhang Weimin wrote to us.", "Zhang wrote twice.") == ["Zhang Weimin", "Zhang Weimin"]


def test_the_article_decides_between_people_of_one_name() -> None:
    assert names("George H.W. Bush came in 1992.", "Bush fell ill.") == ["George H.W. Bush", "George H.W. Bush"]
    assert names("Bush came in 2002.") == ["George W. Bush"]


def test_a_relative_does_not_take_over_the_family_name() -> None:
    assert names("Melania Trump came too.", "Trump spoke.") == ["Melania Trump", "Donald Trump"]


def test_another_given_name_makes_another_person() -> None:
    assert names("They met Hunter Biden there.", "Joe Biden left.") == ["Hunter Biden", "Joe Biden"]
    assert names("Even Biden left, and Team Biden too.") == ["Joe Biden", "Joe Biden"]


def test_hyphens_join_one_family_name() -> None:
    assert names("Linda Thomas-Berg left.", "Thomas-Berg returned.") == ["Linda Thomas-Berg"] * 2


def test_a_noun_for_a_person_right_before_a_name() -> None:
    assert names("The tax hit congresswoman Alba Ortez.", "Ortez left.") == ["Alba Ortez"] * 2


def test_a_region_is_not_the_country_of_its_name() -> None:
    assert found("Herds left Inner Mongolia.") == [("Inner Mongolia", "place", "Inner Mongolia", None)]


def test_an_officer_of_a_state_s_senate_is_not_the_nation_s() -> None:
    assert found("Senate President Bill Holt left.") == [("Bill Holt", "person", "Bill Holt", None)]


def test_an_office_tells_who_is_meant() -> None:
    assert names("Defense Secretary Austin spoke.", "Mr. Austin spoke.", "They flew to Austin.")[0] == "Lloyd Austin"
    assert names("Mr. Brown spoke.") == ["Brown"]


def test_an_acronym_means_what_the_article_says() -> None:
    assert (
        names("The Society for Harbor Studies (SHS) met.", "Then the SHS voted.") == ["Society for Harbor Studies"] * 3
    )


def test_the_north_is_a_country_only_where_korea_is_the_subject() -> None:
    assert ("North", "country", "North Korea", "KP") in found(
        "North Korea shut the zone.", "Then the North reopened it."
    )
    assert found("Then the North won the Civil War.") == []


def test_verbs_of_saying_and_appositions_make_people() -> None:
    assert names("“So it goes,” said Oriel Vantongeren.") == ["Oriel Vantongeren"]
    assert names("Oriel Vantongeren, a former diplomat, disagreed.") == ["Oriel Vantongeren"]
    assert names("Oriel Vantongeren was nowhere.") == []


ANY = st.text(max_size=80)
NAMEY = st.lists(
    st.sampled_from(
        [
            "Japan",
            "U.S.",
            "the",
            "University",
            "of",
            "Ken",
            "Jimbo",
            "Mr.",
            "(NATO)",
            "'s",
            "-",
            "and",
            "Kim",
            "said",
            ",",
            "North",
        ]
    ),
    max_size=25,
).map(" ".join)


def check(mentions: tuple[Mention, ...]) -> None:
    places = [(m.sentence.number, m.start, m.end) for m in mentions]
    assert places == sorted(places)
    for mention in mentions:
        assert mention.text == mention.sentence.text[mention.start : mention.end] != ""
        assert mention.kind in {"country", "person", "organization", "place", "treaty"}
        assert mention.kind != "country" or mention.code
        assert mention.name
    for before, after in pairwise(places):
        assert before[0] < after[0] or before[2] <= after[1]


@given(st.lists(ANY | NAMEY, max_size=6))
def test_mentions_prove_their_text_on_any_text(texts: list[str]) -> None:
    check(find_mentions(sentences(*(" ".join(text.split()) for text in texts))))


@pytest.mark.parametrize("word", ["University of ", "Ken Jimbo ", "A ", "U.S.-", "Mr. Kim (ABC) ", "x" * 9 + " "])
def test_hostile_repeats_are_read_to_their_end(word: str) -> None:
    check(find_mentions(sentences(word * 2_000)))
