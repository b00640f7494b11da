"""What the commands that start a flow share: Prefect kept quiet and offline, and its stops told from its faults."""

import os


def quieten_prefect() -> None:
    """Keep the run offline and its output ours; whoever sets these variables knows better."""
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    os.environ.setdefault("PREFECT_LOGGING_INTERNAL_LEVEL", "CRITICAL")
    if "PREFECT_API_URL" not in os.environ:
        # Ctrl-C stops the temporary server as well; asking it again and again would hold the stop up for a minute.
        os.environ.setdefault("PREFECT_CLIENT_MAX_RETRIES", "1")


def was_stopped(error: BaseException | None) -> bool:
    """Tell an error that Ctrl-C left behind: its signal stops Prefect's server too, which the run then misses."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def is_of_server(error: Exception) -> bool:
    """Tell an error of the connection to Prefect's server."""
    return type(error).__module__.partition(".")[0] in ("httpx", "httpcore") or (
        isinstance(error, RuntimeError) and "API" in str(error)
    )
