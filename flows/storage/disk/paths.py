"""File names as text that can be stored, shown in a terminal, and turned back into the name of the file."""

import os
import re

_ESCAPED = re.compile("[\\\\\x00-\x1f\x7f-\x9f\udc80-\udcff]")
_ESCAPE = re.compile(r"\\(?:\\|x([0-9a-f]{2})|u([0-9a-f]{4}))")


def printable(path: str) -> str:
    """Return a path as text: bytes that are no UTF-8, control characters and backslashes become escapes."""
    if path.isascii() and path.isprintable() and "\\" not in path:  # as nearly all are
        return path
    return _ESCAPED.sub(_escape, os.fsencode(path).decode("utf-8", "surrogateescape"))


def unprintable(text: str) -> str:
    """Return the path that `printable` made the text of."""
    return _ESCAPE.sub(_unescape, text)


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    if character == "\\":
        return "\\\\"
    # A byte that is no UTF-8 is "\xNN", a control character "\u00NN".
    return f"\\x{ord(character) - 0xDC00:02x}" if character >= "\udc80" else f"\\u{ord(character):04x}"


def _unescape(found: re.Match[str]) -> str:
    if found[1]:
        return chr(0xDC00 + int(found[1], 16))
    return chr(int(found[2], 16)) if found[2] else "\\"
