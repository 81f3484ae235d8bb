"""Binds the listening sockets before anything is started, so that a taken port is a sentence, not a crash."""

from __future__ import annotations

import errno
import socket

from app.complaints import CannotBegin


def listen(host: str, port: int, *, section: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    variable = f"ROOMLINE_{section.upper()}__PORT"
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotBegin(
                f"Port {port} on {host} is in use by another program. Stop that one or choose another "
                f"port with "
                f"{section}.port (for once: {variable}=0 takes any that is free)."
            ) from None
        raise CannotBegin(
            f"{section}: nothing can listen on {host}, port {port}: {error.strerror}. Allowed for the "
            f"host is an "
            f"address of this machine, such as 127.0.0.1; ports below 1024 need rights."
        ) from None


def address(listening: socket.socket) -> str:
    """Where a browser on this machine finds it."""
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"
