"""Invented data for trying the service: agencies of several countries, one account a role, records, all by the use cases
that anybody else's come in by."""

from __future__ import annotations

import csv
import io
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from tracing.casework.agencies import SIDES_OF, AgencyKind, Side
from tracing.casework.roles import ROLES, Role, scopes_for
from tracing.cli.serving.sandbox_folder import Account, Filled
from tracing.cli.serving.stages import tell
from tracing.samples import generate
from tracing.service import agencies, api_keys, imports, queue, sign_in, submission, users
from tracing.service.context import Service
from tracing.service.first_start import AGENCY as OFFICE
from tracing.service.passwords import one_time
from tracing.service.practice.sandbox import mark_sandbox
from tracing.service.rights import consents
from tracing.service.users import NewUser
from tracing.simulation import papers
from tracing.store.database import Reader
from tracing.store.waiting import Waiting, waiting

__all__ = ["NOTICE", "fill", "first_pair", "settle"]

NOTICE = "SANDBOX: invented data / datos inventados"

_MARK = " (invented / inventado)"
_CHILDREN, _INQUIRIES, _SEED = 300, 150, 1

_AGENCIES = (
    ("US-ORR", "Shelters of the United States", "US", AgencyKind.CHILD_PROTECTION),
    ("MX-DIF", "Child protection of Mexico", "MX", AgencyKind.CHILD_PROTECTION),
    ("GT-PGN", "Child protection of Guatemala", "GT", AgencyKind.CHILD_PROTECTION),
    ("HN-SENAF", "Child protection of Honduras", "HN", AgencyKind.CHILD_PROTECTION),
    ("SV-CONAPINA", "Child protection of El Salvador", "SV", AgencyKind.CHILD_PROTECTION),
    ("NI-MIFAN", "Child protection of Nicaragua", "NI", AgencyKind.CHILD_PROTECTION),
    ("CR-PANI", "Child protection of Costa Rica", "CR", AgencyKind.CHILD_PROTECTION),
    ("HN-CONSULATE", "Consulate of Honduras", "HN", AgencyKind.CONSULATE),
    ("XX-OVERSIGHT", "Oversight", "XX", AgencyKind.OVERSIGHT),
)
_PEOPLE = (
    (Role.FOUND_WORKER, "MX-DIF"),
    (Role.FAMILY_WORKER, "HN-SENAF"),
    (Role.REVIEWER, OFFICE),
    (Role.REVIEWER, OFFICE),
    (Role.PROTECTION_OFFICER, OFFICE),
    (Role.CONSULATE, "HN-CONSULATE"),
    (Role.AUDITOR, "XX-OVERSIGHT"),
    (Role.STATISTICS, OFFICE),
    (Role.ANALYST, OFFICE),
)
"""Reviewers twice: a strong pair needs the eyes of two."""

_CONSENT_UNKNOWN_EACH = 8

_HERE = "127.0.0.1"
_LOOK = 0.2
_LONGEST = 900.0
_PLACED_WITHIN = 180.0


def fill(service: Service, first: NewUser) -> Filled:
    """Enter agencies, people and keys, submit children with their consents, and upload inquiries for the worker to store and match. ``first`` is the
    administrator of the new service."""
    accounts = [_own_password(service, first, OFFICE)]
    reader = Reader(first.user.role, agency=first.user.agency_id, person=first.user.id, purpose="sandbox")
    agencies.change_agency(service, reader, OFFICE, name=f"Tracing office{_MARK}")
    keys = {}
    readers = {}
    for code, name, country, kind in _AGENCIES:
        sides = sorted(SIDES_OF[kind])
        agency = agencies.add_agency(service, reader, code, f"{name}{_MARK}", country, kind, [*sides])
        if kind is AgencyKind.CHILD_PROTECTION:
            key = api_keys.add_key(service, reader, code, "sandbox", sorted(scopes_for(kind)))
            keys[code] = key.token
            readers[code] = Reader(Role.AGENCY, agency=agency.id, key=key.key.id, purpose="sandbox")
    for role, code in _PEOPLE:
        used = sum(account.role == role for account in accounts)
        login = f"{role}_{used + 1}" if used else str(role)
        name = f"{ROLES[role].en} {used + 1}{_MARK}" if used else f"{ROLES[role].en}{_MARK}"
        accounts.append(
            _own_password(service, users.add_user(service, reader, code, login, name, role), code)
        )
    files, truth = _samples()
    mark_sandbox(service, truth)
    for (side, code), file in files.items():
        if side is Side.CHILD:
            _submit_children(service, readers[code], file)
        else:
            imports.upload(service, readers[code], side, file)
    return Filled(tuple(accounts), keys)


def _submit_children(service: Service, reader: Reader, file: bytes) -> None:
    """Submit children one by one, with what was said of consent at once: a child of whom it isn't known is on hold. Of one in
    so many it isn't, for officers to see."""
    statements = papers.consents(service.now().date())["statements"]
    for number, row in enumerate(csv.DictReader(io.StringIO(file.decode()))):
        facts = {column: cell for column, cell in row.items() if cell and column != "agency"}
        submission.submit(service, reader, Side.CHILD, facts)
        if number % _CONSENT_UNKNOWN_EACH:
            consents.enter_consents(service, reader, row["record_id"], statements)


def settle(service: Service) -> None:
    """Wait until all that was uploaded is stored and matched, and say how far it is. Nothing goes wrong where that
    takes too long: the worker goes on."""
    began = said = time.monotonic()
    while not (left := _left(service)).nothing:
        now = time.monotonic()
        if now - began > _LONGEST:
            tell("the records are still being matched; the service begins meanwhile")
            return
        if now - said > 5:
            tell(f"{left.imports} files to store, {left.records} steps of matching to go …")
            said = now
        time.sleep(_LOOK)


def first_pair(service: Service, filled: Filled) -> tuple[str, str] | None:
    """Return the pair that stands first in a reviewer's queue, by its names; None where all are done. New pairs get
    their places some seconds after they were matched."""
    login = next(account.login for account in filled.accounts if account.role == Role.REVIEWER)
    user = users.get_user(service, Reader(Role.ADMINISTRATOR, purpose="sandbox"), login)
    reader = Reader(user.role, agency=user.agency_id, person=user.id, purpose="sandbox")
    until = time.monotonic() + _PLACED_WITHIN
    while not (found := queue.page(service, reader, limit=1)) and time.monotonic() < until:
        time.sleep(_LOOK)
    return (found[0].pair.inquiry_name, found[0].pair.child_name) if found else None


def _left(service: Service) -> Waiting:
    with service.database.working() as connection:
        return waiting(connection)


def _own_password(service: Service, made: NewUser, agency: str) -> Account:
    """Change the one-time password, as its owner would."""
    password = one_time()
    person = sign_in.sign_in(service, made.user.login, made.password, None, _HERE).person
    users.change_own_password(service, person, made.password, password)
    sign_in.sign_out(service, person)
    return Account(made.user.role, made.user.login, password, agency)


def _samples() -> tuple[Mapping[tuple[str, str], bytes], list[tuple[str, str]]]:
    """Make samples, and take them apart by who would have sent them: a file for each side and agency. With them the truth: which
    inquiry asks for which child, by their references."""
    files: dict[tuple[str, str], bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        generate(_CHILDREN, _INQUIRIES, _SEED, Path(folder))
        for side, name in ((Side.CHILD, "children"), (Side.INQUIRY, "inquiries")):
            rows = defaultdict(list)
            with (Path(folder) / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    rows[row["agency"]].append(row)
            for agency, own in rows.items():
                text = io.StringIO()
                writer = csv.DictWriter(text, own[0].keys())
                writer.writeheader()
                writer.writerows(own)
                files[side, agency] = text.getvalue().encode()
        with (Path(folder) / "truth.csv").open(encoding="utf-8", newline="") as file:
            truth = [(row["inquiry_id"], row["child_id"]) for row in csv.DictReader(file)]
    return files, truth
