"""URLs, and the folders here that stand for them.

A URL has one folder below the cache that stands for it, and the folder tells the URL. So whatever reads, plans and
builds deals in folders; only what brings and sends asks for the URL. The cache may be deleted at any time.
"""

import os
import re
from pathlib import Path
from typing import Literal, get_args

Use = Literal["raw", "output", "dataset"]
_USES = get_args(Use)
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_THIS_MACHINE = ("file", "local")
# A build never fetches pages, and what they link to is no listing.
_NO_STORES = ("http", "https", "ftp")


class PlaceError(ValueError):
    """A URL cannot be used; the message says why and what to do."""


def cache() -> Path:
    """Return the folder that holds copies of what lies in stores; no absolute path where no home folder is known."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    # Not Path.home(), which raises: who uses no URL needs no home folder.
    home = os.path.expanduser("~")  # noqa: PTH111
    return (Path(base) if base.startswith("/") else Path(home, ".cache")) / "alliance-commentary"


def is_url(given: str) -> bool:
    """Say whether something names a place in a store rather than a path."""
    return _URL.match(given) is not None


def folder_of(given: str, use: Use) -> Path:
    """Return the path that is given, or the folder that stands for a URL; raises PlaceError."""
    if not given:
        raise PlaceError("an empty path; name a folder")
    return stand_in(given, use) if is_url(given) else Path(given)


def stand_in(url: str, use: Use) -> Path:
    """Return the folder that stands for a URL; raises PlaceError. `file://` is the path itself."""
    found = _URL.match(url)
    if re.search("//[^/@]*:[^/@]*@", url):
        told = f"{url.partition('://')[0]}://…: no password in a URL"
        raise PlaceError(f"{told}; give it as fsspec's environment variables ask for")
    if found is None or "::" in url:
        raise PlaceError(f"{url}: not a URL of one store, such as s3://bucket/folder")
    scheme, rest = found[1].lower(), found[2]
    if scheme in _THIS_MACHINE:
        return Path(rest)
    names = rest.strip("/").split("/")
    if scheme in _NO_STORES:
        raise PlaceError(f"{url}: no store of objects; download the files and name their folder")
    if any(name in ("", ".", "..") or "\0" in name for name in names):
        raise PlaceError(f"{url}: names no bucket or folder")
    if not cache().is_absolute():
        raise PlaceError(f"{url}: no home folder to keep copies in; set XDG_CACHE_HOME to a folder")
    return cache().joinpath(use, scheme, *names)


def url_of(folder: Path) -> str | None:
    """Return the URL that a folder stands for; None if it is a folder like any other."""
    try:
        use, scheme, *names = folder.absolute().relative_to(cache()).parts
    except ValueError:
        return None
    return f"{scheme}://{'/'.join(names)}" if use in _USES and names else None


def place_name(folder: Path) -> str:
    """Return how a folder is called when the user is told of it."""
    return url_of(folder) or str(folder)
