"""Words that rights forbid are nowhere in a release: no table, no page of one, no descriptor, not the archive."""

import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.publishing.quoted import quotation_failures
from flows.publishing.words import FACT, HELD, LABEL, PASSAGE, held_in
from flows.settings import QuotationCaps
from schemas import RELEASE_TABLES
from schemas.derive import release_columns
from tests.releasing import build_and_release, unlocked

_FRAME = b"\x28\xb5\x2f\xfd"
NOTHING = QuotationCaps(words=0, share=0.0)

# Every planted word is made up, so that nothing else can have put it there.
PLANTED_BODY = [f"plantbody{number:03}" for number in range(40)]
SENTENCES = [
    f"Officials in the capital quietly agreed that the {word} committee should meet again before the summer, although "
    f"nobody could say what {word}ism would mean for the crews at sea or for the towns that host them."
    for word in PLANTED_BODY
]
LONG_SOURCE = " ".join(f"plantlabel{number:02}" for number in range(40))
ARTICLE = f"""Two Capitals, One Workshop

By Ann Ito

{" ".join(SENTENCES[:20])}

{" ".join(SENTENCES[20:])}

"We must mend plantquote ships where they sail, and we must plantquote them before the plantquote autumn," said a
{LONG_SOURCE} official of the ministry, who costs about $40 million.

The {LONG_SOURCE} budget rose by 12 percent in 2024.

Ann Ito is a plantbio fellow at the plantbioinstitute in Nagoya and the author of a plantbiobook on harbors.

Notes

1. Ken Abe, “A plantnotetitle History of Docks,” Harbor Quarterly, March 2019, https://harbor.example/docks, which
says plantnotelength of docks that were never built.

2. Mei Sato, “Harbors,” Journal of Ports 4 (2020): 3, with a plantnoteother remark, accessed May 2, 2020.

3. Ibid., pp. 14–21.

Photo: plantcredit / Agency

© 2024 plantlegal Media. All rights reserved.

Related Articles

Share on Facebook
"""
FORBIDDEN = [
    *PLANTED_BODY,
    *(f"{word}ism" for word in PLANTED_BODY),
    *("plantquote", "plantbiobook", "plantnotelength", "plantnoteother", "plantlegal", "plantcredit"),
]


def bytes_of_release(release: Path) -> Iterator[tuple[str, bytes]]:
    """Yield all that a release holds, unpacked: files, Parquet pages, dictionaries, the archive's entries."""
    for file in sorted(release.iterdir()):
        yield file.name, file.read_bytes()
        if file.suffix == ".parquet":
            yield f"pages of {file.name}", b"\n".join(pages_of(file.read_bytes()))
            yield f"rows of {file.name}", json.dumps(pq.read_table(file).to_pylist(), default=str).encode()
    (archive,) = release.parent.glob("*.tar.zst")
    with pa.input_stream(str(archive), compression="zstd") as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
        for entry in tar:
            content = tar.extractfile(entry)
            assert content is not None
            data = content.read()
            assert data == (release / Path(entry.name).name).read_bytes()
            yield f"{entry.name} in the archive", data


def pages_of(data: bytes) -> Iterator[bytes]:
    """Yield what each Zstandard frame in the bytes of a Parquet file unpacks to: every page and dictionary."""
    for found in re.finditer(re.escape(_FRAME), data):
        frame = data[found.start() :]
        with pa.CompressedInputStream(pa.BufferReader(frame), "zstd") as stream:
            try:
                yield stream.read(unpacked_size(frame))
            except OSError:
                continue  # the four bytes stood there by chance


def unpacked_size(frame: bytes) -> int:
    """Return the size of the content, which a frame's header tells (RFC 8878, 3.1.1.1)."""
    flags = frame[4]
    single_segment = flags >> 5 & 1
    width = (single_segment, 2, 4, 8)[flags >> 6]
    start = 5 + (not single_segment)
    return int.from_bytes(frame[start : start + width], "little") + (256 if width == 2 else 0)


def release_of(text: str, tmp_path: Path, caps: QuotationCaps, sidecar: dict[str, object] | None = None) -> Path:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.txt").write_text(text, "utf-8")
    if sidecar:
        (raw / "a.json").write_text(json.dumps(sidecar), "utf-8")
    return build_and_release(raw, tmp_path / "output", caps=caps)


def test_no_planted_word_is_in_any_byte_of_a_release_that_may_not_quote(tmp_path: Path) -> None:
    release = release_of(ARTICLE, tmp_path, NOTHING)
    for name, data in bytes_of_release(release):
        leaked = [word for word in FORBIDDEN if word.encode() in data]
        assert leaked == [], name


def test_the_search_finds_the_words_where_they_may_be(tmp_path: Path) -> None:
    """The same article under an open licence: the search above would find its words in pages and archive."""
    sidecar = {"rights": "open", "license": "CC0-1.0"}
    release = release_of(ARTICLE, tmp_path, NOTHING, sidecar)
    found = dict(bytes_of_release(release))
    assert PLANTED_BODY[0].encode() in found["pages of documents.parquet"]
    assert PLANTED_BODY[0].encode() in found["rows of claims.parquet"]
    assert b"plantnotelength" in found["pages of references.parquet"]
    assert b"plantbiobook" in found["pages of documents.parquet"]


def test_no_long_run_of_the_article_s_words_is_anywhere(tmp_path: Path) -> None:
    """Names and phrases may be carried, running text not: no run of words longer than a label or the title."""
    release = release_of(ARTICLE, tmp_path, NOTHING)
    words = ARTICLE.split()
    size = NOTHING.label_words + 2
    runs = {" ".join(words[start : start + size]) for start in range(len(words) - size)}
    for name, data in bytes_of_release(release):
        text = " ".join(data.decode("utf-8", "replace").split())
        assert [run for run in runs if run in text] == [], name


def test_sentences_are_quoted_up_to_the_caps_and_keep_their_places(tmp_path: Path) -> None:
    caps = QuotationCaps(words=120, share=0.5)
    release = release_of(ARTICLE, tmp_path, caps)
    claims = pq.read_table(release / "claims.parquet").to_pylist()
    quoted = [claim for claim in claims if claim["text"] is not None]
    assert 0 < len(quoted) < len(claims)
    assert sum(len(claim["text"].split()) for claim in quoted) <= caps.words
    assert all(claim["start"] < claim["end"] for claim in claims)
    silent = min(claim["checkworthiness"] for claim in quoted)
    assert all(claim["checkworthiness"] <= silent for claim in claims if claim["text"] is None)


def test_the_share_bounds_a_short_article(tmp_path: Path) -> None:
    release = release_of(ARTICLE, tmp_path, QuotationCaps(words=10_000, share=0.1))
    claims = pq.read_table(release / "claims.parquet").to_pylist()
    (n_chars,) = pq.read_table(release / "documents.parquet")["n_chars"].to_pylist()
    assert 0 < sum(len(claim["text"]) for claim in claims if claim["text"]) <= 0.1 * n_chars


@pytest.mark.parametrize("share", [float("nan"), -0.1, 1.1])
def test_a_share_that_bounds_nothing_is_refused(share: float) -> None:
    """To DuckDB every share of an article is below one that is no number: all would be quoted, and no gate see it."""
    with pytest.raises(ValueError, match="from 0 to 1"):
        QuotationCaps(share=share)


def test_text_without_spaces_is_no_way_around_the_caps(tmp_path: Path) -> None:
    sentence = "Officials said that " + "港" * 2_000 + " should stay open next year."
    text = f"A Title\n\nBy Ann Ito\n\n{SENTENCES[0]} {sentence} {SENTENCES[1]}\n"
    release = release_of(text, tmp_path, QuotationCaps(words=60, share=1.0))
    for name, data in bytes_of_release(release):
        assert ("港" * 200).encode() not in data, name


@pytest.mark.parametrize("field", ["title", "publisher", "license"])
def test_what_a_sidecar_smuggles_is_cut(field: str, tmp_path: Path) -> None:
    smuggled = " ".join(f"plantsidecar{number:03}" for number in range(300))
    release = release_of(ARTICLE, tmp_path, NOTHING, {field: smuggled, "scraped_at": "2026-01-01"})
    for name, data in bytes_of_release(release):
        assert b"plantsidecar041" not in data, name


def test_open_articles_carry_their_text_beside_reserved_ones(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    (raw / "free").mkdir(parents=True)
    (raw / "free" / "open.txt").write_text(ARTICLE.replace("plantbody", "freebody"), "utf-8")
    (raw / "closed.txt").write_text(ARTICLE, "utf-8")
    record = '[[source]]\nname = "Free Press"\nfolder = "free"\nrights = "open"\nlicense = "CC0-1.0"\n'
    (raw / "sources.toml").write_text(record + 'basis = "asked"\ncontact = "desk@free.example"\n', "utf-8")
    release = build_and_release(raw, tmp_path / "output", caps=NOTHING)
    rows = {row["rights"]: row for row in pq.read_table(release / "documents.parquet").to_pylist()}
    assert "freebody000" in rows["open"]["text"]
    assert rows["all-rights-reserved"]["text"] is None
    page = (release / "SOURCES.md").read_text("utf-8")
    assert "| Free Press | 1 | open | CC0-1.0 | asked | desk@free.example |" in page
    assert "0 quoted words" in page
    for name, data in bytes_of_release(release):
        assert b"plantbody000" not in data, name


def test_a_reject_s_detail_may_quote_and_is_not_carried(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.txt").write_text(ARTICLE, "utf-8")
    (raw / "b.jsonl").write_text('{"plantreject": 1}\n', "utf-8")
    release = build_and_release(raw, tmp_path / "output", caps=NOTHING)
    (reject,) = pq.read_table(release / "rejects.parquet").to_pylist()
    assert (reject["reason"], reject["detail"]) == ("record_invalid", None)


@pytest.mark.parametrize("table", RELEASE_TABLES)
def test_every_text_column_has_been_decided_on(table: str) -> None:
    texts = {column.name for column in release_columns(table) if column.type in ("string", "list<string>")}
    free = {column.name for column in release_columns(table) if column.name in texts and not _is_closed(table, column)}
    assert free == set(HELD.get(table, {}))


def _is_closed(table: str, column: object) -> bool:
    """Say whether a column's values cannot be words of an article by what its schema allows."""
    return held_in(table, column) == FACT and column.name not in HELD.get(table, {})


def test_a_new_column_is_silent_until_someone_decides() -> None:
    column = next(column for column in release_columns("claims") if column.name == "text")
    assert held_in("claims", column) != PASSAGE
    assert held_in("unheard_of", column) == PASSAGE


def test_the_gate_finds_what_was_put_in_by_other_ways(tmp_path: Path) -> None:
    release = unlocked(release_of(ARTICLE, tmp_path, NOTHING))
    assert quotation_failures(release, NOTHING) == []
    for table, column, wrong in (
        ("claims", "text", "of"),
        ("documents", "author_bio", "documents.author_bio"),
        ("references", "text", "references.text"),
        ("figures", "measure", "figures.measure"),
    ):
        file = release / f"{table}.parquet"
        before = file.read_bytes()
        rows = pq.read_table(file)
        place = rows.schema.get_field_index(column)
        smuggled = pa.array([" ".join(SENTENCES)] * len(rows))
        pq.write_table(rows.set_column(place, rows.schema.field(column), smuggled), file)
        failures = quotation_failures(release, NOTHING)
        assert len(failures) == 1
        assert failures[0].startswith(f"{table}")
        assert wrong in failures[0]
        file.write_bytes(before)
    assert HELD["figures"]["measure"] == LABEL
