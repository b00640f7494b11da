"""The time an article may take, in the main thread and in others."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from flows.storage.limits import ArticleTimeoutError, time_limit


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


@everywhere
def test_no_interruption_comes_after_the_work(run: Callable[[Callable[[], object]], object]) -> None:
    def just_in_time(seconds: float) -> bool:
        """Work about as long as allowed; return whether it was interrupted."""
        until = time.perf_counter() + seconds
        try:
            with time_limit(seconds):
                while time.perf_counter() < until:
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
                until = time.perf_counter() + 0.3
                while time.perf_counter() < until:
                    pass
        except ArticleTimeoutError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, [0.05, 60, 0.05, 60])) == [False, True, False, True]
