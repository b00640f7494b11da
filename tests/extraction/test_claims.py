"""Claims: types, flags and scores, one claim for each sentence that asserts something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cleaning.blocks import Block
from flows.cleaning.paragraphs import join_paragraphs
from flows.extraction.claims.find import find_claims
from flows.extraction.grammar.sentences import split_sentences
from flows.extraction.records import Claim


def claims_of(raw: str) -> tuple[Claim, ...]:
    blocks, start = [], 0
    for line in raw.split("\n"):
        if line.strip():
            blocks.append(Block(start, start + len(line), "body", "test", 1.0))
        start += len(line) + 1
    return find_claims(split_sentences(join_paragraphs(raw, blocks)), ())


@pytest.mark.parametrize(
    ("claim_type", "text"),
    [
        ("policy", "Allies should share the costs."),
        ("policy", "The navy must not wait for new ships."),
        ("policy", "A larger budget is needed."),
        ("policy", "It is essential to keep the ports open."),
        ("policy", "Keeping the peace requires patient talks."),
        ("policy", "The island has no choice but to pay."),
        ("policy", "Japan could also offer more patrol ships."),
        ("policy", "One way to do so is to share radars."),
        ("policy", "Officials called for a new treaty."),
        ("policy", "Ministers urged Seoul to return to the talks."),
        ("policy", "Ministers urged Seoul, their oldest ally, to return to the talks."),
        ("policy", "Ministers urged all pilots and sailors in the port to leave."),
        ("policy", "We also call for calm on both sides."),
        ("policy", "We renew our call on all sides to stay calm."),
        ("policy", "The two mayors stressed the need to widen the canal."),
        ("policy", "It is vital that the ports stay open."),
        ("policy", "It’s time to open the gates."),
        ("policy", "We need fresh water now."),
        ("policy", "We could plant trees along the canal."),
        ("policy", "Our only hope is to pump faster."),
        ("policy", "The mayor says the fees are high, and that should worry all crews."),
        ("policy", "The order makes it clear that ports will close, and that crews should leave."),
        ("policy", "It’s important to keep the ports open."),
        ("policy", "We encourage the mayors to talk."),
        ("policy", "The town should not sell the pier, and neither should we."),
        ("policy", "This calls for patience."),
        ("policy", "This shows the necessity of rest."),
        ("policy", "What such a ship would require is a deeper harbour."),
        ("policy", "What the port needs is a second crane."),
        ("policy", "Let the crews choose their own captain."),
        ("policy", "The key is to keep talking."),
        ("policy", "The port is in dire need of repair."),
        ("policy", "Such storms cannot be taken lightly."),
        ("policy", "The town would be better served to wait."),
        ("policy", "The mayor should say so."),
        ("policy", "Let’s keep the old pier."),
        ("policy", "Close the old pier now."),
        ("prediction", "Ships will leave next year."),
        ("prediction", "The governor will rest, and both units will leave."),
        ("prediction", "The raid could not only sink the ferry but close the port."),
        ("prediction", "Finding pilots might be difficult."),
        ("prediction", "The tax would leave the town without a ferry."),
        ("prediction", "The fee also risks further raising the price of fish."),
        ("prediction", "It is only a matter of time before the dam breaks."),
        ("prediction", "The crews have a good chance to win."),
        ("prediction", "Our intention is to widen the canal."),
        ("prediction", "The rule bans nets — and it would take years to change it."),
        ("prediction", "The bank projected in May that prices would fall."),
        ("prediction", "We announce our commitment to rebuild the pier."),
        ("prediction", "The hearing is scheduled for May."),
        ("prediction", "A flood looks inevitable."),
        ("prediction", "The fish may never return."),
        ("prediction", "The dispute could be an obstacle."),
        ("prediction", "The new rule could be more useful."),
        ("prediction", "The old pier could “sink” in a storm."),
        ("prediction", "The tunnel is old, and it could give smugglers a harbour."),
        ("prediction", "Costs are likely to rise."),
        ("prediction", "Delay risks losing the harbour."),
        ("prediction", "The minister is expected to resign."),
        ("prediction", "If the base closes, the town would suffer."),
        ("prediction", "We should expect more launches."),
        ("prediction", "Officials vowed to double the budget."),
        ("prediction", "Joint patrols can help deter raids."),
        ("prediction", "I want to stress that the talks will resume."),
        ("prediction", "The danger is that the talks will fail."),
        ("prediction", "There is a chance that the talks succeed."),
        ("prediction", "It is possible that the talks will be held again."),
        ("prediction", "The tunnel would likely cost more."),
        ("prediction", "A new mayor might, in turn, close the port."),
        ("prediction", "In addition to the port, I think we will also close the pier."),
        ("prediction", "We are confident that the ice will melt."),
        ("prediction", "At the summit, we agreed that our ships will sail together."),
        ("prediction", "We pledge to keep the canal open."),
        ("prediction", "The firm expects its crews to return."),
        ("prediction", "Farmers would have more water."),
        ("prediction", "Such fees could mean empty shelves."),
        ("prediction", "The club will offer free boats."),
        ("prediction", "The firm said it would reopen on May 4, but the mayor refused."),
        ("prediction", "If the dam breaks, tens of old and tired crews would drown."),
        ("policy", "We cannot simply ignore the tax."),
        ("value", "The harbour is too narrow."),
        ("value", "The sale made good sense."),
        ("value", "The crane is no longer fit for purpose."),
        ("value", "The call was unusual and inappropriate."),
        ("value", "The best choice for the town is a bridge."),
        ("value", "It is not normal that ferries sink."),
        ("value", "The deal is unfair."),
        ("value", "That would have been wise, and this was a grave mistake."),
        ("value", "Critics praised the speech."),
        ("value", "Planners deserve credit."),
        ("value", "We welcome the new lighthouse."),
        ("value", "We underscore the importance of clean water."),
        ("value", "The envoy said the fee was “deeply unfair”."),
        ("value", "The delay is simply shameless."),
        ("value", "The old charts are worth a closer look."),
        ("value", "It’s worth looking at the old charts."),
        ("value", "Perhaps the most worrying sign in years is the silence of the crews."),
        ("value", "More insidious is the rust."),
        ("value", "Rest is important too."),
        ("value", "Such tricks have no place in a harbour."),
        ("value", "It does no good to shout."),
        ("value", "The plan is far from ideal."),
        ("value", "The plan does not go far enough."),
        ("value", "The beauty of the canal is that it never freezes."),
        ("value", "The worth of the canal cannot be overstated."),
        ("value", "We strongly oppose the sale of the pier."),
        ("value", "We honor the crews of the old ferry."),
        ("value", "We recognize the important role of the pilots."),
        ("value", "We reiterated our objections to the fee."),
        ("value", "The mayor sees the fee as a grave mistake."),
        ("value", "There’s no better cure than rest."),
        ("value", "We have to say that the new bridge is ugly."),
        ("fact", "We should also note that the port was closed."),
        ("fact", "I would just add that the port was closed."),
        ("fact", "He rejected the view that farmers and towns must pay."),
        ("fact", "The rule shall apply to all ships."),
        ("fact", "It is important to remember that the port was closed in 1990."),
        ("fact", "A strike would indeed have closed the port."),
        ("fact", "Its cause should be quite clear to all."),
        ("fact", "The mayor’s pledge to be fair was printed."),
        ("value", "The rule turned out to be unfair."),
        ("prediction", "The towns would then be able to set their own fees."),
        ("fact", "There were some spiteful letters."),
        ("fact", "To make up for too few pilots, the port shut on Fridays."),
        ("fact", "The pilots see the canal as a border."),
        ("fact", "The mayor accused the pilots of selling maps."),
        ("value", "The mayor accused the pilots of shameful tricks."),
        ("fact", "The ferry is a good example of a ship built here."),
        ("fact", "The admiral could not reassure the crews that the pay would come."),
        ("fact", "The guns stand ready should the fleet return."),
        ("fact", "The canal was crucial to the town."),
        ("fact", "The city paid for a study that aims to count fish."),
        ("fact", "The treaty was signed in 1960."),
        ("fact", "The alliance is the cornerstone of regional order."),
        ("fact", "The rocket could reach the coast."),
        ("fact", "They must be asking what went wrong."),
        ("fact", "Mori signed off on plans to widen the canal."),
        ("fact", "The mayor’s unfair fees fell."),
        ("fact", "Having been successful, the crew rested."),
        ("fact", "The loss could have been much worse."),
        ("fact", "The tax is encouraging its critics."),
        ("fact", "The canal has become crucial to the town."),
        ("fact", "We have built ships that are crucial for trade."),
        ("fact", "It’s fair to say the port is full."),
        ("fact", "Mori is right that the port is full."),
        ("fact", "The office typically requires payment in cash."),
        ("fact", "The law requires that ships be inspected."),
        ("fact", "Without bases there would be no presence."),
        ("fact", "The island had no option but to sign."),
        ("fact", "Officials believe that the harbour is full."),
        ("fact", "Remember that the port was closed in 1990."),
        ("fact", "The envoy visited on May 14."),
        ("fact", "The delay is likely due to the storm."),
        ("fact", "The visit underscores the importance of the canal."),
        ("fact", "Ferries are required to carry a light."),
        ("fact", "The change may in part be a reply."),
        ("fact", "It could be argued that the port is full."),
        ("fact", "Note that the port was closed in 1990."),
        ("fact", "Too often, crews sleep on deck."),
        ("fact", "Its fees are the worst among the ports of the coast."),
        ("fact", "That is the view of the pilots whom I interviewed in May."),
    ],
)
def test_claim_type(claim_type: str, text: str) -> None:
    assert [c.claim_type for c in claims_of(text)] == [claim_type]


@pytest.mark.parametrize(
    "text",
    [
        "Will the alliance last?",
        "Why should anybody pay?",
        "Ho-hum indeed!",
        "Silence.",
        "First, let’s look at the budget.",
        "This essay explores two questions.",
        "I asked the admiral how he would respond.",
        "Sign up for our newsletter.",
        "Okay, thank you all.",
        "Welcome to our evening call.",
        "I just have two quick questions.",
        "And now, over to you.",
    ],
)
def test_what_asserts_nothing_is_no_claim(text: str) -> None:
    assert claims_of(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Allies must pay more, but will they do so in time?",
        "“Can we still trust them?” the admiral asks.",
        "It’s no small question.",
        "The ports are full!",
    ],
)
def test_what_asserts_beside_a_question_is_a_claim(text: str) -> None:
    assert len(claims_of(text)) == 1


@pytest.mark.parametrize(
    ("hedged", "text"),
    [
        (True, "The talks may fail."),
        (True, "China likely sent the ships."),
        (True, "They seem determined to keep the pier."),
        (True, "The talks seem to have failed."),
        (True, "Perhaps the talks failed."),
        (True, "The evidence suggests that the talks failed."),
        (True, "The envoy probably feels that the talks failed."),
        (True, "The envoy appeared to confirm that the talks failed."),
        (True, "There is a risk that the talks may fail."),
        (True, "More likely, the talks failed."),
        (True, "The evidence suggests some talks failed."),
        (True, "Mori reported it was possible that the talks failed."),
        (True, "Such a tunnel could take ten years."),
        (True, "What the mayor appears to want is a second harbour."),
        (False, "The mayor is an unlikely hero."),
        (False, "The ships may be old, but they are fast."),
        (False, "The envoy left for Seoul, Osaka and probably a port in the north."),
        (False, "The fleet rests on military might."),
        (False, "Japan could also offer more ships."),
        (False, "The talks failed on May 4."),
        (False, "The talks, which may resume, failed."),
        (False, "Officials suggest that the talks failed."),
        (False, "The mayor sold boats that seemed new."),
        (False, "A town with a poor mayor, who has often appeared to waver, lies at the coast."),
    ],
)
def test_hedged(hedged: bool, text: str) -> None:
    (claim,) = claims_of(text)
    assert claim.hedged is hedged
    assert (claim.hedge_cue is not None) is hedged


@pytest.mark.parametrize(
    ("negated", "text"),
    [
        (True, "The talks did not fail."),
        (True, "There are no substitutes."),
        (True, "Neither side won."),
        (True, "You can’t just leave the port."),
        (True, "I do not think the port will close."),
        (False, "They seem intent on not closing the port."),
        (False, "Claims of having no money were made."),
        (False, "There is no question that the port must close."),
        (False, "Make no mistake: the port will close."),
        (True, "The fleet won’t sail."),
        (True, "He cannot leave."),
        (True, "The crews were not to worry."),
        (True, "It should be noted that the crews did not sleep."),
        (True, "The fleet will in no way leave."),
        (False, "They met with no audience."),
        (False, "There is no other option but to pay."),
        (False, "Not only ships but planes left."),
        (False, "The island has no choice but to pay."),
        (False, "It sails without escorts."),
        (False, "The pact that nobody signed is dead."),
    ],
)
def test_negated(negated: bool, text: str) -> None:
    assert [c.negated for c in claims_of(text)] == [negated]


@pytest.mark.parametrize(
    ("flag", "text"),
    [
        ("causal", "Prices rose because ships left."),
        ("comparative", "Japan spends less than Korea."),
        ("conditional", "If ships leave, prices rise."),
    ],
)
def test_flags(flag: str, text: str) -> None:
    (claim,) = claims_of(text)
    assert getattr(claim, flag)
    (plain,) = claims_of("The port is open today.")
    assert not getattr(plain, flag)


def test_facts_with_figures_are_worth_more_checking_than_hedged_opinions() -> None:
    figure, opinion = claims_of("Spending rose by 12 percent in 2019.\nPerhaps the deal is unfair.")
    assert figure.checkworthiness > 0.6 > 0.3 > opinion.checkworthiness
    assert 0 <= opinion.confidence <= 1


def test_list_marks_and_run_in_headings_do_not_hide_the_claim() -> None:
    first, second = claims_of("- Japan will buy more rice.\n**NEW RULES:** Exporters must file a form.")
    assert (first.claim_type, second.claim_type) == ("prediction", "policy")


_WORDS = [
    "“",
    "”",
    '"',
    ",",
    ".",
    "?",
    "said",
    "that",
    "he",
    "will",
    "not",
    "if",
    "who",
    "according",
    "to",
    "as",
    "Mori",
    "Tokyo",
    "must,",
    "—",
    "(",
    ")",
    ":",
    "told",
    "[3]",
    "it's",
    "US",
    "may",
    "5",
]


@given(st.text(max_size=100) | st.lists(st.sampled_from(_WORDS), max_size=40).map(" ".join))
def test_any_text_gives_valid_claims(raw: str) -> None:
    for claim in claims_of(raw):
        assert claim.claim_type in ("policy", "prediction", "value", "fact")
        assert (claim.source_kind == "author") is (claim.source_name is None) is (claim.quotation == "none")
        assert 0 <= claim.checkworthiness <= 1 and 0 <= claim.confidence <= 1
        if claim.cue is not None:
            assert claim.cue_start is not None and claim.sentence.text.startswith(claim.cue, claim.cue_start)


@pytest.mark.parametrize(
    "unit", ['"He said" ', "“", "said that ", "as he put it, ", "may not ", "not only ", "[1]", "(((", "x"]
)
def test_hostile_repeats_give_at_most_a_claim_a_sentence(unit: str) -> None:
    claims = claims_of((unit * 20_000)[:40_000])
    assert len({claim.sentence.number for claim in claims}) == len(claims)
