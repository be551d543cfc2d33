"""What can be set of the HTTP side, from the environment (``TRACING_API_...``)."""

from __future__ import annotations

from pydantic_settings import BaseSettings, SettingsConfigDict

from tracing.service.imports import MOST_BYTES
from tracing.service.limits import Limit

__all__ = ["ApiSettings"]


class ApiSettings(BaseSettings):
    """Limits and the like; the defaults are right for a service behind a proxy that speaks TLS.

    ``secure_cookies``: cookies go over TLS only; off where the service is opened as ``http://127.0.0.1``.
    ``second_factor``: roles that see where a child is must sign in with one; off for invented data only.
    ``json_bytes``, ``upload_bytes``: the longest body, as JSON and as a file; ``body_seconds`` for the whole of it,
    ``chunk_seconds`` between two parts. ``metrics_from``: addresses that may read ``/metrics``; what is counted there
    is nobody else's business. ``blind_review``: every first judgement is made without the score, asked for or not.
    """

    model_config = SettingsConfigDict(env_prefix="TRACING_API_", frozen=True)

    secure_cookies: bool = True
    second_factor: bool = True
    blind_review: bool = False
    json_bytes: int = 1_000_000
    upload_bytes: int = MOST_BYTES
    body_seconds: float = 60.0
    chunk_seconds: float = 10.0
    metrics_from: frozenset[str] = frozenset({"127.0.0.1", "::1"})

    key_rate: float = 200.0
    key_burst: int = 400
    person_rate: float = 20.0
    person_burst: int = 100
    stranger_rate: float = 5.0
    stranger_burst: int = 50

    @property
    def key_limit(self) -> Limit:
        """Requests with one key."""
        return Limit(self.key_rate, self.key_burst)

    @property
    def person_limit(self) -> Limit:
        """Requests of one person."""
        return Limit(self.person_rate, self.person_burst)

    @property
    def stranger_limit(self) -> Limit:
        """Requests from one address that show nothing known: signing in, keys not seen before."""
        return Limit(self.stranger_rate, self.stranger_burst)
