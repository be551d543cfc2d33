"""The public keys of an installation as a file, for whoever verifies bundles elsewhere."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tracing.records import InputError
from tracing.service.sharing.signing import PublicKey

__all__ = ["read_keys", "write_keys"]


def write_keys(keys: Sequence[PublicKey]) -> str:
    """Return keys as a file's text."""
    items = [
        {
            "number": key.number,
            "ed25519": key.ed25519.hex(),
            "certificate": key.pem,
            "created_at": key.created_at.isoformat(),
            "retired_at": None if key.retired_at is None else key.retired_at.isoformat(),
        }
        for key in keys
    ]
    return json.dumps({"keys": items}, indent=1) + "\n"


def read_keys(path: Path) -> list[PublicKey]:
    """Return keys from such a file; raises ``InputError`` where it is none."""
    try:
        return [
            PublicKey(
                int(one["number"]),
                bytes.fromhex(one["ed25519"]),
                x509.load_pem_x509_certificate(one["certificate"].encode()).public_bytes(Encoding.DER),
                datetime.fromisoformat(one["created_at"]),
                None if one["retired_at"] is None else datetime.fromisoformat(one["retired_at"]),
            )
            for one in json.loads(path.read_text(encoding="utf-8"))["keys"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(f"{path}: isn't a file of keys as `tracing bundle keys` writes it.") from None
