"""Which runner a build asks for."""

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec

from flows.settings import RUNNERS, BuildSettings
from flows.storage.batches.extract import Batch, Built, PartSettings, build_part
from flows.storage.runners.losses import WorkerError
from flows.storage.runners.nursery import close_nursery, open_nursery
from flows.storage.runners.processes import Make, extract_in_processes
from flows.storage.runners.threads import extract_in_threads

# Dask looks for anything else for most of a minute.
_ADDRESS = re.compile(r"(?:[a-z]+://)?\S+:\d+/?")
Runner = Callable[[Sequence[Batch], PartSettings], Generator[Built]]


class RunnerError(ValueError):
    """A runner cannot be had as asked for; the message says what to do."""


def runner_of(settings: BuildSettings, make: Make = build_part) -> Runner:
    """Return the runner that a build asks for; raises RunnerError. `make`: what is done with a batch."""
    _refuse_impossible(settings)
    if settings.runner == "dask":
        # Only here, since who builds on one machine need not have Dask.
        from flows.storage.runners.cluster import extract_on_cluster

        return partial(extract_on_cluster, workers=settings.workers, address=settings.dask_address, make=make)
    extract = extract_in_threads if settings.runner == "thread" else extract_in_processes
    return partial(extract, workers=settings.workers, make=make)


@contextmanager
def getting_ready(settings: BuildSettings) -> Iterator[None]:
    """Have the runner load beside the block what its workers will need, before it is known whether there is work.

    A night without work pays for that on a core that has nothing to do; a night with some waits a second less.
    """
    try:
        if settings.runner == "process":
            open_nursery()
        yield
    finally:
        close_nursery()


def check_runner(settings: BuildSettings) -> None:
    """Raise RunnerError where the runner that a build asks for, or its cluster, is not there or not fit."""
    _refuse_impossible(settings)
    if settings.dask_address:
        from flows.storage.runners.cluster import check_versions, connected
        from flows.storage.runners.crews import versions_here

        try:
            with connected(settings.dask_address) as client:
                check_versions(client, versions_here())
        except WorkerError as error:
            raise RunnerError(f"--dask-address {settings.dask_address}: {error}") from error


def _refuse_impossible(settings: BuildSettings) -> None:
    if settings.runner not in RUNNERS:
        raise RunnerError(f"--runner {settings.runner}: there are {', '.join(RUNNERS)}")
    if settings.dask_address and settings.runner != "dask":
        raise RunnerError("--dask-address needs --runner dask")
    if settings.dask_address and not _ADDRESS.fullmatch(settings.dask_address):
        raise RunnerError(f"--dask-address {settings.dask_address}: not an address such as tcp://HOST:8786")
    if settings.runner == "dask" and find_spec("distributed") is None:
        raise RunnerError('--runner dask needs Dask; pip install "alliance-commentary[dask]"')
