"""Versions of things as HTTP says them: ``ETag`` on reading, ``If-Match`` on changing, so that nobody overwrites what
they haven't seen."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header

from tracing.api.problems import STALE, Unserved
from tracing.service.errors import Conflict

__all__ = ["IfMatch", "etag"]

_TAG = re.compile(r'"([1-9][0-9]{0,8})"')


def etag(version: int) -> str:
    """Return a version as an entity tag."""
    return f'"{version}"'


async def _expected(
    if_match: Annotated[
        str | None, Header(max_length=100, description='The `ETag` last read, such as `"3"`')
    ] = None,
) -> int:
    if if_match is None:
        raise Unserved(
            428,
            "condition_missing",
            "A change must say which version it is of.",
            "Read the record and send its ETag as If-Match.",
        )
    tag = _TAG.fullmatch(if_match.strip())
    if tag is None:
        raise Conflict(
            STALE, "This isn't the version that is stored.", "Read the record again, then change that."
        )
    return int(tag[1])


IfMatch = Annotated[int, Depends(_expected)]
"""The version that a change is of: 428 where none is named, 412 where it is none."""
