"""What addresses and pages carry that nobody may read or make: places in lists, handles, tokens."""

from __future__ import annotations

import base64
import json
from typing import Any

from tracing.service.keyring import Keyring, KeyringError

__all__ = ["open_seal", "seal"]


def seal(keyring: Keyring, kind: str, what: Any) -> str:
    """Return something as text for an address that only ``open_seal`` reads, for the same ``kind``."""
    hidden = keyring.encrypt(json.dumps(what).encode(), f"seal:{kind}")
    return base64.urlsafe_b64encode(hidden).decode().rstrip("=")


def open_seal(keyring: Keyring, kind: str, text: str) -> Any:
    """Return what was sealed. ``ValueError`` where it isn't one of these."""
    try:
        hidden = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return json.loads(keyring.decrypt(hidden, f"seal:{kind}"))
    except (ValueError, KeyringError):
        raise ValueError("isn't a seal of this kind") from None
