"""What a figure measures, whose it is and when it holds."""

import pytest

from flows.cleaning.paragraphs import Paragraph
from flows.extraction.figures.find import find_figures
from flows.extraction.figures.times import times_in
from flows.extraction.records import Figure, Mention, Sentence

_NAMES = {
    "Japan": ("Japan", "JP"), "Tokyo": ("Tokyo", "JP"), "Japanese": ("Japan", "JP"), "America": ("United States", "US"),
    "U.S.": ("United States", "US"), "France": ("France", "FR"), "China": ("China", "CN"), "Germany": ("Germany", "DE"),
    "Mori": ("Kenji Mori", None), "NATO": ("NATO", None),
}  # fmt: skip


def _figures(*texts: str) -> tuple[Figure, ...]:
    """Read sentences of one paragraph, with the names above as mentions."""
    joined = " ".join(texts)
    paragraph = Paragraph(1, "body", joined, (0,), (0,))
    sentences, mentions, at = [], [], 0
    for number, text in enumerate(texts, 1):
        sentence = Sentence(number, paragraph, at, at + len(text), text)
        sentences.append(sentence)
        at += len(text) + 1
        found = sorted((text.find(word), word) for word in _NAMES if word in text)
        for start, word in found:
            name, code = _NAMES[word]
            kind = "country" if code else "organization" if word == "NATO" else "person"
            mentions.append(Mention(sentence, start, start + len(word), word, kind, name, code))
    return find_figures(sentences, mentions)


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("In brief, France spent 2.3 percent of GDP.", "FR"),
        ("It compared well with China’s 13 percent.", "CN"),
        ("Tokyo’s decision to give $5 billion was hailed.", "JP"),
        ("They moved eight thousand U.S. Marines.", "US"),
        ("Mori has met the envoy seven times.", "Mori"),
        ("China grew quickly, and its exports rose 9 percent.", "CN"),
        ("Ten years ago, China was poor.", "CN"),
        ("NATO has 30 members.", None),
        ("Tokyo, just 35 miles from the base, slept.", "Tokyo"),
        ("It sold Jupiter’s 79 moons.", "Jupiter"),
        ("Ann Reed, 46, of Ohio spoke.", "Ann Reed"),
        ("Of voters, 75 percent of Japanese respondents agreed.", "JP"),
        ("Germany reported that exports rose 9 percent.", None),
        ("Firms - rivals to China - paid 24 percent.", None),
        ("Rain fell for two weeks.", None),
        ("Japan and China marked the 60th anniversary.", None),
        ("Last year, MPK Holdings sold 90 percent of the rice.", "MPK Holdings"),
        ("Fees fell to 15 percent, as with rivals such as China.", None),
        ("Mori met Ann Reed and spoke of Germany’s fears, and he asked for 20 ships.", "Mori"),
        ("China grew when 40 trucks were sent to the port.", None),
        ("America hopes to force China to let it go, to force it to cut its 9 percent fee.", "CN"),
        ("A 9 percent fee was paid.", None),
        ("Rain fell for ten weeks, Mori said on Monday.", None),
        ("The boat sailed 9 miles, the Japanese navy said.", None),
        ("He came to America at the age of 12.", None),
        ("Bergen lies 9 miles from Germany.", None),
        ("The Fair Wind, a 900-ton ship built in Germany, sank.", "Fair Wind"),
        ("Shares of Zim have lost 9 percent.", "Zim"),
        ("Zim’s profits rose 9 percent.", "Zim"),
        ("Zim said it had sold 90 boats.", "Zim"),
        ("Opening its books two weeks before the vote, Zim is betting on a win.", "Zim"),
        ("J Street, the old press, received $90 for it.", "J Street"),
        ("Mori spoke of a march in Germany in which 16 people were hurt.", "DE"),
        ("Three people have died during floods in Germany.", "DE"),
        ("Plague was found in China after 2 people there were tested.", "CN"),
        ("Mori said there were only 9 ships.", None),
        ("It took France ten years to build.", "FR"),
        ("France said it takes ten years to build one.", None),
        ("“I have met him 9 times,” Mori said.", "Mori"),
        ("Germany thinks Japan has 9 ships.", "JP"),
        ("Germany on Monday said Japan sent a boat that sailed for 40 minutes.", "JP"),
        ("France put off its tariffs on $9 billion in Japanese steel.", "JP"),
        ("Germany struck after Japan shelled a port, killing 40 men.", "JP"),
    ],
)
def test_entity(text: str, entity: str | None) -> None:
    assert _figures(text)[0].entity == entity


def test_each_of_a_list_has_its_own_owner_and_the_same_measure() -> None:
    found = _figures(
        "In 2015, China spent 4.2 percent of revenue on ports, France’s 3.3 percent, Germany’s 2.2 percent."
    )
    assert [f.entity for f in found] == ["CN", "FR", "DE"]
    assert {f.measure for f in found} == {"revenue spent on ports"}
    assert {f.time for f in found} == {"2015"}


def test_the_next_sentence_goes_on_with_measure_and_time() -> None:
    found = _figures("In 2015, China spent 4.2 percent of revenue on ports.", "Japan managed 1.5 percent.")
    assert (found[1].entity, found[1].measure, found[1].time) == ("JP", "revenue spent on ports", "2015")


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("They have 28,000 American troops in Korea.", "American troops in Korea"),
        ("It faces a 15% tariff on steel.", "tariff on steel"),
        ("It saw fifty years of cooperation in the region.", "cooperation in the region"),
        ("It pays 35 percent of global spending.", "share of global spending paid"),
        ("It marks the 60th anniversary of the treaty.", "anniversary of the treaty"),
        ("It is the second biggest economy in the world.", "economy in the world"),
        ("A week after taking office, he resigned.", "time after taking office"),
        ("The full price: $20.", "full price"),
        ("Debt, without that of banks, was $3 trillion.", "Debt"),
        ("They have a $3,500 a month mortgage.", "mortgage"),
        ("It sold the old boat for $500 after a long delay.", "sold the old boat"),
        ("It made new loans of $600 million in the north.", "new loans in the north"),
        ("Some 300 old guns are aimed at the port.", "old guns aimed at the port"),
        ("Only 4 allies have paid their share.", "allies that have paid their share"),
        ("Only four of Norway’s 27 ports have closed for good.", "ports that have closed for good"),
        ("They counted 90 men who had left the army.", "men who had left the army"),
        ("Ten years in office changed the man.", "time in office"),
        ("The base lies 40 miles from the border.", "distance from the border"),
        ("Ruritania has a fleet 9 times as large.", "size of the fleet"),
        ("The port is now 5 times the size of Bergen.", "size of the port compared with Bergen"),
        ("Ruritania has twice the debt of the south.", "debt compared with the south"),
        ("The new boat is 5 times faster than the old one.", "faster than the old one"),
        ("Its exports are three times those of Rome.", "exports compared with Rome"),
        (
            "Interest on the debt is twice the price of the port.",
            "Interest on the debt compared with price of the port",
        ),
        ("It holds twice as much coal as the old mine.", "coal compared with the old mine"),
        ("The fund was up 5 points.", "fund"),
        ("They agreed “100 percent” with allies on the need for talks.", "with allies on the need for talks"),
    ],
)
def test_measure(text: str, measure: str) -> None:
    assert _figures(text)[0].measure == measure


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("They agreed to build 300 ships.", "ships built"),
        ("Each year, Bergen seeks 20 envoys.", "envoys Bergen seeks"),
        ("The storm hit the coast, killing 30 sailors.", "sailors killed"),
        ("The pact was signed by 30 states.", "states that signed the pact"),
        ("The queen was accused of theft by 9 women.", "women who accused the queen of theft"),
        ("Some 40 soldiers stormed the gate.", "soldiers who stormed the gate"),
        ("On Sunday 12 people died during the storm.", "people who died during the storm"),
        ("There are 7 things we have learnt.", "things we have learnt"),
        ("Only one ally has paid.", "allies that have paid"),
        ("Nobody counted Bergen's 60 ferries.", "Bergen's ferries"),
        ("He wrote of “9 lost ships” that came home.", "lost ships that came home"),
        ("They began a five-nation tour of the north.", "nations of the tour of the north"),
        ("Here are three main points to weigh.", "main points to weigh"),
        ("They sold 40 old guns in April.", "old guns sold"),
        ("They sold 40 guns, tanks and boats.", "guns, tanks and boats sold"),
        ("The drill involves 40 ships.", "ships involved"),
        ("They backed the sale of 40 ships.", "ships sold"),
        ("They saw Bergen's fleet of 40 ships.", "ships of Bergen's fleet"),
        ("The drill has 9 parts.", "parts of the drill"),
        ("They met the town's 40 guards.", "guards of the town"),
        ("Some 40 ships are in the port.", "ships in the port"),
        ("Some 40 guards are being moved to the port.", "guards being moved to the port"),
        ("They need 200 tons of coal and iron.", "coal and iron"),
        (
            "They sank 9 ships in a bitter fight over the rights to fish by the cold islands.",
            "ships sunk in a bitter fight over the rights to fish",
        ),
        ("The kitchen is feeding 300 sailors.", "sailors fed"),
        ("They left, carrying 30 lamps.", "lamps carried"),
        ("The yards employ 300 sailors.", "sailors employed"),
        ("The Bergen Navy, which now has 60 submarines, grew.", "submarines of the Bergen Navy"),
        ("He met Ruritania, with its 60 submarines.", "submarines of Ruritania"),
        ("As he runs through two gates, he rests.", "gates he runs through"),
        ("They talked about only three topics.", "topics they talked about"),
        ("More than 300 sailors, including one cook, were deported by the port.", "sailors deported by the port"),
        ("Several hundred teachers in red stormed the old gate.", "teachers in red who stormed the old gate"),
        ("Nearly 9 million people live in Bergen.", "people who live in Bergen"),
        ("The flood killed 7,000.", "people killed"),
        ("They blamed the sailors, three of whom were banned from the port.", "sailors banned from the port"),
        ("They have 20 guns and thousands of lamps in the north.", "guns in the north"),
        ("They saw 20 boats and ferries in the north.", "boats and ferries seen in the north"),
        ("Forty ships and 20 boats are taking part in the drill.", "ships taking part in the drill"),
        ("They saw 20 members of the “ring of salt” in the north.", "members seen of the “ring of salt” in the north"),
    ],
)
def test_what_was_done_to_those_counted_or_what_they_did(text: str, measure: str) -> None:
    assert _figures(text)[0].measure == measure


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("The jury took just 15 minutes to clear him.", "time to clear him"),
        ("Almost 20 years have passed since the pact was signed.", "time since the pact was signed"),
        ("Within a year, the port will close.", "time until port will close"),
        ("Nearly a half-century ago, the port closed.", "time since port closed"),
        ("The pier was opened by Shin Tae-ho a year ago.", "time since the pier was opened by Shin Tae-ho"),
        ("Three years ago, while still poor, Bergen built a port.", "time since Bergen built a port"),
        ("The last ten years have seen great change in the north.", "great change in the north"),
        ("He had called for calm in the first two years of his rule.", "first part of the rule"),
        ("The pact has kept war and want away for ten years.", "pact has kept war and want away"),
        ("They feared the average delay of six years for new roads.", "average delay for new roads"),
        ("They endured a 40 year war.", "war"),
        ("He spent 3 years under arrest.", "time under arrest"),
        ("The ships stayed for a week before leaving.", "ships stayed"),
        ("The sale, with all its papers, would take 9 years.", "sale"),
        ("He gave a talk of 40 minutes in Bergen.", "talk in Bergen"),
        ("Bergen has a 29-day early voting period.", "early voting period"),
        ("The fee ends 9 years from now.", "time until the fee ends"),
        ("It is the first time in 9 years the port has closed.", "port has closed"),
        ("They hailed two decades of peace and trade.", "peace and trade"),
        ("Ten years ago, the head of the port, Ann Reed, built a pier.", "time since Ann Reed built a pier"),
        ("He praised the man, who left two years ago.", "time since the man left"),
        ("The port will close in a month.", "time until port will close"),
        ("Three hours later, the port closed.", "time until port closed"),
        ("They rest, with the vote 90 days away.", "time until the vote"),
        ("It takes 5 years on average to dig one.", "time to dig one"),
        ("Within 7 days of the vote, it must close.", "time from the vote"),
        ("The port was closed for the first time in 30 years.", "port was closed"),
        ("Over the course of three years, Bergen built a pier.", "Bergen built a pier"),
        ("They led a ten-year guard of the port in support of the navy.", "guard of the port"),
        ("The yard has grown over the last five years in an effort to catch up.", "yard has grown"),
        ("I think the port has slept for two years.", "port has slept"),
        ("Reed and Mori are likely to rule for two years.", "Reed and Mori are likely to rule"),
    ],
)
def test_what_a_stretch_of_time_measures(text: str, measure: str) -> None:
    assert _figures(text)[0].measure == measure


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("The average farmer is older than 66.", "age of the average farmer"),
        ("They freed a 9-year-old boy from a cellar.", "age of the boy"),
        ("Ann Reed, 46, of Ohio spoke.", "age of Ann Reed"),
        ("They have an average age of 15 years.", "average age"),
        ("The rocket may have a range of 900 miles.", "range of the rocket"),
        ("They fired the rocket, which reached a height of 9 miles.", "height of the rocket"),
        ("The rocket flew 900 miles.", "distance the rocket flew"),
        ("They fired the rocket, which flew 900 miles.", "distance the rocket flew"),
        ("The two share a 900-mile border.", "length of border"),
        ("The cup is five feet tall and weighs 20 pounds.", "height of the cup"),
        ("It spends 2 percent of GDP on ports.", "GDP spent on ports"),
        ("Bergen receives 90 percent of its coal from the north.", "share of coal received from the north"),
        ("Some 70 percent of the ships are moored in Bergen.", "ships moored in Bergen"),
        ("Bergen faced 24 percent tariffs.", "tariffs faced"),
        ("They agreed to buy $7 billion in coal.", "purchase of coal"),
        ("They made $7 billion through the port.", "money made through the port"),
        ("They would spend $5 billion over the next three years on ports.", "money spent on ports"),
        ("They promised $5 billion to invest in ports.", "investment in ports"),
        ("They put $5 billion into ports.", "investment into ports"),
        ("A new boat may cost $5 million.", "cost of the new boat"),
        ("They cost $5.", "cost"),
        ("- Bergen will contribute $5 million, he said.", "contribution"),
        ("It spends 60 trillion won, or close to €40 billion.", "money spent"),
        ("They hope to raise $5 billion from the sale.", "money raised from the sale"),
        ("They hope to raise defence spending to 2 percent of GDP.", "GDP spent on defence"),
        ("They set a budget for ports of 2 percent of GDP.", "GDP spent on ports"),
        ("The budget deficit is 3 percent of GDP.", "GDP"),
        ("About $5 million was spent on piers.", "money spent on piers"),
        ("Boats worth $5 million were sold to Bergen.", "Boats sold to Bergen"),
        ("Bergen will spend about $5 million annually.", "money spent"),
        ("Its debt is at a record $9 million.", "debt"),
        ("The pier cost the town $9 million.", "cost of the pier"),
        ("The dues grew, bringing the debt to $9 million.", "debt"),
        ("The fee (of May) amounted to $9.", "fee"),
        ("The fee has doubled under the mayor.", "fee"),
        ("They mended half of the 40 ships moored here.", "ships moored here mended"),
        ("In the poll, 46 percent opposed the fee.", "share who opposed the fee"),
        ("A poll found that 62 percent of voters said the fee was fair.", "voters who said the fee was fair"),
        ("Some 62 percent of voters say it is safe.", "voters who say it is safe"),
        ("They want a 9 percent fee on some $9 billion worth of steel.", "fee on steel"),
        ("They want a 9 percent fee on steel imposed on May 9.", "fee on steel imposed on May 9"),
        ("The bank announced a new fund amounting to $60 million.", "new fund"),
        ("Fees from the pier in April have totaled $60 million.", "Fees from the pier"),
        ("They raised the output of the yard from around 20% now to 24%.", "output of the yard"),
        ("The bank has a loss rate as low as 3 percent.", "loss rate"),
        ("They cut the debt, reaching $9 million.", "debt"),
        ("They fired the rocket, which reached a height of 9 miles and flew with ease.", "height of the rocket"),
        ("They turned and flew 90 miles.", "distance flown"),
        ("They paid $7 billion to clear the port.", "payments to clear the port"),
        ("The bank raised its rates by 2 percent.", "rates"),
        ("It shows that prices in Bergen rose 8 percent.", "prices in Bergen"),
        ("They buy coal, including the worst, totaling $9 billion.", "buy coal"),
        ("It sank on Dec. 7 after 3 hits.", "hits"),
    ],
)
def test_what_ages_lengths_and_amounts_measure(text: str, measure: str) -> None:
    assert _figures(text)[0].measure == measure


def test_the_second_of_two_predicates_has_the_same_subject() -> None:
    _, weight = _figures("The cup is five feet tall and weighs 20 pounds.")
    assert weight.measure == "weight of the cup"


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("In 1996, they sent two ships.", "1996"),
        ("They sent two ships in March 1996.", "1996-03"),
        ("They sent two ships during the 1960s.", "1960s"),
        (f"In 1996, the office of a town {'that lies by the sea ' * 8}sent two ships.", "1996"),
        ("From 1880 to 1920, they sent two ships.", "1880/1920"),
        ("They sent two ships.", None),
        ("They waited two years in 1996.", None),
        ("They sent two ships in the 1950’s.", "1950s"),
        ("They sent two ships in November of 1996.", "1996-11"),
        ("Visits in 1996 and 1997 brought two ships.", "1996/1997"),
        ("The 2003-4 cruise took two ships.", "2003/2004"),
        ("They bought two ships in FY2024.", "2024"),
        ("They bought two ships in FY2024-25.", "2024/2025"),
        ("They sent two ships in mid-1996.", "1996"),
        ("It was closed in 1996, and two ships reopened it the next year.", "1997"),
        ("Five ships came in 1996, and the year before only two ships did.", "1996"),
        ("They sent two ships this year after a cruise in 1996.", None),
        ("The yard of 1996 sold two ships last year.", None),
        ("Sales rose 9 percent compared with 1996.", None),
        ("They have two ships, and in 1996 it was five.", None),
        ("It was built in 1996 and is 90 feet long.", None),
        ("The cruise of 1996, followed in 1997 by a drill, took two ships.", "1997"),
        ("The 1996 cruise took two ships, followed in 1997 by a drill.", "1996"),
        ("The yard was the largest in 1996, with two ships.", "1996"),
        ("The port, which opened in 1996, has two ships.", None),
        ("Rents are to fall 30 percent from 2012 levels by 2040.", "2040"),
        ("It paid 9 yen between June 1996 and April 1997.", "1996-06/1997-04"),
        ("It paid 9 yen between fiscal 2016 and fiscal 2020.", "2016/2020"),
        ("In 2016, it paid 9 yen, and 12 yen in 2017.", "2016"),
        ("The fees of 2022 (ending in March 2023) came to $9.", "2022"),
        ("It paid $9, yet in 2009, it had paid more.", None),
        ("The rocket flew 1700 kilometers (1677 miles).", None),
        ("They lost two ships, the lowest number since 1996.", None),
        ("“It has two ships,” said Mori, who led the yard in 1996.", None),
        ("Fees go from $90 to $40 by 2030.", None),
    ],
)
def test_time(text: str, time: str | None) -> None:
    assert _figures(text)[0].time == time


@pytest.mark.parametrize(
    ("before", "text", "time"),
    [
        ("In 1996, a drill was held.", "Japan sent two ships.", "1996"),
        ("A drill was held in 1996.", "Japan sent two ships.", None),
        ("A drill was held in 1996.", "Japan sent two ships that year.", "1996"),
        ("A drill was held in March 1996.", "The following year, Japan sent two ships.", "1997"),
        ("In 1996, a drill was held.", "Japan now has two ships.", None),
        ("A drill was held.", "Japan sent two ships the year before.", None),
    ],
)
def test_time_by_the_sentence_before(before: str, text: str, time: str | None) -> None:
    assert _figures(before, text)[-1].time == time


def test_months_in_odd_letters_are_no_error() -> None:
    assert [time for _, _, time in times_in("In Auguſt 2017 and in Aprıl 2018")] == ["2017-08", "2018"]


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("Oil output rose 8 percent to end the year.", ["Oil output"]),
        ("Tin rose 8 percent and zinc gained 3 percent.", ["Tin", "zinc"]),
        ("The fund was up 5 points, or 2 percent.", ["fund", "fund"]),
        ("The cup is nearly five feet tall.", ["height of the cup"]),
        ("Sales of tea were 9 percent higher.", ["Sales of tea"]),
        ("The cup closed at $9, up 2 percent.", ["cup closed", "cup closed"]),
        (
            "It keeps 200 tents in the north and about 90 in the south.",
            ["tents kept in the north", "tents in the south"],
        ),
        ("Some say that as many as 90 have been freed.", ["freed"]),
        ("Tin gained 2 percent making up for its losses.", ["Tin"]),
        ("The trip takes 3 years, 2 months and 4 days.", ["trip", "trip", "trip"]),
        ("Fees fell to $9 in May, down from $12.", ["Fees", "Fees"]),
        ("Spending rose from 1.1 percent of GDP in 2022 to 1.8 percent.", ["GDP", "GDP"]),
        ("It cut coal costs from around $9 to $4.", ["coal costs", "coal costs"]),
        (
            "Bergen has twice the debt of the south and a fleet 9 times as large.",
            ["debt compared with the south", "size of the fleet compared with the south"],
        ),
        (
            "They fired the rocket, which reached a height of 9 miles and flew 90 miles.",
            ["height of the rocket", "distance the rocket flew"],
        ),
        ("They would be the tenth and eleventh rockets of the war.", ["rockets of the war", "rockets of the war"]),
        ("The landing was the 7th this year.", ["landing"]),
        ("They lost 9 tanks and 40 guns.", ["tanks lost", "guns lost"]),
        ("Exports rose 5 percent to $30 million.", ["Exports", "Exports"]),
        ("Exports rose 5 percent in the last 9 months.", ["Exports", "Exports"]),
        ("The fee took 2 percent of revenue, or about $9 million.", ["revenue taken", "revenue taken"]),
        ("Sales grew from $2 million to $6 million, tripling in May.", ["Sales", "Sales", "Sales"]),
        ("It owed dues to Rome ($9 million) and Oslo ($7 million).", ["owed dues to Rome", "owed dues to Rome"]),
        ("It holds 2,000 ships (400 ashore and 1,600 afloat).", ["ships held", "ships afloat"]),
    ],
)
def test_measures_of_movements_lists_and_restatements(text: str, measures: list[str]) -> None:
    assert [figure.measure for figure in _figures(text)] == measures


def test_a_new_predicate_takes_no_measure_over_but_a_share_of_the_same_base_does() -> None:
    _, tea = _figures("Oil reached $90 in the spring, while cheap tea nearly reached $8.")
    assert tea.measure == "cheap tea"
    first, second = _figures("China spent 2 percent of revenue on ports, while France spent 1 percent.")
    assert second.measure == first.measure == "revenue spent on ports"


@pytest.mark.parametrize(
    ("before", "text", "measure"),
    [
        ("Bergen spends 2 percent of revenue on ports.", "This is some $9 million.", "revenue spent on ports"),
        ("Some 9 percent of ships are old.", "That share has since fallen to 4 percent.", "share of ships"),
        ("The fees reached $9.", "The figure was $4 in May.", "fees"),
        ("The fees of Bergen reached 9 percent.", "The tax in Oslo is 4 percent.", "tax in Oslo"),
        ("Tin rose 9 percent.", "Zinc gained 4 percent.", "Zinc"),
    ],
)
def test_a_sentence_that_goes_on_about_a_figure_takes_its_measure(before: str, text: str, measure: str) -> None:
    assert _figures(before, text)[-1].measure == measure


def test_we_in_a_quotation_is_the_country_of_a_known_speaker() -> None:
    text = "“We pay $5 billion,” Shinzo Abe said."
    sentence = Sentence(1, Paragraph(1, "body", text, (0,), (0,)), 0, len(text), text)
    start = text.index("Shinzo")
    speaker = Mention(sentence, start, start + len("Shinzo Abe"), "Shinzo Abe", "person", "Shinzo Abe")
    assert find_figures([sentence], [speaker])[0].entity == "JP"


def test_equal_amounts_share_measure_and_owner() -> None:
    yen, dollars = _figures("Japan put ¥1 trillion ($7 billion) into plants.")
    assert (dollars.entity, dollars.measure) == (yen.entity, yen.measure) == ("JP", yen.measure)
    assert dollars.equivalent_of == 0


def test_a_measure_of_nothing_but_quotation_marks_is_none() -> None:
    assert [figure.measure for figure in _figures("9 percent a “is “this,”.")] == [None]


@pytest.mark.parametrize("piece", [", was", ", which", ": the", ", and it", "(a", "“we", ". A", " that"])
def test_a_measure_is_looked_for_in_bounded_steps(piece: str) -> None:
    assert len(_figures(piece * 3_000 + " 5 percent")) == 1


@pytest.mark.parametrize("piece", ["9 tanks and ", "and 9 tanks, ", "$9 (of $9) ", "half of 9 of 9 men "])
def test_lists_of_any_length_are_read(piece: str) -> None:
    assert len(_figures(piece * 1_500)) >= 1


def test_a_sign_alone_is_no_measure() -> None:
    assert [figure.measure for figure in _figures("A third of %.")] == [None]


def test_a_phrase_behind_a_thousand_brackets_is_read() -> None:
    assert _figures("The fee " + "reached (a) " * 1_500 + "to $5 million.")[-1].value == 5_000_000
