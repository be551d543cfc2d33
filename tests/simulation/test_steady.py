"""The same people work on a service that is there already, in its own time."""

from __future__ import annotations

import pytest

from tests.databases import Host
from tests.service.conftest import QUICK
from tracing.service import passwords
from tracing.service.context import Service
from tracing.service.keyring import Keyring
from tracing.service.promotion import ensure_matcher
from tracing.simulation.callers import Api
from tracing.simulation.cast import Cast, first_administrator
from tracing.simulation.plan import Plan, Rates
from tracing.simulation.records import submissions
from tracing.simulation.site import answering
from tracing.simulation.steady import RealTime, Work, at_work
from tracing.store.database import Database

PLAN = Plan(cases=6, months=1, seed=5, reviewers=1, a_day=2, rates=Rates(faulty=0, withdrawn=0))


class _Patient(RealTime):
    """A clock that nobody has to wait for."""

    def move(self, **duration: float) -> None:
        """Wait for nothing: no code is asked for twice here."""


def test_they_send_and_judge_beside_others_of_their_kind(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", QUICK)
    coming, truth = submissions(PLAN)
    codes = sorted({one.agency for one in coming})
    clock = _Patient()
    with host.database(host.template) as url:
        service = Service(Database(url, size=8), Keyring.new())
        ensure_matcher(service)
        with answering(service) as address:
            api = Api(address, clock, clock.move)
            administrator = first_administrator(service, api)
            Cast(api, administrator, codes, 1)
            # The agencies are there by now, and others of the office's people.
            cast = Cast(api, administrator, codes, 1, named="-2")
            before = api.asked["POST", "children", 201] + api.asked["POST", "inquiries", 201]
            at_work(service, api, cast, Work(PLAN, truth, coming[:8], a_round=4), seconds=60)
            api.close()
        service.database.close()
    sent = api.asked["POST", "children", 201] + api.asked["POST", "inquiries", 201]
    assert before == 0
    assert sent >= 8
    assert len(api.took_ms["POST", "inquiries"]) == sum(
        count for (method, what, _), count in api.asked.items() if (method, what) == ("POST", "inquiries")
    )
    assert (
        api.asked["POST", "queue", 404] + api.asked["POST", "queue", 409] + api.asked["POST", "queue", 200]
        > 0
    )
