"""How far a run is: a bar on a terminal, plain lines elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Advance = Callable[[int], None]
_LINES = 10


@contextmanager
def progress(console: Console, what: str, total: int) -> Iterator[Advance]:
    """Show how many of `total` are done; yields a function that takes how many more are."""
    if console.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task(what, total=total)
            yield lambda more: bar.advance(task, more)
    else:
        yield _plain_lines(console, what, total)


def _plain_lines(console: Console, what: str, total: int) -> Advance:
    done = shown = 0

    def advance(more: int) -> None:
        nonlocal done, shown
        done += more
        if done == total or (done - shown) * _LINES >= total:
            shown = done
            console.print(f"{what}: {done} of {total}", highlight=False, soft_wrap=True)

    return advance
