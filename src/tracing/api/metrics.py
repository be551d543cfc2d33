"""What is counted of requests: by route and status, and nothing that tells one caller or record from another."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from tracing.api.settings import ApiSettings
from tracing.service.errors import NotFound

__all__ = ["Metrics", "metrics_router"]


class Metrics:
    """Counters of one app; ``registry`` takes those of other parts as well."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "tracing_requests", "Requests answered", ["route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "tracing_request_seconds",
            "How long answering took",
            ["route"],
            registry=self.registry,
            buckets=(0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5, 10),
        )

    def count(self, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)


def metrics_router(metrics: Metrics, settings: ApiSettings) -> APIRouter:
    """Return the route that shows what was counted, to the addresses that may see it."""
    router = APIRouter(include_in_schema=False)

    @router.get("/metrics")
    def show(request: Request) -> Response:
        if request.client is None or request.client.host not in settings.metrics_from:
            raise NotFound("not_found", "Not Found.")
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return router
