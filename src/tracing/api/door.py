"""What the routes of one app share: the service, its limits, the secrets that were verified."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from tracing.api.settings import ApiSettings
from tracing.service.api_keys import VerifiedSecrets
from tracing.service.context import Service
from tracing.service.limits import Limiter

__all__ = ["Door", "TheDoor", "TheService", "address_of"]


class Door:
    """One app's own: nothing of it is stored."""

    def __init__(self, service: Service, settings: ApiSettings) -> None:
        self.service = service
        self.settings = settings
        self.verified = VerifiedSecrets()
        self.keys = Limiter(settings.key_limit)
        self.people = Limiter(settings.person_limit)
        self.strangers = Limiter(settings.stranger_limit)


async def _door(request: Request) -> Door:
    return cast(Door, request.app.state.door)


async def _service(request: Request) -> Service:
    return (await _door(request)).service


TheDoor = Annotated[Door, Depends(_door)]
TheService = Annotated[Service, Depends(_service)]


def address_of(request: Request) -> str:
    """Return where a request came from, as the server knows it."""
    return request.client.host if request.client else ""
