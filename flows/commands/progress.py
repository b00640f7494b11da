"""How far a run is: a bar where somebody looks on, events elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from flows.commands.log import may_draw
from flows.storage.events import log

Advance = Callable[[int], None]
_EVENTS = 10


@contextmanager
def progress(what: str, total: int) -> Iterator[Advance]:
    """Show how many of `total` are done; yields a function that takes how many more are."""
    if may_draw():
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(what, total=total)
            yield lambda more: bar.advance(task, more)
    else:
        yield _as_events(what, total)


def _as_events(what: str, total: int) -> Advance:
    done = shown = 0

    def advance(more: int) -> None:
        nonlocal done, shown
        done += more
        if done == total or (done - shown) * _EVENTS >= total:
            shown = done
            log("progress", what=what, done=done, total=total)

    return advance
