"""Reading what another agency shares: field by field, each read written down, and nothing where anything stands against it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from tests.service.sharing.border import CONSULAR, FAR, FULL_CODE, Border, open_border
from tests.stages import staged
from tracing.service import flags, holds, submission
from tracing.service.context import Service
from tracing.service.erasure import erase_record
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound, NotYet
from tracing.service.sharing import agreements, shares
from tracing.service.sharing.reading import list_shared, read_shared
from tracing.service.sharing.transfers import list_transfers
from tracing.service.trafficking import shields
from tracing.store.database import Reader


@staged
def border(service: Service) -> Border:
    made = open_border(service)
    made.agree()
    return made


def read(border: Border, reader: Reader, name: UUID, code: str = FULL_CODE) -> dict[str, object]:
    return dict(read_shared(border.service, reader, code, name).fields)


def shared_with(border: Border, reader: Reader, code: str = FULL_CODE) -> list[UUID]:
    return [name for _, name in list_shared(border.service, reader, code)]


def test_the_receiver_reads_the_fields_of_the_agreement_that_its_role_may(border: Border) -> None:
    name = border.share()
    assert read(border, border.pgn, name) == {
        "record_id": "A-1",
        "full_name": "Josué Caal Pop",
        "birth_date": "2016-07-03",
        "mother_name": "Matilde Pop",
        "phones": ["+502 5555 0101"],
        "event_place": "Tapachula, Chiapas",
        "notes": "duerme mal",
    }
    # A case worker of the receiver: no place and no notes, whatever was agreed.
    assert set(read(border, border.pgn_found, name)) == {
        "record_id", "full_name", "birth_date", "mother_name", "phones",
    }  # fmt: skip
    assert shared_with(border, border.pgn) == shared_with(border, border.pgn_found) == [name]


def test_nobody_else_reads_it(border: Border) -> None:
    name = border.share()
    for reader in (border.pgn_family, border.found, border.dif, border.officer):
        with pytest.raises(NotFound) as refusal:
            read(border, reader, name)
        assert refusal.value.code == "not_shared"
        assert shared_with(border, reader) == []
    with pytest.raises(NotFound) as refusal:
        read(border, border.consul, name)
    assert refusal.value.code == "no_agreement"
    with pytest.raises(Forbidden):
        read(border, border.auditor, name)


def test_what_is_left_out_is_said_by_category_and_is_the_same_for_every_record(border: Border) -> None:
    submission.submit(border.service, border.found, "child", {"record_id": "A-2", "full_name": "Noé Tec"})
    other = submission_name(border, "A-2")
    one, two = border.share(), border.share(basis="vital_interest", name=other)
    found = [read_shared(border.service, border.pgn_found, FULL_CODE, name).left_out for name in (one, two)]
    assert found[0] == found[1]
    assert {"whereabouts", "notes", "marks", "protection"} <= {left.category.code for left in found[0]}


def submission_name(border: Border, reference: str) -> str:
    from tests.service.cases import record_id
    from tracing.casework.agencies import Side
    from tracing.casework.pseudonyms import pseudonym

    return pseudonym(Side.CHILD, record_id(border.service, reference))


def test_each_read_is_a_transfer_that_both_parties_officers_and_the_auditor_see(border: Border) -> None:
    name = border.share()
    read(border, border.pgn_found, name)
    for reader in (border.dif, border.pgn, border.officer, border.auditor):
        (one,) = list_transfers(border.service, reader)
        assert (one.sender, one.receiver, one.basis.code, one.by) == (
            "MX-DIF", "GT-PGN", "consent", border.pgn_found.person,
        )  # fmt: skip
        assert set(one.fields) == {
            "child.record_id", "child.full_name", "child.birth_date", "child.mother_name", "child.phones",
        }  # fmt: skip
        # The receiver knows the record by the share's name, and nobody's numbers.
        assert (one.record == border.child_name) is (reader in (border.dif, border.officer))
    for worker in (border.found, border.pgn_found, border.consul):
        with pytest.raises(Forbidden):
            list_transfers(border.service, worker)


def test_a_refused_read_is_no_transfer(border: Border) -> None:
    with pytest.raises(NotFound):
        read(border, border.pgn, uuid4())
    assert list_transfers(border.service, border.auditor) == []


STOPPED: dict[str, Callable[[Border], object]] = {
    "asylum": lambda b: b.flag("asylum_confidential"),
    "asylum, by a hold alone": lambda b: holds.raise_hold(
        b.service, b.dif, b.child_name, "asylum", "lo piensa"
    ),
    "on hold for protection": lambda b: holds.raise_hold(
        b.service, b.dif, b.child_name, "family_violence", "golpes"
    ),
    "shielded": lambda b: shields.shield(
        b.service, b.dif, b.child_name, "amenazas en el albergue", b.clock.now.date() + timedelta(days=20)
    ),
    "the country is barred": lambda b: b.flag("do_not_share_with_country", {"country": "GT"}),
    "consent withdrawn": lambda b: b.consent("withdrawn"),
    "the child refuses": lambda b: b.consent("refused"),
    "withdrawn": lambda b: submission.withdraw(b.service, b.found, "child", "A-1", None, None),
    "erased": lambda b: erase_record(b.service, b.child, b.officer, "asked"),
    "the share was ended": lambda b: [
        shares.end_share(b.service, b.dif, FULL_CODE, one.name)
        for one in shares.list_shares(b.service, b.dif, FULL_CODE)
    ],
}


@pytest.mark.parametrize("why", STOPPED)
def test_what_is_stopped_is_as_if_it_had_never_been_shared(border: Border, why: str) -> None:
    name = border.share()
    read(border, border.pgn, name)
    STOPPED[why](border)
    with pytest.raises(NotFound) as gone:
        read(border, border.pgn, name)
    with pytest.raises(NotFound) as never:
        read(border, border.pgn, uuid4())
    assert (gone.value.code, gone.value.text, gone.value.mend) == (
        never.value.code, never.value.text, never.value.mend,
    )  # fmt: skip
    assert shared_with(border, border.pgn) == []


@pytest.mark.parametrize("why", STOPPED)
def test_the_database_stops_it_too_when_python_forgets(border: Border, why: str) -> None:
    name = border.share()
    border.clock.move(seconds=1)
    STOPPED[why](border)
    query = (
        "SELECT count(*) FROM casework.shares",
        "SELECT count(*) FROM casework.shared_record(1, CAST(:n AS uuid))",
    )
    with border.service.database.reading(border.pgn) as connection:
        assert [connection.scalar(sa.text(q), {"n": str(name)} if ":n" in q else {}) for q in query] == [0, 0]


def test_a_flag_for_another_country_stops_it_until_an_officer_decides_anew(border: Border) -> None:
    """The database can't read which country a flag bars; so what was decided before the flag doesn't count any more."""
    border.share()
    border.clock.move(seconds=1)
    border.flag("do_not_share_with_country", {"country": "HN"})
    assert shared_with(border, border.pgn) == []
    (before,) = shares.list_shares(border.service, border.dif, FULL_CODE)
    shares.end_share(border.service, border.dif, FULL_CODE, before.name)
    border.clock.move(seconds=1)
    assert read(border, border.pgn, border.share())["full_name"] == "Josué Caal Pop"


def test_whereabouts_that_are_withheld_from_somebody_cross_to_nobody(border: Border) -> None:
    border.flag("whereabouts_withheld_from", {"person": "Pedro Caal"})
    name = border.share(basis="vital_interest")
    with border.service.database.working() as connection:
        connection.execute(sa.text("UPDATE casework.holds SET lifted_at = now() WHERE lifted_at IS NULL"))
    found = read_shared(border.service, border.pgn, FULL_CODE, name)
    assert not {"event_place", "notes"} & set(found.fields)
    # It isn't said to be left out either: that would tell of the flag.
    assert "whereabouts" not in {left.category.code for left in found.left_out}


@pytest.mark.parametrize(
    ("why", "rule"),
    [
        ("shielded", "record_shielded"),
        ("asylum", "asylum_firewall"),
        ("on hold for protection", "held_for_protection"),
        ("the country is barred", "country_barred"),
        ("consent withdrawn", "consent_missing"),
        ("withdrawn", "record_not_live"),
    ],
)
def test_an_officer_who_decides_is_told_what_stands_against_it(border: Border, why: str, rule: str) -> None:
    STOPPED[why](border)
    with pytest.raises(NotYet) as refusal:
        border.share()
    assert f"rule:{rule}" in {fault.pointer for fault in refusal.value.fields}
    assert shares.list_shares(border.service, border.dif, FULL_CODE) == []


def test_sharing_is_decided_by_the_agency_that_holds_the_record_or_the_office(border: Border) -> None:
    given = (FULL_CODE, border.child_name, "consent", FAR)
    with pytest.raises(Forbidden) as refusal:
        shares.share(border.service, border.pgn, *given)
    assert refusal.value.code == "not_the_sender"
    with pytest.raises(Forbidden):
        shares.share(border.service, border.found, *given)
    shares.share(border.service, border.officer, *given)
    with pytest.raises(Conflict) as twice:
        shares.share(border.service, border.dif, *given)
    assert twice.value.code == "shared_already"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"basis": "because"}, "/basis"),
        ({"until": date(2026, 3, 30)}, "/until"),
        ({"until": date(2100, 1, 1)}, "/until"),
    ],
)
def test_a_share_needs_a_basis_and_a_last_day_within_the_agreement(
    border: Border, change: dict[str, object], pointer: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        border.share(**change)  # type: ignore[arg-type]
    assert [fault.pointer for fault in refusal.value.fields] == [pointer]


@pytest.mark.parametrize("name", ["N-0000000", "B-58TY0AC", "A-1", "x\x00"])
def test_only_records_of_the_sender_are_shared(border: Border, name: str) -> None:
    with pytest.raises(NotFound):
        border.share(name=name)


def test_a_share_runs_out_by_itself_and_can_be_decided_anew(border: Border) -> None:
    border.share(until=date(2026, 4, 10))
    border.clock.move(days=20)
    name = border.share()
    assert shared_with(border, border.pgn) == [name]


def test_an_inquiry_passes_to_the_family_side_of_another_country_and_to_nobody_on_the_found_side(
    border: Border,
) -> None:
    from tests.service.cases import record_id
    from tracing.casework.agencies import Side
    from tracing.casework.pseudonyms import pseudonym

    code = "MX-DIF-GT-PGN-2"
    border.agree(
        code, fields=("inquiry.given_names", "inquiry.inquirer_name", "inquiry.phones"), purpose="tracing"
    )
    inquiry = pseudonym(Side.INQUIRY, record_id(border.service, "F-1"))
    name = border.share(code, "legal_duty", inquiry)
    assert read(border, border.pgn_family, name, code) == {
        "given_names": "Josué",
        "inquirer_name": "Matilde Pop Xol",
        "phones": ["+502 5555 0199"],
    }
    with pytest.raises(NotFound):
        read(border, border.pgn_found, name, code)


def test_what_was_shared_stays_under_its_record_and_no_other_door_opens(border: Border) -> None:
    """Reading through an agreement makes nobody see the record itself, its flags or its holds."""
    border.share()
    with border.service.database.reading(border.pgn_found) as connection:
        for table in (
            "records",
            "record_versions",
            "record_secrets",
            "whereabouts",
            "protection_flags",
            "holds",
        ):
            assert connection.scalar(sa.text(f"SELECT count(*) FROM casework.{table}")) == 0, table
    with pytest.raises(NotFound):
        flags.list_flags(border.service, border.pgn_found, "A-1")


def test_the_consulate_reads_name_and_birth_date_as_long_as_the_child_wishes(border: Border) -> None:
    border.agree_with_consulate()
    with pytest.raises(NotYet) as refusal:
        border.share(CONSULAR)
    assert [fault.pointer for fault in refusal.value.fields] == ["rule:contact_not_wished"]
    border.told("yes")
    name = border.share(CONSULAR)
    assert read(border, border.consul, name, CONSULAR) == {
        "full_name": "Josué Caal Pop",
        "birth_date": "2016-07-03",
    }
    border.told("no")
    with pytest.raises(NotFound):
        read(border, border.consul, name, CONSULAR)
    assert shared_with(border, border.consul, CONSULAR) == []


def test_an_agreement_that_somebody_wrote_into_the_database_opens_no_more_than_the_matrix(
    border: Border,
) -> None:
    border.agree_with_consulate()
    border.told("yes")
    name = border.share(CONSULAR)
    with border.service.database.working() as connection:
        everything = list(agreements.FIELDS)
        connection.execute(
            sa.text("UPDATE casework.agreements SET fields = :f WHERE code = :c"),
            {"f": everything, "c": CONSULAR},
        )
    assert set(read(border, border.consul, name, CONSULAR)) == {"full_name", "birth_date"}
