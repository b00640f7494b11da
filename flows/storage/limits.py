"""The time that one article may take."""

import ctypes
import signal
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from types import FrameType


class ArticleTimeoutError(BaseException):
    """An article takes too long. No `Exception`, so that nothing on the way swallows it."""


def time_limit(seconds: float) -> AbstractContextManager[None]:
    """Raise ArticleTimeoutError in this block after so many seconds.

    In the main thread, as in the workers of a build, the system's alarm interrupts what can be interrupted. In other
    threads, and where there is no such alarm, another thread does, between two steps of Python only: what sleeps or
    is busy in a library is interrupted when it comes back.
    """
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        return _by_alarm(seconds)
    return _by_timer(seconds)


@contextmanager
def _by_alarm(seconds: float) -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, _interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise ArticleTimeoutError


@contextmanager
def _by_timer(seconds: float) -> Iterator[None]:
    watched = _Watched(threading.get_ident())
    timer = threading.Timer(seconds, watched.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        watched.leave()


@dataclass(slots=True)
class _Watched:
    """A thread that may be interrupted from another, until it leaves."""

    thread: int
    lock: threading.Lock = field(default_factory=threading.Lock)
    left: bool = False

    def interrupt(self) -> None:
        with self.lock:
            if not self.left:
                _raise_in(self.thread, ctypes.py_object(ArticleTimeoutError))

    def leave(self) -> None:
        with self.lock:
            self.left = True
            # One that is on its way must not arrive after the block.
            _raise_in(self.thread, None)


def _raise_in(thread: int, error: "ctypes.py_object[type[BaseException]] | None") -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), error)
