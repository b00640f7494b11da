"""The files that a maintainer keeps beside raw articles: where they are looked for, and what they say."""

from collections.abc import Iterable
from pathlib import Path


class UnreadableError(ValueError):
    """A file is none, or holds no text; the message says what to do, and leaves it to others to name the file."""


def beside(roots: Iterable[Path], name: str) -> list[Path]:
    """Return what has that name in or right above the raw folders, each once."""
    folders = dict.fromkeys(folder.resolve() for root in roots for folder in (root, root.resolve().parent))
    return [folder / name for folder in folders if (folder / name).exists()]


def text_of(file: Path) -> str:
    """Return the text of a file in UTF-8, with a byte order mark or without; raises UnreadableError, OSError."""
    if file.is_dir():
        raise UnreadableError("a folder, where a file is to be; rename it")
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not UTF-8 (byte {error.start + 1:,}); save it as UTF-8") from None
