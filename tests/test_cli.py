"""The command, as its user types it: what it prints, where, and with which exit status."""

import csv
import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from flows.cli import cli
from schemas import TABLES
from tests.building import ROOT, SAMPLE


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


@pytest.mark.parametrize(
    "command", [[], ["build"], ["serve"], ["plan"], ["learn-sites"], ["query"], ["tables"], ["show"], ["validate"]]
)
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
        for table in TABLES:
            ask(sample_dataset, f'SELECT * FROM "{table}" LIMIT 1')

    @pytest.mark.parametrize(
        ("sql", "problem"),
        [
            ("SELEC 1", "syntax error"),
            ("SELECT nothing FROM claims", "nothing"),
            ("SELECT * FROM nowhere", "nowhere"),
            ("SELECT count(*) FROM references", 'to be quoted: "references"'),
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

    def test_columns_of_one_name_are_all_written(self, sample_dataset: Path) -> None:
        sql = "SELECT 1 AS a, 2 AS a, 3 AS a_1, 4 AS a"
        assert ask(sample_dataset, sql, "--format", "csv") == "a,a,a_1,a\n1,2,3,4\n"
        expected = {"a": 1, "a_2": 2, "a_1": 3, "a_3": 4}
        assert json.loads(ask(sample_dataset, sql, "--format", "json")) == [expected]

    def test_columns_of_one_name_in_parquet(self, sample_dataset: Path, tmp_path: Path) -> None:
        ask(sample_dataset, "SELECT 1 AS a, 2 AS a", "--format", "parquet", "--output", tmp_path / "x.parquet")
        assert pq.read_table(tmp_path / "x.parquet").to_pylist() == [{"a": 1, "a_1": 2}]

    @pytest.mark.parametrize(
        ("sql", "value"),
        [
            ("date '-0044-01-01'", "0045-01-01 (BC)"),
            ("timestamp 'infinity'", "infinity"),
            ("INTERVAL 3 DAY", "3 days"),
            ("1.50", "1.50"),
            ("'nan'::DOUBLE", None),
            ("['inf'::FLOAT, 1]", [None, 1]),
            ("sum(12::HUGEINT)", 12),
            ("{'d': DATE '2024-05-01', 'n': 1}", {"d": "2024-05-01", "n": 1}),
            ("MAP {1: [DATE '2024-05-01']}", {"1": ["2024-05-01"]}),
            ("row(1, INTERVAL 1 DAY)", "(1, 1 day)"),
            ("'a'::BLOB", "a"),
            ("TRUE", True),
        ],
    )
    def test_values_of_every_kind(self, sample_dataset: Path, sql: str, value: object) -> None:
        assert json.loads(ask(sample_dataset, f"SELECT {sql} AS x", "--format", "json")) == [{"x": value}]
        ask(sample_dataset, f"SELECT {sql} AS x", "--format", "csv")

    def test_no_rows(self, sample_dataset: Path) -> None:
        assert json.loads(ask(sample_dataset, "FROM claims WHERE false", "--format", "json")) == []
        assert ask(sample_dataset, "SELECT 1 AS a WHERE false", "--format", "csv") == "a\n"

    @pytest.mark.parametrize("form", ["csv", "json", "table"])
    def test_a_file_holds_every_row(self, sample_dataset: Path, tmp_path: Path, form: str) -> None:
        sql = "SELECT 'row ' || i || '.' AS a FROM range(5000) t(i)"
        ask(sample_dataset, sql, "--format", form, "--output", tmp_path / "out")
        written = (tmp_path / "out").read_text("utf-8")
        assert all(f"row {number}." in written for number in range(5000))

    def test_a_table_too_long_to_draw(self, sample_dataset: Path, tmp_path: Path) -> None:
        sql = "FROM range(20000)"
        result = run("query", sql, "--dataset", sample_dataset, "--output", tmp_path / "t.txt")
        assert result.exit_code == 2
        assert "--format" in one_line(result)

    @pytest.mark.parametrize("form", ["csv", "json", "parquet"])
    def test_a_query_that_fails_leaves_the_file_as_it_was(
        self, sample_dataset: Path, tmp_path: Path, form: str
    ) -> None:
        file = tmp_path / "kept"
        file.write_text("before")
        sql = "SELECT CASE WHEN i = 90000 THEN error('boom') ELSE i END FROM range(99999) t(i)"
        result = run("query", sql, "--dataset", sample_dataset, "--format", form, "--output", file)
        assert result.exit_code == 2
        assert "boom" in one_line(result)
        assert file.read_text() == "before"
        assert list(tmp_path.iterdir()) == [file]

    def test_a_link_and_the_rights_of_the_file_stay(self, sample_dataset: Path, tmp_path: Path) -> None:
        file, link = tmp_path / "file", tmp_path / "link"
        file.write_text("before")
        file.chmod(0o640)
        link.symlink_to(file)
        ask(sample_dataset, "SELECT 1 AS a", "--format", "csv", "--output", link)
        assert link.is_symlink()
        assert file.read_text() == "a\n1\n"
        assert file.stat().st_mode & 0o777 == 0o640

    def test_what_parquet_cannot_hold(self, sample_dataset: Path, tmp_path: Path) -> None:
        file = tmp_path / "x.parquet"
        sql = "SELECT INTERVAL 1 DAY AS a"
        result = run("query", sql, "--dataset", sample_dataset, "--format", "parquet", "--output", file)
        assert result.exit_code == 2
        assert "CAST" in one_line(result)
        assert not file.exists()

    def test_a_path_that_looks_like_a_pattern(self, sample_dataset: Path, tmp_path: Path) -> None:
        copy = shutil.copytree(sample_dataset.resolve(), tmp_path / "a[b]*?'c")
        assert "16" in ask(copy, "SELECT count(*) FROM documents")

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


COMMANDS = [("query", "SELECT 1"), ("tables",), ("show", "0123456789abcdef"), ("validate",)]


@pytest.mark.parametrize("manifest", ["{}", "[]", "null", '{"raw": 1}', '{"raw": {"a": 1}}', "{", "[" * 100_000])
@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: arguments[0])
def test_a_damaged_manifest_is_one_line(tmp_path: Path, arguments: tuple[str, ...], manifest: str) -> None:
    (tmp_path / "dataset.json").write_text(manifest)
    result = run(*arguments, "--dataset", tmp_path)
    assert result.exit_code == 2
    assert "dataset.json is damaged" in one_line(result)


@pytest.mark.parametrize("arguments", COMMANDS[:3], ids=lambda arguments: arguments[0])
@pytest.mark.parametrize("damage", ["no folder", "no file", "no parquet"])
def test_a_damaged_table_is_one_line(sample_copy: Path, arguments: tuple[str, ...], damage: str) -> None:
    shutil.rmtree(sample_copy / "claims")
    if damage != "no folder":
        (sample_copy / "claims").mkdir()
    if damage == "no parquet":
        (sample_copy / "claims" / "x.parquet").write_bytes(b"damaged")
    result = run(*arguments, "--dataset", sample_copy)
    assert result.exit_code == 2
    assert f"{sample_copy}/claims is damaged" in one_line(result)
    assert "build it again" in one_line(result)


@pytest.mark.parametrize("arguments", [COMMANDS[0], COMMANDS[2]], ids=lambda arguments: arguments[0])
def test_a_dataset_of_another_version_is_one_line(sample_copy: Path, arguments: tuple[str, ...]) -> None:
    """Without a column that a view needs no question was answered, and the line blamed the question."""
    (documents,) = (sample_copy / "documents").glob("*.parquet")
    pq.write_table(pq.read_table(documents).drop_columns(["duplicate_of"]), documents)
    result = run(*arguments, "--dataset", sample_copy)
    assert result.exit_code == 2
    assert "of another version" in one_line(result)
    assert "build it again" in one_line(result)


class TestTables:
    def test_lists_tables_rows_and_columns_with_meanings(self, sample_dataset: Path) -> None:
        shown = run("tables", "--dataset", sample_dataset).stdout
        assert "documents: 16 rows" in shown
        assert re.search(r"^  claim_type +string +\S", shown, re.MULTILINE)

    def test_one_table(self, sample_dataset: Path) -> None:
        shown = run("tables", "claims", "--dataset", sample_dataset).stdout
        assert shown.startswith("claims: ")
        assert "documents" not in shown.split("\n", 1)[0]

    def test_what_columns_mean_stands_below_each_other(self, sample_dataset: Path) -> None:
        head, *lines = run("tables", "runs", "--dataset", sample_dataset).stdout.rstrip().splitlines()
        assert head.startswith("runs: 1 row, ")
        assert len({re.match(r"  \w+ +\S+(?: tz=\w+\])? +", line).end() for line in lines}) == 1  # type: ignore[union-attr]

    def test_views_are_described_too(self, sample_dataset: Path) -> None:
        everything = run("tables", "--dataset", sample_dataset).stdout
        one = run("tables", "unique_claims", "--dataset", sample_dataset).stdout
        assert re.match(r"unique_claims: \d+ rows, the columns of claims \(a view\)\. The claims of articles that", one)
        assert one in everything
        assert "unique_figures: " in everything

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

    def test_the_rule_of_a_label_and_the_basis_of_a_date(self, sample_dataset: Path) -> None:
        sql = "SELECT doc_id, published_basis IS NULL AS unknown FROM documents ORDER BY unknown"
        ids = [row["doc_id"] for row in json.loads(ask(sample_dataset, sql, "--format", "json"))]
        dated, undated = (run("show", ids[place], "--dataset", sample_dataset).stdout for place in (0, -1))
        assert re.search(r"^published_basis +(stated|sidecar)$", dated, re.MULTILINE)
        assert re.search(r"^title +\S.*\([a-z ]+, [01]\.\d\d\)$", dated, re.MULTILINE)
        assert re.search(r"^published +not known$", undated, re.MULTILINE)
        assert "published_basis" not in undated

    def test_beginning_of_an_id_is_enough(self, sample_dataset: Path, doc_id: str) -> None:
        whole, part = (run("show", name, "--dataset", sample_dataset) for name in (doc_id, doc_id[:8]))
        assert whole.stdout == part.stdout

    def test_the_hint_names_the_dataset(self, sample_dataset: Path, tmp_path: Path) -> None:
        assert f"--dataset {sample_dataset}" in one_line(run("show", "none", "--dataset", sample_dataset))

    def test_the_hint_leaves_the_default_out(
        self, sample_dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "output").mkdir()
        (tmp_path / "output" / "dataset").symlink_to(sample_dataset.resolve())
        monkeypatch.chdir(tmp_path)
        assert "--dataset" not in one_line(run("show", "none"))

    @pytest.mark.parametrize("wrong", ["ffffffffffffffff", "%", "'; DROP VIEW claims", "\udcff"])
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

    @pytest.mark.parametrize(
        ("content", "problem"),
        [
            (b"[[source]", "Expected ']]'"),
            (b"# caf\xe9", "not UTF-8 (byte 6); save it as UTF-8"),
            (None, "a folder, where a file is to be; rename it"),
        ],
    )
    def test_broken_rights_records(self, raw: Path, tmp_path: Path, content: bytes | None, problem: str) -> None:
        file = raw / "sources.toml"
        file.mkdir() if content is None else file.write_bytes(content)
        result = run("build", "--raw", raw, "--output", tmp_path / "out")
        assert result.exit_code == 2
        assert f"{file}: {problem}" in one_line(result)

    @pytest.mark.parametrize(
        "wrong",
        [
            ["--workers", "0"],
            ["--limit", "x"],
            ["--max-bytes", "-1"],
            ["--colour"],
            # No number, to which no other compares: every article would reach such a limit, or none.
            ["--max-seconds", "nan"],
            ["--max-seconds", "inf"],
            ["--grace-hours", "nan"],
            # What a shell makes of a variable that is not set: the folder where one happens to be.
            ["--raw", ""],
            ["--output", ""],
        ],
    )
    def test_wrong_options(self, tmp_path: Path, wrong: list[str]) -> None:
        result = run("build", "--raw", tmp_path / "none", *wrong)
        assert result.exit_code == 2
        assert wrong[0] in result.stderr


def test_a_release_quotes_no_share_that_is_no_number(sample_dataset: Path, tmp_path: Path) -> None:
    result = run("release", "--dataset", sample_dataset, "--output", tmp_path / "out", "--quote-share", "nan")
    assert result.exit_code == 2
    assert "--quote-share" in result.stderr
    assert not (tmp_path / "out").exists()


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

    def test_raw_files_that_moved_are_not_said_to_hold(self, sample_copy: Path, tmp_path: Path) -> None:
        manifest = json.loads((sample_copy / "dataset.json").read_text("utf-8"))
        manifest["raw"] = dict.fromkeys(manifest["raw"], str(tmp_path / "moved"))
        (sample_copy / "dataset.json").write_text(json.dumps(manifest), "utf-8")
        result = run("validate", "--dataset", sample_copy)
        assert result.exit_code == 1
        assert f"looked in: {tmp_path / 'moved'}" in result.stdout
        assert "FAILED" in result.stdout


def start(*arguments: str | bytes | Path) -> list[str | bytes | Path]:
    return [sys.executable, "-c", "from flows.cli import main; main()", *arguments]


def typed(*arguments: str | bytes | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    return subprocess.run(start(*arguments), capture_output=True, text=True, env=env, check=False)


class TestMain:
    """What only the installed command does: one line for wrong use, and standard output that fails."""

    @pytest.mark.parametrize("arguments", [["--help"], ["query", "-h"], ["--version"], []])
    def test_help_and_version(self, arguments: list[str]) -> None:
        result = typed(*arguments)
        assert (result.returncode, result.stderr) == (0, "")
        assert "alliance" in result.stdout

    @pytest.mark.parametrize(
        ("arguments", "problem"),
        [
            (["query", "SELECT 1", "--colour"], "--colour"),
            (["query"], "SQL"),
            (["query", "SELECT 1", "--format", "xml"], "'parquet'"),
            (["nothing"], "nothing"),
            (["build", "raw/mine"], "(raw/mine); articles are named by --raw; see: alliance build --help"),
            (["query", b"SELECT '\xff'"], "no dataset"),
        ],
    )
    def test_wrong_use_is_one_line(self, tmp_path: Path, arguments: list[str], problem: str) -> None:
        more = ["--dataset", tmp_path] if "SELECT" in str(arguments) else []
        result = typed(*arguments, *more)
        assert (result.returncode, result.stdout) == (2, "")
        (line,) = result.stderr.splitlines()
        assert line.startswith("alliance: ")
        assert problem in line

    def test_arguments_that_are_no_text(self, sample_dataset: Path) -> None:
        for arguments in (["query", b"SELECT '\xff'"], ["show", b"\xff"]):
            result = typed(*arguments, "--dataset", sample_dataset)
            assert result.returncode == 2
            assert len(result.stderr.splitlines()) == 1

    def test_a_locale_without_the_characters(self, sample_dataset: Path) -> None:
        result = typed("query", "SELECT 'é' AS x", "--dataset", sample_dataset, PYTHONIOENCODING="ascii")
        assert result.returncode == 0
        assert "\\xe9" in result.stdout

    def test_a_second_ctrl_c_ends_what_the_first_did_not(self) -> None:
        script = (
            "import signal, time, flows.cli, flows.commands.answers\n"
            "def hang(*_):\n"
            "    try: signal.raise_signal(signal.SIGINT)\n"
            "    except KeyboardInterrupt: signal.raise_signal(signal.SIGINT)\n"
            "flows.commands.answers.answer_query = hang\n"
            "flows.cli.main()"
        )
        command = [sys.executable, "-c", script, "query", "SELECT 1"]
        assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGINT

    def test_a_reader_that_goes_away(self, sample_dataset: Path) -> None:
        sql = ["query", "FROM range(1000000)", "--format", "csv", "--dataset", sample_dataset]
        with subprocess.Popen(start(*sql), stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.readline()
            process.stdout.close()
            assert process.stderr.read() == b""
        assert process.returncode == 1

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
    @pytest.mark.parametrize("arguments", [["query", "SELECT 1"], ["tables"], ["validate"], ["--help"]])
    def test_a_full_disk(self, sample_dataset: Path, arguments: list[str]) -> None:
        more = [] if arguments == ["--help"] else ["--dataset", sample_dataset]
        with Path("/dev/full").open("w") as full:
            result = subprocess.run(start(*arguments, *more), stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        assert result.returncode == 2
        assert result.stderr == "alliance: standard output: No space left on device\n"

    @pytest.mark.parametrize("form", ["table", "csv", "json"])
    def test_an_answer_cannot_steer_the_terminal(self, sample_dataset: Path, form: str) -> None:
        sql = "SELECT 'a' || chr(155) || chr(8238) AS x"
        arguments = ["query", sql, "--format", form, "--dataset", sample_dataset]
        piped = typed(*arguments)
        assert "\x9b\u202e" in piped.stdout
        ours, theirs = pty.openpty()
        subprocess.run(start(*arguments), stdout=theirs, check=True, cwd=ROOT)
        os.close(theirs)
        shown = os.read(ours, 100_000).decode()
        os.close(ours)
        assert "\\x9b\\u202e" in shown


class TestLearnSites:
    def test_no_folder(self, tmp_path: Path) -> None:
        result = run("learn-sites", "--raw", tmp_path / "nowhere")
        assert result.exit_code == 2
        assert one_line(result).endswith("nowhere: no such file or folder")

    def test_no_articles(self, tmp_path: Path) -> None:
        result = run("learn-sites", "--raw", tmp_path)
        assert result.exit_code == 1
        assert "no articles in" in one_line(result)

    def test_a_damaged_file_stops_the_build(self, raw: Path, tmp_path: Path) -> None:
        (raw / "recurring.json").write_text("{")
        result = run("build", "--raw", raw, "--output", tmp_path / "output")
        assert result.exit_code == 2
        assert "recurring.json: not a file that alliance learn-sites wrote" in one_line(result)
