"""Which articles repeat which: told alike whatever order they came in, and told right when the corpus changes."""

import datetime
import random
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy.typing as npt
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.settings import BuildSettings
from flows.storage.dataset.checks import check_dataset
from flows.storage.dataset.manifest import open_dataset
from flows.storage.dataset.query import connect, run_query
from flows.storage.dataset.run import Summary
from flows.storage.duplicates import documents, originals
from flows.storage.duplicates.find import Duplicates, Last, find_duplicates
from flows.storage.planning import plan as planning
from flows.storage.planning.layout import FULL
from flows.storage.rows.signatures import SIGNATURE_SCHEMA, signature_row
from tests.building import Build, build_without_prefect
from tests.storage.test_build_parts import rows

Article = dict[str, object]
STORY = [
    "Japan and the United States agreed on Tuesday to move a radar from the northern coast to a smaller "
    "island, the defense ministry said, after two years of talks about who pays for the road that leads to it.",
    "The road is 14 kilometers long and crosses two rivers. It will cost about 9 billion yen, according to the "
    "ministry, of which the prefecture bears a third and the central government the rest.",
    '"Nobody on the island asked for this station," Mayor Rin Okabe told reporters. "We asked for a doctor, '
    'and for a ferry that runs in winter, and we were told that there was no money."',
    "Officials in Washington said that the older station had stood too close to a harbor that is to be widened "
    "by 2031, and that fishing boats would otherwise have had to keep out of a zone of 3 kilometers.",
    "The station is to be staffed by 60 people, most of them technicians. Their families will live on the "
    "mainland, and the ministry expects that half of them will go home every weekend.",
    "Residents can look at the plans until the end of October. The assembly of the prefecture will vote on the "
    "road in December, and the first machines are expected on the site in the spring.",
]  # fmt: skip
OTHER = [
    "The price of rice has risen for the seventh month in a row, and schools in the south have begun to bake "
    "bread for lunch instead, which parents like less than their children do.",
    "A survey of 840 households found that one in five eats noodles more often than a year ago. The ministry "
    "of agriculture called the figures seasonal and pointed to stocks of 600,000 tons.",
    "Dealers doubt that. They say that farmers hold back what they have because they expect the price to rise, "
    "and that stocks which nobody has counted since March are no comfort to a baker in July.",
    '"We have sold out every Saturday since May," said Taro Mine, who keeps a shop near the station. He has '
    "raised his prices twice and does not know whether he will have to do so again.",
    "The government may decide next month to let in rice from abroad, as it did after the cold summer of 1993, "
    "when the harvest failed and people stood in line before the shops at dawn.",
    "Economists at two banks said that this would lower prices within weeks, but that it would also be "
    "remembered at the polls, since most of the growers live where the party has its seats.",
]  # fmt: skip
QUOTED = (
    '"I have been asked many times whether I would do it again, and I have always said that I do not know, '
    "because the people who ask were not there and the people who were there do not ask. We had a week, and "
    "one map, and a telephone that worked on some days. We were told that help was coming and we believed it, "
    "and when it came we did not need it any more. That is all there is to say, and I have said it to two "
    'committees, and to a man who wrote a book."'
)  # fmt: skip


def article(paragraphs: list[str], headline: str = "A Radar for the Island", date: str = "") -> str:
    return "\n\n".join([headline, *([date] if date else []), *paragraphs]) + "\n"


def write(raw: Path, articles: Mapping[str, str]) -> None:
    for name, text in articles.items():
        (raw / f"{name}.txt").write_text(text, "utf-8")


def repeated(dataset: Path) -> dict[str, str]:
    """Return which article repeats which, by the names of their files."""
    found = rows(dataset, "documents")
    names = {row["doc_id"]: Path(str(row["source_path"])).stem for row in found}
    return {names[row["doc_id"]]: names[row["duplicate_of"]] for row in found if row["duplicate_of"]}


def edited(paragraph: str) -> str:
    """Return a paragraph whose first half says something else."""
    words = paragraph.split()
    half = len(words) // 2
    return " ".join([*(f"{word}ish" for word in words[:half]), *words[half:]])


WIRE = [edited(STORY[0]), *STORY[1:5], edited(STORY[5])]
TWO_SITES = {
    "agency": article(STORY, date="March 3, 2026"),
    "paper": article(WIRE, "Island Gets Radar, Not Doctor", "March 4, 2026"),
    "rice": article(OTHER, "No Rice for Lunch", "March 1, 2026"),
}


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return tmp_path / "output" / "dataset"


# What is a duplicate


def test_a_wire_story_at_two_sites_is_told_once(raw: Path, build: Build, dataset: Path) -> None:
    write(raw, TWO_SITES)
    build()
    assert repeated(dataset) == {"paper": "agency"}
    assert check_dataset(dataset.resolve()).ok


def test_a_copy_with_other_menus_and_typography(raw: Path, build: Build, dataset: Path) -> None:
    menu = "Home\nNews\nAbout us\nSign in\n\n"
    typeset = article(STORY, date="March 9, 2026").replace('"', "”").replace("'", "’").replace(" - ", " – ")
    write(raw, {"plain": article(STORY, date="March 3, 2026"), "framed": menu + typeset + "\nShare\nPrint\nTweet\n"})
    build()
    assert repeated(dataset) == {"framed": "plain"}


def other_figures(paragraph: str) -> str:
    return re.sub(r"\d+", lambda number: str(int(number[0]) * 7 + 2), paragraph)


LIKE = {
    "the same": (STORY, True),
    "in capitals": ([one.upper() for one in STORY], True),
    "without punctuation": ([re.sub(r"[^\w\s]", "", one) for one in STORY], True),
    "broken into other lines": ([one.replace(" ", "\n") for one in STORY], True),
    "two paragraphs edited": (WIRE, True),
    "the last paragraph left out": (STORY[:5], True),
    "other spellings": ([one.replace("kilometers", "kilometres").replace("defense", "defence") for one in STORY], True),
    "an updated number": ([one.replace("60 people", "75 people") for one in STORY], True),
    "a half of it": (STORY[:3], False),
    "a half of it in another article": ([*STORY[:3], *OTHER[:3]], False),
    "another article": (OTHER, False),
    "other words": (["ish ".join(one.split()) for one in STORY], False),
    "the same report with other figures": ([other_figures(one) for one in STORY], False),
}  # fmt: skip


def signatures(*articles: dict[str, object]) -> pa.Table:
    known = {"published": None, "published_precision": None, "truncated": False}
    made = [signature_row({**known, "doc_id": f"{number:016x}", **one}) for number, one in enumerate(articles)]
    return pa.Table.from_pylist(made, SIGNATURE_SCHEMA)


@pytest.mark.parametrize("name", LIKE)
def test_what_is_the_same_text(name: str) -> None:
    paragraphs, same = LIKE[name]
    found = find_duplicates(signatures({"text": "\n\n".join(STORY)}, {"text": "\n\n".join(paragraphs)}))
    assert bool(found) == same


def test_two_articles_with_the_same_long_quotation_are_two() -> None:
    texts = ["\n\n".join([*STORY[:3], QUOTED]), "\n\n".join([QUOTED, *OTHER[:3]])]
    assert not find_duplicates(signatures(*({"text": text} for text in texts)))


def test_two_articles_with_the_same_boilerplate_are_two() -> None:
    boilerplate = [QUOTED, *STORY[4:]]
    texts = ["\n\n".join([*some, *boilerplate]) for some in (STORY[:4], OTHER)]
    assert not find_duplicates(signatures(*({"text": text} for text in texts)))


def test_short_texts_are_the_same_only_if_every_word_is() -> None:
    short = "The ferry between the two islands does not run today because of the wind; the next one leaves on Monday."
    texts = [short, short.upper().replace(";", " -"), short.replace("Monday", "Sunday"), "", ""]
    found = find_duplicates(signatures(*({"text": text} for text in texts)))
    assert found == {f"{1:016x}": f"{0:016x}"}


def test_a_text_of_megabytes_is_signed_as_one_of_pages() -> None:
    text = " ".join(f"word{number % 9_000}" for number in range(200_000))
    found = find_duplicates(signatures({"text": text}, {"text": f"{text} More is to come."}))
    assert len(found) == 1


# Which is the first

DAY = datetime.date(2026, 3, 3)


def out(day: datetime.date, precision: str = "day") -> dict[str, object]:
    return {"published": day, "published_precision": precision}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (out(DAY), {}),
        (out(DAY), out(DAY.replace(day=4))),
        (out(DAY), out(DAY.replace(day=1), "month")),
        (out(DAY.replace(day=1), "month"), out(DAY.replace(month=1, day=1), "year")),
        ({"truncated": False}, {"truncated": True}),
        ({"text": "\n\n".join([*STORY, "More is to come."])}, {}),
        ({"doc_id": "0" * 16}, {"doc_id": "f" * 16}),
    ],
    ids=["dated", "earlier", "day known", "month known", "whole", "longer", "lower id"],
)  # fmt: skip
def test_the_earliest_is_the_original(first: dict[str, object], second: dict[str, object]) -> None:
    text = {"text": "\n\n".join(STORY)}
    made = signatures({**text, "doc_id": "b" * 16, **first}, {**text, "doc_id": "a" * 16, **second})
    original, duplicate = made["doc_id"].to_pylist()
    assert find_duplicates(made) == {duplicate: original}
    assert find_duplicates(made.take([1, 0])) == {duplicate: original}


def versions_of(seed: int) -> pa.Table:
    """Return articles some of which are versions of each other, each a little further from the first."""
    chance = random.Random(seed)
    articles = []
    for family in range(chance.randint(1, 3)):
        words = [f"{chance.choice('abcdefgh')}{chance.randint(0, 400)}w{family}" for _ in range(90)]
        for _ in range(chance.randint(1, 6)):
            words = [word if chance.random() < 0.95 else f"new{chance.random()}" for word in words]
            day = datetime.date(2026, 1, chance.randint(1, 9)) if chance.random() < 0.7 else None
            doc_id = f"{chance.getrandbits(64):016x}"
            known = {"published": day, "published_precision": "day" if day else None}
            articles.append({"doc_id": doc_id, "text": " ".join(words), **known})
    return signatures(*articles)


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_order_of_arrival_decides_nothing(seed: int, chance: random.Random) -> None:
    made = versions_of(seed)
    found = find_duplicates(made)
    order = list(range(len(made)))
    chance.shuffle(order)
    assert find_duplicates(made.take(order)) == found
    assert not set(found) & set(found.values())


@given(st.integers(0, 10_000))
def test_an_original_stays_one_when_its_duplicates_go(seed: int) -> None:
    made = versions_of(seed)
    found = find_duplicates(made)
    alone = made.filter(pa.array([doc_id not in found for doc_id in made["doc_id"].to_pylist()]))
    assert find_duplicates(alone) == {}


# When the corpus changes


def test_one_night_after_the_other_ends_as_one_build(raw: Path, build: Build, dataset: Path, tmp_path: Path) -> None:
    for name, text in TWO_SITES.items():
        write(raw, {name: text})
        build()
    assert repeated(dataset) == {"paper": "agency"}
    build_without_prefect(BuildSettings((raw,), tmp_path / "fresh"))
    assert sorted_documents(dataset) == sorted_documents(tmp_path / "fresh" / "dataset")


def sorted_documents(dataset: Path) -> list[dict[str, object]]:
    return sorted(rows(dataset, "documents"), key=lambda row: str(row["doc_id"]))


def test_batches_and_order_change_no_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    write(raw, TWO_SITES | {"again": article(STORY, "An Island, a Radar"), "short": article(STORY[:4])})
    found = []
    for name, size in (("one", 1), ("all", FULL)):
        monkeypatch.setattr(planning, "_BATCHES", ((None, size),))
        build_without_prefect(BuildSettings((raw,), tmp_path / name))
        files = (tmp_path / name / "dataset" / "documents").iterdir()
        found.append({file.name: file.read_bytes() for file in files})
    assert found[0] == found[1]
    assert repeated(tmp_path / "one" / "dataset") == {"paper": "agency", "again": "agency", "short": "agency"}


def template(seed: int) -> list[Article]:
    """Return articles that have much in common: versions of each other, and reports that fill one template."""
    chance = random.Random(seed)
    frame = [f"{chance.choice('abcdefgh')}{chance.randint(0, 400)}" for _ in range(60)]
    articles: list[Article] = []
    for _ in range(chance.randint(4, 9)):
        text = [*frame, *(f"own{chance.random()}" for _ in range(chance.randint(15, 60)))]
        for _ in range(chance.randint(1, 3)):
            text = [word if chance.random() < 0.97 else f"new{chance.random()}" for word in text]
            doc_id = f"{chance.getrandbits(64):016x}"
            day = out(DAY.replace(day=chance.randint(1, 9))) if chance.random() < 0.7 else {}
            articles.append({"doc_id": doc_id, "text": " ".join(text), **day})
        if chance.random() < 0.3:
            articles.append({**articles[-1], "doc_id": f"{chance.getrandbits(64):016x}"})
    return articles


def night_after_night(
    articles: list[dict[str, object]], chance: random.Random
) -> Iterator[dict[str, dict[str, object]]]:
    """Yield what is there each night, by id: some articles come, some go, and the dates of some become others."""
    there: dict[str, Article] = {}
    for _ in range(5):
        for one in chance.sample(articles, chance.randint(0, len(articles) // 2)):
            kept = str(one["doc_id"]) not in there or chance.random() < 0.5
            there[str(one["doc_id"])] = one if kept else {**one, **out(DAY.replace(day=chance.randint(1, 9)))}
        for doc_id in chance.sample(sorted(there), chance.randint(0, len(there) // 2)):
            del there[doc_id]
        yield dict(there)


@given(st.integers(0, 10_000), st.randoms(use_true_random=False), st.sampled_from([1, 2, 64]), st.booleans())
def test_what_is_brought_up_to_date_is_what_is_found_anew(
    seed: int, chance: random.Random, heads: int, buckets_as_asked_for: bool
) -> None:
    last: Duplicates = {}
    before = signatures()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(originals, "HEADS", heads)
        patch.setattr(originals, "_FEW", 0 if buckets_as_asked_for else 1_000_000)
        for there in night_after_night(template(seed), chance):
            now = signatures(*there.values())
            then_rows, now_rows = before.to_pylist(), now.to_pylist()
            gone = pa.Table.from_pylist([row for row in then_rows if row not in now_rows], SIGNATURE_SCHEMA)
            new = frozenset(row["doc_id"] for row in now_rows if row not in then_rows)
            found = find_duplicates(now, Last(last, gone, new))
            assert found == find_duplicates(now)
            assert not set(found) & set(found.values())
            last, before = found, now


def test_of_a_template_each_is_compared_with_the_first_few_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    share = originals._share

    def counted(lanes: npt.NDArray[Any], place: int, others: npt.NDArray[Any]) -> npt.NDArray[Any]:
        nonlocal compared
        compared += len(others)
        return share(lanes, place, others)

    monkeypatch.setattr(originals, "_share", counted)
    monkeypatch.setattr(originals, "HEADS", 4)
    frame = [f"word{number}" for number in range(60)]
    chance = random.Random(6)
    cost = []
    for n in (100, 200):
        texts = [" ".join([*frame, *(f"own{chance.random()}" for _ in range(40))]) for _ in range(n)]
        compared = 0
        assert find_duplicates(signatures(*({"text": text} for text in [*texts, f"{texts[-1]} Again."]))) != {}
        cost.append(compared)
    assert cost[1] < 2.5 * cost[0]


@pytest.mark.parametrize("seed", range(3))
def test_nights_end_with_the_bytes_of_one_that_finds_all_anew(
    seed: int, raw: Path, build: Build, dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(originals, "HEADS", 2)
    chance = random.Random(seed)
    versions = {
        "agency": article(STORY, date="March 3, 2026"),
        **{f"paper{day}": article(WIRE, "Island Gets Radar", f"March {day}, 2026") for day in (1, 4, 5)},
        "again": article(STORY, "An Island, a Radar"),
        **{f"rice{day}": article(OTHER[: 3 + day], "No Rice", f"March {day}, 2026") for day in (1, 2, 3)},
    }
    for _ in range(5):
        for file in raw.glob("*.txt"):
            file.unlink()
        names = chance.sample(sorted(versions), chance.randint(2, len(versions)))
        write(
            raw, {name: versions[chance.choice(names)] if chance.random() < 0.2 else versions[name] for name in names}
        )
        build()
        following = {file.name: file.read_bytes() for file in (dataset / "documents").iterdir()}
        (tmp_path / "output" / "parts" / "duplicates.json").unlink()
        build()
        assert {file.name: file.read_bytes() for file in (dataset / "documents").iterdir()} == following
        build_without_prefect(BuildSettings((raw,), tmp_path / "fresh"))
        assert sorted_documents(dataset) == sorted_documents(tmp_path / "fresh" / "dataset")


def test_an_earlier_article_that_comes_late_is_the_first_from_then_on(raw: Path, build: Build, dataset: Path) -> None:
    write(raw, TWO_SITES)
    build()
    write(raw, {"source": article(STORY, "Where It Comes From", "February 28, 2026")})
    content = build()
    assert sum(part.rows["documents"] for part in content.new_parts) == 1
    assert repeated(dataset) == {"paper": "source", "agency": "source"}
    assert check_dataset(dataset.resolve()).ok


def test_without_the_first_article_the_others_point_at_the_next(raw: Path, build: Build, dataset: Path) -> None:
    write(raw, TWO_SITES | {"late": article(STORY, "Seen Elsewhere", "May 2, 2026")})
    build()
    assert repeated(dataset) == {"paper": "agency", "late": "agency"}
    (raw / "agency.txt").unlink()
    build()
    assert repeated(dataset) == {"late": "paper"}
    (raw / "paper.txt").unlink()
    build()
    assert repeated(dataset) == {}


def test_other_articles_touch_no_file_of_those_that_stay(raw: Path, build: Build, dataset: Path) -> None:
    write(raw, TWO_SITES)
    build()
    before = {file.name: file.stat().st_ino for file in (dataset / "documents").iterdir()}
    write(raw, {"more": article(OTHER[:2], "More about Rice")})
    build()
    after = {file.name: file.stat().st_ino for file in (dataset / "documents").iterdir()}
    assert before.items() <= after.items()


def test_what_did_not_change_is_not_compared_again(
    raw: Path, build: Build, dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(raw, TWO_SITES)
    build()
    monkeypatch.setattr(documents, "find_duplicates", lambda *_: pytest.fail("compared again"))
    build()
    assert repeated(dataset) == {"paper": "agency"}


def test_another_threshold_is_applied_without_extracting_anything(
    raw: Path, build: Build, dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(raw, TWO_SITES)
    build()
    monkeypatch.setattr(originals, "SAME_WORDS", 0.99)
    # What a change of its module does.
    monkeypatch.setattr(documents, "code_version", lambda: "edited")
    assert build().new_parts == ()
    assert repeated(dataset) == {}


@pytest.mark.parametrize("damage", [b"", b"[1", b'["a", 2]', b"null", b'["a", 2, {}]'])
def test_the_aid_may_be_damaged_or_gone(raw: Path, build: Build, dataset: Path, damage: bytes, tmp_path: Path) -> None:
    write(raw, TWO_SITES)
    build()
    (tmp_path / "output" / "parts" / "duplicates.json").write_bytes(damage)
    build()
    assert repeated(dataset) == {"paper": "agency"}


def test_documents_cut_short_on_disk_are_written_again(raw: Path, build: Build, dataset: Path, tmp_path: Path) -> None:
    write(raw, TWO_SITES)
    build()
    (file,) = (tmp_path / "output" / "parts").glob("*/documents-*.parquet")
    shutil.rmtree(dataset.resolve())
    file.write_bytes(file.read_bytes()[:-9])
    build()
    assert repeated(dataset) == {"paper": "agency"}


def test_documents_that_no_dataset_has_are_removed(raw: Path, build: Build, tmp_path: Path) -> None:
    write(raw, TWO_SITES)
    build()
    (raw / "agency.txt").unlink()
    for _ in range(2):
        build(grace_hours=0.0)
    assert not list((tmp_path / "output" / "parts").glob("*/documents-*.parquet"))


def test_a_build_says_how_many_articles_repeat_another(raw: Path, build: Build, dataset: Path) -> None:
    write(raw, TWO_SITES)
    content = build()
    run = content.run("night", datetime.datetime.now(datetime.UTC), 1.0)
    summary = Summary(run, content.rows(), {}, (), published=True, dataset=dataset, duplicates=len(content.duplicates))
    assert ("duplicates", "1 (articles that repeat another: see duplicate_of)") in summary.lines()


# What readers see


@pytest.mark.parametrize("table", ["claims", "figures"])
def test_queries_can_leave_out_what_is_repeated(table: str, raw: Path, build: Build, dataset: Path) -> None:
    write(raw, TWO_SITES)
    build()
    sources = "SELECT DISTINCT parse_filename(source_path, true) FROM {} JOIN documents USING (doc_id)"
    with connect(open_dataset(dataset)) as connection:
        left = {name for (name,) in run_query(connection, sources.format(f"unique_{table}")).fetchall()}
        assert {name for (name,) in run_query(connection, sources.format(table)).fetchall()} == left | {"paper"}
    assert left == {"agency", "rice", "good"}


def test_the_catalog_has_the_views(raw: Path, build: Build, dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(raw, TWO_SITES)
    build()
    monkeypatch.chdir(dataset.resolve())
    with duckdb.connect() as connection:
        connection.execute(Path("catalog.sql").read_text("utf-8"))
        (left_out,) = connection.sql(
            "FROM claims ANTI JOIN unique_claims USING (claim_id) SELECT DISTINCT doc_id"
        ).fetchall()
        (paper,) = connection.sql("SELECT doc_id FROM documents WHERE source_path LIKE '%paper.txt'").fetchall()
    assert left_out == paper
