"""A matcher trained in the service from decisions made in it; no record is seen by whoever asks for it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.service.cases import CONSENT
from tests.service.parties import agency, person
from tests.service.test_imports import send
from tracing.linkage.matcher import parse_matcher
from tracing.samples import generate
from tracing.service import flags, queue, upkeep
from tracing.service.context import Service
from tracing.service.decide import decide
from tracing.service.decision_export import export_decisions
from tracing.service.errors import Forbidden, Invalid, NotYet
from tracing.service.matching import match_pending
from tracing.service.pairs import Pair
from tracing.service.promotion import build_some, ensure_matcher, matchers, promote_matcher, read_matcher
from tracing.service.state_of import case_of
from tracing.service.training import train_here
from tracing.simulation.batch import in_use
from tracing.store.database import Reader
from tracing.store.tables import audit, links, records
from tracing.store.tables import queue as waiting

CHILDREN, INQUIRIES = 500, 300
POSSIBLE, NOT_THIS_CHILD = 70, 30


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    generate(CHILDREN, INQUIRIES, 5, tmp_path)
    return tmp_path


@pytest.fixture
def office(service: Service) -> int:
    return agency(service, "MX-OFICINA", "tracing_office", "")


def _submit(service: Service, samples: Path) -> None:
    ensure_matcher(service)
    own = agency(service)
    found, family = (person(service, own, role) for role in ("found_worker", "family_worker"))
    for side, name, reader in (("child", "children", found), ("inquiry", "inquiries", family)):
        with (samples / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = [{**row, "agency": ""} for row in csv.DictReader(file)]
        text = "\n".join(json.dumps({k: v for k, v in row.items() if v}) for row in rows)
        made = send(service, reader, text, side, 200)
        assert made.done > 0.95 * len(rows), made
    with (samples / "truth.csv").open(encoding="utf-8", newline="") as file:
        for child in sorted({row["child_id"] for row in csv.DictReader(file)})[: 2 * POSSIBLE]:
            flags.raise_flag(service, found, child, "consent", CONSENT)
    match_pending(service)
    upkeep.keep_up(service)


def _pairs(service: Service, samples: Path) -> tuple[list[Pair], list[Pair]]:
    """Linked pairs that are the same child, and such that aren't, by the truth of the samples."""
    with (samples / "truth.csv").open(encoding="utf-8", newline="") as file:
        true = {(row["child_id"], row["inquiry_id"]) for row in csv.DictReader(file)}
    with service.database.working() as connection:
        names = {row.id: row.reference for row in connection.execute(sa.select(records))}
        found = connection.execute(
            sa.select(links.c.child_id, links.c.inquiry_id)
            .join(
                waiting,
                (waiting.c.child_id == links.c.child_id) & (waiting.c.inquiry_id == links.c.inquiry_id),
            )
            .where(~waiting.c.held)
            .order_by(links.c.weight.desc())
        ).all()
    same = [Pair(i, c) for c, i in found if (names[c], names[i]) in true]
    others = [Pair(i, c) for c, i in found if (names[c], names[i]) not in true]
    return same[:POSSIBLE], others[:NOT_THIS_CHILD]


def _judge(service: Service, reader: Reader, pair: Pair, kind: str, reason: str) -> None:
    with service.database.working() as connection:
        found = connection.execute(
            sa.select(records.c.id, records.c.version).where(records.c.id.in_([pair.inquiry, pair.child]))
        )
        versions = {row.id: row.version for row in found}
    queue.take(service, reader, pair=pair)
    decide(service, reader, pair, kind, [reason], (versions[pair.inquiry], versions[pair.child]))


def _settle(service: Service, office: int, samples: Path) -> int:
    """Have two people decide on some pairs; return how many that were."""
    same, others = _pairs(service, samples)
    one, two = (person(service, office, "reviewer", f"revisora-{n}") for n in (1, 2))
    for pairs, kind, reason in ((same, "possible", "names_agree"), (others, "not_this_child", "namesake")):
        for pair in pairs:
            _judge(service, one, pair, kind, reason)
            if case_of(service, pair).review.outcome is None:
                _judge(service, two, pair, kind, reason)
    return len(same) + len(others)


def test_a_matcher_is_trained_by_decisions_and_put_in_use(
    service: Service, office: int, samples: Path
) -> None:
    _submit(service, samples)
    settled = _settle(service, office, samples)
    analyst = person(service, office, "analyst")
    assert len(export_decisions(service, analyst)) == settled == POSSIBLE + NOT_THIS_CHILD
    before = in_use(service)
    made = train_here(service, person(service, office, "administrator"))
    assert (made.matcher.state, made.provenance["method"]) == ("entered", "decisions")
    view, text = read_matcher(service, analyst, made.matcher.id)
    assert view.name == "default trained"
    _names_nobody(text, samples)
    trained = parse_matcher(text.encode(), "matcher")
    assert (
        trained.generic == parse_matcher(read_matcher(service, analyst, before.id)[1].encode(), "m").generic
    )
    promote_matcher(service, person(service, office, "administrator", "otra"), view.id, reason="for a test")
    while build_some(service, view.id):
        pass
    assert in_use(service).id == view.id
    assert _audited(service, "train") == [
        {"children": _live(service, "child"), "inquiries": _live(service, "inquiry"), "decisions": settled}
    ]


def _names_nobody(text: str, samples: Path) -> None:
    told = text.casefold()
    for name in ("children", "inquiries"):
        with (samples / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column in (
                    "record_id",
                    "first_surname",
                    "full_name",
                    "phones",
                    "documents",
                    "birth_date",
                ):
                    value = (row.get(column) or "").casefold()
                    assert len(value) < 5 or value not in told, column


def _live(service: Service, side: str) -> int:
    query = sa.select(sa.func.count()).where(records.c.side == side, records.c.state == "live")
    with service.database.working() as connection:
        return int(connection.execute(query).scalar_one())


def _audited(service: Service, act: str) -> list[dict[str, Any]]:
    with service.database.reading(Reader("auditor")) as connection:
        return [
            dict(row.detail)
            for row in connection.execute(sa.select(audit.c.detail).where(audit.c.act == act))
        ]


def test_who_may_not(service: Service, office: int) -> None:
    for role in ("reviewer", "protection_officer", "found_worker", "statistics", "auditor"):
        with pytest.raises(Forbidden):
            train_here(service, person(service, office, role))


def test_what_there_must_be_to_train_from(service: Service, office: int) -> None:
    administrator = person(service, office, "administrator")
    with pytest.raises(NotYet, match="No matcher"):
        train_here(service, administrator)
    ensure_matcher(service)
    with pytest.raises(NotYet, match="settled"):
        train_here(service, administrator)
    with pytest.raises(Invalid, match="no usable records"):
        train_here(service, administrator, by_decisions=False)
    assert [one.state for one in matchers(service, administrator)] == ["active"]
