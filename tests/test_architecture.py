"""The rooms keep to themselves: pure ones import nothing that reaches outside, and data goes one way."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.building import ROOT

ROOMS = ("reading", "cleaning", "extraction", "storage", "publishing", "commands")
PURE = ("reading", "cleaning", "extraction")
REACHING_OUTSIDE = {
    "asyncio", "datetime.now", "http", "httpx", "multiprocessing", "prefect", "random", "requests", "secrets",
    "socket", "subprocess", "threading", "time", "urllib.request", "uuid",
}  # fmt: skip
# Who may import whom: each room and what comes before it.
MAY_IMPORT = {
    "reading": {"reading"},
    "cleaning": {"reading", "cleaning"},
    "extraction": {"reading", "cleaning", "extraction"},
    "publishing": {"publishing"},
    "storage": {"reading", "cleaning", "extraction", "publishing", "storage"},
    "commands": {"reading", "cleaning", "extraction", "publishing", "storage", "commands"},
}
# The folders of the storage room, each built on those before it. `remote` stands for a store what the others do here.
STORAGE = ("disk", "raw", "keys", "rows", "parts", "batches", "runners", "planning", "duplicates", "dataset")


def modules(room: str) -> list[Path]:
    found = sorted((ROOT / "flows" / room).rglob("*.py"))
    assert found, f"no module in {room}"
    return found


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def called(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


@pytest.mark.parametrize("file", [file for room in PURE for file in modules(room)], ids=lambda file: file.stem)
def test_pure_rooms_reach_for_nothing_outside(file: Path) -> None:
    reached = {name for name in imports(file) for out in REACHING_OUTSIDE if f"{name}.".startswith(f"{out}.")}
    assert not reached
    clocks = [name for name in called(file) if name.endswith((".now", ".utcnow", ".today"))]
    assert not clocks


@pytest.mark.parametrize("room", ROOMS)
def test_data_goes_one_way(room: str) -> None:
    for file in modules(room):
        rooms = {name.split(".")[1] for name in imports(file) if name.startswith("flows.")} & set(ROOMS)
        assert rooms <= MAY_IMPORT[room], file


@pytest.mark.parametrize("folder", STORAGE)
def test_data_goes_one_way_through_the_storage_room(folder: str) -> None:
    later = {f"flows.storage.{name}" for name in STORAGE[STORAGE.index(folder) + 1 :]}
    for file in modules(f"storage/{folder}"):
        assert not {name for name in imports(file) for one in later if name.startswith(f"{one}.")}, file


def test_every_folder_of_the_storage_room_has_its_place() -> None:
    folders = {file.parent.name for file in (ROOT / "flows/storage").glob("*/__init__.py")}
    assert folders == {*STORAGE, "remote"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["build", "--help"],
        ["query", "SELECT 1", "--dataset", "nowhere"],
        ["build", "--raw", "nowhere"],
        ["serve", "--raw", "nowhere"],
        ["serve", "--timezone", "Nowhere/At-all"],
        ["learn-sites", "--raw", "nowhere"],
        ["release", "--dataset", "nowhere"],
        ["verify", "nowhere"],
        ["diff", "nowhere", "nowhere"],
        ["plan", "--raw", "raw/sample", "--output", "nowhere"],
    ],
)
def test_help_queries_and_errors_never_wait_for_prefect(arguments: list[str]) -> None:
    script = (
        "import sys\nfrom flows.cli import cli\n"
        f"try: cli({arguments!r})\nexcept SystemExit: pass\n"
        "sys.exit('prefect' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, cwd=ROOT).returncode == 0


def test_processes_that_check_a_dataset_do_not_load_prefect() -> None:
    script = "import sys, flows.storage.dataset.checks, flows.storage.raw.texts; sys.exit('prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0
