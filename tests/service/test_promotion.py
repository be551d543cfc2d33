"""Putting another matcher in use: entered, built beside the old one, switched to at once."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.service.parties import agency, person
from tests.service.test_matching import pool
from tracing.linkage.matcher import load_matcher, matcher_text
from tracing.service import bench, forming, promotion
from tracing.service.context import Service
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound
from tracing.service.matching import match_pending
from tracing.service.promotion import (
    build_some,
    ensure_matcher,
    enter_matcher,
    matchers,
    promote_matcher,
    tidy,
)
from tracing.service.ranking import ranked
from tracing.service.submission import submit, withdraw
from tracing.simulation.batch import batch_links, in_use, stored_links
from tracing.store.database import Reader
from tracing.store.matching import Queries

STRICT = (
    matcher_text(load_matcher("default"))
    .replace("output = 0", "output = 9")
    .replace("sigma = 15.4", "sigma = 5.4")
)


@pytest.fixture
def own(service: Service) -> int:
    ensure_matcher(service)
    return agency(service)


@pytest.fixture
def administrator(service: Service, own: int) -> Reader:
    return person(service, own, "administrator")


def _submit(service: Service, own: int, places: range) -> None:
    for side, role in (("child", "found_worker"), ("inquiry", "family_worker")):
        reader = person(service, own, role, f"{role}-{places.start}")
        for place in places:
            submit(service, reader, side, {"record_id": f"R{place}", **pool()[side][place]})


def _states(service: Service, reader: Reader) -> list[str]:
    return [one.state for one in matchers(service, reader)]


def _count(service: Service, table: str) -> int:
    with service.database.working() as connection:
        return int(connection.execute(sa.text(f"SELECT count(*) FROM casework.{table}")).scalar_one())


def test_the_shipped_matcher_is_in_use_from_the_start(service: Service) -> None:
    ensure_matcher(service)
    ensure_matcher(service)
    line = in_use(service)
    assert (line.name, line.state, line.rules) == ("default", "active", bench.RULES)


def test_the_old_ranking_stays_until_the_new_one_is_whole(
    service: Service, own: int, administrator: Reader
) -> None:
    _submit(service, own, range(8))
    match_pending(service)
    old = in_use(service)
    before = stored_links(service, old.id)
    made = enter_matcher(service, administrator, STRICT)
    assert _states(service, administrator) == ["entered", "active"]
    promote_matcher(service, administrator, made.id, reason="for a test")
    assert build_some(service, made.id, 0.0)
    assert _states(service, administrator) == ["building", "active"]
    # Submitted meanwhile: matched under both.
    _submit(service, own, range(8, 12))
    match_pending(service)
    assert in_use(service) == old
    during = stored_links(service, old.id)
    assert before.items() <= during.items()
    assert during == batch_links(service, old)
    while build_some(service, made.id, 0.0):
        assert stored_links(service, old.id) == during
    new = in_use(service)
    assert (new.id, new.slot) == (made.id, 1 - old.slot)
    assert _states(service, administrator) == ["active", "retired"]
    links = stored_links(service, new.id)
    assert links == batch_links(service, new)
    assert len(links) > 5
    assert {pair: link.weight for pair, link in links.items()} != {
        pair: link.weight for pair, link in during.items()
    }


def test_what_the_old_matcher_left_is_removed_and_it_can_be_promoted_again(
    service: Service, own: int, administrator: Reader
) -> None:
    _submit(service, own, range(6))
    match_pending(service)
    old = in_use(service)
    expected = stored_links(service, old.id)
    made = enter_matcher(service, administrator, STRICT)
    promote_matcher(service, administrator, made.id, reason="for a test")
    while build_some(service, made.id):
        pass
    with pytest.raises(Conflict, match="still being removed"):
        promote_matcher(service, administrator, old.id, reason="for a test")
    assert not tidy(service)
    assert stored_links(service, old.id) == {}
    assert _count(service, f"forms_{old.slot}") == _count(service, f"child_keys_{old.slot}") == 0
    assert _count(service, f"forms_{1 - old.slot}") == 12
    promote_matcher(service, administrator, old.id, reason="for a test")
    while build_some(service, old.id):
        pass
    assert stored_links(service, old.id) == expected


def test_emptying_a_slot_doesnt_wait_for_whoever_reads_it(
    service: Service, own: int, administrator: Reader
) -> None:
    with service.database.working() as connection:
        connection.execute(sa.text("INSERT INTO casework.child_keys VALUES (-5, 1)"))
    with service.database.working() as connection:
        connection.execute(sa.text("SELECT count(*) FROM casework.child_keys_1"))
        assert tidy(service)
    assert not tidy(service)
    assert _count(service, "child_keys") == 0


def test_who_may_do_what_and_what_is_in_the_way(service: Service, own: int, administrator: Reader) -> None:
    analyst = person(service, own, "analyst")
    with pytest.raises(Forbidden):
        enter_matcher(service, person(service, own, "reviewer"), STRICT)
    with pytest.raises(Invalid, match="output"):
        enter_matcher(service, analyst, STRICT.replace("output = 9", "output = 20"))
    with pytest.raises(Invalid, match="plain tables"):
        enter_matcher(service, analyst, matcher_text(load_matcher("febrl")))
    made = enter_matcher(service, analyst, STRICT)
    with pytest.raises(Forbidden):
        promote_matcher(service, analyst, made.id, reason="for a test")
    with pytest.raises(NotFound):
        promote_matcher(service, administrator, made.id + 7, reason="for a test")
    with pytest.raises(Conflict, match="in use already"):
        promote_matcher(service, administrator, in_use(service).id, reason="for a test")
    promote_matcher(service, administrator, made.id, reason="for a test")
    with pytest.raises(Conflict, match="Another matcher"):
        promote_matcher(
            service, administrator, enter_matcher(service, analyst, STRICT).id, reason="for a test"
        )


def test_a_withdrawn_record_isnt_built_again(
    service: Service, own: int, administrator: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    _submit(service, own, range(4))
    match_pending(service)
    made = enter_matcher(service, administrator, STRICT)
    promote_matcher(service, administrator, made.id, reason="for a test")
    family, lock = person(service, own, "family_worker", "family"), Queries.lock

    def withdrawn_first(queries: Queries) -> None:
        monkeypatch.setattr(Queries, "lock", lock)
        withdraw(service, family, "inquiry", "R0")
        lock(queries)

    monkeypatch.setattr(Queries, "lock", withdrawn_first)
    while build_some(service, made.id):
        pass
    match_pending(service)
    new = in_use(service)
    assert new.id == made.id
    assert _count(service, "forms") == 7 + 7
    assert stored_links(service, new.id) == batch_links(service, new)


def test_other_rules_build_the_matcher_in_use_anew(
    service: Service, own: int, administrator: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    _submit(service, own, range(4))
    match_pending(service)
    old = in_use(service)
    expected = stored_links(service, old.id)
    for module in (bench, forming, promotion):
        monkeypatch.setattr(module, "RULES", "2030.1/1")
    ensure_matcher(service)
    (renewed, _) = matchers(service, administrator)
    assert renewed.state == "entered"
    assert not tidy(service)
    promotion._renew(service, renewed.id)
    while build_some(service, renewed.id):
        pass
    new = in_use(service)
    assert (new.id, new.rules, new.digest) == (renewed.id, "2030.1/1", old.digest)
    assert {pair: link.weight for pair, link in stored_links(service, new.id).items()} == {
        pair: link.weight for pair, link in expected.items()
    }
    ensure_matcher(service)
    assert _states(service, administrator) == ["active", "retired"]


def test_the_ranking_is_in_order_of_weight(service: Service, own: int) -> None:
    _submit(service, own, range(12))
    match_pending(service)
    reviewer = person(service, own, "reviewer")
    links = stored_links(service, in_use(service).id)
    inquiries = {inquiry for inquiry, _ in links}
    longest = max(inquiries, key=lambda i: sum(inquiry == i for inquiry, _ in links))
    with service.database.reading(reviewer) as connection:
        found = ranked(connection, longest)
        assert ranked(connection, longest, 1) == found[:1]
    assert [one.rank for one in found] == list(range(1, len(found) + 1))
    assert [one.link for one in found] == sorted(
        (link for (inquiry, _), link in links.items() if inquiry == longest),
        key=lambda link: (-link.weight, link.child_id),
    )
