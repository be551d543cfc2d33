"""The interactive description at ``/docs``: everything it needs comes from here, so it works without internet."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, Response

__all__ = ["router"]

router = APIRouter(prefix="/docs", include_in_schema=False)

_FILES = Path(str(resources.files("fastapi_offline"))) / "static"

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>tracing: the API</title>
<link rel="icon" href="docs/favicon.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
<script src="docs/swagger-ui-bundle.js" defer></script>
<script src="docs/start.js" defer></script>
</head>
<body>
<div id="swagger-ui"></div>
<noscript>The description itself is at <a href="openapi.json">openapi.json</a>.</noscript>
</body>
</html>
"""

_START = """SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
});
"""

# The page builds its styles as it runs; scripts come from this service alone, and none stand in the page.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


@router.get("")
def page() -> HTMLResponse:
    """Return the page."""
    return HTMLResponse(_PAGE, headers={"Content-Security-Policy": _POLICY})


@router.get("/start.js")
def start() -> Response:
    """Return what starts the page."""
    return Response(_START, media_type="text/javascript")


@router.get("/swagger-ui-bundle.js")
def script() -> FileResponse:
    """Return Swagger UI."""
    return FileResponse(_FILES / "swagger-ui-bundle.js", media_type="text/javascript")


@router.get("/swagger-ui.css")
def style() -> FileResponse:
    """Return Swagger UI's styles."""
    return FileResponse(_FILES / "swagger-ui.css", media_type="text/css")


@router.get("/favicon.png")
def icon() -> FileResponse:
    """Return the page's icon."""
    return FileResponse(_FILES / "favicon.png", media_type="image/png")
