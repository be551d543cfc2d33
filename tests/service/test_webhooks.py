"""Webhooks: notices written where things happen, signed, delivered at least once to a real receiver, given up at last."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from tests.accounts import Clock, at
from tests.receiver import Receiver, receiver
from tests.service.parties import agency, as_system, person
from tracing.service import imports, state_of, submission, webhooks
from tracing.service.context import Service
from tracing.service.delivering import KEPT_FOR, PAUSES, WebhookSettings, deliver_due, forget_old, signature
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound
from tracing.service.notices import EVENTS
from tracing.service.pairs import Pair
from tracing.store import review
from tracing.store import webhooks as store
from tracing.store.database import Reader
from tracing.store.tables import audit, deliveries, holds, records, tellings

FACTS = {"record_id": "F-1", "full_name": "Josué Caal Pop", "inquirer_name": "Matilde Pop"}
HERE = WebhookSettings(anywhere=True, seconds=2)


@dataclass
class Party:
    """An agency with a webhook for everything."""

    service: Service
    clock: Clock
    to: Receiver
    system: Reader
    worker: Reader
    webhook: UUID
    secret: str

    def deliver(self) -> int:
        return deliver_due(self.service, HERE)

    def told(self) -> list[dict[str, object]]:
        """Deliver, and return what has come so far besides the first notice."""
        self.deliver()
        return [body for body in self.to.bodies if body["event"] != "webhook.registered"]

    def states(self) -> list[tuple[int, int | None, str | None, bool, bool]]:
        found = webhooks.list_deliveries(self.service, self.system, self.webhook)
        return [(d.attempts, d.status, d.failure, d.done_at is not None, d.given_up) for d in found]


@pytest.fixture
def party(service: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[Party]:
    monkeypatch.setenv("TRACING_WEBHOOK_ANYWHERE", "true")
    # Rows say when they are due by the database's clock; this one is a little ahead of it.
    clock = Clock()
    with service.database.working() as connection:
        clock.now = connection.execute(sa.select(sa.func.now())).scalar_one() + timedelta(minutes=1)
    service = at(service, clock)
    worker = person(service, agency(service), "family_worker")
    system = as_system(worker)
    with receiver() as to:
        made = webhooks.register(service, system, to.url, list(EVENTS))
        yield Party(service, clock, to, system, worker, made.webhook.name, made.secret)


def test_the_first_notice_says_that_the_webhook_is_registered(party: Party) -> None:
    assert party.deliver() == 1
    ((headers, body),) = party.to.requests
    assert json.loads(body) == {
        "id": headers["tracing-delivery"],
        "event": "webhook.registered",
        "at": json.loads(body)["at"],
        "webhook": str(party.webhook),
    }
    assert headers["tracing-event"] == "webhook.registered"
    assert headers["content-type"] == "application/json"
    assert party.deliver() == 0


def test_a_notice_is_signed_with_the_secret_and_its_time(party: Party) -> None:
    party.deliver()
    ((headers, body),) = party.to.requests
    moment, _, given = headers["tracing-signature"].partition(",v1=")
    assert moment == f"t={int(party.clock.now.timestamp())}"
    text = moment.removeprefix("t=").encode() + b"." + body
    assert hmac.new(party.secret.encode(), text, hashlib.sha256).hexdigest() == given
    assert signature("other", 1, b"{}") != signature("secret", 1, b"{}") != signature("secret", 2, b"{}")
    assert party.secret.encode() not in body


def test_records_received_are_told_by_reference_alone(party: Party) -> None:
    submission.submit(party.service, party.worker, "inquiry", FACTS)
    submission.correct(party.service, party.system, "inquiry", "F-1", 1, {"full_name": "Josué Caal"})
    submission.withdraw(party.service, party.system, "inquiry", "F-1")
    told = party.told()
    assert [(t["event"], t["reference"], t["version"], t["state"]) for t in told] == [
        ("record.received", "F-1", 1, "live"),
        ("record.received", "F-1", 2, "live"),
        ("record.received", "F-1", 3, "withdrawn"),
    ]
    assert {frozenset(t) for t in told} == {
        frozenset({"id", "event", "at", "side", "reference", "version", "state"})
    }
    for _, body in party.to.requests:
        assert "Caal" not in body.decode()
        assert "Matilde" not in body.decode()


def test_what_is_refused_or_repeated_is_not_told(party: Party) -> None:
    submission.submit(party.service, party.system, "inquiry", FACTS, key="one")
    submission.submit(party.service, party.system, "inquiry", FACTS, key="one")
    with pytest.raises(Conflict):
        submission.submit(party.service, party.system, "inquiry", FACTS)
    submission.correct(party.service, party.system, "inquiry", "F-1", 1, FACTS)
    assert len(party.told()) == 1


def test_an_import_that_has_ended_is_told_with_its_counts(party: Party) -> None:
    for file in (b"record_id,full_name,birth_date\n1,Josue Caal,2016\n2,Ana Pop,soon\n", b"name\nx\n"):
        imports.upload(party.service, party.system, "inquiry", file)
    with party.service.database.working() as connection:
        ids = list(connection.execute(sa.text("SELECT id FROM casework.imports ORDER BY id")).scalars())
    for each in ids:
        imports.store_file(party.service, each)
    told = [{k: v for k, v in t.items() if k not in ("id", "at")} for t in party.told()]
    assert told == [
        {
            "event": "import.finished",
            "side": "inquiry",
            "number": 1,
            "state": "done",
            "done": 1,
            "refused": 1,
        },
        {
            "event": "import.finished",
            "side": "inquiry",
            "number": 2,
            "state": "failed",
            "done": 0,
            "refused": 0,
        },
    ]


def test_only_what_was_asked_for_is_told_and_only_to_the_agency(party: Party) -> None:
    other = as_system(person(party.service, agency(party.service, "GT-PGN"), "found_worker"))
    webhooks.register(party.service, other, party.to.url + "&otro", ["import.finished"])
    submission.submit(party.service, other, "child", {"record_id": "A-1", "full_name": "Josué Caal"})
    assert party.told() == []
    assert len(party.to.requests) == 2


def test_a_receiver_that_fails_is_tried_again_with_growing_pauses_and_given_up(party: Party) -> None:
    party.to.answers = [500] * 50
    assert party.deliver() == 0
    assert party.states() == [(1, 500, None, False, False)]
    for attempt, pause in enumerate(PAUSES, start=1):
        party.clock.move(seconds=pause.total_seconds() - 1)
        assert party.deliver() == 0
        assert len(party.to.requests) == attempt
        party.clock.move(seconds=1)
        party.deliver()
    assert party.states() == [(len(PAUSES) + 1, 500, None, False, True)]
    party.clock.move(days=30)
    party.deliver()
    assert len(party.to.requests) == len(PAUSES) + 1
    assert len({headers["tracing-delivery"] for headers, _ in party.to.requests}) == 1


def test_a_receiver_that_comes_back_gets_what_it_missed(party: Party) -> None:
    party.to.answers = [503, 302, 404]
    for _ in range(3):
        assert party.deliver() == 0
        party.clock.move(hours=1)
    assert party.deliver() == 1
    assert party.states() == [(4, 204, None, True, False)]


def test_what_waits_for_a_dead_receiver_waits_with_it_and_holds_up_nobody(party: Party) -> None:
    other = as_system(person(party.service, agency(party.service, "GT-PGN"), "family_worker"))
    party.deliver()
    with party.service.database.working() as connection:
        connection.execute(sa.text("UPDATE casework.webhooks SET url = 'http://127.0.0.1:1/'"))
    webhooks.register(party.service, other, party.to.url, ["record.received"])
    for number in range(3):
        submission.submit(party.service, party.system, "inquiry", {**FACTS, "record_id": f"F-{number}"})
    submission.submit(party.service, other, "inquiry", FACTS)
    assert party.deliver() == 2
    assert [state[:3] for state in party.states()[:3]] == [
        (0, None, None),
        (0, None, None),
        (1, None, "not_reached"),
    ]


def test_a_redirect_is_not_followed(party: Party) -> None:
    party.to.answers, party.to.location = [302, 307], party.to.url
    party.deliver()
    assert len(party.to.requests) == 1
    assert party.states() == [(1, 302, None, False, False)]


def test_an_answer_that_comes_byte_by_byte_is_not_waited_for(party: Party) -> None:
    party.to.drips = True
    assert deliver_due(party.service, replace_seconds(0.5)) == 0
    assert party.states() == [(1, None, "too_slow", False, False)]


def replace_seconds(seconds: float) -> WebhookSettings:
    return WebhookSettings(anywhere=True, seconds=seconds)


def test_this_machine_is_not_called_unless_a_test_says_so(party: Party) -> None:
    assert deliver_due(party.service, WebhookSettings(anywhere=False)) == 0
    assert party.states() == [(1, None, "refused_address", False, False)]
    assert party.to.requests == []


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "::1", "10.0.0.7", "::ffff:127.0.0.1"])
def test_a_name_that_leads_here_by_now_is_not_called(party: Party, address: str) -> None:
    with party.service.database.working() as connection:
        connection.execute(sa.text("UPDATE casework.webhooks SET url = 'https://receiver.example.org/'"))
    looked = []

    def look_up(host: str, port: int) -> list[str]:
        looked.append((host, port))
        return [address]

    assert deliver_due(party.service, WebhookSettings(anywhere=False), look_up) == 0
    assert looked == [("receiver.example.org", 443)]
    assert party.states() == [(1, None, "refused_address", False, False)]


def test_a_name_is_looked_up_once_and_that_address_connected_to(party: Party) -> None:
    port = party.to.url.split(":")[2].split("/")[0]
    with party.service.database.working() as connection:
        query = sa.text("UPDATE casework.webhooks SET url = :url")
        connection.execute(query, {"url": f"http://receiver.invalid:{port}/aviso"})
    looked = []

    def look_up(host: str, _: int) -> list[str]:
        looked.append(host)
        return ["127.0.0.1"]

    assert deliver_due(party.service, HERE, look_up) == 1
    assert looked == ["receiver.invalid"]
    ((headers, _),) = party.to.requests
    assert headers["host"] == f"receiver.invalid:{port}"


def test_a_worker_that_dies_in_the_middle_leaves_it_to_be_sent_again(party: Party) -> None:
    def dies(host: str, port: int) -> list[str]:
        raise SystemExit

    with pytest.raises(SystemExit):
        deliver_due(party.service, HERE, dies)
    assert party.deliver() == 0
    party.clock.move(minutes=10)
    assert party.deliver() == 1


def test_a_webhook_that_was_removed_is_told_nothing_more(party: Party) -> None:
    submission.submit(party.service, party.system, "inquiry", FACTS)
    webhooks.remove(party.service, party.system, party.webhook)
    submission.withdraw(party.service, party.system, "inquiry", "F-1")
    assert party.told() == []
    assert party.to.requests == []
    assert webhooks.list_webhooks(party.service, party.system) == []
    with pytest.raises(NotFound):
        webhooks.remove(party.service, party.system, party.webhook)
    with party.service.database.working() as connection:
        assert list(connection.execute(sa.select(deliveries.c.given_up)).scalars()) == [True, True]


def test_old_notices_are_forgotten_once_they_are_done(party: Party) -> None:
    party.deliver()
    submission.submit(party.service, party.system, "inquiry", FACTS)
    party.clock.move(seconds=KEPT_FOR.total_seconds())
    assert forget_old(party.service) == 1
    assert len(party.states()) == 1


def _told_pair(party: Party, held: bool) -> Pair:
    """A pair of which two people have decided that the family is told."""
    submission.submit(party.service, party.system, "inquiry", FACTS)
    with party.service.database.working() as connection:
        found = agency(party.service, "MX-DIF")
        inquiry = connection.execute(sa.select(records.c.id)).scalar_one()
        entry = sa.insert(records).values(
            side="child", agency_id=found, reference="A-1", version=1, state="live"
        )
        child = connection.execute(entry.returning(records.c.id)).scalar_one()
        connection.execute(sa.insert(tellings).values(inquiry_id=inquiry, child_id=child))
        if held:
            connection.execute(
                sa.insert(holds).values(
                    record_id=child, kind="asylum", confidential=True, reason="", review_on="2026-12-24"
                )
            )
    return Pair(inquiry, child)


@dataclass
class _Progress:
    disclosed: bool = True


def test_news_of_an_inquiry_are_told_once_and_only_after_disclosure(
    party: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = _told_pair(party, held=False)
    state_of.refresh(party.service, pair)
    assert [t["event"] for t in party.told()] == ["record.received"]
    with party.service.database.working() as connection:
        review.tell(connection, pair.inquiry, pair.child)
    monkeypatch.setattr(state_of, "progress_of", lambda _: _Progress())
    state_of.refresh(party.service, pair)
    state_of.refresh(party.service, pair)
    (news,) = [t for t in party.told() if t["event"] == "inquiry.next_step"]
    assert {k: v for k, v in news.items() if k not in ("id", "at")} == {
        "event": "inquiry.next_step", "side": "inquiry", "reference": "F-1", "status": "contact_your_agency",
    }  # fmt: skip


def test_news_are_not_said_again_once_old_notices_are_forgotten(
    party: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = _told_pair(party, held=False)
    monkeypatch.setattr(state_of, "progress_of", lambda _: _Progress())
    state_of.refresh(party.service, pair)
    assert [t["event"] for t in party.told()] == ["record.received", "inquiry.next_step"]
    party.clock.move(days=KEPT_FOR.days + 1)
    assert forget_old(party.service) == 2
    state_of.refresh(party.service, pair)
    assert [t["event"] for t in party.told()] == ["record.received", "inquiry.next_step"]
    # With the inquiry it goes as all others do.
    submission.withdraw(party.service, party.system, "inquiry", "F-1")
    assert forget_old(party.service) == 1


def test_no_news_while_a_hold_stands(party: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = _told_pair(party, held=True)
    monkeypatch.setattr(state_of, "progress_of", lambda _: _Progress())
    state_of.refresh(party.service, pair)
    assert [t["event"] for t in party.told()] == ["record.received"]


@pytest.mark.parametrize(
    ("url", "events", "pointer"),
    [
        ("gopher://example.org/", ["import.finished"], "/url"),
        ("https://", ["import.finished"], "/url"),
        ("https://example.org/", [], "/events"),
        ("https://example.org/", ["import.finished", "child.found"], "/events/1"),
        ("https://example.org/", ["webhook.registered"], "/events/0"),
    ],
)
def test_what_can_not_be_registered(party: Party, url: str, events: list[str], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        webhooks.register(party.service, party.system, url, events)
    assert [fault.pointer for fault in refused.value.fields] == [pointer]


@pytest.mark.parametrize(
    "url", ["http://example.org/", "https://127.0.0.1/", "https://[::1]/", "https://2130706433/"]
)
def test_what_can_not_be_registered_in_earnest(
    party: Party, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.delenv("TRACING_WEBHOOK_ANYWHERE")
    with pytest.raises(Invalid):
        webhooks.register(party.service, party.system, url, ["import.finished"])


def test_an_agency_has_ten_at_most(party: Party) -> None:
    for _ in range(webhooks.MOST - 1):
        webhooks.register(party.service, party.system, "https://example.org/", ["import.finished"])
    with pytest.raises(Conflict):
        webhooks.register(party.service, party.system, "https://example.org/", ["import.finished"])
    webhooks.remove(party.service, party.system, party.webhook)
    webhooks.register(party.service, party.system, "https://example.org/", ["import.finished"])


def test_each_agency_sees_its_own(party: Party) -> None:
    other = as_system(person(party.service, agency(party.service, "GT-PGN"), "found_worker"))
    assert webhooks.list_webhooks(party.service, other) == []
    for name in (party.webhook, uuid4()):
        with pytest.raises(NotFound):
            webhooks.list_deliveries(party.service, other, name)
        with pytest.raises(NotFound):
            webhooks.remove(party.service, other, name)
    for role in ("found_worker", "family_worker", "reviewer", "protection_officer"):
        with pytest.raises(Forbidden):
            webhooks.list_webhooks(party.service, replace(party.worker, role=role))


def test_no_secret_and_no_address_in_the_audit(party: Party) -> None:
    webhooks.remove(party.service, party.system, party.webhook)
    with party.service.database._app.begin() as connection:
        connection.execute(sa.text("SELECT set_config('tracing.role', 'auditor', true)"))
        entries = connection.execute(sa.select(audit.c.act, audit.c.detail)).all()
    assert [entry.act for entry in entries] == ["register_webhook", "remove_webhook"]
    assert "127.0.0.1" not in str(entries)
    assert party.secret not in str(entries)


def test_nobody_waits_behind_a_webhook_that_has_much_to_be_told(party: Party) -> None:
    other = as_system(person(party.service, agency(party.service, "GT-PGN"), "family_worker"))
    for number in range(20):
        submission.submit(party.service, party.system, "inquiry", {**FACTS, "record_id": f"F-{number}"})
    webhooks.register(party.service, other, party.to.url, ["record.received"])
    submission.submit(party.service, other, "inquiry", {**FACTS, "record_id": "G-1"})
    assert party.deliver() == 23
    place = [body.get("reference") for body in party.to.bodies].index("G-1")
    assert place < 10


def test_one_worker_delivers_at_a_time(party: Party) -> None:
    with party.service.database.working() as connection:
        assert store.alone(connection)
        assert party.deliver() == 0
    assert party.deliver() == 1
