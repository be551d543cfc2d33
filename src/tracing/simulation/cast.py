"""Everybody who takes part, entered over the API by the administrator of a new service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracing.casework.agencies import SIDES_OF, AgencyKind
from tracing.casework.roles import Role, scopes_for
from tracing.service.context import Service
from tracing.service.first_start import AGENCY as OFFICE
from tracing.service.first_start import first_start
from tracing.simulation.callers import Api, Caller, Fault, Person

__all__ = ["Cast", "assemble"]


@dataclass
class Cast:
    """Agencies' programs and workers by the agency's code, reviewers, two protection officers, an auditor."""

    administrator: Person
    programs: dict[str, Caller]
    found: dict[str, Person]
    family: dict[str, Person]
    reviewers: list[Person]
    officers: list[Person]
    auditor: Person


def assemble(service: Service, api: Api, codes: Sequence[str], reviewers: int) -> Cast:
    """Enter agencies with these codes and their people; the service is new."""
    first = first_start(service)
    if first is None:
        raise Fault("the service isn't new: people are entered already")
    administrator = Person(api, first.user.login, first.password)
    kind = AgencyKind.CHILD_PROTECTION
    programs: dict[str, Caller] = {}
    for code in codes:
        agency = {"code": code, "name": f"{code} (simulated)", "country": code[:2], "kind": kind.value,
                  "sides": sorted(SIDES_OF[kind])}  # fmt: skip
        _done(administrator, "/v1/agencies", agency)
        key = {"agency": code, "label": "simulation", "scopes": sorted(scopes_for(kind))}
        programs[code] = Caller(api, _done(administrator, "/v1/keys", key)["token"])
    oversight = {"code": "XX-OVERSIGHT", "name": "Oversight (simulated)", "country": "XX",
                 "kind": AgencyKind.OVERSIGHT.value, "sides": []}  # fmt: skip
    _done(administrator, "/v1/agencies", oversight)

    def person(role: Role, agency: str, login: str) -> Person:
        new = {"agency": agency, "login": login, "name": login, "role": role.value}
        return Person(api, login, _done(administrator, "/v1/users", new)["one_time_password"])

    return Cast(
        administrator,
        programs,
        {code: person(Role.FOUND_WORKER, code, f"found-{code.lower()}") for code in codes},
        {code: person(Role.FAMILY_WORKER, code, f"family-{code.lower()}") for code in codes},
        [person(Role.REVIEWER, OFFICE, f"reviewer-{n}") for n in range(1, reviewers + 1)],
        [person(Role.PROTECTION_OFFICER, OFFICE, f"officer-{n}") for n in (1, 2)],
        person(Role.AUDITOR, "XX-OVERSIGHT", "auditor"),
    )


def _done(who: Person, path: str, body: object) -> dict[str, str]:
    answer = who.post(path, body)
    if not answer.ok:
        raise Fault(f"{path} refused the cast: {answer.code}")
    made: dict[str, str] = answer.body
    return made
