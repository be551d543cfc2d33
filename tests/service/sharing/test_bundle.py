"""The bundle of a case: only what its agreement allows, signed, and any change of a byte found and its place named."""

from __future__ import annotations

import io
import json
import random
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.service.cases import CHILD, CONSENTS, Case, link_records, open_case, record_id
from tests.service.parties import agency, person
from tests.stages import staged
from tracing.service import flags, holds, queue, submission, upkeep
from tracing.service.care.placements import NewPlacement, place_child
from tracing.service.context import Service
from tracing.service.decide import decide
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound, NotYet
from tracing.service.pairs import Pair
from tracing.service.rights.consents import enter_consents
from tracing.service.sets.same import say
from tracing.service.sharing import agreements
from tracing.service.sharing.bundle import make_bundle
from tracing.service.sharing.bundle_verify import verify_bundle, verify_file
from tracing.service.sharing.seal import Verdict
from tracing.service.sharing.signing import public_keys, renew
from tracing.service.sharing.transfers import list_transfers
from tracing.service.trafficking import shields
from tracing.store import people
from tracing.store.database import Reader

CODE = "MX-ALBERGUE-MX-PFPNNA"
FIELDS = (
    "child.record_id", "child.full_name", "child.birth_date", "child.phones", "child.event_place",
    "inquiry.inquirer_name", "case.state", "case.acts", "case.decisions",
)  # fmt: skip


@staged
def case(service: Service) -> Case:
    made = open_case(service)
    agency(made.service, "MX-PFPNNA")
    agree(made)
    enter_consents(made.service, made.found, "A-1", [{**one, "scope": "sharing"} for one in CONSENTS])
    made.settle()
    made.act(made.officer, "child_views", "agrees", "own_language", note="dice que sí, pero teme a su tío")
    return made


def agree(
    case: Case, code: str = CODE, receiver: str = "MX-PFPNNA", purpose: str = "case_transfer", **change: Any
) -> None:
    given: dict[str, Any] = {
        "code": code, "sender": "MX-ALBERGUE", "receiver": receiver, "purpose": purpose, "fields": FIELDS,
        "valid_from": case.clock.now.date().replace(year=2020), "valid_until": case.clock.now.date().replace(year=2099),
    }  # fmt: skip
    agreements.enter(case.service, case.officer, agreements.NewAgreement(**(given | change)))
    agreements.confirm(case.service, case.second_officer, code)


def bundle(
    case: Case, form: str = "json", reader: Reader | None = None, code: str = CODE, basis: str = "consent"
) -> bytes:
    return make_bundle(case.service, reader or case.officer, case.pair, code, basis, form).file


def verified(case: Case, data: bytes) -> Verdict:
    return verify_bundle(case.service, case.officer, data)


def test_it_holds_what_the_agreement_allows_and_nothing_else(case: Case) -> None:
    found = json.loads(bundle(case))
    assert found["child"] == {
        "record_id": "A-1",
        "full_name": "Josué Caal Pop",
        "birth_date": "2016-07-03",
        "phones": ["+502 5555 0101"],
        "event_place": "Tapachula, Chiapas",
    }
    # The inquiry is a third agency's, which gives nothing under this agreement.
    assert "inquiry" not in found
    assert found["case"]["state"]["code"] == "possible"
    assert [one["decision"]["code"] for one in found["case"]["decisions"]] == ["possible", "possible"]
    assert [(one["step"]["code"], one["outcome"]["code"]) for one in found["case"]["acts"]] == [
        ("child_views", "agrees")
    ]
    text = json.dumps(found, ensure_ascii=False)
    assert "teme" not in text
    assert "duerme mal" not in text
    assert "Matilde" not in text
    assert {"name", "notes", "marks", "protection", "inquirer"} <= {
        one["category"]["code"] for one in found["left_out"]
    }


def test_what_is_left_out_is_the_same_for_a_case_with_and_without_flags(case: Case) -> None:
    before = json.loads(bundle(case))
    flags.raise_flag(case.service, case.found, "A-1", "whereabouts_withheld_from", {"person": "Pedro Caal"})
    flags.raise_flag(case.service, case.found, "A-1", "asylum_confidential")
    after = json.loads(bundle(case))
    assert before["left_out"] == after["left_out"]
    assert "event_place" not in after["child"]
    assert "asylum" not in json.dumps({name: after[name] for name in ("bundle", "child", "case")})


WHOLE = (*FIELDS, "case.placements", "case.hearings", "case.checklist")
WHOLE_CODE = "MX-ALBERGUE-MX-PFPNNA-2"


def whole(case: Case, code: str = WHOLE_CODE) -> Any:
    """Return what is in a bundle of the child in a foster family, under an agreement on all of a case."""
    return json.loads(bundle(case, code=code))["case"]


@pytest.fixture
def placed(case: Case) -> Case:
    agree(case, WHOLE_CODE, fields=WHOLE)
    stay = NewPlacement(
        "foster_family", case.clock.now.date() - timedelta(days=3), "best_interests",
        "Procuraduría, oficio 117/2026", place="familia Sántiz, Tapachula", note="toma jarabe",
    )  # fmt: skip
    place_child(case.service, case.found, "A-1", stay)
    return case


def test_it_tells_where_the_child_has_lived_and_how_it_was_heard_where_the_agreement_does(
    placed: Case,
) -> None:
    found = whole(placed)
    (stay,) = found["placements"]
    since = (placed.clock.now.date() - timedelta(days=3)).isoformat()
    assert (stay["kind"]["code"], stay["from"], stay["place"]) == (
        "foster_family", since, "familia Sántiz, Tapachula",
    )  # fmt: skip
    (heard,) = found["hearings"]
    assert (heard["outcome"]["code"], heard["on"]) == ("agrees", placed.clock.now.date().isoformat())
    assert {one["question"]["code"]: one["answer"]["code"] for one in heard["answers"]}["contact"] == "yes"
    lines = {one["step"]["code"]: one for one in found["checklist"]}
    assert lines["child_views"]["outcome"]["code"] == "done"
    assert lines["verify_child"]["outcome"]["code"] == "missing"
    # Neither what anybody wrote nor who did it, and nothing under an agreement that doesn't name it.
    for words in ("jarabe", "oficio", "teme"):
        assert words not in json.dumps(found, ensure_ascii=False)
    assert not {"placements", "hearings", "checklist"} & set(whole(placed, CODE))


def test_the_checklist_tells_of_no_hold_and_not_whether_the_family_was_told(placed: Case) -> None:
    before = whole(placed)["checklist"]
    assert "disclosure" not in {one["step"]["code"] for one in before}
    holds.raise_hold(
        placed.service, placed.officer, placed.pair.child_name, "court_order", "orden del juzgado"
    )
    assert whole(placed)["checklist"] == before


def test_where_the_child_has_lived_never_goes_to_who_asks_for_it(placed: Case) -> None:
    agree(placed, "MX-ALBERGUE-GT-BUSQUEDA", placed_asks(placed), "repatriation", fields=WHOLE)
    assert whole(placed, "MX-ALBERGUE-GT-BUSQUEDA")["placements"] == []


def placed_asks(case: Case) -> str:
    """Return the agency of the inquiry, made an authority of both sides: what it may be entered as."""
    with case.service.database.working() as connection:
        connection.execute(
            sa.text(
                "UPDATE casework.agencies SET kind = 'child_protection', sides = ARRAY['child', 'inquiry'] WHERE id = :id"
            ),
            {"id": case.searchers},
        )
        return str(
            connection.execute(
                sa.text("SELECT code FROM casework.agencies WHERE id = :id"), {"id": case.searchers}
            ).scalar_one()
        )


def test_where_the_child_has_lived_stays_behind_while_it_is_kept_from_somebody(placed: Case) -> None:
    flags.raise_flag(
        placed.service, placed.found, "A-1", "whereabouts_withheld_from", {"person": "Pedro Caal"}
    )
    assert whole(placed)["placements"] == []


def test_the_pdf_has_what_was_added_too(placed: Case) -> None:
    pypdf = pytest.importorskip("pypdf")
    reader = pypdf.PdfReader(io.BytesIO(bundle(placed, "pdf", code=WHOLE_CODE)))
    text = "\n".join(page.extract_text() for page in reader.pages)
    for words in ("familia Sántiz", "When the child was heard", "What is done and what isn't"):
        assert words in text
    assert "jarabe" not in text


def test_asylum_goes_into_no_bundle_for_another_country(case: Case) -> None:
    agency(case.service, "GT-PGN")
    agree(case, "MX-ALBERGUE-GT-PGN", "GT-PGN", "repatriation")
    bundle(case, code="MX-ALBERGUE-GT-PGN")
    flags.raise_flag(case.service, case.found, "A-1", "asylum_confidential")
    written = len(list_transfers(case.service, case.officer))
    with pytest.raises(NotYet) as refusal:
        bundle(case, code="MX-ALBERGUE-GT-PGN")
    assert "rule:asylum_firewall" in {fault.pointer for fault in refusal.value.fields}
    assert len(list_transfers(case.service, case.officer)) == written


def test_it_is_a_transfer(case: Case) -> None:
    made = make_bundle(case.service, case.officer, case.pair, CODE, "legal_duty", "json", "k-1")
    again = make_bundle(case.service, case.officer, case.pair, CODE, "legal_duty", "json", "k-1")
    assert again == made
    (transfer,) = list_transfers(case.service, case.officer)
    assert (transfer.kind, transfer.share, transfer.receiver, transfer.basis.code) == (
        "bundle", made.name, "MX-PFPNNA", "legal_duty",
    )  # fmt: skip
    assert {"child.full_name", "case.acts"} <= set(transfer.fields)


def stopped(case: Case, **given: Any) -> set[str]:
    """What keeps a bundle from being made."""
    with pytest.raises(NotYet) as refused:
        bundle(case, **given)
    return {fault.pointer for fault in refused.value.fields}


def test_a_determination_as_its_basis_is_on_record(case: Case) -> None:
    assert stopped(case, basis="best_interests") == {"rule:basis_not_on_record"}
    case.act(case.officer, "verify_child", "confirmed", "photo")
    case.act(case.second_officer, "verify_family", "confirmed", "birth_record")
    for officer in (case.officer, case.second_officer):
        case.act(officer, "disclosure", "disclose", "verified")
    case.act(case.officer, "assess_relationship", "established", "documented")
    made = case.act(case.officer, "best_interests", "reunification", "panel")
    assert bundle(case, basis="best_interests")
    case.act(case.officer, "taken_back", "done", "mistake", takes_back=int(made.body["act"]))
    assert stopped(case, basis="best_interests") == {"rule:basis_not_on_record"}


FORMATS = pytest.mark.parametrize("form", ["json", "pdf"])


def held(case: Case, form: str, **given: Any) -> dict[str, Any]:
    """What a bundle holds: the file itself, or what is sealed in its PDF."""
    data = bundle(case, form, **given)
    if form == "pdf":
        pypdf = pytest.importorskip("pypdf")
        (data,) = pypdf.PdfReader(io.BytesIO(data)).attachments["bundle.json"]
    found: dict[str, Any] = json.loads(data)
    return found


@FORMATS
def test_an_inquiry_that_may_not_cross_stays_behind_and_nobody_is_told(case: Case, form: str) -> None:
    """As if it were a third agency's: nothing in the bundle tells the two apart."""
    abroad = taken_over_abroad(case)
    assert held(case, form, code=abroad)["inquiry"] == {"inquirer_name": "Matilde Pop Xol"}
    hold_inquiry(case)
    left = held(case, form, code=abroad)
    assert "inquiry" not in left
    give_inquiry(case, "GT-TERCERA")
    third = held(case, form, code=abroad)
    assert left["left_out"] == third["left_out"]
    assert set(left) == set(third)
    (*_, transfer) = list_transfers(case.service, case.officer)
    assert not [name for name in transfer.fields if name.startswith("inquiry.")]


@FORMATS
def test_of_a_case_whose_inquiry_is_shielded_nothing_leaves(case: Case, form: str) -> None:
    assert held(case, form)
    on = case.clock.now.date() + timedelta(days=30)
    shields.shield(case.service, case.officer, case.pair.inquiry_name, "amenazas", on)
    assert stopped(case, form=form) == {"rule:record_shielded"}


@FORMATS
def test_acts_that_count_for_nothing_arent_in_it(case: Case, form: str) -> None:
    """What nobody might have done may stand in the database all the same."""
    with case.service.database.working() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO casework.acts (inquiry_id, child_id, kind, outcome, reasons, user_id, role)"
                " VALUES (:inquiry, :child, 'reunify', 'reunified', '{handover}', :person, 'protection_officer')"
            ),
            {"inquiry": case.pair.inquiry, "child": case.pair.child, "person": case.officer.person},
        )
    found = held(case, form)["case"]
    assert [one["step"]["code"] for one in found["acts"]] == ["child_views"]
    assert found["state"]["code"] == "possible"


@FORMATS
def test_decisions_are_those_of_the_set(case: Case, form: str) -> None:
    submission.submit(case.service, case.found, "child", {**CHILD, "record_id": "A-2"})
    other = Pair(case.pair.inquiry, record_id(case.service, "A-2"))
    link_records(case.service, 1, other)
    enter_consents(case.service, case.found, "A-2", CONSENTS)
    upkeep.keep_up(case.service)
    queue.take(case.service, case.three, pair=other)
    decide(case.service, case.three, other, "possible", ["names_agree"], (1, 1))
    say(case.service, case.one, "confirm", [case.pair.child_name, other.child_name], ["same_document"])
    decisions = held(case, form)["case"]["decisions"]
    assert [one["decision"]["code"] for one in decisions] == ["possible"] * 3


@FORMATS
def test_a_repeat_asks_the_firewall_anew(case: Case, form: str) -> None:
    abroad = taken_over_abroad(case)

    def again() -> bytes:
        return make_bundle(case.service, case.officer, case.pair, abroad, "consent", form, "k-1").file

    first = again()
    assert again() == first
    hold_inquiry(case)
    with pytest.raises(Conflict) as changed:
        again()
    assert changed.value.code == "bundle_changed"
    flags.raise_flag(case.service, case.found, "A-1", "do_not_share_with_country", {"country": "GT"})
    with pytest.raises(NotYet) as refused:
        again()
    assert {fault.pointer for fault in refused.value.fields} == {"rule:country_barred"}


def taken_over_abroad(case: Case) -> str:
    """Agree with an authority abroad that also holds the inquiry; return the agreement's code."""
    give_inquiry(case, "GT-PGN")
    agree(case, "MX-ALBERGUE-GT-PGN", "GT-PGN", "repatriation")
    return "MX-ALBERGUE-GT-PGN"


def hold_inquiry(case: Case) -> None:
    """Raise a confidential hold on the inquiry."""
    holds.raise_hold(case.service, case.officer, case.pair.inquiry_name, "trafficking_concern", "deuda")


def give_inquiry(case: Case, code: str) -> None:
    """Let another agency be the one that holds the inquiry."""
    with case.service.database.working() as connection:
        found = people.agency_by_code(connection, code)
    number = agency(case.service, code) if found is None else found.id
    with case.service.database.working() as connection:
        connection.execute(
            sa.text("UPDATE casework.records SET agency_id = :agency WHERE id = :id"),
            {"agency": number, "id": case.pair.inquiry},
        )


def test_who_makes_one_and_under_which_agreement(case: Case) -> None:
    stranger = person(case.service, agency(case.service, "SV-CONAPINA"), "protection_officer")
    with pytest.raises(NotFound):
        bundle(case, reader=stranger)
    for reader in (case.found, case.family, case.one):
        with pytest.raises(Forbidden):
            bundle(case, reader=reader)
    agency(case.service, "MX-CASA", "shelter", "child")
    agree(case, "MX-ALBERGUE-MX-CASA", "MX-CASA", "care", fields=("child.full_name",))
    with pytest.raises(Invalid) as refusal:
        bundle(case, code="MX-ALBERGUE-MX-CASA")
    assert refusal.value.code == "agreement_of_another_purpose"
    with pytest.raises(Invalid):
        bundle(case, form="docx")
    agreements.end(case.service, case.officer, CODE, "fin")
    with pytest.raises(NotYet) as over:
        bundle(case)
    assert over.value.code == "agreement_ended"


@pytest.mark.parametrize("form", ["json", "pdf"])
def test_it_can_be_verified_later_also_after_the_key_was_renewed(case: Case, form: str) -> None:
    data = bundle(case, form)
    first = verified(case, data)
    assert (first.whole, first.agreement, first.key) == (True, CODE, 1)
    renew(case.service, Reader("administrator", purpose="test"))
    assert verified(case, data) == first
    assert verified(case, bundle(case, form)).key == 2
    with case.service.database.working() as connection:
        secrets = connection.execute(
            sa.text("SELECT secret IS NULL FROM casework.signing_keys ORDER BY id")
        ).scalars()
        assert list(secrets) == [True, False]


@pytest.mark.parametrize("form", ["json", "pdf"])
def test_another_installations_bundle_is_none_of_ours(case: Case, form: str) -> None:
    data = bundle(case, form)
    keys = public_keys(case.service)
    renew(case.service, Reader("administrator", purpose="test"))
    others = [key for key in public_keys(case.service) if key not in keys and key.number != keys[0].number]
    assert verify_file(data, keys).whole
    assert not verify_file(data, others).whole


CHANGES = [
    ("another birth date", b'"birth_date":"2016-07-03"', b'"birth_date":"2006-07-03"', "/child/birth_date"),
    ("another receiver", b'"receiver":"MX-PFPNNA"', b'"receiver":"MX-PFPNNB"', "/bundle/receiver"),
    ("a field taken out", b'"full_name":"Josu\xc3\xa9 Caal Pop",', b"", "/child/full_name"),
    ("a field put in", b'"child":{', b'"child":{"age":"17",', "/child/age"),
    ("a digest changed with its value", b'"digests":{', b'"digests":{"/x":"0",', "/x"),
    ("a blank put in", b'"child":{', b'"child": {', "byte"),
    ("cut off", b"}\n", b"", "byte"),
]


@pytest.mark.parametrize(("what", "old", "new", "where"), CHANGES, ids=[c[0] for c in CHANGES])
def test_a_change_of_the_json_is_named(case: Case, what: str, old: bytes, new: bytes, where: str) -> None:
    data = bundle(case)
    assert old in data
    changed = data.replace(old, new, 1) if what != "cut off" else data.removesuffix(old)
    found = verified(case, changed)
    assert not found.whole
    assert any(fault.where.startswith(where) for fault in found.faults), found


@pytest.mark.parametrize("form", ["json", "pdf"])
def test_a_change_of_any_byte_is_found(case: Case, form: str) -> None:
    data, keys = bundle(case, form), public_keys(case.service)
    draw = random.Random(form)
    places = draw.sample(range(len(data)), 600 if form == "json" else 40)
    if form == "pdf":
        # The signature itself, which no signature covers: its envelope and the blanks behind it.
        begins = data.index(b"/Contents <") + len(b"/Contents <")
        places += [*range(begins, begins + 200, 4), *range(begins + 200, begins + 2500, 61)]
    for place in places:
        changed = bytearray(data)
        changed[place] ^= draw.choice((1, 2, 128))
        found = verify_file(bytes(changed), keys)
        assert not found.whole, place
        assert found.faults
        assert found.name is None


def test_where_the_pages_were_changed_is_named(case: Case) -> None:
    data, keys = bundle(case, "pdf"), public_keys(case.service)
    changed = bytearray(data)
    changed[1500] ^= 1
    assert "bytes 1024-2047" in {fault.where for fault in verify_file(bytes(changed), keys).faults}
    assert not verify_file(data + b"\n% more\n", keys).whole
    assert not verify_file(data[:-20], keys).whole


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"{}", b"\xff\xfe", b"%PDF-1.7\n", b'{"seal":{}}', b"[" * 100_000]
)
def test_what_is_no_bundle_is_none(case: Case, data: bytes) -> None:
    found = verified(case, data)
    assert not found.whole
    assert found.faults


def test_the_pdf_says_what_the_json_says(case: Case) -> None:
    pypdf = pytest.importorskip("pypdf")
    reader = pypdf.PdfReader(io.BytesIO(bundle(case, "pdf")))
    text = "\n".join(page.extract_text() for page in reader.pages)
    for words in ("Josué Caal Pop", "2016-07-03", "MX-PFPNNA", CODE, "Tapachula", "Left out"):
        assert words in text
    assert "duerme mal" not in text
    assert "Matilde" not in text
