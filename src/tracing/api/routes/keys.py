"""Keys of agencies' programs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field, StringConstraints

from tracing.api.door import TheService
from tracing.api.models import AgencyCode, Code, Id, Model
from tracing.api.pages import Cursor, Limit, Page, id_after, next_after
from tracing.api.problems import responses
from tracing.api.signed_in import SignedIn, reader_for
from tracing.casework.roles import Task
from tracing.service import agencies, api_keys
from tracing.service.api_keys import Caller
from tracing.service.context import Service
from tracing.service.errors import Forbidden
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/keys", tags=["keys"])

Administrator = Annotated[Reader, reader_for(Task.MANAGE_KEYS, purpose="administration")]


class NewKey(Model):
    """A key to make."""

    agency: AgencyCode
    label: Annotated[
        str, StringConstraints(min_length=1, max_length=100), Field(description="What it is for")
    ]
    scopes: Annotated[list[Code], Field(min_length=1, max_length=20, description="`GET /v1/codes/scopes`")]
    expires_at: AwareDatetime | None = None


class Renewal(Model):
    """How long the old key stays good."""

    overlap_days: Annotated[int, Field(ge=0, le=30)] = 7


class Key(Model):
    """A key, without what it opens with."""

    id: int
    agency: str
    prefix: str
    label: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    used_at: Annotated[datetime | None, Field(description="Last use, to the minute")]
    revoked_at: datetime | None
    replaces: int | None


class KeyWithToken(Key):
    """A key just made; the token is shown once."""

    token: str


class CurrentKey(Model):
    """The key that the request came with."""

    id: int
    agency: str
    label: str
    scopes: list[str]


def _key(service: Service, reader: Reader, key: api_keys.ApiKey) -> Key:
    return _shown(key, agencies.codes_of(service, reader, [key.agency_id]))


def _shown(key: api_keys.ApiKey, codes: Mapping[int, str]) -> Key:
    return Key(
        id=key.id,
        agency=codes[key.agency_id],
        prefix=key.prefix,
        label=key.label,
        scopes=key.scopes,
        created_at=key.created_at,
        expires_at=key.expires_at,
        used_at=key.used_at,
        revoked_at=key.revoked_at,
        replaces=key.replaces_id,
    )


def _with_token(service: Service, reader: Reader, made: api_keys.NewKey) -> KeyWithToken:
    return KeyWithToken(**_key(service, reader, made.key).model_dump(), token=made.token)


@router.get("", summary="List keys", responses=responses(422))
def list_keys(
    reader: Administrator,
    service: TheService,
    agency: Annotated[str | None, Query(max_length=40)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Key]:
    """List keys with when they were last used."""
    name = f"keys:{agency}"
    after = id_after(service.keyring, name, cursor)
    found = api_keys.list_keys(service, reader, agency, after, limit)
    codes = agencies.codes_of(service, reader, {k.agency_id for k in found})
    return Page(
        items=[_shown(k, codes) for k in found],
        next=next_after(service.keyring, name, limit, [k.id for k in found]),
    )


@router.post("", status_code=201, summary="Make a key", responses=responses(422))
def add_key(body: NewKey, reader: Administrator, service: TheService) -> KeyWithToken:
    """Make a key for an agency's program; the token is shown once."""
    made = api_keys.add_key(service, reader, body.agency, body.label, body.scopes, body.expires_at)
    return _with_token(service, reader, made)


@router.get("/current", summary="The key in use", responses=responses())
def current(who: SignedIn) -> CurrentKey:
    """Return the key that the request came with: a way to try it."""
    if not isinstance(who, Caller):
        raise Forbidden("keys_only", "This is for keys, not for people who sign in.")
    return CurrentKey(id=who.key, agency=who.agency.code, label=who.label, scopes=sorted(who.scopes))


@router.post("/{key}/renewal", status_code=201, summary="Renew a key", responses=responses(404, 409, 422))
def renew_key(key: Id, body: Renewal, reader: Administrator, service: TheService) -> KeyWithToken:
    """Make a key in the place of another, which stays good for some days so that programs can change over."""
    made = api_keys.renew_key(service, reader, key, timedelta(days=body.overlap_days))
    return _with_token(service, reader, made)


@router.delete("/{key}", summary="Revoke a key", responses=responses(404))
def revoke_key(key: Id, reader: Administrator, service: TheService) -> Key:
    """Take a key back; its next request is refused."""
    return _key(service, reader, api_keys.revoke_key(service, reader, key))
