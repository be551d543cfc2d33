"""What a protection flag says beside its kind, decrypted."""

from __future__ import annotations

import json

from tracing.service.context import Service
from tracing.store.holds import Flag

__all__ = ["flag_detail"]


def flag_detail(service: Service, flag: Flag) -> dict[str, str]:
    """Return what a flag says beside its kind."""
    if flag.detail is None:
        return {}
    sealed = service.keyring.decrypt(flag.detail, f"protection_flags.detail:{flag.id}")
    found: dict[str, str] = json.loads(sealed)
    return found
