"""The office at work on pairs, for tests of its pages: a case, people with passwords, a site on the case's clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests import accounts
from tests.service.cases import Case
from tests.web.people import signed_in

__all__ = ["PEOPLE", "World", "browsers", "enter_people"]

PEOPLE = {"ana": "reviewer", "beto": "reviewer", "olga": "protection_officer"}


@dataclass
class World:
    """A case, and the address of its pair."""

    case: Case
    site: FastAPI

    @property
    def page(self) -> str:
        """The page of the pair."""
        return f"/pairs/{self.case.pair.inquiry_name}/{self.case.pair.child_name}"

    def decisions(self) -> list[tuple[str, list[str], str | None]]:
        """All decisions: kind, reasons, note."""
        with self.case.service.database.working() as connection:
            rows = connection.exec_driver_sql(
                "SELECT kind, reasons, note FROM casework.decisions ORDER BY id"
            )
            return [(row[0], list(row[1]), row[2]) for row in rows]


def enter_people(case: Case) -> None:
    """Enter people who sign in: two reviewers and a protection officer of one office."""
    for login, role in PEOPLE.items():
        accounts.person(case.service, "GT-OFICINA", login, role)


@contextmanager
def browsers(site: FastAPI, *logins: str) -> Iterator[list[TestClient]]:
    """Sign people in, each in a browser without scripts."""
    with ExitStack() as stack:
        yield [stack.enter_context(signed_in(site, login)) for login in logins]
