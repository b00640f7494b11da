"""Whether a server is there, and what is told of one that is not."""

import socket
import threading

import pytest

from flows.commands.flow_runs import RunError
from flows.commands.prefect_server import answers, have_server


def test_what_speaks_otherwise_is_no_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(b"SSH-2.0-OpenSSH_9.9\r\n")

        threading.Thread(target=greet, daemon=True).start()
        assert not answers(f"http://127.0.0.1:{listening.getsockname()[1]}/api")


def test_a_password_in_the_address_of_a_server_is_not_repeated() -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    told = r"does not answer at PREFECT_API_URL=http://127\.0\.0\.1:1/api"
    with (
        temporary_settings({PREFECT_API_URL: "http://me:secret@127.0.0.1:1/api"}),
        pytest.raises(RunError, match=told) as raised,
    ):
        have_server()
    assert "secret" not in str(raised.value)
