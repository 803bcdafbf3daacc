"""A server that writes bytes as they are, to answer as no HTTP library would."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
NOTHING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def whole(body: bytes, *headers: bytes, start: bytes = HTML) -> bytes:
    """A well-formed answer with these header lines."""
    lines = b"".join(line + b"\r\n" for line in headers)
    return start + lines + b"Content-Length: %d\r\n\r\n" % len(body) + body


@contextmanager
def raw_site(answers: Mapping[str, bytes]) -> Iterator[str]:
    """Serve by path, one request a connection; a path without an answer is a 404. Yields the URL."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_accept, args=(server, answers), daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def _accept(server: socket.socket, answers: Mapping[str, bytes]) -> None:
    with suppress(OSError):  # until the server is closed
        while True:
            connection, _ = server.accept()
            threading.Thread(target=_answer, args=(connection, answers), daemon=True).start()


def _answer(connection: socket.socket, answers: Mapping[str, bytes]) -> None:
    with connection, suppress(OSError):
        path = connection.recv(65536).split(b" ")[1].decode()
        connection.sendall(answers.get(path, NOTHING))
