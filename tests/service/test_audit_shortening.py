"""The beginning of the audit goes once its time is over, against an export; what is left can be verified, and nobody who
removes anything otherwise can make it look like that."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from tests.service.test_audit import AUDITOR, WORKER, as_owner, found, hashes
from tracing.casework.law.files import shipped
from tracing.casework.retention import clocks_of
from tracing.records import InputError
from tracing.service.audit import Break, export, read_export
from tracing.service.audit_shortening import Shortened, shorten
from tracing.service.context import Service
from tracing.service.repeating import repeat_erasures
from tracing.store import audit as store
from tracing.store.database import Reader, write_audit

CLOCKS = clocks_of(shipped(), datetime.now(UTC).date())


def act(service: Service, times: int = 1) -> None:
    for number in range(times):
        with service.database.working() as connection:
            write_audit(connection, WORKER, "read", "record", number, fields=["names"])


def aged(connection: psycopg.Connection, upto: int, years: int) -> None:
    """Have entries be older, with hashes to match."""
    connection.execute(
        f"UPDATE casework.audit SET at = at - interval '{years} years' WHERE number <= {upto}"  # type: ignore[arg-type]
    )
    hashes(connection, 1)


@pytest.fixture
def old(service: Service) -> Service:
    """A service with twenty acts in its audit, the first twelve of them eleven years old."""
    act(service, 20)
    with as_owner(service.database) as connection:
        aged(connection, 12, 11)
    return service


@pytest.fixture
def exported(old: Service, tmp_path: Path) -> Path:
    """What was exported of it, which is an act as well."""
    export(old, AUDITOR, tmp_path / "audit.jsonl")
    return tmp_path / "audit.jsonl"


def numbers(service: Service) -> list[int]:
    with service.database.reading(AUDITOR) as connection:
        return [entry.number for entry in store.entries(connection)]


def kind(broken: Break | None) -> tuple[int, str] | None:
    return None if broken is None else (broken.number, broken.kind)


def test_what_is_older_than_its_time_goes_and_the_rest_is_whole(
    old: Service, exported: Path, tmp_path: Path
) -> None:
    assert shorten(old, exported) == Shortened(12, 12)
    # What was left, the export, and the shortening itself.
    assert numbers(old) == [*range(13, 23)]
    assert found(old) is None
    assert found(old, exported) is None
    act(old)
    export(old, AUDITOR, tmp_path / "rest.jsonl")
    assert [entry.number for entry in read_export(tmp_path / "rest.jsonl")] == [*range(13, 24)]
    assert found(old, tmp_path / "rest.jsonl") is None
    with old.database.reading(AUDITOR) as connection:
        said = store.page(connection, 21, 1)[0]
        anchor = store.anchor(connection)
    assert anchor is not None
    assert (said.act, said.purpose, said.kind, said.object) == ("shorten_audit", "retention", "audit", "12")
    assert json.loads(said.detail) == {"hash": anchor.hash.hex(), "export": anchor.export_digest.hex()}
    assert shorten(old, exported) == Shortened(0, 0)


def test_the_term_is_that_of_the_register_and_never_less_than_a_year(old: Service, exported: Path) -> None:
    assert shorten(old, exported, replace(CLOCKS, audit_years=12)) == Shortened(0, 0)
    with pytest.raises(sa.exc.DBAPIError, match="younger than a year"):
        shorten(old, exported, replace(CLOCKS, audit_years=0))
    assert len(numbers(old)) == 21
    assert shorten(old, exported, replace(CLOCKS, audit_years=5)) == Shortened(12, 12)


def test_an_entry_that_is_younger_ends_it_though_older_ones_follow(old: Service, tmp_path: Path) -> None:
    """A clock that was put back."""
    with as_owner(old.database) as connection:
        connection.execute("UPDATE casework.audit SET at = now() WHERE number = 4")
        hashes(connection, 4)
    export(old, AUDITOR, tmp_path / "audit.jsonl")
    assert shorten(old, tmp_path / "audit.jsonl") == Shortened(3, 3)


def test_only_what_was_exported_goes(old: Service, exported: Path) -> None:
    lines = exported.read_text(encoding="utf-8").splitlines()[:5]
    end = {"entries": 5, "last_hash": json.loads(lines[-1])["hash"]}
    exported.write_text("\n".join([*lines, json.dumps({"end": end})]), encoding="utf-8")
    assert shorten(old, exported) == Shortened(5, 5)
    assert numbers(old)[0] == 6
    assert found(old) is None


def test_an_export_that_says_otherwise_removes_nothing(old: Service, exported: Path) -> None:
    with as_owner(old.database) as connection:
        connection.execute("UPDATE casework.audit SET person = 5 WHERE number = 7")
        hashes(connection, 7)
    assert kind(shorten(old, exported).broken) == (7, "written_anew")
    with as_owner(old.database) as connection:
        connection.execute("UPDATE casework.audit SET person = 6 WHERE number = 15")
    exported.unlink()
    with pytest.raises(InputError, match="can't be read"):
        shorten(old, exported)
    assert len(numbers(old)) == 21


def test_an_export_that_was_touched_removes_nothing(old: Service, exported: Path) -> None:
    exported.write_text(exported.read_text(encoding="utf-8").replace('"read"', '"list"', 1), encoding="utf-8")
    with pytest.raises(InputError, match="doesn't follow"):
        shorten(old, exported)
    assert len(numbers(old)) == 21


def test_it_can_be_shortened_again(old: Service, exported: Path, tmp_path: Path) -> None:
    shorten(old, exported)
    later = replace(CLOCKS, audit_years=2)
    with as_owner(old.database) as connection:
        # Three years pass for three of the entries that were left.
        connection.execute(
            "UPDATE casework.audit SET at = at - interval '3 years' WHERE number BETWEEN 13 AND 15"
        )
        hashes(connection, 13, "(SELECT hash FROM casework.audit_anchors)")
    export(old, AUDITOR, tmp_path / "again.jsonl")
    assert shorten(old, tmp_path / "again.jsonl", later) == Shortened(3, 15)
    assert found(old) is None
    assert found(old, tmp_path / "again.jsonl") is None
    # One that ends before what is left says nothing of it.
    cut = exported.read_text(encoding="utf-8").splitlines()[:14]
    end = {"entries": 14, "last_hash": json.loads(cut[-1])["hash"]}
    exported.write_text("\n".join([*cut, json.dumps({"end": end})]), encoding="utf-8")
    with pytest.raises(InputError, match="before what is left"):
        found(old, exported)


def test_whoever_does_not_own_the_database_removes_nothing(old: Service, exported: Path) -> None:
    statement = sa.text(
        "SELECT casework.shorten_audit(1, (SELECT hash FROM casework.audit LIMIT 1), sha256(''))"
    )
    for role in ("auditor", "administrator", "protection_officer"):
        with (
            pytest.raises(sa.exc.DBAPIError, match="permission denied"),
            old.database.reading(Reader(role, 1, 1)) as connection,
        ):
            connection.execute(statement)
    with pytest.raises(sa.exc.DBAPIError, match="permission denied"), old.database.working() as connection:
        connection.execute(statement)
    for forged in ((12, b"\\0" * 32, b"\\0" * 32), (99, b"", b"\\0" * 32)):
        with pytest.raises(sa.exc.DBAPIError, match="has this number and this hash"):
            store.shorten(old.database, *forged)
    assert len(numbers(old)) == 21


TAMPERED: list[tuple[str, str, tuple[int, str]]] = [
    ("one more removed", "DELETE FROM casework.audit WHERE number = 13", (13, "removed")),
    ("one changed", "UPDATE casework.audit SET person = 5 WHERE number = 13", (13, "changed")),
    ("the anchor removed", "DELETE FROM casework.audit_anchors", (1, "removed")),
    ("another hash in the anchor", "UPDATE casework.audit_anchors SET hash = sha256('')", (13, "moved")),
    ("another export", "UPDATE casework.audit_anchors SET export_digest = sha256('')", (1, "removed")),
    (
        "more removed, and an anchor to match",
        "UPDATE casework.audit_anchors SET number = 14, hash = (SELECT hash FROM casework.audit WHERE number = 14);"
        " DELETE FROM casework.audit WHERE number <= 14",
        (1, "removed"),
    ),
    (
        "the same, and an anchor beside it",
        "INSERT INTO casework.audit_anchors SELECT 14, hash, now(), 'x', sha256(''), 22 FROM casework.audit WHERE number = 14;"
        " DELETE FROM casework.audit WHERE number <= 14",
        (1, "removed"),
    ),
    (
        "one put before it",
        "INSERT INTO casework.audit SELECT 12, at, person, key_id, agency_id, act, purpose, kind, object, detail, previous,"
        " hash FROM casework.audit WHERE number = 13",
        (12, "changed"),
    ),
    ("the end cut off, the shortening with it", "DELETE FROM casework.audit WHERE number > 20", (1, "removed")),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "broken"), [t[1:] for t in TAMPERED], ids=[t[0] for t in TAMPERED])
def test_what_else_is_done_to_it_is_found(
    old: Service, exported: Path, statement: str, broken: tuple[int, str]
) -> None:
    shorten(old, exported)
    with as_owner(old.database) as connection:
        connection.execute(statement)  # type: ignore[call-overload]
    assert kind(found(old)) == broken


def test_an_anchor_that_was_written_by_hand_is_none(old: Service, exported: Path) -> None:
    with as_owner(old.database) as connection:
        connection.execute(
            "INSERT INTO casework.audit_anchors SELECT 12, hash, now(), 'x', sha256(''), 21 FROM casework.audit"
            " WHERE number = 12; DELETE FROM casework.audit WHERE number <= 12"
        )
    assert kind(found(old)) == (1, "removed")
    assert kind(found(old, exported)) == (1, "removed")


AGAINST: list[tuple[str, Callable[[psycopg.Connection], object], tuple[int, str]]] = [
    ("cut off", lambda c: c.execute("DELETE FROM casework.audit WHERE number > 20"), (21, "cut_off")),
    (
        "written anew from the anchor on",
        lambda c: (
            c.execute("UPDATE casework.audit_anchors SET hash = sha256('')"),
            c.execute(
                "UPDATE casework.audit SET detail = jsonb_set(detail, '{hash}', to_jsonb(encode(sha256(''), 'hex')))"
                " WHERE act = 'shorten_audit'"
            ),
            hashes(c, 13, "sha256('')"),
        ),
        (12, "written_anew"),
    ),
]


@pytest.mark.parametrize(("tamper", "broken"), [a[1:] for a in AGAINST], ids=[a[0] for a in AGAINST])
def test_the_export_of_before_is_a_witness_still(
    old: Service, exported: Path, tmp_path: Path, tamper: Callable[[psycopg.Connection], object], broken: tuple[int, str]
) -> None:  # fmt: skip
    export(old, AUDITOR, tmp_path / "later.jsonl")
    shorten(old, exported)
    with as_owner(old.database) as connection:
        tamper(connection)
    assert kind(found(old, tmp_path / "later.jsonl")) == broken


def test_after_a_restore_what_was_removed_here_is_not_lost_there(
    old: Service, exported: Path, tmp_path: Path
) -> None:
    administrator = Reader("administrator", purpose="restore")
    shorten(old, exported)
    assert repeat_erasures(old, administrator, exported).lost == {}
    export(old, AUDITOR, tmp_path / "rest.jsonl")
    assert repeat_erasures(old, administrator, tmp_path / "rest.jsonl").lost == {}
