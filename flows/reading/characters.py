"""Characters that carry no letter, and text without them. What white space and controls mean in a format: not here."""

import re

# Soft hyphen, zero-width characters, direction marks and overrides, byte order mark, control characters; for a class
# of a regular expression. The other control characters are white space.
INVISIBLE = (
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
)
_UNSEEN = re.compile(f"[{INVISIBLE}]+")


def seen_line(text: str) -> str:
    """Return what a reader sees of a text, as one line: white space made single, invisible characters gone."""
    line = " ".join(text.split())
    return line if line.isprintable() else " ".join(_UNSEEN.sub("", text).split())
