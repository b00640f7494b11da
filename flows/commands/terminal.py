"""What the commands share in talking to a terminal: exit status, text that cannot steer it, hints that can be typed."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from flows.storage.dataset.manifest import DEFAULT_DATASET
from flows.storage.remote.places import place_name

# What a command exits with: something is wrong with the data; wrong use; Ctrl-C.
DATA_WRONG, USE_WRONG, STOPPED = 1, 2, 130
# What would move the cursor, hide text or turn its direction is shown as an escape instead.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")

Write = Callable[[str], object]


def safe(text: str) -> str:
    """Return text in which no character can steer the terminal."""
    return _UNSAFE.sub(lambda found: found.group().encode("unicode_escape").decode(), text)


def writer_to(file: TextIO) -> Write:
    """Return what writes to a file: safe text to a terminal, the text as it is to anything else."""
    return (lambda text: file.write(safe(text))) if file.isatty() else file.write


def dataset_option(dataset: Path) -> str:
    """Return what a hint must add to a command so that it asks this dataset; nothing for the default one."""
    return "" if dataset == DEFAULT_DATASET else f" --dataset {shlex.quote(place_name(dataset))}"
