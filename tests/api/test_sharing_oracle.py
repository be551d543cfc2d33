"""From what is shared nobody can infer an asylum request, not by absence either: for a consulate, and for an authority of the
country of origin, a child with one is as a child that was never shared, isn't any more, or didn't consent.

The same is asked of each in turns. Every answer must be alike to the byte, with the same headers, after the same statements,
and the times must not tell them apart (as in ``test_oracle``).
"""

from __future__ import annotations

import os
import random
import re
import statistics
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
import structlog

from tests import accounts
from tests.api.conftest import Caller
from tests.api.straight import Straight, Told
from tests.api.test_oracle import tells_apart
from tests.service.cases import CHILD, record_id
from tests.service.sharing.border import CONSULAR, FULL_CODE, Border, open_border
from tracing.api.app import create_app
from tracing.api.settings import ApiSettings
from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.service import submission
from tracing.service.context import Service
from tracing.service.sharing import shares

OFTEN = int(os.environ.get("TRACING_TEST_ORACLE_CALLS", "100"))
KINDS = ("asylum", "never shared", "share ended", "consent withdrawn", "on hold for protection")


@pytest.fixture(autouse=True)
def no_log() -> Iterator[None]:
    """Writing the log to a terminal would take longer than the answers."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    yield
    structlog.reset_defaults()


@pytest.fixture
def border(service: Service) -> Border:
    made = open_border(service)
    made.agree()
    made.agree_with_consulate()
    return made


def shared_children(border: Border, code: str) -> dict[str, UUID]:
    """Share a child of each kind under an agreement, then let happen to it what makes it one of that kind."""
    names: dict[str, UUID] = {"never shared": uuid4()}
    for number, kind in enumerate(k for k in KINDS if k != "never shared"):
        reference = f"{code}-{number}"
        submission.submit(border.service, border.found, "child", {**CHILD, "record_id": reference})
        border.flag("consent", {"status": "given", "who": "tutora", "on": "2026-03-21"}, reference)
        border.told("yes", reference)
        name = pseudonym(Side.CHILD, record_id(border.service, reference))
        names[kind] = border.share(code, name=name)
        match kind:
            case "asylum":
                border.flag("asylum_confidential", child=reference)
            case "share ended":
                shares.end_share(border.service, border.dif, code, names[kind])
            case "consent withdrawn":
                detail = {"status": "withdrawn", "who": "tutora", "on": "2026-03-31"}
                border.flag("consent", detail, reference)
            case "on hold for protection":
                border.flag("trafficking_concern", child=reference)
    return names


def session(border: Border, call: Caller, code: str, role: str) -> dict[str, str]:
    """Sign a person in; return the headers that they send."""
    login = f"{role}.{code}".lower()
    accounts.person(border.service, code, login, role)
    client = call()
    signed = client.post("/v1/sessions", json={"login": login, "password": accounts.PASSWORD})
    assert signed.status_code == 201, signed.text
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    return {"authorization": "", "cookie": cookie}


_VARIES = re.compile(rb"[0-9a-f]{8}-[0-9a-f-]{27}")


@pytest.mark.parametrize(
    ("agency", "role", "code"),
    [("GT-CONS", "consulate", CONSULAR), ("GT-PGN", "found_worker", FULL_CODE)],
)
def test_a_child_with_an_asylum_request_is_as_one_that_was_never_shared(
    border: Border, call: Caller, agency: str, role: str, code: str
) -> None:
    names = shared_children(border, code)
    open_one = border.child_name
    border.told("yes")
    readable = border.share(code, name=open_one)
    headers = session(border, call, agency, role)
    settings = ApiSettings(
        secure_cookies=False, second_factor=False, person_burst=10**6, person_rate=1e6, key_burst=10**6
    )
    ran: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        ran.append(statement)

    for engine in (border.service.database._app, border.service.database._worker):
        sa.event.listen(engine, "before_cursor_execute", note)
    told: dict[str, list[Told]] = defaultdict(list)
    statements: dict[str, list[list[str]]] = defaultdict(list)
    with Straight(create_app(border.service, settings)) as straight:
        # That something can be read shows that nothing else than what is asked keeps the others from being read.
        assert straight.call("", "GET", f"/v1/shared/{code}/{readable}", **headers).status == 200
        order = random.Random(code)
        for _ in range(OFTEN):
            for kind in order.sample(KINDS, len(KINDS)):
                ran.clear()
                told[kind].append(straight.call("", "GET", f"/v1/shared/{code}/{names[kind]}", **headers))
                statements[kind].append(list(ran))
        listed = straight.call("", "GET", f"/v1/shared/{code}", **headers)
    asylum = told["asylum"]
    assert {one.status for one in asylum} == {404}
    for kind in KINDS:
        for one, other in zip(asylum, told[kind], strict=True):
            assert (one.status, one.headers, one.body) == (other.status, other.headers, other.body), kind
        assert statements["asylum"] == statements[kind], kind
    # In the list there is the one that can be read, and no count of the others.
    assert [UUID(one.decode()) for one in _VARIES.findall(listed.body)] == [readable]
    apart = {
        kind: (statistics.median(_times(asylum)), statistics.median(_times(told[kind])))
        for kind in KINDS
        if kind != "asylum" and tells_apart(_times(asylum), _times(told[kind]))
    }
    assert apart == {}


def _times(answers: list[Told]) -> list[float]:
    # The first ones meet statements that aren't prepared yet.
    return [told.seconds for told in answers[10:]]


@pytest.mark.parametrize(
    "shared_then", ["asylum", "share ended", "consent withdrawn", "on hold for protection"]
)
def test_lists_and_counts_are_those_of_a_world_without_the_child(
    border: Border, call: Caller, shared_then: str
) -> None:
    """Two agreements with the same consulate: under the one a child was shared that may not be any more, under the other
    nothing ever was."""
    border.agree(
        "MX-DIF-GT-CONS2",
        receiver="GT-CONS",
        fields=("child.full_name", "child.birth_date"),
        purpose="consular",
    )
    names = shared_children(border, CONSULAR)
    headers = session(border, call, "GT-CONS", "consulate")
    with Straight(create_app(border.service, ApiSettings(secure_cookies=False))) as straight:
        answers = [
            [
                straight.call("", "GET", path.format(code), query=query, **headers)
                for path, query in (
                    ("/v1/shared/{}", ""), ("/v1/shared/{}", "limit=1"), (f"/v1/shared/{{}}/{names[shared_then]}", ""),
                )
            ]
            for code in (CONSULAR, "MX-DIF-GT-CONS2")
        ]  # fmt: skip
    for one, other in zip(*answers, strict=True):
        assert (one.status, one.headers, one.body) == (other.status, other.headers, other.body)
