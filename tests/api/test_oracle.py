"""The asking side can't tell a child that is held from one that isn't: not from an answer, not from what is done for it,
not from how long it takes (brief I6, oracle risk).

Two agencies ask, for the same number of children, whose data are as long. Those of the one are held: each inquiry is
matched, decided on, put on hold. Then all that an asking agency can send is sent by both in turns, many times. Every pair
of answers must be alike, the same statements must have been run for both, and the times must not tell them apart.
"""

from __future__ import annotations

import json
import os
import random
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
import structlog

from tests import accounts
from tests.api.straight import Straight, Told
from tests.api.test_submit import CHILD
from tracing.api.app import create_app
from tracing.api.settings import ApiSettings
from tracing.service.context import Service
from tracing.service.matching import match_pending
from tracing.service.promotion import ensure_matcher
from tracing.store.database import Database
from tracing.store.tables import decisions, holds, leases, links, records, users

CALLS = os.environ.get("TRACING_TEST_ORACLE_CALLS")
OFTEN, LESS_OFTEN = (int(CALLS), int(CALLS)) if CALLS else (200, 60)
"""How often each kind of request is sent; ``.ci/run`` sends all a thousand times, in some minutes. Fifty of each tell
apart what takes twice as long though other programs disturb it, and a fifth longer on a quiet machine."""

_HELD = {
    "given_names": "Josué Elvin", "first_surname": "Caal", "second_surname": "Pop", "sex": "M",
    "birth_date": "2016-07-03", "mother_name": "Matilde Pop Xol", "inquirer_name": "Matilde Pop Xol",
    "inquirer_relation": "mother", "phones": ["+502 5555 0101"],
}  # fmt: skip
_NOT_HELD = {
    "given_names": "Simón Óscar", "first_surname": "Ixim", "second_surname": "Tun", "sex": "M",
    "birth_date": "2011-02-19", "mother_name": "Ramonda Tun Yat", "inquirer_name": "Ramonda Tun Yat",
    "inquirer_relation": "mother", "phones": ["+502 5577 8833"],
}  # fmt: skip

_FAULTS: list[dict[str, Any]] = [{"birth_date": "soon"}, {"record_id": None}, {"inquirer_name": {"x": 1}}]

_VARIES = re.compile(
    r'20\d\d-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d)|(?<="next":")[^"]+|(?<="by_key":)\d+|(?<="id":")[0-9a-f-]{36}|whs_[^"]+'
)


@dataclass
class Side:
    """An agency that asks, and what it has been shown."""

    key: str
    facts: dict[str, Any]
    told: dict[str, list[Told]] = field(default_factory=lambda: defaultdict(list))
    statements: dict[str, list[list[str]]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class World:
    """A service with both agencies."""

    service: Service
    straight: Straight
    sides: tuple[Side, Side]
    ran: list[str]

    def ask(self, what: str, times: int, send: Callable[[Side, int], Told]) -> None:
        """Have both agencies send something so many times, in turns, neither always first."""
        order = random.Random(what)
        for number in range(times):
            for side in order.sample(self.sides, 2):
                self.ran.clear()
                side.told[what].append(send(side, number))
                side.statements[what].append(list(self.ran))


@pytest.fixture(autouse=True)
def no_log() -> Iterator[None]:
    """Writing the log to a terminal would take longer than the answers."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    yield
    structlog.reset_defaults()


@contextmanager
def _world(service: Service) -> Iterator[World]:
    # A clock that stands: when a key was last used is noted once a minute.
    service = accounts.at(service, accounts.Clock(datetime.now(UTC)))
    ensure_matcher(service)
    accounts.agency(service, "MX-DIF", "child_protection", "child")
    accounts.agency(service, "MX-OFFICE", "tracing_office")
    accounts.person(service, "MX-OFFICE", "oficial", "protection_officer")
    sides = []
    for code, facts in (("HN-ONE", _HELD), ("HN-TWO", _NOT_HELD)):
        accounts.agency(service, code, "family_tracing", "inquiry")
        scopes = ("inquiries:read", "inquiries:write", "status:read", "imports:write", "webhooks")
        sides.append(Side(accounts.key(service, code, *scopes), facts))
    app = create_app(service, ApiSettings(key_burst=10**6, key_rate=1e6))
    finder = accounts.key(service, "MX-DIF", "children:write")
    with Straight(app) as straight, _statements(service.database) as ran:
        assert straight.call(finder, "POST", "/v1/children", CHILD).status == 201
        yield World(service, straight, (sides[0], sides[1]), ran)


@contextmanager
def _statements(database: Database) -> Iterator[list[str]]:
    ran: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        ran.append(statement)

    for engine in (database._app, database._worker):
        sa.event.listen(engine, "before_cursor_execute", note)
    yield ran


def _match_and_review(world: World) -> None:
    """Match what is there, and have people do all they do on the pairs that are found."""
    match_pending(world.service)
    with world.service.database.working() as connection:
        officer = connection.execute(sa.select(users.c.id)).scalars().first()
        pairs = connection.execute(sa.select(links.c.inquiry_id, links.c.child_id, links.c.matcher_id)).all()
        agencies = Counter(
            connection.execute(
                sa.select(records.c.agency_id).join(links, links.c.inquiry_id == records.c.id)
            ).scalars()
        )
        for inquiry, child, matcher in pairs:
            connection.execute(
                sa.insert(decisions).values(
                    inquiry_id=inquiry, child_id=child, inquiry_version=1, child_version=1, matcher_id=matcher,
                    blind=False, kind="possible", reasons=["names_agree"], user_id=officer,
                )
            )  # fmt: skip
            connection.execute(
                sa.insert(leases).values(
                    inquiry_id=inquiry, child_id=child, user_id=officer, until=sa.func.now()
                )
            )
            connection.execute(
                sa.insert(holds).values(
                    record_id=inquiry, kind="shared_phone", confidential=False, reason="", review_on=sa.func.now()
                )
            )  # fmt: skip
        connection.execute(
            sa.insert(holds).values(
                record_id=pairs[0].child_id, kind="asylum", confidential=True, reason="", review_on=sa.func.now()
            )
        )  # fmt: skip
    # All inquiries of the one agency are matched, none of the other.
    assert list(agencies.values()) == [LESS_OFTEN]


def _post(world: World, side: Side, reference: str, **headers: str) -> Told:
    return world.straight.call(
        side.key, "POST", "/v1/inquiries", {**side.facts, "record_id": reference}, **headers
    )


def _everything(world: World) -> None:
    call = world.straight.call
    path = "/v1/inquiries/{:05}"
    world.ask("begin", LESS_OFTEN, lambda s, n: _post(world, s, f"{n:05}", idempotency_key=f"{n:05}"))
    _match_and_review(world)
    less, hook = LESS_OFTEN, {"url": "https://example.org/aviso", "events": ["record.received"]}
    world.ask("register", 1, lambda s, _: call(s.key, "POST", "/v1/webhooks", {**hook}))
    world.ask("submit", OFTEN, lambda s, n: _post(world, s, f"N{n:05}"))
    world.ask("status", OFTEN, lambda s, n: call(s.key, "GET", path.format(n % less) + "/status"))
    world.ask("waiting", less, lambda s, n: call(s.key, "GET", path.format(n) + "/waiting"))
    world.ask("duplicate", less, lambda s, n: _post(world, s, f"{n % less:05}"))
    world.ask("replay", less, lambda s, n: _post(world, s, f"{n:05}", idempotency_key=f"{n:05}"))
    world.ask("key used", less, lambda s, n: _post(world, s, f"X{n:05}", idempotency_key=f"{n:05}"))
    world.ask("read", less, lambda s, n: call(s.key, "GET", path.format(n)))
    world.ask("history", less, lambda s, n: call(s.key, "GET", path.format(n) + "/versions"))
    world.ask("list", less, lambda s, _: call(s.key, "GET", "/v1/inquiries"))
    world.ask("webhooks", less, lambda s, _: call(s.key, "GET", "/v1/webhooks"))
    world.ask("children", less, lambda s, _: call(s.key, "GET", "/v1/children/A-2026-0117"))
    world.ask("fault", less, lambda s, n: call(s.key, "POST", "/v1/inquiries", {**s.facts, **_FAULTS[n % 3]}))
    world.ask("stale", less, lambda s, n: call(s.key, "PUT", path.format(n), s.facts, if_match='"9"'))
    world.ask("upload", 20, lambda s, n: call(s.key, "POST", "/v1/imports/inquiries", _file(s, n)))
    world.ask("uploads", 20, lambda s, _: call(s.key, "GET", "/v1/imports/inquiries"))
    corrected = {"notes": "llamó otra vez"}
    world.ask(
        "correct",
        less,
        lambda s, n: call(s.key, "PUT", path.format(n), {**s.facts, **corrected}, if_match='"1"'),
    )
    world.ask("withdraw", less, lambda s, n: call(s.key, "DELETE", path.format(n)))
    world.ask("withdrawn status", less, lambda s, n: call(s.key, "GET", path.format(n) + "/status"))


def _file(side: Side, number: int) -> bytes:
    names = side.facts
    return (
        f"record_id,full_name,birth_date\nU{number:05},{names['given_names']} {names['first_surname']},"
        f"{names['birth_date']}\n".encode()
    )


def test_what_the_asking_side_is_told_and_how_long_it_takes(service: Service) -> None:
    with _world(service) as world:
        _everything(world)
        held, not_held = world.sides
        for what, answers in held.told.items():
            others = not_held.told[what]
            for one, other in zip(answers, others, strict=True):
                assert _alike(held, one) == _alike(not_held, other), what
            assert held.statements[what] == not_held.statements[what], what
        statuses = {what: {told.status for told in answers} for what, answers in held.told.items()}
        assert statuses["submit"] == statuses["begin"] == statuses["replay"] == {201}
        assert statuses["status"] == statuses["read"] == statuses["correct"] == statuses["withdraw"] == {200}
        assert statuses["duplicate"] == statuses["key used"] == {409}
        assert (statuses["children"], statuses["stale"], statuses["upload"]) == ({403}, {412}, {202})
        apart = {
            what: (statistics.median(_times(held, what)), statistics.median(_times(not_held, what)))
            for what, answers in held.told.items()
            if len(answers) >= LESS_OFTEN and tells_apart(_times(held, what), _times(not_held, what))
        }
        assert apart == {}


def _times(side: Side, what: str) -> list[float]:
    # The first ones of a kind meet statements that aren't prepared yet.
    return [told.seconds for told in side.told[what][10:]]


def _alike(side: Side, told: Told) -> tuple[int, tuple[tuple[str, str], ...], str]:
    """An answer without times, cursors and numbers of keys, and without the agency's own words."""
    body = told.body.decode()
    for word in _words(side.facts):
        body = body.replace(word, "~")
    headers = dict(told.headers)
    # Times are written without noughts at their end.
    assert int(headers.pop("content-length", 0)) == len(told.body)
    return told.status, tuple(headers.items()), _VARIES.sub("?", body)


def _words(facts: dict[str, Any]) -> list[str]:
    values = [v for value in facts.values() for v in (value if isinstance(value, list) else [value])]
    return sorted((json.dumps(v, ensure_ascii=False).strip('"') for v in values), key=len, reverse=True)


def tells_apart(one: list[float], other: list[float]) -> bool:
    """Say whether times of two kinds can be told apart (Mann and Whitney, 1947): a difference that chance would make once
    in millions, and one that is more than a fiftieth of what a call takes."""
    a, b = np.asarray(one), np.asarray(other)
    both = np.concatenate([a, b])
    ranks = np.empty(len(both))
    ranks[np.argsort(both, kind="stable")] = np.arange(1, len(both) + 1)
    u = ranks[: len(a)].sum() - len(a) * (len(a) + 1) / 2
    z = (u - len(a) * len(b) / 2) / np.sqrt(len(a) * len(b) * (len(both) + 1) / 12)
    medians = float(np.median(a)), float(np.median(b))
    return bool(abs(z) > 5 and abs(medians[0] - medians[1]) > max(medians) / 50)


@pytest.mark.parametrize(
    ("times", "spread", "longer", "found"),
    [
        (1000, 0.5, 1.2, True), (190, 0.5, 1.5, True), (50, 0.5, 2.0, True), (50, 0.1, 1.2, True),
        (1000, 0.5, 1.0, False), (50, 0.5, 1.0, False),
    ],
)  # fmt: skip
def test_a_difference_would_be_found(times: int, spread: float, longer: float, found: bool) -> None:
    """Times as they are measured beside other programs, some much longer than the rest; and on a quiet machine."""
    draw = np.random.default_rng(7)
    one, other = (0.006 * draw.lognormal(0, spread, times) for _ in range(2))
    assert tells_apart(list(one * longer), list(other)) is found
    assert tells_apart(list(other), list(one * longer)) is found


def test_a_change_does_not_wait_for_a_link_that_is_being_written(service: Service) -> None:
    with _world(service) as world:
        side = world.sides[0]
        assert _post(world, side, "F-1").status == 201
        with service.database.working() as connection, ThreadPoolExecutor(1) as pool:
            ids = sa.select(records.c.side, records.c.id)
            found = {row.side: row.id for row in connection.execute(ids)}
            connection.execute(
                sa.insert(links).values(
                    matcher_id=1, inquiry_id=found["inquiry"], child_id=found["child"], weight=1, group_term=0,
                    probability=0.9, band="strong", levels=b"", weights=[],
                )
            )  # fmt: skip
            path, changed = "/v1/inquiries/F-1", {**side.facts, "notes": "x"}
            sent = pool.submit(world.straight.call, side.key, "PUT", path, changed, if_match='"1"')
            try:
                assert sent.result(timeout=20).status == 200
            finally:
                connection.rollback()


def test_nobody_on_the_asking_side_searches_by_pattern(service: Service) -> None:
    """A reference is that reference, whole: no sign in it stands for others, and no parameter looks into records."""
    with _world(service) as world:
        (side, _), call = world.sides, world.straight.call
        for number in range(3):
            assert _post(world, side, f"F-{number}").status == 201
        for pattern in (
            "*",
            "%25",
            "F-%25",
            "F-_",
            "F-*",
            "F-.",
            "F%2D[0-9]",
            "' OR ''='",
            "F-1%27%20OR%201=1",
        ):
            for tail in ("", "/status", "/versions"):
                assert call(side.key, "GET", f"/v1/inquiries/{pattern}{tail}").status == 404, pattern
        whole = json.loads(call(side.key, "GET", "/v1/inquiries").body)
        for query in ("full_name=Caal", "q=*", "search=Josu", "reference=F-1", "mother_name=%25"):
            assert json.loads(call(side.key, "GET", "/v1/inquiries", query=query).body) == whole
        for path in (
            "/v1/match",
            "/v1/queue",
            "/v1/links",
            "/v1/children",
            "/v1/children/A-2026-0117/versions",
        ):
            assert call(side.key, "GET", path).status in (403, 404, 405), path
