"""Whether a bundle is what was signed: for whoever received it, at any time later, here or at the command line."""

from __future__ import annotations

from collections.abc import Sequence

from tracing.casework.roles import Task
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import TooLarge
from tracing.service.sharing.seal import Verdict, verify_sealed
from tracing.service.sharing.signing import PublicKey, public_keys
from tracing.store.database import Reader, write_audit

__all__ = ["MOST_BYTES", "verify_bundle", "verify_file"]

MOST_BYTES = 10_000_000


def verify_bundle(service: Service, reader: Reader, data: bytes) -> Verdict:
    """Return what is found of a bundle, JSON or PDF. The file isn't kept, nor looked up: only its seal is looked at."""
    require(reader, Task.READ_AGREEMENTS)
    if len(data) > MOST_BYTES:
        raise TooLarge(
            "body_too_large", f"A bundle has up to {MOST_BYTES:,} bytes.", "Send the bundle itself."
        )
    verdict = verify_file(data, public_keys(service))
    with service.database.reading(reader) as connection:
        write_audit(
            connection,
            reader,
            "verify_bundle",
            "bundle",
            verdict.name or "unknown",
            whole=verdict.whole,
            key=verdict.key,
        )
    return verdict


def verify_file(data: bytes, keys: Sequence[PublicKey]) -> Verdict:
    """Return what is found of a bundle by some public keys."""
    if data.lstrip()[:1] != b"%":
        return verify_sealed(data, keys)
    # Not at the top: what reads PDF takes a second to load, and a service must start without.
    from tracing.service.sharing.bundle_paper import verify_paper

    return verify_paper(data, keys)
