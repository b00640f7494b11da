"""Load the word lists of `extraction/lexicon/*.toml`.

Words that a linguist would edit live there; the grammar that uses them lives in the modules.
Every table is read once a process and never changed.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

LEXICON_DIR = Path(__file__).parent / "extraction" / "lexicon"


@cache
def load(name: str) -> dict[str, Any]:
    """Return the word list NAME.toml as nested tables; raises FileNotFoundError for an unknown name."""
    return tomllib.loads((LEXICON_DIR / f"{name}.toml").read_text("utf-8"))
