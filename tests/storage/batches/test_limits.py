"""The time an article may take, in the main thread and in others."""

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from flows.storage.batches import limits
from flows.storage.batches.limits import ArticleHangsError, ArticleTimeoutError, spent_by, time_limit


def in_thread(work: Callable[[], object]) -> object:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def here(work: Callable[[], object]) -> object:
    return work()


everywhere = pytest.mark.parametrize("run", [here, in_thread])


def work_on_and_on() -> None:
    while True:
        pass


@everywhere
def test_work_that_takes_too_long_is_interrupted(run: Callable[[Callable[[], object]], object]) -> None:
    def limited() -> None:
        with time_limit(0.05):
            work_on_and_on()

    with pytest.raises(ArticleTimeoutError):
        run(limited)


def wait_on_and_on() -> None:
    while True:
        time.sleep(0.01)


@everywhere
def test_what_hangs_without_working_is_interrupted_much_later(run: Callable[[Callable[[], object]], object]) -> None:
    def limited() -> None:
        with time_limit(0.05):
            wait_on_and_on()

    began = time.monotonic()
    with pytest.raises(ArticleHangsError):
        run(limited)
    assert time.monotonic() - began >= 0.05 * limits.HANGING


@everywhere
def test_waiting_for_a_busy_processor_does_not_count(run: Callable[[Callable[[], object]], object]) -> None:
    def starved() -> bool:
        with time_limit(0.2):
            time.sleep(0.5)
        return True

    assert run(starved)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process tells another")
def test_what_a_process_has_spent_is_known_outside() -> None:
    before = spent_by(os.getpid()) or 0.0
    until = time.process_time() + 0.05
    while time.process_time() < until:
        pass
    assert 0.05 <= (spent_by(os.getpid()) or 0.0) - before < 5
    assert spent_by(2**22 + 1) is None


@everywhere
def test_no_interruption_comes_after_the_work(run: Callable[[Callable[[], object]], object]) -> None:
    def just_in_time(seconds: float) -> bool:
        """Work about as long as allowed; return whether it was interrupted."""
        until = time.thread_time() + seconds
        try:
            with time_limit(seconds):
                while time.thread_time() < until:
                    pass
        except ArticleTimeoutError:
            return True
        return False

    def often() -> int:
        outcomes = [just_in_time(0.002) for _ in range(200)]
        for _ in range(10_000):
            time.perf_counter()
        return len(outcomes)

    assert run(often) == 200


def test_limits_of_threads_do_not_meddle_with_each_other() -> None:
    def work(seconds: float) -> bool:
        try:
            with time_limit(seconds):
                until = time.thread_time() + 0.2
                while time.thread_time() < until:
                    pass
        except ArticleTimeoutError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, [0.05, 60, 0.05, 60])) == [False, True, False, True]
