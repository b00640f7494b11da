"""What a part was made by: hashes of the code, the lexicon and the schemas that shape rows.

Prefect's result cache does not see an edit in a helper that a task calls, so whether work is still good is
decided by the content of the files themselves.
"""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from unicodedata import unidata_version

from flows.lexicon import LEXICON_DIR

_FLOWS = Path(__file__).parents[1]
_SCHEMAS = _FLOWS.parent / "schemas"
# Libraries whose own version changes what a row says.
_SHAPING = ("charset-normalizer", "lxml", "py3langid", "pyarrow", "pyyaml", "warcio")


@cache
def code_version() -> str:
    """Return the package's version and 12 hex digits over the code that makes rows ("0.1.0+1a2b3c4d5e6f")."""
    rooms = [_FLOWS / room for room in ("reading", "cleaning", "extraction", "storage")]
    files = [file for room in [*rooms, _SCHEMAS] for file in room.rglob("*.py")]
    files += [_FLOWS / "article.py", _FLOWS / "lexicon.py"]
    # What is a space or a letter is a matter of Python's Unicode tables.
    libraries = " ".join([f"Unicode {unidata_version}", *(f"{name}=={version(name)}" for name in _SHAPING)])
    return f"{version('alliance-commentary')}+{_digest(files, _FLOWS.parent, libraries)}"


@cache
def lexicon_version() -> str:
    """Return 12 hex digits over the word lists."""
    return _digest(LEXICON_DIR.glob("*.toml"), LEXICON_DIR)


def part_version(sources: object, recurring_digest: str | None = None) -> str:
    """Return 16 hex digits over all that a part's rows depend on beside its articles.

    `sources`: the rights records; `recurring_digest`: of the lines that recur on sites. Which site an article is of is
    not known before it is read, so all of them count.
    """
    facts = (code_version(), lexicon_version(), sources, recurring_digest)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def _digest(files: Iterable[Path], root: Path, more: str = "") -> str:
    digest = hashlib.sha256(more.encode())
    for file in sorted(files):
        digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
