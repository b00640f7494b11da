"""The worker's side of a cluster: its processes that extract, and the code they are made of.

A worker of a cluster hands its batches to a process of its own, as a build on one machine does: what hangs or
crashes takes that process along, not the worker, which other work may share. A process stays for the next batch of
its build, and leaves when none comes.
"""

import multiprocessing
import tempfile
import threading
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path

from flows.storage.batches.extract import AtWork, Batch, Built, PartSettings
from flows.storage.keys.versions import Recipe, recipe
from flows.storage.runners.losses import WorkerError
from flows.storage.runners.processes import Make, Staff
from flows.storage.runners.shipping import Job, Shipped, shipped, unpacked

_STAYS_SECONDS = 30.0
# What a build brings along, wherever it is worked on.
_BROUGHT = ("rights records", "recurring lines")


def extract_here(job: Job, data: bytes) -> tuple[Shipped, ...]:
    """Do a batch on a worker of a cluster; raises what is not an article's fault."""
    crew = _CREWS.take(job)
    try:
        made = tuple(shipped(built) for built in crew.staff.extract([unpacked(data)]))
    except BaseException:
        _CREWS.lose(crew)
        raise
    _CREWS.keep(crew)
    return made


def leave(job_name: str) -> None:
    """End the processes that a build has on this worker, also those at work."""
    _CREWS.stop(job_name)
    _CREWS.let_go(job_name)


@cache
def versions_here() -> Recipe:
    """Return what rows are made by on this machine."""
    return {name: value for name, value in recipe(()).items() if name not in _BROUGHT}


def difference(wanted: Recipe, there: Recipe) -> str | None:
    """Return in words what is other on a worker than where the build runs, if anything is."""
    for name in sorted({*wanted, *there} - {*_BROUGHT}):
        if there.get(name) != wanted.get(name):
            return f"{name} {there.get(name, 'unknown')}, here {wanted.get(name, 'unknown')}"
    return None


@dataclass(slots=True, eq=False)
class _Crew:
    """A process that extracts for a build, and the folder that it makes parts in."""

    job_name: str
    folder: "tempfile.TemporaryDirectory[str]"
    staff: Staff

    def dismiss(self) -> None:
        self.staff.close()
        self.folder.cleanup()


@dataclass(frozen=True, slots=True)
class _Crews:
    """The crews of this worker: those at work, and those that wait for a batch, each with what ends its waiting."""

    busy: set[_Crew] = field(default_factory=set)
    idle: dict[_Crew, threading.Timer] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, job: Job) -> _Crew:
        """Return a crew of that build that is at hand, or a new one."""
        with self.lock:
            crew = next((crew for crew in self.idle if crew.job_name == job.name), None)
            if crew is not None:
                self.idle.pop(crew).cancel()
            else:
                crew = _hired(job)
            self.busy.add(crew)
        return crew

    def keep(self, crew: _Crew) -> None:
        """Have a crew wait for a while."""
        timer = threading.Timer(_STAYS_SECONDS, self.let_go, [crew.job_name])
        timer.daemon = True
        with self.lock:
            self.busy.discard(crew)
            self.idle[crew] = timer
        timer.start()

    def lose(self, crew: _Crew) -> None:
        """Dismiss a crew that is at work."""
        with self.lock:
            self.busy.discard(crew)
        crew.dismiss()

    def stop(self, job_name: str) -> None:
        """Have the crews of a build end what they are at."""
        with self.lock:
            for crew in self.busy:
                if crew.job_name == job_name:
                    crew.staff.stop()

    def let_go(self, job_name: str) -> None:
        """Dismiss the crews of a build that wait."""
        with self.lock:
            crews = [crew for crew in self.idle if crew.job_name == job_name]
            for crew in crews:
                self.idle.pop(crew).cancel()
        for crew in crews:
            crew.dismiss()


_CREWS = _Crews()


def _hired(job: Job) -> _Crew:
    # Dask's workers are daemons, which may start no process; ours ends with its parent, so nothing is left behind.
    multiprocessing.current_process().daemon = False
    folder = tempfile.TemporaryDirectory(prefix="alliance-")
    settings = replace(job.settings, parts_dir=Path(folder.name))
    return _Crew(job.name, folder, Staff(settings, 1, partial(_by_the_same_code, job.make)))


def _by_the_same_code(make: Make, batch: Batch, settings: PartSettings, at_work: AtWork) -> Built:
    """Do a batch in a process that is newer than its worker, so that the code may have changed in between."""
    differs = difference(settings.recipe, versions_here())
    if differs:
        raise WorkerError(f"a worker of the cluster is not made of the code of this build ({differs})")
    return make(batch, settings, at_work)
