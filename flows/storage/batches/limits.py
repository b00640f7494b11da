"""The time that one article may take: of the processor, so that a busy machine rejects what an idle one does.

What hangs takes no time of the processor: for it there is a limit by the clock, many times as long.
"""

import ctypes
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType

# By the clock an article may take so many times as long as by the processor.
HANGING = 10
_CLOCK_TICK = 0.001


class ArticleTimeoutError(BaseException):
    """An article takes too long. No `Exception`, so that nothing on the way swallows it."""


class ArticleHangsError(ArticleTimeoutError):
    """An article takes too long by the clock alone: it waits, or gets no processor at all."""


def time_limit(seconds: float) -> AbstractContextManager[None]:
    """Raise ArticleTimeoutError in this block after so many seconds of the processor.

    ArticleHangsError comes after `HANGING` times as many by the clock. In the main thread, as in the workers of a
    build, the system's timers interrupt what can be interrupted, and all threads of the process count. In other
    threads, and where there are no such timers, another thread does, between two steps of Python only: what sleeps or
    is busy in a library is interrupted when it comes back.
    """
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        return _by_alarm(seconds)
    return _by_thread(seconds)


def told_limit(error: ArticleTimeoutError, seconds: float) -> str:
    """Return in words which limit an article has reached."""
    if isinstance(error, ArticleHangsError):
        return f"did not end within {seconds * HANGING:g} seconds"
    return f"took longer than {seconds:g} seconds"


def spent_by(process: int) -> float | None:
    """Return the seconds of the processor that a process has taken; None where the system does not say (not Linux)."""
    with suppress(OSError):
        # As clock_getcpuclockid makes it, which Python has for threads alone.
        return time.clock_gettime(~process << 3 | 2)
    return None


@contextmanager
def _by_alarm(seconds: float) -> Iterator[None]:
    before = {number: signal.signal(number, _interrupt) for number in (signal.SIGPROF, signal.SIGALRM)}
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * HANGING)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    raise ArticleTimeoutError if number == signal.SIGPROF else ArticleHangsError


@contextmanager
def _by_thread(seconds: float) -> Iterator[None]:
    watched = _Watched(threading.get_ident(), seconds)
    threading.Thread(target=watched.watch, daemon=True).start()
    try:
        yield
    finally:
        watched.leave()


@dataclass(slots=True)
class _Watched:
    """A thread that may be interrupted from another, until it leaves."""

    thread: int
    seconds: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    left: threading.Event = field(default_factory=threading.Event)
    began: float = field(default_factory=time.monotonic)
    spent_before: float = field(init=False)

    def __post_init__(self) -> None:
        self.spent_before = self._spent()

    def _spent(self) -> float:
        """Return the seconds that the thread has taken; of the clock where the system does not tell others."""
        if hasattr(time, "pthread_getcpuclockid"):
            return time.clock_gettime(time.pthread_getcpuclockid(self.thread))
        return time.monotonic()

    def watch(self) -> None:
        """Wait until the thread leaves or its time is over."""
        remaining = self.seconds
        while not self.left.wait(max(remaining, _CLOCK_TICK)):
            with self.lock:
                if self.left.is_set():
                    return
                by_clock = self.began + self.seconds * HANGING - time.monotonic()
                remaining = min(self.spent_before + self.seconds - self._spent(), by_clock)
                if remaining <= 0:
                    error = ArticleHangsError if by_clock <= 0 else ArticleTimeoutError
                    _raise_in(self.thread, ctypes.py_object(error))
                    return

    def leave(self) -> None:
        with self.lock:
            self.left.set()
            # One that is on its way must not arrive after the block.
            _raise_in(self.thread, None)


def _raise_in(thread: int, error: "ctypes.py_object[type[BaseException]] | None") -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), error)
