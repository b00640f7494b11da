"""A release is made whole or not at all: gates, versions, takedowns, corrections."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.publishing.compatibility import VersionError
from flows.publishing.corrections import CorrectionsError, read_corrections
from flows.publishing.gates import GateError, accuracy_failures, count_failures
from flows.publishing.releases import releases_in
from flows.publishing.takedowns import TakedownsError, read_takedowns
from flows.publishing.verify import verify
from flows.settings import BuildSettings, ReleaseSettings, Tolerances
from flows.storage.dataset.manifest import open_dataset
from tests.building import ARTICLE, SAMPLE, build_without_prefect
from tests.releasing import build_and_release, release_without_prefect

Release = Callable[..., Path]
SECOND = ARTICLE.replace("Nagoya", "Kure").replace("Ann Ito", "Ben Sato")


@pytest.fixture
def release(raw: Path, tmp_path: Path) -> Release:
    """Return a function that builds `raw` and releases it into tmp_path/output; arguments change its settings."""

    return lambda **changes: build_and_release(raw, tmp_path / "output", **changes)


@pytest.fixture
def nothing_left(tmp_path: Path) -> Iterator[None]:
    """Whatever the test does, the folder of the releases holds afterwards what it held before it failed."""
    yield
    left = sorted(path.name for path in (tmp_path / "output" / "releases").iterdir())
    assert not [name for name in left if name.startswith(".")]
    for name in left:
        assert name == "0.1.0" or name.startswith("alliance-commentary-0.1.0.tar.zst"), left


def rows(release: Path, table: str) -> list[dict[str, Any]]:
    return list(pq.read_table(release / f"{table}.parquet").to_pylist())


def test_the_first_release_and_its_archive(release: Release) -> None:
    folder = release()
    assert folder.name == "0.1.0"
    assert {path.name for path in folder.parent.iterdir()} == {
        "0.1.0",
        "alliance-commentary-0.1.0.tar.zst",
        "alliance-commentary-0.1.0.tar.zst.sha256",
    }
    assert "0.1.0 is the first release" in (folder / "DIFF.md").read_text("utf-8")
    assert all(not file.stat().st_mode & 0o222 for file in folder.iterdir())


def test_a_new_article_is_minor_and_told_in_the_diff(raw: Path, release: Release) -> None:
    release()
    (raw / "second.txt").write_text(SECOND, "utf-8")
    folder = release()
    assert folder.name == "0.2.0"
    told = json.loads((folder / "diff.json").read_text("utf-8"))
    assert (told["old"], told["new"], told["level"]) == ("0.1.0", "0.2.0", "minor")
    assert told["tables"]["documents"]["added"] == 1
    assert "| documents | 1 | 2 | 1 | 0 | 0 |" in (folder / "DIFF.md").read_text("utf-8")


@pytest.mark.usefixtures("nothing_left")
def test_a_version_that_says_less_than_what_changed_is_refused(raw: Path, release: Release) -> None:
    release()
    (raw / "second.txt").write_text(SECOND, "utf-8")
    with pytest.raises(VersionError, match=r"something new asks for 0\.2\.0 at least"):
        release(version="0.1.1")


@pytest.mark.usefixtures("nothing_left")
def test_nothing_new_needs_no_release(release: Release) -> None:
    release()
    with pytest.raises(VersionError, match=r"nothing has changed since 0\.1\.0"):
        release()


def test_a_renamed_column_refuses_a_minor_bump(release: Release) -> None:
    """The last release called a column otherwise: what is made now breaks its readers."""
    last = release()
    package = last / "datapackage.json"
    package.chmod(0o644)
    package.write_text(package.read_text("utf-8").replace('"name": "claim_type"', '"name": "claim_kind"'), "utf-8")
    old = pq.read_table(last / "claims.parquet")
    (last / "claims.parquet").chmod(0o644)
    names = ["claim_kind" if name == "claim_type" else name for name in old.column_names]
    pq.write_table(old.rename_columns(names), last / "claims.parquet")
    with pytest.raises(VersionError, match=r"0\.2\.0 after 0\.1\.0: a breaking change asks for 1\.0\.0 at least"):
        release(version="0.2.0")
    folder = release()
    assert folder.name == "1.0.0"
    assert "breaking: claims.claim_kind renamed: now claim_type" in (folder / "DIFF.md").read_text("utf-8")


@pytest.mark.usefixtures("nothing_left")
def test_raw_text_that_has_changed_proves_nothing(raw: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    build_without_prefect(BuildSettings((raw,), output, 1))
    (raw / "good.txt").write_text(SECOND, "utf-8")
    with pytest.raises(GateError, match="the raw text of 1 articles is gone") as caught:
        release_without_prefect(ReleaseSettings(output / "dataset", output, workers=1))
    assert caught.value.gate == "evidence"


@pytest.mark.usefixtures("nothing_left")
def test_rows_that_do_not_hold_are_named(raw: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    build_without_prefect(BuildSettings((raw,), output, 1))
    (file,) = (output / "dataset" / "figures").glob("*.parquet")
    table = pq.read_table(file)
    text = pa.array(["forty"] * len(table))
    file.unlink()
    pq.write_table(table.set_column(table.schema.get_field_index("text"), table.schema.field("text"), text), file)
    with pytest.raises(GateError, match=r"text_proved: figures of [0-9a-f]{16}: holds 'forty' where the raw text"):
        release_without_prefect(ReleaseSettings(output / "dataset", output, workers=1))


@pytest.mark.usefixtures("nothing_left")
def test_a_dataset_of_other_code_is_built_again_first(raw: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    build_without_prefect(BuildSettings((raw,), output, 1))
    manifest = output / "dataset" / "dataset.json"
    content = open_dataset(output / "dataset").manifest | {"code_version": "0.0.1+old"}
    manifest.write_text(json.dumps(content), "utf-8")
    with pytest.raises(GateError, match=r"the dataset was made by 0\.0\.1\+old"):
        release_without_prefect(ReleaseSettings(output / "dataset", output, workers=1))


@pytest.mark.usefixtures("nothing_left")
def test_articles_that_went_missing_stop_a_release_unless_accepted(raw: Path, release: Release) -> None:
    (raw / "second.txt").write_text(SECOND, "utf-8")
    release()
    (raw / "second.txt").unlink()
    with pytest.raises(GateError, match="documents: 2 → 1 articles; 2% may go"):
        release()


def test_a_gate_let_pass_is_recorded(raw: Path, release: Release) -> None:
    (raw / "second.txt").write_text(SECOND, "utf-8")
    release()
    (raw / "second.txt").unlink()
    folder = release(accept=("counts",))
    assert folder.name == "0.2.0"
    assert json.loads((folder / "PROVENANCE.json").read_text("utf-8"))["accepted_gates"] == ["counts"]
    assert "let pass: counts" in (folder / "README.md").read_text("utf-8")


@pytest.mark.usefixtures("nothing_left")
def test_a_full_disk_leaves_nothing_behind(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.publishing import releases

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    release()
    monkeypatch.setattr(releases, "write_archive", full)
    with pytest.raises(OSError, match="No space"):
        release(version="0.2.0")


def test_what_a_killed_run_left_is_cleared(release: Release, tmp_path: Path) -> None:
    releases = release().parent
    left = [releases / name for name in (".draft-old.tar.zst", "alliance-commentary-0.7.0.tar.zst")]
    for file in left:
        file.write_bytes(b"half")
    (releases / ".draft-old").mkdir()
    (releases / ".draft-old" / "claims.parquet").write_bytes(b"half")
    release(version="0.2.0")
    assert not [file for file in left if file.exists()]
    assert not (releases / ".draft-old").exists()
    assert (releases / "alliance-commentary-0.1.0.tar.zst").exists()
    assert (releases / "alliance-commentary-0.2.0.tar.zst").exists()


def test_releases_are_in_the_order_of_their_versions(tmp_path: Path) -> None:
    for name in ("0.10.0", "0.9.1", "1.0.0", "0.9.0", "notes", ".draft-1"):
        (tmp_path / name).mkdir()
    assert list(releases_in(tmp_path)) == ["0.9.0", "0.9.1", "0.10.0", "1.0.0"]


def counted(**rows: int) -> dict[str, Any]:
    return {"resources": [{"name": name, "rows": count} for name, count in rows.items()]}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ({"documents": 100, "claims": 1000}, {"documents": 100, "claims": 1000}, []),
        ({"documents": 100, "claims": 1000}, {"documents": 300, "claims": 3000}, []),
        ({"documents": 100, "claims": 1000}, {"documents": 98, "claims": 980}, []),
        ({"documents": 100, "claims": 1000}, {"documents": 97, "claims": 970}, ["documents: 100 → 97 articles"]),
        ({"documents": 100, "claims": 1000}, {"documents": 100, "claims": 700}, ["claims: 10.00 → 7.00 rows"]),
        ({"documents": 100, "claims": 1000}, {"documents": 100, "claims": 1300}, ["claims: 10.00 → 13.00 rows"]),
        ({"documents": 100, "claims": 50}, {"documents": 100, "claims": 10}, []),
        ({"documents": 0}, {"documents": 5}, []),
    ],
)  # fmt: skip
def test_counts_may_go_so_far(old: dict[str, int], new: dict[str, int], told: list[str]) -> None:
    failures = list(count_failures(counted(**old), counted(**new), Tolerances()))
    assert len(failures) == len(told)
    assert all(failure.startswith(start) for failure, start in zip(failures, told, strict=True))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (0.9, 0.9, []),
        (0.9, 0.95, []),
        (0.9, 0.89, ["claim_f1 on dev: 0.9 → 0.89"]),
        (0.9, None, ["claim_f1 on dev: 0.9 → not measured"]),
    ],
)
def test_no_measure_falls(old: float, new: float | None, told: list[str]) -> None:
    scores = {} if new is None else {"claim_f1": new}
    assert list(accuracy_failures({"dev": {"claim_f1": old}}, {"dev": scores})) == told


def test_of_uncovered_characters_fewer_are_better() -> None:
    before, after = {"dev": {"uncovered_chars": 3.0}}, {"dev": {"uncovered_chars": 5.0}}
    assert list(accuracy_failures(before, after)) == ["uncovered_chars on dev: 3 → 5"]
    assert list(accuracy_failures(after, before)) == []


def test_a_worse_score_stops_a_release(raw: Path, release: Release, tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "tests" / "quality").mkdir(parents=True)
    (project / "LICENSE-DATA").write_text("CC BY 4.0", "utf-8")
    scores = project / "tests" / "quality" / "scores.json"
    scores.write_text('{"dev": {"claim_f1": 0.9}}', "utf-8")
    release(project=project)
    scores.write_text('{"dev": {"claim_f1": 0.8}}', "utf-8")
    (raw / "second.txt").write_text(SECOND, "utf-8")
    with pytest.raises(GateError, match=r"claim_f1 on dev: 0\.9 → 0\.8"):
        release(project=project)
    assert release(project=project, accept=("accuracy",)).name == "0.2.0"


# Takedowns


def test_an_article_taken_down_leaves_a_tombstone_and_nothing_else(raw: Path, release: Release) -> None:
    (raw / "second.txt").write_text(SECOND, "utf-8")
    before = release()
    doc_id = next(row["doc_id"] for row in rows(before, "documents") if row["authors"] == ["Ben Sato"])
    (raw / "takedowns.txt").write_text(f"# asked by mail\n{doc_id}  the author asked on 3 May\n\n", "utf-8")
    after = release(accept=("counts",))
    assert rows(after, "withheld") == [{"doc_id": doc_id, "cause": "request", "note": "the author asked on 3 May"}]
    for file in after.glob("*.parquet"):
        table = pq.read_table(file)
        if "doc_id" in table.column_names and file.stem != "withheld":
            assert doc_id not in table["doc_id"].to_pylist(), file.name
    assert len(rows(after, "documents")) == 1
    assert list(verify(after)) == []
    assert "Ben Sato" not in (after / "diff.json").read_text("utf-8")


def test_a_reprint_of_what_was_taken_down_goes_with_it(tmp_path: Path) -> None:
    from flows.publishing.tables import dataset_tables, write_tables
    from flows.settings import QuotationCaps

    output = tmp_path / "output"
    build_without_prefect(BuildSettings((SAMPLE,), output, 1, limit=4))
    files = sorted((output / "dataset" / "documents").glob("*.parquet"))
    tables = [pq.read_table(file) for file in files]
    ids = [doc_id for table in tables for doc_id in table["doc_id"].to_pylist()]
    repeats = {ids[1]: ids[0], ids[2]: ids[1]}
    for file, table in zip(files, tables, strict=True):
        place = table.schema.get_field_index("duplicate_of")
        values = pa.array([repeats.get(doc_id) for doc_id in table["doc_id"].to_pylist()], pa.string())
        file.unlink()
        pq.write_table(table.set_column(place, table.schema.field("duplicate_of"), values), file)
    draft = tmp_path / "draft"
    draft.mkdir()
    with dataset_tables((output / "dataset").resolve(), tmp_path, 1) as connection:
        write_tables(connection, draft, QuotationCaps(), {ids[0]: None}, [])
    assert {row["doc_id"]: row["cause"] for row in rows(draft, "withheld")} == {
        ids[0]: "request",
        ids[1]: "reprint",
        ids[2]: "reprint",
    }
    assert [row["doc_id"] for row in rows(draft, "documents")] == [ids[3]]


@pytest.mark.parametrize("line", ["not an id", "0123456789ABCDEF", "0123456789abcde", "0123456789abcdef0 note"])
def test_a_line_that_names_no_article_is_refused(line: str, tmp_path: Path) -> None:
    file = tmp_path / "takedowns.txt"
    file.write_text(f"0123456789abcdef\n{line}\n")
    with pytest.raises(TakedownsError, match="line 2: a line begins with the id of an article"):
        read_takedowns(file)


# Corrections


def correction(doc_id: str, **changes: object) -> str:
    record: dict[str, object] = {
        "table": "documents",
        "key": f'{{doc_id = "{doc_id}"}}',
        "column": "publisher",
        "value": "Harbor Review",
        "reason": "the imprint says so",
        **changes,
    }
    lines = (f"{key} = {value if key == 'key' else json.dumps(value)}\n" for key, value in record.items())
    return "[[correction]]\n" + "".join(line for line in lines if not line.endswith("= null\n"))


def test_a_corrected_row_says_so_and_why(raw: Path, release: Release) -> None:
    (document,) = rows(release(), "documents")
    more = correction(document["doc_id"], column="published", value="2026-03-05", reason="asked the editor")
    precise = correction(document["doc_id"], column="published_precision", value="day", reason="asked the editor")
    based = correction(document["doc_id"], column="published_basis", value="sidecar", reason="asked the editor")
    text = correction(document["doc_id"]) + more + precise + based
    (raw / "corrections.toml").write_text(text, "utf-8")
    folder = release()
    (corrected,) = rows(folder, "documents")
    assert folder.name == "0.1.1"
    assert corrected["publisher"] == "Harbor Review"
    assert str(corrected["published"]) == "2026-03-05"
    assert corrected["corrected"] == ["publisher", "published", "published_precision", "published_basis"]
    assert corrected["authors"] == document["authors"]
    listed = rows(folder, "corrections")
    assert [row["correction_no"] for row in listed] == [1, 2, 3, 4]
    first = listed[0]
    assert (first["table_name"], first["column_name"], first["was"], first["became"], first["reason"]) == (
        "documents",
        "publisher",
        None,
        "Harbor Review",
        "the imprint says so",
    )
    assert json.loads(first["key"]) == {"doc_id": document["doc_id"]}


@pytest.mark.usefixtures("nothing_left")
def test_a_correction_fails_loudly_once_its_old_value_is_gone(raw: Path, release: Release) -> None:
    (document,) = rows(release(), "documents")
    text = correction(document["doc_id"], expected="The Other Review")
    (raw / "corrections.toml").write_text(text, "utf-8")
    with pytest.raises(CorrectionsError, match="expected 'The Other Review', found None; look again"):
        release()


@pytest.mark.usefixtures("nothing_left")
def test_a_correction_of_a_row_that_is_gone_fails(raw: Path, release: Release) -> None:
    release()
    (raw / "corrections.toml").write_text(correction("0123456789abcdef"), "utf-8")
    with pytest.raises(CorrectionsError, match="no such row any more"):
        release()


@pytest.mark.usefixtures("nothing_left")
def test_a_correction_that_breaks_the_schema_is_named(raw: Path, release: Release) -> None:
    (document,) = rows(release(), "documents")
    wrong = correction(document["doc_id"], column="language", expected="en", value="english")
    (raw / "corrections.toml").write_text(wrong, "utf-8")
    with pytest.raises(GateError, match=r"documents\.language: 'english' in article") as caught:
        release()
    assert caught.value.gate == "corrections"


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("truncated", "yes", "truncated is boolean, which 'yes' is not"),
        ("publisher", 5, "publisher is string, which 5 is not"),
        ("published", "soon", "published is date, which 'soon' is not"),
        ("authors", "Ann Ito", "authors is list<string>, which 'Ann Ito' is not"),
        ("n_words", 99_999_999_999, "n_words is int32"),
    ],
)
def test_a_correction_to_a_value_that_the_column_cannot_hold(
    column: str, value: object, told: str, raw: Path, release: Release
) -> None:
    (document,) = rows(release(), "documents")
    expected = document[column] if column != "published" else None
    text = correction(document["doc_id"], column=column, value=value, expected=expected)
    (raw / "corrections.toml").write_text(text, "utf-8")
    with pytest.raises(CorrectionsError, match=told):
        release()


def test_a_key_that_the_column_cannot_hold(raw: Path, release: Release) -> None:
    release()
    (raw / "corrections.toml").write_text(correction("0123456789abcdef", key="{doc_id = 5}"), "utf-8")
    with pytest.raises(CorrectionsError, match="doc_id is string, which 5 is not"):
        release()


def test_corrections_that_are_no_tables(tmp_path: Path) -> None:
    file = tmp_path / "corrections.toml"
    file.write_text("correction = 5\n", "utf-8")
    with pytest.raises(CorrectionsError, match=r"written as \[\[correction\]\]"):
        read_corrections(file)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"table": "runs"}, "no table 'runs' that tells of articles"),
        ({"column": "nothing"}, "documents has no such column"),
        ({"column": "text", "value": "x"}, "documents.text is not corrected by hand"),
        ({"column": "doc_id", "value": "x"}, "documents.doc_id is not corrected by hand"),
        ({"reason": " "}, "a reason is needed"),
        ({"key": '{claim_id = "x"}'}, "key is to have doc_id"),
        ({"wrong": 1}, "no key wrong"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(changes: dict[str, object], told: str, tmp_path: Path) -> None:
    file = tmp_path / "corrections.toml"
    file.write_text(correction("0123456789abcdef", **changes), "utf-8")
    with pytest.raises(CorrectionsError, match=told):
        read_corrections(file)


def test_rights_that_were_reserved_since_the_build_stop_a_release(raw: Path, tmp_path: Path) -> None:
    (raw / "good.json").write_text('{"rights": "open", "license": "CC0-1.0", "publisher": "Harbor Review"}', "utf-8")
    output = tmp_path / "output"
    build_without_prefect(BuildSettings((raw,), output, 1))
    record = '[[source]]\nname = "Harbor"\npublishers = ["Harbor Review"]\nrights = "all-rights-reserved"\n'
    (raw / "sources.toml").write_text(record, "utf-8")
    with pytest.raises(GateError, match="open here, all-rights-reserved by the record 'Harbor'; build again"):
        release_without_prefect(ReleaseSettings(output / "dataset", output, workers=1))
