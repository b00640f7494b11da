"""What the files say that a maintainer keeps beside raw articles; where they lie is `storage.raw.beside`'s."""

from pathlib import Path


class UnreadableError(ValueError):
    """A file is none, or holds no text; the message says what to do, and leaves it to others to name the file."""


def text_of(file: Path) -> str:
    """Return the text of a file in UTF-8, with a byte order mark or without; raises UnreadableError, OSError."""
    if file.is_dir():
        raise UnreadableError("a folder, where a file is to be; rename it")
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not UTF-8 (byte {error.start + 1:,}); save it as UTF-8") from None
