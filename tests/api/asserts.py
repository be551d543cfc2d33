"""What tests of the API say again and again."""

from __future__ import annotations

from typing import Any

from httpx2 import Response

__all__ = ["refused"]


def refused(response: Response, status: int, code: str) -> dict[str, Any]:
    """Assert that a request was refused with a problem document; return it."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["type"] == f"urn:tracing:problem:{code}"
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    return problem
