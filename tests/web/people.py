"""People of invented cases at the pages: each signs in with a password of the tests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from tests.accounts import PASSWORD
from tracing.service import passwords
from tracing.service.context import Service
from tracing.store.database import Reader
from tracing.store.tables import users

__all__ = ["let_in", "said_in", "send", "sign_in", "signed_in", "token_in"]


def let_in(service: Service, reader: Reader) -> str:
    """Give somebody the password of the tests; return their login."""
    with service.database.working() as connection:
        return str(
            connection.execute(
                sa.update(users)
                .where(users.c.id == reader.person)
                .values(password_hash=passwords.hash_password(PASSWORD))
                .returning(users.c.login)
            ).scalar_one()
        )


@contextmanager
def signed_in(site: FastAPI, login: str) -> Iterator[TestClient]:
    """Sign somebody in, in a browser without scripts."""
    with TestClient(site, headers={"accept": "text/html"}) as client:
        sign_in(client, login)
        yield client


def sign_in(client: TestClient, login: str) -> None:
    """Sign somebody in, in a browser that is open."""
    answer = client.post("/sign-in", data={"login": login, "password": PASSWORD}, follow_redirects=False)
    assert answer.status_code == 303, answer.text


def said_in(html: str) -> str:
    """Return a page without what it holds of addresses and hidden values, in which any two letters may stand by chance."""
    return re.sub(r'value="[^"]*"|href="[^"]*"|/static/\w+', "", html)


def token_in(html: str) -> str:
    """Return the token of a page's forms."""
    found = re.search(r'name="token" value="([^"]+)"', html)
    assert found, html
    return found[1]


def send(client: TestClient, form: str, action: str = "", **fields: str | list[str]) -> Response:
    """Open a page with a form and send it, filled in; ``action``: where to, the page itself where it isn't said."""
    page = client.get(form)
    assert page.status_code == 200, page.text
    filled: Mapping[str, str | list[str]] = {"token": token_in(page.text), "page": form, **fields}
    return client.post(action or form, data=dict(filled), follow_redirects=False)
