"""Entering, confirming and ending agreements; and that nothing is read before or after."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.service.sharing.border import FAR, FIRST, FULL_CODE, Border, open_border
from tests.stages import staged
from tracing.service.context import Service
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound, NotYet, Refused
from tracing.service.sharing import agreements
from tracing.service.sharing.reading import list_shared, read_shared
from tracing.store.tables import agreements as table

CODE = FULL_CODE


@staged
def border(service: Service) -> Border:
    return open_border(service)


def standing(border: Border) -> str:
    return agreements.read_agreement(border.service, border.officer, CODE).standing.code


def test_it_is_in_force_once_a_second_person_confirms(border: Border) -> None:
    border.agree(confirmed=False)
    assert standing(border) == "agreement_unconfirmed"
    with pytest.raises(NotYet) as refusal:
        agreements.confirm(border.service, border.officer, CODE)
    assert refusal.value.code == "second_person"
    assert standing(border) == "agreement_unconfirmed"
    agreements.confirm(border.service, border.second, CODE)
    assert standing(border) == "agreement_in_force"
    with pytest.raises(NotYet) as refusal:
        agreements.confirm(border.service, border.second, CODE)
    assert refusal.value.code == "agreement_confirmed"


def test_only_the_office_enters_agreements_and_either_party_may_sign_or_end(border: Border) -> None:
    new = agreements.NewAgreement(CODE, "MX-DIF", "GT-PGN", "care", ("child.full_name",), FIRST, FAR)
    for reader in (border.dif, border.pgn):
        with pytest.raises(Forbidden) as refusal:
            agreements.enter(border.service, reader, new)
        assert refusal.value.code == "office_only"
    for reader in (border.found, border.consul, border.auditor):
        with pytest.raises(Forbidden):
            agreements.enter(border.service, reader, new)
    agreements.enter(border.service, border.officer, new)
    agreements.confirm(border.service, border.pgn, CODE)
    agreements.end(border.service, border.dif, CODE, "ya no hace falta")
    assert standing(border) == "agreement_ended"
    with pytest.raises(Conflict):
        agreements.end(border.service, border.officer, CODE, "otra vez")


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"code": "acuerdo 1"}, {"/code"}),
        ({"purpose": "curiosity"}, {"/purpose"}),
        ({"sender": "MX-NADIE", "receiver": "x\x00"}, {"/sender", "/receiver"}),
        ({"receiver": "MX-DIF"}, {"/receiver"}),
        ({"receiver": "GT-CONS"}, {"/purpose", "/fields"}),
        ({"receiver": "GT-OFICINA"}, {"/receiver"}),
        ({"fields": ("child.asylum",)}, {"/fields"}),
        ({"valid_until": date(2026, 3, 30)}, {"/valid_until"}),
    ],
)
def test_what_can_not_be_agreed_is_refused_with_its_rule_and_nothing_stored(
    border: Border, change: dict[str, object], pointers: set[str]
) -> None:
    usual: dict[str, object] = {
        "code": CODE, "sender": "MX-DIF", "receiver": "GT-PGN", "purpose": "care", "fields": ("child.marks",),
        "valid_from": FIRST, "valid_until": FAR,
    }  # fmt: skip
    with pytest.raises(Invalid) as refusal:
        agreements.enter(border.service, border.officer, agreements.NewAgreement(**(usual | change)))  # type: ignore[arg-type]
    assert {fault.pointer for fault in refusal.value.fields} == pointers
    with border.service.database.working() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 0


def test_a_code_is_taken_once(border: Border) -> None:
    border.agree()
    with pytest.raises(Conflict) as refusal:
        border.agree()
    assert refusal.value.code == "code_taken"


def test_who_sees_agreements(border: Border) -> None:
    border.agree()
    border.agree_with_consulate()
    seen = {
        name: [one.code for one in agreements.list_agreements(border.service, reader)]
        for name, reader in (
            ("office", border.officer), ("auditor", border.auditor), ("sender", border.found), ("receiver", border.pgn),
            ("consulate", border.consul),
        )
    }  # fmt: skip
    both = [CODE, "MX-DIF-GT-CONS"]
    assert seen == {
        "office": both,
        "auditor": both,
        "sender": both,
        "receiver": [CODE],
        "consulate": ["MX-DIF-GT-CONS"],
    }
    with pytest.raises(NotFound):
        agreements.read_agreement(border.service, border.consul, CODE)


@pytest.mark.parametrize(
    ("happens", "code", "says"),
    [
        ("ended", "agreement_ended", "a new one is needed"),
        ("expired", "agreement_expired", "a new one is needed"),
        ("not yet", "agreement_not_yet_valid", "before its first day"),
    ],
)
def test_reading_under_an_agreement_that_is_not_in_force(
    border: Border, happens: str, code: str, says: str
) -> None:
    """The answer names the agreement and what would make it legal, and is the same for whatever is asked for."""
    border.agree(days=(date(2026, 3, 31), date(2026, 12, 31)))
    name = border.share(until=date(2026, 12, 31))
    if happens == "ended":
        agreements.end(border.service, border.second, CODE, "cambió la autoridad")
    # A clock that goes backwards opens nothing either.
    border.clock.move(days={"ended": 0, "expired": 400, "not yet": -1}[happens])
    refusals: list[Refused] = []
    for asked in (name, UUID(int=7)):
        with pytest.raises(NotYet) as refused:
            read_shared(border.service, border.pgn, CODE, asked)
        refusals.append(refused.value)
    with pytest.raises(NotYet) as listed:
        list_shared(border.service, border.pgn, CODE)
    refusals.append(listed.value)
    assert {refusal.code for refusal in refusals} == {code}
    assert len({refusal.text for refusal in refusals}) == 1
    assert CODE in refusals[0].text
    assert says in refusals[0].text
    assert refusals[0].rule is not None
    assert "ICRC" in refusals[0].rule.source
