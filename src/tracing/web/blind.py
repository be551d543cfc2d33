"""Blind review: without anything that tells the score until one has judged. A choice of the browser, where the service doesn't
make it for everybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from fastapi import Request, Response

from tracing.api.door import Door

__all__ = ["choose_blind", "is_blind"]

_COOKIE: Final = "tracing_blind"
_YEAR: Final = int(timedelta(days=365).total_seconds())


def is_blind(request: Request, door: Door) -> bool:
    """Say whether a request is of blind review."""
    return door.settings.blind_review or request.cookies.get(_COOKIE) == "yes"


def choose_blind(answer: Response, door: Door, blind: bool) -> None:
    """Have the browser remember the choice."""
    secure = door.settings.secure_cookies
    answer.set_cookie(
        _COOKIE, "yes" if blind else "no", max_age=_YEAR, httponly=True, secure=secure, samesite="strict"
    )
