"""The command, as its user types it: what it prints, where, and with which exit status."""

import csv
import io
import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from flows.cli import cli
from tests.building import SAMPLE


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    # Anything but a clean exit would have been a traceback.
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def ask(dataset: Path, sql: str, *more: str | Path) -> str:
    result = run("query", sql, "--dataset", dataset, *more)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def one_line(result: Result) -> str:
    (line,) = result.stderr.splitlines()
    assert line.startswith("alliance: ")
    return line


@pytest.fixture(scope="module")
def doc_id(sample_dataset: Path) -> str:
    sql = "SELECT doc_id FROM documents WHERE source_path LIKE '%04_%'"
    return str(json.loads(ask(sample_dataset, sql, "--format", "json"))[0]["doc_id"])


@pytest.mark.parametrize("command", [[], ["build"], ["query"], ["tables"], ["show"], ["validate"]])
def test_help_everywhere_with_examples(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Example" in result.stdout


class TestQuery:
    def test_table(self, sample_dataset: Path) -> None:
        shown = ask(sample_dataset, "SELECT count(*) AS articles FROM documents")
        assert "articles" in shown
        assert re.search(r"\b16\b", shown)

    def test_csv(self, sample_dataset: Path) -> None:
        sql = "SELECT title, authors FROM documents ORDER BY title LIMIT 3"
        rows = list(csv.DictReader(io.StringIO(ask(sample_dataset, sql, "--format", "csv"))))
        assert len(rows) == 3
        assert all(isinstance(json.loads(row["authors"]), list) for row in rows)

    def test_json(self, sample_dataset: Path) -> None:
        sql = "SELECT 1 AS a, DATE '2024-05-01' AS d, NULL AS n"
        assert json.loads(ask(sample_dataset, sql, "--format", "json")) == [{"a": 1, "d": "2024-05-01", "n": None}]

    def test_parquet_file(self, sample_dataset: Path, tmp_path: Path) -> None:
        ask(sample_dataset, "SELECT doc_id FROM documents", "--format", "parquet", "--output", tmp_path / "ids.parquet")
        assert pq.read_table(tmp_path / "ids.parquet").num_rows == 16

    def test_every_table_can_be_asked(self, sample_dataset: Path) -> None:
        for table in (
            "documents",
            "blocks",
            "claims",
            "attributions",
            "figures",
            "mentions",
            '"references"',
            "rejects",
            "runs",
        ):
            ask(sample_dataset, f"SELECT * FROM {table} LIMIT 1")

    @pytest.mark.parametrize(
        ("sql", "problem"),
        [
            ("SELEC 1", "syntax error"),
            ("SELECT nothing FROM claims", "nothing"),
            ("SELECT * FROM nowhere", "nowhere"),
            ("DROP VIEW claims", "read-only"),
            ("SELECT 1; SELECT 2", "one SELECT"),
            ("", "one SELECT"),
            ("COPY claims TO 'x.csv'", "read-only"),
            ("SELECT * FROM read_text('/etc/hostname')", "disabled"),
            ("SELECT 1/0::INT + 'x'::INT", "x"),
        ],
    )
    def test_bad_sql_is_one_line(self, sample_dataset: Path, sql: str, problem: str) -> None:
        result = run("query", sql, "--dataset", sample_dataset)
        assert result.exit_code == 2
        assert problem in one_line(result)

    def test_parquet_needs_a_file(self, sample_dataset: Path) -> None:
        result = run("query", "SELECT 1", "--dataset", sample_dataset, "--format", "parquet")
        assert result.exit_code == 2
        assert "--output" in one_line(result)

    def test_unwritable_output(self, sample_dataset: Path, tmp_path: Path) -> None:
        result = run("query", "SELECT 1", "--dataset", sample_dataset, "--output", tmp_path / "no" / "x.csv")
        assert result.exit_code == 2
        assert "no/x.csv" in one_line(result)


@pytest.mark.parametrize("arguments", [("query", "SELECT 1"), ("tables",), ("show", "0123456789abcdef"), ("validate",)])
def test_missing_dataset_says_what_to_do(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments, "--dataset", tmp_path / "none")
    assert result.exit_code == 2
    assert "alliance build" in one_line(result)


class TestTables:
    def test_lists_tables_rows_and_columns_with_meanings(self, sample_dataset: Path) -> None:
        shown = run("tables", "--dataset", sample_dataset).stdout
        assert "documents: 16 rows" in shown
        assert re.search(r"^  claim_type +string +\S", shown, re.MULTILINE)

    def test_one_table(self, sample_dataset: Path) -> None:
        shown = run("tables", "claims", "--dataset", sample_dataset).stdout
        assert shown.startswith("claims: ")
        assert "documents" not in shown.split("\n", 1)[0]

    def test_unknown_table(self, sample_dataset: Path) -> None:
        result = run("tables", "claim", "--dataset", sample_dataset)
        assert result.exit_code == 2
        assert "claims" in one_line(result)


class TestShow:
    def test_blocks_claims_and_figures_in_place(self, sample_dataset: Path, doc_id: str) -> None:
        shown = run("show", doc_id, "--dataset", sample_dataset).stdout
        assert re.search(r"^title +\S", shown, re.MULTILINE)
        assert re.search(r"^body\+ +\S", shown, re.MULTILINE)
        assert re.search(r"<(policy|prediction|value|fact): author", shown)

    def test_beginning_of_an_id_is_enough(self, sample_dataset: Path, doc_id: str) -> None:
        whole, part = (run("show", name, "--dataset", sample_dataset) for name in (doc_id, doc_id[:8]))
        assert whole.stdout == part.stdout

    @pytest.mark.parametrize("wrong", ["ffffffffffffffff", "%", "'; DROP VIEW claims"])
    def test_unknown_article(self, sample_dataset: Path, wrong: str) -> None:
        result = run("show", wrong, "--dataset", sample_dataset)
        assert result.exit_code == 2
        assert "no article" in one_line(result)

    def test_an_id_that_several_articles_share(self, sample_dataset: Path) -> None:
        result = run("show", "", "--dataset", sample_dataset)
        assert result.exit_code == 2
        assert "more than one" in one_line(result)

    def test_hostile_text_cannot_steer_the_terminal(self, sample_dataset: Path) -> None:
        sql = "SELECT doc_id FROM documents WHERE source_path LIKE '%hostile%'"
        hostile = json.loads(ask(sample_dataset, sql, "--format", "json"))[0]["doc_id"]
        shown = run("show", hostile, "--dataset", sample_dataset).stdout
        assert "\\x1b[" in shown
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)


class TestBuildRefuses:
    """What is refused before Prefect starts."""

    def test_missing_raw_folder(self, tmp_path: Path) -> None:
        result = run("build", "--raw", tmp_path / "none", "--output", tmp_path / "out")
        assert result.exit_code == 2
        assert "no such file or folder" in one_line(result)
        assert not (tmp_path / "out").exists()

    def test_empty_raw_folder(self, tmp_path: Path) -> None:
        (tmp_path / "raw").mkdir()
        result = run("build", "--raw", tmp_path / "raw", "--output", tmp_path / "out")
        assert result.exit_code == 1
        assert "no articles" in one_line(result)

    def test_output_that_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "out").write_text("")
        result = run("build", "--raw", SAMPLE, "--output", tmp_path / "out")
        assert result.exit_code == 2
        assert "a file, not a folder" in one_line(result)

    def test_broken_rights_records(self, raw: Path, tmp_path: Path) -> None:
        (raw / "sources.toml").write_text("[[source]")
        result = run("build", "--raw", raw, "--output", tmp_path / "out")
        assert result.exit_code == 2
        assert "sources.toml" in one_line(result)

    @pytest.mark.parametrize("wrong", [["--workers", "0"], ["--limit", "x"], ["--max-bytes", "-1"], ["--colour"]])
    def test_wrong_options(self, wrong: list[str]) -> None:
        assert run("build", *wrong).exit_code == 2


class TestValidate:
    def test_a_good_dataset(self, sample_dataset: Path) -> None:
        result = run("validate", "--dataset", sample_dataset)
        assert result.exit_code == 0, result.stdout
        assert "16 of 16 articles held against their raw text" in result.stdout

    def test_a_changed_row_is_named(self, sample_copy: Path) -> None:
        file = next((sample_copy / "figures").glob("*.parquet"))
        table = pq.read_table(file)
        texts = ["forged", *table["text"].to_pylist()[1:]]
        index = table.schema.get_field_index("text")
        pq.write_table(table.set_column(index, table.schema.field("text"), [texts]), file)
        result = run("validate", "--dataset", sample_copy)
        assert result.exit_code == 1
        assert "forged" in result.stdout

    def test_a_missing_row_is_named(self, sample_copy: Path) -> None:
        file = next((sample_copy / "blocks").glob("*.parquet"))
        pq.write_table(pq.read_table(file).slice(1), file)
        result = run("validate", "--dataset", sample_copy)
        assert result.exit_code == 1
        assert "text_covered" in result.stdout
