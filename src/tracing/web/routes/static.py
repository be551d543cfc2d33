"""Scripts and styles. Their addresses name what they hold, so browsers ask for each once."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from fastapi.responses import FileResponse

from tracing.service.errors import NotFound
from tracing.web.rendering import static_folder, version_of
from tracing.web.route import pages

__all__ = ["router"]

router = pages("/static")

_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

_Name = Annotated[str, Path(pattern=r"^[a-z0-9_]+(\.min)?\.(css|js|svg)$", max_length=60)]


@router.get("/{version}/{name}")
def static(version: Annotated[str, Path(max_length=12)], name: _Name) -> FileResponse:
    """Return a file."""
    file = static_folder() / name
    if not file.is_file() or version != version_of(name):
        raise NotFound("no_such_page", "There is no such page.")
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return FileResponse(file, media_type=_KINDS[file.suffix], headers=headers)
