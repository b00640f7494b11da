"""Which lines of a page show which signals: a table with a row for each signal, a column for each line; and weights."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import or_
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Row = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Sums = NDArray[np.float32]

# Weights have two decimals. They are added up as whole hundredths, which floats hold exactly: the order of adding, and
# so the machine, makes no difference.
HUNDREDTHS = 100
# So few that the product stays in one thread: waking others takes longer, and the machine's other work suffers.
_LINES_AT_ONCE = 64


class Table(dict[str, Row]):
    """The rows of the signals of `lines` lines, by the signal's name. What has no row is shown by no line."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.lines = lines

    def __missing__(self, signal: str) -> Row:
        return np.zeros(self.lines, bool)

    def any_of(self, signals: Iterable[str]) -> Row:
        """Return which lines show one of the signals."""
        rows = [self[signal] for signal in signals if signal in self]
        return reduce(or_, rows, np.zeros(self.lines, bool))

    def add_shown(self, shown: Mapping[str, Sequence[int]]) -> None:
        """Add signals, each with the numbers of the lines that show it."""
        rows = np.zeros((len(shown), self.lines), bool)
        columns = np.fromiter(chain.from_iterable(shown.values()), np.int64)
        rows[np.repeat(np.arange(len(shown)), [len(lines) for lines in shown.values()]), columns] = True
        self.update(zip(shown, rows, strict=True))

    def add_kinds(self, kinds: Sequence[str], values: Numbers, where: Row | None = None) -> None:
        """Add a signal for each kind: line i, if it is one of `where`, shows `kinds[values[i]]`."""
        rows = values == np.arange(len(kinds))[:, None]
        if where is not None:
            rows &= where
        self.update(zip(kinds, rows, strict=True))

    def add_bits(self, signals: Sequence[str], values: Numbers) -> None:
        """Add a signal for each bit: line i shows `signals[bit]` if `values[i]` has the bit."""
        rows = (values >> np.arange(len(signals))[:, None]) & 1 == 1
        self.update((signal, row) for signal, row in zip(signals, rows, strict=True) if row.any())

    def add_named(self, names: Sequence[Iterable[str]], of_line: Numbers) -> None:
        """Add the signals that kinds of lines show: line i shows those named `names[of_line[i]]`."""
        shown: defaultdict[str, list[int]] = defaultdict(list)
        for kind, of_kind in enumerate(names):
            for signal in of_kind:
                shown[signal].append(kind)
        kinds = Table(len(names))
        kinds.add_shown(shown)
        self.update(
            zip(kinds, np.array([*kinds.values()], bool).reshape(len(kinds), len(names))[:, of_line], strict=True)
        )

    def names(self) -> list[tuple[str, ...]]:
        """Return for each line the names of its signals."""
        if not self:
            return [()] * self.lines
        signals = list(self)
        return [tuple(signals[row] for row in np.flatnonzero(column)) for column in np.array(list(self.values())).T]


def numbered(keys: Iterable[Hashable]) -> Numbers:
    """Return a number for each key, the same for the same key, in the order of their first places."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int64)


_Kind = TypeVar("_Kind", bound=np.generic)


def shifted(row: NDArray[_Kind], by: int) -> NDArray[_Kind]:
    """Return what the line `by` lines above each line has (below, if negative); zero where there is none."""
    found = np.zeros(len(row), row.dtype)
    if by > 0:
        found[by:] = row[:-by]
    else:
        found[:by] = row[-by:]
    return found


def up_to(numbers: NDArray[Any]) -> NDArray[Any]:
    """Return the sums of the numbers before each line, and of all: what is true counts as one."""
    sums = np.zeros(len(numbers) + 1, np.float64 if numbers.dtype == np.float64 else np.int64)
    np.add.accumulate(numbers, dtype=sums.dtype, out=sums[1:])
    return sums


def around(numbers: NDArray[Any], reach: int) -> NDArray[Any]:
    """Return the sum of the numbers of the lines that are at most `reach` away, the line's own too."""
    sums, at = up_to(numbers), np.arange(len(numbers))
    found: NDArray[Any] = sums[np.minimum(len(numbers), at + reach + 1)] - sums[np.maximum(0, at - reach)]
    return found


def changes(kinds: NDArray[Any]) -> Row:
    """Return which lines are of another kind than the line above; the first one is."""
    found = np.ones(len(kinds), bool)
    np.not_equal(kinds[1:], kinds[:-1], out=found[1:])
    return found


class Shown(NamedTuple):
    """What the lines of a page show, in one matrix: `rows[k]` says which lines show `signals[k]`."""

    signals: list[str]
    rows: Row


def shown_in(*tables: Table) -> Shown:
    """Return what the lines of a page show by several tables, from the last signal of the alphabet to the first."""
    rows: dict[str, Row] = {}
    for table in tables:
        rows.update(table)
    signals = sorted(rows, reverse=True)
    return Shown(signals, np.array([rows[signal] for signal in signals], bool).reshape(len(signals), tables[0].lines))


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What signals say for each of several outcomes: `values[rows[signal]]`, in hundredths; the last row is nought."""

    rows: dict[str, int]
    values: Sums

    def sums(self, shown: Shown) -> Sums:
        """Return for each line and outcome the sum of the weights of the line's signals."""
        values, lines = self._of(shown).T, shown.rows.shape[1]
        parts = [
            values @ shown.rows[:, at : at + _LINES_AT_ONCE].astype(np.float32)
            for at in range(0, lines, _LINES_AT_ONCE)
        ]
        return np.concatenate(parts, axis=1).T if parts else np.zeros((0, self.values.shape[1]), np.float32)

    def loudest(self, outcomes: Numbers, shown: Shown) -> list[str | None]:
        """Return for each line the signal that says most for its outcome, or None where none speaks for it.

        Of several that say as much it is the last one by the alphabet.
        """
        if not shown.signals:
            return [None] * len(outcomes)
        said = self._of(shown)[:, outcomes] * shown.rows
        best = said.argmax(axis=0)
        loud = said[best, np.arange(len(outcomes))] > 0
        return [
            shown.signals[place] if speaks else None for place, speaks in zip(best.tolist(), loud.tolist(), strict=True)
        ]

    def _of(self, shown: Shown) -> Sums:
        """Return what each of the signals says: nought where it has no weights."""
        return self.values.take([self.rows.get(signal, -1) for signal in shown.signals], axis=0)


def weights_of(table: Mapping[str, Sequence[float]]) -> Weights:
    """Return the weights of a table: signal → what it says for each outcome."""
    signals = sorted(table)
    values = np.rint(np.array([table[signal] for signal in signals], np.float64) * HUNDREDTHS)
    with_nought = np.append(values, np.zeros((1, values.shape[1])), axis=0)
    return Weights({signal: row for row, signal in enumerate(signals)}, with_nought.astype(np.float32))
