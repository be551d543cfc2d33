"""Everybody who takes part, entered over the API by an administrator."""

from __future__ import annotations

from collections.abc import Sequence

from tracing.casework.agencies import SIDES_OF, AgencyKind
from tracing.casework.roles import Role, scopes_for
from tracing.service.context import Service
from tracing.service.first_start import AGENCY as OFFICE
from tracing.service.first_start import first_start
from tracing.simulation.callers import Api, Caller, Fault, Person

__all__ = ["Cast", "first_administrator"]


def first_administrator(service: Service, api: Api) -> Person:
    """Return the administrator of a new service, signed in. Raises ``Fault`` where the service isn't new."""
    first = first_start(service)
    if first is None:
        raise Fault("the service isn't new: people are entered already")
    return Person(api, first.user.login, first.password)


class Cast:
    """Agencies' programs by the agency's code, reviewers, two protection officers, an auditor; and each agency's workers, who
    are entered when they are first needed."""

    def __init__(
        self,
        api: Api,
        administrator: Person,
        codes: Sequence[str],
        reviewers: int,
        *,
        office: str = OFFICE,
        named: str = "",
    ) -> None:
        """Enter agencies with these codes, where they aren't there yet, and people of the ``office``; ``named`` ends their
        logins, where others like them are there."""
        self._api, self._named = api, named
        self.administrator = administrator
        self.programs = {code: self._program(code) for code in codes}
        self._agency("XX-OVERSIGHT", AgencyKind.OVERSIGHT)
        self.reviewers = [
            self._person(Role.REVIEWER, office, f"reviewer-{n}") for n in range(1, reviewers + 1)
        ]
        self.officers = [self._person(Role.PROTECTION_OFFICER, office, f"officer-{n}") for n in (1, 2)]
        self.auditor = self._person(Role.AUDITOR, "XX-OVERSIGHT", "auditor")
        self._workers: dict[tuple[str, str], Person] = {}

    def worker(self, side: str, agency: str) -> Person:
        """Return who works on records of a side for an agency."""
        if (side, agency) not in self._workers:
            role = Role.FOUND_WORKER if side == "child" else Role.FAMILY_WORKER
            self._workers[side, agency] = self._person(role, agency, f"{side}-{agency.lower()}")
        return self._workers[side, agency]

    def _agency(self, code: str, kind: AgencyKind) -> None:
        answer = self.administrator.post("/v1/agencies", {
            "code": code, "name": f"{code} (simulated)", "country": code[:2], "kind": kind.value,
            "sides": sorted(SIDES_OF[kind]),
        })  # fmt: skip
        if not answer.ok and answer.code != "agency_exists":
            raise Fault(f"{code} wasn't entered: {answer.code}")

    def _program(self, code: str) -> Caller:
        kind = AgencyKind.CHILD_PROTECTION
        self._agency(code, kind)
        key = {"agency": code, "label": "simulation", "scopes": sorted(scopes_for(kind))}
        return Caller(self._api, self._done("/v1/keys", key)["token"])

    def _person(self, role: Role, agency: str, login: str) -> Person:
        login += self._named
        new = {"agency": agency, "login": login, "name": login, "role": role.value}
        return Person(self._api, login, self._done("/v1/users", new)["one_time_password"])

    def _done(self, path: str, body: object) -> dict[str, str]:
        answer = self.administrator.post(path, body)
        if not answer.ok:
            raise Fault(f"{path} refused the cast: {answer.code}")
        made: dict[str, str] = answer.body
        return made
