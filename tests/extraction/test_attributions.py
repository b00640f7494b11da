"""Every source of a sentence is kept, with the places of source, cue and content."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.cleaning.blocks import Block
from flows.cleaning.paragraphs import join_paragraphs
from flows.extraction.claims.find import find_claims
from flows.extraction.grammar.sentences import split_sentences
from flows.extraction.names.find import find_mentions
from flows.extraction.records import Attribution, Claim


def claims_of(text: str) -> tuple[Claim, ...]:
    blocks, at = [], 0
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            blocks.append(Block(at, at + len(paragraph), "body", "test", 1.0))
        at += len(paragraph) + 2
    sentences = split_sentences(join_paragraphs(text, tuple(blocks)))
    return find_claims(sentences, find_mentions(sentences))


def parts(attribution: Attribution, text: str) -> tuple[str | None, str | None, str]:
    source = attribution.source and attribution.source_sentence.text[slice(*attribution.source)]
    return source, attribution.cue and text[slice(*attribution.cue)], text[slice(*attribution.content)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mary Holt said the plan is sound, adding that it will work.",
            [("Mary Holt", "said", "the plan is sound"), ("Mary Holt", "adding", "it will work.")],
        ),
        (
            "The harbour has a new pier, which residents say is too short.",
            [("residents", "say", "is too short")],
        ),
        (
            "Mary Holt called the pier dangerous, and Ben Sato said it is long enough.",
            [("Mary Holt", "called", "the pier dangerous"), ("Ben Sato", "said", "it is long enough.")],
        ),
        ("The pier opened, with the union calling it dangerous.", [("the union", "calling", "it dangerous.")]),
        (
            "Mary Holt said “the pier is safe,” before leaving.",
            [("Mary Holt", "said", "the pier is safe")],
        ),
        (
            "“The pier is safe and sound,” Mary Holt said, adding: “It will last for years.”",
            [
                ("Mary Holt", "said", "“The pier is safe and sound"),
                ("Mary Holt", "adding", "“It will last for years.”"),
            ],
        ),
        (
            "Pictures show a man shouting “The pier is safe and sound.”",
            [("a man", "shouting", "The pier is safe and sound.”")],
        ),
        (
            "“The pier is safe and sound,” one harbour pilot said.",
            [("one harbour pilot", "said", "“The pier is safe and sound")],
        ),
        ("Ships left after pilots said the pier is unsafe.", [("pilots", "said", "the pier is unsafe.")]),
        ("Added Mary Holt: “The pier is safe and sound.”", [("Mary Holt", "Added", "“The pier is safe and sound.”")]),
        ("''The pier is safe and sound,'' Mary Holt said.", [("Mary Holt", "said", "''The pier is safe and sound")]),
        (
            "With pilots worried about fog, Mary Holt is spreading a new message: “The pier is safe.”",
            [("Mary Holt", ":", "“The pier is safe.”")],
        ),
        (
            "The fog did not surprise the old pilot Mary Holt: “It is here each May and it goes.”",
            [("Mary Holt", ":", "“It is here each May and it goes.”")],
        ),
        (
            "In “The Pier Today,” Mary Holt had one message: “The pier is safe.”",
            [("Mary Holt", ":", "“The pier is safe.”")],
        ),
        (
            "“The pier is safe,” Mary Holt said, but the crowd was stunned by the “old and rotten planks” under it.",
            [("Mary Holt", "said", "“The pier is safe")],
        ),
        (
            "“The pier,” Mary Holt said as the crowd left, “is safe and sound.”",
            [("Mary Holt", "said", "“The pier,” Mary Holt said as the crowd left, “is safe and sound.”")],
        ),
    ],
)  # fmt: skip
def test_sources_cues_and_contents(text: str, expected: list[tuple[str, str, str]]) -> None:
    (claim,) = claims_of(text)
    found = [parts(one, claim.sentence.text) for one in claim.attributions]
    assert [(source, cue, content.rstrip(".,")) for source, cue, content in found] == [
        (source, cue, content.rstrip(".,")) for source, cue, content in expected
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mary Holt spoke. Holt said the pier is safe.", ("Mary Holt", "surname")),
        ("Mary Holt spoke on Monday. She said the pier is safe.", ("Mary Holt", "pronoun")),
        ("One pilot said the pier is safe.", ("One pilot", "noun")),
        ("In May, Mary Holt declared:\n\n“The pier is safe and sound.”", ("Mary Holt", "continued")),
        ("Mary Holt said: “The pier is safe. It is long.”", ("Mary Holt", "continued")),
        ("Mary Holt met Ben Scott. Scott was calm. She said the pier is safe.", ("Mary Holt", "pronoun")),
        ("Mrs. Holt met Mr. Scott. Scott was calm. She said the pier is safe.", ("Holt", "pronoun")),
        ("Ben Scott spoke. Mary Holt went on, “The pier is safe,” she said.", ("Mary Holt", "pronoun")),
        ("Mark Holt spoke. Ben Scott went on, “The pier is safe,” he said.", ("Ben Scott", "pronoun")),
    ],
)
def test_how_the_source_was_found(text: str, expected: tuple[str, str]) -> None:
    last = claims_of(text)[-1]
    assert (last.attributions[0].source_name, last.attributions[0].resolved_by) == expected
    assert last.source_name == expected[0]


@pytest.mark.parametrize("line", ["— Mary Holt", "- Mary Holt, pilot", "– Mary Holt."])
def test_a_line_of_its_own_credits_the_quotation_above(line: str) -> None:
    quotation = claims_of(f"“The pier is safe. It is long.”\n\n{line}")[:2]
    assert [claim.source_name for claim in quotation] == ["Mary Holt"] * 2


def test_a_list_behind_a_quotation_credits_nobody() -> None:
    assert claims_of("“The pier is safe.”\n\n- Ships and piers")[0].source_name is None


@pytest.mark.parametrize(
    "text",
    [
        "He was hurt by his alleged profits in the trade.",
        "A think tank near the harbour has closed its doors.",
        "The pier was built without a permit.",
    ],
)
def test_no_source(text: str) -> None:
    assert all(not claim.attributions for claim in claims_of(text))


def test_a_nested_source_does_not_become_the_claims_own() -> None:
    (claim,) = claims_of("The pier, which critics say is a trap, opened in May.")
    assert claim.source_kind == "author"
    assert [one.source_name for one in claim.attributions] == ["critics"]


PIECES = [
    "He",
    "Holt",
    "said",
    "that",
    "who",
    "which",
    "adding",
    "“",
    "”",
    '"',
    "''",
    ":",
    ",",
    ".",
    "and",
    "is",
    "with",
]


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=40))
def test_spans_stand_in_their_sentences_on_any_words(pieces: list[str]) -> None:
    for claim in claims_of(" ".join(pieces)):
        for one in claim.attributions:
            spans = [(one.cue, claim.sentence), (one.content, claim.sentence), (one.source, one.source_sentence)]
            for span, sentence in spans:
                assert span is None or 0 <= span[0] < span[1] <= len(sentence.text)


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("Many residents dislike the pier.", True),
        ("The pier is widely seen as a mistake.", True),
        ("The pier is 90 metres long.", False),
    ],
)
def test_vague(text: str, vague: bool) -> None:
    assert claims_of(text)[0].vague is vague


def test_figures_and_acts_are_worth_more_checking_than_opinions() -> None:
    figures, act, opinion = claims_of(
        "Spending on piers rose by 40 percent to $3 billion in 2019.\n\nThe council voted for the pier.\n\n"
        "I think the pier is ugly."
    )
    assert figures.checkworthiness > act.checkworthiness > opinion.checkworthiness


@pytest.mark.parametrize("end", ["as reported", "as noted", "as pointed out", "as goes on to say"])
def test_a_sentence_that_breaks_off_in_a_report_is_read(end: str) -> None:
    (claim,) = claims_of(f"The ships left the harbor on Monday, {end}")
    assert claim.claim_type == "fact"
