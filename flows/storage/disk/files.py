"""What reaches the disk, and in which order: what is fsynced survives the power, what is renamed is whole."""

import os
import shutil
from pathlib import Path

# So begin the names of what is half made; a build removes what a killed one left.
DRAFT = ".draft-"


def sync(path: Path) -> None:
    """Have a file's bytes, or a folder's entries, on the disk when this returns."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # A folder cannot be synced on every file system; an error of the disk is another matter.
        if error.errno != 22 or not path.is_dir():
            raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        os.close(descriptor)


def write_durably(file: Path, text: str) -> None:
    """Write a text file that is on the disk when this returns."""
    file.write_text(text, "utf-8")
    sync(file)


def write_whole(file: Path, text: str) -> None:
    """Write a text file in place of the old one: its readers see one or the other, also after the power failed."""
    draft = file.with_name(f"{DRAFT}{file.name}")
    write_durably(draft, text)
    draft.replace(file)


def remove(folder: Path) -> None:
    """Remove a folder and what is in it, as far as that is allowed."""
    shutil.rmtree(folder, ignore_errors=True)
