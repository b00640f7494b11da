"""What rows are made by: the recipe, a hash each of the code, the word lists, the schemas, the rights records and the
libraries that shape rows.

Prefect's result cache does not see an edit in a helper that a task calls, so whether work is still good is decided by
the content of the files themselves. A further input of the extraction is one more entry of the recipe.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from unicodedata import unidata_version

Recipe = Mapping[str, str]

PROJECT = Path(__file__).parents[3]
_ROOMS = ("flows/reading", "flows/cleaning", "flows/extraction")
# What outside these rooms shapes what a part holds: all that `batches.extract` and `parts.compose` import.
SHAPING = (
    "flows/article.py",
    "flows/settings_files.py",
    "flows/lexicon.py",
    "flows/storage/batches/*.py",
    "flows/storage/disk/files.py",
    "flows/storage/keys/*.py",
    "flows/storage/memory.py",
    "flows/storage/parts/*.py",
    "flows/storage/raw/beside.py",
    "flows/storage/raw/containers.py",
    "flows/storage/raw/rights.py",
    "flows/storage/rows/*.py",
)
# What is made of all articles together, over and over: it shapes what a row says, but no part.
OF_THE_WHOLE = ("flows/storage/duplicates/*.py",)
# Libraries whose own version changes what a row says, or the bytes it is written in.
LIBRARIES = ("charset-normalizer", "lxml", "numpy", "py3langid", "pyarrow", "pyyaml", "rensa", "warcio")


def recipe(sources: object, recurring_digest: str | None = None, project: Path = PROJECT) -> Recipe:
    """Return all that rows depend on beside the articles, by name.

    `sources`: the rights records; `recurring_digest`: of the lines that recur on sites. Which site an article is of is
    not known before it is read, so all of them count.
    """
    return {
        "code": _version_of(project, *SHAPING),
        "lexicon": lexicon_version(project),
        "schemas": _digest(project, "schemas/**/*.py"),
        "rights records": hashlib.sha256(repr(sources).encode()).hexdigest()[:12],
        "recurring lines": (recurring_digest or "none")[:12],
        # What is a space or a letter is a matter of Python's Unicode tables.
        "Unicode": unidata_version,
        **{name: version(name) for name in LIBRARIES},
    }


def recipe_version(made_by: Recipe) -> str:
    """Return 16 hex digits over a recipe."""
    return hashlib.sha256(repr(sorted(made_by.items())).encode()).hexdigest()[:16]


def code_version(project: Path = PROJECT) -> str:
    """Return the package's version and 12 hex digits over the code that makes rows ("0.1.0+1a2b3c4d5e6f")."""
    return _version_of(project, *SHAPING, *OF_THE_WHOLE)


@cache
def _version_of(project: Path, *modules: str) -> str:
    rooms = [f"{room}/**/*.py" for room in _ROOMS]
    return f"{version('alliance-commentary')}+{_digest(project, *rooms, *modules)}"


def lexicon_version(project: Path = PROJECT) -> str:
    """Return 12 hex digits over the word lists, and whatever else lies beside the code of the rooms that make rows."""
    # No code (.py, .pyc), and no notes for people (.md), which an installed package lacks.
    return _digest(project, *(f"{room}/**/*.[!mp]*" for room in _ROOMS))


@cache
def _digest(project: Path, *patterns: str) -> str:
    files = {file for pattern in patterns for file in project.glob(pattern)}
    digest = hashlib.sha256()
    for file in sorted(file for file in files if file.is_file() and not file.name.startswith(".")):
        digest.update(file.relative_to(project).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
