"""Scripts and styles. Their addresses name what they hold, so browsers ask for each once. They alone are sent compressed: what
is compressed together with a form's token would tell of it by its length (BREACH)."""

from __future__ import annotations

import gzip
from functools import cache
from typing import Annotated

from fastapi import Path, Request, Response

from tracing.service.errors import NotFound
from tracing.web.rendering import static_folder, version_of
from tracing.web.route import pages

__all__ = ["router"]

router = pages("/static")

_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

_Name = Annotated[str, Path(pattern=r"^[a-z0-9_]+(\.min)?\.(css|js|svg)$", max_length=60)]


@router.get("/{version}/{name}")
def static(request: Request, version: Annotated[str, Path(max_length=12)], name: _Name) -> Response:
    """Return a file."""
    file = static_folder() / name
    if not file.is_file() or version != version_of(name):
        raise NotFound("no_such_page", "There is no such page.")
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", "").lower():
        headers["Content-Encoding"] = "gzip"
        return Response(_compressed(name), headers=headers, media_type=_KINDS[file.suffix])
    return Response(file.read_bytes(), headers=headers, media_type=_KINDS[file.suffix])


@cache
def _compressed(name: str) -> bytes:
    return gzip.compress((static_folder() / name).read_bytes(), 9, mtime=0)
