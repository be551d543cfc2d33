"""After a restore: what was erased since the backup is erased again, and what was taken back is taken back again."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests import accounts
from tests.databases import Host
from tests.service.parties import agency, person
from tracing.records import InputError
from tracing.service.api_keys import list_keys, revoke_key
from tracing.service.audit import export
from tracing.service.context import Service
from tracing.service.erasure import erase_own, erase_record
from tracing.service.keyring import Keyring
from tracing.service.repeating import repeat_erasures
from tracing.service.submission import submit, withdraw
from tracing.store.backup import backup, restore
from tracing.store.database import Database, Reader

AUDITOR = Reader("auditor", purpose="export")


def _states(service: Service) -> dict[int, str]:
    with service.database.working() as connection:
        rows = connection.execute(sa.text("SELECT id, state FROM casework.records"))
        return {row.id: row.state for row in rows}


def test_who_was_erased_since_the_backup_does_not_come_back(
    host: Host, database_url: str, empty_database_url: str, tmp_path: Path
) -> None:
    keyring = Keyring.new()
    database = Database(database_url, size=2)
    service = Service(database, keyring)
    found = person(service, agency(service, "MX-DIF"), "found_worker")
    for reference in ("C1", "C2", "C3"):
        submit(service, found, "child", {"record_id": reference, "full_name": "Ana Caal"})
    erase_record(service, 3, found, "asked")
    family = person(service, agency(service, "GT-PGN"), "family_worker")
    submit(service, family, "inquiry", {"record_id": "F1", "given_names": "Ana"})
    token = accounts.key(service, "MX-DIF", "children:write")
    backup(database_url, tmp_path / "saved")

    withdraw(service, found, "child", "C1")
    erase_own(service, found, "child", "C1", "asked")
    submit(service, found, "child", {"record_id": "C4", "full_name": "Luis Tec"})
    erase_record(service, 5, found, "entered_by_mistake")
    # Erased for its agency, whatever a hold keeps of it.
    withdraw(service, family, "inquiry", "F1")
    erase_own(service, family, "inquiry", "F1", "asked")
    revoke_key(service, accounts.ADMINISTRATOR, 1)
    export(service, AUDITOR, tmp_path / "audit.jsonl")
    database.close()

    restore(empty_database_url, tmp_path / "saved")
    database = Database(empty_database_url, size=2)
    service = Service(database, keyring)
    assert _states(service) == {1: "live", 2: "live", 3: "erased", 4: "live"}
    done = repeat_erasures(service, accounts.ADMINISTRATOR, tmp_path / "audit.jsonl")
    assert (done.erased, done.revoked) == (2, 1)
    assert done.lost["withdraw"] == 2
    assert done.lost["submit"] == 1
    assert _states(service) == {1: "erased", 2: "live", 3: "erased", 4: "erased"}
    (key,) = list_keys(service, accounts.ADMINISTRATOR)
    assert key.revoked_at is not None
    assert token.startswith(f"trk_{key.prefix}_")
    again = repeat_erasures(service, accounts.ADMINISTRATOR, tmp_path / "audit.jsonl")
    assert (again.erased, again.revoked) == (0, 0)
    database.close()


def test_the_export_of_another_database_is_refused(service: Service, host: Host, tmp_path: Path) -> None:
    with host.database(host.template) as other:
        database = Database(other, size=2)
        elsewhere = Service(database, Keyring.new())
        accounts.agency(elsewhere, "GT-PGN", "child_protection", "child")
        export(elsewhere, AUDITOR, tmp_path / "audit.jsonl")
        database.close()
    accounts.agency(service, "MX-DIF", "child_protection", "child")
    with pytest.raises(InputError, match="another database's audit"):
        repeat_erasures(service, accounts.ADMINISTRATOR, tmp_path / "audit.jsonl")
