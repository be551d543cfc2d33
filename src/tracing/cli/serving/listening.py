"""The address that the service answers at, taken before anything else is begun."""

from __future__ import annotations

import errno
import socket

from tracing.records import InputError

__all__ = ["AddressError", "PortTakenError", "address_of", "listen"]


class AddressError(InputError):
    """The address can't be used; the text says why and what to do."""


class PortTakenError(AddressError):
    """Another program has the port."""


def listen(host: str, port: int) -> socket.socket:
    """Take the address; who connects waits until the server answers."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError):
        raise AddressError(f"--host {host}: there is no such address; try --host 127.0.0.1") from None
    family, kind, protocol, _, address = found[0]
    made = socket.socket(family, kind, protocol)
    try:
        # A service that is started again needn't wait until the connections of the last one have been forgotten.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        # Here rather than in the server: two sockets may be bound to one address, but only one of them listens.
        made.listen(2048)
    except OSError as error:
        made.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTakenError(
                f"port {port} of {host} is in use by another program; name another one with --port"
            ) from None
        if error.errno == errno.EACCES:
            raise AddressError(
                f"port {port} may be used by the system only; name one above 1023 with --port, and put a proxy before it"
            ) from None
        if error.errno == errno.EADDRNOTAVAIL:
            raise AddressError(
                f"--host {host} isn't an address of this machine; try --host 127.0.0.1"
            ) from None
        raise AddressError(f"--host {host} --port {port}: {error.strerror}") from None
    return made


def address_of(listening: socket.socket) -> str:
    """Return the URL of what listens, as it is opened on this machine."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
