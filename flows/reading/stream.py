"""A container's bytes as one stream, decompressed as they are asked for, that can be taken up again in the middle.

Compressed bytes are hostile: what expands beyond all reason ends the stream, what breaks off is told from an end.
"""

import zlib
from collections import deque
from typing import BinaryIO

import pyarrow as pa

# Where a record begins: the byte of the file at which decompression can start, and how many bytes come before it there.
Place = tuple[int, int]

_BLOCK = 262_144
_MOST_EXPANSION = 200
_ALWAYS_EXPANDED = 64_000_000


class DamagedError(Exception):
    """The stream cannot be read on: `reason` of the rejects table, and what was seen."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Stream:
    """The decompressed bytes of an open file from a place on; `compression`: None, gzip or zstd."""

    def __init__(self, file: BinaryIO, compression: str | None, place: Place = (0, 0)) -> None:
        self._file = file
        self._first, skipped = place
        # Offsets of the stream at which gzip members begin, each with its place in the file.
        self._members = deque([(0, self._first)])
        file.seek(self._first + (0 if compression else skipped))
        self._offset = 0 if compression else skipped
        self._compressed = compression is not None
        self._source: BinaryIO | _Gzip | _Zstandard = file
        if compression == "gzip":
            self._source = _Gzip(file, self._members)
        elif compression == "zstd":
            self._source = _Zstandard(file)
        while self._offset < skipped:
            if not self.read(min(_BLOCK, skipped - self._offset)):
                raise DamagedError("container_damaged", "it ends before the record that is looked for")

    def read(self, size: int = _BLOCK) -> bytes:
        """Return up to `size` bytes, none at the end; raises DamagedError."""
        data = self._source.read(size if 0 < size < _BLOCK else _BLOCK)
        self._offset += len(data)
        if self._compressed and self._offset > _ALWAYS_EXPANDED:
            packed = self._file.tell() - self._first
            if self._offset > packed * _MOST_EXPANSION:
                detail = f"{packed} compressed bytes expand to over {_MOST_EXPANSION} times as many"
                raise DamagedError("too_large", detail)
        return data

    def tell(self) -> int:
        """Return how many bytes lie between the start of the first member and what comes next."""
        return self._offset

    def place(self, offset: int) -> Place:
        """Return the place of an offset; to be asked for in order."""
        while len(self._members) > 1 and self._members[1][0] <= offset:
            self._members.popleft()
        start, member = self._members[0]
        return member, offset - start


class _Gzip:
    """Gzip with the place of each member. Python's own reader does not tell where they begin."""

    def __init__(self, file: BinaryIO, members: deque[tuple[int, int]]) -> None:
        self._file = file
        self._members = members
        self._packed = b""
        self._member: zlib._Decompress | None = None
        self._offset = 0

    def read(self, size: int) -> bytes:
        while True:
            if not self._packed:
                self._packed = self._file.read(_BLOCK)
            if self._member is None:
                self._packed = self._packed.lstrip(b"\x00")  # padding between members
                if not self._packed:
                    return b""
                self._begin_member()
            data = self._decompress(size)
            if data:
                self._offset += len(data)
                return data

    def _begin_member(self) -> None:
        self._member = zlib.decompressobj(wbits=31)
        if self._offset:
            self._members.append((self._offset, self._file.tell() - len(self._packed)))

    def _decompress(self, size: int) -> bytes:
        assert self._member is not None
        if not self._packed:
            raise DamagedError("container_damaged", "the gzip stream breaks off")
        try:
            data = self._member.decompress(self._packed, size)
        except zlib.error as error:
            raise DamagedError("container_damaged", f"no gzip: {error}") from error
        self._packed = self._member.unconsumed_tail
        if self._member.eof:
            self._packed = self._member.unused_data
            self._member = None
        return data


class _Zstandard:
    """Zstandard, one frame or several."""

    def __init__(self, file: BinaryIO) -> None:
        self._stream = pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd")

    def read(self, size: int) -> bytes:
        try:
            data: bytes = self._stream.read(size)
        except OSError as error:
            if error.errno is not None:
                raise
            raise DamagedError("container_damaged", f"no zstandard: {error}") from error
        return data
