"""JSON Lines (`.jsonl`): a record a line, with `text` or `html` and the keys of a sidecar.

The item's bytes are the UTF-8 bytes of the value of `text` or `html`: an article has the same id in a file of its own.
"""

import json
from collections.abc import Iterator

from flows.reading.records import BadRecord, Media, Record
from flows.reading.sidecar import is_unicode, sidecar_from, type_name
from flows.reading.stream import Place, Stream

_MEDIA: tuple[Media, ...] = ("text", "html")


def read_jsonl(stream: Stream, max_bytes: int) -> Iterator[Record | BadRecord]:
    """Yield the records of the lines; blank lines are none. Named by line number, 1 for the first of the stream."""
    for number, (offset, line) in enumerate(_lines(stream, max_bytes), 1):
        name, place = str(number), stream.place(offset)
        if line is None:
            yield BadRecord(name, place, "too_large", f"the line is longer than {max_bytes} bytes")
        elif line.strip():
            yield _record(name, place, line)


def _lines(stream: Stream, max_bytes: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield each line with its offset; None in place of one that is too long, which is never held in memory."""
    pieces: list[bytes] = []
    start, length = stream.tell(), 0
    while block := stream.read():
        begin = 0
        while (end := block.find(b"\n", begin)) >= 0:
            fits = length + end - begin <= max_bytes
            yield start, b"".join([*pieces, block[begin:end]]) if fits else None
            start += length + end - begin + 1
            begin, pieces, length = end + 1, [], 0
        length += len(block) - begin
        if length <= max_bytes:
            pieces.append(block[begin:])
        else:
            pieces = []
    if length:
        yield start, b"".join(pieces) if length <= max_bytes else None


def _record(name: str, place: Place, line: bytes) -> Record | BadRecord:
    def bad(reason: str, detail: str) -> BadRecord:
        return BadRecord(name, place, reason, detail)

    try:
        content = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return bad("record_invalid", f"not UTF-8 at byte {error.start} of the line")
    except RecursionError:
        return bad("record_invalid", "nested too deeply")
    except ValueError as error:  # no JSON, or a number of thousands of digits
        return bad("record_invalid", f"no JSON: {error!s:.200}")
    if not isinstance(content, dict):
        return bad("record_invalid", f"an object is expected, found {type_name(content)}")
    given = [media for media in _MEDIA if content.get(media) is not None]
    if len(given) != 1:
        return bad("record_invalid", f"one of text and html is expected, found {'both' if given else 'neither'}")
    value = content[given[0]]
    if not isinstance(value, str):
        return bad("record_invalid", f"{given[0]}: text is expected, found {type_name(value)}")
    if not is_unicode(value):
        return bad("record_invalid", f"{given[0]}: half of a surrogate pair")
    sidecar = sidecar_from(content)
    if isinstance(sidecar, str):
        return bad("sidecar_invalid", sidecar)
    return Record(name, place, value.encode(), given[0], sidecar)
