"""An agency uploads a file of records."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from tests import accounts
from tests.api.asserts import refused
from tests.api.conftest import Caller
from tracing.service.context import Service
from tracing.service.imports import MOST_BYTES, store_file
from tracing.store.tables import imports

FILE = """record_id,full_name,birth_date
A1,Josué Caal Pop,2016-07-03
A2,Marta Choc,31/02/2012
A3,Elvin Caal,2015
""".encode()
PATH = "/v1/imports/children"


@pytest.fixture
def client(as_key: Caller, senaf: str) -> TestClient:
    return as_key(senaf, "children:read", "children:write", "imports:write")


def work(service: Service) -> None:
    """Do what the worker would."""
    with service.database.working() as connection:
        waiting = connection.execute(sa.select(imports.c.id).where(imports.c.state == "received"))
        ids = list(waiting.scalars())
    for each in ids:
        store_file(service, each)


def test_it_works(service: Service, client: TestClient) -> None:
    answer = client.post(PATH, content=FILE, headers={"content-type": "text/csv"})
    assert answer.status_code == 202, answer.text
    assert answer.json() == {"number": 1, "side": "child", "format": "csv", "state": "received"}
    work(service)
    done = client.get(f"{PATH}/1").json()
    assert (done["state"], done["rows"], done["done"], done["refused"]) == ("done", 3, 2, 1)
    (remark,) = [r for r in done["report"] if r["severity"] == "refused"]
    assert (remark["line"], remark["column"]) == (3, "birth_date")
    assert "31/02/2012" not in str(done)
    assert [r["reference"] for r in client.get("/v1/children").json()["items"]] == ["A1", "A3"]


def test_uploads_are_listed_the_newest_first(client: TestClient) -> None:
    for _ in range(3):
        client.post(PATH, content=FILE)
    page = client.get(PATH, params={"limit": 2}).json()
    assert [u["number"] for u in page["items"]] == [3, 2]
    rest = client.get(PATH, params={"limit": 2, "cursor": page["next"]}).json()
    assert [u["number"] for u in rest["items"]] == [1]
    assert rest["next"] is None


def test_the_same_upload_again_does_nothing(client: TestClient) -> None:
    headers = {"idempotency-key": "one"}
    first = client.post(PATH, content=FILE, headers=headers)
    again = client.post(PATH, content=FILE, headers=headers)
    assert first.content == again.content
    assert len(client.get(PATH).json()["items"]) == 1


def test_a_whole_file_that_is_unusable_is_said_afterwards(service: Service, client: TestClient) -> None:
    client.post(PATH, content=b"name,age\nx,3\n")
    work(service)
    failed = client.get(f"{PATH}/1").json()
    assert failed["state"] == "failed"
    assert "record_id" in failed["failure"]


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 300_000_000)
    return packed.getvalue()


def _path() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../../etc/cron.d/x", "x")
    return packed.getvalue()


@pytest.mark.parametrize(
    "file", [b"", b"\x00" * 1000, b"%PDF-1.7", _path, _bomb, b"PK\x03\x04broken", b"PAR1" + b"\0" * 100 + b"PAR1"],
    ids=["nothing", "NUL", "PDF", "zip with a path", "zip bomb", "broken zip", "Parquet"],
)  # fmt: skip
def test_files_that_are_none(service: Service, client: TestClient, file: bytes | Callable[[], bytes]) -> None:
    # Made here: a bomb takes a second, for every process that collects.
    content = file() if callable(file) else file
    answer = client.post(PATH, content=content, headers={"content-type": "application/octet-stream"})
    if answer.status_code == 202:
        work(service)
        assert client.get(f"{PATH}/1").json()["state"] == "failed"
    else:
        assert answer.status_code in (413, 422)
        assert answer.headers["content-type"] == "application/problem+json"
        assert client.get(PATH).json()["items"] == []
    assert client.get("/v1/children").json()["items"] == []


def test_a_file_that_is_too_large(client: TestClient) -> None:
    answer = client.post(PATH, content=b"x" * (MOST_BYTES + 1))
    refused(answer, 413, "body_too_large")


def test_strangers_send_no_files(stranger: TestClient) -> None:
    refused(stranger.post(PATH, content=FILE), 401, "not_signed_in")


def test_each_agency_sees_its_own(service: Service, as_key: Caller, client: TestClient) -> None:
    client.post(PATH, content=FILE)
    accounts.agency(service, "GT-PGN", "child_protection", "child", "inquiry")
    other = as_key("GT-PGN", "children:write", "imports:write")
    refused(other.get(f"{PATH}/1"), 404, "no_import")
    assert other.post(PATH, content=FILE).json()["number"] == 1


@pytest.mark.parametrize("number", ["0", "-1", "x", "2147483648", "9999999999999999999999"])
def test_what_is_no_number(client: TestClient, number: str) -> None:
    refused(client.get(f"{PATH}/{number}"), 422, "invalid")


def test_files_need_the_scope_of_their_side(as_key: Caller, senaf: str) -> None:
    client = as_key(senaf, "inquiries:write", "imports:write")
    refused(client.post(PATH, content=FILE), 403, "scope_missing")
    assert client.post("/v1/imports/inquiries", content=FILE).status_code == 202
