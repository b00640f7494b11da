"""What makes the work be done again, and what does not."""

import ast
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flows.settings import BuildSettings
from flows.storage.keys import versions
from flows.storage.keys.versions import LIBRARIES, OF_THE_WHOLE, SHAPING, code_version, recipe
from flows.storage.planning import layout
from flows.storage.planning import plan as planning
from flows.storage.planning.plan import make_plan
from tests.building import ARTICLE, ROOT, build_without_prefect

Change = Callable[[Path], object]


def edit(*paths: str) -> Change:
    """Return what adds a line to files of the project."""

    def append(project: Path) -> None:
        for path in paths:
            assert (project / path).exists(), path
            with (project / path).open("a", encoding="utf-8") as file:
                file.write("\n# edited\n")

    return append


def new(path: str) -> Change:
    return lambda project: (project / path).write_text('words = ["new"]\n', "utf-8")


SHAPES = {
    "reading": edit("flows/reading/decode.py"),
    "cleaning": edit("flows/cleaning/label.py"),
    "extraction": edit("flows/extraction/claims/find.py"),
    "the way of an article": edit("flows/article.py"),
    "how rows are made": edit("flows/storage/rows/article.py"),
    "how parts are written": edit("flows/storage/parts/tables.py"),
    "what of a text is compared": edit("flows/storage/rows/signatures.py"),
    "word list": edit("flows/extraction/lexicon/cues.toml"),
    "new word list": new("flows/extraction/lexicon/new.toml"),
    "word list elsewhere": new("flows/cleaning/words.toml"),
    "new module": new("flows/extraction/new.py"),
    "renamed module": lambda project: (project / "flows/cleaning/join.py").rename(project / "flows/cleaning/glue.py"),
    "schema": edit("schemas/claims.py"),
    "schema version": edit("schemas/__init__.py"),
}
SHAPES_NOT = {
    "publishing": edit("flows/publishing/catalog.py", "flows/publishing/dictionary.py"),
    "commands": edit("flows/commands/show.py", "flows/cli.py", "flows/settings.py"),
    "the flow": edit("flows/build.py"),
    "planning": edit("flows/storage/planning/plan.py", "flows/storage/planning/layout.py"),
    "locks": edit("flows/storage/disk/locks.py"),
    "checks": edit("flows/storage/dataset/checks.py"),
    "which texts are duplicates": edit("flows/storage/duplicates/find.py", "flows/storage/duplicates/documents.py"),
    "read me": edit("README.md"),
    "a test": edit("tests/conftest.py"),
    "swap file": new("flows/extraction/lexicon/.cues.toml.swp"),
    "notes beside the word lists": edit("flows/extraction/lexicon/README.md"),
}


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's code."""
    project = tmp_path_factory.mktemp("pristine")
    for folder in ("flows", "schemas"):
        shutil.copytree(ROOT / folder, project / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (project / "tests").mkdir()
    for file in ("README.md", "tests/conftest.py"):
        shutil.copy(ROOT / file, project / file)
    return project


@pytest.fixture(scope="module")
def done(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with raw articles and what a build by the pristine project made of them."""
    folder = tmp_path_factory.mktemp("done")
    raw = folder / "raw"
    raw.mkdir()
    (raw / "good.txt").write_text(ARTICLE, "utf-8")
    (raw / "second.txt").write_text(ARTICLE.replace("Nagoya", "Kure"), "utf-8")
    (raw / "second.json").write_text('{"publisher": "The Mail"}')
    (raw / "sources.toml").write_text('[[source]]\nname = "The Mail"\nsites = ["mail.example"]\n')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "recipe", lambda *facts: recipe(*facts, project=pristine))
        build_without_prefect(BuildSettings((raw,), folder / "output"))
    return folder


@pytest.fixture
def project(pristine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project that a test may edit, whose recipe a plan uses."""
    copy = Path(shutil.copytree(pristine, tmp_path / "project"))
    monkeypatch.setattr(planning, "recipe", lambda *facts: recipe(*facts, project=copy))
    return copy


@pytest.fixture
def built(done: Path, pristine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BuildSettings:
    """The settings of a build that was done, of whose raw articles a test may change what it likes."""
    monkeypatch.setattr(planning, "recipe", lambda *facts: recipe(*facts, project=pristine))
    copy = Path(shutil.copytree(done, tmp_path / "done", symlinks=True))
    return BuildSettings((copy / "raw",), copy / "output")


def to_do(settings: BuildSettings) -> set[str]:
    return {item.item.path.name for item in make_plan(settings).missing}


@pytest.mark.parametrize("name", SHAPES)
def test_what_shapes_rows_is_done_again(built: BuildSettings, project: Path, name: str) -> None:
    SHAPES[name](project)
    assert to_do(built) == {"good.txt", "second.txt"}


@pytest.mark.parametrize("name", SHAPES_NOT)
def test_what_shapes_no_rows_is_kept(built: BuildSettings, project: Path, name: str) -> None:
    SHAPES_NOT[name](project)
    assert to_do(built) == set()


@pytest.mark.parametrize("library", LIBRARIES)
def test_another_version_of_a_library_that_shapes_rows(
    built: BuildSettings, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = versions.version
    monkeypatch.setattr(versions, "version", lambda name: "999" if name == library else real(name))
    assert to_do(built) == {"good.txt", "second.txt"}


def test_other_unicode_tables(built: BuildSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "unidata_version", "1.0")
    assert to_do(built) == {"good.txt", "second.txt"}


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (lambda raw: (raw / "second.txt").write_text(ARTICLE + "More."), {"second.txt"}),
        (lambda raw: (raw / "second.json").write_text('{"publisher": "The Post"}'), {"second.txt"}),
        (lambda raw: (raw / "second.json").unlink(), {"second.txt"}),
        (lambda raw: (raw / "good.json").write_text('{"title": "T"}'), {"good.txt"}),
        (lambda raw: (raw / "good.txt").rename(raw / "renamed.txt"), {"renamed.txt"}),
        (lambda raw: (raw / "sources.toml").write_text('[[source]]\nname = "A"\n'), {"good.txt", "second.txt"}),
        (lambda raw: (raw / "second.txt").unlink() or (raw / "second.json").unlink(), set()),
        (lambda raw: [os.utime(file, (1, 1)) for file in raw.iterdir()], set()),
        (lambda raw: (raw / "good.txt").chmod(0o600), set()),
        (lambda raw: (raw / "good.txt").write_text(ARTICLE, "utf-8"), set()),
    ],
    ids=[
        "bytes", "sidecar", "sidecar gone", "sidecar new", "moved", "rights records",
        "another article gone", "touched", "permissions", "written again",
    ],
)  # fmt: skip
def test_articles(built: BuildSettings, change: Change, again: set[str]) -> None:
    (raw,) = built.raw
    change(raw)
    assert to_do(built) == again


@pytest.mark.parametrize("change", [{"workers": 7}, {"grace_hours": 0.0}, {"max_seconds": 5.0}, {"max_bytes": 10_000}])
def test_settings_that_shape_no_rows(built: BuildSettings, change: dict[str, int]) -> None:
    assert to_do(replace(built, **change)) == set()  # type: ignore[arg-type]


def test_the_size_of_batches_and_parts(built: BuildSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "_BATCHES", ((None, 1),))
    monkeypatch.setattr(layout, "FULL", 1)
    assert to_do(built) == set()


def test_the_modules_that_shape_rows_are_those_that_making_a_part_imports() -> None:
    assert _reached("flows/storage/batches/extract.py", "flows/storage/parts/compose.py") == _modules(*SHAPING)


def test_the_libraries_that_shape_rows_are_those_that_making_a_part_imports() -> None:
    rooms = (file for room in ("reading", "cleaning", "extraction") for file in ROOT.glob(f"flows/{room}/**/*.py"))
    shaping = (ROOT / module for module in _modules(*SHAPING))
    imported = {name for file in (*rooms, *shaping) for name in _libraries(file)}
    named = {"charset_normalizer": "charset-normalizer", "yaml": "pyyaml"}
    # Polars only says whether rows fit.
    assert {named.get(name, name) for name in imported} - {"polars"} == set(LIBRARIES)


def test_what_tells_duplicates_shows_in_the_version_of_the_code(project: Path) -> None:
    assert _reached("flows/storage/duplicates/documents.py") <= _modules(*OF_THE_WHOLE, *SHAPING)
    before = code_version(project)
    edited = shutil.copytree(project, project.with_name("edited"))
    edit("flows/storage/duplicates/find.py")(edited)
    assert code_version(edited) != before


def _modules(*patterns: str) -> set[str]:
    """Return the modules of these patterns; what a folder says of itself is none."""
    found = {file.relative_to(ROOT).as_posix() for pattern in patterns for file in ROOT.glob(pattern)}
    return {module for module in found if not module.endswith("__init__.py")}


def _reached(*modules: str) -> set[str]:
    """Return the modules that these import, themselves among them, outside the rooms that make rows."""
    reached, ahead = set[str](), list(modules)
    while ahead:
        module = ahead.pop()
        if module not in reached:
            reached.add(module)
            ahead += _imported(ROOT / module)
    rooms = ("flows/reading/", "flows/cleaning/", "flows/extraction/")
    return {module for module in reached if not module.startswith(rooms)}


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("flows."):
            path = node.module.replace(".", "/")
            names = [f"{path}/{alias.name}.py" for alias in node.names]
            yield from [name for name in names if (ROOT / name).exists()] or [f"{path}.py"]


def _libraries(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        tops = {name.partition(".")[0] for name in names}
        yield from tops - sys.stdlib_module_names - {"flows", "schemas"}
