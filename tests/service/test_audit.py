"""The chain of audit: what somebody does to it who may write to the database directly is found, and what is found only
against an export is found against one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.databases import Host
from tests.stages import staged
from tracing.records import InputError
from tracing.service import audit
from tracing.service.audit import Break, export, hash_of, read_export, verify
from tracing.service.context import Service
from tracing.store import audit as store
from tracing.store.database import Database, Reader, write_audit

AUDITOR = Reader("auditor", purpose="audit")
WORKER = Reader("worker", purpose='tëst "quoted" \\ \n\t\x01 🧒')


@contextmanager
def as_owner(database: Database) -> Iterator[psycopg.Connection]:
    """A connection of the database's owner with row security and triggers out of the way, as an administrator of the
    server could have one."""
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        for table in ("audit", "audit_anchors"):
            connection.execute(f"ALTER TABLE casework.{table} NO FORCE ROW LEVEL SECURITY")
        yield connection
        for table in ("audit", "audit_anchors"):
            connection.execute(f"ALTER TABLE casework.{table} FORCE ROW LEVEL SECURITY")


@staged
def chain(service: Service) -> Service:
    """A service with twenty acts in its audit."""
    for number in range(1, 21):
        with service.database.working() as connection:
            write_audit(
                connection, WORKER, "read", "record", number, fields=["names", "marks"], version=number
            )
    return service


def found(service: Service, exported: Path | None = None) -> Break | None:
    with service.database.reading(AUDITOR) as connection:
        return verify(connection, () if exported is None else read_export(exported))


def hashes(connection: psycopg.Connection, first: int, before: str = "sha256('tracing')") -> None:
    """Write the hashes from an entry on anew, as whoever knows the rule can; ``before``: what the first of all follows on."""
    connection.execute(
        "DO $$ DECLARE one record; before bytea; BEGIN "
        f"SELECT coalesce((SELECT hash FROM casework.audit WHERE number < {first} ORDER BY number DESC LIMIT 1), {before})"
        " INTO before; "
        f"FOR one IN SELECT * FROM casework.audit WHERE number >= {first} ORDER BY number LOOP "
        "UPDATE casework.audit SET previous = before, hash = sha256(before || convert_to(casework.audit_text(one.number, "
        "one.at, one.person, one.key_id, one.agency_id, one.act, one.purpose, one.kind, one.object, one.detail), 'UTF8')) "
        "WHERE number = one.number RETURNING hash INTO before; END LOOP; END $$"
    )


def test_a_chain_that_nobody_touched_is_whole(chain: Service, tmp_path: Path) -> None:
    assert found(chain) is None
    export(chain, AUDITOR, tmp_path / "audit.jsonl")
    assert found(chain, tmp_path / "audit.jsonl") is None
    # What came since doesn't stand in the export, and needn't.
    with chain.database.working() as connection:
        write_audit(connection, WORKER, "read", "record", 1)
    assert found(chain, tmp_path / "audit.jsonl") is None


TAMPERED = [
    ("another act", "UPDATE casework.audit SET act = 'list' WHERE number = 7", 7, "changed"),
    ("another person", "UPDATE casework.audit SET person = 5 WHERE number = 7", 7, "changed"),
    ("another agency", "UPDATE casework.audit SET agency_id = 5 WHERE number = 7", 7, "changed"),
    ("another key", "UPDATE casework.audit SET key_id = 5 WHERE number = 7", 7, "changed"),
    ("another purpose", "UPDATE casework.audit SET purpose = 'x' WHERE number = 7", 7, "changed"),
    ("another kind", "UPDATE casework.audit SET kind = 'x' WHERE number = 7", 7, "changed"),
    ("another object", "UPDATE casework.audit SET object = '9' WHERE number = 7", 7, "changed"),
    ("other fields", "UPDATE casework.audit SET detail = '{}' WHERE number = 7", 7, "changed"),
    ("a microsecond", "UPDATE casework.audit SET at = at + interval '1 microsecond' WHERE number = 7", 7, "changed"),
    ("another hash", "UPDATE casework.audit SET hash = '\\x00' WHERE number = 7", 7, "changed"),
    ("another hash before", "UPDATE casework.audit SET previous = '\\x00' WHERE number = 7", 7, "changed"),
    ("the first", "UPDATE casework.audit SET act = 'list' WHERE number = 1", 1, "changed"),
    ("the last", "UPDATE casework.audit SET act = 'list' WHERE number = 20", 20, "changed"),
    ("one removed", "DELETE FROM casework.audit WHERE number = 7", 7, "removed"),
    ("the first removed", "DELETE FROM casework.audit WHERE number = 1", 1, "removed"),
    ("several removed", "DELETE FROM casework.audit WHERE number BETWEEN 7 AND 12", 7, "removed"),
    ("all before removed", "DELETE FROM casework.audit WHERE number < 15", 1, "removed"),
    (
        "one removed and the rest closed up",
        "DELETE FROM casework.audit WHERE number = 7; UPDATE casework.audit SET number = number - 1 WHERE number > 7",
        7,
        "changed",
    ),
    (
        "two in each other's place",
        "UPDATE casework.audit SET number = 99 WHERE number = 7; UPDATE casework.audit SET number = 7 WHERE number = 8;"
        " UPDATE casework.audit SET number = 8 WHERE number = 99",
        7,
        "changed",
    ),
    (
        "one put in",
        "INSERT INTO casework.audit SELECT 21, at, person, key_id, agency_id, act, purpose, kind, object, detail, hash, hash"
        " FROM casework.audit WHERE number = 20",
        21,
        "changed",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "number", "kind"), [t[1:] for t in TAMPERED], ids=[t[0] for t in TAMPERED]
)
def test_what_was_done_to_the_chain_is_found(chain: Service, statement: str, number: int, kind: str) -> None:
    with as_owner(chain.database) as connection:
        connection.execute(statement)  # type: ignore[call-overload]
    broken = found(chain)
    assert broken is not None
    assert (broken.number, broken.kind) == (number, kind)
    assert str(number) in broken.text


def test_an_entry_with_a_hash_to_match_breaks_the_one_after_it(chain: Service) -> None:
    with as_owner(chain.database) as connection:
        connection.execute("UPDATE casework.audit SET person = 5 WHERE number = 7")
        connection.execute(
            "UPDATE casework.audit SET hash = sha256(previous || convert_to(casework.audit_text(number, at, person, key_id,"
            " agency_id, act, purpose, kind, object, detail), 'UTF8')) WHERE number = 7"
        )
    broken = found(chain)
    assert broken is not None
    assert (broken.number, broken.kind) == (8, "moved")


AGAINST: list[tuple[str, Callable[[psycopg.Connection], object], int, str]] = [
    ("cut off", lambda c: c.execute("DELETE FROM casework.audit WHERE number > 12"), 13, "cut_off"),
    ("emptied", lambda c: c.execute("TRUNCATE casework.audit"), 1, "cut_off"),
    (
        "written anew from an entry on",
        lambda c: (c.execute("UPDATE casework.audit SET person = 5 WHERE number = 7"), hashes(c, 7)),
        7,
        "written_anew",
    ),
    (
        "one taken out, numbers and hashes written anew",
        lambda c: (
            c.execute("DELETE FROM casework.audit WHERE number = 7"),
            c.execute("UPDATE casework.audit SET number = number - 1 WHERE number > 7"),
            hashes(c, 7),
        ),
        7,
        "written_anew",
    ),
]


@pytest.mark.parametrize(("tamper", "number", "kind"), [a[1:] for a in AGAINST], ids=[a[0] for a in AGAINST])
def test_a_chain_made_good_again_is_found_only_against_an_export(
    chain: Service, tmp_path: Path, tamper: Callable[[psycopg.Connection], object], number: int, kind: str
) -> None:
    export(chain, AUDITOR, tmp_path / "audit.jsonl")
    with as_owner(chain.database) as connection:
        tamper(connection)
    assert found(chain) is None
    broken = found(chain, tmp_path / "audit.jsonl")
    assert broken is not None
    assert (broken.number, broken.kind) == (number, kind)


def test_what_is_written_after_a_cut_is_found_too(chain: Service, tmp_path: Path) -> None:
    export(chain, AUDITOR, tmp_path / "audit.jsonl")
    with as_owner(chain.database) as connection:
        connection.execute("DELETE FROM casework.audit WHERE number > 12")
    for number in range(30):
        with chain.database.working() as connection:
            write_audit(connection, WORKER, "read", "record", number)
    broken = found(chain, tmp_path / "audit.jsonl")
    assert broken is not None
    assert (broken.number, broken.kind) == (13, "written_anew")


# Exports


def test_an_export_ends_with_the_last_hash(chain: Service, tmp_path: Path) -> None:
    checked = export(chain, AUDITOR, tmp_path / "audit.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line.get("number") for line in lines] == [*range(1, 21), None]
    assert (checked.entries, checked.broken) == (20, None)
    assert lines[-1]["end"]["entries"] == 20
    assert lines[-1]["end"]["last_hash"] == checked.hash.hex() == lines[-2]["hash"]
    assert lines[6]["purpose"] == WORKER.purpose
    # That it was exported is an act as well.
    with chain.database.reading(AUDITOR) as connection:
        assert [e.act for e in store.page(connection, 20, 10)] == ["export_audit"]


def test_a_broken_chain_is_exported_all_the_same(chain: Service, tmp_path: Path) -> None:
    with as_owner(chain.database) as connection:
        connection.execute("UPDATE casework.audit SET person = 5 WHERE number = 7")
    checked = export(chain, AUDITOR, tmp_path / "audit.jsonl")
    assert checked.entries == 20
    assert checked.broken is not None
    with pytest.raises(InputError, match="line 7 doesn't follow"):
        list(read_export(tmp_path / "audit.jsonl"))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda lines: lines[:-1], "it is cut off"),
        (lambda lines: [*lines[:10], *lines[11:]], "line 11 doesn't follow"),
        (
            lambda lines: [*lines[:10], lines[10].replace('"read"', '"list"'), *lines[11:]],
            "line 11 doesn't follow",
        ),
        (lambda lines: [*lines[:-2], lines[-1]], "it is cut off"),
        (lambda lines: ["not JSON"], "no export"),
        (lambda lines: ["[1]"], "no export"),
        (lambda lines: [], "it is cut off"),
    ],
)
def test_an_export_that_was_touched_is_no_witness(
    chain: Service, tmp_path: Path, change: Callable[[list[str]], list[str]], fault: str
) -> None:
    path = tmp_path / "audit.jsonl"
    export(chain, AUDITOR, path)
    path.write_text("\n".join(change(path.read_text(encoding="utf-8").splitlines())), encoding="utf-8")
    with pytest.raises(InputError, match=fault):
        list(read_export(path))
    with pytest.raises(InputError, match="can't be read"):
        list(read_export(tmp_path / "missing.jsonl"))


def test_only_auditors_see_the_chain(chain: Service) -> None:
    for role in ("reviewer", "administrator", "agency"):
        with chain.database.reading(Reader(role, 1, 1)) as connection:
            assert list(store.entries(connection)) == []


# Hashes computed twice, by PostgreSQL and here, are equal


_texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.decimals(-(10**6), 10**6, places=4)
    | _texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_texts, inner, max_size=4),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def one(host: Host) -> Iterator[Database]:
    """A database for many examples."""
    with host.database(host.template) as url:
        database = Database(url, size=2)
        yield database
        database.close()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(detail=st.dictionaries(_texts, _values, max_size=5), purpose=_texts, moment=st.datetimes(datetime(1971, 1, 1), datetime(2300, 1, 1)))  # fmt: skip
def test_hashes_are_those_of_the_database(
    one: Database, detail: dict[str, object], purpose: str, moment: datetime
) -> None:
    text = json.dumps(detail, default=_number)
    query = sa.text(
        "SELECT sha256(CAST(:before AS bytea) || convert_to(casework.audit_text(3, :at, 1, NULL, 2, 'a', :purpose, 'k', 'o',"
        " CAST(:detail AS jsonb)), 'UTF8')), CAST(CAST(:detail AS jsonb) AS text)"
    )
    moment = moment.replace(tzinfo=UTC)
    with one.working() as connection:
        given = {"before": b"before", "at": moment, "purpose": purpose, "detail": text}
        hashed, kept = connection.execute(query, given).one()
    entry = store.Entry(3, moment, 1, None, 2, "a", purpose, "k", "o", kept, b"before", bytes(hashed))
    assert hash_of(entry) == entry.hash
    assert audit._jsonb(json.loads(kept, parse_float=Decimal)) == kept


def _number(value: object) -> float:
    assert isinstance(value, Decimal)
    return float(value)
