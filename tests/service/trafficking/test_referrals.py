"""Referrals: who writes and reads them, what is refused and by which rule, and which are overdue."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa

from tests.service.cases import CONSENTS, Case
from tests.service.parties import agency, as_system, person
from tracing.casework.care.directory import shipped_entries
from tracing.casework.trafficking.referral_codes import ReferralOutcome
from tracing.service import conflicts, flags, holds
from tracing.service.care import directory
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound
from tracing.service.rights.consents import enter_consents
from tracing.service.trafficking import shields
from tracing.service.trafficking.referrals import NewReferral, list_referrals, note_outcome, refer
from tracing.store.database import Reader
from tracing.store.tables import referrals as table
from tracing.store.trafficking import referrals as store


def referral(case: Case, **given: Any) -> NewReferral:
    """A referral to the Procuraduría, because of signs of trafficking."""
    usual = NewReferral(
        case.pair.child_name, "child_protection", "MX-PFPNNA", ("identity", "signs"), "victim_protection", "urgent",
        case.clock.now - timedelta(hours=2), note="habla de una deuda",
    )  # fmt: skip
    return replace(usual, **given)


def test_a_referral_is_due_by_the_strictest_rule_where_the_child_is_held(case: Case) -> None:
    made = refer(case.service, case.officer, referral(case))
    assert made.body["rule"] == "mx_notice_at_once"
    (one,) = list_referrals(case.service, case.second_officer)
    assert one.due_at == case.clock.now + timedelta(hours=22)
    assert (one.record, one.code, [p.value for p in one.shared]) == (
        case.pair.child_name, "MX-PFPNNA", ["identity", "signs"],
    )  # fmt: skip
    assert (one.note, one.overdue, one.rule.source) == (
        "habla de una deuda", False, "Ley de Migración; LGDNNA",
    )  # fmt: skip


def test_another_rule_that_applies_may_be_named_and_an_earlier_day_set(case: Case) -> None:
    due = case.clock.now + timedelta(hours=30)
    new = referral(case, rule="palermo_without_delay", due=due)
    assert refer(case.service, case.officer, new).body["due_at"] == due.isoformat()


def test_an_inquirer_is_referred_under_the_protocol(case: Case) -> None:
    new = referral(
        case, record=case.pair.inquiry_name, recipient="prosecution", code="GT-MP", shared=("inquirer",)
    )
    assert refer(case.service, case.officer, new).body["rule"] == "palermo_without_delay"


@pytest.mark.parametrize(
    ("given", "pointers"),
    [
        ({"recipient": "police"}, ["/recipient"]),
        ({"basis": "hunch"}, ["/basis"]),
        ({"urgency": "very"}, ["/urgency"]),
        ({"rule": "soon"}, ["/rule"]),
        ({"shared": ("asylum",)}, ["/shared/0"]),
        ({"code": "the police"}, ["/code"]),
        ({"note": "a\0b"}, ["/note"]),
        ({"since": datetime(2026, 3, 31, 8)}, ["/since"]),
        ({"code": "MX-INM"}, ["/code"]),
        ({"code": "MX-NADIE"}, ["/code"]),
        ({"shared": ()}, ["/shared"]),
        ({"rule": "us_transfer_72h"}, ["/rule"]),
        ({"recipient": "police", "basis": "hunch"}, ["/recipient", "/basis"]),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(
    case: Case, given: dict[str, Any], pointers: list[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        refer(case.service, case.officer, referral(case, **given))
    assert [fault.pointer for fault in refused.value.fields] == pointers
    assert list_referrals(case.service, case.officer) == []


def test_a_deadline_neither_begins_tomorrow_nor_ends_after_the_law(case: Case) -> None:
    for given, pointer in (
        ({"since": case.clock.now + timedelta(hours=1)}, "/since"),
        ({"due": case.clock.now + timedelta(hours=23)}, "/due_at"),
    ):
        with pytest.raises(Invalid) as refused:
            refer(case.service, case.officer, referral(case, **given))
        (fault,) = refused.value.fields
        assert fault.pointer == pointer
        assert fault.rule is not None
        assert "Palermo Protocol" in fault.rule.source


def test_nothing_goes_to_the_country_of_a_child_who_asks_for_asylum(case: Case) -> None:
    to_guatemala = referral(case, code="GT-PGN")
    assert refer(case.service, case.officer, to_guatemala).status == 201
    flags.raise_flag(case.service, case.found, "A-1", "asylum_confidential")
    with pytest.raises(Invalid) as refused:
        refer(case.service, case.officer, to_guatemala)
    assert refused.value.code == "referral_asylum"
    assert refer(case.service, case.officer, referral(case)).status == 201


def test_a_hold_for_asylum_keeps_a_case_from_its_country_as_a_flag_does(case: Case) -> None:
    holds.raise_hold(case.service, case.officer, case.pair.child_name, "asylum", "lo dijo al llegar")
    with pytest.raises(Invalid) as refused:
        refer(case.service, case.officer, referral(case, code="GT-PGN"))
    assert refused.value.code == "referral_asylum"


def test_nothing_goes_to_anybody_behind_the_firewall(case: Case) -> None:
    behind = [key for key, entry in shipped_entries().items() if entry.firewalled]
    assert {"MX-INM", "SV-PNC", "CA-IRCC", "BZ-IMMIGRATION", "MX-COMAR"} <= set(behind)
    codes = {}
    for key in behind:
        with pytest.raises(Invalid) as refused:
            refer(case.service, case.officer, referral(case, code=key))
        codes[key] = refused.value.code
    assert codes == dict.fromkeys(behind, "referral_firewall")


def entered(case: Case, key: str, **changed: Any) -> None:
    """Enter an institution into the directory."""
    usual: dict[str, Any] = {
        "version": 0, "institution": "Oficina de Retorno", "kind": "child_protection", "functions": ("notice",),
        "source": "aviso", "checked_on": case.clock.now.date(), "checked_by": "enlace", "reason": "nueva",
    }  # fmt: skip
    directory.write_entry(case.service, case.officer, key, directory.NewEntry(**{**usual, **changed}))


def test_what_experts_write_into_the_directory_counts_for_referrals(case: Case) -> None:
    to_office = referral(case, code="MX-RETORNO")
    with pytest.raises(Invalid) as unknown:
        refer(case.service, case.officer, to_office)
    assert unknown.value.code == "referral_unlisted"
    entered(case, "MX-RETORNO")
    assert refer(case.service, case.officer, to_office).status == 201
    entered(case, "MX-RETORNO", version=1, retired=True)
    with pytest.raises(Invalid) as retired:
        refer(case.service, case.officer, to_office)
    assert retired.value.code == "referral_retired"
    entered(case, "MX-PUESTO", kind="migration_border", functions=("enforcement",))
    with pytest.raises(Invalid) as behind:
        refer(case.service, case.officer, referral(case, code="MX-PUESTO"))
    assert behind.value.code == "referral_firewall"


def test_nothing_goes_to_a_country_that_a_flag_names(case: Case) -> None:
    flags.raise_flag(case.service, case.found, "A-1", "do_not_share_with_country", {"country": "HN"})
    with pytest.raises(Invalid) as refused:
        refer(case.service, case.officer, referral(case, code="HN-SENAF"))
    assert refused.value.code == "referral_kept_from"


def test_consent_as_a_basis_must_have_been_given(case: Case) -> None:
    new = referral(case, basis="consent")

    def refused() -> str:
        with pytest.raises(Invalid) as found:
            refer(case.service, case.officer, new)
        return found.value.code

    # To tracing they have agreed; that is no consent to sharing.
    assert refused() == "referral_consent"
    guardian, child = ({**one, "scope": "sharing"} for one in CONSENTS)
    enter_consents(case.service, case.found, "A-1", [child])
    assert refused() == "referral_consent"
    enter_consents(case.service, case.found, "A-1", [guardian])
    assert refer(case.service, case.officer, new).status == 201
    # The guardian's yes, said last, doesn't undo the child's no.
    enter_consents(case.service, case.found, "A-1", [{**child, "status": "refused"}, guardian])
    assert refused() == "referral_consent"


def test_what_came_of_it_is_appended_until_it_ends(case: Case) -> None:
    number = int(refer(case.service, case.officer, referral(case)).body["referral"])
    for outcome in ("received", "accepted", "protected", "closed"):
        note_outcome(case.service, case.second_officer, number, outcome, "por teléfono")
    (one,) = list_referrals(case.service, case.officer)
    assert [came.outcome.value for came in one.outcomes] == ["received", "accepted", "protected", "closed"]
    assert {came.note for came in one.outcomes} == {"por teléfono"}
    with pytest.raises(Conflict) as refused:
        note_outcome(case.service, case.officer, number, "accepted")
    assert refused.value.code == "referral_ended"
    with pytest.raises(Invalid):
        note_outcome(case.service, case.officer, number, "sad")
    with pytest.raises(NotFound):
        note_outcome(case.service, case.officer, 4711, "accepted")


def test_nothing_follows_on_an_end_that_was_just_being_written(case: Case) -> None:
    number = int(refer(case.service, case.officer, referral(case)).body["referral"])
    came: list[object] = []

    def go_on() -> None:
        try:
            came.append(note_outcome(case.service, case.second_officer, number, "accepted"))
        except Conflict as refused:
            came.append(refused.code)

    thread = Thread(target=go_on)
    with case.service.database.reading(case.officer) as connection:
        store.referral(connection, number, lock=True)
        closed = store.Outcome(
            store.next_outcome(connection), number, ReferralOutcome.CLOSED, None, case.officer.person or 0, case.clock.now
        )  # fmt: skip
        store.add_outcome(connection, closed)
        thread.start()
        with case.service.database.working() as watching:
            waits = sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            while thread.is_alive() and not watching.execute(waits).scalar_one():
                thread.join(0.01)
    thread.join()
    assert came == ["referral_ended"]


def test_a_receipt_is_no_answer(case: Case) -> None:
    number = int(refer(case.service, case.officer, referral(case)).body["referral"])
    note_outcome(case.service, case.officer, number, "received")
    assert list_referrals(case.service, case.officer, overdue=True) == []
    case.clock.move(hours=23)
    (late,) = list_referrals(case.service, case.officer, overdue=True)
    assert (late.id, late.overdue) == (number, True)
    note_outcome(case.service, case.officer, number, "accepted")
    assert list_referrals(case.service, case.officer, overdue=True) == []


def test_protection_officers_alone_read_and_write_them(case: Case) -> None:
    new = referral(case)
    refer(case.service, case.officer, new)
    for reader in (case.one, case.found, case.family, as_system(case.found), as_system(case.family)):
        with pytest.raises(Forbidden):
            refer(case.service, reader, new)
        with pytest.raises(Forbidden):
            list_referrals(case.service, reader)
        with case.service.database.reading(reader) as connection:
            assert connection.execute(sa.select(table.c.id)).all() == []


def test_an_officer_in_conflict_doesnt_refer(case: Case) -> None:
    conflicts.declare(case.service, case.officer, case.pair.child_name)
    with pytest.raises(Forbidden, match="conflict of interest"):
        refer(case.service, case.officer, referral(case))


def test_the_audit_says_to_whom_and_which_parts_and_no_value(case: Case) -> None:
    refer(case.service, case.officer, referral(case), "k-1")
    refer(case.service, case.officer, referral(case), "k-1")
    assert len(list_referrals(case.service, case.officer)) == 1
    with case.service.database.reading(Reader("auditor")) as connection:
        rows = connection.execute(sa.text("SELECT detail FROM casework.audit WHERE act = 'refer'")).scalars()
        (detail,) = rows
    assert detail == {
        "referral": 1, "to": "MX-PFPNNA", "shared": ["identity", "signs"], "basis": "victim_protection",
    }  # fmt: skip
    with case.service.database.working() as connection:
        stored = str(connection.execute(sa.text("SELECT r\\:\\:text FROM casework.referrals r")).all())
    assert b"deuda".hex() not in stored


def test_a_record_that_isnt_there_isnt_referred(case: Case) -> None:
    for name in ("nobody", "N-0000000"):
        with pytest.raises(NotFound):
            refer(case.service, case.officer, referral(case, record=name))


def test_an_authority_abroad_sees_nothing_of_a_child_who_asks_for_asylum(case: Case) -> None:
    """Neither that it was referred nor that it is shielded: as if it weren't there (part sharing: the asylum firewall)."""
    abroad = person(
        case.service,
        agency(case.service, "GT-PGN", "child_protection", "child inquiry"),
        "protection_officer",
    )
    refer(case.service, case.officer, referral(case))
    on = case.clock.now.date() + timedelta(days=30)
    shields.shield(case.service, case.officer, case.pair.child_name, "amenazas", on)
    assert len(list_referrals(case.service, abroad)) == len(shields.list_shields(case.service, abroad)) == 1
    third = person(case.service, agency(case.service, "CR-PANI"), "protection_officer")
    assert list_referrals(case.service, third) == shields.list_shields(case.service, third) == []
    flags.raise_flag(case.service, case.officer, case.pair.child_name, "asylum_confidential")
    assert list_referrals(case.service, abroad) == shields.list_shields(case.service, abroad) == []
    assert len(list_referrals(case.service, case.officer)) == 1
