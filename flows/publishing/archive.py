"""The archive of a release: a tar of its files, compressed by Zstandard, the same bytes for the same files."""

import tarfile
from pathlib import Path

import pyarrow as pa

# Of a Unix epoch that every tar can write; who packed it and when is no part of a release.
_MTIME = 0
_BLOCK = 1 << 20


def write_archive(folder: Path, archive: Path, root: str) -> None:
    """Pack the files of a folder, in order of their names and below `root`, into archive (.tar.zst)."""
    with (
        pa.CompressedOutputStream(str(archive), "zstd") as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT, bufsize=_BLOCK) as tar,
    ):
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = tarfile.TarInfo(f"{root}/{file.relative_to(folder).as_posix()}")
            entry.size, entry.mtime, entry.mode = file.stat().st_size, _MTIME, 0o644
            with file.open("rb") as content:
                tar.addfile(entry, content)
