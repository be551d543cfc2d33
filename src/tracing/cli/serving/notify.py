"""Telling systemd that the service is ready (``Type=notify``); elsewhere nobody listens, and nothing happens."""

from __future__ import annotations

import os
import socket
from contextlib import suppress

__all__ = ["notify"]


def notify(state: str) -> None:
    """Send a state, such as ``READY=1``, to the socket that ``NOTIFY_SOCKET`` names."""
    named = os.environ.get("NOTIFY_SOCKET", "")
    if named:
        # A first character @ stands for the zero of a name that is no path.
        address = "\0" + named[1:] if named.startswith("@") else named
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as telling:
            telling.sendto(state.encode(), address)
