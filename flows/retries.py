"""What the flows' tasks share: another try where the disk or the network may well answer the next time."""

import errno
from typing import Any

from prefect import task

# What a disk or a network says when it may well answer the next time; a connection lost may come without a number.
_TRANSIENT = frozenset(
    {
        errno.EIO, errno.EAGAIN, errno.EBUSY, errno.ESTALE, errno.ENFILE, errno.EMFILE, errno.ENETDOWN,
        errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETRESET,
    }
)  # fmt: skip
_CONNECTION_LOST = (ConnectionError, TimeoutError)


def is_transient(_task: Any, _run: Any, state: Any) -> bool:
    """Tell an error worth another try from one that comes back every time."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, _CONNECTION_LOST) or (isinstance(error, OSError) and error.errno in _TRANSIENT)


retried_task = task(retries=3, retry_delay_seconds=[1, 5, 20], retry_condition_fn=is_transient, persist_result=False)
