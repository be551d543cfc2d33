"""Versions of things as HTTP says them: ``ETag`` on reading, ``If-Match`` on changing, so that nobody overwrites what
they haven't seen."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header

from tracing.api.problems import STALE, Unserved
from tracing.service.errors import Conflict

__all__ = ["IfMatch", "IfMatchOrNone", "IfMatchPair", "etag", "pair_etag"]

_TAG = re.compile(r'"([1-9][0-9]{0,8})"')


_PAIR_TAG = re.compile(r'"([1-9][0-9]{0,8})[.]([1-9][0-9]{0,8})"')


def etag(version: int) -> str:
    """Return a version as an entity tag."""
    return f'"{version}"'


def pair_etag(versions: tuple[int, int]) -> str:
    """Return the versions of a pair's inquiry and child as one entity tag: ``"1.3"``."""
    return f'"{versions[0]}.{versions[1]}"'


_Header = Annotated[str | None, Header(max_length=100, description='The `ETag` last read, such as `"3"`')]


async def _named(if_match: _Header = None) -> int | None:
    if if_match is None:
        return None
    tag = _TAG.fullmatch(if_match.strip())
    if tag is None:
        raise Conflict(
            STALE, "This isn't the version that is stored.", "Read the record again, then change that."
        )
    return int(tag[1])


async def _expected(version: Annotated[int | None, Depends(_named)]) -> int:
    if version is None:
        raise Unserved(
            428,
            "condition_missing",
            "A change must say which version it is of.",
            "Read the record and send its ETag as If-Match.",
        )
    return version


IfMatchOrNone = Annotated[int | None, Depends(_named)]
"""The version that a change is of, where one is named: 412 where it is none."""

IfMatch = Annotated[int, Depends(_expected)]
"""The version that a change is of: 428 where none is named."""


async def _expected_pair(
    if_match: Annotated[
        str | None,
        Header(max_length=100, description='The `ETag` of the pair as it was read, such as `"1.3"`'),
    ] = None,
) -> tuple[int, int]:
    if if_match is None:
        raise Unserved(
            428,
            "condition_missing",
            "A decision must say what it was made on.",
            "Read the pair and send its ETag as If-Match.",
        )
    tag = _PAIR_TAG.fullmatch(if_match.strip())
    if tag is None:
        raise Conflict(STALE, "This isn't the pair as it is stored.", "Read the pair again, then decide.")
    return int(tag[1]), int(tag[2])


IfMatchPair = Annotated[tuple[int, int], Depends(_expected_pair)]
"""The versions of inquiry and child that a decision is made on: 428 where they aren't named."""
