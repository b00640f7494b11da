"""Containers on disk: their records in order, those of a batch, and one by its name. Formats are `reading`'s affair."""

import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from flows.reading.read import Container, container_of, read_records
from flows.reading.records import BadRecord, Record
from flows.reading.stream import DamagedError, Place, Stream


def records_of(path: Path, max_bytes: int) -> Iterator[Record | BadRecord]:
    """Yield all records of a container, one in memory at a time; raises OSError."""
    with path.open("rb") as file:
        yield from read_records(file, _container(path), max_bytes)


def records_at(path: Path, places: Collection[Place], max_bytes: int) -> Iterator[Record | BadRecord]:
    """Yield the records at these places, in order; what is not there any more is left out. Raises OSError.

    Reading begins at the first place where the format allows it (plain files, gzip by members), else at the start.
    """
    wanted = set(places)
    with path.open("rb") as file:
        for record in read_records(file, _container(path), max_bytes, min(wanted)):
            if record.place in wanted:
                wanted.discard(record.place)
                yield record
            if not wanted:
                return


class RecordFinder:
    """The records of one container by name, in any order; raises OSError.

    Compressed containers are unpacked into a temporary file once, so that each look-up costs its record alone.
    """

    def __init__(self, path: Path, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        known = _container(path)
        self._container = Container(known.name, None, known.read)
        self._file = _unpacked(path, known.compression) if known.compression else path.open("rb")
        try:
            records = read_records(self._file, self._container, max_bytes)
            self._places = {record.name: record.place for record in records if isinstance(record, Record)}
        except BaseException:
            self._file.close()
            raise

    def __call__(self, name: str) -> Record | None:
        """Return the record of that name, if it is there."""
        place = self._places.get(name)
        if place is None:
            return None
        record = next(read_records(self._file, self._container, self._max_bytes, place), None)
        return record if isinstance(record, Record) else None

    def close(self) -> None:
        """Close the container."""
        self._file.close()


def _container(path: Path) -> Container:
    found = container_of(path)
    assert found is not None, path
    return found


def _unpacked(path: Path, compression: str) -> BinaryIO:
    unpacked = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - stays open for the look-ups
    try:
        with path.open("rb") as file:
            stream = Stream(file, compression)
            while block := stream.read():
                unpacked.write(block)
    except DamagedError:
        pass  # the records before the damage are what the build has used
    except BaseException:
        unpacked.close()
        raise
    return unpacked
