"""Months of casework over the real API leave nothing behind that the rules don't allow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import pytest
import sqlalchemy as sa

from tests.databases import Host
from tests.service.conftest import QUICK
from tracing.service import passwords
from tracing.service.context import Service
from tracing.service.keyring import Keyring
from tracing.simulation.callers import Fault
from tracing.simulation.invariants import broken
from tracing.simulation.plan import Plan, Rates
from tracing.simulation.run import Outcome, simulate
from tracing.store.database import Database
from tracing.store.tables import links, queue, tellings

PLAN = Plan(
    cases=12,
    months=1,
    seed=5,
    reviewers=2,
    rates=Rates(withdrawn=0.2, corrected=0.3, no_consent=0, asylum=0, failing=0, refusing=0),
)

Left = tuple[Service, Outcome]


@pytest.fixture(scope="module")
def left(host: Host) -> Iterator[Left]:
    """What a simulation left behind: its service, and what came of it."""
    with (
        host.database(host.template) as url,
        closing(Database(url, size=8)) as database,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(passwords, "_HASHER", QUICK)
        service = Service(database, Keyring.new())
        yield service, simulate(service, PLAN)


def test_everything_holds_at_the_end(left: Left) -> None:
    assert left[1].broken == []


def test_people_went_the_whole_way_and_erred_on_it(left: Left) -> None:
    outcome = left[1]
    assert outcome.submitted > 30
    assert outcome.withdrawn > 0
    assert outcome.ended["solved"] > 0
    assert outcome.judged[True, True] > 0
    assert 0.5 < outcome.kappa < 1
    assert {"invalid_record", "not_yet", "version_changed"} <= set(outcome.refused)
    assert {status for _, _, status in outcome.asked} >= {200, 201, 409, 422}


def test_a_service_in_use_isnt_simulated_on(left: Left) -> None:
    with pytest.raises(Fault, match="isn't new"):
        simulate(left[0], PLAN)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (sa.insert(tellings).from_select(["inquiry_id", "child_id"], sa.select(
            queue.c.inquiry_id, queue.c.child_id).where(queue.c.stage == "first").limit(1)),
         "without two-sided verification"),
        (sa.update(links).values(weight=links.c.weight + 1), "stored otherwise"),
        (sa.delete(links), "stored otherwise"),
        (sa.update(queue).where(queue.c.stage == "done").values(stage="first"), "by the rules for done"),
    ],
)  # fmt: skip
def test_what_doesnt_hold_is_found(left: Left, statement: sa.Executable, found: str) -> None:
    service, _ = left
    with service.database.working() as connection:
        kept = connection.begin_nested()
        connection.execute(statement)
        # Others must see it, and it must not stay.
        said = _broken_within(service, connection)
        kept.rollback()
    assert any(found in one for one in said)


def _broken_within(service: Service, connection: sa.Connection) -> list[str]:
    class Within:
        """The database as one transaction sees it."""

        def __init__(self, database: Database) -> None:
            self.reading = database.reading

        def working(self) -> sa.NestedTransaction:
            return _Opened(connection)  # type: ignore[return-value]

    return broken(Service(Within(service.database), service.keyring, service.now))  # type: ignore[arg-type]


class _Opened:
    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection

    def __enter__(self) -> sa.Connection:
        return self.connection

    def __exit__(self, *_: object) -> None:
        return None


def test_kappa_by_hand() -> None:
    # Of 100: 40 right yes, 45 right no, 5 missed, 10 wrong yes. Agreed 0.85; by chance 0.45·0.5 + 0.55·0.5 = 0.5.
    outcome = Outcome(
        0, 0, Counter(), Counter(), Counter(),
        Counter({(True, True): 40, (False, False): 45, (True, False): 5, (False, True): 10}), Counter(), [],
    )  # fmt: skip
    assert outcome.kappa == pytest.approx(0.7)
