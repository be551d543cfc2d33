"""What nobody in good faith sends, to the app as it runs behind a real socket: a clear refusal each time, nothing stored, and
others served all the while. Bodies as such are in ``test_bodies``, files in ``test_upload``."""

from __future__ import annotations

import io
import json
import socket
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from tests import accounts
from tests.api.test_submit import CHILD
from tracing.api.app import create_app
from tracing.api.heads import BoundedHeads
from tracing.api.settings import ApiSettings
from tracing.service.context import Service
from tracing.service.imports import store_file
from tracing.simulation.site import serving
from tracing.store.tables import imports, records

RECORD = json.dumps(CHILD).encode()


class _QuickHeads(BoundedHeads):
    seconds = 0.5


@dataclass
class Running:
    """The app behind a socket. ``key`` may submit children."""

    service: Service
    port: int
    key: str

    def open(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def send(self, *parts: bytes, pause: float = 0.0) -> tuple[int, bytes]:
        """Send bytes as they are; return the status and all that was answered (0 where nothing was)."""
        with self.open() as connection:
            try:
                for part in parts:
                    connection.sendall(part)
                    if pause:
                        time.sleep(pause)
            except OSError:
                pass  # hung up on: what was answered before can still be read
            return _read(connection)

    def post(self, path: str, body: bytes, kind: str = "application/json", *more: str) -> tuple[int, bytes]:
        return self.send(
            self.head("POST", path, f"Content-Length: {len(body)}", f"Content-Type: {kind}", *more), body
        )

    def head(self, method: str, path: str, *headers: str) -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {self.key}", "Connection: close", *headers
        ]  # fmt: skip
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def stored(self) -> int:
        with self.service.database.working() as connection:
            counted = [sa.select(sa.func.count()).select_from(table) for table in (records, imports)]
            return sum(connection.execute(query).scalar_one() for query in counted)

    def serves(self) -> bool:
        """Whether somebody else is answered."""
        return self.send(self.head("GET", "/v1/children"))[0] == 200


def _read(connection: socket.socket) -> tuple[int, bytes]:
    answer = b""
    try:
        while part := connection.recv(65536):
            answer += part
    except OSError:
        pass
    return (int(answer.split(b" ", 2)[1]), answer) if answer.startswith(b"HTTP/1.1 ") else (0, answer)


@pytest.fixture
def running(service: Service) -> Iterator[Running]:
    accounts.agency(service, "MX-DIF", "child_protection", "child")
    key = accounts.key(service, "MX-DIF", "children:read", "children:write", "imports:write")
    settings = ApiSettings(
        secure_cookies=False, key_burst=10_000, stranger_burst=10_000, body_seconds=2.0, chunk_seconds=0.5
    )
    with serving(create_app(service, settings), _QuickHeads) as port:
        yield Running(service, port, key)


def refused(running: Running, answer: tuple[int, bytes]) -> None:
    """Assert a clear refusal that repeats nothing, that nothing was stored, that others are served."""
    status, text = answer
    assert 400 <= status < 500, answer
    assert b"Traceback" not in text
    assert running.stored() == 0
    assert running.serves()


def test_what_is_no_http(running: Running) -> None:
    key = f"Authorization: Bearer {running.key}".encode()
    for sent in (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100),
        b"GET\r\n\r\n",
        b"POST /v1/children HTTP/9.9\r\nHost: x\r\n\r\n",
        b"NONSENSE /v1/children HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /v1/children\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /v1/children HTTP/1.1\r\nHost: x\r\nX-Y: a\x00b\r\n\r\n",
        b"GET /v1/children HTTP/1.1\r\nHost: x\r\n: nothing\r\n\r\n",
        b"POST /v1/children HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/children HTTP/1.1\r\nHost: x\r\nContent-Length: 1e3\r\n\r\n",
        # What a proxy in front would read otherwise.
        b"POST /v1/children HTTP/1.1\r\nHost: x\r\n" + key + b"\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /v1/children HTTP/1.1\r\nHost: x\r\n" + key + b"\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}    ",
        b"POST /v1/children HTTP/1.1\r\nHost: x\r\n" + key + b"\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"POST /v1/children HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + key
        + b"\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n",
    ):  # fmt: skip
        refused(running, running.send(sent))


def test_a_head_that_comes_too_slowly(running: Running) -> None:
    head = running.head("GET", "/v1/children")
    refused(running, running.send(*(bytes([b]) for b in head[:40]), pause=0.05))
    status, _ = running.send(head[:-2])
    assert status == 408


def test_a_connection_on_which_nothing_comes_is_closed(running: Running) -> None:
    assert running.send() == (0, b"")


def test_a_head_that_never_ends(running: Running) -> None:
    line = b"X-Long: " + b"x" * 1000 + b"\r\n"
    refused(running, running.send(b"GET / HTTP/1.1\r\nHost: x\r\n", *[line] * 200))
    refused(running, running.send(b"GET /" + b"x" * 300_000))
    status, _ = running.send(running.head("GET", "/v1/children", "X-Long: " + "x" * 30_000))
    assert status == 200


def test_hundreds_of_slow_heads_and_bodies_keep_nobody_out(running: Running) -> None:
    head = running.head("POST", "/v1/children", "Content-Type: application/json", "Content-Length: 100")
    with ExitStack() as stack:
        held = [stack.enter_context(running.open()) for _ in range(200)]
        for number, connection in enumerate(held):
            connection.sendall(head[:50] if number % 2 else head + b"{")
        with ThreadPoolExecutor(4) as pool:
            served = list(pool.map(lambda _: running.serves(), range(8)))
        assert served == [True] * 8
        statuses = {_read(connection)[0] for connection in held}
    assert statuses == {408}
    assert running.stored() == 0


def test_one_key_that_floods_is_told_to_wait_and_others_are_served(
    service: Service, running: Running
) -> None:
    settings = ApiSettings(key_rate=1, key_burst=5)
    accounts.agency(service, "HN-SENAF", "child_protection", "child")
    from fastapi.testclient import TestClient

    app = create_app(service, settings)
    floods = TestClient(app, headers={"authorization": f"Bearer {running.key}"})
    other = TestClient(
        app, headers={"authorization": f"Bearer {accounts.key(service, 'HN-SENAF', 'children:read')}"}
    )
    answers = [floods.get("/v1/children") for _ in range(20)]
    assert {a.status_code for a in answers} == {200, 429}
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert other.get("/v1/children").status_code == 200


SQL = (
    "Robert'); DROP TABLE casework.records;--", "' OR '1'='1", "1; SELECT pg_sleep(10)", "$1", "%s", "%(side)s", ":side", "{0}",
    "\\'; --", "casework.records", "NULL", "''", '"', "a\\", "/* x */", "\N{FULLWIDTH APOSTROPHE} OR 1=1",
)  # fmt: skip


@pytest.mark.parametrize("text", SQL)
def test_sql_is_text_like_any_other(running: Running, text: str) -> None:
    record = {"record_id": text, "full_name": text, "mother_name": text, "notes": text, "columna": text}
    status, answer = running.post("/v1/children", json.dumps(record).encode())
    assert status == 201, answer
    _, read = running.send(running.head("GET", "/v1/children"))
    listed = json.loads(read.split(b"\r\n\r\n", 1)[1])
    assert [item["reference"] for item in listed["items"]] == [text]
    with running.service.database.working() as connection:
        assert connection.execute(sa.select(records.c.reference)).scalars().all() == [text]


def test_sql_where_no_record_is_named(running: Running) -> None:
    for place in (
        "/v1/children?cursor={}",
        "/v1/children?state={}",
        "/v1/children?limit={}",
        "/v1/codes/{}",
        "/v1/imports/children/{}",
    ):
        for text in (
            "1%27%20OR%201=1--",
            "%3B%20DROP%20SCHEMA%20casework%20CASCADE",
            "1)%20UNION%20SELECT%201",
        ):
            refused(running, running.send(running.head("GET", place.format(text))))
    header = f"Authorization: Bearer trk_{'0' * 12}' OR 1=1_x"
    refused(running, running.send(running.head("GET", "/v1/children").replace(f"Authorization: Bearer {running.key}".encode(), header.encode())))  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        "/v1/imports/../../etc/passwd", "/v1/imports/children/../../../etc/passwd", "/v1/imports/..%2f..%2fetc%2fpasswd",
        "/docs/../../../etc/passwd", "/docs/..%2f..%2fpyproject.toml", "/docs/%2e%2e/start.js", "//etc/passwd", "/docs/swagger-ui.css/..",
    ],
)  # fmt: skip
def test_paths_lead_nowhere(running: Running, path: str) -> None:
    for method in ("GET", "POST", "PUT", "DELETE"):
        status, answer = running.send(running.head(method, path, "Content-Length: 0"))
        assert status in (401, 404, 405, 415, 422), (method, answer)
        assert b"root:" not in answer
    assert running.stored() == 0


def test_names_of_files_are_not_looked_at(running: Running) -> None:
    """A file is the body itself; what a header calls it is nobody's business and no path is made of it."""
    names = (
        "../../../../tmp/hostile.csv",
        "/etc/cron.d/hostile",
        "C:\\hostile.csv",
        "a.csv\0.exe".replace("\0", "%00"),
    )
    for name in names:
        disposition = f'Content-Disposition: attachment; filename="{name}"'
        status, answer = running.post(
            "/v1/imports/children", b"record_id,full_name\n1,Ana\n", "text/csv", disposition
        )
        assert status == 202, answer
    with running.service.database.working() as connection:
        ids = list(connection.execute(sa.select(imports.c.id)).scalars())
    for each in ids:
        store_file(running.service, each)
    assert running.serves()


_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ROW = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c></row>'
_LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ja'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)
)


def _book(sheet: str, shared: str = f'<sst xmlns="{_MAIN}"/>', **more: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATIONS.format(f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'),
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _RELATIONS.format(
                f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
                f'<Relationship Id="r2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
            ),
            "xl/worksheets/sheet1.xml": sheet,
            "xl/sharedStrings.xml": shared,
        }.items():  # fmt: skip
            archive.writestr(name, text)
        for name, content in more.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _sheet(rows: str, dimension: str = "A1", declared: str = "") -> str:
    return f'{declared}<worksheet xmlns="{_MAIN}"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'


_GOOD = _ROW.format(1, "record_id") + _ROW.format(2, "1")

BOOKS = {
    "a cell that unpacks to 300 MB": lambda: _book(_sheet(_ROW.format(1, "record_id") + _ROW.format(2, "x" * 300_000_000))),
    "shared strings of 300 MB": lambda: _book(_sheet(_GOOD), f'<sst xmlns="{_MAIN}"><si><t>{"x" * 300_000_000}</t></si></sst>'),
    "an archive in it that unpacks to 300 MB": lambda: _book(_sheet(_GOOD), nested=bytes(300_000_000)),
    "a billion laughs": lambda: _book(_sheet(_ROW.format(1, "record_id") + _ROW.format(2, "&a11;"), declared=f"{_LAUGHS}]>")),
    "a file of this machine": lambda: _book(
        _sheet(_ROW.format(1, "record_id") + _ROW.format(2, "&x;"), declared='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
    ),
    "no sheet": lambda: _book(""),
}  # fmt: skip


@pytest.mark.parametrize("name", BOOKS)
def test_books_that_are_bombs(running: Running, name: str) -> None:
    book = BOOKS[name]()
    assert len(book) < 5_000_000
    status, answer = running.post("/v1/imports/children", book, "application/octet-stream")
    if status == 202:
        with running.service.database.working() as connection:
            (number,) = connection.execute(sa.select(imports.c.id)).scalars()
        store_file(running.service, number)
        with running.service.database.working() as connection:
            (found,) = connection.execute(sa.select(imports.c.state, imports.c.file, imports.c.failure)).all()
            assert connection.execute(sa.select(sa.func.count()).select_from(records)).scalar_one() == 0
        assert (found.state, found.file) == ("failed", None)
        assert "root:" not in str(found.failure)
        assert running.serves()
    else:
        refused(running, (status, answer))


def test_a_sheet_that_says_it_is_huge_is_read_for_what_it_holds(running: Running) -> None:
    status, _ = running.post(
        "/v1/imports/children", _book(_sheet(_GOOD, "A1:XFD1048576")), "application/octet-stream"
    )
    assert status == 202
    with running.service.database.working() as connection:
        (number,) = connection.execute(sa.select(imports.c.id)).scalars()
    store_file(running.service, number)
    assert running.stored() == 2


WRONG = [
    b"null", b"true", b"1", b'"x"', b"[]", b"[{}]", b"{}", b'{"record_id": {}}', b'{"record_id": [["x"]]}',
    b'{"record_id": "1", "full_name": {"a": 1}}', b'{"record_id": "1", "age": [1, {"x": 2}]}', b'{"record_id": "1", "record_id": "2", "sex": {}}',
    b'{"record_id": "1", "provenance": {}}', b'{"record_id": "1", "provenance": [1]}', b'{"record_id": "1", "provenance": [{"fields": "x"}]}',
    b'{"record_id": NaN}', b'{"record_id": "1", "age": 1e999}', b'{"record_id": "1", "age": -Infinity}',
]  # fmt: skip


@pytest.mark.parametrize("body", WRONG)
def test_values_of_the_wrong_kind(running: Running, body: bytes) -> None:
    refused(running, running.post("/v1/children", body))


def test_a_record_is_still_taken_after_all_that(running: Running) -> None:
    for body in (b"x" * 2_000_000, b"[" * 100_000, b'{"record_id": "\\u0000"}', b'{"record_id": "\\ud800"}'):
        refused(running, running.post("/v1/children", body))
    assert running.post("/v1/children", RECORD)[0] == 201
