"""The file of recurring lines: what a build takes from it, and what makes it do its work again."""

import json
from pathlib import Path

import pytest

from flows.cleaning.recurring import LEAST_SHARE, SiteLines, seen_lines
from flows.reading.article import Article
from flows.settings import BuildSettings
from flows.storage.planning.plan import make_plan
from flows.storage.raw.articles import read_articles
from flows.storage.raw.recurrence import find_recurring
from flows.storage.raw.recurring_file import LearntFrom, RecurringError, load_recurring, write_recurring
from tests.building import Build, build_without_prefect
from tests.packing import warc
from tests.sites import APPEAL, LONE, TOWNS, page, write_site

LEARNT = LearntFrom(8, 8, 5, LEAST_SHARE, "0" * 64)
KNOWN = {"ledger.example": SiteLines(8, {2**64 - 1: 8, 5: 6}), "a.example": SiteLines(7, {3: 7})}


def learn(raw: Path) -> None:
    """Learn from a raw folder as the flow does."""
    articles = [one for one in read_articles([raw], 10**6) if isinstance(one, Article)]
    pages = [(site, lines) for site, lines in map(seen_lines, articles) if site]
    write_recurring(raw / "recurring.json", find_recurring(pages, 5, LEAST_SHARE).sites, LEARNT)


def texts(settings: BuildSettings) -> dict[str, str]:
    """Build, and return the clean text of every article by its source path."""
    import pyarrow.parquet as pq

    build_without_prefect(settings)
    files = (settings.output / "dataset" / "documents").glob("*.parquet")
    return {row["source_path"]: row["text"] for file in files for row in pq.read_table(file).to_pylist()}


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_recurring(tmp_path / "recurring.json", KNOWN, LEARNT)
    assert load_recurring([tmp_path]).sites == KNOWN
    below = tmp_path / "sample"
    below.mkdir()
    assert load_recurring([below]).sites == KNOWN


def test_the_lines_nearest_to_the_articles_prevail_and_all_count(tmp_path: Path) -> None:
    near = tmp_path / "raw"
    near.mkdir()
    write_recurring(tmp_path / "recurring.json", KNOWN, LEARNT)
    before = load_recurring([near]).digest
    write_recurring(near / "recurring.json", own := {"a.example": SiteLines(9, {4: 9})}, LEARNT)
    loaded = load_recurring([near])
    assert loaded.sites == KNOWN | own
    assert len({loaded.digest, before, load_recurring([tmp_path]).digest}) == 2
    write_recurring(near / "recurring.json", {}, LEARNT)
    assert load_recurring([near]).digest not in (loaded.digest, before)


def test_the_same_lines_are_the_same_bytes(tmp_path: Path) -> None:
    backwards = {site: SiteLines(one.pages, dict(reversed(one.lines.items()))) for site, one in reversed(KNOWN.items())}
    for name, sites in (("one", KNOWN), ("two", backwards)):
        write_recurring(tmp_path / name, sites, LEARNT)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_no_line_stands_in_the_file_as_it_was_written(tmp_path: Path) -> None:
    write_site(tmp_path)
    learn(tmp_path)
    written = (tmp_path / "recurring.json").read_text("utf-8")
    assert list(json.loads(written)["sites"]["ledger.example"]["lines"].values()) == [8]
    assert not any(word in written.lower() for word in ("quayside", "harbor", "counter"))


BROKEN = [
    ("{", "not a file that alliance learn-sites wrote"),
    ("[]", "not a file that alliance learn-sites wrote"),
    ('{"schema": 1, "sites": {"a": {"pages": 1, "lines": {"xyz": 1}}}}', "not a file that alliance learn-sites wrote"),
    ('{"schema": 99, "sites": {}}', "of schema 99, not 1; run alliance learn-sites again"),
]


@pytest.mark.parametrize(("content", "told"), BROKEN)
def test_a_file_that_cannot_be_used_is_told_in_one_line(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "recurring.json").write_text(content)
    with pytest.raises(RecurringError, match=told) as error:
        load_recurring([tmp_path])
    assert "\n" not in str(error.value)


def test_a_build_drops_what_recurs_once_it_is_learnt_and_nothing_else(tmp_path: Path) -> None:
    raw, settings = tmp_path / "raw", BuildSettings((tmp_path / "raw",), tmp_path / "output")
    write_site(raw)
    before = texts(settings)
    assert all(APPEAL in text for text in before.values())
    learn(raw)
    after = texts(settings)
    assert after == {path: text.replace(f"{APPEAL}\n\n", "") for path, text in before.items()}
    assert LONE in after["raw/Otaru.txt"]


def test_what_else_is_in_the_batch_changes_no_label(tmp_path: Path) -> None:
    write_site(tmp_path / "all" / "raw")
    alone = tmp_path / "alone" / "raw"
    alone.mkdir(parents=True)
    for name in ("Otaru.txt", "Otaru.json"):
        (alone / name).write_bytes((tmp_path / "all" / "raw" / name).read_bytes())
    every = texts(BuildSettings((tmp_path / "all" / "raw",), tmp_path / "all"))
    assert texts(BuildSettings((alone,), tmp_path / "alone"))["raw/Otaru.txt"] == every["raw/Otaru.txt"]


def test_articles_are_done_again_when_the_lines_change(raw: Path, tmp_path: Path, build: Build) -> None:
    build()
    settings = BuildSettings((raw,), tmp_path / "output")
    assert not make_plan(settings).missing
    write_recurring(raw / "recurring.json", KNOWN, LEARNT)
    again = make_plan(settings)
    assert len(again.missing) == len(again.wanted)
    assert not again.rejects


def test_every_format_is_read(tmp_path: Path) -> None:
    texts_of = {town: page(town, number) for number, town in enumerate(TOWNS, 1)}
    pages = {town: "".join(f"<p>{line}</p>" for line in text.split("\n\n")) for town, text in texts_of.items()}
    address = "https://ledger.example/"
    records = [json.dumps({"text": texts_of[town], "url": address + town}) for town in TOWNS[:2]]
    (tmp_path / "some.jsonl").write_text("\n".join(records))
    (tmp_path / "some.warc").write_bytes(warc(*((address + town, pages[town].encode(), {}) for town in TOWNS[2:4])))
    for town in TOWNS[4:6]:
        head = f'<html><head><link rel="canonical" href="{address}{town}"></head>'
        (tmp_path / f"{town}.html").write_text(f"{head}<body>{pages[town]}</body></html>", "utf-8")
    for town in TOWNS[6:]:
        (tmp_path / f"{town}.md").write_text(f"---\nurl: {address}{town}\n---\n\n{texts_of[town]}")
    (tmp_path / "broken.jsonl").write_text("{")
    learn(tmp_path)
    (lines,) = load_recurring([tmp_path]).sites.values()
    assert (lines.pages, list(lines.lines.values())) == (8, [8])
