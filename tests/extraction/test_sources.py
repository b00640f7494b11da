"""Sources: who says it, under which name, and in which kind of quotation."""

import pytest

from flows.cleaning.blocks import Block
from flows.cleaning.paragraphs import join_paragraphs
from flows.extraction.claims.find import find_claims
from flows.extraction.grammar.sentences import split_sentences
from flows.extraction.records import Claim, Mention, Sentence

NAMES = {
    "Aiko Mori": ("person", "Aiko Mori", None),
    "Mori": ("person", "Aiko Mori", None),
    "Tom Hale": ("person", "Tom Hale", None),
    "Hale": ("person", "Tom Hale", None),
    "Japan": ("country", "Japan", "JP"),
    "Tokyo": ("country", "Tokyo", "JP"),
    "Seoul": ("country", "Seoul", "KR"),
    "Pentagon": ("organization", "Pentagon", "US"),
    "Harbor Institute": ("organization", "Harbor Institute", None),
}


def mentions_in(sentences: tuple[Sentence, ...]) -> list[Mention]:
    found = []
    for sentence in sentences:
        taken = 0
        for start in range(len(sentence.text)):
            name = next((n for n in sorted(NAMES, key=len, reverse=True) if sentence.text.startswith(n, start)), None)
            if name and start >= taken:
                kind, full, code = NAMES[name]
                taken = start + len(name)
                found.append(Mention(sentence, start, taken, name, kind, full, code))
    return found


def claims_of(raw: str) -> tuple[Claim, ...]:
    blocks, start = [], 0
    for line in raw.split("\n"):
        blocks.append(Block(start, start + len(line), "body", "test", 1.0))
        start += len(line) + 1
    sentences = split_sentences(join_paragraphs(raw, blocks))
    return find_claims(sentences, mentions_in(sentences))


def source(raw: str) -> tuple[str, str | None, str]:
    claim = claims_of(raw)[-1]
    return claim.source_kind, claim.source_name, claim.quotation


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Mori says the port is open.", ("person", "Aiko Mori", "indirect")),
        ("Aiko Mori, a fellow at the Harbor Institute, said that trade grew.", ("person", "Aiko Mori", "indirect")),
        ("In a speech on Monday, Mori argued that trade grew.", ("person", "Aiko Mori", "indirect")),
        ("“The port is open,” Mori said.", ("person", "Aiko Mori", "direct")),
        ("“The port is open,” said Mori, who runs it.", ("person", "Aiko Mori", "direct")),
        ("“The port is open,” Mori, a fellow there, told the Harbor Institute.", ("person", "Aiko Mori", "direct")),
        ("“The port,” Mori said, “is open to all ships.”", ("person", "Aiko Mori", "direct")),
        ("Mori said the port “will stay open to all” this year.", ("person", "Aiko Mori", "mixed")),
        ("The port, Mori told reporters, is open.", ("person", "Aiko Mori", "indirect")),
        ("According to the Harbor Institute, trade grew.", ("organization", "Harbor Institute", "indirect")),
        ("Trade grew, according to Mori.", ("person", "Aiko Mori", "indirect")),
        ("The port is a sieve, as Mori put it.", ("person", "Aiko Mori", "indirect")),
        ("The port is a sieve, as Mori said", ("person", "Aiko Mori", "indirect")),
        ("Tokyo insists that the port is open.", ("government", "Tokyo", "indirect")),
        ("Tokyo and Seoul agreed that the port is open.", ("government", "Tokyo and Seoul", "indirect")),
        ("The Pentagon says the exercise ended.", ("government", "Pentagon", "indirect")),
        ("Many analysts warn that trade is falling.", ("group", "Many analysts", "indirect")),
        ("A senior official said trade is falling.", ("person", "senior official", "indirect")),
        ("The report found that trade is falling.", ("organization", "report", "indirect")),
        ("Mori called for a new treaty.", ("person", "Aiko Mori", "indirect")),
        ("The pact was condemned by Tokyo as weak.", ("government", "Tokyo", "indirect")),
        ("Mori said, “Never.”", ("person", "Aiko Mori", "direct")),
        ("“The port is open to all ships,” Mori joshed on the quay.", ("person", "Aiko Mori", "direct")),
        ("“The port is open to all ships,” harbour pilot Aiko Mori.", ("person", "Aiko Mori", "direct")),
        ("“The port is open to all ships.” — Aiko Mori", ("person", "Aiko Mori", "direct")),
        ("“The port is open,“ Mori said.", ("person", "Aiko Mori", "direct")),
        ("“The port is open,” it read.", ("organization", "It", "direct")),
        ("“The port is open,” said former island mayor Ben Holt.", ("person", "Ben Holt", "direct")),
        ("Asked whether trade grew, Mori said it did.", ("person", "Aiko Mori", "indirect")),
        ("More from the report: “The port is open to all ships.”", ("organization", "report", "direct")),
        ("As Mori, a fellow there, put it, the port is a sieve.", ("person", "Aiko Mori", "indirect")),
        ("Hale arrived in May and Mori said trade grew.", ("person", "Aiko Mori", "indirect")),
        ("Ships turn back while trade falls, according to two pilots.", ("group", "two pilots", "indirect")),
        ("The Foreign Ministry said trade grew.", ("government", "Foreign Ministry", "indirect")),
        ("According to data from the Harbor Institute, trade grew.", ("organization", "Harbor Institute", "indirect")),
        ("Trade grew, according to the study", ("organization", "study", "indirect")),
        ("A report released in June said trade grew.", ("organization", "report released in June", "indirect")),
        ("A woman who mends nets said trade grew.", ("person", "woman", "indirect")),
        ("Ferrymen said trade grew.", ("group", "Ferrymen", "indirect")),
        ("The Harbor Institute was quick to condemn the tax.", ("organization", "Harbor Institute", "indirect")),
        ("There is no illusion in Tokyo that the talks will be short.", ("government", "Tokyo", "indirect")),
        ("Some port pilots doubt the pier is safe.", ("group", "Some port pilots", "indirect")),
        ("Many argue the pier is unsafe.", ("group", "Many", "indirect")),
        ("That report says the pier is unsafe.", ("organization", "report", "indirect")),
        ("Port advocacy groups estimated that trade grew.", ("organization", "Port advocacy groups", "indirect")),
        ("Harbour police said the pier was closed.", ("government", "Harbour police", "indirect")),
        ("“The pier is safe,” Mori, a fellow at the Harbor Institute, has written.", ("person", "Aiko Mori", "direct")),
        ("As we've noted, Mori, a pilot, concluded that trade grew.", ("person", "Aiko Mori", "indirect")),
        ("Mori said in a talk on “Port Day” that trade grew.", ("person", "Aiko Mori", "indirect")),
        ("Mori was quoted as saying that trade grew.", ("person", "Aiko Mori", "indirect")),
        ("Mori also urged a return to talks.", ("person", "Aiko Mori", "indirect")),
        (
            "Two ships sank - according to Tokyo and Seoul - in the worst storm.",
            ("government", "Tokyo and Seoul", "indirect"),
        ),
        ("Two ships (according to Tokyo) sank in the worst storm.", ("government", "Tokyo", "indirect")),
        ("Mori - once a pilot there - said trade grew.", ("person", "Aiko Mori", "indirect")),
        ("Mori reported hearing shots near the port.", ("person", "Aiko Mori", "indirect")),
        ("Mori guessed that it would take a year.", ("person", "Aiko Mori", "indirect")),
        ("Mori reaffirmed the importance of the pier.", ("person", "Aiko Mori", "indirect")),
        ("Tokyo-based pilot Aiko Mori said trade grew.", ("person", "Aiko Mori", "indirect")),
        (
            "Many suspect the threats are meant for Hale, who is still believed to be away.",
            ("group", "Many", "indirect"),
        ),
        ("Tokyo, Seoul and Japan condemned the tests.", ("government", "Tokyo, Seoul and Japan", "indirect")),
        ("Two pilots, including Tom Hale, told Tokyo they left the port.", ("group", "Two pilots", "indirect")),
        ("Recalling the pact, Mori confirmed her firm commitment to trade.", ("person", "Aiko Mori", "indirect")),
        ("The Japanese military said trade grew.", ("government", "Japanese military", "indirect")),
        ("Tokyo's 9th Fleet said trade grew.", ("government", "Tokyo's 9th Fleet", "indirect")),
        ("A Tokyo drugmaker said trade grew.", ("organization", "Tokyo drugmaker", "indirect")),
        ("The Island Science Monitor said trade grew.", ("organization", "Island Science Monitor", "indirect")),
        ("The suspect said trade grew.", ("person", "suspect", "indirect")),
        ("In May, Harborix said trade grew.", ("organization", "Harborix", "indirect")),
        ("Harbor Motors said trade grew.", ("organization", "Harbor Motors", "indirect")),
        ("Reports (just as the Harbor Institute had predicted) reached Tokyo.", ("author", None, "none")),
        ("Ships sank, just as the Harbor Institute had predicted.", ("organization", "Harbor Institute", "indirect")),
        ("Trade grew, according to a study done by Aiko Mori.", ("person", "Aiko Mori", "indirect")),
        ("Some 5,000 pilots in 1,200 ports say trade grew.", ("group", "Some 5,000 pilots in 1,200 ports", "indirect")),
        ("As the Harbor Institute detailed in May, trade grew.", ("organization", "Harbor Institute", "indirect")),
        ("Ships sank, as Mori reports from Tokyo:", ("person", "Aiko Mori", "indirect")),
        ("As reported by the Harbor Institute, trade grew.", ("organization", "Harbor Institute", "indirect")),
        ("Mori called Hale the greatest threat to trade.", ("person", "Aiko Mori", "indirect")),
        ("Mori called her vote for the pier a mistake.", ("person", "Aiko Mori", "indirect")),
        ("Mori described the aid that Seoul gave as too small.", ("person", "Aiko Mori", "indirect")),
        ("Tokyo and Seoul welcome the new pier.", ("government", "Tokyo and Seoul", "indirect")),
        ("Mori has spoken out against the tax.", ("person", "Aiko Mori", "indirect")),
        ("Mori warned against a hasty pact.", ("person", "Aiko Mori", "indirect")),
        ("The Pentagon projects that costs will grow.", ("government", "Pentagon", "indirect")),
        ("The report makes clear that trade fell.", ("organization", "report", "indirect")),
        ("Mori voiced her displeasure over the tax.", ("person", "Aiko Mori", "indirect")),
        ("Mori defended the tax, saying it pays for piers.", ("person", "Aiko Mori", "indirect")),
        ("Mori said after the talks she would go.", ("person", "Aiko Mori", "indirect")),
        ("Mori said about half of the ships sank.", ("person", "Aiko Mori", "indirect")),
        ("Mori testified “dozens” of ships had been lost.", ("person", "Aiko Mori", "indirect")),
        ("Seoul estimates it will take too long.", ("government", "Seoul", "indirect")),
        ("The harbour office announced it closed two piers.", ("organization", "harbour office", "indirect")),
        ("More than six in 10 said trade grew.", ("group", "More than six in 10", "indirect")),
        ("A number of pilots said trade grew.", ("group", "number of pilots", "indirect")),
        ("Mori and Seoul ferrymen praised the pier.", ("group", "Aiko Mori and Seoul ferrymen", "indirect")),
        ("Mori for many years has said trade grows.", ("person", "Aiko Mori", "indirect")),
        ("A former pilot -- Mori, who left in May -- said trade grew.", ("person", "Aiko Mori", "indirect")),
        ("Piers, Mori said, “have to stay open to all.”", ("person", "Aiko Mori", "mixed")),
        ("“Don’t go out tonight!” Mori told them.", ("person", "Aiko Mori", "direct")),
        ("Mori told pilots that “the port is open to all.”", ("person", "Aiko Mori", "direct")),
        ("Under the pact “all ships have a right to the pier,” Mori said.", ("person", "Aiko Mori", "direct")),
        ("Mori said that trade may grow, adding: “The port is open.”", ("person", "Aiko Mori", "mixed")),
        ("“The port is open,” Mori was quoted as saying in Tokyo.", ("person", "Aiko Mori", "direct")),
        (
            "The Harbor Institute quoted her as saying that trade grew.",
            ("organization", "Harbor Institute", "indirect"),
        ),
        ("Deputy Secretary of Trade Aiko Mori said trade grew.", ("person", "Aiko Mori", "indirect")),
        ("Aides to Senator Mori said trade grew.", ("group", "Aides to Senator Mori", "indirect")),
        ("Sources close to the crew said trade grew.", ("group", "Sources close to the crew", "indirect")),
        ("“The port is open,” said the Pentagon in a letter to pilots.", ("government", "Pentagon", "direct")),
        ("As pointed out in the report, trade grew.", ("organization", "report", "indirect")),
        ("Tokyo rejects the plan, insisting only pilots can steer.", ("government", "Tokyo", "indirect")),
        ("Mori stated that while piers close, trade may grow.", ("person", "Aiko Mori", "indirect")),
        (
            "Meeting in Seoul, Mori and Hale confirmed that trade grew.",
            ("person", "Aiko Mori and Tom Hale", "indirect"),
        ),
        ("Mori criticized and mocked the tax.", ("person", "Aiko Mori", "indirect")),
        ("The Japanese border service said trade grew.", ("government", "Japanese border service", "indirect")),
        (
            "Companies such as Acme and Globex have said trade grew.",
            ("organization", "Companies such as Acme and Globex", "indirect"),
        ),
        (
            "The official Harbor Institute news agency said trade grew.",
            ("organization", "Harbor Institute", "indirect"),
        ),
        ("Trade, as it grew, helped, according to Tokyo, a big buyer.", ("government", "Tokyo", "indirect")),
        ("About one in five say trade grew.", ("person", "one in five", "indirect")),
        ("Trade, as it grew, helped, according to Tokyo, Ehime Prefecture.", ("government", "Tokyo", "indirect")),
        ("Mori requested that the port close.", ("person", "Aiko Mori", "indirect")),
        ("Mori complained on Monday about the tax.", ("person", "Aiko Mori", "indirect")),
        ("A group of pilots urged him to stay.", ("group", "group of pilots", "indirect")),
        ("“The port is open to all,” replied Mori almost at once.", ("person", "Aiko Mori", "direct")),
        ("Trade must grow, “or the piers will rot,” Mori said.", ("person", "Aiko Mori", "mixed")),
    ],
)
def test_source(raw: str, expected: tuple[str, str, str]) -> None:
    assert source(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        "Japan wants the port to stay open.",
        "The evidence suggests that trade is falling.",
        "Mori opened the port in May.",
        "I believe that trade is falling.",
        "The demand that allies pay more is old.",
        "The United States and Japan signed the pact.",
        "Tokyo did not say whether trade is falling.",
        "Hale is believed to have left Japan.",
        "The so-called “silver pact” ended.",
        "Tokyo is committed to the pact.",
        "The storm came of his first demand that the port should close.",
        "The school had some 10,000 people sign up for a course that promised success.",
        "Either side should give written notice of the end.",
        "They took the port, the group's declared capital.",
        "Both countries have responded firmly to the storm.",
        "A pilot lost his post over a note suggesting he thought it was safe.",
        "Mori shared several posts that defended the port.",
        "The fog came in May, after Mr. Hale threatened to leave the port.",
        "Trade grew in the ports as well as in towns, lesser states, inland.",
        "The two leaders set up a committee (PSC: “2+2”) at an early date.",
        "The leaders do understand the pact but they do not like it.",
        "Tariffs rise on what the United States sells.",
        "Mori lost her post in a highly charged vote.",
        "As a pilot who screamed about storms, Mori left the port.",
        "The storm came after Mori, then 46, said in a letter that trade grew.",
        "Pilots pushed back against calls for a tax.",
        "I suggest that she call for calm.",
        "It was the first time a pilot criticized the tax.",
        "Piers closed over the storm, the second recall to hit ships this year.",
    ],
)
def test_the_author_speaks(raw: str) -> None:
    assert source(raw) == ("author", None, "none")


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Aiko Mori left. She said trade grew.", "Aiko Mori"),
        ("Tom Hale met nobody. He said trade grew.", "Tom Hale"),
        ("President Tom Hale left. Aiko Mori stayed. The president said trade grew.", "Tom Hale"),
        ("Analysts met. They said trade grew.", "Analysts"),
        ("His adviser, Aiko Mori, said trade grew.", "Aiko Mori"),
        ("Tom Hale met Aiko Mori. The two leaders announced plans to trade.", "Tom Hale and Aiko Mori"),
        ("Tom Hale and Aiko Mori left. Trade grew, Mori and Hale said.", "Tom Hale and Aiko Mori"),
        ("Neither Tokyo nor Seoul said that trade grew.", "Tokyo and Seoul"),
        ("Tom Hale met Aiko Mori. Both said that trade grew.", "Tom Hale and Aiko Mori"),
        ("On the quay, Mori also:\n• Called for talks with Seoul.", "Aiko Mori"),
        ("On the quay, Mori also:\n• Met the press on trade: “It grew a lot.”", "Aiko Mori"),
        ("Mori praised the port on Monday.\n“It is open to all ships.”", "Aiko Mori"),
        ("Eva Page, 46, an adviser to the Hale campaign, visited Tokyo. She denies that trade grew.", "Eva Page"),
        ("Aiko Mori left. The former pilot stayed in Tokyo. She said trade grew.", "Aiko Mori"),
        ("Eva Sowers, once a pilot, came from York. Sowers said trade grew.", "Eva Sowers"),
        ("The pilot Dioni Perez left. “Trade grew last year,” Perez said.", "Dioni Perez"),
        ("Harborix met on Monday. Harborix said trade grew. The company said piers closed.", "Harborix"),
        ("Two pilots left. The Chinese insist that trade grew. They warn that piers closed.", "Chinese"),
        ("Tom Hale left. Afterward he met nobody. He said trade grew.", "Tom Hale"),
        ("Aiko Mori left. Neither Tokyo nor Seoul wants war, but both believe that it is near.", "Tokyo and Seoul"),
        ("Aiko Mori left. Pilots opposed the pier, and they say it is unsafe.", "Pilots"),
        ("Harborix met on Monday. Harborix said trade grew. The paper wrote that piers closed.", "Harborix"),
        ("Tom Hale left. In May Haskett spoke. “Trade grew last year,” Haskett said. He said piers closed.", "Haskett"),
        ("Pilots left. Globex have denied it. “Trade grew last year,” they said.", "Globex"),
    ],
)
def test_name_is_resolved(raw: str, name: str) -> None:
    assert claims_of(raw)[-1].source_name == name


@pytest.mark.parametrize("mark", ["‘{}’", "'{}'"])
def test_an_article_may_set_speech_in_single_marks(mark: str) -> None:
    first, second = mark.format("Trade grew. The pilots’ piers are open,"), mark.format("It won't last.")
    claims = claims_of(f"{first} Mori said. {second}\nHale’s crew called the allies’ plan reckless.")
    spoken = [(claim.source_name, claim.quotation) for claim in claims[:3]]
    assert spoken == [("Aiko Mori", "direct")] * 3
    assert claims[0].sentence.text[0] == mark[0]


def test_the_first_of_two_reports_of_one_speaker_settles_what_is_a_fact() -> None:
    assert claims_of("Mori denied that trade fell, and she pointed to the new piers.")[-1].cue == "denied"
    assert claims_of("The network said he criticized the tax.")[-1].cue == "said"


def test_quotation_keeps_its_speaker_over_sentences() -> None:
    claims = claims_of("“Trade grew. Ports are open,” Mori said. “Ships sail daily.”")
    assert [c.source_name for c in claims] == ["Aiko Mori"] * 3
    assert [c.cue for c in claims] == [None, "said", None]
    assert {c.quotation for c in claims} == {"direct"}


@pytest.mark.parametrize(
    "going_on", ["“It will take a year or so” for repairs.", "But by then, “I was ashamed of it.”"]
)
def test_a_quotation_with_all_the_verbs_keeps_the_speaker(going_on: str) -> None:
    claim = claims_of(f"“The ship is safe,” Mori said. {going_on}")[-1]
    assert (claim.source_name, claim.cue, claim.quotation) == ("Aiko Mori", None, "direct")


def test_quotation_keeps_its_speaker_over_paragraphs() -> None:
    claims = claims_of("“Trade grew last year.\n“Ports are open,” Mori said.\nTokyo built more ports.")
    assert [c.source_name for c in claims] == ["Aiko Mori", "Aiko Mori", None]


def test_cue_stands_in_the_sentence() -> None:
    for raw in ("Mori said trade grew.", "Trade grew, according to Mori.", "Mori calls for a treaty."):
        (claim,) = claims_of(raw)
        assert claim.cue is not None and claim.cue_start is not None
        assert claim.sentence.text.startswith(claim.cue, claim.cue_start)


def test_transcript_keeps_the_speaker_of_each_turn() -> None:
    turns = (
        "Aiko Mori briefed the press.",
        "MODERATOR: The call begins.",
        "MS. MORI: The port is open. Trade grew.",
        "Ships sail daily.",
        "Q Is it safe?",
        "MS. MORI: It is.",
    )
    claims = claims_of("\n".join(turns))
    spoken = [(c.source_name, c.quotation) for c in claims[1:]]
    assert spoken == [("moderator", "direct")] + [("Aiko Mori", "direct")] * 4


def test_two_titled_labels_make_a_transcript() -> None:
    claims = claims_of("PRESIDENT HALE: The port is open.\nTrade grew.\nPRIME MINISTER MORI: Ships sail daily.")
    assert [c.source_name for c in claims] == ["President Hale", "President Hale", "Prime Minister Mori"]


def test_headings_that_open_a_paragraph_are_no_speakers() -> None:
    assert source("BUILDING A PORT: Trade grew.\nMENDING A ROAD: Ships sail daily.") == ("author", None, "none")


def test_label_on_one_paragraph_is_no_transcript() -> None:
    assert source("TOKYO: The port is open.") == ("author", None, "none")


@pytest.mark.parametrize("opening", ["The During administration", "The Near commission"])
def test_a_name_that_is_written_like_a_preposition_is_never_a_blank_source(opening: str) -> None:
    assert source(f"{opening} has asked Tokyo to do more to press the island.")[1] != ""


@pytest.mark.parametrize(
    "behind",
    ["and said that the talks would go on", "and vowing to go on", "while Hale left the room", "until Hale spoke"],
)
def test_a_report_ends_with_its_quotation(behind: str) -> None:
    (claim,) = claims_of(f"Mori declared “What a great Tuesday it is!” {behind}.")
    content = claim.attributions[0].content
    assert claim.sentence.text[slice(*content)].strip("“”") == "What a great Tuesday it is!"


def test_a_sentence_that_breaks_off_behind_a_person_and_and_has_no_group() -> None:
    assert [claim.source_name for claim in claims_of("Trade grew. Mori and")] == [None]
