"""A free loopback port, taken at once so that nobody else gets it."""

import errno
import socket

from launcher.console import Failure

HOST = "127.0.0.1"
DEFAULT_PORT = 8000
TRIES = 20


def parse(text: str | None) -> int:
    """A port number from PORT= or --port; the default when nothing was said. Raises Failure."""
    if not text:
        return DEFAULT_PORT
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise Failure(f"PORT must be a number from 0 to 65535, not {text!r}.")
    return int(text)


def listen(first: int) -> socket.socket:
    """A listening socket on `first` or on the nearest free port of the next twenty. Raises Failure.

    The socket stays open and is handed to the web server, so two clones that start together cannot choose the same
    port, and a restarted web server keeps its address.
    """
    for port in range(first, min(first + TRIES, 65535) + 1):
        taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        # Without this, the port of a run that ended a moment ago counts as taken, and the address creeps up.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((HOST, port))
            taken.listen(256)
        except OSError as error:
            taken.close()
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
        else:
            return taken
    raise Failure(f"Ports {first} to {first + TRIES} are all taken; choose another one: make run PORT=9000")
