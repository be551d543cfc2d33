"""Pages of the queue, and of pairs, as an officer reads them, over HTTP, for the service's benchmark."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import httpx
import sqlalchemy as sa
from service_steps import Site, heard, memory, running

from tracing.service import agencies, placing, sign_in, users
from tracing.service.context import Service
from tracing.service.errors import Conflict
from tracing.store.database import Reader
from tracing.store.tables import users as user_table

__all__ = ["OFFICE", "Pages", "answering", "enter_office", "queue_pages"]

OFFICE = "US-TRACING"
_LOGIN, _PASSWORD = "reviewer-bench", "una montaña verde y lejana"
_FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"band": "strong"},
    {"country": "HN"},
    {"stage": "first"},
    {"waited_days": "30"},
)
_ADMINISTRATOR = Reader("administrator", purpose="benchmark")


@dataclass(frozen=True)
class Pages:
    """How long pages of the queue (JSON) and of pairs (HTML) took (ms, at the caller), and the server's memory (MiB) before and
    after."""

    took_ms: list[float]
    pair_ms: list[float]
    memory_mib: tuple[float, float]


@contextmanager
def answering(site: Site) -> Iterator[tuple[str, int]]:
    """Run the HTTP side; yield its address and the number of its process."""
    with running(site, "service_api.py") as (process,):
        yield f"http://127.0.0.1:{int(heard(process))}", process.pid


def queue_pages(site: Site, service: Service, count: int) -> Pages:
    """Read ``count`` pages of the queue, through its filters and cursors in turn, one after the other."""
    _reviewer(service)
    while placing.place_new(service):
        pass
    took: list[float] = []
    with answering(site) as (address, process), httpx.Client(base_url=address, timeout=60) as client:
        signed_in = client.post("/v1/sessions", json={"login": _LOGIN, "password": _PASSWORD})
        signed_in.raise_for_status()
        begun = memory(process)
        cursors: list[str | None] = [None] * len(_FILTERS)
        for number in range(count):
            chosen = number % len(_FILTERS)
            place = cursors[chosen]
            asked = _FILTERS[chosen] if place is None else {**_FILTERS[chosen], "cursor": place}
            start = time.perf_counter()
            answer = client.get("/v1/queue", params=asked)
            took.append(1000 * (time.perf_counter() - start))
            answer.raise_for_status()
            cursors[chosen] = answer.json()["next"]
        pairs = _pair_pages(client, count // 5)
        return Pages(took, pairs, (begun, memory(process)))


def _pair_pages(client: httpx.Client, count: int) -> list[float]:
    """Take pairs one after the other, read the page of each, give them back. One is decided on first, as the pages of somebody at
    work offer to take back what they decided last."""
    _decide_one(client)
    took: list[float] = []
    place: dict[str, str] = {}
    while len(took) < count:
        listed = client.get("/v1/queue", params={"limit": "100", **place}).json()
        for line in listed["items"]:
            pair = {"inquiry": line["inquiry"], "child": line["child"]}
            taken = client.post("/v1/queue/mine", json=pair)
            if taken.status_code == httpx.codes.FORBIDDEN:  # on which the reviewer decided in a run before
                continue
            taken.raise_for_status()
            start = time.perf_counter()
            page = client.get(f"/pairs/{line['inquiry']}/{line['child']}", headers={"Accept": "text/html"})
            took.append(1000 * (time.perf_counter() - start))
            page.raise_for_status()
            client.delete(f"/v1/queue/mine/{line['inquiry']}/{line['child']}").raise_for_status()
        place = {"cursor": listed["next"]}
    return took


def _decide_one(client: httpx.Client) -> None:
    taken = client.post("/v1/queue/mine", json={}).raise_for_status().json()
    path = f"/v1/links/{taken['inquiry']}/{taken['child']}"
    etag = client.get(path).raise_for_status().headers["etag"]
    said = {"kind": "need_information", "reasons": ["ask_birth"]}
    client.post(f"{path}/decisions", json=said, headers={"If-Match": etag}).raise_for_status()


def enter_office(service: Service) -> None:
    """Enter the office that reviews, if it isn't there."""
    with suppress(Conflict):
        agencies.add_agency(service, _ADMINISTRATOR, OFFICE, "Tracing office", "US", "tracing_office", [])


def _reviewer(service: Service) -> None:
    with service.database.working() as connection:
        if connection.execute(sa.select(user_table.c.id).where(user_table.c.login == _LOGIN)).scalar():
            return
    enter_office(service)
    made = users.add_user(service, _ADMINISTRATOR, OFFICE, _LOGIN, "Reviewer", "reviewer")
    person = sign_in.sign_in(service, _LOGIN, made.password, None, "192.0.2.1").person
    users.change_own_password(service, person, made.password, _PASSWORD)
