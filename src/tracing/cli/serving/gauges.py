"""What ``/metrics`` says beside requests: how far matching is behind, how often the worker was started."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from tracing.service.context import Service
from tracing.store.waiting import waiting

__all__ = ["Gauges"]


class Gauges(Collector):
    """Asked anew at each look; what can't be asked is left out."""

    def __init__(self, service: Service, starts: Callable[[], int]) -> None:
        self._service, self._starts = service, starts

    def describe(self) -> Iterable[Metric]:
        """Return nothing: registering asks no database."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Give the numbers of this moment."""
        starts = CounterMetricFamily("tracing_worker_starts", "How often the worker was started")
        starts.add_metric([], self._starts())
        yield starts
        try:
            with self._service.database.working() as connection:
                left = waiting(connection)
        except SQLAlchemyError:
            return
        for name, text, value in (
            ("tracing_waiting_records", "Records that wait to be matched", left.records),
            ("tracing_waiting_seconds", "How long the longest of them has waited", left.seconds),
            ("tracing_waiting_imports", "Uploads that aren't stored whole yet", left.imports),
        ):
            gauge = GaugeMetricFamily(name, text)
            gauge.add_metric([], value)
            yield gauge
