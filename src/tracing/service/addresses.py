"""Which addresses the service may be made to call: public ones alone.

Whoever names a URL could otherwise have the service knock at doors that only it can reach: itself, the database, the
cloud's metadata, machines of the same network. A name is looked up once, every address that it has is judged, and one of
just those is connected to: a name that answers differently a moment later gains nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

__all__ = ["Endpoint", "NotCallableError", "Resolve", "check_url", "is_public", "pinned", "resolve"]

_LONGEST = 500
_NAME = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")

# Python's own list of what isn't public has changed between its versions; these stand here whatever it says.
_NEVER = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7",
        "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
_HOLD_V4 = ipaddress.ip_network("64:ff9b::/96")
"""Addresses of IPv6 whose last four bytes are one of IPv4, which a translator would connect to."""

Resolve = Callable[[str, int], list[str]]
"""Looks a name up: (host, port) → addresses."""


class NotCallableError(Exception):
    """An address that isn't called; the text is a code: ``no_address``, ``refused_address``."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to connect to: ``address`` of ``host``, and what to ask it for."""

    scheme: str
    host: str
    address: str
    port: int
    target: str

    @property
    def url(self) -> str:
        """The URL with the address in the place of the name, so that nothing is looked up again."""
        address = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.scheme}://{address}:{self.port}{self.target}"

    @property
    def named(self) -> str:
        """The name as it stands in the header ``Host``."""
        usual = {"https": 443, "http": 80}[self.scheme]
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == usual else f"{host}:{self.port}"


def check_url(url: str, anywhere: bool = False) -> str:
    """Return why a URL can't be one to be called, or an empty string.

    ``anywhere``: for tests, plain HTTP and numbers in the place of a name as well.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "isn't a URL"
    host = (parts.hostname or "").lower()
    faults = (
        (len(url) > _LONGEST, f"is longer than {_LONGEST} characters"),
        (
            not url.isascii() or not url.isprintable() or " " in url,
            "holds characters that a URL may not hold",
        ),
        (
            parts.scheme != "https" and not (anywhere and parts.scheme == "http"),
            "doesn't begin with https://",
        ),
        (not host, "names no host"),
        ("@" in parts.netloc, "holds a user or a password"),
        ("\\" in url, "holds a backslash"),
        (bool(parts.fragment), "holds a fragment (#)"),
        (port == 0, "names port 0"),
        # Numbers can be written in many ways (127.1, 0x7f000001, 2130706433); no certificate is for one.
        (not anywhere and not _NAME.fullmatch(host), "doesn't name a host by a whole domain name"),
    )
    return next((reason for wrong, reason in faults if wrong), "")


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public internet, whatever other address it holds or stands for."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id is not None:
            return False
        held = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _HOLD_V4:
            held.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        within = [one for one in held if one is not None]
        if within:
            return all(is_public(str(one)) for one in within)
    return (
        ip.is_global
        and not ip.is_multicast
        and not any(ip in net for net in _NEVER if net.version == ip.version)
    )


def resolve(host: str, port: int) -> list[str]:
    """Look a name up as the system does."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def pinned(url: str, anywhere: bool = False, look_up: Resolve = resolve) -> Endpoint:
    """Return where a URL that was checked leads to now; raises ``NotCallableError``.

    One address that isn't public is enough to refuse the name: which of them would be taken isn't ours to say.
    """
    if check_url(url, anywhere):
        raise NotCallableError("refused_address")
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    port = parts.port or {"https": 443, "http": 80}[parts.scheme]
    addresses = look_up(host, port)
    if not addresses:
        raise NotCallableError("no_address")
    if not anywhere and not all(is_public(address) for address in addresses):
        raise NotCallableError("refused_address")
    return Endpoint(parts.scheme, host, addresses[0], port, _target(parts))


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
