from __future__ import annotations

import socket

HOST = "127.0.0.1"
BACKLOG = 128


def listening(port: int, fd: int | None = None) -> socket.socket:
    """`fd`: an inherited socket, in place of `port`. Raises OSError with a sentence."""
    if fd is not None:
        try:
            return socket.socket(fileno=fd)
        except OSError as error:
            raise OSError(f"--fd {fd} is no socket ({error.strerror}).") from error
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((HOST, port))
    except OSError as error:
        made.close()
        raise OSError(f"Port {port} cannot be used ({error.strerror}); try --port 0.") from error
    made.listen(BACKLOG)
    return made
