"""The child's right to its consulate: written down, its own to decide, and no consulate hears before a yes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.sharing.border import CONSULAR, FAR, FULL_CODE, Border, open_border
from tests.stages import staged
from tracing.service import flags
from tracing.service.context import Service
from tracing.service.errors import Forbidden, Invalid, NotFound, NotYet
from tracing.service.sharing import consular, shares
from tracing.service.sharing.reading import read_shared
from tracing.service.sharing.transfers import list_transfers


@staged
def border(service: Service) -> Border:
    made = open_border(service)
    made.agree_with_consulate()
    return made


def notify(border: Border, **given: Any) -> Any:
    usual = {"child": border.child_name, "code": CONSULAR, "language": "spa", "until": FAR}
    return consular.notify(border.service, border.officer, **(usual | given))


def test_the_child_is_told_says_yes_and_the_consulate_is_notified(border: Border) -> None:
    border.told("yes")
    name = notify(border).body["share"]
    child, found = consular.list_consular(border.service, border.officer, border.child_name)
    assert child == border.child_name
    assert [(one.kind, one.wish, one.language) for one in found] == [
        ("informed", "yes", "kek"),
        ("notified", None, "spa"),
    ]
    assert found[0].detail == {"explained_by": "trabajadora social"}
    (transfer,) = list_transfers(border.service, border.auditor)
    assert (transfer.kind, transfer.receiver, transfer.basis.code, str(transfer.share)) == (
        "notification", "GT-CONS", "consent", name,
    )  # fmt: skip
    assert (
        read_shared(border.service, border.consul, CONSULAR, transfer.share).fields["full_name"]
        == "Josué Caal Pop"
    )


@pytest.mark.parametrize(
    ("before", "rule"),
    [
        (lambda b: None, "contact_not_wished"),
        (lambda b: b.told("no"), "contact_not_wished"),
        (lambda b: b.told("undecided"), "contact_not_wished"),
        (lambda b: (b.told("yes"), b.told("no")), "contact_not_wished"),
        (lambda b: (b.told("yes"), b.flag("asylum_confidential")), "asylum_firewall"),
        (lambda b: (b.told("yes"), b.consent("withdrawn")), "consent_missing"),
    ],
)
def test_nothing_goes_to_a_consulate_without_the_childs_yes_or_with_an_asylum_request(
    border: Border, before: Any, rule: str
) -> None:
    before(border)
    with pytest.raises(NotYet) as refusal:
        notify(border)
    assert f"rule:{rule}" in {fault.pointer for fault in refusal.value.fields}
    assert shares.list_shares(border.service, border.officer, CONSULAR) == []
    assert list_transfers(border.service, border.auditor) == []
    entries = consular.list_consular(border.service, border.officer, border.child_name)[1]
    assert "notified" not in {one.kind for one in entries}


def test_only_protection_officers_notify_and_only_under_an_agreement_with_that_consulate(
    border: Border,
) -> None:
    border.told("yes")
    border.agree()
    for reader in (border.found, border.consul, border.family):
        with pytest.raises(Forbidden):
            consular.notify(border.service, reader, "A-1", CONSULAR, "spa", FAR)
    with pytest.raises(Invalid) as refusal:
        notify(border, code=FULL_CODE)
    assert [fault.pointer for fault in refusal.value.fields] == ["/agreement"]
    with pytest.raises(NotFound):
        notify(border, code="NO-SUCH-AGREEMENT")


def test_a_childs_own_workers_write_down_what_it_said_and_others_neither_write_nor_read(
    border: Border,
) -> None:
    border.told("undecided")
    assert consular.list_consular(border.service, border.found, "A-1")[1][0].wish == "undecided"
    new = consular.NewInforming("GT-CONS", border.clock.now.date(), "spa", "yo", "yes")
    for reader in (border.family, border.consul, border.auditor):
        with pytest.raises(Forbidden):
            consular.record_informing(border.service, reader, "A-1", new)
        with pytest.raises(Forbidden):
            consular.list_consular(border.service, reader, "A-1")
    with pytest.raises(NotFound):
        consular.record_informing(border.service, border.pgn_found, "A-1", new)


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"consulate": "GT-PGN"}, {"/consulate"}),
        ({"language": ""}, {"/language"}),
        ({"explained_by": "  "}, {"/explained_by"}),
        ({"wish": "maybe"}, {"/wish"}),
        ({"note": "x" * 2001}, {"/note"}),
        ({"interpreter": "a\x00b"}, {"/interpreter"}),
    ],
)
def test_what_is_missing_is_named_and_nothing_stored(
    border: Border, change: dict[str, Any], pointers: set[str]
) -> None:
    usual = {
        "consulate": "GT-CONS", "on": border.clock.now.date(), "language": "kek", "explained_by": "x", "wish": "yes",
    }  # fmt: skip
    with pytest.raises(Invalid) as refusal:
        consular.record_informing(
            border.service, border.found, "A-1", consular.NewInforming(**(usual | change))
        )
    assert {fault.pointer for fault in refusal.value.fields} == pointers
    assert consular.list_consular(border.service, border.found, "A-1")[1] == []


def test_what_the_child_said_is_encrypted(border: Border) -> None:
    new = consular.NewInforming(
        "GT-CONS", border.clock.now.date(), "kek", "Rosaura Invento", "no", note="mi tío trabaja ahí"
    )
    consular.record_informing(border.service, border.found, "A-1", new)
    with border.service.database.working() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM casework.consular_records").all()
    assert "Rosaura" not in str(rows)
    assert b"t\xc3\xado" not in b"".join(
        bytes(v) for row in rows for v in row if isinstance(v, bytes | memoryview)
    )
    assert (
        consular.list_consular(border.service, border.found, "A-1")[1][0].detail["note"]
        == "mi tío trabaja ahí"
    )
    assert flags.list_flags(border.service, border.found, "A-1")
