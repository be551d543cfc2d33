"""Long lists come in pages. Where the next one begins is said in a cursor that can't be read or made by hand: the ids in
it would tell how many records others have sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from tracing.service.errors import FieldFault, Invalid
from tracing.service.keyring import Keyring
from tracing.service.sealing import open_seal, seal

__all__ = ["Cursor", "Limit", "Page", "id_after", "next_after", "read_cursor", "write_cursor"]

Item = TypeVar("Item")

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most")]
Cursor = Annotated[str | None, Query(max_length=500, description="`next` of the page before")]


class Page(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: str | None = Field(None, description="The cursor of the next page; none on the last")


def write_cursor(keyring: Keyring, of: str, *position: int | str) -> str:
    """Return the cursor of a list (``of``: the list and how it is filtered) after a position."""
    return seal(keyring, f"cursor:{of}", position)


def read_cursor(keyring: Keyring, of: str, cursor: str) -> list[int | str]:
    """Return the position in a cursor; ``Invalid`` where it isn't one of this list."""
    try:
        position: list[int | str] = open_seal(keyring, f"cursor:{of}", cursor)
    except ValueError:
        raise Invalid(
            "bad_cursor",
            "The cursor isn't one of this list.",
            fields=[FieldFault("query:cursor", "isn't one of this list", "Begin again without a cursor.")],
        ) from None
    return position


def id_after(keyring: Keyring, of: str, cursor: str | None) -> int:
    """Return the id after which a page of a list in the order of ids begins."""
    return int(read_cursor(keyring, of, cursor)[0]) if cursor else 0


def next_after(keyring: Keyring, of: str, limit: int, ids: Sequence[int]) -> str | None:
    """Return the cursor after a page that shows these ids; None where the page wasn't full."""
    return write_cursor(keyring, of, ids[-1]) if len(ids) == limit else None
