"""Packed bytes: unpacked as they are asked for, taken up in the middle, and stopped where they are hostile."""

import gzip
from io import BytesIO

import pytest

from flows.reading.stream import DamagedError, Stream
from tests.packing import packed

LINES = b"".join(b"line %d\n" % number for number in range(100_000))


def unpack(data: bytes, compression: str | None) -> bytes:
    stream, blocks = Stream(BytesIO(data), compression), []
    while block := stream.read():
        blocks.append(block)
    return b"".join(blocks)


@pytest.mark.parametrize(("suffix", "compression"), [("", None), (".gz", "gzip"), (".zst", "zstd")])
def test_unpacks(suffix: str, compression: str | None) -> None:
    assert unpack(packed(LINES, suffix), compression) == LINES
    assert unpack(packed(LINES, suffix) * 2, compression) == LINES * 2
    assert unpack(b"", compression) == b""


@pytest.mark.parametrize(("suffix", "compression"), [(".gz", "gzip"), (".zst", "zstd")])
@pytest.mark.parametrize("damage", ["cut", "changed", "other", "trailing"])
def test_damage_is_told_from_an_end(suffix: str, compression: str, damage: str) -> None:
    whole = packed(LINES, suffix)
    data = {
        "cut": whole[: len(whole) // 2],
        "changed": whole[:2_000] + bytes(byte ^ 255 for byte in whole[2_000:]),
        "other": b"words that are packed by nobody",
        "trailing": whole + b"and more",
    }[damage]
    with pytest.raises(DamagedError) as told:
        unpack(data, compression)
    assert told.value.reason == "container_damaged"


@pytest.mark.parametrize(("suffix", "compression"), [(".gz", "gzip"), (".zst", "zstd")])
def test_a_bomb_is_stopped(suffix: str, compression: str) -> None:
    with pytest.raises(DamagedError, match="expand") as told:
        unpack(packed(bytes(80_000_000), suffix), compression)
    assert told.value.reason == "too_large"


def test_gzip_is_taken_up_at_the_member() -> None:
    members = [gzip.compress(b"%d" % number * 1_000) for number in range(5)]
    stream = Stream(BytesIO(b"".join(members)), "gzip")
    while stream.read():
        pass
    member, skipped = stream.place(3_500)
    assert (member, skipped) == (sum(map(len, members[:3])), 500)
    assert Stream(BytesIO(b"".join(members)), "gzip", (member, skipped)).read()[:10] == b"3" * 10


def test_a_place_beyond_the_end_is_told() -> None:
    with pytest.raises(DamagedError, match="ends before"):
        Stream(BytesIO(gzip.compress(b"abc")), "gzip", (0, 10))
