"""A record's content between the file contract and the tables, and that a submission is the same whatever is stored."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.databases import Host
from tests.service.parties import agency, person
from tests.service.test_submission import CHILD, INQUIRY
from tracing.records.schema import CHILD_COLUMNS, INQUIRY_COLUMNS, LIST_COLUMNS
from tracing.service.contents import contract_rows, full_rows, take_apart
from tracing.service.context import Service
from tracing.service.errors import Refused
from tracing.service.judging import judge
from tracing.service.keyring import Keyring
from tracing.service.submission import correct, history, list_own, read_own, submit, withdraw
from tracing.store.database import Database, Reader

# What stands where


def test_of_a_child_what_tells_where_it_is_stands_apart() -> None:
    row = dict.fromkeys(CHILD_COLUMNS, "x")
    del row["record_id"], row["agency"]
    parts = take_apart("child", "MX-DIF", row, {"cama": "12"})
    assert set(parts.restricted) == {"event_place", "notes", "cama"}
    assert set(parts.secrets) == {"documents", "phones"}
    assert set(parts.content) == set(row) - {"event_place", "notes", "documents", "phones"}


def test_of_an_inquiry_only_numbers_stand_apart() -> None:
    row = dict.fromkeys(INQUIRY_COLUMNS, "x")
    del row["record_id"], row["agency"]
    parts = take_apart("inquiry", "GT-PGN", row, {"expediente": "1"})
    assert parts.restricted == {}
    assert set(parts.secrets) == {"documents", "phones"}
    assert set(parts.content) == (set(row) | {"expediente"}) - {"documents", "phones"}


@pytest.mark.parametrize(
    ("place", "region"),
    [
        ("Tapachula, Chiapas", "MX, Chiapas"),
        ("Tapachula", "MX, Chiapas"),
        ("parque central de Tecún Umán", "GT, San Marcos"),
        ("McAllen, TX", "US, Texas"),
        ("CANFM Belén, San Pedro Sula", "HN, Cortés"),
        ("México", "MX"),
        ("Nogales", "MX"),  # in several states
        ("San José", None),  # in several countries
        ("Corinto", None),
        ("terminal de buses", None),
        ("DESCONOCIDO", None),
    ],
)
def test_a_reviewer_is_told_the_region_where_the_text_leaves_little_doubt(
    place: str, region: str | None
) -> None:
    assert take_apart("child", "MX-DIF", {"event_place": place}, {}).found_region == region


@pytest.mark.parametrize(
    ("agency_code", "cell", "numbers"),
    [
        ("GT-PGN", "5555-0101", ("+50255550101",)),
        ("HN-SENAF", "9999-1234", ("+50499991234",)),
        ("HN-SENAF", "+502 5555 0101; 9999-1234", ("+50255550101", "+50499991234")),
        ("HN-SENAF", "+502 5555 0101 / 00502 55550101", ("+50255550101",)),
        ("HN-SENAF", "no tiene", ()),
    ],
)
def test_telephones_are_looked_up_by_what_is_dialled(
    agency_code: str, cell: str, numbers: tuple[str, ...]
) -> None:
    assert take_apart("child", agency_code, {"phones": cell}, {}).numbers["phones"] == numbers


def test_documents_are_looked_up_by_country_kind_and_number() -> None:
    def of(agency_code: str, cell: str) -> tuple[str, ...]:
        return take_apart("child", agency_code, {"documents": cell}, {}).numbers["documents"]

    assert of("GT-PGN", "CUI:2345 67890 1601") == of("MX-DIF", "GT-CUI:2345678901601") != ()
    assert of("GT-PGN", "PASSPORT:A1234567") != of("HN-SENAF", "PASSPORT:A1234567")


# What is stored comes back


_cells = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)
_columns = [
    c for c in INQUIRY_COLUMNS if c not in ("record_id", "agency", "birth_date", "age_date", "event_date")
]
_facts = st.dictionaries(st.sampled_from([*_columns, "cama", "Expediente N.º"]), _cells, max_size=12)


@pytest.fixture(scope="module")
def shared(host: Host) -> Iterator[tuple[Service, Reader, Reader]]:
    """A service for many examples, and a worker of each side."""
    with host.database(host.template) as url:
        database = Database(url, size=2)
        service = Service(database, Keyring.new())
        place = agency(service, "MX-DIF")
        yield service, person(service, place, "found_worker"), person(service, place, "family_worker")
        database.close()


@settings(max_examples=60, deadline=None)
@given(facts=_facts, side=st.sampled_from(["child", "inquiry"]))
def test_what_is_stored_is_what_was_judged(
    shared: tuple[Service, Reader, Reader], facts: dict[str, str], side: str
) -> None:
    service, found, family = shared
    reader = found if side == "child" else family
    if side == "child":
        facts = {n: t for n, t in facts.items() if not n.startswith("inquirer")}
    reference = str(uuid.uuid4())
    facts = {**facts, "record_id": reference}
    try:
        judged = judge(side, "MX-DIF", facts)
    except Refused:
        return
    answer = submit(service, reader, side, facts)
    with service.database.working() as connection:
        row = contract_rows(service, connection, [answer.record_id or 0])[answer.record_id or 0]
        whole = full_rows(service.keyring, connection, [answer.record_id or 0])[answer.record_id or 0]
    assert row == {"record_id": reference, "agency": "MX-DIF", **judged.row}
    assert whole == {**judged.row, **judged.extra}
    shown = read_own(service, reader, side, reference).content
    joined = {n: ";".join(v) if isinstance(v, list) else v for n, v in shown.items()}
    parted = {
        n: ";".join(p.strip() for p in t.split(";") if p.strip()) if n in LIST_COLUMNS else t
        for n, t in whole.items()
    }
    assert joined == parted
    # What came back is judged the same: it can be sent again, and changes nothing.
    assert correct(service, reader, side, reference, 1, facts).etag == "1"


# The asking side learns nothing


@contextmanager
def listened(database: Database) -> Iterator[list[str]]:
    """Note the statements that a request's connections run, in their order."""
    said: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        said.append(statement)

    sa.event.listen(database._app, "before_cursor_execute", note)
    try:
        yield said
    finally:
        sa.event.remove(database._app, "before_cursor_execute", note)


def test_the_asking_side_takes_the_same_path_whatever_is_held(host: Host) -> None:
    """In one world the child that is asked for is held, with the same name, telephone and document; in the other nobody
    is. Every answer, every refusal and every statement is the same."""
    worlds = []
    for held in (False, True):
        with host.database(host.template) as url:
            database = Database(url, size=2)
            service = Service(database, Keyring.new())
            family = person(service, agency(service, "GT-PGN"), "family_worker")
            found = person(service, agency(service, "MX-DIF"), "found_worker")
            if held:
                for number in range(3):
                    facts = {
                        **CHILD,
                        **{n: INQUIRY[n] for n in ("full_name", "phones")},
                        "record_id": f"F-{88 + number}",
                    }
                    submit(service, found, "child", facts)
            with listened(database) as said:
                heard = [_heard(act) for act in _asking(service, family)]
            worlds.append((heard, said))
            database.close()
    assert worlds[0] == worlds[1]
    assert len(worlds[0][1]) > 50


def _asking(service: Service, family: Reader) -> Iterator[Callable[[], object]]:
    for key in (None, "k-1", "k-1"):
        facts = {**INQUIRY, "record_id": f"F-{88 if key else 87}"}
        yield lambda facts=facts, key=key: submit(service, family, "inquiry", facts, key=key)  # type: ignore[misc]
    yield lambda: submit(service, family, "inquiry", INQUIRY)
    yield lambda: submit(service, family, "inquiry", {**INQUIRY, "birth_date": "ayer"})
    yield lambda: correct(service, family, "inquiry", "F-88", 1, {**INQUIRY, "documents": CHILD["documents"]})
    yield lambda: read_own(service, family, "inquiry", "F-88")
    yield lambda: read_own(service, family, "inquiry", "F-89")
    yield lambda: submit(service, family, "child", CHILD)
    yield lambda: list_own(service, family, "inquiry")
    yield lambda: history(service, family, "inquiry", "F-88")
    yield lambda: withdraw(service, family, "inquiry", "F-88")


def _heard(act: Callable[[], object]) -> str:
    """Return all that the asking side hears of an act, without the time at which it was made and our own numbers."""
    try:
        answer: Any = act()
    except Refused as refusal:
        return repr((type(refusal).__name__, refusal.code, refusal.text, refusal.mend, refusal.fields))
    if hasattr(answer, "body"):
        return json.dumps([answer.status, answer.body, answer.etag])
    if hasattr(answer, "records"):
        return repr([(r.reference, r.version, r.state) for r in answer.records])
    versions = answer if isinstance(answer, list) else [answer]
    return repr([(v.version, v.content, v.provenance, getattr(v, "state", None)) for v in versions])


def test_the_answer_to_a_repeat_is_read_without_looking_at_the_record(service: Service) -> None:
    family = person(service, agency(service, "GT-PGN"), "family_worker")
    submit(service, family, "inquiry", INQUIRY, key="k-1")
    with listened(service.database) as said:
        assert submit(service, family, "inquiry", INQUIRY, key="k-1").repeated
    assert not [s for s in said if "casework.records" in s or "record_versions" in s]


def test_an_agency_that_is_shut_out_submits_nothing(service: Service) -> None:
    number = agency(service, "GT-PGN")
    family = person(service, number, "family_worker")
    with service.database.working() as connection:
        connection.execute(sa.text("UPDATE casework.agencies SET active = false"))
    with pytest.raises(Refused):
        submit(service, family, "inquiry", INQUIRY)
    with pytest.raises(Refused):
        submit(service, replace(family, agency=None), "inquiry", INQUIRY)
