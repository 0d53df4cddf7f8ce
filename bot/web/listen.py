"""The address to listen on. It is taken before anything is loaded, so that a taken port is known at once."""

from __future__ import annotations

import errno
import socket

from bot.errors import ServiceError

_BACKLOG = 128
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on `host` and `port` (0: any free port).

    Raises:
        ServiceError: the port is taken or not allowed, or the host is not an address of this machine.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except OSError as error:
        raise ServiceError(_refused(host, port, error)) from error


def address_of(listener: socket.socket) -> str:
    """The address to open in a browser on this machine."""
    bound: tuple[str, int] = listener.getsockname()[:2]
    host = _EVERYWHERE.get(bound[0], bound[0])
    return f"http://[{host}]:{bound[1]}" if ":" in host else f"http://{host}:{bound[1]}"


def _refused(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken. End the program that uses it, or choose another with --port."
    if error.errno == errno.EACCES:
        return f"Port {port} is not open to this user. Choose one above 1023 with --port."
    return f"Cannot listen on {host!r}, port {port}: {error.strerror or error}. Check --host and --port."
